// The pattern language: lists, gaps, negation, bounds; and the filter never loses a match.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requiredKeys } from './pattern-keys.ts'
import { compilePatterns, matchPatterns } from './rule-patterns.ts'

const frame = { lists: { bad: ['破损', '坏了'], who: ['快递员', '小哥'] }, negations: { far: ['没有', '没(?!收)'], near: ['不', '无'] } }
const hit = (pattern: string, text: string): string | undefined => matchPatterns(compilePatterns({ o: [pattern] }, frame), text).get('o')

describe('the language', () => {
  test.each([
    ['@bad', '箱子破损', '破损'], ['@bad', '箱子没有破损', undefined], ['@bad', '没有任何破损', undefined], ['@bad', '没有通知我就破损', '破损'], ['@bad', '没有通知,破损', '破损'], ['@bad', '无破损', undefined], ['@bad', '没收到破损', '破损'], ['=@bad', '没有破损', '破损'],
    ['@who~!(骂|打)人', '小哥居然骂人', '小哥居然骂人'], ['@who~!(骂|打)人', '小哥不骂人', undefined], ['@who~骂', '小哥。他骂', undefined], ['快~慢', '快一二三四五六七八慢', '快一二三四五六七八慢'], ['快~慢', '快一二三四五六七八九慢', undefined], ['快~~慢', '快一二三四五六七八九慢', '快一二三四五六七八九慢'],
    ['很(非常|真)*慢', '很真真真真慢', '很真真真真慢'], ['很(非常|真)*慢', '很真真真真真慢', undefined], ['\\d{1,3}天', '等了12天', '12天'],
  ])('%s in %s finds %s', (pattern, text, found) => expect(hit(pattern, text)).toBe(found))

  test.each([['a+', 'unbounded'], ['a{2,}', 'unbounded'], ['a**', 'unbounded'], ['@nobody', 'unknown list'], ['(a', 'malformed'], ['!(a', 'unclosed']])('refuses %s: %s', (pattern, says) => expect(() => compilePatterns({ o: [pattern] }, frame)).toThrow(says))
})

describe('the filter', () => {
  test.each([
    ['快递', [['快递']]], ['(?:破损|坏了)', [['坏了', '破损']]], ['(?:的)?慢', [['慢']]], ['[abc]', []], ['(?:破损|[abc])', []], ['\\d{1,2}天', [['天']]], ['(?:的)?', []], ['甲(?!乙)丙', [['甲'], ['丙']]], ['(?<=甲)乙', [['乙']]], ['甲{0,4}乙丙丁', [['乙丙'], ['丙丁']]],
    ['甲乙.(?:丙丁|戊己)', [['甲乙'], ['丙丁', '戊己']]], ['甲|乙丙', [['乙丙', '甲']]],
  ])('%s needs %j', (source, demands) => {
    expect(requiredKeys(source).map((keys) => [...keys].sort())).toEqual(demands)
  })

  test('a pattern matches through the filter exactly when it matches alone', () => {
    const word = fc.string({ unit: fc.constantFrom(...'甲乙丙丁1'), minLength: 1, maxLength: 3 })
    const atom: fc.Arbitrary<string> = fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 }).map((w) => `(${w.join('|')})`), fc.array(word, { minLength: 1, maxLength: 2 }).map((w) => `(${w.join('|')})?`), fc.constantFrom('~', '[甲乙]', '\\d', '(甲)*', '甲(?!乙)', '乙?', '(甲|[丙丁])', '(甲丙|乙?)', '~?', '甲??', '[乙丙]{1,2}?'))
    const pattern = fc.array(atom, { minLength: 1, maxLength: 5 }).map((a) => a.join(''))
    const text = fc.string({ unit: fc.constantFrom(...'甲乙丙丁1，。'), maxLength: 20 })
    fc.assert(fc.property(pattern, text, (p, t) => {
      const set = compilePatterns({ o: [`=${p}`] }, frame)
      expect(matchPatterns(set, t).get('o')).toBe(set.patterns[0]?.re.exec(t)?.[0])
    }), { numRuns: 500 })
  })
})
