// The line of time a ribbon is drawn on: from when to when, where an instant lies on it, which days get a label.
import { dayAt, dayMillis, hourMillis, startOfDay } from '../../domain/sla/days.ts'

/** Whole days of business time, `to` exclusive. */
export type Scale = { readonly from: number; readonly to: number }

/** More than this is cut at the beginning: what was long ago is on the explanation's page. */
const longestDays = 180
const labelPx = 40

type Spanned = { readonly openedAt: string; readonly dueAt: string; readonly rolledDueAt: string | null; readonly stoppedAt: string | null; readonly pauses?: readonly { readonly from: string; readonly to: string | null; readonly until: string | null }[] }

/** The days from the first beginning to the last end, today among them and at least two, with a little air after the end. */
export function scaleOf(items: readonly Spanned[], now: number): Scale {
  const ends = items.flatMap((k) => [...[k.rolledDueAt, k.stoppedAt].flatMap((at) => (at === null ? [] : [Date.parse(at)])), Date.parse(k.dueAt) + stillToStand(k)])
  const first = dayAt(Math.min(now, ...items.map((k) => Date.parse(k.openedAt))))
  const last = Math.max(dayAt(Math.max(now, ...ends) + 2 * hourMillis), first + 1)
  return { from: startOfDay(Math.max(first, last - longestDays)), to: startOfDay(last + 1) }
}

/** By how much a pause that lasts can still move the end. */
function stillToStand({ pauses = [] }: Spanned): number {
  return pauses.reduce((sum, p) => sum + (p.to === null && p.until !== null ? Date.parse(p.until) - Date.parse(p.from) : 0), 0)
}

/** Where an instant lies, in percent of the line, held within it. */
export function placeOf(scale: Scale, at: number): number {
  return (100 * (Math.min(Math.max(at, scale.from), scale.to) - scale.from)) / (scale.to - scale.from)
}

/** Left edge and width of a stretch in percent; null when nothing of it is on the line. */
export function stretchOf(scale: Scale, from: number, to: number): { readonly left: string; readonly width: string } | null {
  if (to <= from || to <= scale.from || from >= scale.to) return null
  const left = placeOf(scale, from)
  return { left: `${left}%`, width: `${placeOf(scale, to) - left}%` }
}

/** The instant at a place of the line, to the quarter of an hour, or to the hour where a pixel is more than that. */
export function instantAt(scale: Scale, share: number, widthPx: number): number {
  const exact = scale.from + Math.min(1, Math.max(0, share)) * (scale.to - scale.from)
  const step = (scale.to - scale.from) / Math.max(1, widthPx) > hourMillis / 4 ? hourMillis : hourMillis / 4
  return Math.round(exact / step) * step
}

export function daysOf(scale: Scale): number {
  return Math.round((scale.to - scale.from) / dayMillis)
}

/** How many days lie between two labels, so that they never touch. */
export function labelStep(scale: Scale, widthPx: number): number {
  const dayPx = widthPx / daysOf(scale)
  return [1, 2, 5, 7, 14, 30].find((step) => step * dayPx >= labelPx) ?? 60
}
