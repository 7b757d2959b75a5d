// Adds and measures working time and workdays on a calendar: two binary searches per question, never a walk over days.
import { Refusal } from '../refusal.ts'
import { calendarProblems, dayKindOf } from './calendar.ts'
import type { Calendar, DayKind, DayOverride, MinuteInterval } from './calendar.ts'
import { dateOf, dayMillis, dayNumber, minuteMillis, weekdayIndex } from './days.ts'
import { dayIn, offsetAt, startIn } from './zone.ts'

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
  /** Working minutes counted from the day's first instant, for the days on which the zone's clocks change; every other day's are its hours. */
  readonly shifted: ReadonlyMap<number, readonly MinuteInterval[]>
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
  const plain = { calendar, overrides }
  const shifted = new Map((calendar.offsetChanges ?? []).flatMap((c) => [dayIn(calendar, c.at - 1), dayIn(calendar, c.at)]).map((day) => [day, elapsedHours(calendar, day, hoursOn(plain, day))]))
  const moved = [...overrides].map(([day, o]) => [day, o.hours] as const)
  const elapsed = shifted.size === 0 ? moved : [...new Map([...moved, ...shifted])].sort(([a], [b]) => a - b)
  const amounts = (of: (hours: readonly MinuteInterval[]) => number, days: typeof moved): Tally => tallyOf(calendar.weekly.map(of), days.map(([day, hours]) => [day, of(hours)]))
  return { ...plain, shifted, coveredThrough: dayNumber(calendar.coverageUntil), millis: amounts(lengthOf, elapsed), workdays: amounts((h) => (h.length > 0 ? 1 : 0), moved) }
}

/** A day's hours as minutes since its first instant, when its clocks change: a minute that is skipped isn't worked, one that comes twice is worked twice. */
function elapsedHours(calendar: Calendar, day: number, hours: readonly MinuteInterval[]): readonly MinuteInterval[] {
  const start = startIn(calendar, day)
  const length = (startIn(calendar, day + 1) - start) / minuteMillis
  const cut = (calendar.offsetChanges ?? []).map((c) => (c.at - start) / minuteMillis).find((minute) => minute > 0 && minute < length) ?? length
  const pieces = [[0, cut], [cut, length]].flatMap(([from = 0, to = 0]) => {
    const at = start + from * minuteMillis
    const shown = (at - day * dayMillis) / minuteMillis + offsetAt(calendar, at) - from
    return hours.map((h) => ({ from: Math.max(from, h.from - shown), to: Math.min(to, h.to - shown) })).filter((h) => h.from < h.to)
  })
  return pieces
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

/** The hours worked on a day number as its clocks show them, empty when it is off. */
export function hoursOn(time: Pick<WorkingTime, 'calendar' | 'overrides'>, day: number): readonly MinuteInterval[] {
  return time.overrides.get(day)?.hours ?? time.calendar.weekly[weekdayIndex(day)] ?? []
}

/** The minutes worked on a day number, counted from its first instant; they differ from `hoursOn` only on a day whose clocks change. */
export function elapsedOn(time: WorkingTime, day: number): readonly MinuteInterval[] {
  return time.shifted.get(day) ?? hoursOn(time, day)
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

/** The n-th workday before a date, which itself isn't counted. n ≥ 0; 0 is the date itself. */
export function subtractWorkdays(time: WorkingTime, endOn: string, n: number): string {
  return n === 0 ? endOn : dateOf(reach(time.workdays, before(time.workdays, dayNumber(endOn)) - n + 1))
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
  return { at, provisional: dayIn(time.calendar, at - 1) > time.coveredThrough }
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
  const day = dayIn(time.calendar, at)
  return before(time.millis, day) + usedBy(elapsedOn(time, day), at - startIn(time.calendar, day))
}

function instantAt(time: WorkingTime, target: number): number {
  const day = reach(time.millis, target)
  let left = target - before(time.millis, day)
  for (const h of elapsedOn(time, day)) {
    const length = (h.to - h.from) * minuteMillis
    if (left <= length) return startIn(time.calendar, day) + h.from * minuteMillis + left
    left -= length
  }
  throw new RangeError(`day ${dateOf(day)} lacks the working time its sums promise`)
}

function lengthOf(hours: readonly MinuteInterval[]): number {
  return usedBy(hours, Infinity)
}

/** Working milliseconds of a day's hours before the given millisecond since its first instant. */
function usedBy(hours: readonly MinuteInterval[], millisOfDay: number): number {
  let sum = 0
  for (const h of hours) sum += Math.max(0, Math.min(millisOfDay, h.to * minuteMillis) - h.from * minuteMillis)
  return sum
}
