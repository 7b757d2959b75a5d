// How moments and distances are written: business zone UTC+8, "今天 18:00", "1 小时 42 分".
import { currentLocale, t } from './words.ts'

const zone = 'Asia/Shanghai'
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export type DeadlineLevel = 'overdue' | 'soon' | 'calm'

/** Splits a length in ms into whole days, hours, minutes, seconds. */
export function splitSpan(ms: number): { days: number; hours: number; minutes: number; seconds: number } {
  const s = Math.floor(Math.abs(ms) / 1000)
  return { days: Math.floor(s / 86_400), hours: Math.floor(s / 3600) % 24, minutes: Math.floor(s / 60) % 60, seconds: s % 60 }
}

function daysWords(days: number, hours: number): string {
  return hours === 0 ? t('console.time.days', { days }) : t('console.time.days_hours', { days, hours })
}

/** Compact distance for lists: `3 天 4 小时` from a day up, `6:05` hours and minutes, `0:42:10` in the last hour (always with seconds when precise). */
export function shortSpan(ms: number, precise = false): string {
  const { days, hours, minutes, seconds } = splitSpan(ms)
  const two = (n: number) => String(n).padStart(2, '0')
  if (days > 0) return daysWords(days, hours)
  if (precise || (hours === 0 && ms > 0)) return `${hours}:${two(minutes)}:${two(seconds)}`
  return `${hours}:${two(minutes)}`
}

/** Distance in words: "1 小时 42 分", "3 天 4 小时". */
export function longSpan(ms: number): string {
  const { days, hours, minutes } = splitSpan(ms)
  if (days > 0) return daysWords(days, hours)
  if (hours > 0) return t('console.time.hours_minutes', { hours, minutes })
  return t('console.time.minutes', { minutes })
}

/** How pressing a deadline is, seen from `now`: past, within `soonMs` (4 h unless told), or neither. */
export function deadlineLevel(dueAt: number, now: number, soonMs = 4 * hour): DeadlineLevel {
  if (now >= dueAt) return 'overdue'
  return dueAt - now <= soonMs ? 'soon' : 'calm'
}

function dayNumber(at: number): number {
  return Math.floor((at + 8 * hour) / day)
}

// Making one is dear (a fifth of a millisecond) and a list draws dozens of moments a frame.
const formats = new Map<string, Intl.DateTimeFormat>()

function parts(at: number, options: Intl.DateTimeFormatOptions): string {
  const key = `${currentLocale()} ${JSON.stringify(options)}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(currentLocale(), { timeZone: zone, ...options })
  formats.set(key, format)
  return format.format(at)
}

/** Clock time "18:00". */
export function timeOfDay(at: number): string {
  return parts(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
}

/** A moment as staff say it: "今天 18:00", "明天 09:30", "11月25日 18:00", with the year when it is another one. Midnight ends a day, "11月27日 24:00", unless something begins there. */
export function moment(at: number, now: number, begins = false): string {
  const endsDay = !begins && (at + 8 * hour) % day === 0
  const on = endsDay ? at - 1 : at
  const away = dayNumber(on) - dayNumber(now)
  const named = away === 0 ? t('console.time.today') : away === 1 ? t('console.time.tomorrow') : away === -1 ? t('console.time.yesterday') : undefined
  const sameYear = parts(on, { year: 'numeric' }) === parts(now, { year: 'numeric' })
  return `${named ?? parts(on, { month: 'short', day: 'numeric', ...(sameYear ? {} : { year: 'numeric' }) })} ${endsDay ? '24:00' : timeOfDay(at)}`
}

/** The whole moment with year, for titles and print. */
export function fullMoment(at: number): string {
  return parts(at, { year: 'numeric', month: 'long', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

/** "3 小时前", "刚刚". */
export function ago(at: number, now: number): string {
  const ms = now - at
  return Math.abs(ms) < minute ? t('console.time.just_now') : t(ms < 0 ? 'console.time.ahead' : 'console.time.ago', { span: longSpan(ms) })
}
