// The one axis of waybill 360: its window of time, its ticks, what lies on which lane, and marks too close together made one.
import type { Waybill360 } from '../../contract/waybill-360.ts'

export const lanes = ['chain', 'plan', 'scans', 'place', 'calls', 'evidence', 'locker', 'case'] as const
export type Lane = (typeof lanes)[number]

export type Tone = 'plain' | 'good' | 'soon' | 'overdue' | 'info' | 'brand'

/** One thing on a lane: an instant, or with `to` a stretch. `words` are complete: they are its title and what is told when it is reached. */
export type Mark = { readonly key: string; readonly lane: Lane; readonly at: number; readonly to?: number; readonly tone: Tone; readonly words: string; readonly name?: string; readonly road?: boolean; readonly href?: string; readonly isNew?: boolean }

/** Marks of one lane that would touch. */
export type Cluster = { readonly at: number; readonly marks: readonly Mark[] }

export type Window = { readonly from: number; readonly to: number }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** Closer than this nobody can tell two instants apart. */
const narrowest = 30 * minute
const steps = [15 * minute, 30 * minute, hour, 2 * hour, 3 * hour, 6 * hour, 12 * hour, day, 2 * day, 7 * day, 14 * day, 30 * day, 91 * day]
const tickPx = 76
/** Business time is UTC+8: ticks stand at its round hours. */
const zone = 8 * hour

/** From the first to the last mark with a little air; the case's own milestones only as far as they are near the parcel's, so that weeks of handling don't squeeze its journey. */
export function windowOf(marks: readonly Mark[]): Window {
  const own = marks.filter((m) => m.lane !== 'case')
  const base = own.length > 0 ? own : marks
  if (base.length === 0) return { from: 0, to: day }
  const [first, last] = [Math.min(...base.map((m) => m.at)), Math.max(...base.map((m) => m.to ?? m.at))]
  const span = Math.max(last - first, 6 * hour)
  const near = marks.filter((m) => m.lane === 'case' && m.at < last + span * 0.5).map((m) => m.at)
  const end = Math.max(last, ...near)
  return { from: first - span * 0.03, to: end + (end - first) * 0.05 }
}

/** Everything there is, the case to its end. */
export function wholeOf(marks: readonly Mark[]): Window {
  if (marks.length === 0) return { from: 0, to: day }
  const [first, last] = [Math.min(...marks.map((m) => m.at)), Math.max(...marks.map((m) => m.to ?? m.at))]
  const air = Math.max(last - first, hour) * 0.04
  return { from: first - air, to: last + air }
}

/** Zooms by a factor around an instant, within `limits`. */
export function zoomed(shown: Window, factor: number, around: number, limits: Window): Window {
  const span = Math.min(limits.to - limits.from, Math.max(narrowest, (shown.to - shown.from) * factor))
  const share = (around - shown.from) / (shown.to - shown.from)
  return held({ from: around - share * span, to: around - share * span + span }, limits)
}

/** Moves the window by a share of its width. */
export function moved(shown: Window, share: number, limits: Window): Window {
  const by = (shown.to - shown.from) * share
  return held({ from: shown.from + by, to: shown.to + by }, limits)
}

/** The window with an instant in it, moved as little as need be. */
export function revealing(shown: Window, at: number, limits: Window): Window {
  if (at >= shown.from && at <= shown.to) return shown
  const span = shown.to - shown.from
  return held({ from: at - span / 2, to: at + span / 2 }, limits)
}

function held(shown: Window, limits: Window): Window {
  const span = Math.min(shown.to - shown.from, limits.to - limits.from)
  const from = Math.min(Math.max(shown.from, limits.from), limits.to - span)
  return { from, to: from + span }
}

/** Percent of the window's width. */
export function placeIn(shown: Window, at: number): number {
  return (100 * (at - shown.from)) / (shown.to - shown.from)
}

/** Instants for the ruler, at round moments of business time; `day` marks those that begin a day. */
export function ticksOf(shown: Window, widthPx: number): { at: number; isDay: boolean }[] {
  const most = Math.max(1, Math.floor(widthPx / tickPx))
  const step = steps.find((s) => (shown.to - shown.from) / s <= most) ?? 182 * day
  const ticks: { at: number; isDay: boolean }[] = []
  for (let at = Math.ceil((shown.from + zone) / step) * step - zone; at <= shown.to; at += step) ticks.push({ at, isDay: (at + zone) % day === 0 })
  return ticks
}

/** Instants of one lane in groups that lie within `px` of their first. */
export function clustersOf(marks: readonly Mark[], shown: Window, widthPx: number, px = 16): Cluster[] {
  const near = ((shown.to - shown.from) / Math.max(1, widthPx)) * px
  const clusters: { at: number; marks: Mark[] }[] = []
  for (const mark of marks.toSorted((a, b) => a.at - b.at)) {
    if (mark.at < shown.from || mark.at > shown.to) continue
    const last = clusters.at(-1)
    if (last && mark.at - last.at <= near) last.marks.push(mark)
    else clusters.push({ at: mark.at, marks: [mark] })
  }
  return clusters
}

/** The gravest of some tones. */
export function gravest(marks: readonly Mark[]): Tone {
  const order: readonly Tone[] = ['overdue', 'soon', 'info', 'good', 'brand', 'plain']
  return order.find((tone) => marks.some((m) => m.tone === tone)) ?? 'plain'
}

/** The tone of a stretch by its pace. */
export function toneOf(pace: NonNullable<Waybill360['parcel']>['hops'][number]['pace'], gap: string | null): Tone {
  if (pace === 'stuck' || gap === 'not_arrived') return 'overdue'
  if (pace === 'slow' || gap !== null) return 'soon'
  return pace === 'ok' ? 'good' : pace === 'open' ? 'info' : 'plain'
}
