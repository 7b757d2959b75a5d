// Proves that an explanation leaves no gap, counts exactly the budget, and names each kind of day.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar, off, someCalendar, windowStart, work } from '../../../test/calendars.ts'
import { budgetUnits } from './budgets.ts'
import { openClock } from './clocks.ts'
import { dayMillis, hourMillis, startOfDay } from './days.ts'
import { explain } from './explanation.ts'
import type { Segment } from './explanation.ts'
import { defaultProfile } from './profiles.ts'
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
