// What a solution plan may hold: money with an amount, nothing else with one, and none where the company owes none (SOL-03, OPN-02).
import type { CompanyLiability, MeasureKind } from '../complaints/vocabulary.ts'
import { moneyMeasures } from '../complaints/vocabulary.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

export type PlannedMeasure = { readonly kind: MeasureKind; readonly amountMinor: number | null }

/** Whether a measure pays money out; coupons, points and gifts are goodwill and don't. */
export function paysMoney(kind: MeasureKind): boolean {
  return moneyMeasures.includes(kind)
}

/** The money a plan pays out, in minor units. */
export function planTotal(measures: readonly PlannedMeasure[]): number {
  return measures.reduce((total, m) => total + (paysMoney(m.kind) ? (m.amountMinor ?? 0) : 0), 0)
}

/** Why a measure is malformed: money without an amount, or an amount on what pays nothing; else null. */
export function whyNotMeasure(m: PlannedMeasure): Why | null {
  if (paysMoney(m.kind)) return m.amountMinor === null || m.amountMinor <= 0 ? why('plan.amount_missing', { measure: m.kind }) : null
  return m.amountMinor === null ? null : why('plan.amount_unwanted', { measure: m.kind })
}

/** Why the plan contradicts the finding: money although the company isn't liable (OPN-02); goodwill stays possible. */
export function whyNotPlan(measures: readonly PlannedMeasure[], liability: CompanyLiability): Why | null {
  const paying = measures.find((m) => paysMoney(m.kind))
  return liability === 'not_liable' && paying ? why('plan.not_liable_money', { measure: paying.kind }) : null
}
