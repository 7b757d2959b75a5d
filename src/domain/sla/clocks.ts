// Opens a clock from its rule and says, from data alone and at any instant, how it stands.
import { dueAfter } from './budgets.ts'
import { dayMillis, hourMillis } from './days.ts'
import { clockKinds, unpausableKinds } from './kinds.ts'
import type { ClockKind, ClockState } from './kinds.ts'
import { dueWithPauses } from './pauses.ts'
import type { Span } from './pauses.ts'
import type { ClockRule } from './profiles.ts'
import type { WorkingTime } from './working-time.ts'

/**
 * What opening a clock fixes. `dueAt` is what the queue, the sweep and the state go by: the strict instant, moved only by pauses.
 * `strictDueAt` is the count without pause or roll, `rolledDueAt` the count with roll (null when it can't roll), `targetAt` the earlier
 * aim inside the house. `provisional`: rests on days no holiday notice covers yet. `epoch` 1 at first, one more at each reopening.
 */
export type OpenedClock = {
  readonly kind: ClockKind
  readonly epoch: number
  readonly openedAt: number
  readonly dueAt: number
  readonly strictDueAt: number
  readonly rolledDueAt: number | null
  readonly targetAt: number | null
  readonly provisional: boolean
  readonly statutory: boolean
  readonly calendarVersion: string
}

/** What a clock's state is decided from. `cancelledAt`: ended without its duty being met. `pausedAt`: since when it stands, null while it runs. */
export type ClockTimes = { readonly openedAt: number; readonly dueAt: number; readonly metAt: number | null; readonly cancelledAt: number | null; readonly pausedAt: number | null }

/** For clocks whose instant the case brings (a promise, a platform's own limit): it stands instead of the rule's budget. */
export type Agreed = { readonly epoch?: number; readonly agreedDueAt?: number }

/**
 * Opens a clock.
 * @throws RangeError when neither the rule nor `agreed` says until when: the caller forgot the promised instant.
 */
export function openClock(rule: ClockRule, startAt: number, time: WorkingTime, agreed: Agreed = {}): OpenedClock {
  const base = { kind: rule.kind, epoch: agreed.epoch ?? 1, openedAt: startAt, statutory: rule.statutory, calendarVersion: time.calendar.version }
  if (agreed.agreedDueAt !== undefined) return { ...base, dueAt: agreed.agreedDueAt, strictDueAt: agreed.agreedDueAt, rolledDueAt: null, targetAt: null, provisional: false }
  if (rule.budget === null) throw new RangeError(`a ${rule.kind} clock needs the agreed instant`)
  const due = dueAfter(rule.budget, rule.roll, startAt, time)
  const targetAt = rule.target === null ? null : dueAfter(rule.target, 'none', startAt, time).strictDueAt
  return { ...base, dueAt: due.strictDueAt, strictDueAt: due.strictDueAt, rolledDueAt: due.rolledDueAt, targetAt, provisional: due.provisional }
}

/** The due instant after the ledger's pauses (united spans, see `pausedSpans`). Rules that can't be paused, and clocks of law or outsiders, don't move. */
export function dueAfterPauses(rule: ClockRule, clock: OpenedClock, time: WorkingTime, paused: readonly Span[]): number {
  if (!canPause(rule) || rule.budget === null) return clock.dueAt
  return dueWithPauses(rule.budget, clock.openedAt, time, paused)
}

/** Whether a clock of this rule may stand still at all. */
export function canPause(rule: ClockRule): boolean {
  return rule.pausable && !rule.statutory && !unpausableKinds.includes(rule.kind)
}

/**
 * The boundary, stated once: an act at `dueAt` itself is in time, anything later is a breach. So 24:00:00.000 of the last day still meets it.
 */
export function isPast(dueAt: number, at: number): boolean {
  return at > dueAt
}

/** Whether the duty was or is breached, whatever happened afterwards: a clock ended late stays a breach. */
export function isBreached(clock: ClockTimes, now: number): boolean {
  return isPast(clock.dueAt, clock.metAt ?? clock.cancelledAt ?? earlier(clock.pausedAt, now))
}

/** How a clock stands at `now`. Never stored: a late worker can't misreport it. */
export function clockState(clock: ClockTimes, now: number): ClockState {
  if (clock.metAt !== null) return isPast(clock.dueAt, clock.metAt) ? 'met_late' : 'met'
  if (clock.cancelledAt !== null) return 'cancelled'
  if (isBreached(clock, now)) return 'overdue'
  if (clock.pausedAt !== null && clock.pausedAt <= now) return 'paused'
  return now >= soonAt(clock) ? 'soon' : 'running'
}

/** From when a running clock counts as soon due: the last quarter of its life, at least the last hour, at most the last day, never more than half. */
export function soonAt(clock: Pick<ClockTimes, 'openedAt' | 'dueAt'>): number {
  const life = Math.max(0, clock.dueAt - clock.openedAt)
  const ahead = Math.min(Math.max(Math.floor(life / 4), hourMillis), dayMillis, Math.floor(life / 2))
  return clock.dueAt - ahead
}

/** The clock that comes due next among those still open and not standing; ties by the order of kinds. A view over rows, never stored. */
export function nextDue<C extends ClockTimes & { readonly kind: ClockKind }>(clocks: readonly C[], now: number): C | null {
  const running = clocks.filter((c) => ['running', 'soon', 'overdue'].includes(clockState(c, now)))
  return running.reduce<C | null>((first, c) => (first === null || c.dueAt < first.dueAt || (c.dueAt === first.dueAt && rank(c) < rank(first)) ? c : first), null)
}

function rank(clock: { readonly kind: ClockKind }): number {
  return clockKinds.indexOf(clock.kind)
}

function earlier(pausedAt: number | null, now: number): number {
  return pausedAt === null ? now : Math.min(pausedAt, now)
}
