// Proves the axis: the window, zooming within its limits, ticks at round moments, marks that would touch made one.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clustersOf, moved, placeIn, ticksOf, wholeOf, windowOf, zoomed } from './axis.ts'
import type { Lane, Mark } from './axis.ts'

const H = 3_600_000
const mark = (at: number, lane: Lane = 'scans'): Mark => ({ key: String(at), lane, at, tone: 'plain', words: 'x' })
const limits = { from: 0, to: 100 * H }

test('weeks of handling do not squeeze the journey', () => {
  const marks = [mark(10 * H), mark(58 * H), mark(70 * H, 'case'), mark(900 * H, 'case')]
  expect(windowOf(marks).to).toBeLessThan(80 * H)
  expect(wholeOf(marks).to).toBeGreaterThan(900 * H)
})

test('zooming and moving stay within the limits and keep the instant under the pointer', () => {
  fc.assert(fc.property(fc.double({ min: 0.2, max: 4, noNaN: true }), fc.integer({ min: 20, max: 80 }), fc.double({ min: -2, max: 2, noNaN: true }), (factor, around, share) => {
    const shown = moved(zoomed({ from: 10 * H, to: 90 * H }, factor, around * H, limits), share, limits)
    expect(shown.from).toBeGreaterThanOrEqual(limits.from)
    expect(shown.to).toBeLessThanOrEqual(limits.to + 1)
    expect(shown.to - shown.from).toBeGreaterThan(0)
  }))
  const near = zoomed({ from: 20 * H, to: 60 * H }, 0.5, 30 * H, limits)
  expect(placeIn(near, 30 * H)).toBeCloseTo(placeIn({ from: 20 * H, to: 60 * H }, 30 * H))
})

test('ticks stand at round moments of business time and never closer than their labels', () => {
  const ticks = ticksOf({ from: Date.UTC(2026, 10, 20, 3), to: Date.UTC(2026, 10, 23, 3) }, 800)
  expect(ticks.some((t) => t.isDay && new Date(t.at).toISOString().endsWith('T16:00:00.000Z'))).toBe(true)
  expect(ticks.length).toBeLessThanOrEqual(Math.floor(800 / 76) + 1)
})

test('marks that would touch are one, none is lost within the window', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 100 })), (hours) => {
    const clusters = clustersOf(hours.map((h) => mark(h * H)), limits, 500)
    expect(clusters.reduce((n, c) => n + c.marks.length, 0)).toBe(hours.length)
    clusters.forEach((c, i) => { if (i > 0) expect(c.at - clusters[i - 1]!.at).toBeGreaterThan((16 / 500) * 100 * H) })
  }))
})
