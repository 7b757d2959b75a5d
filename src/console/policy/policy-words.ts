// Words of policy documents: kinds, standings, problems, and values of a document as a person reads them.
import type { PolicyProblem } from '../../contract/policy.ts'
import { keysOf } from '../../domain/policy/documents.ts'
import type { PolicyKind, PolicyStanding } from '../../domain/policy/documents.ts'
import { sayProblem } from '../kit/problem.ts'
import type { Tone } from '../kit/Tag.tsx'
import { hasWords, t } from '../kit/words.ts'

/** The name of a kind of document. */
export const kindName = (kind: PolicyKind): string => t(`console.policy.kind.${kind}`)

export const standingTone: Readonly<Record<PolicyStanding, Tone>> = { in_force: 'good', waiting: 'info', draft: 'soon', superseded: 'plain', withdrawn: 'outline' }

/** What is wrong, and what is wrong with the field where the shape does not fit. */
export function sayPolicyProblem(p: PolicyProblem): string {
  const field = p.params['field']
  const why = typeof field === 'string' ? (hasWords(`console.field_problem.${field}`) ? t(`console.field_problem.${field}`) : t('console.field_problem.invalid')) : ''
  return [sayProblem({ code: p.code, params: { ...p.params, path: p.path ?? p.params['path'] ?? '' } }), why].filter((each) => each !== '').join(' ')
}

/** A law by its code: what it is called here. */
export const lawName = (code: string): string => t(`console.policy.law.${code}`, {}, code)

/** A key of a document: its word here, that of a code it stands for, else itself. */
export function keyWords(key: string): string {
  return hasWords(`console.policy.key.${key}`) ? t(`console.policy.key.${key}`) : codeWords(key)
}

/** A code in words where some vocabulary knows it: reasons, clocks, roles, priorities, channels. */
function codeWords(code: string): string {
  // a role as recipient, a field that is asked for but not pressed for
  const bare = code.replace(/^role:/, '').replace(/\?$/, '')
  const place = /^[a-z0-9_.]+$/.test(bare) ? places.map((each) => `${each}.${bare}`).find((each) => hasWords(each)) : undefined
  return place === undefined ? code : t(place)
}

const places = [...['code', 'law'].map((own) => `console.policy.${own}`), 'reasons.first', 'reasons.leaf', 'clocks.kind', 'clocks.profile', 'codes.role', 'codes.priority', 'codes.channel', 'codes.link', 'codes.status', 'codes.field', 'codes.pauseReason', 'reasons.risk', 'reasons.goods', 'reasons.branch', 'reasons.regulator']

/** A place of a document in words, part by part. */
export function placeWords(path: string): string {
  return keysOf(path).map((key) => (/^\d+$/.test(key) ? String(Number(key) + 1) : keyWords(key))).join(' › ')
}

/** A plain value of a document, or an amount with its unit, in words. */
export function valueWords(value: unknown): string {
  if (value === undefined) return '–'
  if (value === null) return t('console.policy.none')
  if (typeof value === 'boolean') return t(value ? 'console.policy.yes' : 'console.policy.no')
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.length === 0 ? t('console.policy.empty_list') : value.map(valueWords).join(t('console.app.list_comma'))
  if (isAmount(value)) return `${value.value} ${t(`console.policy.unit.${value.unit}`, {}, value.unit)}`
  return typeof value === 'object' ? JSON.stringify(value) : typeof value === 'string' ? codeWords(value) : String(value)
}

/** `{value, unit}`, as limits are written. */
export function isAmount(value: unknown): value is { readonly value: number; readonly unit: string } {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 2 && 'value' in value && typeof value.value === 'number' && 'unit' in value && typeof value.unit === 'string'
}
