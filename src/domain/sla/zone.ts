// Local days of a zone: an offset and the dated changes of it, in integers; which day an instant falls on, where a day begins.
import { dayAt, dayMillis, dayNumber, minuteMillis, startOfDay } from './days.ts'

/** From the instant `at` on the zone's clocks show another offset: summer time begins or ends. */
export type OffsetChange = { readonly at: number; readonly offsetMinutes: number }

/**
 * `zoneOffsetMinutes` holds until the first change; a zone without changes is fixed, as Shanghai is. The changes are written into the
 * calendar and pinned with it: a machine that learns another rule for a zone moves no deadline.
 */
export type Zone = { readonly zoneOffsetMinutes: number; readonly offsetChanges?: readonly OffsetChange[] }

/** Of a fixed zone: asked for every instant counted, so made once. */
const none: readonly OffsetChange[] = []
const longestOffset = 14 * 60
const largestStep = 180

/** The day number an instant falls on; 24:00 belongs to the next day. */
export function dayIn(zone: Zone, at: number): number {
  return dayAt(at, offsetAt(zone, at))
}

/** The first instant of a local day: 00:00, or when the clocks skip it the instant they arrive on that day. */
export function startIn(zone: Zone, day: number): number {
  const changes = zone.offsetChanges ?? none
  const passed = countWhile(changes, (c) => c.at + c.offsetMinutes * minuteMillis < day * dayMillis)
  const start = startOfDay(day, changes[passed - 1]?.offsetMinutes ?? zone.zoneOffsetMinutes)
  return Math.min(start, changes[passed]?.at ?? Infinity)
}

/** Milliseconds the zone's clocks show since midnight. */
export function millisOfDayIn(zone: Zone, at: number): number {
  const local = at + offsetAt(zone, at) * minuteMillis
  return local - Math.floor(local / dayMillis) * dayMillis
}

/** The first instant at which the zone's clocks show a date and the milliseconds since its midnight; when they skip it, the instant of the skip. */
export function instantIn(zone: Zone, on: string, millisOfDay: number): number {
  const local = dayNumber(on) * dayMillis + millisOfDay
  const changes = zone.offsetChanges ?? none
  const passed = countWhile(changes, (c) => c.at + c.offsetMinutes * minuteMillis <= local)
  const shown = (offsetMinutes: number): number => local - offsetMinutes * minuteMillis
  const before = changes[passed - 1]
  if (before === undefined) return Math.min(shown(zone.zoneOffsetMinutes), changes[0]?.at ?? Infinity)
  const earlier = shown(changes[passed - 2]?.offsetMinutes ?? zone.zoneOffsetMinutes)
  return earlier < before.at ? earlier : Math.min(shown(before.offsetMinutes), changes[passed]?.at ?? Infinity)
}

/** The offset in force at an instant. */
export function offsetAt(zone: Zone, at: number): number {
  const changes = zone.offsetChanges ?? none
  return changes[countWhile(changes, (c) => c.at <= at) - 1]?.offsetMinutes ?? zone.zoneOffsetMinutes
}

/** Whether the offsets are possible and the local date never runs backwards; changes lie at least two days apart, so a day has one at most. */
export function isZone(zone: Zone): boolean {
  const isOffset = (minutes: number): boolean => Number.isInteger(minutes) && Math.abs(minutes) <= longestOffset
  return isOffset(zone.zoneOffsetMinutes) && (zone.offsetChanges ?? none).every((change, i, changes) => {
    const before = changes[i - 1]
    const old = before?.offsetMinutes ?? zone.zoneOffsetMinutes
    const step = Math.abs(change.offsetMinutes - old)
    return isOffset(change.offsetMinutes) && change.at % minuteMillis === 0 && step > 0 && step <= largestStep
      && (before === undefined || change.at - before.at >= 2 * dayMillis) && dayAt(change.at, change.offsetMinutes) >= dayAt(change.at - 1, old)
  })
}

function countWhile(changes: readonly OffsetChange[], test: (change: OffsetChange) => boolean): number {
  let low = 0
  let high = changes.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(changes[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
