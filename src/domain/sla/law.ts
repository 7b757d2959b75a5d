// Which limits are longer than law, standard or contract allow (C2): what a profile may be stricter than, never looser without a legal reason.
import type { Looser } from '../policy/documents.ts'
import type { Budget, BudgetUnit } from './budgets.ts'
import type { ClockKind } from './kinds.ts'
import type { ClockRule } from './profiles.ts'
import { statutoryDays } from './statutory.ts'

/** The longest limit of a kind in calendar days, and the law that sets it by its code in `policies/laws.yaml`. */
const longest: Partial<Record<ClockKind, { readonly days: number; readonly law: string }>> = {
  first_contact: { days: 1, law: 'first_reply_24h' },
  substantive_reply: { days: 1, law: 'first_reply_24h' },
  preliminary_finding: { days: statutoryDays, law: 'express_regulation_29' },
  decision: { days: statutoryDays, law: 'express_regulation_29' },
  platform: { days: 2, law: 'platform_contract' },
  regulator_reply: { days: 15, law: 'postal_appeals_rule' },
  claim_answer: { days: 1, law: 'standard_27917' },
  claim_decision: { days: 30, law: 'standard_27917' },
  payment: { days: 7, law: 'standard_27917' },
  data_request: { days: 15, law: 'personal_information_50' },
}

/** Five working days are a week, eight working hours a day: what a budget comes to without holidays. */
const daysIn: Readonly<Record<BudgetUnit, number>> = { hour: 1 / 24, working_hour: 7 / 40, workday: 7 / 5, calendar_day: 1 }

/** Where a rule standing at `path` is looser than the law has it; null when it is not. Holidays may still carry working days past the limit: the 7-day watch sees those. */
export function looserThanLaw(rule: Pick<ClockRule, 'kind' | 'budget'>, path: string): Looser | null {
  const limit = longest[rule.kind]
  return limit && rule.budget && daysOf(rule.budget) > limit.days ? { path, law: limit.law } : null
}

/** Answers the law wants at once or by a day, whoever the house waits for: standing still makes them longer than it allows. */
const neverWaits: readonly ClockKind[] = ['first_contact', 'substantive_reply', 'claim_answer', 'data_request']

/** Where a rule standing at `path` lets a clock wait that the law lets wait for nobody; null when it does not. */
export function waitsAgainstLaw(rule: Pick<ClockRule, 'kind' | 'pausable'>, path: string): Looser | null {
  const limit = longest[rule.kind]
  return limit && rule.pausable && neverWaits.includes(rule.kind) ? { path, law: limit.law } : null
}

/** How many calendar days a budget comes to in an ordinary week. */
export function daysOf(budget: Budget): number {
  return budget.value * daysIn[budget.unit]
}
