import fc from 'fast-check'
import { expect, test } from 'vitest'
import { importRates, nextImportRate } from './import-pace.ts'

const after = (rounds: number, felt: { recentMs: number; calmMs: number }, from: number = importRates.steady): number => Array.from({ length: rounds }).reduce<number>((rate) => nextImportRate(rate, felt), from)

test.each([
  ['nobody asks anything: as fast as it may', { recentMs: 0, calmMs: 8 }, importRates.most],
  ['a calm floor: the steady rate', { recentMs: 8, calmMs: 7 }, importRates.steady],
  ['a little slower than usual, but quick: the steady rate', { recentMs: 19, calmMs: 5 }, importRates.steady],
  ['far slower than usual: hardly any', { recentMs: 50, calmMs: 8 }, importRates.least],
  ['slow, whatever is usual: hardly any', { recentMs: 90, calmMs: 80 }, importRates.least],
  ['slow before anything is usual: hardly any', { recentMs: 90, calmMs: 0 }, importRates.least],
])('%s', (_, felt, rate) => {
  expect(after(40, felt)).toBe(rate)
})

test('a floor that recovers gets its import back within ten seconds', () => {
  expect(after(25, { recentMs: 9, calmMs: 8 }, importRates.least)).toBe(importRates.steady)
})

test('the rate stays between its bounds whatever is felt', () => {
  fc.assert(fc.property(fc.array(fc.record({ recentMs: fc.double({ min: 0, max: 5000, noNaN: true }), calmMs: fc.double({ min: 0, max: 5000, noNaN: true }) }), { maxLength: 60 }), (felts) => {
    const rate = felts.reduce<number>((r, felt) => nextImportRate(r, felt), importRates.steady)
    expect(rate).toBeGreaterThanOrEqual(importRates.least)
    expect(rate).toBeLessThanOrEqual(importRates.most)
  }), { numRuns: 300 })
})
