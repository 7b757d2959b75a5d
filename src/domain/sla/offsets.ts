// Moves from an instant by a signed amount on the calendar ("2 working hours before", "1 workday after"): what ladders set their steps by.
import { addDays, dateOf, hourMillis, minuteMillis } from './days.ts'
import { addWorkdays, addWorkingMillis, subtractWorkdays, subtractWorkingMillis } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'
import { dayIn, instantIn, millisOfDayIn } from './zone.ts'

export const offsetUnits = ['minute', 'hour', 'working_hour', 'workday', 'calendar_day'] as const
export type OffsetUnit = (typeof offsetUnits)[number]

/** A whole amount before (negative) or after (positive) an instant; 0 is the instant itself. */
export type Offset = { readonly value: number; readonly unit: OffsetUnit }

/**
 * The instant an offset leads to. Back in working hours it is the latest instant that still leaves the amount, forward the earliest that
 * has used it up. Days keep the time of day: one workday before the end of a Sunday is the start of the Friday, which leaves that whole Friday.
 * @throws RangeError for a fractional value, a bug in policy checking.
 */
export function offsetFrom(at: number, offset: Offset, time: WorkingTime): number {
  const { value, unit } = offset
  if (!Number.isInteger(value)) throw new RangeError(`offset of ${value} ${unit}`)
  if (value === 0) return at
  switch (unit) {
    case 'minute':
      return at + value * minuteMillis
    case 'hour':
      return at + value * hourMillis
    case 'working_hour':
      return value < 0 ? subtractWorkingMillis(time, at, -value * hourMillis) : addWorkingMillis(time, at, value * hourMillis).at
    case 'workday':
      return sameTimeOn(at, (on) => (value < 0 ? subtractWorkdays(time, on, -value) : addWorkdays(time, on, value).on), time)
    case 'calendar_day':
      return sameTimeOn(at, (on) => addDays(on, value), time)
  }
}

function sameTimeOn(at: number, move: (on: string) => string, { calendar }: WorkingTime): number {
  return instantIn(calendar, move(dateOf(dayIn(calendar, at))), millisOfDayIn(calendar, at))
}
