// Proves the pause ledger: spans unite and intersect like sets, and a pause moves a due instant by exactly the counted time it covers.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar, off, someCalendar, windowStart } from '../../../test/calendars.ts'
import { dueAfter } from './budgets.ts'
import { dayMillis, hourMillis, startOfDay } from './days.ts'
import { dueWithPauses, intersectSpans, pausedSpans, totalMillis, unionSpans } from './pauses.ts'
import type { Pause, Span } from './pauses.ts'
import { compileCalendar, workingMillisBetween } from './working-time.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const someSpans = fc.array(fc.tuple(fc.nat(60), fc.nat(60)).map(([a, b]): Span => ({ from: Math.min(a, b), to: Math.max(a, b) })), { maxLength: 8 })
const points = (spans: readonly Span[]): number[] => Array.from({ length: 60 }, (_, i) => i).filter((i) => spans.some((s) => s.from <= i && i < s.to))

describe('spans are sets of instants', () => {
  test('union and intersection, sorted and apart', () => {
    fc.assert(
      fc.property(someSpans, someSpans, (a, b) => {
        const united = unionSpans(a)
        expect(points(united)).toEqual(points(a))
        expect(totalMillis(united)).toBe(points(a).length)
        for (const [i, s] of united.entries()) expect(s.from).toBeGreaterThan(united[i - 1]?.to ?? -1)
        const common = intersectSpans(united, unionSpans(b))
        expect(points(common)).toEqual(points(a).filter((p) => points(b).includes(p)))
        expect(totalMillis(common)).toBe(points(common).length)
      }),
      { numRuns: 500 },
    )
  })
})

test('the ledger now: open entries last until now, capped ones no longer than their cap, future ones not at all', () => {
  const pause = (from: number, to: number | null, capAt: number | null = null): Pause => ({ from, to, capAt, reason: 'customer_unreachable', evidence: null, by: 'u1', approvedBy: 'u2', enteredAt: from })
  expect(pausedSpans([pause(10, 20), pause(15, 30), pause(50, null)], 60)).toEqual([{ from: 10, to: 30 }, { from: 50, to: 60 }])
  expect(pausedSpans([pause(10, null, 25), pause(70, null)], 60)).toEqual([{ from: 10, to: 25 }])
})

describe('due with pauses', () => {
  const someInstant = fc.integer({ min: startOfDay(windowStart), max: startOfDay(windowStart + 30) })
  const somePauses = fc.array(fc.tuple(someInstant, fc.integer({ min: 1, max: 5 * dayMillis })), { maxLength: 5 }).map((list) => unionSpans(list.map(([from, length]) => ({ from, to: from + length }))))

  test('hours and working hours: what was counted outside the pauses is exactly the budget, up to the last millisecond', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, fc.integer({ min: 1, max: 100 }), somePauses, fc.constantFrom('hour' as const, 'working_hour' as const), (calendar, start, value, paused, unit) => {
        const time = compileCalendar(calendar)
        const measure = (from: number, to: number): number => (unit === 'hour' ? to - from : workingMillisBetween(time, from, to))
        const due = dueWithPauses({ value, unit }, start, time, paused)
        const counted = (until: number): number => measure(start, until) - intersectSpans(paused, [{ from: start, to: until }]).reduce((sum, s) => sum + measure(s.from, s.to), 0)
        expect(counted(due)).toBe(value * hourMillis)
        expect(counted(due - 1)).toBe(value * hourMillis - 1)
      }),
      { numRuns: 300 },
    )
  })

  test('days: as many countable days not wholly paused as the budget says', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, fc.integer({ min: 1, max: 20 }), somePauses, fc.constantFrom('workday' as const, 'calendar_day' as const), (calendar, start, value, paused, unit) => {
        const time = compileCalendar(calendar)
        const local = (day: number): number => startOfDay(day, calendar.zoneOffsetMinutes)
        let day = Math.floor((start + calendar.zoneOffsetMinutes * 60_000) / dayMillis)
        for (let left = value; left > 0; ) {
          day += 1
          const isCountable = unit === 'calendar_day' || workingMillisBetween(time, local(day), local(day + 1)) > 0
          const isWhollyPaused = paused.some((s) => s.from <= local(day) && local(day + 1) <= s.to)
          if (isCountable && !isWhollyPaused) left -= 1
        }
        expect(dueWithPauses({ value, unit }, start, time, paused)).toBe(local(day + 1))
      }),
      { numRuns: 300 },
    )
  })

  test('without pauses nothing moves', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, fc.nat(50), fc.constantFrom('hour' as const, 'working_hour' as const, 'workday' as const, 'calendar_day' as const), (calendar, start, value, unit) => {
        const time = compileCalendar(calendar)
        expect(dueWithPauses({ value, unit }, start, time, [])).toBe(dueAfter({ value, unit }, 'none', start, time).strictDueAt)
      }),
    )
  })

  const time = compileCalendar(aCalendar([off('2026-11-05')]))
  test.each([
    ['a pause at night costs no working hours', { value: 8, unit: 'working_hour' }, '2026-11-03T18:00:00', '2026-11-04T09:00:00', '2026-11-03T18:00:00'],
    ['a pause over lunch costs what was worked', { value: 8, unit: 'working_hour' }, '2026-11-03T11:30:00', '2026-11-03T13:30:00', '2026-11-04T10:00:00'],
    ['a pause over a holiday costs no workday', { value: 2, unit: 'workday' }, '2026-11-05T00:00:00', '2026-11-06T00:00:00', '2026-11-07T00:00:00'],
    ['an hour over midnight wins no day', { value: 2, unit: 'calendar_day' }, '2026-11-04T23:30:00', '2026-11-05T00:30:00', '2026-11-06T00:00:00'],
    ['a whole day does', { value: 2, unit: 'calendar_day' }, '2026-11-04T00:00:00', '2026-11-05T00:00:00', '2026-11-07T00:00:00'],
  ] as const)('%s', (_, budget, from, to, due) => {
    const start = budget.unit === 'working_hour' ? at('2026-11-03T09:00:00') : at('2026-11-03T15:00:00')
    expect(dueWithPauses(budget, start, time, [{ from: at(from), to: at(to) }])).toBe(at(due))
  })
})
