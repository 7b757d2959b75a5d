// How urgent a complaint is, and why: severity × impact × satisfaction, then the raising rules of the policy (PRI-01…07, OPN-20).
import type { PriorityMatrix, Raise } from '../policy/priority-matrix.ts'
import { levels } from '../policy/priority-matrix.ts'
import type { Level, Severity } from '../policy/reason-tree.ts'

export type Mood = 0 | 1 | 2 | 3

export type PriorityFacts = {
  /** First-level or leaf code, or null when nobody knows yet. */
  readonly reasonCode: string | null
  /** Of the reason's node; 2 when the reason is unknown. */
  readonly severity: Severity
  /** Floor of the reason's node (p1 for harassment), or null. */
  readonly minPriority: Level | null
  readonly parcels: number
  readonly amountMinor: number | null
  readonly mood: Mood
  readonly riskMarks: readonly string[]
  readonly goods: readonly string[]
  /** How many complaints on the same matter, this one included. */
  readonly contacts: number
  readonly complex: boolean
  readonly keyCustomer: boolean
  /** Hours until the statutory watch ends (negative: over), or null without one. */
  readonly hoursToStatutory: number | null
}

export type Because = { readonly code: string; readonly params: Readonly<Record<string, string | number>> }
export type Priority = { readonly level: Level; readonly because: readonly Because[]; readonly impact: Severity }

/** Facts of a calm single parcel of unknown reason: spread and state what is known. */
export const plainPriorityFacts: PriorityFacts = { reasonCode: null, severity: 2, minPriority: null, parcels: 1, amountMinor: null, mood: 0, riskMarks: [], goods: [], contacts: 1, complex: false, keyCustomer: false, hoursToStatutory: null }

/**
 * The level with every step that led to it, in the order applied. `because[0]` is the matrix cell; a rule that changed nothing isn't
 * listed, except the dimension mood when it is high. Sentences: `reasons.because.<code>`.
 */
export function prioritise(facts: PriorityFacts, policy: PriorityMatrix): Priority {
  const impact = impactOf(facts, policy)
  const cell = policy.matrix.levels[facts.severity - 1]?.[impact - 1] ?? 'p3'
  const because: Because[] = [{ code: 'matrix', params: { severity: facts.severity, impact, level: cell } }]
  let level: Level = cell
  const apply = (raise: Raise, code: string, params: Because['params'] = {}): void => {
    const raised = raiseLevel(level, raise)
    if (raised === level) return
    level = raised
    because.push({ code, params: { ...params, level } })
  }
  apply({ steps: policy.mood.steps[facts.mood] ?? 0, cap: policy.mood.cap, source: policy.mood.source }, 'mood', { mood: facts.mood })
  if (facts.contacts >= policy.repeat.from) apply(policy.repeat, 'repeat', { contacts: facts.contacts })
  if (facts.complex) apply(policy.complex, 'complex')
  if (facts.keyCustomer) apply(policy.keyCustomer, 'key_customer')
  if (facts.minPriority) apply({ to: facts.minPriority, source: 'reason' }, 'reason_floor', { reason: facts.reasonCode ?? '' })
  for (const mark of facts.riskMarks) applyNamed(policy.marks, mark, (r) => apply(r, `mark_${mark}`))
  for (const goods of facts.goods) if (goodsMatter(goods, facts, policy)) applyNamed(policy.goods, goods, (r) => apply(r, `goods_${goods}`))
  if (facts.hoursToStatutory !== null) {
    const hours = Math.floor(facts.hoursToStatutory)
    if (hours < policy.statutoryLate.hours) apply(policy.statutoryLate, 'statutory_near', { hours })
    else if (hours < policy.statutoryNear.hours) apply(policy.statutoryNear, 'statutory_near', { hours })
  }
  return { level, because, impact }
}

/** Impact 1…4: the highest step reached by parcels, amount or publicity (PRI-02). */
function impactOf(facts: PriorityFacts, policy: PriorityMatrix): Severity {
  const step = (value: number, steps: readonly number[]): number => 1 + steps.filter((s) => value >= s).length
  const marks = facts.riskMarks.map((m) => policy.impact.publicMarks[m] ?? 1)
  const impact = Math.max(step(facts.parcels, policy.impact.parcels), step(facts.amountMinor ?? 0, policy.impact.amountMinor), ...marks)
  return impact >= 4 ? 4 : impact >= 3 ? 3 : impact >= 2 ? 2 : 1
}

function goodsMatter(goods: string, facts: PriorityFacts, policy: PriorityMatrix): boolean {
  return facts.reasonCode === null ? policy.goodsWhenUnknown.includes(goods) : policy.goodsOnlyWhen.includes(facts.reasonCode.split('.')[0] ?? '')
}

function applyNamed(rules: Readonly<Record<string, Raise>>, name: string, apply: (raise: Raise) => void): void {
  const rule = rules[name]
  if (rule) apply(rule)
}

function raiseLevel(level: Level, raise: Raise): Level {
  const now = levels.indexOf(level)
  const limit = levels.indexOf(raise.cap ?? 'p1')
  const wanted = raise.to ? levels.indexOf(raise.to) : Math.max(now - (raise.steps ?? 0), limit)
  return levels[Math.min(now, wanted)] ?? level
}
