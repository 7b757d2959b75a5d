// Moments, days and spans as a paper says them, in one language, business time UTC+8: for texts that must read the same on every machine.
import { dayAt, dayMillis, hourMillis, minuteMillis, startOfDay } from '../domain/sla/days.ts'
import type { LocaleCode, Words } from './words.ts'

const zone = 'Asia/Shanghai'

/** Says times; `year` is left out of days when it is this one. Words are those of `locales/<locale>/clocks.json`. */
export type TimeText = {
  readonly moment: (at: number, begins?: boolean) => string
  readonly day: (at: number) => string
  readonly clock: (at: number, begins?: boolean) => string
  readonly span: (ms: number) => string
  readonly amount: (key: string, value: number, name?: string) => string
}

/** The voice of one language; `homeYear` (of an instant) is not repeated. */
export function timeText(words: Words, locale: LocaleCode, homeYear?: number): TimeText {
  const parts = (at: number, options: Intl.DateTimeFormatOptions): string => formatOf(locale, options).format(at)
  const isHome = (at: number): boolean => homeYear !== undefined && parts(at, { year: 'numeric' }) === parts(homeYear, { year: 'numeric' })
  const named = (at: number) => ({ date: parts(at, { month: locale === 'en' ? 'short' : 'long', day: 'numeric', ...(isHome(at) ? {} : { year: 'numeric' }) }), weekday: parts(at, { weekday: 'short' }) })
  // midnight ends a day, unless something begins there
  const ends = (at: number, begins: boolean): boolean => !begins && startOfDay(dayAt(at)) === at
  const clock = (at: number, begins = false): string => (ends(at, begins) ? '24:00' : parts(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }))
  const amount = (key: string, value: number, name = 'value'): string => words(`clocks.${key}${locale === 'en' && value === 1 ? '_one' : ''}`, { [name]: value })
  return {
    clock, amount,
    day: (at) => words('clocks.explain.day', named(at)),
    moment: (at, begins = false) => words('clocks.explain.moment', { ...named(ends(at, begins) ? at - 1 : at), time: clock(at, begins) }),
    span: (ms) => spanText(Math.abs(ms), words, amount),
  }
}

// Making one is dear, and an explanation says dozens of moments.
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(locale: LocaleCode, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone: zone, ...options })
  formats.set(key, format)
  return format
}

function spanText(ms: number, words: Words, amount: TimeText['amount']): string {
  const days = Math.floor(ms / dayMillis)
  const hours = Math.floor((ms % dayMillis) / hourMillis)
  const minutes = Math.floor((ms % hourMillis) / minuteMillis)
  if (days > 0) return hours === 0 ? amount('span.days', days, 'days') : words('clocks.span.days_hours', { days, hours })
  if (hours > 0) return minutes === 0 ? amount('span.hours', hours, 'hours') : words('clocks.span.hours_minutes', { hours, minutes })
  return words('clocks.span.minutes', { minutes })
}
