// The life of a complaint as one table: who may take which step from where, what it is called in the record, which clocks it stops.
import type { Actor } from '../identity/actor.ts'
import { may } from '../identity/actor.ts'
import type { Permission } from '../identity/permissions.ts'
import { Refusal, why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { ClockKind } from '../sla/kinds.ts'
import type { CaseFacts } from './facts.ts'
import { guards } from './guards.ts'
import { whyNotByProcess } from './process-guard.ts'
import { beforeDecision, isOpen, openStatuses } from './vocabulary.ts'
import type { Status } from './vocabulary.ts'

export const actions = ['acceptance', 'over_age_decision', 'rejection', 'classification', 'supplement', 'assignment', 'take', 'handover', 'handover_answer', 'contact', 'promise', 'promise_keeping', 'promise_breaking', 'pause', 'pause_decision', 'resume', 'note', 'order', 'order_answer', 'order_acceptance', 'order_return', 'order_settlement', 'order_handover', 'order_cancellation', 'order_extension', 'order_reminder', 'order_notice', 'order_rerouting', 'order_lapse',
  'initial_check', 'investigation_lead', 'evidence_plan', 'inquiry_record', 'fact', 'finding', 'judgement', 'statement_request', 'statement', 'contest', 'contest_review', 'arbitration', 'arbitration_answer', 'arbitration_decision', 'liability_tick', 'plan', 'approval', 'offer', 'answer', 'decision', 'execution', 'confirmation', 'closing', 'archiving', 'withdrawal', 'withdrawal_verification', 'reopening', 'objection', 'review', 'waybill_refresh', 'report_submission', 'reveal', 'paper', 'material', 'evidence_withdrawal', 'evidence_hold', 'evidence_release', 'evidence_hand_out', 'evidence_request', 'evidence_request_end', 'chaser', 'rating', 'merging', 'unmerging', 'parent', 'link', 'unlink', 'dismissal', 'consent', 'data_opening', 'data_answer', 'erasure', 'undo', 'move', 'release', 'process_change', 'process_step', 'incident', 'settling', 'penalty', 'settlement_dispute', 'settlement_answer', 'staff_measure', 'inquiry_member', 'inquiry_step', 'inquiry_result', 'goods_handover'] as const
export type Action = (typeof actions)[number]

/**
 * One row of the table. `to` lists every status the step may lead to ('same' stays); which one is chosen by the step's own act
 * from its input and is checked against this list. `moves` narrows `from` to where the status may change, for steps that elsewhere
 * only stay. `stops` are the clocks that end with the step (`contract.md`, Clock kinds).
 */
export type Transition = {
  readonly action: Action
  readonly from: readonly Status[]
  readonly to: readonly (Status | 'same')[]
  readonly moves?: readonly Status[]
  readonly permission: Permission
  readonly event: string
  readonly stops: readonly ClockKind[]
}

const ended: readonly Status[] = ['closed', 'archived', 'rejected', 'duplicate', 'withdrawn']
const any: readonly Status[] = [...openStatuses, ...ended]
const working: readonly Status[] = ['accepted', 'investigating', 'planning', 'approving', 'negotiating', 'decided', 'executing', 'confirming']
const afterAcceptance: readonly Status[] = [...working.filter((s) => s !== 'accepted'), 'closed', 'archived', 'withdrawn']
const untilTold: readonly ClockKind[] = ['first_contact', 'verification_call', 'substantive_reply', 'preliminary_finding', 'decision', 'statutory_watch', 'customer_answer', 'regular_contact', 'claim_decision']

/** The main line and its ends (OPN-01, `contract.md`). The generated diagram, the server's guard and the console's buttons read this. */
export const transitions: readonly Transition[] = [
  { action: 'acceptance', from: ['received'], to: ['accepted'], permission: 'complaint:accept', event: 'complaint.accepted', stops: [] },
  { action: 'over_age_decision', from: ['received', 'accepted'], to: ['same'], permission: 'complaint:decide_over_age', event: 'complaint.over_age_decided', stops: [] },
  { action: 'rejection', from: ['received', 'accepted', 'investigating'], to: ['rejected'], permission: 'complaint:reject', event: 'complaint.rejected', stops: untilTold },
  { action: 'classification', from: openStatuses, to: ['same'], permission: 'complaint:classify', event: 'complaint.classified', stops: [] },
  { action: 'supplement', from: openStatuses, to: ['same'], permission: 'complaint:classify', event: 'complaint.supplemented', stops: [] },
  { action: 'assignment', from: openStatuses, to: ['same', 'investigating'], moves: ['accepted'], permission: 'complaint:assign', event: 'complaint.assigned', stops: [] },
  { action: 'take', from: openStatuses, to: ['same', 'investigating'], moves: ['accepted'], permission: 'complaint:take', event: 'complaint.taken', stops: [] },
  { action: 'handover', from: openStatuses, to: ['same'], permission: 'complaint:hand_over', event: 'complaint.hand_over_offered', stops: [] },
  { action: 'handover_answer', from: openStatuses, to: ['same'], permission: 'complaint:take', event: 'complaint.hand_over_answered', stops: [] },
  { action: 'contact', from: any, to: ['same'], permission: 'complaint:contact', event: 'complaint.customer_contacted', stops: [] },
  { action: 'promise', from: openStatuses, to: ['same'], permission: 'complaint:promise', event: 'complaint.promise_made', stops: [] },
  { action: 'promise_keeping', from: openStatuses, to: ['same'], permission: 'complaint:promise', event: 'complaint.promise_kept', stops: [] },
  { action: 'promise_breaking', from: openStatuses, to: ['same'], permission: 'complaint:promise', event: 'complaint.promise_broken', stops: [] },
  { action: 'pause', from: working, to: ['same'], permission: 'complaint:pause', event: 'complaint.paused', stops: [] },
  { action: 'pause_decision', from: working, to: ['same'], permission: 'complaint:approve_pause', event: 'complaint.pause_decided', stops: [] },
  { action: 'resume', from: working, to: ['same'], permission: 'complaint:pause', event: 'complaint.resumed', stops: [] },
  { action: 'note', from: any, to: ['same'], permission: 'complaint:note', event: 'complaint.noted', stops: [] },
  { action: 'order', from: working, to: ['same'], permission: 'order:issue', event: 'order.issued', stops: [] },
  { action: 'order_answer', from: openStatuses, to: ['same'], permission: 'order:answer', event: 'order.answered', stops: [] },
  { action: 'order_acceptance', from: openStatuses, to: ['same'], permission: 'order:answer', event: 'order.accepted', stops: [] },
  { action: 'order_return', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.returned', stops: [] },
  { action: 'order_settlement', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.settled', stops: [] },
  { action: 'order_handover', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.handed_over', stops: [] },
  { action: 'order_cancellation', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.cancelled', stops: [] },
  { action: 'order_extension', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.extended', stops: [] },
  { action: 'order_reminder', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.reminded', stops: [] },
  // the house's own: a partner of the custody chain is told, a unit out of order is spared, silence is put down
  { action: 'order_notice', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.notice_given', stops: [] },
  { action: 'order_rerouting', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.rerouted', stops: [] },
  { action: 'order_lapse', from: openStatuses, to: ['same'], permission: 'order:issue', event: 'order.silent', stops: [] },
  { action: 'initial_check', from: ['received', 'accepted', 'investigating'], to: ['same'], permission: 'complaint:investigate', event: 'investigation.checked', stops: [] },
  { action: 'investigation_lead', from: working, to: ['same'], permission: 'complaint:investigate', event: 'investigation.lead_named', stops: [] },
  { action: 'evidence_plan', from: working, to: ['same'], permission: 'complaint:investigate', event: 'investigation.evidence_planned', stops: [] },
  { action: 'inquiry_record', from: working, to: ['same'], permission: 'complaint:investigate', event: 'investigation.recorded', stops: [] },
  { action: 'fact', from: working, to: ['same'], permission: 'complaint:investigate', event: 'investigation.fact_weighed', stops: [] },
  { action: 'finding', from: ['investigating', 'planning'], to: ['planning'], permission: 'complaint:investigate', event: 'investigation.found', stops: ['preliminary_finding'] },
  { action: 'judgement', from: [...working.filter((s) => s !== 'accepted'), 'closed'], to: ['same'], permission: 'liability:judge', event: 'liability.judged', stops: [] },
  // responsibility among units runs beside the main line, and goes on when the customer's matter is over (OPN-02)
  { action: 'statement_request', from: afterAcceptance, to: ['same'], permission: 'liability:judge', event: 'liability.statement_asked', stops: [] },
  { action: 'statement', from: afterAcceptance, to: ['same'], permission: 'liability:contest', event: 'liability.stated', stops: [] },
  { action: 'contest', from: afterAcceptance, to: ['same'], permission: 'liability:contest', event: 'liability.contested', stops: [] },
  { action: 'contest_review', from: afterAcceptance, to: ['same'], permission: 'liability:review', event: 'liability.reviewed', stops: [] },
  { action: 'arbitration', from: afterAcceptance, to: ['same'], permission: 'liability:contest', event: 'liability.arbitration_asked', stops: [] },
  { action: 'arbitration_answer', from: afterAcceptance, to: ['same'], permission: 'liability:contest', event: 'liability.arbitration_answered', stops: [] },
  { action: 'arbitration_decision', from: afterAcceptance, to: ['same'], permission: 'liability:arbitrate', event: 'liability.arbitrated', stops: [] },
  { action: 'liability_tick', from: any, to: ['same'], permission: 'liability:judge', event: 'liability.final', stops: [] },
  { action: 'plan', from: ['planning', 'approving', 'negotiating'], to: ['approving', 'negotiating'], permission: 'complaint:plan', event: 'plan.drafted', stops: [] },
  { action: 'approval', from: ['approving'], to: ['same', 'negotiating', 'planning'], permission: 'approval:level1', event: 'plan.approval_given', stops: [] },
  { action: 'offer', from: ['negotiating'], to: ['same'], permission: 'complaint:offer', event: 'offer.made', stops: ['first_contact', 'substantive_reply', 'regular_contact'] },
  { action: 'answer', from: ['negotiating'], to: ['same'], permission: 'complaint:answer', event: 'offer.answered', stops: ['customer_answer', 'first_contact', 'substantive_reply', 'regular_contact'] },
  { action: 'decision', from: ['negotiating'], to: ['decided'], permission: 'complaint:decide', event: 'complaint.decision_told', stops: untilTold },
  { action: 'execution', from: ['decided', 'executing'], to: ['executing', 'confirming'], permission: 'complaint:execute', event: 'plan.measure_executed', stops: [] },
  { action: 'confirmation', from: ['confirming'], to: ['same'], permission: 'complaint:confirm', event: 'complaint.confirmed', stops: [] },
  { action: 'closing', from: ['received', 'accepted', 'decided', 'confirming'], to: ['closed'], permission: 'complaint:close', event: 'complaint.closed', stops: [] },
  { action: 'archiving', from: ['closed', 'rejected', 'duplicate', 'withdrawn'], to: ['archived'], permission: 'complaint:archive', event: 'complaint.archived', stops: [] },
  { action: 'withdrawal', from: beforeDecision, to: ['same'], permission: 'complaint:withdraw', event: 'complaint.withdrawal_requested', stops: [] },
  { action: 'withdrawal_verification', from: beforeDecision, to: ['same', 'withdrawn'], permission: 'complaint:withdraw', event: 'complaint.withdrawal_verified', stops: [] },
  { action: 'reopening', from: ['closed', 'archived', 'rejected', 'withdrawn'], to: ['investigating'], permission: 'complaint:reopen', event: 'complaint.reopened', stops: [] },
  { action: 'objection', from: ['decided', 'executing', 'confirming', 'closed', 'archived', 'rejected'], to: ['same'], permission: 'complaint:object', event: 'review.raised', stops: [] },
  { action: 'review', from: ['decided', 'executing', 'confirming', 'closed', 'archived', 'rejected'], to: ['same', 'investigating'], permission: 'complaint:review', event: 'review.decided', stops: [] },
  { action: 'waybill_refresh', from: any, to: ['same'], permission: 'complaint:classify', event: 'waybill.refreshed', stops: [] },
  { action: 'report_submission', from: any, to: ['same'], permission: 'complaint:investigate', event: 'report.submitted', stops: [] },
  { action: 'reveal', from: any, to: ['same'], permission: 'complaint:reveal', event: 'personal_data.revealed', stops: [] },
  { action: 'paper', from: ['decided', 'executing', 'confirming', 'closed', 'archived'], to: ['same'], permission: 'complaint:execute', event: 'compensation.paper_issued', stops: [] },
  { action: 'material', from: openStatuses, to: ['same'], permission: 'attachment:add', event: 'complaint.material_added', stops: [] },
  { action: 'evidence_withdrawal', from: any, to: ['same'], permission: 'attachment:add', event: 'evidence.withdrawn', stops: [] },
  { action: 'evidence_hold', from: any, to: ['same'], permission: 'evidence:hold', event: 'evidence.held', stops: [] },
  { action: 'evidence_release', from: any, to: ['same'], permission: 'evidence:hold', event: 'evidence.released', stops: [] },
  { action: 'evidence_hand_out', from: any, to: ['same'], permission: 'evidence:hold', event: 'evidence.handed_out', stops: [] },
  { action: 'evidence_request', from: openStatuses, to: ['same'], permission: 'complaint:contact', event: 'evidence.requested', stops: [] },
  { action: 'evidence_request_end', from: openStatuses, to: ['same'], permission: 'complaint:contact', event: 'evidence.request_ended', stops: [] },
  { action: 'chaser', from: openStatuses, to: ['same'], permission: 'complaint:contact', event: 'complaint.chased', stops: [] },
  { action: 'rating', from: ['closed', 'archived'], to: ['same'], permission: 'complaint:answer', event: 'complaint.rated', stops: [] },
  { action: 'merging', from: openStatuses, to: ['duplicate'], moves: beforeDecision, permission: 'complaint:merge', event: 'complaint.merged', stops: ['statutory_watch'] },
  { action: 'unmerging', from: ['duplicate', 'archived'], to: beforeDecision, permission: 'complaint:merge', event: 'complaint.unmerged', stops: [] },
  { action: 'parent', from: any, to: ['same'], permission: 'complaint:merge', event: 'complaint.parent_set', stops: [] },
  { action: 'link', from: any, to: ['same'], permission: 'complaint:merge', event: 'complaint.linked', stops: [] },
  { action: 'unlink', from: any, to: ['same'], permission: 'complaint:merge', event: 'complaint.unlinked', stops: [] },
  { action: 'dismissal', from: any, to: ['same'], permission: 'complaint:merge', event: 'complaint.duplicate_dismissed', stops: [] },
  { action: 'consent', from: any, to: ['same'], permission: 'complaint:create', event: 'consent.given', stops: [] },
  { action: 'data_opening', from: openStatuses, to: ['same'], permission: 'data_request:handle', event: 'data_request.opened', stops: [] },
  { action: 'data_answer', from: openStatuses, to: ['closed'], permission: 'data_request:handle', event: 'data_request.answered', stops: ['first_contact', 'data_request'] },
  { action: 'erasure', from: ended, to: ['same'], permission: 'data_request:handle', event: 'personal_data.erased', stops: [] },
  // what the step had led away from is known only to the step itself; the guard lets nobody but its maker, for seconds
  { action: 'undo', from: [...openStatuses, 'closed'], to: ['same', 'received', 'accepted', 'decided', 'confirming'], moves: ['investigating', 'closed'], permission: 'complaint:read', event: 'complaint.step_undone', stops: [] },
  { action: 'move', from: openStatuses, to: ['same'], permission: 'complaint:assign', event: 'complaint.moved', stops: [] },
  { action: 'release', from: openStatuses, to: ['same'], permission: 'complaint:assign', event: 'complaint.released', stops: [] },
  { action: 'process_change', from: openStatuses, to: ['same'], permission: 'complaint:reopen', event: 'process.changed', stops: [] },
  { action: 'process_step', from: [...openStatuses, 'closed'], to: ['same'], permission: 'complaint:contact', event: 'process.step_recorded', stops: [] },
  { action: 'incident', from: any, to: ['same'], permission: 'incident:manage', event: 'incident.joined', stops: [] },
  // what units bear inside, and the inquiry into a leak: at any time, never in the way of the customer (OPN-02)
  { action: 'settling', from: any, to: ['same'], permission: 'settlement:manage', event: 'settlement.booked', stops: [] },
  { action: 'penalty', from: any, to: ['same'], permission: 'settlement:manage', event: 'penalty.decided', stops: [] },
  { action: 'settlement_dispute', from: any, to: ['same'], permission: 'settlement:dispute', event: 'settlement.disputed', stops: [] },
  { action: 'settlement_answer', from: any, to: ['same'], permission: 'settlement:manage', event: 'settlement.dispute_answered', stops: [] },
  { action: 'staff_measure', from: any, to: ['same'], permission: 'staff_measure:record', event: 'staff_measure.proven', stops: [] },
  { action: 'inquiry_member', from: any, to: ['same'], permission: 'complaint:reopen', event: 'inquiry.member_named', stops: [] },
  { action: 'inquiry_step', from: any, to: ['same'], permission: 'complaint:read', event: 'inquiry.step_done', stops: [] },
  { action: 'inquiry_result', from: any, to: ['same'], permission: 'complaint:read', event: 'inquiry.concluded', stops: [] },
  { action: 'goods_handover', from: any, to: ['same'], permission: 'complaint:investigate', event: 'security.goods_handed_over', stops: [] },
]

const byAction = new Map(transitions.map((t) => [t.action, t]))

/** The row of an action; every action has exactly one. */
export function transitionOf(action: Action): Transition {
  const row = byAction.get(action)
  if (!row) throw new Error(`no transition ${action}`)
  return row
}

/** Customers answer, confirm, chase, rate, withdraw and object on their own case; staff's permission column does not bind them there. */
export const customerActions: readonly Action[] = ['answer', 'confirmation', 'withdrawal', 'objection', 'material', 'chaser', 'rating', 'consent']

/**
 * Why the actor may not take the step now, or null when they may. The one answer behind the server's 403/409 and the
 * console's greyed button. Order: may you at all, is the case in the right place, do the facts allow it, does the case's process.
 */
export function whyNot(action: Action, facts: CaseFacts, actor: Actor): Why | null {
  const row = transitionOf(action)
  if (actor.kind === 'customer' ? !customerActions.includes(action) : !may(actor, row.permission)) return why('permission.missing', { permission: row.permission })
  if (!row.from.includes(facts.status)) return why(isOpen(facts.status) ? 'lifecycle.not_from_here' : 'lifecycle.ended', { status: facts.status, action })
  return guards[action]?.(facts, actor) ?? whyNotByProcess(facts.process, action)
}

/**
 * Checks a step's chosen target against the table.
 * @throws Refusal `lifecycle.not_from_here` when the table does not lead there: a bug in the caller or a race.
 */
export function checkedTarget(action: Action, from: Status, to: Status): Status {
  const row = transitionOf(action)
  const stays = to === from && row.to.includes('same')
  const moves = (row.moves ?? row.from).includes(from) && row.to.includes(to)
  if (!row.from.includes(from) || !(stays || moves)) throw new Refusal('lifecycle.not_from_here', { status: from, action })
  return to
}
