import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readSound, shippedValue } from '../policy/documents.ts'
import type { PolicyBody } from '../policy/documents.ts'
import { approvalDocument } from './policy.ts'

describe('the approval policy', () => {
  test('shipped: alone up to ¥200, one more up to ¥2,000, two above, never alone when restricted', () => {
    expect(shippedValue(approvalDocument)).toEqual({ version: 'approval@1', bands: [{ upToMinor: 20_000, levels: 0 }, { upToMinor: 200_000, levels: 1 }], aboveLevels: 2, restrictedAtLeast: 1 })
  })
  const read = (text: string): unknown => readSound(approvalDocument, 1, '2026-01-01', parse(text) as PolicyBody)
  const text = (bands: string, above = 2): string => `source: x\nbands: ${bands}\naboveLevels: { levels: ${above}, source: x }\nrestrictedAtLeast: { levels: 1, source: x }\n`
  test.each([['[]', 'too_small'], ['[{ upToMinor: 1, levels: 3, source: x }]', 'too_big'], ['[{ upToMinor: 1, levels: 0 }]', 'invalid_type'], ['[{ upToMinor: 1, levels: 0, source: x, more: 1 }]', 'unrecognized_keys'], ['[{ upToMinor: 5, levels: 0, source: x }, { upToMinor: 1, levels: 1, source: x }]', 'bands_out_of_order']])('refuses %s', (bands, why) => {
    expect(() => read(text(bands))).toThrow(why)
  })
  test('refuses levels that fall', () => expect(() => read(text('[{ upToMinor: 1, levels: 2, source: x }]', 1))).toThrow('levels_fall'))
})
