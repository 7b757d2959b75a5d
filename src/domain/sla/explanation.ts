// Why a clock is due when it is: every stretch counted or skipped, with the notice or article behind it, as codes without language.
import { localDate, endOn } from './budgets.ts'
import type { Budget } from './budgets.ts'
import type { OpenedClock } from './clocks.ts'
import { dateOf, dayNumber, minuteMillis, startOfDay } from './days.ts'
import type { ClockRule, RuleSource } from './profiles.ts'
import { dayFacts, hoursOn } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'

export const segmentCodes = ['clock_hours', 'agreed', 'first_day', 'calendar_days', 'workday', 'make_up_day', 'weekend', 'holiday', 'working_hours', 'closed_hours', 'rolled_day'] as const
export type SegmentCode = (typeof segmentCodes)[number]

/** Articles of the 民法典 on counting days. */
export const segmentLaws = ['civil_code_200', 'civil_code_201', 'civil_code_203'] as const

/**
 * One stretch of instants. `law` is the article it rests on, `holiday` and `notice` the day's name code and the notice's number,
 * `days` how many whole days it spans, `provisional` that no notice covers it yet.
 */
export type SegmentParams = { readonly law?: (typeof segmentLaws)[number]; readonly holiday?: string; readonly notice?: string; readonly days?: number; readonly provisional?: true }
export type Segment = { readonly from: number; readonly to: number; readonly counted: boolean; readonly code: SegmentCode; readonly params: SegmentParams }

export type Explanation = {
  readonly kind: OpenedClock['kind']
  readonly budget: Budget | null
  readonly source: RuleSource
  readonly statutory: boolean
  readonly calendarVersion: string
  readonly openedAt: number
  readonly dueAt: number
  readonly strictDueAt: number
  readonly rolledDueAt: number | null
  readonly provisional: boolean
  readonly segments: readonly Segment[]
}

/** The explanation of a clock as it was opened. Segments lie end to end from `openedAt` to the rolled (else the strict) instant. */
export function explain(clock: OpenedClock, rule: ClockRule, time: WorkingTime): Explanation {
  const { kind, statutory, calendarVersion, openedAt, dueAt, strictDueAt, rolledDueAt, provisional } = clock
  return { kind, budget: rule.budget, source: rule.source, statutory, calendarVersion, openedAt, dueAt, strictDueAt, rolledDueAt, provisional, segments: segmentsOf(clock, rule, time) }
}

function segmentsOf(clock: OpenedClock, rule: ClockRule, time: WorkingTime): readonly Segment[] {
  const { openedAt, strictDueAt } = clock
  switch (rule.budget?.unit) {
    case undefined:
      return [{ from: openedAt, to: strictDueAt, counted: true, code: 'agreed', params: {} }]
    case 'hour':
      return [{ from: openedAt, to: strictDueAt, counted: true, code: 'clock_hours', params: {} }]
    case 'working_hour':
      return joined(hourPieces(openedAt, strictDueAt, time))
    case 'workday':
      return [firstDay(clock, time), ...joined(dayPieces(endOfFirstDay(clock, time), strictDueAt, time))]
    case 'calendar_day':
      return calendarDaySegments(clock, time)
  }
}

/** The day something happens on isn't counted (民法典 Art. 201). */
function firstDay(clock: OpenedClock, time: WorkingTime): Segment {
  return { from: clock.openedAt, to: endOfFirstDay(clock, time), counted: false, code: 'first_day', params: { law: 'civil_code_201' } }
}

function endOfFirstDay(clock: OpenedClock, time: WorkingTime): number {
  return endOn(localDate(clock.openedAt, time), time)
}

function calendarDaySegments(clock: OpenedClock, time: WorkingTime): readonly Segment[] {
  const from = endOfFirstDay(clock, time)
  const { strictDueAt, rolledDueAt } = clock
  const counted: Segment = { from, to: strictDueAt, counted: true, code: 'calendar_days', params: { law: 'civil_code_200', days: dayCount(from, strictDueAt, time) } }
  if (rolledDueAt === null || rolledDueAt === strictDueAt) return [firstDay(clock, time), counted]
  const rolledFrom = startOfDay(dayNumber(localDate(rolledDueAt - 1, time)), time.calendar.zoneOffsetMinutes)
  const last = dayPiece(dayNumber(localDate(strictDueAt - 1, time)), time).params
  const uncovered = clock.provisional ? { provisional: true as const } : {}
  const rolled: Segment = { from: rolledFrom, to: rolledDueAt, counted: true, code: 'rolled_day', params: { ...last, ...uncovered, law: 'civil_code_203', days: 1 } }
  return [firstDay(clock, time), counted, ...joined(dayPieces(strictDueAt, rolledFrom, time).map((s) => ({ ...s, counted: false }))), rolled]
}

function dayCount(from: number, to: number, time: WorkingTime): number {
  return dayNumber(localDate(to, time)) - dayNumber(localDate(from, time))
}

function dayPiece(day: number, time: WorkingTime): Segment {
  const { kind, override } = dayFacts(time, day)
  const from = startOfDay(day, time.calendar.zoneOffsetMinutes)
  const named = override === undefined ? {} : { holiday: override.name, notice: override.notice }
  const uncovered = day > time.coveredThrough ? { provisional: true as const } : {}
  return { from, to: endOn(dateOf(day), time), counted: kind === 'workday' || kind === 'make_up_day', code: kind, params: { ...named, days: 1, ...uncovered } }
}

function dayPieces(from: number, to: number, time: WorkingTime): Segment[] {
  const first = dayNumber(localDate(from, time))
  return Array.from({ length: dayCount(from, to, time) }, (_, i) => dayPiece(first + i, time))
}

/** Each day cut at its opening and closing times, then to the window. */
function hourPieces(from: number, to: number, time: WorkingTime): Segment[] {
  const pieces: Segment[] = []
  for (let day = dayNumber(localDate(from, time)); startOfDay(day, time.calendar.zoneOffsetMinutes) < to; day += 1) {
    const { days: _, ...params } = dayPiece(day, time).params
    const { kind } = dayFacts(time, day)
    const start = startOfDay(day, time.calendar.zoneOffsetMinutes)
    const closed: SegmentCode = kind === 'weekend' || kind === 'holiday' ? kind : 'closed_hours'
    let at = start
    for (const h of hoursOn(time, day)) {
      pieces.push({ from: at, to: start + h.from * minuteMillis, counted: false, code: closed, params })
      at = start + h.to * minuteMillis
      pieces.push({ from: start + h.from * minuteMillis, to: at, counted: true, code: kind === 'make_up_day' ? 'make_up_day' : 'working_hours', params })
    }
    pieces.push({ from: at, to: endOn(dateOf(day), time), counted: false, code: closed, params })
  }
  return pieces.map((p) => ({ ...p, from: Math.max(p.from, from), to: Math.min(p.to, to) })).filter((p) => p.from < p.to)
}

/** Neighbours that say the same become one. */
function joined(pieces: readonly Segment[]): readonly Segment[] {
  const out: Segment[] = []
  for (const piece of pieces) {
    const last = out.at(-1)
    if (last !== undefined && sameReason(last, piece)) {
      const days = (last.params.days ?? 0) + (piece.params.days ?? 0)
      out[out.length - 1] = { ...last, to: piece.to, params: days > 0 ? { ...last.params, days } : last.params }
    } else out.push(piece)
  }
  return out
}

function sameReason(a: Segment, b: Segment): boolean {
  return a.code === b.code && a.counted === b.counted && a.params.holiday === b.params.holiday && a.params.notice === b.params.notice && a.params.provisional === b.params.provisional
}
