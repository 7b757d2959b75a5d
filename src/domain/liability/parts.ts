// What each bearer pays of a sum: by percent, to the fen, with nothing left over.

/** The parts of `totalMinor` by percents that add up to 100; what rounding leaves goes by the largest remainder, the earlier first. */
export function sharesOf(totalMinor: number, percents: readonly number[]): readonly number[] {
  const exact = percents.map((percent) => (totalMinor * percent) / 100)
  const parts = exact.map(Math.floor)
  const left = totalMinor - parts.reduce((sum, part) => sum + part, 0)
  const order = exact.map((each, i) => ({ i, rest: each - Math.floor(each) })).toSorted((a, b) => b.rest - a.rest || a.i - b.i)
  for (const { i } of percents.length === 0 ? [] : order.slice(0, left)) parts[i] = (parts[i] ?? 0) + 1
  return parts
}
