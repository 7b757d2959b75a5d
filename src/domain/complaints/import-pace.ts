// How fast an import may go: quickly on an idle floor, at the steady rate that fits the promise beside a working one, and slowly while the floor suffers.

/** Lines a second. `steady` brings fifty thousand lines home in a minute; `most` is for a floor where nobody asks anything. */
export const importRates = { least: 120, steady: 880, most: 1600 } as const

/** What nineteen of twenty requests stay below, in milliseconds: lately (0: too few to say) and on a calm floor (0: not known yet). */
export type FloorFelt = { readonly recentMs: number; readonly calmMs: number }

/** A floor slower than this many milliseconds suffers whatever is usual, and one faster than `fineMs` never does. */
const sufferingMs = 60
const fineMs = 20
/** Beyond this many times what is usual it suffers too. */
const timesUsual = 2.5

/** The next rate after `rate`: down by a third at once when the floor suffers, up by little when it does not. */
export function nextImportRate(rate: number, felt: FloorFelt): number {
  if (felt.recentMs === 0) return Math.min(importRates.most, rate * 1.15)
  if (suffers(felt)) return Math.max(importRates.least, rate * 0.67)
  if (rate > importRates.steady) return Math.max(importRates.steady, rate * 0.8)
  return Math.min(importRates.steady, rate * 1.1)
}

function suffers({ recentMs, calmMs }: FloorFelt): boolean {
  if (recentMs <= fineMs) return false
  return recentMs > sufferingMs || (calmMs > 0 && recentMs > calmMs * timesUsual)
}
