// Calendars for tests: a plain one, random ones, and a minute-stepper that knows no shortcut.
import * as fc from 'fast-check'
import type { Calendar, DayOverride, MinuteInterval, WeeklyHours } from '../src/domain/sla/calendar.ts'
import { dateOf, dayNumber } from '../src/domain/sla/days.ts'

export const officeHours: readonly MinuteInterval[] = [{ from: 540, to: 720 }, { from: 780, to: 1080 }]

/** Monday to Friday 09:00–12:00 and 13:00–18:00 in Shanghai, with the days given. */
export function aCalendar(overrides: readonly DayOverride[] = [], more: Partial<Calendar> = {}): Calendar {
  return { version: 'test@1', zoneOffsetMinutes: 480, weekly: [officeHours, officeHours, officeHours, officeHours, officeHours, [], []], overrides, coverageUntil: '2030-12-31', ...more }
}

export function off(on: string, name: string = 'national_day'): DayOverride {
  return { on, day: 'off', hours: [], name, notice: 'N1' }
}

export function work(on: string, hours: readonly MinuteInterval[] = officeHours): DayOverride {
  return { on, day: 'work', hours, name: 'national_day', notice: 'N1' }
}

/** Up to three sorted intervals of a day; ends may touch, and 24:00 happens. */
export const someHours: fc.Arbitrary<readonly MinuteInterval[]> = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 0, max: 1440 }), fc.constantFrom(0, 1440)), { minLength: 2, maxLength: 6 })
  .map((cuts) => {
    const sorted = cuts.toSorted((a, b) => a - b)
    return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => ({ from: sorted[2 * i] ?? 0, to: sorted[2 * i + 1] ?? 0 }))
  })

/** Seven days, at least one of them worked. */
export const someWeek: fc.Arbitrary<WeeklyHours> = fc
  .array(fc.oneof({ arbitrary: fc.constant<readonly MinuteInterval[]>([]), weight: 1 }, { arbitrary: someHours, weight: 2 }), { minLength: 7, maxLength: 7 })
  .filter((week) => week.some((hours) => hours.length > 0))

/** First day of the window in which random calendars have their overrides, 2026-09-14. */
export const windowStart = dayNumber('2026-09-14')

const someOverrides: fc.Arbitrary<readonly DayOverride[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.option(someHours, { nil: null })), { selector: ([day]) => day, maxLength: 25 })
  .map((days) => days.toSorted(([a], [b]) => a - b).map(([day, hours]) => (hours === null ? off(dateOf(windowStart + day)) : work(dateOf(windowStart + day), hours))))

/** Single days of 2018–2027 made OFF or WORK. */
export const someHolidays: fc.Arbitrary<readonly DayOverride[]> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: dayNumber('2018-01-01'), max: dayNumber('2027-12-31') }), fc.option(someHours, { nil: null })), { selector: ([day]) => day, maxLength: 40 })
  .map((days) => days.toSorted(([a], [b]) => a - b).map(([day, hours]) => (hours === null ? off(dateOf(day)) : work(dateOf(day), hours))))

/** Random weeks, overrides and zones (Shanghai, New York's winter, Kathmandu, Kiritimati). */
export const someCalendar: fc.Arbitrary<Calendar> = fc
  .tuple(someWeek, someOverrides, fc.constantFrom(480, -300, 345, 840))
  .map(([weekly, overrides, zoneOffsetMinutes]) => aCalendar(overrides, { weekly, zoneOffsetMinutes }))

/** Whether a local minute (counted from 1970-01-01 00:00 local) is worked: looks the day up and walks its hours, nothing else. */
export function isWorkedMinute(calendar: Calendar, localMinute: number): boolean {
  const day = Math.floor(localMinute / 1440)
  const on = dateOf(day)
  const hours = calendar.overrides.find((o) => o.on === on)?.hours ?? calendar.weekly[(((day - 4) % 7) + 7) % 7] ?? []
  const minute = localMinute - day * 1440
  return hours.some((h) => h.from <= minute && minute < h.to)
}
