// Proves the shipped waybill policies and that a broken policy is refused with its place.
import { describe, expect, test } from 'vitest'
import { checkNumber } from '../../domain/waybills/numbers.ts'
import { demoNumber } from './demo-number.ts'
import { parseNumberRules, shippedCustodyLimits, shippedNumberRules } from './policies.ts'

const rules = shippedNumberRules()

test.each([
  ['SF1234567890123', 'sf'], ['73100000000001', 'zto'], ['YT1000000000001', 'yto'], ['773000000000001', 'sto'], ['461000000000001', 'yunda'], ['JT1000000000001', 'jt'],
  ['JDX000000000001', 'jd'], ['PA10000000001', 'ems'], ['DPK100000000001', 'deppon'], ['621000000000001', 'cainiao'], [demoNumber('stuck', 1), 'hy'],
])('%s is guessed as %s and as nothing stronger', (number, carrier) => {
  const { candidates } = checkNumber(number, rules, '2025-11-22')
  expect(candidates[0]?.carrier).toBe(carrier)
})

test('digits alone stay ambiguous', () => expect(checkNumber('1200000000001', rules, '2025-11-22').hints).toContain('several_carriers'))

test('custody limits are there for every reach', () => expect(shippedCustodyLimits().thoroughDelayDays).toMatchObject({ same_city: 3, domestic: 7 }))

describe('a broken policy is refused', () => {
  const file = (pattern: string, extra = '') => `version: 1\nvalidFrom: '2025-01-01'\nsource: s\nrules:\n  - { id: a, carrier: a, strength: weak, pattern: '${pattern}', source: s${extra} }\n`
  test('a good one is taken', () => expect(parseNumberRules(file('^\\d{9}$'))).toHaveLength(1))
  test.each([
    ['pattern that does not compile', file('^[$'), 'does not compile'],
    ['unanchored pattern', file('\\d{9}'), 'anchored'],
    ['nested repetition', file('^(\\d+)+$'), 'nested repetition'],
    ['unknown field', file('^\\d{9}$', ', colour: red'), 'colour'],
    ['bad date', file('^\\d{9}$', ", validTo: 'soon'"), 'validTo'],
    ['two rules with one id', `${file('^1$')}  - { id: a, carrier: b, strength: weak, pattern: '^2$', source: s }\n`, 'ids repeat'],
  ])('%s', (_what, text, message) => expect(() => parseNumberRules(text)).toThrow(message))
})
