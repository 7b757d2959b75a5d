// Every snippet and every forbidden kind of the speech policy has its words in every language, and names acts that exist; no snippet breaks the policy itself.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { actions } from '../../domain/complaints/lifecycle.ts'
import { objectionsTo } from '../../domain/messages/speech.ts'
import type { ForbiddenRule } from '../../domain/messages/speech.ts'

type Pack = { snippets: { code: string; acts: string[] }[]; forbidden: ForbiddenRule[] }
type Words = { speech: { snippet: Record<string, { title?: string; text?: string }>; forbidden: Record<string, string> } }

const root = new URL('../../../', import.meta.url)
const pack = parse(readFileSync(new URL('policies/speech.yaml', root), 'utf8')) as Pack

test.each(['zh-CN', 'zh-TW', 'en'])('%s', (locale) => {
  const { speech } = JSON.parse(readFileSync(new URL(`locales/${locale}/console.json`, root), 'utf8')) as Words
  expect(Object.keys(speech.snippet).toSorted()).toEqual(pack.snippets.map((each) => each.code).toSorted())
  expect(Object.keys(speech.forbidden).toSorted()).toEqual(pack.forbidden.map((each) => each.code).toSorted())
  for (const { title, text } of Object.values(speech.snippet)) {
    expect(title).not.toBe('')
    expect(objectionsTo(text ?? '', pack.forbidden)).toEqual([])
  }
})

test('acts that snippets are offered in exist', () => {
  expect(pack.snippets.flatMap((each) => each.acts).filter((act) => !(actions as readonly string[]).includes(act))).toEqual([])
})

test.each([
  ['absolute', '我们百分之百赔您'], ['absolute', '我們保證三天到'], ['blame_customer', '这是您自己的责任'], ['admit_liability', '由我们承担全部责任'], ['brush_off', '没办法，您去找快递员要'], ['internal', '我们会罚款快递员'], ['personal_number', '他的电话是 138-0000-1234'],
])('%s: %s', (code, text) => {
  expect(objectionsTo(text, pack.forbidden).map((each) => each.code)).toContain(code)
})
