// Proves that an explanation leaves no gap, counts exactly the budget, and names each kind of day.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar, off, someCalendar, windowStart, work } from '../../../test/calendars.ts'
import { budgetUnits } from './budgets.ts'
import { openClock } from './clocks.ts'
import { dayMillis, hourMillis, startOfDay } from './days.ts'
import { explain } from './explanation.ts'
import { dueWithPauses, unionSpans } from './pauses.ts'
import type { Pause } from './pauses.ts'
import { defaultProfile } from './profile.fixture.ts'
import type { Segment } from './segments.ts'
import { compileCalendar } from './working-time.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const base = defaultProfile.rules.decision

test('segments lie end to end and what they count is the budget', () => {
  const someStart = fc.integer({ min: startOfDay(windowStart), max: startOfDay(windowStart + 40) })
  fc.assert(
    fc.property(someCalendar, someStart, fc.integer({ min: 1, max: 40 }), fc.constantFrom(...budgetUnits), fc.constantFrom('none' as const, 'off_days' as const, 'holidays' as const), (calendar, start, value, unit, roll) => {
      const time = compileCalendar(calendar)
      const rule = { ...base, budget: { value, unit }, roll }
      const clock = openClock(rule, start, time)
      const { segments } = explain(clock, rule, time)
      expect(segments[0]?.from).toBe(start)
      expect(segments.at(-1)?.to).toBe(clock.rolledDueAt ?? clock.strictDueAt)
      expect(segments.every((s) => s.from < s.to)).toBe(true)
      expect(segments.slice(1).map((s) => s.from)).toEqual(segments.slice(0, -1).map((s) => s.to))
      const counted = segments.filter((s) => s.counted && s.code !== 'rolled_day')
      const isDays = unit === 'workday' || unit === 'calendar_day'
      const sum = counted.reduce((total, s) => total + (isDays ? (s.params.days ?? 0) : (s.to - s.from) / hourMillis), 0)
      expect(sum).toBeCloseTo(value, 9)
      expect(counted.filter((s) => isDays && s.to - s.from !== (s.params.days ?? 0) * dayMillis)).toEqual([])
    }),
    { numRuns: 300 },
  )
})

const aPause = (from: number, to: number | null, more: Partial<Pause> = {}): Pause => ({ from, to, reason: 'r', evidence: null, by: 'u', approvedBy: null, enteredAt: from, capAt: null, ...more })

test('with pauses: still no gap, the counted is the budget, the lost is what the pauses took', () => {
  const somePauses = fc.array(fc.tuple(fc.integer({ min: -20, max: 900 }), fc.integer({ min: 1, max: 200 })), { maxLength: 5 })
  fc.assert(
    fc.property(someCalendar, fc.integer({ min: startOfDay(windowStart), max: startOfDay(windowStart + 40) }), fc.integer({ min: 1, max: 30 }), fc.constantFrom(...budgetUnits), somePauses, fc.boolean(), (calendar, start, value, unit, lengths, wholeDays) => {
      const time = compileCalendar(calendar)
      const rule = { ...base, budget: { value, unit }, roll: 'none' as const, pausable: true }
      const midnight = startOfDay(Math.floor((start + calendar.zoneOffsetMinutes * 60_000) / dayMillis), calendar.zoneOffsetMinutes)
      const pauses = lengths.map(([from, length]) => (wholeDays ? aPause(midnight + Math.floor(from / 24) * dayMillis, midnight + Math.floor(from / 24) * dayMillis + Math.ceil(length / 24) * dayMillis) : aPause(start + from * hourMillis, start + (from + length) * hourMillis)))
      const clock = openClock(rule, start, time)
      const moved = { ...clock, dueAt: dueWithPauses({ value, unit }, start, time, unionSpans(pauses.map((p) => ({ from: p.from, to: p.to ?? 0 })))) }
      const told = explain(moved, rule, time, { pauses, now: start + 2000 * dayMillis, stoppedAt: null })
      const { segments } = told
      expect(told.reckonedAt).toBe(moved.dueAt)
      expect([segments[0]?.from, segments.at(-1)?.to]).toEqual([start, moved.dueAt])
      expect(segments.every((s) => s.from < s.to)).toBe(true)
      expect(segments.slice(1).map((s) => s.from)).toEqual(segments.slice(0, -1).map((s) => s.to))
      const isDays = unit === 'workday' || unit === 'calendar_day'
      const size = (s: Segment): number => (isDays ? (s.params.days ?? 0) : s.to - s.from)
      const sum = (of: readonly Segment[]): number => of.reduce((total, s) => total + size(s), 0)
      expect(sum(segments.filter((s) => s.counted))).toBe(isDays ? value : value * hourMillis)
      expect(told.pauses.reduce((total, p) => total + p.lost, 0)).toBe(sum(segments.filter((s) => s.code === 'paused')))
      expect(segments.some((s) => s.code === 'adjusted')).toBe(false)
    }),
    { numRuns: 300 },
  )
})

describe('the codes of the segments', () => {
  const time = compileCalendar(aCalendar([off('2026-10-01'), off('2026-10-02'), work('2026-10-10'), off('2026-10-12', 'x')], { coverageUntil: '2026-10-13' }))
  const codes = (segments: readonly Segment[]): string[] => segments.map((s) => `${s.counted ? '+' : '-'}${s.code}${s.params.days ?? ''}${s.params.provisional ? '?' : ''}`)
  const told = (value: number, unit: (typeof budgetUnits)[number], start: string, roll: 'none' | 'off_days' = 'none') => {
    const rule = { ...base, budget: { value, unit }, roll }
    return explain(openClock(rule, at(start), time), rule, time)
  }

  test('workdays over a holiday, a weekend, a make-up day, past the notices', () => {
    const answer = told(9, 'workday', '2026-09-30T10:00:00')
    expect(codes(answer.segments)).toEqual(['-first_day', '-holiday2', '-weekend2', '+workday5', '+make_up_day1', '-weekend1', '-holiday1', '+workday1', '+workday2?'])
    expect(answer).toMatchObject({ provisional: true, dueAt: at('2026-10-16T00:00:00') })
    expect(answer.segments[1]?.params).toEqual({ holiday: 'national_day', notice: 'N1', days: 2 })
  })

  test('working hours around a closed evening and a make-up day', () => {
    expect(codes(told(10, 'working_hour', '2026-10-09T17:00:00').segments)).toEqual(['+working_hours', '-closed_hours', '-closed_hours', '+make_up_day', '-closed_hours', '+make_up_day', '-closed_hours', '-weekend', '-holiday', '-closed_hours', '+working_hours'])
  })

  test('calendar days rolled over a weekend', () => {
    expect(codes(told(1, 'calendar_day', '2026-09-25T10:00:00', 'off_days').segments)).toEqual(['-first_day', '+calendar_days1', '-weekend1', '+rolled_day1'])
  })

  test('a roll from the last covered day to one no notice covers says so', () => {
    const short = compileCalendar(aCalendar([], { coverageUntil: '2026-10-04' }))
    const rule = { ...base, budget: { value: 1, unit: 'calendar_day' as const }, roll: 'off_days' as const }
    const clock = openClock(rule, at('2026-10-03T10:00:00'), short)
    expect(clock).toMatchObject({ provisional: true, dueAt: at('2026-10-05T00:00:00'), rolledDueAt: at('2026-10-06T00:00:00') })
    expect(codes(explain(clock, rule, short).segments)).toEqual(['-first_day', '+calendar_days1', '+rolled_day1?'])
  })

  test('hours need one line, a promise its own', () => {
    expect(codes(told(24, 'hour', '2026-10-01T10:00:00').segments)).toEqual(['+clock_hours'])
    const { promise } = defaultProfile.rules
    expect(codes(explain(openClock(promise, 0, time, { agreedDueAt: 5 }), promise, time).segments)).toEqual(['+agreed'])
  })
})

describe('pauses, limits and what the count alone does not say', () => {
  const time = compileCalendar(aCalendar([off('2026-10-01'), off('2026-10-02')]))
  const rule = { ...base, budget: { value: 5, unit: 'calendar_day' as const }, target: { value: 48, unit: 'hour' as const } }
  const clock = openClock(rule, at('2026-09-28T10:00:00'), time)
  const codes = (segments: readonly Segment[]): string[] => segments.map((s) => `${s.counted ? '+' : '-'}${s.code}${s.params.days ?? ''}${s.params.pause === undefined ? '' : `#${s.params.pause}`}`)

  test('a pause through whole days takes days; a brief one is listed and takes none', () => {
    const pauses = [aPause(at('2026-09-29T09:00:00'), at('2026-09-29T15:00:00')), aPause(at('2026-09-29T20:00:00'), at('2026-10-02T00:00:00'))]
    const told = explain({ ...clock, dueAt: at('2026-10-06T00:00:00') }, rule, time, { pauses, now: at('2026-10-03T00:00:00'), stoppedAt: null })
    expect(codes(told.segments)).toEqual(['-first_day', '+calendar_days1', '-paused2#2', '+calendar_days4'])
    expect(told.pauses.map((p) => [p.lost, p.unit])).toEqual([[0, 'day'], [2, 'day']])
    expect(told.target).toEqual({ budget: rule.target, dueAt: at('2026-09-30T10:00:00') })
  })

  test('while it stands, the count goes to where it would end if the pause ended now; the stored instant stays', () => {
    const told = explain(clock, rule, time, { pauses: [aPause(at('2026-09-28T20:00:00'), null)], now: at('2026-10-01T08:00:00'), stoppedAt: null })
    expect([told.dueAt, told.reckonedAt]).toEqual([at('2026-10-04T00:00:00'), at('2026-10-06T00:00:00')])
    expect(codes(told.segments)).toEqual(['-first_day', '-paused2#1', '+calendar_days5'])
    const capped = explain(clock, rule, time, { pauses: [aPause(at('2026-09-28T20:00:00'), null, { capAt: at('2026-09-30T00:00:00') })], now: at('2026-10-01T08:00:00'), stoppedAt: null })
    expect(capped.reckonedAt).toBe(at('2026-10-05T00:00:00'))
  })

  test('an instant moved by a step is told as moved, earlier or later', () => {
    const later = explain({ ...clock, dueAt: clock.dueAt + hourMillis }, rule, time)
    expect(codes(later.segments)).toEqual(['-first_day', '+calendar_days5', '-adjusted'])
    const earlier = explain({ ...clock, dueAt: clock.dueAt - dayMillis }, rule, time)
    expect(earlier.segments.at(-1)?.to).toBe(clock.dueAt - dayMillis)
  })

  test('a clock that never moved ended within the pause', () => {
    const told = explain(clock, rule, time, { pauses: [aPause(at('2026-09-28T20:00:00'), at('2026-10-01T08:00:00'))], now: at('2026-11-01T00:00:00'), stoppedAt: at('2026-10-01T08:00:00') })
    expect(codes(told.segments)).toEqual(['-first_day', '+calendar_days5'])
    expect(told.pauses.map((p) => p.lost)).toEqual([0])
  })

  test('an agreed instant is one stretch, has no budget and nothing moves it', () => {
    const agreed = { ...clock, dueAt: at('2026-09-28T14:00:00'), strictDueAt: at('2026-09-28T14:00:00') }
    const told = explain(agreed, rule, time, { pauses: [aPause(at('2026-09-28T11:00:00'), null)], now: at('2026-09-28T12:00:00'), stoppedAt: null })
    expect(codes(told.segments)).toEqual(['+agreed'])
    expect([told.budget, told.target, told.pauses]).toEqual([null, null, []])
  })

  test('a roll says which day of rest it starts from', () => {
    const watch = { ...rule, budget: { value: 4, unit: 'calendar_day' as const }, roll: 'off_days' as const, statutory: true, pausable: false }
    const told = explain(openClock(watch, at('2026-09-28T10:00:00'), time), watch, time)
    expect(told.roll).toEqual({ lastOn: '2026-10-02', kind: 'holiday', holiday: 'national_day', notice: 'N1' })
    expect(explain(openClock({ ...watch, budget: { value: 1, unit: 'calendar_day' } }, at('2026-09-28T10:00:00'), time), watch, time).roll).toBeNull()
  })
})
