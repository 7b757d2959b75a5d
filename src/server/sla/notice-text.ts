// Reads the text of a notice as people bring it: one entry in the shape of the shipped calendar, or a year as holiday-cn publishes it.
import { parse } from 'yaml'
import { z } from 'zod'
import { dateOf, dayNumber, isDate } from '../../domain/sla/days.ts'
import { Refusal } from '../../domain/refusal.ts'
import { malformed, Malformed } from '../platform/problems.ts'
import { noticeFile, noticeOf } from './calendars.ts'
import type { NoticeFile } from './calendars.ts'

/** What stands beside the text for shapes that don't carry it. */
export type NoticeHead = { readonly number?: string | undefined; readonly title?: string | undefined; readonly publishedOn?: string | undefined; readonly coversUntil?: string | undefined }
export type ReadNotice = { readonly notice: NoticeFile; readonly shape: 'house' | 'holiday_cn' }

/** The names holiday-cn gives, in the order the parts of a joined holiday are written here. */
const names: readonly (readonly [string, string])[] = [['元旦', 'new_year'], ['春节', 'spring_festival'], ['清明节', 'qingming'], ['劳动节', 'labour_day'], ['端午节', 'dragon_boat'], ['国庆节', 'national_day'], ['中秋节', 'mid_autumn']]
const mostDays = 200

const holidayCn = z.strictObject({
  $schema: z.string().optional(), $id: z.string().optional(), year: z.int().min(2000).max(2199), papers: z.array(z.string()).max(20),
  days: z.array(z.strictObject({ name: z.string().min(1).max(60), date: z.string().refine(isDate, { error: 'invalid_format' }), isOffDay: z.boolean() })).max(mostDays),
})

/**
 * The notice in a text.
 * @throws Refusal `calendar.unreadable` {line}, `calendar.notice_empty`, `calendar.contradiction` {on}; Malformed naming the places.
 */
export function readNotice(text: string, head: NoticeHead): ReadNotice {
  const value = parsed(text)
  const isYear = typeof value === 'object' && value !== null && 'year' in value && 'days' in value
  const notice = isYear ? fromHolidayCn(read(holidayCn, value), head) : read(noticeFile, withHead(Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value, head))
  const days = noticeOf(notice, [{ from: 0, to: 1440 }]).days
  if (days.length === 0) throw new Refusal('calendar.notice_empty')
  if (days.length > mostDays) throw new Malformed([{ path: 'text', code: 'too_big' }])
  const torn = days.find((d) => days.some((other) => other.on === d.on && other.day !== d.day))
  if (torn !== undefined) throw new Refusal('calendar.contradiction', { on: torn.on })
  return { notice, shape: isYear ? 'holiday_cn' : 'house' }
}

// Dates stay text, and no alias may blow a small text up.
function parsed(text: string): unknown {
  try {
    return parse(text, { schema: 'core', maxAliasCount: 0 })
  } catch (error) {
    throw new Refusal('calendar.unreadable', { line: (error as { linePos?: readonly { line: number }[] }).linePos?.[0]?.line ?? 1 }, 400)
  }
}

function read<T>(shape: z.ZodType<T>, value: unknown): T {
  const found = shape.safeParse(value)
  if (!found.success) throw malformed(found.error, 'text')
  return found.data
}

function withHead(value: unknown, head: NoticeHead): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const given = { number: head.number, title: head.title, published_on: head.publishedOn, covers_until: head.coversUntil }
  return { ...Object.fromEntries(Object.entries(given).filter(([, each]) => each !== undefined)), ...value }
}

function fromHolidayCn(year: z.output<typeof holidayCn>, head: NoticeHead): NoticeFile {
  if (year.days.length === 0) throw new Refusal('calendar.notice_empty')
  const missing = (['number', 'title', 'publishedOn'] as const).filter((field) => head[field] === undefined)
  if (missing.length > 0) throw new Malformed(missing.map((field) => ({ path: field, code: 'required' })))
  const groups = Map.groupBy(year.days, (d) => codeOf(d.name))
  return read(noticeFile, {
    number: head.number, title: head.title, published_on: head.publishedOn, covers_until: head.coversUntil ?? `${year.year}-12-31`,
    days: [...groups].map(([name, days]) => ({ name, off: ranges(days.filter((d) => d.isOffDay).map((d) => d.date)), work: ranges(days.filter((d) => !d.isOffDay).map((d) => d.date)) })),
  })
}

/** A holiday's code; joined ones (国庆节、中秋节) keep one order whichever comes first. */
function codeOf(name: string): string {
  return names.filter(([chinese]) => name.includes(chinese)).map(([, code]) => code).join('_') || 'other'
}

/** Dates as `first..last`, neighbours joined. */
function ranges(dates: readonly string[]): string[] {
  const days = [...new Set(dates.map(dayNumber))].sort((a, b) => a - b)
  const found: [number, number][] = []
  for (const day of days) {
    const last = found.at(-1)
    if (last?.[1] === day - 1) last[1] = day
    else found.push([day, day])
  }
  return found.map(([from, to]) => (from === to ? dateOf(from) : `${dateOf(from)}..${dateOf(to)}`))
}
