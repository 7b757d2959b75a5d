// How days, hours and holidays of a calendar are written.
import { currentLocale, hasWords, t } from '../kit/words.ts'

export type Minutes = { readonly from: number; readonly to: number }
type DayKind = 'workday' | 'weekend' | 'holiday' | 'make_up_day'

const written = (on: string, options: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(currentLocale(), { timeZone: 'UTC', ...options }).format(new Date(`${on}T00:00:00Z`))

/** 10 月 10 日 周六 */
export function shortDay(on: string): string {
  return written(on, { month: 'short', day: 'numeric', weekday: 'short' })
}

/** 2026 年 10 月 10 日 星期六 */
export function fullDay(on: string): string {
  return written(on, { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' })
}

/** 2026 年 10 月 10 日 */
export function plainDay(on: string): string {
  return written(on, { year: 'numeric', month: 'short', day: 'numeric' })
}

/** The name of a month, 0 = January. */
export function monthName(month: number): string {
  return written(`2026-${String(month + 1).padStart(2, '0')}-01`, { month: 'long' })
}

/** Names of the weekdays, Monday first; 2024-01-01 was one. */
export function weekdayNames(width: 'narrow' | 'short'): string[] {
  return Array.from({ length: 7 }, (_, i) => written(`2024-01-0${i + 1}`, { weekday: width }))
}

/** The name behind a holiday's code. */
export function holidayName(name: string): string {
  return hasWords(`clocks.holiday.${name}`) ? t(`clocks.holiday.${name}`) : name
}

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** `09:00–12:00、13:00–18:00`, or rest. */
export function hoursWords(hours: readonly Minutes[]): string {
  return hours.length === 0 ? t('console.calendar.rest') : hours.map((h) => `${clock(h.from)}–${clock(h.to)}`).join(t('console.app.list_comma'))
}

/** The same as people type it back: `09:00-12:00, 13:00-18:00`. */
export function hoursTyped(hours: readonly Minutes[]): string {
  return hours.map((h) => `${clock(h.from)}-${clock(h.to)}`).join(', ')
}

/** Typed hours as minutes; empty is rest, undefined when it can't be read. 24:00 is the day's end; dashes and commas of any script do. */
export function readHours(typed: string): Minutes[] | undefined {
  const parts = typed.trim() === '' ? [] : typed.trim().split(/\s*[,，、;；]\s*/)
  const read = parts.map((part) => /^(\d{1,2})[:：](\d{2})\s*[-–—~～\u81f3]\s*(\d{1,2})[:：](\d{2})$/.exec(part.trim()))
  const hours = read.map((m) => (m === null ? null : { from: Number(m[1]) * 60 + Number(m[2]), to: Number(m[3]) * 60 + Number(m[4]) }))
  const sound = hours.every((h) => h !== null && h.to <= 1440 && h.from % 60 < 60)
  return sound ? (hours as Minutes[]) : undefined
}

/** What a day is, in a word. A unit's own working day makes up for nothing. */
export function kindName({ kind, name }: { readonly kind: DayKind; readonly name: string | null }): string {
  return kind === 'make_up_day' && ['duty', 'own', 'regional'].includes(name ?? '') ? t('console.calendar.day_work') : t(`console.calendar.kind_${kind}`)
}
