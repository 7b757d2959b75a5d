// Proves that layers join like one: associative, the topmost word about a day counts, and the week in the end decides make-up hours.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { aCalendar, off, officeHours, someCalendar, someHours, someWeek, windowStart, work } from '../../../test/calendars.ts'
import type { Calendar } from './calendar.ts'
import { calendarProblems } from './calendar.ts'
import { dateOf, dayMillis, startOfDay } from './days.ts'
import { emptyLayer, isEmptyLayer, joinLayers, layCalendar, usualHours } from './layers.ts'
import type { Layer, LayerDay } from './layers.ts'
import { addWorkingMillis, compileCalendar, hoursOn } from './working-time.ts'

const someDay: fc.Arbitrary<LayerDay> = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('off' as const, 'work' as const), fc.option(someHours, { nil: null }))
  .map(([day, what, hours]) => ({ on: dateOf(windowStart + day), day: what, hours: what === 'off' ? null : hours, name: 'own', notice: 'own' }))
const someLayer: fc.Arbitrary<Layer> = fc.record({ weekly: fc.option(someWeek, { nil: null }), days: fc.uniqueArray(someDay, { selector: (d) => d.on, maxLength: 15 }).map((days) => days.toSorted((a, b) => (a.on < b.on ? -1 : 1))) })
const urumqi = [{ from: 600, to: 840 }, { from: 930, to: 1170 }]

test('joining is associative, an empty layer changes nothing, and what comes of it is sound', () => {
  fc.assert(
    fc.property(someCalendar, someLayer, someLayer, someLayer, (base, a, b, c) => {
      expect(joinLayers(joinLayers(a, b), c)).toEqual(joinLayers(a, joinLayers(b, c)))
      expect(joinLayers(emptyLayer, a)).toEqual(a)
      expect(joinLayers(a, emptyLayer)).toEqual(a)
      expect(layCalendar(base, emptyLayer, base.version)).toEqual(base)
      expect(calendarProblems(layCalendar(base, joinLayers(a, b), 'x'))).toEqual([])
    }),
    { numRuns: 200 },
  )
})

test('each day is what the topmost layer that speaks of it says, else the base', () => {
  fc.assert(
    fc.property(someCalendar, fc.array(someLayer, { maxLength: 4 }), fc.integer({ min: -3, max: 44 }), fc.integer({ min: 1, max: 10 * dayMillis }), (base, layers, away, amount) => {
      const time = compileCalendar(layCalendar(base, layers.reduce(joinLayers, emptyLayer), 'x'))
      const naive = compileCalendar(naiveCalendar(base, layers))
      expect(hoursOn(time, windowStart + away)).toEqual(hoursOn(naive, windowStart + away))
      const start = startOfDay(windowStart + away, base.zoneOffsetMinutes)
      expect(addWorkingMillis(time, start, amount)).toEqual(addWorkingMillis(naive, start, amount))
    }),
    { numRuns: 150 },
  )
})

/** Looks every day of the window up from the top down. */
function naiveCalendar(base: Calendar, layers: readonly Layer[]): Calendar {
  const week = layers.findLast((l) => l.weekly !== null)?.weekly ?? null
  const overrides = Array.from({ length: 60 }, (_, i) => dateOf(windowStart - 5 + i)).flatMap((on) => {
    const word = layers.map((l) => l.days.find((d) => d.on === on)).findLast((d) => d !== undefined)
    if (word?.day === 'off') return [off(on)]
    if (word !== undefined) return [work(on, word.hours ?? usualHours(week ?? base.weekly, on))]
    const below = base.overrides.find((o) => o.on === on)
    if (below === undefined) return []
    return [below.day === 'work' && week !== null ? work(on, usualHours(week, on)) : below]
  })
  return { ...base, weekly: week ?? base.weekly, overrides }
}

test('Urumqi keeps its own hours on a national make-up day, and a festival duty its stated ones', () => {
  const base = aCalendar([off('2026-02-16'), off('2026-02-17'), work('2026-02-28', officeHours)])
  const layer: Layer = { weekly: [urumqi, urumqi, urumqi, urumqi, urumqi, [], []], days: [{ on: '2026-02-17', day: 'work', hours: [{ from: 600, to: 720 }], name: 'own', notice: '春节值班' }] }
  const time = compileCalendar(layCalendar(base, layer, 'xj@1'))
  const hours = (on: string) => hoursOn(time, windowStart + (Date.parse(on) - Date.parse('2026-09-14')) / dayMillis)
  expect([hours('2026-02-16'), hours('2026-02-17'), hours('2026-02-28'), hours('2026-03-02')]).toEqual([[], [{ from: 600, to: 720 }], urumqi, urumqi])
  expect(isEmptyLayer(layer)).toBe(false)
})

test('a week of rest leaves no capacity, however many days are worked', () => {
  const layer: Layer = { weekly: [[], [], [], [], [], [], []], days: [{ on: '2026-02-17', day: 'work', hours: officeHours, name: 'own', notice: 'x' }] }
  expect(calendarProblems(layCalendar(aCalendar(), layer, 'x')).map((p) => p.code)).toEqual(['calendar.no_capacity'])
})
