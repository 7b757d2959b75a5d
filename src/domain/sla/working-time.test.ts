// Proves working-time arithmetic by its laws and against a stepper that counts minute by minute.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../refusal.ts'
import { aCalendar, isWorkedMinute, off, officeHours, someCalendar, windowStart, work } from '../../../test/calendars.ts'
import { calendarProblems, issueCalendar } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import { addDays, dateOf, dayMillis, minuteMillis, startOfDay } from './days.ts'
import { addWorkdays, addWorkingMillis, addWorkingMinutes, compileCalendar, isWorkday, nextWorkday, subtractWorkingMillis, workdaysBetween, workingMillisBetween, workingMinutesBetween } from './working-time.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)
const someInstant = fc.integer({ min: startOfDay(windowStart - 10), max: startOfDay(windowStart + 50) })
const someAmount = fc.integer({ min: 1, max: 40 * dayMillis })

describe('laws', () => {
  test('elapsed(start, due(start, b)) = b, and one millisecond earlier it is not yet used up', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someAmount, (calendar, start, b) => {
        const time = compileCalendar(calendar)
        const due = addWorkingMillis(time, start, b).at
        expect(workingMillisBetween(time, start, due)).toBe(b)
        expect(workingMillisBetween(time, start, due - 1)).toBe(b - 1)
      }),
      { numRuns: 500 },
    )
  })

  test('additive: due(start, a + b) = due(due(start, a), b)', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someAmount, someAmount, (calendar, start, a, b) => {
        const time = compileCalendar(calendar)
        expect(addWorkingMillis(time, start, a + b).at).toBe(addWorkingMillis(time, addWorkingMillis(time, start, a).at, b).at)
      }),
      { numRuns: 300 },
    )
  })

  test('monotone in start and in budget', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someInstant, someAmount, someAmount, (calendar, s1, s2, a, b) => {
        const time = compileCalendar(calendar)
        const due = (start: number, budget: number): number => addWorkingMillis(time, start, budget).at
        expect(due(Math.min(s1, s2), a)).toBeLessThanOrEqual(due(Math.max(s1, s2), a))
        expect(due(s1, Math.min(a, b))).toBeLessThanOrEqual(due(s1, Math.max(a, b)))
      }),
      { numRuns: 300 },
    )
  })

  test('counting back leaves exactly the budget and takes the latest such instant', () => {
    fc.assert(
      fc.property(someCalendar, someInstant, someAmount, (calendar, end, b) => {
        const time = compileCalendar(calendar)
        const from = subtractWorkingMillis(time, end, b)
        expect(workingMillisBetween(time, from, end)).toBe(b)
        expect(workingMillisBetween(time, from + 1, end)).toBe(b - 1)
      }),
      { numRuns: 300 },
    )
  })
})

describe('against a naive stepper', () => {
  test('minutes added and measured, random calendars and zones', () => {
    fc.assert(
      fc.property(someCalendar, fc.integer({ min: -5 * 1440, max: 45 * 1440 }), fc.integer({ min: 1, max: 12 * 1440 }), (calendar, offset, steps) => {
        const time = compileCalendar(calendar)
        const startLocal = windowStart * 1440 + offset
        const instant = (local: number): number => (local - calendar.zoneOffsetMinutes) * minuteMillis
        let worked = 0
        let lastEnd = startLocal
        for (let m = startLocal; m < startLocal + steps; m += 1) {
          if (!isWorkedMinute(calendar, m)) continue
          worked += 1
          lastEnd = m + 1
        }
        expect(workingMinutesBetween(time, instant(startLocal), instant(startLocal + steps))).toBe(worked)
        expect(addWorkingMinutes(time, instant(startLocal), worked).at).toBe(instant(lastEnd))
      }),
      { numRuns: 60 },
    )
  })

  test('workdays added and measured, random calendars', () => {
    fc.assert(
      fc.property(someCalendar, fc.integer({ min: -20, max: 60 }), fc.integer({ min: 1, max: 80 }), (calendar, offset, n) => {
        const time = compileCalendar(calendar)
        const start = dateOf(windowStart + offset)
        let on = start
        for (let left = n; left > 0; ) {
          on = addDays(on, 1)
          const hours = calendar.overrides.find((o) => o.on === on)?.hours
          if (hours === undefined ? isWorkday(time, on) : hours.length > 0) left -= 1
        }
        expect(addWorkdays(time, start, n).on).toBe(on)
        expect(workdaysBetween(time, start, on)).toBe(n)
        expect(workdaysBetween(time, on, start)).toBe(-n)
      }),
      { numRuns: 200 },
    )
  })
})

describe('working hours of an office', () => {
  const time = compileCalendar(aCalendar([off('2026-10-01'), off('2026-10-02'), work('2026-10-10')]))
  test.each([
    ['lunch is skipped', '2026-09-29T11:30:00', 60, '2026-09-29T13:30:00'],
    ['due at closing, not at the next opening', '2026-09-29T17:00:00', 60, '2026-09-29T18:00:00'],
    ['due at noon, not at one', '2026-09-29T11:00:00', 60, '2026-09-29T12:00:00'],
    ['opened at night', '2026-09-29T23:59:59', 1, '2026-09-30T09:01:00'],
    ['over a holiday and a weekend', '2026-09-30T17:30:00', 60, '2026-10-05T09:30:00'],
    ['on a make-up Saturday', '2026-10-09T17:30:00', 60, '2026-10-10T09:30:00'],
    ['seconds are kept', '2026-09-29T09:00:30', 1, '2026-09-29T09:01:30'],
    ['nothing to do is done at once, even at night', '2026-09-29T03:00:00', 0, '2026-09-29T03:00:00'],
  ])('%s', (_, start, minutes, due) => expect(addWorkingMinutes(time, at(start), minutes).at).toBe(at(due)))

  test('two working hours before Monday 10:00 is Friday 17:00', () => {
    expect(subtractWorkingMillis(time, at('2026-09-28T10:00:00'), 120 * minuteMillis)).toBe(at('2026-09-25T17:00:00'))
    expect(subtractWorkingMillis(time, at('2026-09-28T11:00:00'), 120 * minuteMillis)).toBe(at('2026-09-28T09:00:00'))
  })

  test('a day may end at 24:00 and the next begin at 00:00 without losing a minute', () => {
    const round = compileCalendar(aCalendar([], { weekly: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) }))
    expect(workingMillisBetween(round, at('2026-09-29T00:00:00'), at('2026-10-06T00:00:00'))).toBe(7 * dayMillis)
    expect(addWorkingMinutes(round, at('2026-09-29T23:59:00'), 2).at).toBe(at('2026-09-30T00:01:00'))
  })

  test('past the notices the answer is provisional; closing time of the last covered day is not', () => {
    const short = compileCalendar(aCalendar([], { coverageUntil: '2026-12-31', weekly: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) }))
    expect(addWorkingMinutes(short, at('2026-12-31T23:00:00'), 60)).toEqual({ at: at('2027-01-01T00:00:00'), provisional: false })
    expect(addWorkingMinutes(short, at('2026-12-31T23:00:00'), 61).provisional).toBe(true)
  })

  test('the next workday is the day itself when worked', () => {
    expect(nextWorkday(time, '2026-09-30').on).toBe('2026-09-30')
    expect(nextWorkday(time, '2026-10-01').on).toBe('2026-10-05')
    expect(nextWorkday(time, '2026-10-10').on).toBe('2026-10-10')
  })
})

describe('calendars that are refused', () => {
  const bad: [string, Calendar, string][] = [
    ['no working day at all', aCalendar([], { weekly: [[], [], [], [], [], [], []] }), 'calendar.no_capacity'],
    ['only make-up days', aCalendar([work('2026-10-10')], { weekly: [[], [], [], [], [], [], []] }), 'calendar.no_capacity'],
    ['six weekdays', aCalendar([], { weekly: [officeHours] }), 'calendar.malformed'],
    ['empty interval', aCalendar([], { weekly: [[{ from: 540, to: 540 }], [], [], [], [], [], []] }), 'calendar.malformed'],
    ['overlapping intervals', aCalendar([], { weekly: [[{ from: 540, to: 720 }, { from: 700, to: 800 }], [], [], [], [], [], []] }), 'calendar.malformed'],
    ['past 24:00', aCalendar([], { weekly: [[{ from: 540, to: 1441 }], [], [], [], [], [], []] }), 'calendar.malformed'],
    ['no such date', aCalendar([off('2026-02-30')]), 'calendar.malformed'],
    ['a day twice', aCalendar([off('2026-10-01'), work('2026-10-01')]), 'calendar.malformed'],
    ['days out of order', aCalendar([off('2026-10-02'), off('2026-10-01')]), 'calendar.malformed'],
    ['a make-up day without hours', aCalendar([work('2026-10-10', [])]), 'calendar.malformed'],
    ['an off day with hours', aCalendar([{ ...off('2026-10-01'), hours: officeHours }]), 'calendar.malformed'],
    ['coverage that is no date', aCalendar([], { coverageUntil: '' }), 'calendar.malformed'],
  ]
  test.each(bad)('%s', (_, calendar, code) => {
    expect(calendarProblems(calendar).map((p) => p.code)).toContain(code)
    expect(() => compileCalendar(calendar)).toThrow(Refusal)
  })

  test('random calendars are sound', () => {
    fc.assert(
      fc.property(someCalendar, (calendar) => {
        expect(calendarProblems(calendar)).toEqual([])
      }),
    )
  })
})

test('a calendar is issued as it was known on a date', () => {
  const notice = (number: string, publishedOn: string, coversUntil: string | null, days: Calendar['overrides']) => ({ number, title: number, publishedOn, coversUntil, days })
  const pack = { code: 'x', edition: 2, zoneOffsetMinutes: 480, weekly: aCalendar().weekly, notices: [notice('A', '2018-12-06', '2019-12-31', [off('2019-05-01')]), notice('B', '2019-03-22', null, [work('2019-04-28'), off('2019-05-01'), off('2019-05-02')])] }
  expect(issueCalendar(pack, '2019-03-21')).toMatchObject({ version: 'x.2@2018-12-06', coverageUntil: '2019-12-31', overrides: [off('2019-05-01')] })
  expect(issueCalendar(pack)).toMatchObject({ version: 'x.2@2019-03-22', coverageUntil: '2019-12-31', overrides: [work('2019-04-28'), off('2019-05-01'), off('2019-05-02')] })
})
