// Proves that what a run found does not depend on the order or the portions in which cases came, and stays small.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addUp, nothingCounted } from './tally.ts'
import type { Contribution, Tally } from './tally.ts'

const someCases: fc.Arbitrary<Contribution[]> = fc.uniqueArray(fc.tuple(fc.uuid(), fc.nat(5), fc.constantFrom('decision', 'payment'), fc.boolean()), { selector: ([id]) => id, maxLength: 40 }).map((some) => some.map(([id, weight, key, moves]) => ({
  counts: { cases: 1, ...(moves ? { moved: 1 } : {}) }, groups: moves ? [{ by: 'clock' as const, key, counts: { moved: 1 } }] : [], example: moves ? { id, effect: 'later', weight, clock: key, before: null, after: null } : null,
})))
const sorted = (t: Tally<string>): unknown => ({ ...t, groups: t.groups.toSorted((a, b) => (a.key < b.key ? -1 : 1)) })

test('portions and order don\'t matter, and the gravest stay', () => {
  fc.assert(fc.property(someCases, fc.nat(40), fc.integer({ min: 1, max: 10 }), (cases, cut, kept) => {
    const once = addUp<string>(nothingCounted, cases, kept)
    const twice = addUp(addUp<string>(nothingCounted, cases.slice(cut).toReversed(), kept), cases.slice(0, cut), kept)
    expect(sorted(twice)).toEqual(sorted(once))
    expect(once.examples.length).toBe(Math.min(kept, cases.filter((c) => c.example !== null).length))
    const least = once.examples.at(-1)?.weight ?? 0
    expect(cases.filter((c) => (c.example?.weight ?? -1) > least).length).toBeLessThanOrEqual(kept)
  }), { numRuns: 200 })
})

test('units without end count together beyond those kept', () => {
  const cases = Array.from({ length: 1000 }, (_, i): Contribution => ({ counts: {}, groups: [{ by: 'unit', key: String(i), counts: { moved: 1 } }], example: null }))
  const { groups } = addUp<string>(nothingCounted, cases, 10)
  expect(groups.length).toBe(301)
  expect(groups.find((g) => g.key === '*')?.counts).toEqual({ moved: 700 })
})
