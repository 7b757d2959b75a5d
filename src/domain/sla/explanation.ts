// Why a clock is due when it is: the limits side by side, every stretch counted or skipped, every pause with what it gave, as codes without language.
import { dueAfter, localDate } from './budgets.ts'
import type { Budget } from './budgets.ts'
import type { DayKind } from './calendar.ts'
import { canPause } from './clocks.ts'
import type { OpenedClock } from './clocks.ts'
import { dayNumber } from './days.ts'
import type { Pause } from './pauses.ts'
import type { ClockRule, RuleSource } from './profiles.ts'
import { isAgreed, reckonedDue, segmentsOf } from './segments.ts'
import type { NumberedSpan, Segment } from './segments.ts'
import { dayFacts } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'

/** A pause as it bears on one clock; `lost` is how many milliseconds, or whole days, the count stood because of it. */
export type PausePart<P extends Pause = Pause> = { readonly pause: P; readonly lost: number; readonly unit: 'millisecond' | 'day' }

/** The day a roll starts from: the last day of the count, and what kind of rest it is. */
export type Roll = { readonly lastOn: string; readonly kind: DayKind; readonly holiday?: string; readonly notice?: string }

export type Explanation<P extends Pause = Pause> = {
  readonly kind: OpenedClock['kind']
  /** What the rule gives, null when the instant was agreed for this clock alone. */
  readonly budget: Budget | null
  readonly source: RuleSource
  readonly statutory: boolean
  readonly pausable: boolean
  readonly calendarVersion: string
  readonly openedAt: number
  readonly dueAt: number
  readonly strictDueAt: number
  readonly rolledDueAt: number | null
  readonly roll: Roll | null
  /** The earlier aim inside the house, null when the rule has none. */
  readonly target: { readonly budget: Budget; readonly dueAt: number } | null
  readonly provisional: boolean
  /** Where the count ends: `dueAt`, or while a pause lasts the instant it would end if the pause ended now. */
  readonly reckonedAt: number
  readonly segments: readonly Segment[]
  readonly pauses: readonly PausePart<P>[]
}

/** The ledger of the case as far as it is known at `now`; `stoppedAt` is when the clock ended, after which no pause counts. */
export type Ledger<P extends Pause = Pause> = { readonly pauses: readonly P[]; readonly now: number; readonly stoppedAt: number | null }

const empty: Ledger<never> = { pauses: [], now: 0, stoppedAt: null }

/** The explanation of a clock. Segments lie end to end from `openedAt` to `reckonedAt`, and on to the rolled instant when that is later. */
export function explain<P extends Pause>(clock: OpenedClock, rule: ClockRule, time: WorkingTime, ledger: Ledger<P> = empty): Explanation<P> {
  const { kind, statutory, calendarVersion, openedAt, dueAt, strictDueAt, rolledDueAt, provisional } = clock
  const agreed = isAgreed(clock, rule, time)
  const bearing = canPause(rule) && !agreed ? ledger.pauses.filter((p) => endOf(p, ledger) > Math.max(openedAt, p.from)).toSorted((a, b) => a.from - b.from) : []
  const { stood, reckonedAt } = reckon(clock, rule, time, bearing, ledger)
  const segments = segmentsOf(clock, rule, time, stood, reckonedAt)
  return {
    kind, budget: agreed ? null : rule.budget, source: rule.source, statutory, pausable: canPause(rule), calendarVersion, openedAt, dueAt, strictDueAt, rolledDueAt, provisional, reckonedAt, segments,
    roll: rollOf(clock, time), target: rule.target === null || agreed ? null : { budget: rule.target, dueAt: dueAfter(rule.target, 'none', openedAt, time).strictDueAt },
    pauses: bearing.map((p, i) => ({ pause: p, ...lostIn(segments, i + 1, rule) })),
  }
}

function endOf(pause: Pause, { now, stoppedAt }: Ledger): number {
  return Math.min(pause.to ?? now, pause.capAt ?? Infinity, stoppedAt ?? Infinity)
}

/**
 * Which pauses the stored due instant holds: as a rule those that have ended, none when it never moved, all while the clock stands.
 * What none of them explains stays as the difference between the count and the instant.
 */
function reckon(clock: OpenedClock, rule: ClockRule, time: WorkingTime, pauses: readonly Pause[], ledger: Ledger): { stood: readonly NumberedSpan[]; reckonedAt: number } {
  const spans = (lasting: boolean): NumberedSpan[] => apart(pauses.flatMap((p, i) => (p.to === null && !lasting ? [] : [{ from: p.from, to: endOf(p, ledger), pause: i + 1 }])))
  const [ended, all] = [spans(false), spans(true)]
  const due = (stood: readonly NumberedSpan[]): number => reckonedDue(clock, rule, time, stood)
  if (ledger.stoppedAt === null) return { stood: all, reckonedAt: due(all) === clock.dueAt ? clock.dueAt : clock.dueAt + due(all) - due(ended) }
  const stood = [ended, all, []].find((each) => due(each) === clock.dueAt) ?? ended
  return { stood, reckonedAt: clock.dueAt }
}

/** Overlaps belong to the pause that began first. */
function apart(spans: readonly NumberedSpan[]): NumberedSpan[] {
  let at = -Infinity
  return spans.flatMap((span) => {
    const from = Math.max(at, span.from)
    at = Math.max(at, span.to)
    return from < span.to ? [{ ...span, from }] : []
  })
}

function lostIn(segments: readonly Segment[], pause: number, rule: ClockRule): Pick<PausePart, 'lost' | 'unit'> {
  const own = segments.filter((s) => s.code === 'paused' && s.params.pause === pause)
  const inDays = rule.budget?.unit === 'workday' || rule.budget?.unit === 'calendar_day'
  return { unit: inDays ? 'day' : 'millisecond', lost: own.reduce((sum, s) => sum + (inDays ? (s.params.days ?? 0) : s.to - s.from), 0) }
}

function rollOf(clock: OpenedClock, time: WorkingTime): Roll | null {
  if (clock.rolledDueAt === null || clock.rolledDueAt === clock.strictDueAt) return null
  const lastOn = localDate(clock.strictDueAt - 1, time)
  const { kind, override } = dayFacts(time, dayNumber(lastOn))
  return { lastOn, kind, ...(override === undefined ? {} : { holiday: override.name, notice: override.notice }) }
}
