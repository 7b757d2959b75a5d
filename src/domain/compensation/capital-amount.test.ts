import fc from 'fast-check'
import { expect, test } from 'vitest'
import { capitalAmount, largestCapital } from './capital-amount.ts'

// the examples of the annex itself, then those where people go wrong
test.each([
  [140_950, '人民币壹仟肆佰零玖元伍角'], [600_714, '人民币陆仟零柒元壹角肆分'], [1_640_902, '人民币壹万陆仟肆佰零玖元零贰分'], [32_504, '人民币叁佰贰拾伍元零肆分'],
  [0, '人民币零元整'], [1, '人民币壹分'], [10, '人民币壹角'], [100, '人民币壹元整'], [1000, '人民币壹拾元整'], [100_000_00, '人民币壹拾万元整'], [100_001_00, '人民币壹拾万零壹元整'], [1_000_000_000_00, '人民币壹拾亿元整'],
  [100_010_000_00, '人民币壹亿零壹万元整'], [100_000_001_00, '人民币壹亿零壹元整'], [2_050_00, '人民币贰仟零伍拾元整'], [largestCapital, '人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
])('%i fen are %s', (minor, words) => {
  expect(capitalAmount(minor)).toBe(words)
})

// Reads the words back by another road: each numeral by its place, with no knowledge of how they were written.
function read(words: string): number {
  const value = (text: string): number => {
    const group = (part: string): number => [...part.matchAll(/([壹贰叁肆伍陆柒捌玖])([拾佰仟]?)/g)].reduce((sum, [, digit = '', place = '']) => sum + '零壹贰叁肆伍陆柒捌玖'.indexOf(digit) * ({ 拾: 10, 佰: 100, 仟: 1000 }[place] ?? 1), 0)
    const [, yi = '', wan = '', rest = ''] = /^(?:(.*)亿)?(?:(.*)万)?(.*)$/.exec(text) ?? []
    return group(yi) * 1e8 + group(wan) * 1e4 + group(rest)
  }
  const [, yuan = '', jiao = '', fen = ''] = /^人民币(?:(.*)元)?(?:零)?(?:(.)角)?(?:(.)分)?整?$/.exec(words) ?? []
  return value(yuan) * 100 + value(jiao) * 10 + value(fen)
}

test('what is written reads back as the same amount', () => {
  fc.assert(fc.property(fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.maxSafeNat().map((n) => n % (largestCapital + 1))), (minor) => { expect(read(capitalAmount(minor))).toBe(minor) }), { numRuns: 5000 })
})

test('no two zeros stand together, none before 万 or 亿, and whole yuan alone end with 整', () => {
  fc.assert(fc.property(fc.maxSafeNat().map((n) => n % (largestCapital + 1)), (minor) => {
    const words = capitalAmount(minor)
    expect(words).not.toMatch(/零零|零万|零亿|零仟|零佰|零拾/)
    expect(words.endsWith('整')).toBe(minor % 100 === 0)
  }), { numRuns: 2000 })
})

test.each([-1, 1.5, Number.NaN, largestCapital + 1])('%d is no amount of a voucher', (minor) => {
  expect(() => capitalAmount(minor)).toThrow(RangeError)
})
