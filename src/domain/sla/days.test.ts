// Proves civil dates and zones against the platform's own calendar.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, dateAt, dateOf, dayNumber, endOfDay, instantOf, isDate, minuteOfDayAt, startOfDay, weekdayIndex } from './days.ts'

describe('civil dates', () => {
  test('agree with the platform for every day of 1600–2400', () => {
    fc.assert(
      fc.property(fc.integer({ min: -135_140, max: 157_054 }), (day) => {
        const platform = new Date(day * 86_400_000)
        expect(dateOf(day)).toBe(platform.toISOString().slice(0, 10))
        expect(dayNumber(dateOf(day))).toBe(day)
        expect(weekdayIndex(day)).toBe((platform.getUTCDay() + 6) % 7)
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['2026-02-29', '2026-13-01', '2026-00-10', '2026-1-1', '26-01-01', '2026-01-01T00:00', ''])('%j is no date', (text) => {
    expect(isDate(text)).toBe(false)
    expect(() => dayNumber(text)).toThrow(RangeError)
  })

  test.each(['2024-02-29', '2000-02-29', '1970-01-01'])('%s is a date', (text) => expect(isDate(text)).toBe(true))

  test('days are added over month, leap day and year', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })
})

describe('instants of Shanghai', () => {
  test('24:00 is 00:00 of the next day and belongs to it', () => {
    const end = endOfDay(dayNumber('2026-10-10'))
    expect(end).toBe(startOfDay(dayNumber('2026-10-11')))
    expect(end).toBe(Date.parse('2026-10-11T00:00:00+08:00'))
    expect(end).toBe(instantOf('2026-10-10', 1440))
    expect(dateAt(end)).toBe('2026-10-11')
    expect(dateAt(end - 1)).toBe('2026-10-10')
  })

  test('minute of day', () => {
    expect(minuteOfDayAt(Date.parse('2026-01-01T23:59:59.999+08:00'))).toBe(1439)
    expect(minuteOfDayAt(Date.parse('1969-12-31T16:00:00Z'))).toBe(0)
    expect(minuteOfDayAt(Date.parse('1969-12-31T10:30:00-05:00'), -300)).toBe(630)
  })
})
