// What a working calendar is: weekly hours, days a notice makes OFF or WORK, and how far the notices reach.
import type { Why } from '../refusal.ts'
import { why } from '../refusal.ts'
import { dateOf, dayNumber, isDate, weekdayIndex } from './days.ts'
import { isZone } from './zone.ts'
import type { Zone } from './zone.ts'

/** Half-open minutes of a local day, 0 ≤ from < to ≤ 1440; 1440 is 24:00. */
export type MinuteInterval = { readonly from: number; readonly to: number }

/** Working hours by weekday, Monday first, seven entries; an empty list is a day of weekly rest. Intervals are sorted and apart. */
export type WeeklyHours = readonly (readonly MinuteInterval[])[]

/** A day a notice moved: OFF takes its hours away, WORK (调休) gives it hours even on a Sunday. `name` is the holiday's code. */
export type DayOverride = { readonly on: string; readonly day: 'off' | 'work'; readonly hours: readonly MinuteInterval[]; readonly name: string; readonly notice: string }

/** An official notice and the days it rules; a later notice of the list wins over an earlier one (2019 and 2020 were revised). */
export type Notice = {
  readonly number: string
  readonly title: string
  readonly publishedOn: string
  /** Last day for which this notice is the whole word; null for a revision that extends nothing. */
  readonly coversUntil: string | null
  readonly days: readonly DayOverride[]
}

/** A calendar as its author keeps it; `issueCalendar` makes the value clocks are pinned to. */
export type CalendarPack = Zone & { readonly code: string; readonly edition: number; readonly weekly: WeeklyHours; readonly notices: readonly Notice[] }

/** A calendar clocks are pinned to by `version`. Days after `coverageUntil` follow the weekly hours and make results provisional. */
export type Calendar = Zone & {
  readonly version: string
  readonly weekly: WeeklyHours
  readonly overrides: readonly DayOverride[]
  readonly coverageUntil: string
}

export const dayKinds = ['workday', 'weekend', 'holiday', 'make_up_day'] as const
export type DayKind = (typeof dayKinds)[number]

/**
 * The calendar of a pack as it was known on a date: notices published later don't exist yet. Without `knownOn`, all do.
 * The version names the pack, its edition and the youngest notice, so that an imported notice always makes a new version.
 */
export function issueCalendar(pack: CalendarPack, knownOn?: string): Calendar {
  const notices = knownOn === undefined ? pack.notices : pack.notices.filter((n) => n.publishedOn <= knownOn)
  const days = new Map<string, DayOverride>()
  for (const notice of notices) for (const day of notice.days) days.set(day.on, day)
  const youngest = notices.reduce((latest, n) => (n.publishedOn > latest ? n.publishedOn : latest), '')
  const coverageUntil = notices.reduce((latest, n) => (n.coversUntil !== null && n.coversUntil > latest ? n.coversUntil : latest), '')
  return { version: `${pack.code}.${pack.edition}@${youngest}`, zoneOffsetMinutes: pack.zoneOffsetMinutes, ...(pack.offsetChanges === undefined ? {} : { offsetChanges: pack.offsetChanges }), weekly: pack.weekly, overrides: sorted(days), coverageUntil }
}

/** A pack with more notices: one that is there by number is replaced, and all stand in the order they were published in. */
export function withNotices<P extends CalendarPack>(pack: P, more: readonly Notice[]): P {
  const numbers = new Set(more.map((n) => n.number))
  const all = [...pack.notices.filter((n) => !numbers.has(n.number)), ...more]
  return { ...pack, notices: all.sort((a, b) => (a.publishedOn < b.publishedOn ? -1 : a.publishedOn > b.publishedOn ? 1 : 0)) }
}

function sorted(days: ReadonlyMap<string, DayOverride>): readonly DayOverride[] {
  return [...days.values()].sort((a, b) => (a.on < b.on ? -1 : 1))
}

/**
 * Everything wrong with a calendar, empty when it may be used. A calendar without weekly capacity is refused: on it no
 * deadline would ever come due. Codes: `calendar.no_capacity`, `calendar.malformed {problem, where}`.
 */
export function calendarProblems(calendar: Calendar): readonly Why[] {
  const malformed = (problem: string, where: string): Why => why('calendar.malformed', { problem, where })
  const found: Why[] = []
  if (calendar.weekly.length !== 7) found.push(malformed('weekdays', String(calendar.weekly.length)))
  if (!isDate(calendar.coverageUntil)) found.push(malformed('date', calendar.coverageUntil))
  if (!isZone(calendar)) found.push(malformed('zone', String(calendar.zoneOffsetMinutes)))
  calendar.weekly.forEach((hours, i) => {
    if (!areHours(hours)) found.push(malformed('hours', String(i + 1)))
  })
  calendar.overrides.forEach((o, i) => {
    const before = calendar.overrides[i - 1]
    if (!isDate(o.on)) found.push(malformed('date', o.on))
    if (before !== undefined && before.on >= o.on) found.push(malformed('order', o.on))
    if (!areHours(o.hours) || (o.day === 'work') !== o.hours.length > 0) found.push(malformed('hours', o.on))
  })
  if (calendar.weekly.every((hours) => hours.length === 0)) found.push(why('calendar.no_capacity', { version: calendar.version }))
  return found
}

function areHours(hours: readonly MinuteInterval[]): boolean {
  return hours.every((h, i) => Number.isInteger(h.from) && Number.isInteger(h.to) && h.from >= (hours[i - 1]?.to ?? 0) && h.from < h.to && h.to <= 1440)
}

/** The days of a notice from ranges of dates, in order. `hours` is what a make-up day works; OFF days have none. */
export function noticeDays(notice: string, name: string, day: 'off' | 'work', from: string, to: string, hours: readonly MinuteInterval[]): readonly DayOverride[] {
  const first = dayNumber(from)
  return Array.from({ length: Math.max(0, dayNumber(to) - first + 1) }, (_, i) => ({ on: dateOf(first + i), day, hours: day === 'work' ? hours : [], name, notice }))
}

/** What a day is when the override (if any) and the weekly hours are known. */
export function dayKindOf(weekly: WeeklyHours, override: DayOverride | undefined, day: number): DayKind {
  if (override?.day === 'off') return 'holiday'
  const hours = weekly[weekdayIndex(day)] ?? []
  if (override?.day === 'work') return hours.length > 0 ? 'workday' : 'make_up_day'
  return hours.length > 0 ? 'workday' : 'weekend'
}
