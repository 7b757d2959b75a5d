// SLA profiles as data: one rule per kind of clock, each value with the source it comes from (requirements C1–C4, OPN-04, OPN-05).
import type { Budget, RollOver } from './budgets.ts'
import type { ClockKind } from './kinds.ts'
import { statutoryDays } from './statutory.ts'

/** Where a value comes from: a law, a requirement of the source documents, an outside contract, or the house's own choice. */
export const ruleSources = ['express_regulation_29', 'postal_appeals_rule', 'standard_27917', 'platform_contract', 'promise_to_customer', 'requirement_ack_03', 'requirement_sla_11', 'operations_opn_04', 'operations_opn_05', 'personal_information_50', 'house_policy'] as const
export type RuleSource = (typeof ruleSources)[number]

/**
 * One stage's limit. `budget` is what is committed (null: each case brings its own instant, as a promise does); `target` an earlier aim
 * kept inside the house. `roll` applies to calendar days. A statutory rule is never pausable.
 */
export type ClockRule = {
  readonly kind: ClockKind
  readonly budget: Budget | null
  readonly target: Budget | null
  readonly roll: RollOver
  readonly statutory: boolean
  readonly pausable: boolean
  readonly source: RuleSource
}

export type Profile = { readonly code: string; readonly version: number; readonly rules: Readonly<Record<ClockKind, ClockRule>> }

/** What decides which profile a case gets: the unit it is laid against, the reason known so far, the door it came in by. */
export type ProfileFacts = { readonly unitId: string | null; readonly reasonCode: string | null; readonly channel: string }

/** What a clock's row keeps of the policy it was opened under. */
export function profileVersion(profile: Profile): string {
  return `${profile.code}@${profile.version}`
}

const hours = (value: number): Budget => ({ value, unit: 'hour' })
const workdays = (value: number): Budget => ({ value, unit: 'workday' })
const calendarDays = (value: number): Budget => ({ value, unit: 'calendar_day' })

function rule(kind: ClockKind, budget: Budget | null, source: RuleSource, more: Partial<ClockRule> = {}): ClockRule {
  return { kind, budget, source, target: null, roll: 'none', statutory: false, pausable: false, ...more }
}

/**
 * The profile a new complaint gets unless its unit chose another (OPN-04): aim 48 hours, told the customer 5 days, and the law's 7 days
 * watched by a clock of its own.
 */
export const defaultProfile: Profile = {
  code: 'statutory_7d',
  version: 1,
  rules: {
    first_contact: rule('first_contact', hours(24), 'requirement_ack_03'),
    verification_call: rule('verification_call', hours(24), 'house_policy'),
    substantive_reply: rule('substantive_reply', hours(24), 'requirement_ack_03'),
    preliminary_finding: rule('preliminary_finding', hours(48), 'house_policy', { pausable: true }),
    // a unit's answer doesn't wait for the customer's
    outlet_reply: rule('outlet_reply', hours(24), 'house_policy'),
    decision: rule('decision', calendarDays(5), 'operations_opn_04', { target: hours(48), pausable: true }),
    statutory_watch: rule('statutory_watch', calendarDays(statutoryDays), 'express_regulation_29', { roll: 'off_days', statutory: true }),
    promise: rule('promise', null, 'promise_to_customer'),
    regular_contact: rule('regular_contact', calendarDays(3), 'requirement_sla_11'),
    customer_answer: rule('customer_answer', calendarDays(3), 'house_policy', { roll: 'off_days' }),
    platform: rule('platform', hours(48), 'platform_contract'),
    regulator_reply: rule('regulator_reply', calendarDays(15), 'postal_appeals_rule', { target: calendarDays(10), roll: 'off_days' }),
    claim_answer: rule('claim_answer', hours(24), 'operations_opn_05'),
    claim_decision: rule('claim_decision', calendarDays(30), 'standard_27917', { pausable: true }),
    payment: rule('payment', calendarDays(7), 'standard_27917', { pausable: true }),
    callback: rule('callback', workdays(3), 'house_policy'),
    corrective_action: rule('corrective_action', calendarDays(30), 'house_policy', { pausable: true }),
    // the law says in time; fifteen working days is the most its practice allows, so fifteen days keep it whatever the calendar
    data_request: rule('data_request', calendarDays(15), 'personal_information_50'),
  },
}
