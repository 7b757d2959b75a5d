// Proves zones with summer time against the platform's own tables: days, instants, and working time minute by minute.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar, someHolidays, someWeek } from '../../../test/calendars.ts'
import { localParts, zoneOf } from '../../../test/zones.ts'
import { calendarProblems } from './calendar.ts'
import type { Calendar } from './calendar.ts'
import { dateOf, dayMillis, dayNumber, hourMillis, minuteMillis } from './days.ts'
import { addWorkingMillis, compileCalendar, subtractWorkingMillis, workingMillisBetween } from './working-time.ts'
import { dayIn, instantIn, isZone, millisOfDayIn, startIn } from './zone.ts'
import type { Zone } from './zone.ts'

const names = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago'] as const
const zones = new Map(names.map((name) => [name, zoneOf(name, 2018, 2027)]))
const someZone = fc.constantFrom(...names)
const from = Date.UTC(2018, 0, 2)
const to = Date.UTC(2027, 11, 30)
const zoneNamed = (name: (typeof names)[number]): Zone => zones.get(name)!
/** Instants near a change are where mistakes live: half of all tries. */
const somePlace = someZone.chain((name) => fc.tuple(fc.constant(name), fc.oneof(
  fc.integer({ min: from, max: to }),
  fc.tuple(fc.constantFrom(...(zoneNamed(name).offsetChanges ?? [])), fc.integer({ min: -30 * hourMillis, max: 30 * hourMillis })).map(([change, away]) => change.at + away),
)))

describe('local days', () => {
  test.each(names)('%s is a possible zone with two changes a year', (name) => {
    expect(isZone(zoneNamed(name))).toBe(true)
    expect(zoneNamed(name).offsetChanges?.length).toBeGreaterThanOrEqual(18)
  })

  test('day and time of day are what the platform shows', () => {
    fc.assert(
      fc.property(somePlace, ([name, at]) => {
        const shown = localParts(name, at)
        expect(dateOf(dayIn(zoneNamed(name), at))).toBe(shown.on)
        expect(Math.floor(millisOfDayIn(zoneNamed(name), at) / minuteMillis)).toBe(shown.minute)
      }),
      { numRuns: 500 },
    )
  })

  test('a day starts at its first instant, and a time of day is found again', () => {
    fc.assert(
      fc.property(somePlace, ([name, at]) => {
        const zone = zoneNamed(name)
        const start = startIn(zone, dayIn(zone, at))
        expect(start).toBeLessThanOrEqual(at)
        expect(localParts(name, start).on).toBe(localParts(name, at).on)
        expect(localParts(name, start - 1).on).not.toBe(localParts(name, at).on)
        const again = instantIn(zone, dateOf(dayIn(zone, at)), millisOfDayIn(zone, at))
        expect(again).toBeLessThanOrEqual(at)
        expect(millisOfDayIn(zone, again)).toBe(millisOfDayIn(zone, at))
      }),
      { numRuns: 300 },
    )
  })

  test('a fixed zone is the plain count', () => {
    expect(startIn({ zoneOffsetMinutes: 480 }, dayNumber('2026-11-22'))).toBe(Date.parse('2026-11-22T00:00:00+08:00'))
  })
})

describe('working time over a change of clocks', () => {
  const round = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }])
  const berlin = (weekly: Calendar['weekly']): Calendar => aCalendar([], { ...zoneNamed('Europe/Berlin'), weekly })

  test('a night shift loses the hour skipped and works the hour that comes twice', () => {
    const nights = compileCalendar(berlin(Array.from({ length: 7 }, () => [{ from: 60, to: 240 }])))
    const day = (on: string): number => workingMillisBetween(nights, Date.parse(`${on}T12:00:00Z`) - dayMillis, Date.parse(`${on}T12:00:00Z`)) / hourMillis
    expect([day('2026-03-28'), day('2026-03-29'), day('2026-10-25')]).toEqual([3, 2, 4])
  })

  test('round the clock a day of 23 hours has 23 and one of 25 has 25', () => {
    const time = compileCalendar(berlin(round))
    expect(workingMillisBetween(time, startIn(time.calendar, dayNumber('2026-03-29')), startIn(time.calendar, dayNumber('2026-03-30')))).toBe(23 * hourMillis)
    expect(workingMillisBetween(time, startIn(time.calendar, dayNumber('2026-10-25')), startIn(time.calendar, dayNumber('2026-10-26')))).toBe(25 * hourMillis)
  })

  test('against a stepper that asks the platform for every minute', () => {
    fc.assert(
      fc.property(somePlace, someWeek, someHolidays, fc.integer({ min: 1, max: 3 * 1440 }), ([name, instant], weekly, overrides, steps) => {
        const calendar = aCalendar(overrides, { ...zoneNamed(name), weekly })
        const time = compileCalendar(calendar)
        const start = Math.floor(instant / minuteMillis) * minuteMillis
        const days = new Map(overrides.map((o) => [o.on, o.hours]))
        let worked = 0
        let lastEnd = start
        for (let at = start; at < start + steps * minuteMillis; at += minuteMillis) {
          const shown = localParts(name, at)
          const hours = days.get(shown.on) ?? weekly[shown.weekday] ?? []
          if (!hours.some((h) => h.from <= shown.minute && shown.minute < h.to)) continue
          worked += 1
          lastEnd = at + minuteMillis
        }
        expect(workingMillisBetween(time, start, start + steps * minuteMillis)).toBe(worked * minuteMillis)
        expect(addWorkingMillis(time, start, worked * minuteMillis).at).toBe(worked === 0 ? start : lastEnd)
      }),
      { numRuns: 25 },
    )
  })

  test('the laws hold there too', () => {
    fc.assert(
      fc.property(somePlace, someWeek, fc.integer({ min: 1, max: 20 * dayMillis }), fc.integer({ min: 1, max: 20 * dayMillis }), ([name, start], weekly, a, b) => {
        const time = compileCalendar(aCalendar([], { ...zoneNamed(name), weekly }))
        const due = addWorkingMillis(time, start, a).at
        expect(workingMillisBetween(time, start, due)).toBe(a)
        expect(addWorkingMillis(time, due, b).at).toBe(addWorkingMillis(time, start, a + b).at)
        expect(workingMillisBetween(time, subtractWorkingMillis(time, start, a), start)).toBe(a)
      }),
      { numRuns: 200 },
    )
  })
})

describe('zones that are refused', () => {
  const at = Date.UTC(2026, 2, 29, 1)
  test.each<[string, Zone]>([
    ['an offset beyond the earth', { zoneOffsetMinutes: 900 }],
    ['half a minute', { zoneOffsetMinutes: 60.5 }],
    ['a change that changes nothing', { zoneOffsetMinutes: 60, offsetChanges: [{ at, offsetMinutes: 60 }] }],
    ['a step of half a day', { zoneOffsetMinutes: 60, offsetChanges: [{ at, offsetMinutes: 780 }] }],
    ['changes out of order', { zoneOffsetMinutes: 60, offsetChanges: [{ at, offsetMinutes: 120 }, { at: at - 9 * dayMillis, offsetMinutes: 60 }] }],
    ['two changes in one day', { zoneOffsetMinutes: 60, offsetChanges: [{ at, offsetMinutes: 120 }, { at: at + hourMillis, offsetMinutes: 60 }] }],
    ['a date that runs backwards', { zoneOffsetMinutes: 120, offsetChanges: [{ at: Date.UTC(2026, 9, 24, 22, 30), offsetMinutes: 60 }] }],
  ])('%s', (_, zone) => expect(calendarProblems(aCalendar([], { ...zone }))).toContainEqual({ code: 'calendar.malformed', params: { problem: 'zone', where: String(zone.zoneOffsetMinutes) } }))
})
