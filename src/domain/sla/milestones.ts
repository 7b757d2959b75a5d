// What "within" asks for (C3): the event that ends a limit, named by every rule.
import type { ClockKind } from './kinds.ts'

/** The six stages of a complaint, and what limits of other duties end with. */
export const milestones = ['acknowledged', 'substantive_reply', 'preliminary_finding', 'result_notified', 'executed', 'closed', 'answered', 'told_again', 'called_back'] as const
export type Milestone = (typeof milestones)[number]

/** What each kind of clock ends with. A document names it for its reader and can't change it: what stops a clock is the life of a case. */
export const milestoneOf: Readonly<Record<ClockKind, Milestone>> = {
  first_contact: 'acknowledged', verification_call: 'acknowledged', substantive_reply: 'substantive_reply', preliminary_finding: 'preliminary_finding', outlet_reply: 'answered', decision: 'result_notified', statutory_watch: 'result_notified', promise: 'told_again', regular_contact: 'told_again',
  customer_answer: 'answered', platform: 'answered', regulator_reply: 'answered', claim_answer: 'acknowledged', claim_decision: 'result_notified', payment: 'executed', callback: 'called_back', corrective_action: 'executed', data_request: 'answered',
}
