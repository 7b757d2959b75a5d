// Proves that every closed list of a complaint has its words in every locale, every step of the record its sentence, and that they tell the same values.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { actions, transitions } from '../src/domain/complaints/lifecycle.ts'
import * as v from '../src/domain/complaints/vocabulary.ts'
import { permissions, shippedRoles } from '../src/domain/identity/permissions.ts'
import { unitKinds } from '../src/domain/identity/unit-kinds.ts'

type Words = { readonly [key: string]: string | Words }
const locales = ['zh-CN', 'zh-TW', 'en'] as const
const read = async (locale: string): Promise<Words> => JSON.parse(await readFile(new URL(`./${locale}/codes.json`, import.meta.url), 'utf8'))
const at = (words: Words | string | undefined, path: string): unknown => path.split('.').reduce<Words | string | undefined>((w, key) => (typeof w === 'object' ? w[key] : undefined), words)

const answers = ['true', 'false']
const lists: Record<string, readonly string[]> = {
  status: v.statuses, outcome: v.outcomes, flag: v.flags, kind: v.contactKinds, channel: v.channels, link: v.links, priority: v.priorityLevels, item: v.itemTypes, complainantRole: v.complainantRoles, demand: v.demandKinds, partyRole: v.partyRoles, unitKind: unitKinds,
  contactOutcome: v.contactOutcomes, contactPurpose: v.contactPurposes, noticeChannel: v.noticeChannels, demandJudgement: v.demandJudgements, cause: v.causeCodes, companyLiability: v.companyLiabilities, bearer: v.bearerKinds, measure: v.measureKinds,
  confirmationMethod: v.confirmationMethods, orderAnswer: v.orderAnswers, answer: v.answerKinds, review: v.reviewKinds, field: v.revealFields, action: actions, role: shippedRoles.map((r) => r.code), permission: permissions.map((p) => p.replace(':', '_')),
  permissionNoun: permissions.map((p) => p.split(':')[0] ?? ''), verdict: answers, handoverAnswer: answers, overAgeAnswer: answers, withdrawalAnswer: answers,
  event: [...transitions.map((t) => t.event), 'complaint.received', 'complaint.merged_in'],
}

test.each(locales)('%s has a word for every code', async (locale) => {
  const words = await read(locale)
  const gaps = Object.entries(lists).flatMap(([group, codes]) => codes.filter((code) => !at(words[group], code)).map((code) => `${group}.${code}`))
  expect(gaps).toEqual([])
})

test('the sentences of the record tell the same values in every locale', async () => {
  const figures = (text: unknown) => (typeof text === 'string' ? text : '').match(/\{\{\w+\}\}|\$t\([^)]*\)/g)?.toSorted() ?? []
  const [first, ...others] = await Promise.all(locales.map(read))
  for (const other of others) for (const type of lists['event'] ?? []) expect([type, figures(at(other['event'], type))]).toEqual([type, figures(at(first?.['event'], type))])
})
