import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bearerKinds } from '../complaints/vocabulary.ts'
import { namedBearers, whyNotShares } from './shares.ts'
import type { Share } from './shares.ts'

describe('whyNotShares', () => {
  test.each<[string, Share[], string | null]>([
    ['one bears all', [{ bearer: 'company', percent: 100 }], null],
    ['a unit and force majeure', [{ bearer: 'unit', unitId: 'a', percent: 70 }, { bearer: 'force_majeure', percent: 30 }], null],
    ['two persons of one unit', [{ bearer: 'unit', unitId: 'a', staffNo: '1', percent: 50 }, { bearer: 'unit', unitId: 'a', staffNo: '2', percent: 50 }], null],
    ['too little', [{ bearer: 'company', percent: 99 }], 'liability.shares'],
    ['too much', [{ bearer: 'company', percent: 60 }, { bearer: 'sender', percent: 41 }], 'liability.shares'],
    ['a unit without a name', [{ bearer: 'unit', percent: 100 }], 'liability.unit_missing'],
    ['a partner without a name', [{ bearer: 'partner', percent: 100 }], 'liability.unit_missing'],
    ['a unit where none belongs', [{ bearer: 'sender', unitId: 'a', percent: 100 }], 'liability.unit_unwanted'],
    ['a person of no unit', [{ bearer: 'line_haul', staffNo: '1', percent: 100 }], 'liability.staff_unwanted'],
    ['one bearer twice', [{ bearer: 'company', percent: 50 }, { bearer: 'company', percent: 50 }], 'liability.bearer_twice'],
    ['one unit twice', [{ bearer: 'unit', unitId: 'a', percent: 50 }, { bearer: 'unit', unitId: 'a', percent: 50 }], 'liability.bearer_twice'],
  ])('%s', (_name, shares, code) => expect(whyNotShares(shares)?.code ?? null).toBe(code))

  test('what it lets through always makes a whole of distinct, rightly named bearers', () => {
    const share: fc.Arbitrary<Share> = fc.record({ bearer: fc.constantFrom(...bearerKinds), unitId: fc.constantFrom(undefined, 'a', 'b'), percent: fc.constantFrom(10, 20, 30, 50, 100) })
    let passed = 0
    fc.assert(fc.property(fc.array(share, { minLength: 1, maxLength: 4 }), (shares) => {
      if (whyNotShares(shares) !== null) return
      passed += 1
      expect(shares.reduce((sum, s) => sum + s.percent, 0)).toBe(100)
      for (const s of shares) expect(s.unitId !== undefined).toBe(namedBearers.includes(s.bearer))
      expect(new Set(shares.map((s) => `${s.bearer}${s.unitId}`)).size).toBe(shares.length)
    }), { numRuns: 2000 })
    expect(passed).toBeGreaterThan(20)
  })
})
