// Writes `docs/generated/codes.md`: every code of the vocabulary with its label in Chinese, Taiwan Chinese and English.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as vocabulary from '../../src/domain/complaints/vocabulary.ts'
import { unitKinds } from '../../src/domain/identity/unit-kinds.ts'
import { shippedRoles } from '../../src/domain/identity/permissions.ts'
import { clockKinds, clockStates } from '../../src/domain/sla/kinds.ts'
import { head, table } from './markdown.ts'

/** A list of codes: its title, where its labels are (`namespace.key`; none when the words never show), and the codes. */
type List = Readonly<{ title: string, labels: string | null, codes: readonly string[] }>

const locales = ['zh-CN', 'zh-TW', 'en']

// Lists that only pick from another one.
const subsets = ['openStatuses', 'beforeDecision', 'verificationChannels', 'attendedChannels', 'moneyMeasures']

const labelsOf: Readonly<Record<string, string | null>> = {
  statuses: 'codes.status', outcomes: 'codes.outcome', flags: 'codes.flag', contactKinds: 'codes.kind', channels: 'codes.channel', reasonCodes: 'reasons.first', links: 'codes.link', priorityLevels: 'codes.priority',
  itemTypes: 'codes.item', complainantRoles: 'codes.complainantRole', demandKinds: 'codes.demand', partyRoles: 'codes.partyRole', contactOutcomes: 'codes.contactOutcome', contactPurposes: 'codes.contactPurpose',
  noticeChannels: 'codes.noticeChannel', demandJudgements: 'codes.demandJudgement', causeCodes: 'codes.cause', companyLiabilities: 'codes.companyLiability', bearerKinds: 'codes.bearer', measureKinds: 'codes.measure',
  confirmationMethods: 'codes.confirmationMethod', orderAnswers: 'codes.orderAnswer', answerKinds: 'codes.answer', reviewKinds: 'codes.review', linkKinds: 'codes.linkKind', revealFields: null,
}

/** Gives the text of the page. @throws Error when a list of the vocabulary has no place for its labels here, or a code has no label. */
export function codesDoc(): string {
  const words = new Map(locales.map(locale => [locale, readWords(locale)]))
  return [
    head('Codes and their words', ['src/domain/complaints/vocabulary.ts', 'src/domain/sla/kinds.ts', 'src/domain/identity', 'locales'],
      'Codes are what database, wire and code say; the words are what people see. Terms that are no codes stand in `docs/glossary.md`.'),
    ...lists().map(list => `## ${list.title}\n\n${list.labels === null ? `${list.codes.map(code => `\`${code}\``).join(' ')}\n` : table(['code', ...locales], list.codes.map(code => [`\`${code}\``, ...locales.map(locale => wordOf(words.get(locale), `${list.labels}.${code}`))]))}`),
  ].join('\n')
}

// In the order of `labelsOf`: that of a module's own names differs between Node and Vitest.
function lists(): List[] {
  const all: Readonly<Record<string, unknown>> = vocabulary
  const unplaced = Object.keys(all).filter(name => Array.isArray(all[name]) && !(name in labelsOf) && !subsets.includes(name))
  if (unplaced.length > 0) throw new Error(`tools/generate/codes-doc.ts does not know where the labels of ${unplaced.join(', ')} are`)
  return [
    ...Object.entries(labelsOf).map(([name, labels]): List => ({ title: titleOf(name), labels, codes: codesOf(all[name]) })),
    { title: 'Clock kinds', labels: 'clocks.kind', codes: clockKinds }, { title: 'Clock states', labels: 'clocks.state', codes: clockStates },
    { title: 'Unit kinds', labels: 'codes.unitKind', codes: unitKinds }, { title: 'Roles', labels: 'codes.role', codes: shippedRoles.map(role => role.code) },
  ]
}

function codesOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : []
}

function titleOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function readWords(locale: string): Record<string, unknown> {
  const read = (namespace: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../../locales', locale, `${namespace}.json`), 'utf8'))
  return { codes: read('codes'), reasons: read('reasons'), clocks: read('clocks') }
}

function wordOf(words: unknown, key: string): string {
  const found = key.split('.').reduce<unknown>((at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined), words)
  if (typeof found !== 'string') throw new Error(`there is no word for ${key}`)
  return found
}
