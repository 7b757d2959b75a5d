// A region's or unit's own calendar as a layer over the national one: own weekly hours, own days; layers join, the upper one wins.
import type { Calendar, DayOverride, MinuteInterval, WeeklyHours } from './calendar.ts'
import { dayNumber, weekdayIndex } from './days.ts'

/** A day a layer speaks about. `hours` null on a WORK day: the usual hours of whatever week applies in the end. `notice` is the reference behind it. */
export type LayerDay = { readonly on: string; readonly day: DayOverride['day']; readonly hours: readonly MinuteInterval[] | null; readonly name: string; readonly notice: string }

/** `weekly` null: the week below stays. A layer that says nothing is an empty one. */
export type Layer = { readonly weekly: WeeklyHours | null; readonly days: readonly LayerDay[] }

export const emptyLayer: Layer = { weekly: null, days: [] }

/** Whether a layer changes nothing, whatever it lies on. */
export function isEmptyLayer(layer: Layer): boolean {
  return layer.weekly === null && layer.days.length === 0
}

/** Two layers as one: the upper one's week and days win, day by day. Associative; `emptyLayer` changes nothing. */
export function joinLayers(lower: Layer, upper: Layer): Layer {
  const days = new Map([...lower.days, ...upper.days].map((d) => [d.on, d]))
  return { weekly: upper.weekly ?? lower.weekly, days: [...days.values()].sort((a, b) => (a.on < b.on ? -1 : 1)) }
}

/** The calendar a layer makes of the one it lies on. Where it brings its own week, the base's make-up days are worked in that week's usual hours. */
export function layCalendar(base: Calendar, layer: Layer, version: string): Calendar {
  const weekly = layer.weekly ?? base.weekly
  const own = layer.weekly
  const lower = own === null ? base.overrides : base.overrides.map((o) => (o.day === 'work' ? { ...o, hours: usualHours(own, o.on) } : o))
  const upper = layer.days.map((d): DayOverride => ({ on: d.on, day: d.day, name: d.name, notice: d.notice, hours: d.day === 'off' ? [] : d.hours ?? usualHours(weekly, d.on) }))
  const days = new Map([...lower, ...upper].map((o) => [o.on, o]))
  return { ...base, version, weekly, overrides: [...days.values()].sort((a, b) => (a.on < b.on ? -1 : 1)) }
}

/** What a WORK day works when nobody says: its weekday's hours, on a day of weekly rest those of the first worked weekday. */
export function usualHours(weekly: WeeklyHours, on: string): readonly MinuteInterval[] {
  const own = weekly[weekdayIndex(dayNumber(on))] ?? []
  return own.length > 0 ? own : weekly.find((hours) => hours.length > 0) ?? []
}
