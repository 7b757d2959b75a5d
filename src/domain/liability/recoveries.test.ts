// The parts of the units make the whole with what others bear, and booking is done exactly until the books say what is owed.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bookingsFor, owedBy } from './recoveries.ts'
import type { BornShare } from './recoveries.ts'

const shares = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }).map((weights): BornShare[] => {
  const sum = weights.reduce((a, b) => a + b, 0)
  const percents = weights.map((w) => Math.floor((w * 100) / sum))
  percents[0] = (percents[0] ?? 0) + 100 - percents.reduce((a, b) => a + b, 0)
  return percents.map((percent, i) => (i % 3 === 2 ? { bearer: 'sender', unitId: null, percent } : { bearer: 'unit', unitId: `u${i % 4}`, percent }))
})

test('70/30 of ¥100.01', () => {
  expect(owedBy(10_001, [{ bearer: 'unit', unitId: 'a', percent: 70 }, { bearer: 'unit', unitId: 'b', percent: 30 }])).toEqual([{ unitId: 'a', percent: 70, amountMinor: 7001 }, { unitId: 'b', percent: 30, amountMinor: 3000 }])
})

test('units and others together bear the whole, no fen more or less', () => {
  fc.assert(fc.property(fc.nat(100_000_000), shares, (total, all) => {
    const units = owedBy(total, all).reduce((sum, o) => sum + o.amountMinor, 0)
    const others = owedBy(total, all.map((s, i) => ({ ...s, unitId: s.unitId === null ? `other${i}` : null }))).reduce((sum, o) => sum + o.amountMinor, 0)
    expect(units + others).toBe(total)
  }))
})

test('whatever was booked before, after booking each unit\'s sum is what it owes and there is nothing more to book', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(10_000_000), shares), { minLength: 1, maxLength: 6 }), (states) => {
    const books = new Map<string, number>()
    for (const [total, all] of states) {
      const owed = owedBy(total, all)
      for (const b of bookingsFor(owed, books)) books.set(b.unitId, (books.get(b.unitId) ?? 0) + b.amountMinor)
      expect(bookingsFor(owed, books)).toEqual([])
      for (const o of owed) expect(books.get(o.unitId) ?? 0).toBe(o.amountMinor)
      for (const [id, sum] of books) expect(sum).toBe(owed.find((o) => o.unitId === id)?.amountMinor ?? 0)
    }
  }))
})
