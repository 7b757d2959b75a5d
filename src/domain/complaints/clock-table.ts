// Every kind of clock a case can carry: which events open it, which meet it, which take it off unmet, and what its epochs are (docs/generated/clocks.md).
import type { ClockKind } from '../sla/kinds.ts'
import type { CaseEventType } from './events.ts'

/** From when it counts: the receipt (also outside hours of service, C20), the event itself, or the act the event tells of. */
export type ClockStart = 'receipt' | 'event' | 'act'

/** `epochs`: what makes the next one; null when there is one alone. `later`: the issue that brings its producer; until then only its rule, words and steps exist. */
export type KindRow = {
  readonly kind: ClockKind
  readonly opens: readonly CaseEventType[]
  readonly starts: ClockStart
  readonly meets: readonly CaseEventType[]
  readonly cancels: readonly CaseEventType[]
  readonly epochs: string | null
  readonly later: 'Right' | 'Fault' | 'Loop' | 'Everywhere' | null
}

/** What a complaint carries from its first word on; a lighter contact that turns out to be one gets them from its own receipt. */
export const complaintClocks = ['first_contact', 'substantive_reply', 'decision', 'statutory_watch'] as const satisfies readonly ClockKind[]

const grievance: readonly CaseEventType[] = ['complaint.received', 'complaint.classified', 'complaint.chased']
/** Every open clock but the statutory watch ends with the case, in the same transaction. */
export const endings: readonly CaseEventType[] = ['complaint.closed', 'complaint.archived', 'complaint.rejected', 'complaint.merged', 'complaint.withdrawal_verified']
const told: readonly CaseEventType[] = ['complaint.decision_told', 'complaint.rejected']
const offered: readonly CaseEventType[] = ['offer.made', 'offer.answered']
const undone: readonly CaseEventType[] = ['complaint.step_undone']

/** The table, in the order of `clockKinds`. */
export const clockTable: readonly KindRow[] = [
  { kind: 'first_contact', opens: grievance, starts: 'receipt', meets: ['complaint.customer_contacted', ...offered, ...told, 'complaint.withdrawal_verified', 'complaint.closed', 'data_request.answered'], cancels: [...endings, 'data_request.opened'], epochs: null, later: null },
  { kind: 'verification_call', opens: ['complaint.received'], starts: 'receipt', meets: ['complaint.customer_contacted', ...told, 'complaint.withdrawal_verified', 'complaint.closed'], cancels: endings, epochs: null, later: null },
  { kind: 'substantive_reply', opens: grievance, starts: 'receipt', meets: ['complaint.customer_contacted', ...offered, ...told, 'complaint.closed', 'complaint.withdrawal_verified'], cancels: endings, epochs: null, later: null },
  { kind: 'preliminary_finding', opens: ['complaint.assigned', 'complaint.taken', 'complaint.reopened', 'review.decided'], starts: 'receipt', meets: ['investigation.found', ...told], cancels: [...endings, ...undone], epochs: 'each reopening, counted from it', later: null },
  { kind: 'outlet_reply', opens: ['order.issued', 'order.returned', 'order.handed_over'], starts: 'event', meets: ['order.answered'], cancels: [...endings, 'order.cancelled', 'order.handed_over'], epochs: 'each question to a unit, and each return for more', later: null },
  { kind: 'decision', opens: [...grievance, 'complaint.reopened', 'review.decided', 'investigation.found'], starts: 'receipt', meets: [...told, 'complaint.withdrawal_verified', 'complaint.closed'], cancels: [...endings, 'investigation.found'], epochs: 'each reopening, and the second window of profiles that have one, counted from there', later: null },
  { kind: 'statutory_watch', opens: grievance, starts: 'receipt', meets: [...told, 'complaint.merged', 'complaint.withdrawal_verified', 'complaint.closed'], cancels: [], epochs: null, later: null },
  { kind: 'promise', opens: ['complaint.promise_made', 'complaint.customer_contacted', 'complaint.promise_broken', 'complaint.merged_in'], starts: 'event', meets: ['complaint.promise_kept'], cancels: [...endings, 'complaint.promise_broken', 'complaint.merged_out'], epochs: 'each promise', later: null },
  { kind: 'regular_contact', opens: ['complaint.customer_contacted', ...offered], starts: 'act', meets: ['complaint.customer_contacted', ...offered, ...told], cancels: [...endings, ...undone], epochs: 'each contact with the customer while the case is open', later: null },
  { kind: 'customer_answer', opens: ['offer.made'], starts: 'event', meets: ['offer.answered', ...told], cancels: [...endings, 'offer.made', ...undone], epochs: 'each offer', later: null },
  { kind: 'platform', opens: [], starts: 'event', meets: [], cancels: endings, epochs: null, later: 'Everywhere' },
  { kind: 'regulator_reply', opens: [], starts: 'event', meets: [], cancels: [], epochs: null, later: 'Right' },
  { kind: 'claim_answer', opens: ['complaint.received'], starts: 'receipt', meets: ['complaint.customer_contacted', 'complaint.closed'], cancels: endings, epochs: null, later: null },
  { kind: 'claim_decision', opens: ['complaint.received'], starts: 'receipt', meets: ['complaint.closed', ...told], cancels: endings, epochs: null, later: null },
  { kind: 'payment', opens: ['complaint.decision_told'], starts: 'act', meets: ['plan.measure_executed'], cancels: endings, epochs: 'each decision that owes money', later: null },
  { kind: 'callback', opens: [], starts: 'event', meets: [], cancels: [], epochs: null, later: 'Loop' },
  { kind: 'corrective_action', opens: [], starts: 'event', meets: [], cancels: [], epochs: null, later: 'Loop' },
  { kind: 'data_request', opens: ['data_request.opened'], starts: 'receipt', meets: ['data_request.answered'], cancels: [...endings, 'complaint.classified'], epochs: null, later: null },
]

/** The row of a kind; every kind has exactly one. */
export function clockRowOf(kind: ClockKind): KindRow {
  const row = clockTable.find((r) => r.kind === kind)
  if (!row) throw new Error(`no row for the ${kind} clock`)
  return row
}
