// Civil dates ('YYYY-MM-DD') and their place on the line of instants, in integers only: no Date, no process time zone.

export const minuteMillis = 60_000
export const hourMillis = 3_600_000
export const dayMillis = 86_400_000
/** Asia/Shanghai: fixed, without summer time since 1991. */
export const shanghaiOffsetMinutes = 480

const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/

/** Days since 1970-01-01 of a civil date of the Gregorian calendar (negative before). Years are shifted to begin in March, so the leap day comes last. */
function dayFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/** The date of a day number; the inverse of `dayNumber`. */
export function dateOf(day: number): string {
  const z = day + 719_468
  const era = Math.floor(z / 146_097)
  const doe = z - era * 146_097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36_524) - Math.floor(doe / 146_096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  const year = yoe + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(doy - Math.floor((153 * mp + 2) / 5) + 1).padStart(2, '0')}`
}

/** Whether the text is a date that exists. */
export function isDate(on: string): boolean {
  const m = datePattern.exec(on)
  return m !== null && dateOf(dayFromCivil(Number(m[1]), Number(m[2]), Number(m[3]))) === on
}

/**
 * Days since 1970-01-01.
 * @throws RangeError when the text is no existing date; callers hand in dates already checked at the edge.
 */
export function dayNumber(on: string): number {
  const m = datePattern.exec(on)
  if (m === null) throw new RangeError(`not a date: ${on}`)
  const day = dayFromCivil(Number(m[1]), Number(m[2]), Number(m[3]))
  if (dateOf(day) !== on) throw new RangeError(`no such date: ${on}`)
  return day
}

/** Days since the Monday of the week, 0 = Monday … 6 = Sunday. Day 0 (1970-01-01) was a Thursday. */
export function weekdayIndex(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** The date `days` later (earlier when negative). */
export function addDays(on: string, days: number): string {
  return dateOf(dayNumber(on) + days)
}

/** The day number an instant falls on in a zone of fixed offset; 24:00 belongs to the next day. */
export function dayAt(at: number, offsetMinutes: number = shanghaiOffsetMinutes): number {
  return Math.floor((at + offsetMinutes * minuteMillis) / dayMillis)
}

/** The date an instant falls on in a zone of fixed offset. */
export function dateAt(at: number, offsetMinutes: number = shanghaiOffsetMinutes): string {
  return dateOf(dayAt(at, offsetMinutes))
}

/** Whole minutes since local midnight, 0…1439. */
export function minuteOfDayAt(at: number, offsetMinutes: number = shanghaiOffsetMinutes): number {
  const local = at + offsetMinutes * minuteMillis
  return Math.floor((local - Math.floor(local / dayMillis) * dayMillis) / minuteMillis)
}

/** The instant of local 00:00 of a day number. */
export function startOfDay(day: number, offsetMinutes: number = shanghaiOffsetMinutes): number {
  return day * dayMillis - offsetMinutes * minuteMillis
}

/** The instant of local 24:00 of a day number, which is 00:00 of the next (民法典 Art. 203: the last day ends at 24:00). */
export function endOfDay(day: number, offsetMinutes: number = shanghaiOffsetMinutes): number {
  return startOfDay(day + 1, offsetMinutes)
}

/** The instant of a local date and minute of day (0…1440, 1440 = 24:00). */
export function instantOf(on: string, minuteOfDay: number, offsetMinutes: number = shanghaiOffsetMinutes): number {
  return startOfDay(dayNumber(on), offsetMinutes) + minuteOfDay * minuteMillis
}
