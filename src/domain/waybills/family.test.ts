// Proves that members of one shipment share a key.
import { expect, test } from 'vitest'
import { familyKey, familyNumbers } from './family.ts'
import { aWaybill } from './journey.fixture.ts'
import type { Family } from './scans.ts'

const families: Record<string, Family> = {
  A: { relabelledAs: 'B', children: [] }, B: { relabelOf: 'A', returnedAs: 'C', children: [] }, C: { returnOf: 'B', children: [] },
  P: { children: ['P1', 'P2'] }, P1: { parent: 'P', children: [] }, P2: { parent: 'P', children: [] },
  R1: { relabelOf: 'R2', children: [] }, R2: { relabelOf: 'R1', children: [] },
}
const keyOf = (number: string) => familyKey(aWaybill({ number, family: families[number]! }), (n) => families[n])

test('label, new label and return label are one family; pieces are one family', () => {
  expect(new Set(['A', 'B', 'C'].map(keyOf))).toEqual(new Set(['hy:A']))
  expect(new Set(['P', 'P1', 'P2'].map(keyOf))).toEqual(new Set(['hy:P']))
  expect(keyOf('A')).not.toBe(keyOf('P'))
})
test('a ring of links ends, at the same key from everywhere', () => expect(keyOf('R1')).toBe(keyOf('R2')))
test('without knowing the others, one step back is the key', () => expect(familyKey(aWaybill({ number: 'C', family: families['C']! }))).toBe('hy:B'))
test('numbers named by a waybill', () => expect(familyNumbers(aWaybill({ number: 'B', family: families['B']! }))).toEqual(['A', 'C']))
