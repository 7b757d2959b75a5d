// Bigrams find every substring: no false dismissal, for Chinese, Latin, digits and mixtures.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameQueryTokens, nameTokens, queryTokens, searchTokens, tsQueryText } from './tokens.ts'

test('tokens of a mixed text', () => {
  expect(searchTokens('快件A座 了').toSorted()).toEqual(['a座', '了', '件a', '快件'])
  expect(searchTokens('𠮷野家').toSorted()).toEqual(['野家', '𠮷野'])
  expect(searchTokens('ＳＦ12').toSorted()).toEqual(['12', 'f1', 'f12', 'sf', 'sf1'])
  expect(queryTokens('SF12')).toEqual(['f12', 'sf1'])
  expect(queryTokens('滞')).toEqual([])
  expect(tsQueryText(['滞留', "a'b\\"])).toBe("'滞留' & 'a''b\\\\'")
})

test('a text has every token that any of its substrings demands', () => {
  const text = fc.string({ unit: fc.constantFrom(...'武汉转运滞留快递AbZ019 ，。-ＡＢ１２'), minLength: 2, maxLength: 60 })
  fc.assert(fc.property(text, fc.nat(), fc.nat(), (t, a, b) => {
    const start = a % t.length
    const query = t.slice(start, start + 2 + (b % 12))
    const have = new Set(searchTokens(t))
    for (const token of queryTokens(query)) expect(have).toContain(token)
  }))
})

test('names match by part, by initials and whole; nothing is returned unkeyed', () => {
  const keyed = (t: string): string => `#${t}`
  const tokens = nameTokens('王小 明', 'WXM', keyed)
  expect(tokens).toEqual(['#b:小明', '#b:王小', '#n:王小明', '#p:wx', '#p:wxm'])
  for (const q of ['王小', '小明', '王小明', 'wx', 'WXM']) expect(nameQueryTokens(q, keyed).every((t) => tokens.includes(t))).toBe(true)
  for (const q of ['王明', 'xm', '李雷']) expect(nameQueryTokens(q, keyed).every((t) => tokens.includes(t))).toBe(false)
  expect(nameQueryTokens('王', keyed)).toEqual([])
  expect(nameQueryTokens('lee', keyed).every((t) => nameTokens('Bruce Lee', '', keyed).includes(t))).toBe(true)
  expect(nameTokens(' ', '', keyed)).toEqual([])
})
