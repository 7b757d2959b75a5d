// Dividing a hundred by hand: moving the border between two neighbours, or setting one part while the others give way. Always whole, always a hundred.
import { wholePercents } from './propose.ts'

/** Parts after the border behind `index` moved by `by` points: what one gains its neighbour loses, none below nothing. */
export function moveBorder(parts: readonly number[], index: number, by: number): readonly number[] {
  const [left, right] = [parts[index], parts[index + 1]]
  if (left === undefined || right === undefined) return parts
  const step = Math.max(-left, Math.min(right, Math.round(by)))
  return parts.map((p, i) => (i === index ? p + step : i === index + 1 ? p - step : p))
}

/** Parts with one set; the others keep their proportion in what is left. A part alone is everything. */
export function setPart(parts: readonly number[], index: number, to: number): readonly number[] {
  if (parts[index] === undefined) return parts
  if (parts.length === 1) return [100]
  const part = Math.max(0, Math.min(100, Math.round(to)))
  const others = parts.filter((_, i) => i !== index)
  const sum = others.reduce((total, p) => total + p, 0)
  const left = 100 - part
  const rest = left === 0 ? others.map(() => 0) : scaled(sum === 0 ? others.map((_, i) => (i === 0 ? 1 : 0)) : others, left)
  return parts.map((_, i) => (i === index ? part : (rest[i < index ? i : i - 1] ?? 0)))
}

/** Whole parts in proportion that make `total`. */
function scaled(parts: readonly number[], total: number): readonly number[] {
  if (total === 100) return wholePercents(parts)
  const sum = parts.reduce((all, p) => all + p, 0)
  const exact = parts.map((p) => (p / sum) * total)
  const floors = exact.map(Math.floor)
  const left = total - floors.reduce((all, f) => all + f, 0)
  const up = exact.map((e, i) => ({ i, rest: e - (floors[i] ?? 0) })).toSorted((a, b) => b.rest - a.rest || a.i - b.i).slice(0, left)
  return floors.map((f, i) => (up.some((u) => u.i === i) ? f + 1 : f))
}
