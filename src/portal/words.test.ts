// Which language a visitor gets, sentences with markup, and that every sentence a page asks for exists.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { translator } from '../contract/words.ts'
import { exampleWords } from './examples.ts'
import { chooseLocale, phrase, refusalText } from './words.ts'

test.each([
  [undefined, undefined, 'zh-CN'], [undefined, '', 'zh-CN'], [undefined, 'en-GB,en;q=0.9,zh;q=0.8', 'en'], [undefined, 'zh-Hant-HK, zh;q=0.5', 'zh-TW'], [undefined, 'zh-HK', 'zh-TW'], [undefined, 'zh-SG', 'zh-CN'],
  [undefined, 'fr, de;q=0.9', 'zh-CN'], [undefined, 'fr, en;q=0.3, zh-TW;q=0.9', 'zh-TW'], [undefined, 'en;q=0, zh-TW;q=0.1', 'zh-TW'], ['en', 'zh-CN', 'en'], ['xx', 'en', 'en'], ['zh-TW', undefined, 'zh-TW'], [undefined, ';;;q=,,', 'zh-CN'],
])('chosen %s, browser %s: %s', (chosen, header, locale) => {
  expect(chooseLocale(chosen, header)).toBe(locale)
})

describe('translator', () => {
  const t = translator({ portal: { a: '{{n}} 天 {{ n }}', b: { c: 'x' } } })
  test('fills places and leaves unknown keys', () => {
    expect(t('portal.a', { n: 3 })).toBe('3 天 3')
    expect(t('portal.b')).toBe('portal.b')
    expect(t('portal.constructor')).toBe('portal.constructor')
    expect(t('portal.a')).toBe(' 天 ')
  })
  test('a value that looks like a place is not filled again', () => {
    expect(t('portal.a', { n: '{{n}}' })).toBe('{{n}} 天 {{n}}')
  })
  test('phrase keeps the translator’s order', () => {
    expect(phrase(translator({ p: '{{b}} 和 {{a}}' }), 'p', { a: 'A', b: 'B' }).join('')).toBe('B 和 A')
  })
})

test('a refusal without a sentence of its own still says something', () => {
  const t = exampleWords()['zh-CN']
  expect(refusalText({ t }, { code: 'never.heard_of' })).toBe(t('portal.refusal.other'))
  expect(refusalText({ t }, { code: 'offer.none_open' })).toContain('方案')
})

test('every sentence the pages name exists in every language', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.includes('test'))
  const source = files.map((name) => readFileSync(`${import.meta.dirname}/${name}`, 'utf8')).join('\n')
  const named = [...source.matchAll(/['"`]portal\.(?!css|js)([A-Za-z0-9_.]+)['"`]/g)].map((match) => `portal.${match[1]}`)
  expect(named.length).toBeGreaterThan(150)
  for (const [locale, t] of Object.entries(exampleWords())) for (const key of named) expect(t(key), `${locale} ${key}`).not.toBe(key)
})
