// Every word the console asks for is there in every language, and no Han stands in its sources.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actions } from '../domain/complaints/lifecycle.ts'
import * as vocabulary from '../domain/complaints/vocabulary.ts'
import { permissions, shippedRoles } from '../domain/identity/permissions.ts'
import { transitions } from '../domain/complaints/lifecycle.ts'

type Tree = { [key: string]: string | Tree }

const root = new URL('../../', import.meta.url)
const locales = ['zh-CN', 'zh-TW', 'en'] as const
const load = (locale: string, file: string) => JSON.parse(readFileSync(new URL(`locales/${locale}/${file}.json`, root), 'utf8')) as Tree
const has = (tree: Tree, key: string) => typeof key.split('.').reduce<string | Tree | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), tree) === 'string'
const sources = readdirSync(new URL('.', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.')).map((name) => ({ name, text: readFileSync(new URL(name, import.meta.url), 'utf8') }))

const vocabularies: Readonly<Record<string, readonly string[]>> = {
  status: vocabulary.statuses, outcome: vocabulary.outcomes, flag: vocabulary.flags, kind: vocabulary.contactKinds, channel: vocabulary.channels, link: vocabulary.links, item: vocabulary.itemTypes, complainantRole: vocabulary.complainantRoles,
  demand: vocabulary.demandKinds, partyRole: vocabulary.partyRoles, contactOutcome: vocabulary.contactOutcomes, contactPurpose: vocabulary.contactPurposes, noticeChannel: vocabulary.noticeChannels, demandJudgement: vocabulary.demandJudgements,
  cause: vocabulary.causeCodes, companyLiability: vocabulary.companyLiabilities, bearer: vocabulary.bearerKinds, measure: vocabulary.measureKinds, confirmationMethod: vocabulary.confirmationMethods, orderAnswer: vocabulary.orderAnswers,
  answer: vocabulary.answerKinds, review: vocabulary.reviewKinds, role: shippedRoles.map((role) => role.code), permission: permissions.map((each) => each.replace(':', '_')), permissionNoun: [...new Set(permissions.map((each) => each.split(':')[0] ?? ''))], action: actions,
}

test.each(locales)('%s: keys written out in the sources', (locale) => {
  const words = load(locale, 'console')
  const asked = sources.flatMap(({ text }) => [...text.matchAll(/'console\.([a-zA-Z0-9_.]+)'/g)].map((match) => match[1] ?? ''))
  expect(asked.length).toBeGreaterThan(200)
  expect([...new Set(asked)].filter((key) => !has(words, key))).toEqual([])
})

test.each(locales)('%s: every code of every vocabulary', (locale) => {
  const codes = load(locale, 'codes')
  expect(Object.entries(vocabularies).flatMap(([kind, list]) => list.map((code) => `${kind}.${code}`)).filter((key) => !has(codes, key))).toEqual([])
  expect(transitions.map((each) => `event.${each.event}`).filter((key) => !has(codes, key))).toEqual([])
})

test.each(locales)('%s: the words of an action stand once, for buttons, toasts and refusals alike', (locale) => {
  const said = load(locale, 'codes')['action'] as Readonly<Record<string, string>>
  expect(Object.keys(said).sort()).toEqual([...actions].sort())
  expect(new Set(Object.values(said)).size).toBe(actions.length)
  for (const name of ['console', 'portal'] as const) expect(Object.keys(load(locale, name))).not.toContain('action')
  expect(sources.filter(({ text }) => text.includes('console.action.')).map(({ name }) => name)).toEqual([])
})

test('no Han in the sources', () => {
  expect(sources.flatMap(({ name, text }) => text.split('\n').filter((line) => /\p{Script=Han}/u.test(line.replace(/\/\/.*|\/\*.*|^\s*\*.*/, ''))).map((line) => `${name}: ${line.trim()}`))).toEqual([])
})
