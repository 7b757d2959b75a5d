// What the platform's own zone tables say: the oracle for calendars with summer time.
import type { OffsetChange, Zone } from '../src/domain/sla/zone.ts'

const minute = 60_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** Date, minute of the day and weekday (Monday 0) a zone's clocks show at an instant. */
export function localParts(name: string, at: number): { readonly on: string; readonly minute: number; readonly weekday: number } {
  let format = formats.get(name)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: name, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    formats.set(name, format)
  }
  const [on = '', clock = ''] = format.format(at).split(', ')
  return { on, minute: Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)), weekday: (new Date(`${on}T00:00:00Z`).getUTCDay() + 6) % 7 }
}

function offsetOf(name: string, at: number): number {
  const shown = localParts(name, at)
  return (Date.parse(`${shown.on}T00:00:00Z`) + shown.minute * minute - Math.floor(at / minute) * minute) / minute
}

/** A named zone over whole years as the domain keeps it: the offset at first, and each change found by halving the day it happens on. */
export function zoneOf(name: string, firstYear: number, lastYear: number): Zone {
  const changes: OffsetChange[] = []
  const zoneOffsetMinutes = offsetOf(name, Date.UTC(firstYear, 0, 1))
  for (let at = Date.UTC(firstYear, 0, 1); at < Date.UTC(lastYear + 1, 0, 1); at += 1440 * minute) {
    let low = at
    let high = at + 1440 * minute
    const after = offsetOf(name, high)
    if (offsetOf(name, low) === after) continue
    while (high - low > minute) {
      const middle = low + Math.floor((high - low) / minute / 2) * minute
      if (offsetOf(name, middle) === after) high = middle
      else low = middle
    }
    changes.push({ at: high, offsetMinutes: after })
  }
  return { zoneOffsetMinutes, offsetChanges: changes }
}
