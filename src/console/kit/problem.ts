// Failed calls as one typed value, and the sentence a person reads for each.
import type { Problem } from '../../contract/common.ts'
import { moneyWords } from './Money.tsx'
import { serverNow } from './clock.ts'
import { longSpan, moment } from './time-words.ts'
import { currentLocale, hasWords, label, t } from './words.ts'

/** What a failed call says: the server's problem reply, or our own when no reply came. */
export type ApiProblem = Omit<Problem, 'requestId'> & { readonly requestId?: string }

const carrier = Symbol('problem')

/** Wraps a problem in an Error so that promises and TanStack Query can carry it. */
export function problemError(problem: ApiProblem): Error {
  return Object.assign(new Error(problem.code), { [carrier]: problem })
}

/** The problem inside any thrown value; bugs of the page itself become `client.unexpected`. */
export function problemOf(error: unknown): ApiProblem {
  if (error instanceof Error && carrier in error) return error[carrier] as ApiProblem
  return { status: 0, code: 'client.unexpected', params: { message: error instanceof Error ? error.message : String(error) } }
}

/** Whether a problem means "somebody else changed this meanwhile". */
export function isStale(problem: ApiProblem): boolean {
  return problem.code === 'stale_version'
}

const vocabularies: Readonly<Record<string, string>> = {
  status: 'status', action: 'action', kind: 'kind', channel: 'channel', fields: 'field', missing: 'field', role: 'role', purpose: 'contactPurpose', via: 'noticeChannel', outcome: 'outcome', state: 'measureState', measure: 'measure', bearer: 'bearer', link: 'link', answer: 'orderAnswer', cause: 'cause', companyLiability: 'companyLiability', demandJudgement: 'demandJudgement', method: 'confirmationMethod', from: 'status', to: 'status', fact: 'fact', voice: 'voice', evidence: 'evidenceType',
}

/** Turns parameters into words: codes by their vocabulary, own words in the reader's language, instants to moments, money to amounts. */
export function wordParams(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, wordOf(name, value)]))
}

function wordOf(name: string, value: unknown): unknown {
  if ((name === 'permission' || name === 'permissions') && typeof value === 'string') return label('permission', value.replace(':', '_'))
  if (name.endsWith('Minor') && typeof value === 'number') return moneyWords({ minor: value, currency: 'CNY' })
  if (name.endsWith('Ms') && typeof value === 'number') return longSpan(value)
  if (name === 'clock' && typeof value === 'string') return t(`clocks.kind.${value}`, {}, value)
  const vocabulary = vocabularies[name]
  if (Array.isArray(value)) return value.map((each) => wordOf(name, each)).join(t('console.app.list_comma'))
  if (typeof value === 'string' && vocabulary !== undefined) return label(vocabulary, value)
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return moment(Date.parse(value), serverNow())
  if (typeof value === 'object' && value !== null && 'zh-CN' in value) return (value as Readonly<Record<string, unknown>>)[currentLocale()]
  if (typeof value === 'object' && value !== null && 'minor' in value && typeof value.minor === 'number') return moneyWords({ minor: value.minor, currency: 'CNY' })
  return value
}

/** The sentence of a refusal or failure: words of its code, else of its HTTP status. */
export function sayProblem(problem: { readonly code: string; readonly params: Readonly<Record<string, unknown>>; readonly status?: number }): string {
  const key = `errors.${problem.code}`
  if (hasWords(key)) return t(key, wordParams(problem.params))
  if (problem.code.startsWith('client.')) return t(`console.problem.${problem.code.slice(7)}`, wordParams(problem.params))
  const byStatus = `console.problem.status_${problem.status ?? 0}`
  return hasWords(byStatus) ? t(byStatus, { code: problem.code }) : t('console.problem.other', { code: problem.code })
}
