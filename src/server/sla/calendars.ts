// Reads the shipped working calendars (policies/calendar-*.yaml) into the domain's calendar values.
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { issueCalendar, noticeDays } from '../../domain/sla/calendar.ts'
import type { CalendarPack, MinuteInterval, Notice } from '../../domain/sla/calendar.ts'
import type { LegalHolidays } from '../../domain/sla/notices.ts'
import { isDate } from '../../domain/sla/days.ts'
import { compileCalendar } from '../../domain/sla/working-time.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'

const dateText = z.string().refine(isDate, 'not an existing date')
const rangeText = z.string().refine((text) => {
  const [from = '', to = from, ...rest] = text.split('..')
  return rest.length === 0 && isDate(from) && isDate(to) && from <= to
}, 'neither a date nor a range first..last')
const hoursText = z.string().regex(/^\d{2}:[0-5]\d-\d{2}:[0-5]\d$/, 'hours are written 09:00-12:00')
const hoursList = z.array(hoursText).min(1)
const dayHours = z.union([z.enum(['hours', 'off']), hoursList])

/** One notice as the shipped file writes it, and as imported ones are kept. */
export const noticeFile = z.strictObject({
  number: z.string().trim().min(1).max(80),
  title: z.string().trim().min(1).max(200),
  published_on: dateText,
  covers_until: dateText.optional(),
  days: z.array(z.strictObject({ name: z.string().regex(/^[a-z_]{1,60}$/), off: z.array(rangeText).max(60).default([]), work: z.array(rangeText).max(60).default([]) })).max(60),
})
export type NoticeFile = z.output<typeof noticeFile>

const packFile = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9_-]*$/),
  edition: z.int().positive(),
  zone: z.strictObject({ name: z.string(), offset_minutes: z.int(), changes: z.array(z.strictObject({ at: z.iso.datetime(), offset_minutes: z.int() })).optional() }),
  hours: hoursList,
  weekly: z.strictObject({ monday: dayHours, tuesday: dayHours, wednesday: dayHours, thursday: dayHours, friday: dayHours, saturday: dayHours, sunday: dayHours }),
  make_up: z.union([z.literal('hours'), hoursList]),
  legal_holidays: z.array(z.strictObject({ from_year: z.int(), days: z.record(z.string(), z.int().positive()) })).default([]),
  notices: z.array(noticeFile).min(1),
})

/** A calendar as shipped: with the hours a make-up day is worked, and the days off the law grants, by which a notice is judged. */
export type ShippedCalendar = CalendarPack & { readonly makeUp: readonly MinuteInterval[]; readonly legalHolidays: LegalHolidays }

/**
 * Parses the text of a calendar file.
 * @throws ZodError naming every malformed place.
 */
export function parseCalendarPack(text: string): ShippedCalendar {
  const file = packFile.parse(parse(text))
  const standard = file.hours.map(minuteInterval)
  const hoursOf = (value: 'hours' | 'off' | readonly string[]): readonly MinuteInterval[] => (value === 'hours' ? standard : value === 'off' ? [] : value.map(minuteInterval))
  const w = file.weekly
  return {
    code: file.code,
    edition: file.edition,
    zoneOffsetMinutes: file.zone.offset_minutes,
    ...(file.zone.changes === undefined ? {} : { offsetChanges: file.zone.changes.map((c) => ({ at: Date.parse(c.at), offsetMinutes: c.offset_minutes })) }),
    makeUp: hoursOf(file.make_up),
    legalHolidays: file.legal_holidays.map((l) => ({ fromYear: l.from_year, days: l.days })),
    weekly: [w.monday, w.tuesday, w.wednesday, w.thursday, w.friday, w.saturday, w.sunday].map(hoursOf),
    notices: file.notices.map((n) => noticeOf(n, hoursOf(file.make_up))),
  }
}

/** A notice as the domain reads it; its make-up days are worked for the hours given. */
export function noticeOf(notice: NoticeFile, makeUpHours: readonly MinuteInterval[]): Notice {
  const spread = (name: string, day: 'off' | 'work', ranges: readonly string[]): Notice['days'] =>
    ranges.flatMap((range) => {
      const [from = '', to = from] = range.split('..')
      return noticeDays(notice.number, name, day, from, to, makeUpHours)
    })
  return {
    number: notice.number,
    title: notice.title,
    publishedOn: notice.published_on,
    coversUntil: notice.covers_until ?? null,
    days: notice.days.flatMap((d) => [...spread(d.name, 'off', d.off), ...spread(d.name, 'work', d.work)]),
  }
}

function minuteInterval(text: string): MinuteInterval {
  const [from, to] = text.split('-').map((clock) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)))
  return { from: from ?? 0, to: to ?? 0 }
}

/** The notices of a shipped calendar, for pages that name the title behind a number. `code` is the part of the file name after `calendar-`. */
export async function loadCalendarPack(code: string = 'cn'): Promise<ShippedCalendar> {
  return parseCalendarPack(await readFile(new URL(`../../../policies/calendar-${code}.yaml`, import.meta.url), 'utf8'))
}

/**
 * A shipped calendar, compiled: load once at start and keep.
 * @throws Refusal `calendar.no_capacity` or `calendar.malformed`; ZodError for a malformed file.
 */
export async function loadWorkingTime(code: string = 'cn'): Promise<WorkingTime> {
  return compileCalendar(issueCalendar(await loadCalendarPack(code)))
}
