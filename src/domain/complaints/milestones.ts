// Which milestones of a life an event of the record reaches, and which it takes back.
import type { Milestone } from '../policy/process-template.ts'
import { handMilestones, milestones } from '../policy/process-template.ts'
import type { Action } from './lifecycle.ts'

/** An event of the record as conformance reads it; `at` in epoch ms, `by` as the record names who acted. */
export type RecordLine = { readonly seq: number; readonly at: number; readonly type: string; readonly by: string | null; readonly data: Readonly<Record<string, unknown>> }

/** Calls to a customer who never answers that count as a callback all the same (C17). */
export const callbackAttempts = 3

/** What a reopening leaves standing: who complained and about what. Everything from the investigation on is done anew. */
const keptAtReopening: readonly Milestone[] = ['received', 'acknowledged', 'classified', 'accepted', 'assigned']

/** What an event does to a life: milestones reached, milestones no longer reached, and whether the case left by an exit, came back, or waives what follows. */
export type Effect = {
  readonly reached?: readonly Milestone[]
  readonly lost?: readonly Milestone[]
  /** It ended by a way every template allows: declined, merged, withdrawn, settled on the spot, answered as a lighter contact. */
  readonly exit?: boolean
  /** A new round begins. */
  readonly anew?: boolean
  /** Nothing was agreed: there is nothing to carry out or to confirm. */
  readonly waives?: readonly Milestone[]
}

type Life = { readonly has: (m: Milestone) => boolean; readonly attempts: number }
type Read = (data: RecordLine['data'], life: Life) => Effect

const reading: Readonly<Record<string, Read>> = {
  'complaint.received': (d) => ({ reached: ['received', ...given(d['reason'], 'classified'), ...given(d['owner'], 'assigned')] }),
  'complaint.classified': () => ({ reached: ['classified'] }),
  'complaint.accepted': () => ({ reached: ['accepted'] }),
  'complaint.assigned': () => ({ reached: ['assigned'] }),
  'complaint.taken': () => ({ reached: ['assigned'] }),
  'complaint.moved': () => ({ reached: ['assigned'] }),
  'complaint.released': () => ({ lost: ['assigned'] }),
  'complaint.customer_contacted': (d, life) => contacted(d, life),
  'order.issued': () => ({ reached: ['ordered'] }),
  'investigation.found': () => ({ reached: ['investigated'] }),
  'liability.judged': () => ({ reached: ['judged'] }),
  'plan.drafted': (d) => ({ reached: d['levels'] === 0 ? ['planned', 'approved'] : ['planned'], ...(d['levels'] === 0 ? {} : { lost: ['approved'] }) }),
  'plan.approval_given': (d) => (d['approve'] === false ? { lost: ['planned', 'approved'] } : d['complete'] === true ? { reached: ['approved'] } : {}),
  'offer.made': () => ({ reached: ['negotiated', 'acknowledged'] }),
  'offer.answered': () => ({ reached: ['negotiated', 'acknowledged'] }),
  'complaint.decision_told': (d) => ({ reached: ['decided', 'acknowledged'], ...(d['outcome'] === 'not_agreed' ? { waives: ['executed', 'confirmed'] } : d['outcome'] === 'on_spot' ? { exit: true } : {}) }),
  'plan.measure_executed': (d) => (d['left'] === 0 ? { reached: ['executed'] } : {}),
  'complaint.confirmed': () => ({ reached: ['confirmed'] }),
  'complaint.closed': (d) => ({ reached: ['closed'], ...(d['outcome'] === 'on_spot' ? { exit: true } : {}) }),
  'complaint.archived': () => ({ reached: ['archived'] }),
  'complaint.rejected': () => ({ exit: true }),
  'complaint.merged': () => ({ exit: true }),
  'complaint.unmerged': () => ({ exit: false, lost: ['archived'] }),
  'complaint.withdrawal_verified': (d) => (d['free'] === true ? { exit: true } : {}),
  'data_request.answered': () => ({ exit: true }),
  'complaint.reopened': (_, life) => anew(life),
  'review.decided': (d, life) => (d['result'] === 'reopened' ? anew(life) : {}),
  'complaint.step_undone': (d) => ({ lost: [...(d['step'] === 'closing' ? (['closed'] as const) : []), ...(d['owner'] === null ? (['assigned'] as const) : [])], ...(d['step'] === 'closing' ? { exit: false } : {}) }),
  'process.step_recorded': (d) => ({ reached: handMilestones.filter((m) => Array.isArray(d['milestones']) && d['milestones'].includes(m)) }),
}

const lostAnew = milestones.filter((m) => !keptAtReopening.includes(m))

/** Who reopens takes it on again: a case declined at the door is accepted by that. */
function anew(life: Life): Effect {
  return { anew: true, exit: false, lost: lostAnew, ...(life.has('accepted') ? {} : { reached: ['accepted'] }) }
}

/** What an event does; events that say nothing of the process do nothing. Never throws, whatever stands in the payload. */
export function effectOf(line: Pick<RecordLine, 'type' | 'data'>, life: Life): Effect {
  return (Object.hasOwn(reading, line.type) ? reading[line.type]?.(line.data, life) : undefined) ?? {}
}

/** The act by which a milestone beyond the lifecycle's own is reached. */
export function actOf(milestone: Milestone): Action {
  return acts[milestone] ?? 'process_step'
}

const acts: Readonly<Partial<Record<Milestone, Action>>> = { acknowledged: 'contact', classified: 'classification', assigned: 'take', ordered: 'order', judged: 'judgement', negotiated: 'offer', called_back: 'contact' }

/** Whether a contact is a try to call the customer back. */
export function isCallback(line: Pick<RecordLine, 'type' | 'data'>): boolean {
  const { data: d } = line
  return line.type === 'complaint.customer_contacted' && d['purpose'] === 'callback' && d['direction'] === 'out' && d['verified'] === true
}

function contacted(d: RecordLine['data'], life: Life): Effect {
  const spoke = d['verified'] === true && (d['outcome'] === 'reached' || d['outcome'] === 'received')
  // what is asked before a decision was told is no callback
  const called = isCallback({ type: 'complaint.customer_contacted', data: d }) && life.has('decided') && (spoke || life.attempts + 1 >= callbackAttempts)
  return { reached: [...(spoke ? (['acknowledged'] as const) : []), ...(called ? (['called_back'] as const) : [])] }
}

function given(value: unknown, milestone: Milestone): readonly Milestone[] {
  return typeof value === 'string' ? [milestone] : []
}
