import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharesOf } from './parts.ts'

test('the parts add up to the sum, each within a fen of its percent', () => {
  const percents = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 0, maxLength: 6 }).map((cuts) => [...new Set([0, ...cuts, 100])].toSorted((a, b) => a - b)).map((at) => at.slice(1).map((to, i) => to - (at[i] ?? 0)))
  fc.assert(fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), percents, (total, all) => {
    const parts = sharesOf(total, all)
    expect(parts.reduce((a, b) => a + b, 0)).toBe(total)
    for (const [i, part] of parts.entries()) expect(Math.abs(part - (total * (all[i] ?? 0)) / 100)).toBeLessThan(1)
  }), { numRuns: 1000 })
})

test('a fen too many goes to whom most of it belongs', () => {
  expect(sharesOf(100, [33, 33, 34])).toEqual([33, 33, 34])
  expect(sharesOf(1, [60, 40])).toEqual([1, 0])
  expect(sharesOf(100, [])).toEqual([])
})
