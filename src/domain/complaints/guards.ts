// The facts each step of the lifecycle insists on, apart from permission and status.
import type { Actor } from '../identity/actor.ts'
import { may } from '../identity/actor.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import { openMeasures } from './facts.ts'
import type { CaseFacts } from './facts.ts'
import type { Action } from './lifecycle.ts'
import { needsLead } from './merging.ts'
import { whyNotMoved } from './moving.ts'
import { whyNotUndo } from './undo.ts'
import { isBeforeDecision, verificationChannels } from './vocabulary.ts'

type Guard = (facts: CaseFacts, actor: Actor) => Why | null

/** How often each kind of second look may be asked for (C7). */
export const reviewLimit = 1

function acceptance(facts: CaseFacts): Why | null {
  if (facts.kind !== 'complaint') return why('lifecycle.light_kind', { kind: facts.kind })
  if (!facts.reasonCode) return why('complaint.not_classified')
  if (facts.flags.includes('over_age') && !facts.overAgeDecided) return why('complaint.over_age_undecided')
  if (facts.overAgeRefused) return why('complaint.over_age_refused')
  if (verificationChannels.includes(facts.channel) && !facts.verificationAttempted) return why('complaint.verification_call_due', { channel: facts.channel })
  return null
}

function handover(facts: CaseFacts, actor: Actor): Why | null {
  if (facts.handover) return why('complaint.hand_over_pending')
  if (facts.ownerId !== null && facts.ownerId !== actor.id && !may(actor, 'complaint:assign')) return why('complaint.not_owner')
  // understood is what has a reason; what is still asked for travels with it (SOL-15, OPN-10)
  if (!facts.reasonCode) return why('complaint.not_classified')
  return null
}

function approval(facts: CaseFacts, actor: Actor): Why | null {
  const plan = facts.plan
  if (!plan || plan.state !== 'approving') return why('plan.nothing_to_approve')
  if (plan.makerId === actor.id) return why('plan.own_approval')
  if (plan.approvedBy.includes(actor.id)) return why('plan.approved_already')
  if (plan.approvedBy.length + 1 >= 2 && !may(actor, 'approval:level2')) return why('plan.second_level_needed')
  return null
}

function decision(facts: CaseFacts): Why | null {
  if (!facts.plan || facts.plan.state !== 'approved') return why('plan.not_approved')
  return null
}

function closing(facts: CaseFacts): Why | null {
  if (facts.kind === 'data_request') return why('data_request.answer_it')
  if (facts.status === 'received' || facts.status === 'accepted') return facts.kind === 'complaint' ? why('lifecycle.not_from_here', { status: facts.status, action: 'closing' }) : null
  if (facts.review) return why('review.open')
  const open = openMeasures(facts)
  if (open.length > 0) return why('plan.measures_open', { count: open.length })
  if (facts.plan?.measures.some((m) => m.state === 'done' && !m.hasEvidence)) return why('plan.evidence_missing')
  if (facts.status === 'decided') return facts.decision?.outcome === 'not_agreed' ? null : why('plan.measures_open', { count: 0 })
  return facts.confirmation ? null : why('complaint.confirmation_missing')
}

/** Whether this person may be the one who decides who bears it: never who inspected, and who found the facts only below the limit. */
function impartial(facts: CaseFacts, actor: Actor): Why | null {
  if (!facts.finding) return why('investigation.finding_missing')
  if (facts.finding.by === actor.id && facts.liability?.ownJudging !== true) return why('liability.own_finding')
  return facts.inspectorIds.includes(actor.id) ? why('liability.inspector_cannot_judge') : null
}

function judgement(facts: CaseFacts, actor: Actor): Why | null {
  switch (facts.liability?.state) {
    case 'asked': return impartial(facts, actor) ?? why('liability.statements_running')
    case 'contested': case 'reviewed': case 'arbitrating': return why('liability.under_contest')
    case 'final': return why('liability.final_already')
    default: return impartial(facts, actor)
  }
}

const before: readonly (string | undefined)[] = [undefined, 'proposed', 'lapsed']
function statementRequest(facts: CaseFacts, actor: Actor): Why | null {
  return before.includes(facts.liability?.state) ? impartial(facts, actor) : why('liability.asked_already')
}

/** Whether another unit's window to contest is still open after a review: arbitration waits for it. */
function contestsRun(facts: CaseFacts): boolean {
  return facts.liability?.state === 'reviewed' && facts.liability.dueKind === 'contest'
}

/** Each instance is another person than the one before. */
function secondInstance(facts: CaseFacts, actor: Actor): Why | null {
  return facts.liability?.deciders.includes(actor.id) ? why('liability.own_judgement') : impartial(facts, actor)
}

function arbitrationDecision(facts: CaseFacts, actor: Actor): Why | null {
  if (facts.liability?.state !== 'arbitrating') return why('liability.no_arbitration')
  return facts.liability.dueKind === 'arbitration_answer' ? why('liability.answers_running') : secondInstance(facts, actor)
}

/** What counts against one more second look: for the customer only what they raised themselves, for staff all there was (ADR 034). */
export function usedReviews(facts: CaseFacts, actor: Actor): CaseFacts['reviewsUsed'] {
  return actor.kind === 'customer' ? facts.reviewsByCustomer : facts.reviewsUsed
}

function objection(facts: CaseFacts, actor: Actor): Why | null {
  if (facts.review) return why('review.open')
  if (facts.isErased) return why('data_request.erased')
  const used = usedReviews(facts, actor)
  if (used.objection >= reviewLimit && used.internal_appeal >= reviewLimit) return why('review.used_up')
  return null
}

function review(facts: CaseFacts, actor: Actor): Why | null {
  if (!facts.review) return why('review.none_open')
  const involved = [facts.ownerId, facts.firstContactOwnerId, facts.finding?.by, facts.plan?.makerId, facts.decision?.by, ...(facts.plan?.approvedBy ?? [])]
  return involved.includes(actor.id) ? why('review.same_handler') : null
}

function ofDataRequest(facts: CaseFacts): Why | null {
  return facts.kind === 'data_request' ? null : why('data_request.not_one', { kind: facts.kind })
}

function merging(facts: CaseFacts, actor: Actor): Why | null {
  if (facts.kind === 'data_request') return why('data_request.answer_it')
  if (facts.decision || !isBeforeDecision(facts.status)) return why('merge.decision_told')
  // a customer who weighs an offer keeps the number it was made under
  if (facts.offer) return why('merge.offer_made')
  if (facts.withdrawal?.state === 'requested') return why('merge.withdrawal_open')
  return headquarters(facts, actor)
}

function unmerging(facts: CaseFacts, actor: Actor): Why | null {
  if (facts.outcome !== 'duplicate') return why('merge.not_merged')
  if (facts.isErased) return why('data_request.erased')
  if (facts.survivor !== null && needsLead(facts.survivor) && !may(actor, 'complaint:reopen')) return why('merge.survivor_ended')
  return headquarters(facts, actor)
}

/** Which cases belong together concerns more units than one may see. */
function headquarters(_: CaseFacts, actor: Actor): Why | null {
  return actor.scope.kind === 'all' ? null : why('relation.headquarters_only')
}

/** A lighter contact follows no template. */
function ofComplaint(facts: CaseFacts): Why | null {
  return facts.kind === 'complaint' ? null : why('process.light_kind', { kind: facts.kind })
}

/** Guards by action; an action without one needs no more than permission and status. */
export const guards: Partial<Record<Action, Guard>> = {
  acceptance,
  over_age_decision: (f) => (f.flags.includes('over_age') ? (f.overAgeDecided ? why('complaint.over_age_decided') : null) : why('complaint.not_over_age')),
  rejection: (f, actor) => (f.kind === 'data_request' ? why('data_request.answer_it') : f.flags.includes('over_age') && !f.overAgeDecided && !may(actor, 'complaint:decide_over_age') ? why('complaint.over_age_undecided') : null),
  assignment: (f) => (f.handover ? why('complaint.hand_over_pending') : null),
  // taking one's own accepted case begins the investigation
  take: (f, actor) => (f.barredIds.includes(actor.id) ? why('review.same_handler') : f.ownerId === actor.id && f.status !== 'accepted' ? why('complaint.owned_already') : f.ownerId !== null && f.ownerId !== actor.id && !may(actor, 'complaint:assign') ? why('complaint.owned_by_other') : null),
  handover,
  handover_answer: (f, actor) => (!f.handover ? why('complaint.no_hand_over') : f.handover.toId !== actor.id && !may(actor, 'complaint:decide_over_age') ? why('complaint.hand_over_not_yours') : null),
  promise_keeping: (f) => (f.openPromises === 0 ? why('promise.none_open') : null),
  promise_breaking: (f) => (f.openPromises === 0 ? why('promise.none_open') : null),
  pause: (f) => (f.pause === null ? null : why(f.pause.state === 'asked' ? 'pause.asked_already' : 'complaint.paused_already')),
  resume: (f) => (f.pause === null ? why('complaint.not_paused') : null),
  // who asks for time doesn't also grant it
  pause_decision: (f, actor) => (f.pause?.state !== 'asked' ? why('pause.none_asked') : actor.kind !== 'user' ? why('identity.session_needed') : f.pause.byId === actor.id ? why('pause.own_request') : null),
  judgement,
  statement_request: statementRequest,
  // a statement that comes late is still read, as long as nothing is judged
  statement: (f) => (f.liability?.state === 'asked' || f.liability?.state === 'heard' ? null : why('liability.no_statement_asked')),
  // after a review too, while a unit that has not contested keeps its window
  contest: (f) => (f.liability?.state === 'judged' || f.liability?.state === 'contested' || contestsRun(f) ? null : why('liability.nothing_to_contest')),
  contest_review: (f, actor) => (f.liability?.state === 'contested' ? secondInstance(f, actor) : why('liability.no_contest')),
  arbitration: (f) => (contestsRun(f) ? why('liability.contests_running') : f.liability?.state === 'reviewed' ? null : why(f.liability?.state === 'arbitrating' ? 'liability.arbitration_open' : 'liability.no_arbitration_now')),
  arbitration_answer: (f) => (f.liability?.state === 'arbitrating' ? null : why('liability.no_arbitration')),
  arbitration_decision: arbitrationDecision,
  plan: (f) => (!f.finding ? why('investigation.finding_missing') : f.offer?.state === 'accepted' ? why('offer.accepted_already') : null),
  approval,
  // seized or prohibited goods: nothing is offered before it is decided what may be told (OPN-20)
  inquiry_member: (f) => (f.flags.includes('inquiry') ? null : why('inquiry.none')),
  inquiry_step: (f) => (f.flags.includes('inquiry') ? null : why('inquiry.none')),
  inquiry_result: (f) => (f.flags.includes('inquiry') ? null : why('inquiry.none')),
  goods_handover: (f) => (f.reasonCode?.startsWith('security_prohibited') ? null : why('inquiry.no_security_case')),
  offer: (f) => (f.reasonCode?.startsWith('security_prohibited') ? why('offer.restricted') : f.plan?.state !== 'approved' ? why('plan.not_approved') : f.offer?.state === 'accepted' ? why('offer.accepted_already') : null),
  answer: (f) => (f.offer?.state === 'open' ? null : why(f.offer?.state === 'expired' ? 'offer.expired' : 'offer.none_open')),
  decision,
  execution: (f) => (openMeasures(f).length === 0 ? why('plan.nothing_to_execute') : null),
  closing,
  archiving: (f) => (f.review ? why('review.open') : null),
  withdrawal: (f) => (f.withdrawal?.state === 'requested' ? why('withdrawal.requested_already') : null),
  // who wrote the wish down doesn't also find it free (OPN-36)
  withdrawal_verification: (f, actor) => (f.withdrawal?.state !== 'requested' ? why('withdrawal.none_open') : f.withdrawal.requestedBy === actor.id ? why('withdrawal.own_request') : null),
  objection,
  review,
  reopening: (f) => (f.isErased ? why('data_request.erased') : f.outcome === 'duplicate' ? why('merge.undo_instead') : null),
  merging,
  unmerging,
  parent: headquarters,
  link: headquarters,
  unlink: headquarters,
  dismissal: headquarters,
  data_opening: ofDataRequest,
  data_answer: ofDataRequest,
  undo: (f, actor) => whyNotUndo(f.undoable, actor.id),
  move: (f) => (f.ownerId === null ? why('complaint.not_owner') : whyNotMoved(f)),
  process_change: ofComplaint,
  // whether a whole step was done is for those who see the whole case
  process_step: (f, actor) => (actor.scope.kind === 'all' || actor.scope.kind === 'province' ? ofComplaint(f) : why('process.not_for_units')),
}
