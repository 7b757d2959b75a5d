// Moments and distances the way people say them, always in the business zone (UTC+8) whatever the server's own zone is.
import { html } from './html.ts'
import type { Node } from './html.ts'
import type { Instant, Page } from '../models.ts'

const zoneMs = 8 * 3600_000
const dayMs = 86_400_000
const two = (n: number): string => String(n).padStart(2, '0')

type Parts = { year: number; month: number; day: number; weekday: number; clock: string; dayNumber: number }

/** Calendar parts of an instant (epoch ms) in the business zone. As a deadline, midnight is 24:00 of the day before. */
function partsOf(at: number, deadline: boolean): Parts {
  const local = at + zoneMs
  const midnight = deadline && ((local % dayMs) + dayMs) % dayMs === 0
  const shown = new Date(midnight ? local - 1 : local)
  return {
    year: shown.getUTCFullYear(),
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    weekday: shown.getUTCDay(),
    clock: midnight ? '24:00' : `${two(shown.getUTCHours())}:${two(shown.getUTCMinutes())}`,
    dayNumber: Math.floor(shown.getTime() / dayMs),
  }
}

function dayText(page: Page, parts: Parts): string {
  const today = partsOf(page.now, false)
  const distance = parts.dayNumber - today.dayNumber
  if (distance === 0) return page.t('portal.time.today')
  if (distance === 1) return page.t('portal.time.tomorrow')
  if (distance === -1) return page.t('portal.time.yesterday')
  const key = parts.year === today.year ? 'portal.time.day' : 'portal.time.dayOfYear'
  return page.t(key, { year: parts.year, month: parts.month, day: parts.day, monthName: page.t(`portal.time.month.m${parts.month}`) })
}

/** "11 月 25 日 18:00", "今天 18:00": an instant as a moment. `deadline` writes midnight as 24:00 of the day before. */
export function momentText(page: Page, at: Instant, deadline = false): string {
  const parts = partsOf(Date.parse(at), deadline)
  return page.t('portal.time.at', { day: dayText(page, parts), clock: parts.clock })
}

/** "11 月 25 日": the day of an instant. */
export function dayOnly(page: Page, at: Instant): string {
  return dayText(page, partsOf(Date.parse(at), false))
}

/** Distance to an instant in words: "还有 2 天 3 小时", "还有 1 小时 42 分", "已过 5 分钟". */
export function distanceText(page: Page, at: Instant): string {
  const ms = Date.parse(at) - page.now
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60]
  const name = d > 0 ? (h > 0 ? 'sizeDays' : 'sizeDay') : h > 0 ? (m > 0 ? 'sizeHours' : 'sizeHour') : 'sizeMinutes'
  const size = page.t(`portal.time.${name}`, { d, h, m })
  return page.t(ms >= 0 ? 'portal.time.left' : 'portal.time.past', { size })
}

/** `<time>` with the moment. */
export function moment(page: Page, at: Instant, deadline = false): Node {
  return html`<time datetime=${at}>${momentText(page, at, deadline)}</time>`
}

/** The distance to a deadline; the script keeps it counting, without it the words of the moment of rendering stand. */
export function countdown(page: Page, at: Instant): Node {
  return html`<span class="countdown" role="timer" data-countdown=${at}>${distanceText(page, at)}</span>`
}
