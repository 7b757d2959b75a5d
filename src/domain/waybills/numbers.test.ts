// Proves the reading of typed numbers: tidying, S10 check digits, carriers as hints.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkNumber, checkS10, compileRules, luhnDigit, normaliseNumber, numbersIn, s10CheckDigit } from './numbers.ts'

const rules = compileRules([
  { id: 'yto', carrier: 'yto', strength: 'strong', pattern: '^YT\\d{13}$', source: 'test' },
  { id: 'old', carrier: 'sf', strength: 'weak', pattern: '^\\d{12}$', validTo: '2019-12-31', source: 'test' },
  { id: 'sto', carrier: 'sto', strength: 'weak', pattern: '^4\\d{14}$', source: 'test' },
  { id: 'yunda', carrier: 'yunda', strength: 'strong', pattern: '^43\\d{13}$', source: 'test' },
  { id: 'hy', carrier: 'hy', strength: 'strong', pattern: '^HY\\d{13}$', checkDigit: 'luhn', source: 'test' },
])

describe('normaliseNumber', () => {
  test.each([
    ['yt 8962-6467 85389', 'YT8962646785389'],
    ['ＹＴ８９６２６４６７８５３８９', 'YT8962646785389'],
    ['运单号：YT8962646785389。', 'YT8962646785389'],
    ['七三六幺零五五五', '73610555'],
    ['YT\u200b8962\u00a06467—85389\t', 'YT8962646785389'],
    ['', ''], ['？？？', ''],
  ])('%j → %j', (typed, wanted) => expect(normaliseNumber(typed)).toBe(wanted))

  test('is idempotent and leaves only A–Z and 0–9, whatever is typed', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (typed) => {
      const once = normaliseNumber(typed)
      expect(once).toMatch(/^[A-Z0-9]*$/)
      expect(normaliseNumber(once)).toBe(once)
    }))
  })
})

describe('UPU S10', () => {
  test.each([
    ['00071761', 8], ['00071758', 1], ['00071759', 5], ['96633102', 0], ['76129403', 8], ['47110815', 1], ['47312482', 9],
  ])('%s has check digit %i', (serial, digit) => expect(s10CheckDigit(serial)).toBe(digit))

  test.each(['EB000717618HK', 'EE471108151FR', 'RR473124829GB'])('%s is valid', (number) => expect(checkS10(number)?.valid).toBe(true))

  test('says which digit was expected, the service and the country', () => {
    expect(checkNumber('rr 473 124 820 gb', rules)).toMatchObject({ s10: { valid: false, expected: 9, service: 'RR', country: 'GB' }, hints: ['s10_check_digit'] })
  })

  test('finds every single wrong digit of the serial', () => {
    fc.assert(fc.property(fc.stringMatching(/^\d{8}$/), fc.nat(7), fc.integer({ min: 1, max: 9 }), (serial, at, by) => {
      const wrong = serial.slice(0, at) + ((Number(serial[at]) + by) % 10) + serial.slice(at + 1)
      // 10 and 11 are folded onto 0 and 5, so those two digits alone may hide a slip.
      const digit = s10CheckDigit(serial)
      fc.pre(digit !== 0 && digit !== 5)
      expect(s10CheckDigit(wrong)).not.toBe(digit)
    }))
  })
})

describe('checkNumber', () => {
  test.each([
    ['YT8962646785389', ['yto'], []],
    ['463431409940372', ['sto'], []],
    ['431431409940372', ['yunda', 'sto'], ['several_carriers']],
    ['243802161183', ['sf'], ['format_out_of_use']],
    ['5685685685685685', [], ['unknown_format']],
    ['1234567', [], ['too_short', 'unknown_format']],
    ['13912345678', [], ['looks_like_phone', 'unknown_format']],
    [' - ', [], ['empty']],
    ['1'.repeat(41), [], ['too_long']],
  ])('%s → %j %j', (typed, carriers, hints) => {
    const check = checkNumber(typed, rules, '2025-11-22')
    expect(check.candidates.map((c) => c.carrier)).toEqual(carriers)
    expect(check.hints).toEqual(hints)
  })

  test('letters typed for digits become a suggestion, not a change', () => {
    const check = checkNumber('YT896264678538O', rules)
    expect(check).toMatchObject({ normalised: 'YT896264678538O', suggestion: 'YT8962646785380', hints: ['letters_confused'] })
  })

  test('a wrong check digit keeps the carrier and says so', () => {
    const good = `HY123456789012${luhnDigit('123456789012')}`
    const bad = good.slice(0, -1) + ((Number(good.at(-1)) + 1) % 10)
    expect(checkNumber(good, rules).hints).toEqual([])
    expect(checkNumber(bad, rules)).toMatchObject({ candidates: [{ carrier: 'hy', checkDigitValid: false }], hints: ['check_digit'] })
  })

  test('never throws and always answers with the tidy number', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (typed) => {
      const check = checkNumber(typed, rules, '2025-01-01')
      expect(normaliseNumber(typed).startsWith(check.normalised)).toBe(true)
    }))
  })
})

test('luhnDigit agrees with the well-known example', () => expect(luhnDigit('7992739871')).toBe(3))

test('numbers are picked out of a pasted chat', () => {
  expect(numbersIn('亲 单号YT8962646785389和 RR 473124829GB 都没到，电话13912345678', rules)).toEqual(['YT8962646785389', 'RR473124829GB'])
  expect(numbersIn('x'.repeat(100_000), rules)).toEqual([])
})
