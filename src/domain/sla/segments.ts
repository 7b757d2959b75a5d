// The stretches of a clock's life, end to end, each counted or skipped with the day, article or pause behind it.
import { dueAfter, endOn, localDate, startOn } from './budgets.ts'
import type { Budget } from './budgets.ts'
import type { OpenedClock } from './clocks.ts'
import { dateOf, dayNumber, minuteMillis } from './days.ts'
import { dueWithPauses, unionSpans } from './pauses.ts'
import type { Span } from './pauses.ts'
import type { ClockRule } from './profiles.ts'
import { dayFacts, elapsedOn } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'
import { startIn } from './zone.ts'

export const segmentCodes = ['clock_hours', 'agreed', 'first_day', 'calendar_days', 'workday', 'make_up_day', 'weekend', 'holiday', 'working_hours', 'closed_hours', 'rolled_day', 'paused', 'adjusted'] as const
export type SegmentCode = (typeof segmentCodes)[number]

/** Articles of the 民法典 on counting days. */
export const segmentLaws = ['civil_code_200', 'civil_code_201', 'civil_code_203'] as const

/**
 * `law` is the article a stretch rests on, `holiday` and `notice` the day's name code and the notice's number, `days` how many whole days
 * it spans, `provisional` that no notice covers it yet, `pause` the number of the pause (from 1) during which the clock stood.
 */
export type SegmentParams = { readonly law?: (typeof segmentLaws)[number]; readonly holiday?: string; readonly notice?: string; readonly days?: number; readonly provisional?: true; readonly pause?: number }
export type Segment = { readonly from: number; readonly to: number; readonly counted: boolean; readonly code: SegmentCode; readonly params: SegmentParams }

/** A stretch in which the clock stood, and which pause of the list it came from. */
export type NumberedSpan = Span & { readonly pause: number }

/** Whether the instant was set for this clock alone (a promise, a limit agreed with a unit or a platform): then the rule's budget did not make it. */
export function isAgreed(clock: Pick<OpenedClock, 'openedAt' | 'strictDueAt'>, rule: ClockRule, time: WorkingTime): boolean {
  return rule.budget === null || dueAfter(rule.budget, 'none', clock.openedAt, time).strictDueAt !== clock.strictDueAt
}

/** When the budget is used up with these pauses; an agreed instant isn't counted, so nothing moves it. */
export function reckonedDue(clock: OpenedClock, rule: ClockRule, time: WorkingTime, stood: readonly Span[]): number {
  return rule.budget === null || stood.length === 0 || isAgreed(clock, rule, time) ? clock.strictDueAt : dueWithPauses(rule.budget, clock.openedAt, time, unionSpans(stood))
}

/**
 * The segments from the opening to `dueAt`, then on to the rolled instant when that is later. `stood` lie apart and in order. What the
 * count alone does not explain (a step taken back, an earlier deadline taken over) ends the list early or stands at its end as `adjusted`.
 */
export function segmentsOf(clock: OpenedClock, rule: ClockRule, time: WorkingTime, stood: readonly NumberedSpan[], dueAt: number): readonly Segment[] {
  const reckoned = reckonedDue(clock, rule, time, stood)
  const counted = isAgreed(clock, rule, time) ? [piece(clock.openedAt, clock.strictDueAt, true, 'agreed')] : countedSegments(clock, rule.budget, time, stood, reckoned)
  const adjusted = dueAt > reckoned ? [...counted, piece(reckoned, dueAt, false, 'adjusted')] : counted.map((s) => ({ ...s, to: Math.min(s.to, dueAt) }))
  return [...adjusted, ...rolledSegments(clock, time, dueAt)].filter((s) => s.from < s.to)
}

function piece(from: number, to: number, counted: boolean, code: SegmentCode, params: SegmentParams = {}): Segment {
  return { from, to, counted, code, params }
}

function countedSegments(clock: OpenedClock, budget: Budget | null, time: WorkingTime, stood: readonly NumberedSpan[], to: number): readonly Segment[] {
  const start = endOn(localDate(clock.openedAt, time), time)
  // the day something happens on isn't counted (民法典 Art. 201)
  const firstDay = piece(clock.openedAt, start, false, 'first_day', { law: 'civil_code_201' })
  switch (budget?.unit) {
    case undefined:
      return []
    case 'hour':
      return joined(cutByPauses([piece(clock.openedAt, to, true, 'clock_hours')], stood))
    case 'working_hour':
      return joined(cutByPauses(hourPieces(clock.openedAt, to, time), stood))
    case 'workday':
      return [firstDay, ...joined(standing(dayPieces(start, to, time), stood))]
    case 'calendar_day':
      return [firstDay, ...joined(standing(dayPieces(start, to, time).map((s) => piece(s.from, s.to, true, 'calendar_days', { law: 'civil_code_200', days: 1 })), stood))]
  }
}

/** Hours lose exactly what lies within a pause; what wasn't counted anyway stays what it is. */
function cutByPauses(pieces: readonly Segment[], stood: readonly NumberedSpan[]): Segment[] {
  return pieces.flatMap((s) => {
    if (!s.counted) return [s]
    const cuts: Segment[] = []
    let at = s.from
    for (const span of stood) {
      const from = Math.max(at, span.from)
      const to = Math.min(s.to, span.to)
      if (from >= to) continue
      cuts.push(piece(at, from, true, s.code, s.params), piece(from, to, false, 'paused', { pause: span.pause }))
      at = to
    }
    return [...cuts, piece(at, s.to, true, s.code, s.params)].filter((c) => c.from < c.to)
  })
}

/** Days are whole: one drops out only when the clock stood through all of it, be it in several pauses that touch. */
function standing(days: readonly Segment[], stood: readonly NumberedSpan[]): Segment[] {
  return days.map((s) => {
    const within = stood.filter((span) => span.from < s.to && span.to > s.from)
    const covered = within.reduce((sum, span) => sum + Math.min(span.to, s.to) - Math.max(span.from, s.from), 0)
    return s.counted && covered === s.to - s.from ? piece(s.from, s.to, false, 'paused', { days: 1, ...(within[0] === undefined ? {} : { pause: within[0].pause }) }) : s
  })
}

/** The days of rest a roll passes over and the day it ends on (民法典 Art. 203). */
function rolledSegments(clock: OpenedClock, time: WorkingTime, dueAt: number): readonly Segment[] {
  const { rolledDueAt, strictDueAt } = clock
  if (rolledDueAt === null || rolledDueAt <= dueAt) return []
  const rolledFrom = startOn(localDate(rolledDueAt - 1, time), time)
  const last = dayPiece(dayNumber(localDate(strictDueAt - 1, time)), time).params
  const uncovered = clock.provisional ? { provisional: true as const } : {}
  const passed = joined(dayPieces(dueAt, rolledFrom, time).map((s) => ({ ...s, counted: false })))
  return [...passed, piece(rolledFrom, rolledDueAt, true, 'rolled_day', { ...last, ...uncovered, law: 'civil_code_203', days: 1 })]
}

function dayPiece(day: number, time: WorkingTime): Segment {
  const { kind, override } = dayFacts(time, day)
  const named = override === undefined ? {} : { holiday: override.name, notice: override.notice }
  const uncovered = day > time.coveredThrough ? { provisional: true as const } : {}
  return piece(startIn(time.calendar, day), endOn(dateOf(day), time), kind === 'workday' || kind === 'make_up_day', kind, { ...named, days: 1, ...uncovered })
}

function dayPieces(from: number, to: number, time: WorkingTime): Segment[] {
  const first = dayNumber(localDate(from, time))
  return Array.from({ length: Math.max(0, dayNumber(localDate(to, time)) - first) }, (_, i) => dayPiece(first + i, time))
}

/** Each day cut at its opening and closing times, then to the window. */
function hourPieces(from: number, to: number, time: WorkingTime): Segment[] {
  const pieces: Segment[] = []
  for (let day = dayNumber(localDate(from, time)); startIn(time.calendar, day) < to; day += 1) {
    const { days: _, ...params } = dayPiece(day, time).params
    const { kind } = dayFacts(time, day)
    const start = startIn(time.calendar, day)
    const closed: SegmentCode = kind === 'weekend' || kind === 'holiday' ? kind : 'closed_hours'
    let at = start
    for (const h of elapsedOn(time, day)) {
      pieces.push(piece(at, start + h.from * minuteMillis, false, closed, params))
      at = start + h.to * minuteMillis
      pieces.push(piece(start + h.from * minuteMillis, at, true, kind === 'make_up_day' ? 'make_up_day' : 'working_hours', params))
    }
    pieces.push(piece(at, endOn(dateOf(day), time), false, closed, params))
  }
  return pieces.map((p) => ({ ...p, from: Math.max(p.from, from), to: Math.min(p.to, to) })).filter((p) => p.from < p.to)
}

/** Neighbours that say the same become one. */
function joined(pieces: readonly Segment[]): readonly Segment[] {
  const out: Segment[] = []
  for (const next of pieces) {
    const last = out.at(-1)
    if (last !== undefined && sameReason(last, next)) {
      const days = (last.params.days ?? 0) + (next.params.days ?? 0)
      out[out.length - 1] = { ...last, to: next.to, params: days > 0 ? { ...last.params, days } : last.params }
    } else out.push(next)
  }
  return out
}

function sameReason(a: Segment, b: Segment): boolean {
  return a.code === b.code && a.counted === b.counted && a.params.holiday === b.params.holiday && a.params.notice === b.params.notice && a.params.provisional === b.params.provisional && a.params.pause === b.params.pause
}
