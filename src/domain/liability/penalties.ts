// What penalty a rule proposes for a unit that bears a share: limited by caps, education first, none while the unit is abnormal (RSP-05, OPN-35).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { Looser } from '../policy/documents.ts'
import type { StaffMeasureKind } from './staff-measures.ts'

/** One reason's rule: a range in minor units by how much of the fault is the unit's, and the duty that goes beside it. */
export type PenaltyRule = { readonly minMinor: number; readonly maxMinor: number; readonly duty: StaffMeasureKind; readonly dutyDays: number; readonly laws: readonly string[] }

export type PenaltyPolicy = {
  readonly version: string
  readonly rules: Readonly<Record<string, PenaltyRule>>
  readonly otherwise: PenaltyRule
  readonly firstFault: { readonly educationOnly: boolean; readonly withinMonths: number }
  readonly repeat: { readonly withinMonths: number; readonly percents: readonly number[] }
  readonly noneWhileAbnormal: boolean
  readonly fromPercent: number
  readonly perCaseMinor: number
  readonly perMonthMinor: number
  readonly turnoverPercent: number
  readonly disputeDays: number
}

/** What a proposal rests on. `priorFaults`: judged faults of the unit for the same first-level reason within the months; the sums are of confirmed and waiting penalties. */
export type PenaltyFacts = { readonly reason: string; readonly percent: number; readonly priorFaults: number; readonly isAbnormal: boolean; readonly caseMinor: number; readonly monthMinor: number; readonly turnoverMinor: number | null }

export type PenaltyBecause = { readonly code: 'rule' | 'share' | 'first_fault' | 'repeat' | 'abnormal' | 'capped_case' | 'capped_month' | 'capped_turnover'; readonly params: Readonly<Record<string, number | string>> }
export type PenaltyProposal = { readonly rule: string; readonly amountMinor: number; readonly education: boolean; readonly faultNo: number; readonly duty: StaffMeasureKind; readonly dutyDays: number; readonly laws: readonly string[]; readonly because: readonly PenaltyBecause[] }

/** The rule by which the arbitrator's own penalty for an unfounded submission is proposed. */
export const unfoundedRule = 'frivolous_arbitration'

/** The house's bounds of what is reasonable: what the authority itself takes at least from a headquarters that is unreasonable, once and when it is serious (快递市场管理办法 Art. 49). */
export const penaltyBounds = { perCaseMinor: 300_000, perMonthMinor: 1_000_000 } as const

/** The rule of a reason, by its first level; `otherwise` is named where none is written. */
export function penaltyRule(policy: PenaltyPolicy, reason: string): { readonly name: string; readonly rule: PenaltyRule } {
  const [first = ''] = reason.split('.')
  const rule = Object.hasOwn(policy.rules, first) ? policy.rules[first] : undefined
  return rule ? { name: first, rule } : { name: 'otherwise', rule: policy.otherwise }
}

/** The penalty proposed for a unit, or null when its share is too small to ask for one. Never above a cap, never below nothing. */
export function proposePenalty(policy: PenaltyPolicy, f: PenaltyFacts): PenaltyProposal | null {
  if (f.percent < policy.fromPercent) return null
  const { name, rule } = penaltyRule(policy, f.reason)
  const base = { rule: name, faultNo: f.priorFaults + 1, duty: rule.duty, dutyDays: rule.dutyDays, laws: rule.laws }
  const ruled: PenaltyBecause = { code: 'rule', params: { rule: name, min: rule.minMinor, max: rule.maxMinor } }
  if (f.isAbnormal && policy.noneWhileAbnormal) return { ...base, amountMinor: 0, education: true, because: [ruled, { code: 'abnormal', params: {} }] }
  if (f.priorFaults === 0 && policy.firstFault.educationOnly) return { ...base, amountMinor: 0, education: true, because: [ruled, { code: 'first_fault', params: { months: policy.firstFault.withinMonths } }] }
  const shared = rule.minMinor + Math.round(((rule.maxMinor - rule.minMinor) * f.percent) / 100)
  const times = policy.repeat.percents[Math.min(f.priorFaults, policy.repeat.percents.length - 1)] ?? 100
  const because: PenaltyBecause[] = [ruled, { code: 'share', params: { percent: f.percent, minor: shared } }]
  if (times !== 100) because.push({ code: 'repeat', params: { times: f.priorFaults + 1, percent: times } })
  let amount = Math.round((shared * times) / 100)
  for (const [code, room] of roomsOf(policy, f)) {
    if (amount <= room) continue
    amount = room
    because.push({ code, params: { minor: room } })
  }
  return { ...base, amountMinor: amount, education: amount === 0, because }
}

function roomsOf(policy: PenaltyPolicy, f: PenaltyFacts): readonly (readonly ['capped_case' | 'capped_month' | 'capped_turnover', number])[] {
  const left = (cap: number, used: number): number => Math.max(0, cap - used)
  return [
    ['capped_case', left(policy.perCaseMinor, f.caseMinor)], ['capped_month', left(policy.perMonthMinor, f.monthMinor)],
    ...(f.turnoverMinor === null ? [] : [['capped_turnover', left(Math.floor((f.turnoverMinor * policy.turnoverPercent) / 100), f.monthMinor)] as const]),
  ]
}

/** What forbids using a policy: ranges upside down, amounts above the cap of a case, no growth downwards, a rule without its law. */
export function penaltyProblems(policy: PenaltyPolicy): readonly Why[] {
  const rules = [...Object.entries(policy.rules).map(([name, rule]) => [`rules.${name}`, rule] as const), ['otherwise', policy.otherwise] as const]
  return [
    ...rules.filter(([, r]) => r.minMinor > r.maxMinor).map(([path]) => why('policy.penalties.range', { path })),
    ...rules.filter(([, r]) => r.maxMinor > policy.perCaseMinor).map(([path]) => why('policy.penalties.above_cap', { path, minor: policy.perCaseMinor })),
    ...rules.filter(([, r]) => r.laws.length === 0).map(([path]) => why('policy.penalties.law_missing', { path })),
    ...(policy.perCaseMinor > policy.perMonthMinor ? [why('policy.penalties.case_above_month', { path: 'caps.perCaseMinor' })] : []),
    ...(policy.repeat.percents.some((p, i, all) => i > 0 && p < (all[i - 1] ?? 0)) ? [why('policy.penalties.repeat_falls', { path: 'repeat.percents' })] : []),
  ]
}

/** Caps above the bounds, fines for a first fault, and fines from units that can't work are measures no law calls reasonable. */
export function looserPenalties(policy: PenaltyPolicy): readonly Looser[] {
  const law = 'market_rules_20'
  return [
    ...(policy.perCaseMinor > penaltyBounds.perCaseMinor ? [{ path: 'caps.perCaseMinor.value', law }] : []), ...(policy.perMonthMinor > penaltyBounds.perMonthMinor ? [{ path: 'caps.perMonthMinor.value', law }] : []),
    ...(policy.firstFault.educationOnly ? [] : [{ path: 'firstFault.educationOnly', law }]), ...(policy.noneWhileAbnormal ? [] : [{ path: 'noneWhileAbnormal.value', law }]),
  ]
}
