// By which rule a harm is paid (requirement C18): one line for each harm, insured and uninsured.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { Looser } from '../policy/documents.ts'

export const harms = ['loss', 'damage', 'shortage', 'delay'] as const
export type Harm = (typeof harms)[number]
export const payments = ['insured_value', 'insured_share', 'proven_value', 'proven_share', 'fee', 'nothing'] as const
export type PaymentRule = (typeof payments)[number]
export const goodwillKinds = ['coupon', 'points', 'fee_waiver', 'goods'] as const

export type CompensationRule = { readonly harm: Harm; readonly insured: boolean; readonly pays: PaymentRule; /** A multiple of the fee the contract limits the claim to; null for none. */ readonly capTimesFee: number | null; readonly refundsFee: boolean; readonly law: string }
export type CompensationPolicy = { readonly version: number; readonly rules: readonly CompensationRule[]; readonly goodwill: { readonly perCaseMinor: number; readonly kinds: readonly (typeof goodwillKinds)[number][] } }

/** What forbids the rules: every harm has its line once, insured and not; only what is insured pays by insurance. */
export function compensationProblems(policy: CompensationPolicy): readonly Why[] {
  const linesOf = (harm: Harm, insured: boolean): readonly number[] => policy.rules.flatMap((r, i) => (r.harm === harm && r.insured === insured ? [i] : []))
  return [
    ...harms.flatMap((harm) => [true, false].flatMap((insured) => (linesOf(harm, insured).length === 0 ? [why('policy.compensation.line_missing', { path: 'rules', harm, insured })] : linesOf(harm, insured).slice(1).map((i) => why('policy.compensation.line_twice', { path: `rules[${i}]` }))))),
    ...policy.rules.flatMap((r, i) => (!r.insured && r.pays.startsWith('insured') ? [why('policy.compensation.not_insured', { path: `rules[${i}].pays` })] : [])),
  ]
}

/** Lines by which less is paid than law or standard says: nothing at all, or a multiple of the fee for what is not insured, which is no law (C18). */
export function looserCompensation(policy: CompensationPolicy): readonly Looser[] {
  return policy.rules.flatMap((r, i) => [...(r.pays === 'nothing' ? [{ path: `rules[${i}].pays`, law: r.harm === 'delay' ? 'standard_27917' : 'express_regulation_20' }] : []), ...(r.capTimesFee !== null ? [{ path: `rules[${i}].capTimesFee`, law: 'express_regulation_20' }] : [])])
}
