// Words of policy documents: kinds, standings, problems, and values of a document as a person reads them.
import type { PolicyProblem } from '../../contract/policy.ts'
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

/** A plain value of a document in words. */
export function valueWords(value: unknown): string {
  if (value === undefined) return '–'
  if (value === null) return t('console.policy.none')
  if (typeof value === 'boolean') return t(value ? 'console.policy.yes' : 'console.policy.no')
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return value.length === 0 ? t('console.policy.empty_list') : value.map((each) => String(each)).join(t('console.app.list_comma'))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
