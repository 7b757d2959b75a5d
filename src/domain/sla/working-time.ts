// Adds and measures working time and workdays on a calendar: two binary searches per question, never a walk over days.
import { Refusal } from '../refusal.ts'
import { calendarProblems, dayKindOf } from './calendar.ts'
import type { Calendar, DayKind, DayOverride, MinuteInterval } from './calendar.ts'
import { dateOf, dayAt, dayMillis, dayNumber, minuteMillis, startOfDay, weekdayIndex } from './days.ts'

/**
 * An amount per day (working milliseconds, or 1 per workday) that repeats weekly except on override days.
 * `week[i]` is the amount of the first i weekdays; `delta[i]` what the first i overrides change; `through[i]` the amount up to and including override i.
 */
type Tally = { readonly week: readonly number[]; readonly total: number; readonly days: readonly number[]; readonly delta: readonly number[]; readonly through: readonly number[] }

/** A calendar made ready for questions. Build once per calendar version and keep. */
export type WorkingTime = {
  readonly calendar: Calendar
  readonly coveredThrough: number
  readonly overrides: ReadonlyMap<number, DayOverride>
  readonly millis: Tally
  readonly workdays: Tally
}

/** An instant and whether it rests on days that no notice covers yet. */
export type Reached = { readonly at: number; readonly provisional: boolean }
export type ReachedDay = { readonly on: string; readonly provisional: boolean }

/** Monday 1970-01-05, where the weekly sums begin. */
const firstMonday = 4

/**
 * Compiles a calendar.
 * @throws Refusal with the first of `calendarProblems`.
 */
export function compileCalendar(calendar: Calendar): WorkingTime {
  const problem = calendarProblems(calendar)[0]
  if (problem !== undefined) throw new Refusal(problem.code, problem.params)
  const overrides = new Map(calendar.overrides.map((o) => [dayNumber(o.on), o]))
  const amounts = (of: (hours: readonly MinuteInterval[]) => number): Tally => tallyOf(calendar.weekly.map(of), [...overrides].map(([day, o]) => [day, of(o.hours)]))
  return { calendar, coveredThrough: dayNumber(calendar.coverageUntil), overrides, millis: amounts((h) => usedBy(h, dayMillis)), workdays: amounts((h) => (h.length > 0 ? 1 : 0)) }
}

function tallyOf(weekdays: readonly number[], overrides: readonly (readonly [number, number])[]): Tally {
  const week = [0]
  for (const amount of weekdays) week.push((week.at(-1) ?? 0) + amount)
  const delta = [0]
  for (const [day, amount] of overrides) delta.push((delta.at(-1) ?? 0) + amount - (weekdays[weekdayIndex(day)] ?? 0))
  const plain: Tally = { week, total: week[7] ?? 0, days: overrides.map(([day]) => day), delta, through: [] }
  return { ...plain, through: plain.days.map((day) => before(plain, day + 1)) }
}

/** How many entries of an ascending list fulfil the test that holds for a prefix of it. */
function prefixLength(list: readonly number[], test: (entry: number) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (test(list[middle] ?? 0)) low = middle + 1
    else high = middle
  }
  return low
}

/** The amount of all days before `day`, from a fixed far origin: only differences mean anything. */
function before(tally: Tally, day: number): number {
  const weeks = Math.floor((day - firstMonday) / 7)
  return weeks * tally.total + (tally.week[weekdayIndex(day)] ?? 0) + (tally.delta[prefixLength(tally.days, (d) => d < day)] ?? 0)
}

/** The first day at whose end the amount is at least `target`: within the stretch between two overrides plain weeks answer. */
function reach(tally: Tally, target: number): number {
  const passed = prefixLength(tally.through, (amount) => amount < target)
  const wanted = target - (tally.delta[passed] ?? 0)
  const weeks = Math.ceil(wanted / tally.total) - 1
  const rest = wanted - weeks * tally.total
  const day = firstMonday + weeks * 7 + prefixLength(tally.week, (amount) => amount < rest) - 1
  return Math.min(day, tally.days[passed] ?? Infinity)
}

/** The hours worked on a day number, empty when it is off. */
export function hoursOn(time: WorkingTime, day: number): readonly MinuteInterval[] {
  return time.overrides.get(day)?.hours ?? time.calendar.weekly[weekdayIndex(day)] ?? []
}

/** What a date is on the calendar, with the override behind it when there is one. */
export function dayFacts(time: WorkingTime, day: number): { readonly kind: DayKind; readonly override: DayOverride | undefined } {
  const override = time.overrides.get(day)
  return { kind: dayKindOf(time.calendar.weekly, override, day), override }
}

/** Whether a date is worked. */
export function isWorkday(time: WorkingTime, on: string): boolean {
  return hoursOn(time, dayNumber(on)).length > 0
}

/** The n-th workday after a date: counting starts the next day (民法典 Art. 201), whatever the start day is. n ≥ 0; 0 is the start itself. */
export function addWorkdays(time: WorkingTime, startOn: string, n: number): ReachedDay {
  const start = dayNumber(startOn)
  const day = n === 0 ? start : reach(time.workdays, before(time.workdays, start + 1) + n)
  return { on: dateOf(day), provisional: day > time.coveredThrough }
}

/** Workdays after `fromOn` up to and including `toOn` (negative when turned round). */
export function workdaysBetween(time: WorkingTime, fromOn: string, toOn: string): number {
  return before(time.workdays, dayNumber(toOn) + 1) - before(time.workdays, dayNumber(fromOn) + 1)
}

/** The date itself when it is worked, else the next that is (民法典 Art. 203 ¶1, with weekly rest counted as rest). */
export function nextWorkday(time: WorkingTime, on: string): ReachedDay {
  const day = reach(time.workdays, before(time.workdays, dayNumber(on)) + 1)
  return { on: dateOf(day), provisional: day > time.coveredThrough }
}

/** Working milliseconds in [from, to); negative when turned round. */
export function workingMillisBetween(time: WorkingTime, from: number, to: number): number {
  return position(time, to) - position(time, from)
}

/** Whole working minutes in [from, to). */
export function workingMinutesBetween(time: WorkingTime, from: number, to: number): number {
  return Math.floor(workingMillisBetween(time, from, to) / minuteMillis)
}

/** The earliest instant at which the working time is used up: closing time, never the next opening. millis ≥ 0, integer. */
export function addWorkingMillis(time: WorkingTime, start: number, millis: number): Reached {
  const at = millis === 0 ? start : instantAt(time, position(time, start) + millis)
  return { at, provisional: dayAt(at - 1, time.calendar.zoneOffsetMinutes) > time.coveredThrough }
}

/** `addWorkingMillis` in minutes. */
export function addWorkingMinutes(time: WorkingTime, start: number, minutes: number): Reached {
  return addWorkingMillis(time, start, minutes * minuteMillis)
}

/** The latest instant from which exactly this working time is left until `end` ("2 working hours before"): opening, never the last closing. */
export function subtractWorkingMillis(time: WorkingTime, end: number, millis: number): number {
  return millis === 0 ? end : instantAt(time, position(time, end) - millis + 1) - 1
}

function position(time: WorkingTime, at: number): number {
  const day = dayAt(at, time.calendar.zoneOffsetMinutes)
  return before(time.millis, day) + usedBy(hoursOn(time, day), at - startOfDay(day, time.calendar.zoneOffsetMinutes))
}

function instantAt(time: WorkingTime, target: number): number {
  const day = reach(time.millis, target)
  let left = target - before(time.millis, day)
  for (const h of hoursOn(time, day)) {
    const length = (h.to - h.from) * minuteMillis
    if (left <= length) return startOfDay(day, time.calendar.zoneOffsetMinutes) + h.from * minuteMillis + left
    left -= length
  }
  throw new RangeError(`day ${dateOf(day)} lacks the working time its sums promise`)
}

/** Working milliseconds of a day's hours before the given millisecond of that day. */
function usedBy(hours: readonly MinuteInterval[], millisOfDay: number): number {
  let sum = 0
  for (const h of hours) sum += Math.max(0, Math.min(millisOfDay, h.to * minuteMillis) - h.from * minuteMillis)
  return sum
}
