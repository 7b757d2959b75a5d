// Which unit bears what, as policy: tables of reasons, rules from facts to shares, the limits and windows of the procedure around them.
import type { ReasonCode } from '../complaints/vocabulary.ts'
import type { FactCode } from '../investigation/facts.ts'
import type { Looser } from '../policy/documents.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import { penaltyBounds } from './penalties.ts'

/**
 * Whom a line of a rule names: the units of the facts that made the rule hold, those that had the parcel in their hands (all, the last, or those before
 * the unit of a fact), or one outside the org tree.
 */
export const bearingWhos = ['fact_unit', 'custody', 'custody_before', 'custody_last', 'line_haul', 'sender', 'consignee', 'force_majeure', 'company'] as const
export type Who = (typeof bearingWhos)[number]

/** `split`: among several units equally, or by how likely each hop is; `of`: only the units of these facts. */
export type Bearing = { readonly who: Who; readonly percent: number; readonly split: 'equal' | 'custody'; readonly of: readonly FactCode[] }
export type Rule = { readonly no: string; readonly table: string; readonly all: readonly FactCode[]; readonly any: readonly FactCode[]; readonly none: readonly FactCode[]; readonly bears: readonly Bearing[]; readonly text: string; readonly source: string }
/** Points that a fact of a unit adds to its share, taken from the others in proportion, up to `most` per cent. */
export type Add = { readonly no: string; readonly fact: FactCode; readonly points: number; readonly most: number; readonly text: string; readonly source: string }

export const windowNames = ['statementHours', 'judgementHours', 'contestHours', 'reviewHours', 'arbitrationHours', 'answerHours', 'decisionHours'] as const
export type WindowName = (typeof windowNames)[number]

/** What a submission to arbitration may be asked for. */
export const arbitrationNeeds = ['claim', 'wanted_percent', 'against', 'grounds', 'evidence'] as const
export type ArbitrationNeed = (typeof arbitrationNeeds)[number]

export type LiabilityRules = {
  readonly version: number
  readonly windows: Readonly<Record<WindowName, number>>
  readonly secondPerson: { readonly aboveMinor: number; readonly abovePercent: number; readonly reasons: readonly ReasonCode[]; readonly sameBelow: boolean }
  readonly hearing: { readonly aboveMinor: number; readonly reasons: readonly ReasonCode[] }
  readonly arbitration: { readonly requires: readonly ArbitrationNeed[]; readonly leastWords: number; readonly frivolousMaxMinor: number }
  readonly tables: readonly { readonly code: string; readonly reasons: readonly ReasonCode[] }[]
  readonly rules: readonly Rule[]
  readonly adds: readonly Add[]
}

/** A price for asking to be heard above the house's bound of what is reasonable. */
export function looserLiability(rules: LiabilityRules): readonly Looser[] {
  return rules.arbitration.frivolousMaxMinor > penaltyBounds.perCaseMinor ? [{ path: 'arbitration.frivolousMaxMinor', law: 'market_rules_20' }] : []
}

/** The table that judges a reason; null when none does. */
export function tableOf(rules: LiabilityRules, reasonCode: string | null): string | null {
  const first = reasonCode?.split('.')[0]
  return rules.tables.find((t) => (t.reasons as readonly string[]).includes(first ?? ''))?.code ?? null
}

/** What forbids using the rules; a parameter `path` says where. */
export function liabilityProblems(rules: LiabilityRules, reasons: readonly ReasonCode[]): readonly Why[] {
  const numbers = [...rules.rules.map((r) => r.no), ...rules.adds.map((a) => a.no)]
  const listed = rules.tables.flatMap((t) => t.reasons)
  return [
    ...reasons.filter((r) => !listed.includes(r)).map((reason) => why('policy.liability.reason_missing', { path: 'tables', reason })),
    ...listed.filter((r, i) => listed.indexOf(r) < i).map((reason) => why('policy.liability.reason_twice', { path: 'tables', reason })),
    ...numbers.filter((n, i) => numbers.indexOf(n) < i).map((no) => why('policy.liability.twice', { path: 'rules', no })),
    ...rules.tables.filter((t) => !rules.rules.some((r) => r.table === t.code && isAlways(r))).map((t) => why('policy.liability.no_last_rule', { path: 'tables', table: t.code })),
    ...rules.rules.flatMap((rule, i) => ruleProblems(rules, rule, i)),
  ]
}

function ruleProblems(rules: LiabilityRules, rule: Rule, i: number): Why[] {
  const path = `rules[${i}]`
  const sum = rule.bears.reduce((total, b) => total + b.percent, 0)
  const before = rules.rules.slice(0, i).filter((r) => r.table === rule.table)
  const eclipse = before.find((r) => eclipses(r, rule))
  const wanted = [...rule.all, ...rule.any]
  return [
    ...(rules.tables.some((t) => t.code === rule.table) ? [] : [why('policy.liability.table_unknown', { path: `${path}.table`, table: rule.table })]),
    ...(sum === 100 ? [] : [why('policy.liability.sum', { path: `${path}.bears`, no: rule.no, sum })]),
    ...(eclipse ? [why('policy.liability.unreachable', { path, no: rule.no, by: eclipse.no })] : []),
    ...rule.bears.filter((b) => (b.who === 'fact_unit' && wanted.length === 0) || (b.who === 'custody_before' && b.of.length === 0)).map(() => why('policy.liability.no_fact', { path: `${path}.bears`, no: rule.no })),
    ...rule.bears.flatMap((b) => b.of.filter((code) => !wanted.includes(code)).map((code) => why('policy.liability.fact_unasked', { path: `${path}.bears`, no: rule.no, code }))),
    ...rule.none.filter((code) => wanted.includes(code)).map((code) => why('policy.liability.contradiction', { path, no: rule.no, code })),
  ]
}

/** Whether a rule asks for nothing, so that it always holds. */
function isAlways(r: Rule): boolean {
  return r.all.length === 0 && r.any.length === 0 && r.none.length === 0
}

/** Whether the later rule can hold only where the earlier holds too, so that it never gives the shares. */
function eclipses(earlier: Rule, later: Rule): boolean {
  if (isAlways(earlier)) return true
  const within = earlier.all.every((code) => later.all.includes(code)) && earlier.none.every((code) => later.none.includes(code))
  if (!within) return false
  return earlier.any.length === 0 || later.all.some((code) => earlier.any.includes(code)) || (later.any.length > 0 && later.any.every((code) => earlier.any.includes(code)))
}
