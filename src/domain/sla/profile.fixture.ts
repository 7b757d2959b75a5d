// A whole profile for tests of the domain, which read no files: the default one as shipped in policies/sla.yaml (a test of the server holds the two together).
import type { Budget } from './budgets.ts'
import type { ClockKind } from './kinds.ts'
import { statutoryRule } from './profiles.ts'
import type { ClockRule, Profile, RuleSource } from './profiles.ts'
import type { Milestone } from './milestones.ts'

const hours = (value: number): Budget => ({ value, unit: 'hour' })
const workdays = (value: number): Budget => ({ value, unit: 'workday' })
const calendarDays = (value: number): Budget => ({ value, unit: 'calendar_day' })

function rule(kind: ClockKind, budget: Budget | null, milestone: Milestone, source: RuleSource, more: Partial<ClockRule> = {}): ClockRule {
  return { kind, budget, source, milestone, target: null, roll: 'none', statutory: false, pausable: false, ...more }
}

export const defaultProfile: Profile = {
  code: 'statutory_7d',
  version: 1,
  rules: {
    first_contact: rule('first_contact', hours(24), 'acknowledged', 'requirement_ack_03'),
    verification_call: rule('verification_call', hours(24), 'acknowledged', 'house_policy'),
    substantive_reply: rule('substantive_reply', hours(24), 'substantive_reply', 'requirement_ack_03'),
    preliminary_finding: rule('preliminary_finding', hours(48), 'preliminary_finding', 'house_policy', { pausable: true }),
    outlet_reply: rule('outlet_reply', hours(24), 'answered', 'house_policy'),
    decision: rule('decision', calendarDays(5), 'result_notified', 'operations_opn_04', { target: hours(48), pausable: true }),
    statutory_watch: statutoryRule,
    promise: rule('promise', null, 'told_again', 'promise_to_customer'),
    regular_contact: rule('regular_contact', calendarDays(3), 'told_again', 'requirement_sla_11'),
    customer_answer: rule('customer_answer', calendarDays(3), 'answered', 'house_policy', { roll: 'off_days' }),
    platform: rule('platform', hours(48), 'answered', 'platform_contract'),
    regulator_reply: rule('regulator_reply', calendarDays(15), 'answered', 'postal_appeals_rule', { target: calendarDays(10), roll: 'off_days' }),
    claim_answer: rule('claim_answer', hours(24), 'acknowledged', 'operations_opn_05'),
    claim_decision: rule('claim_decision', calendarDays(30), 'result_notified', 'standard_27917', { pausable: true }),
    payment: rule('payment', calendarDays(7), 'executed', 'standard_27917', { pausable: true }),
    callback: rule('callback', workdays(3), 'called_back', 'house_policy'),
    corrective_action: rule('corrective_action', calendarDays(30), 'executed', 'house_policy', { pausable: true }),
    data_request: rule('data_request', calendarDays(15), 'answered', 'personal_information_50'),
  },
}
