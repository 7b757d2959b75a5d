// The custody chain as a figure for paper: one row a unit, what happened against the plan on one line of time; drawn by the page as SVG, by the PDF as lines.
import type { ReportContent } from './reports.ts'

export type FigureTone = 'ink' | 'quiet' | 'line' | 'good' | 'soon' | 'overdue' | 'info'
export type Figure = {
  readonly width: number
  readonly height: number
  readonly rects: readonly { readonly x: number; readonly y: number; readonly w: number; readonly h: number; readonly tone: FigureTone; readonly look: 'solid' | 'hatched' | 'dashed' }[]
  readonly lines: readonly { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number; readonly tone: FigureTone; readonly dashed: boolean }[]
  readonly texts: readonly { readonly x: number; readonly y: number; readonly size: number; readonly text: string; readonly tone: FigureTone; readonly anchor: 'start' | 'middle' | 'end' }[]
}

type Parcel = NonNullable<ReportContent['parcel']>
/** How the figure says names, days and spans. */
export type FigureVoice = { readonly name: (unit: string | null) => string; readonly day: (at: number) => string; readonly span: (minutes: number) => string }

const width = 720
const left = 150
const row = 26
const top = 26
const day = 86_400_000
const zone = 8 * 3_600_000
const steps = [6 * 3_600_000, 12 * 3_600_000, day, 2 * day, 7 * day, 14 * day, 30 * day]

/** Lays the figure out. Deterministic: the same content gives the same drawing everywhere. */
export function custodyFigure(parcel: Parcel, voice: FigureVoice): Figure {
  const at = (iso: string): number => Date.parse(iso)
  const ends = parcel.stays.map((s) => (s.lasts ? at(parcel.takenAt) : at(s.leftAt ?? s.scans.at(-1)?.at ?? s.arrivedAt)))
  const instants = [...parcel.stays.map((s) => at(s.arrivedAt)), ...ends, ...parcel.plan.map((p) => at(p.arriveBy)), ...parcel.hops.map((h) => at(h.leftAt) + h.minutes * 60_000)]
  const [from, to] = [Math.min(...instants), Math.max(...instants, Math.min(...instants) + 3_600_000)]
  const x = (when: number): number => round(left + ((when - from) / (to - from)) * (width - left - 70))
  const height = top + row * parcel.stays.length + 14
  const rects: Figure['rects'][number][] = []
  const lines: Figure['lines'][number][] = []
  const texts: Figure['texts'][number][] = []
  const step = steps.find((s) => (to - from) / s <= 8) ?? 90 * day
  for (let tick = Math.ceil((from + zone) / step) * step - zone; tick <= to; tick += step) {
    lines.push({ x1: x(tick), y1: top - 6, x2: x(tick), y2: height - 10, tone: 'line', dashed: false })
    texts.push({ x: x(tick), y: top - 10, size: 9, text: voice.day(tick), tone: 'quiet', anchor: 'middle' })
  }
  parcel.stays.forEach((s, i) => {
    const y = top + i * row
    const tone = toneOf(s.pace, s.gap)
    const [a, b] = [x(at(s.arrivedAt)), x(ends[i] ?? from)]
    const stop = parcel.plan.find((p) => p.unitCode === s.unitCode)
    if (stop) {
      const due = x(at(stop.arriveBy))
      if (stop.leaveBy === null || stop === parcel.plan.at(-1)) lines.push({ x1: due, y1: y + 2, x2: due, y2: y + 21, tone: 'quiet', dashed: true })
      else rects.push({ x: due, y: y + 17, w: Math.max(2, x(at(stop.leaveBy)) - due), h: 5, tone: 'quiet', look: 'dashed' })
    }
    rects.push({ x: a, y: y + 4, w: Math.max(2, b - a), h: 11, tone, look: s.pace === 'stuck' || s.gap !== null ? 'hatched' : 'solid' })
    texts.push({ x: left - 8, y: y + 13, size: 10, text: voice.name(s.unitName), tone: 'ink', anchor: 'end' }, { x: b + 5, y: y + 13, size: 9, text: voice.span(s.minutes), tone: tone === 'good' ? 'quiet' : tone, anchor: 'start' })
  })
  for (const hop of parcel.hops) {
    const y = top + hop.from * row
    const [a, b] = [x(at(hop.leftAt)), x(at(hop.leftAt) + hop.minutes * 60_000)]
    const tone = toneOf(hop.pace, hop.gap)
    const down = hop.to === null ? y + row : y + row + 9
    lines.push({ x1: a, y1: y + 15, x2: a, y2: down, tone, dashed: hop.gap !== null }, { x1: a, y1: down, x2: b, y2: down, tone, dashed: hop.gap !== null })
  }
  return { width, height, rects, lines, texts }
}

function toneOf(pace: Parcel['stays'][number]['pace'], gap: string | null): FigureTone {
  if (pace === 'stuck' || gap === 'not_arrived') return 'overdue'
  if (pace === 'slow' || gap !== null) return 'soon'
  return pace === 'open' ? 'info' : pace === 'ok' ? 'good' : 'quiet'
}

function round(n: number): number {
  return Math.round(n * 10) / 10
}
