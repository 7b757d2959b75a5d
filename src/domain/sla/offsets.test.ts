// Proves offsets on the calendar: known cases, and that counting back leaves exactly the amount.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar, off, someCalendar, windowStart, work } from '../../../test/calendars.ts'
import { localDate } from './budgets.ts'
import { addDays, hourMillis, startOfDay } from './days.ts'
import { offsetFrom } from './offsets.ts'
import type { Offset } from './offsets.ts'
import { compileCalendar, isWorkday, workdaysBetween, workingMillisBetween } from './working-time.ts'

const at = (text: string): number => Date.parse(`${text}+08:00`)

describe('offsets of an office', () => {
  const time = compileCalendar(aCalendar([off('2026-10-01'), off('2026-10-02'), work('2026-10-10')]))
  test.each<[string, string, Offset, string]>([
    ['nothing, at night', '2026-09-27T03:00:00', { value: 0, unit: 'working_hour' }, '2026-09-27T03:00:00'],
    ['minutes', '2026-09-27T03:00:00', { value: -15, unit: 'minute' }, '2026-09-27T02:45:00'],
    ['hours of the clock run through the night', '2026-09-28T10:00:00', { value: -24, unit: 'hour' }, '2026-09-27T10:00:00'],
    ['2 working hours before Monday 10:00', '2026-09-28T10:00:00', { value: -2, unit: 'working_hour' }, '2026-09-25T17:00:00'],
    ['2 working hours before, over lunch', '2026-09-28T14:00:00', { value: -2, unit: 'working_hour' }, '2026-09-28T11:00:00'],
    ['8 working hours before 24:00 are the whole day', '2026-09-30T00:00:00', { value: -8, unit: 'working_hour' }, '2026-09-29T09:00:00'],
    ['1 working hour before the first opening after a holiday', '2026-10-05T09:00:00', { value: -1, unit: 'working_hour' }, '2026-09-30T17:00:00'],
    ['1 working hour before a make-up Saturday opens', '2026-10-10T09:00:00', { value: -1, unit: 'working_hour' }, '2026-10-09T17:00:00'],
    ['2 working hours after closing', '2026-09-29T18:00:00', { value: 2, unit: 'working_hour' }, '2026-09-30T11:00:00'],
    ['1 workday before keeps the time of day', '2026-10-05T15:30:00', { value: -1, unit: 'workday' }, '2026-09-30T15:30:00'],
    ['1 workday before the end of a Sunday leaves the whole Friday', '2026-09-28T00:00:00', { value: -1, unit: 'workday' }, '2026-09-25T00:00:00'],
    ['1 workday after, onto a make-up Saturday', '2026-10-09T08:00:00', { value: 1, unit: 'workday' }, '2026-10-10T08:00:00'],
    ['calendar days don’t look', '2026-10-05T00:00:00', { value: -4, unit: 'calendar_day' }, '2026-10-01T00:00:00'],
  ])('%s', (_, from, offset, expected) => expect(offsetFrom(at(from), offset, time)).toBe(at(expected)))

  test('half an hour is no whole amount', () => expect(() => offsetFrom(0, { value: 0.5, unit: 'hour' }, time)).toThrow(RangeError))
})

test('back in working hours or workdays leaves exactly the amount, and working hours there and back land no later', () => {
  const someStart = fc.integer({ min: startOfDay(windowStart - 10), max: startOfDay(windowStart + 50) })
  fc.assert(
    fc.property(someCalendar, someStart, fc.integer({ min: 1, max: 300 }), (calendar, end, hours) => {
      const time = compileCalendar(calendar)
      const before = offsetFrom(end, { value: -hours, unit: 'working_hour' }, time)
      expect(workingMillisBetween(time, before, end)).toBe(hours * hourMillis)
      expect(offsetFrom(before, { value: hours, unit: 'working_hour' }, time)).toBeLessThanOrEqual(end)
      const first = offsetFrom(end, { value: -hours, unit: 'workday' }, time)
      expect(isWorkday(time, localDate(first, time))).toBe(true)
      expect(workdaysBetween(time, addDays(localDate(first, time), -1), addDays(localDate(end, time), -1))).toBe(hours)
    }),
    { numRuns: 200 },
  )
})
