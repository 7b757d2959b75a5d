// What a notice changes against the calendar in force, day by day, and what a careful reader would ask about it before it counts.
import type { DayKind, MinuteInterval, Notice } from './calendar.ts'
import { addDays, dayNumber, weekdayIndex } from './days.ts'
import { dayFacts, hoursOn } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'

/** A day as a calendar has it. */
export type DayStanding = { readonly kind: DayKind; readonly hours: readonly MinuteInterval[]; readonly name: string | null; readonly notice: string | null }
/** `alters`: whether a deadline could come out otherwise for it. */
export type DayChange = { readonly on: string; readonly before: DayStanding; readonly after: DayStanding; readonly alters: boolean }

export const doubtCodes = ['work_on_workday', 'off_without_make_up', 'holiday_missing', 'gap_in_holiday', 'named_twice', 'already_past', 'outside_coverage', 'older_than_in_force', 'not_yet_published', 'extends_nothing', 'changes_nothing'] as const
export type DoubtCode = (typeof doubtCodes)[number]

/** A question about a notice; it forbids nothing. `on` is the day it is about. */
export type Doubt = { readonly code: DoubtCode; readonly on: string | null; readonly params: Readonly<Record<string, string | number>> }

/** Legal days off by holiday code, from a year on (全国年节及纪念日放假办法); what a notice takes beyond them it must give back as make-up days. */
export type LegalHolidays = readonly { readonly fromYear: number; readonly days: Readonly<Record<string, number>> }[]

/** How a date stands on a calendar. */
export function standingOn(time: WorkingTime, on: string): DayStanding {
  const day = dayNumber(on)
  const { kind, override } = dayFacts(time, day)
  return { kind, hours: hoursOn(time, day), name: override?.name ?? null, notice: override?.notice ?? null }
}

/** The dates given, in order and once each, before and after. */
export function dayChanges(before: WorkingTime, after: WorkingTime, dates: readonly string[]): readonly DayChange[] {
  return [...new Set(dates)].sort().map((on) => {
    const [was, is] = [standingOn(before, on), standingOn(after, on)]
    return { on, before: was, after: is, alters: was.kind !== is.kind || !areSameHours(was.hours, is.hours) }
  })
}

/** Everything doubtful about a notice. `current` is the calendar in force, `today` the date it is read on, `youngest` when the last notice in force was published. */
export function noticeDoubts(notice: Notice, current: WorkingTime, legal: LegalHolidays, today: string, youngest: string): readonly Doubt[] {
  return [...wholeDoubts(notice, current, today, youngest), ...holidayDoubts(notice, legal), ...dayDoubts(notice, current, today)]
}

function wholeDoubts(notice: Notice, current: WorkingTime, today: string, youngest: string): Doubt[] {
  const found: Doubt[] = []
  const covers = notice.coversUntil
  const seen = notice.days.map((d) => d.on)
  if (notice.publishedOn > today) found.push(doubt('not_yet_published', null, { publishedOn: notice.publishedOn }))
  if (notice.publishedOn < youngest) found.push(doubt('older_than_in_force', null, { publishedOn: notice.publishedOn, youngest }))
  if (covers !== null && covers <= current.calendar.coverageUntil) found.push(doubt('extends_nothing', null, { coversUntil: covers, coverageUntil: current.calendar.coverageUntil }))
  for (const on of new Set(seen.filter((each, i) => seen.indexOf(each) < i))) found.push(doubt('named_twice', on))
  if (notice.days.every((d) => areSameHours(standingOn(current, d.on).hours, d.hours) && standingOn(current, d.on).kind === kindOf(d, current))) found.push(doubt('changes_nothing', null))
  return found
}

function kindOf(day: Notice['days'][number], current: WorkingTime): DayKind {
  if (day.day === 'off') return 'holiday'
  return (current.calendar.weekly[weekdayIndex(dayNumber(day.on))] ?? []).length > 0 ? 'workday' : 'make_up_day'
}

/** Whether two days are worked at the same times. */
export function areSameHours(a: readonly MinuteInterval[], b: readonly MinuteInterval[]): boolean {
  return a.length === b.length && a.every((h, i) => h.from === b[i]?.from && h.to === b[i].to)
}

/** Holiday by holiday: what it takes and gives back, whether it has a hole; and which of the year's holidays is not there at all. */
function holidayDoubts(notice: Notice, legal: LegalHolidays): Doubt[] {
  const found: Doubt[] = []
  const names = [...new Set(notice.days.map((d) => d.name))]
  for (const name of names) {
    const days = notice.days.filter((d) => d.name === name)
    const off = days.filter((d) => d.day === 'off').map((d) => d.on).sort()
    const last = off.at(-1)
    if (last === undefined) continue
    const taken = new Set(off.filter(isWeekday)).size
    const given = new Set(days.filter((d) => d.day === 'work' && !isWeekday(d.on)).map((d) => d.on)).size
    const allowed = Object.entries(legalIn(legal, last)).reduce((sum, [code, n]) => (name.includes(code) ? sum + n : sum), 0)
    if (taken - given > allowed) found.push(doubt('off_without_make_up', off[0] ?? null, { name, taken, given, legal: allowed }))
    for (const [i, on] of off.entries()) if (i > 0 && on !== off[i - 1] && dayNumber(on) - dayNumber(off[i - 1]!) > 1) found.push(doubt('gap_in_holiday', addDays(off[i - 1]!, 1), { name }))
  }
  if (notice.coversUntil !== null) {
    const expected = Object.keys(legalIn(legal, notice.coversUntil))
    for (const code of expected.filter((each) => !names.some((name) => name.includes(each)))) found.push(doubt('holiday_missing', null, { name: code }))
  }
  return found
}

function legalIn(legal: LegalHolidays, on: string): Readonly<Record<string, number>> {
  return legal.filter((l) => l.fromYear <= Number(on.slice(0, 4))).at(-1)?.days ?? {}
}

function dayDoubts(notice: Notice, current: WorkingTime, today: string): Doubt[] {
  const found: Doubt[] = []
  for (const d of notice.days) {
    if (d.day === 'work' && isWeekday(d.on)) found.push(doubt('work_on_workday', d.on, { name: d.name }))
    if (d.on < today && standingOn(current, d.on).kind !== kindOf(d, current)) found.push(doubt('already_past', d.on, { name: d.name }))
    if (notice.coversUntil !== null && (d.on > notice.coversUntil || d.on < notice.publishedOn)) found.push(doubt('outside_coverage', d.on, { name: d.name }))
  }
  return found
}

function isWeekday(on: string): boolean {
  return weekdayIndex(dayNumber(on)) < 5
}

function doubt(code: DoubtCode, on: string | null, params: Doubt['params'] = {}): Doubt {
  return { code, on, params }
}
