// What the guards of the lifecycle may look at: one plain value, loaded whole by the gate under the case's lock.
import type { LiabilityState } from './liability-states.ts'
import type { ProcessFacts } from './process-guard.ts'
import type { UndoableStep } from './undo.ts'
import type { Channel, CompanyLiability, ConfirmationMethod, ContactKind, DemandJudgement, Flag, MeasureKind, Outcome, ReviewKind, Status } from './vocabulary.ts'

export type MeasureFacts = { readonly seq: number; readonly kind: MeasureKind; readonly amountMinor: number | null; readonly state: 'open' | 'done' | 'dropped'; readonly hasEvidence: boolean }

export type PlanFacts = {
  readonly id: string
  readonly makerId: string
  readonly state: 'draft' | 'approving' | 'approved' | 'sent_back' | 'superseded'
  /** How many levels of approval the plan needs (C15) and who has given one. */
  readonly approvalLevels: number
  readonly approvedBy: readonly string[]
  readonly needsConsent: boolean
  readonly measures: readonly MeasureFacts[]
}

export type OfferFacts = { readonly id: string; readonly planId: string; readonly round: number; readonly state: 'open' | 'accepted' | 'refused' | 'countered' | 'expired' | 'superseded'; readonly expiresAt: number | null }

export type CaseFacts = {
  readonly status: Status
  readonly outcome: Outcome | null
  readonly kind: ContactKind
  readonly channel: Channel
  readonly flags: readonly Flag[]
  readonly reasonCode: string | null
  readonly ownerId: string | null
  readonly firstContactOwnerId: string | null
  /** Wanted fields still missing (INT-17); a hand-over waits for them (SOL-15). */
  readonly missingFields: readonly string[]
  readonly overAgeDecided: boolean
  /** The lead decided against handling it. */
  readonly overAgeRefused: boolean
  /** An outbound verification call was at least attempted (INT-13). */
  readonly verificationAttempted: boolean
  readonly customerReached: boolean
  readonly finding: { readonly id: string; readonly by: string; readonly companyLiability: CompanyLiability; readonly demandJudgement: DemandJudgement } | null
  readonly judgement: { readonly id: string; readonly by: string } | null
  /** Where the question stands which unit bears it, since the last reopening. `ownJudging`: it is below the limit, so that who investigated may judge as well. `deciders`: whose decisions the next instance is about, so that another must make it. */
  readonly liability: { readonly state: LiabilityState; readonly dueKind: string | null; readonly ownJudging: boolean; readonly deciders: readonly string[] } | null
  /** Who inspected the case. Nobody can yet, so it is always empty; the guard against judging one's own inspection waits for it. */
  readonly inspectorIds: readonly string[]
  readonly plan: PlanFacts | null
  readonly offer: OfferFacts | null
  readonly decision: { readonly outcome: Outcome; readonly toldAt: number; readonly by: string } | null
  readonly confirmation: { readonly method: ConfirmationMethod; readonly satisfied: boolean | null } | null
  /** `requestedBy`: the staff member who wrote the wish down; null when the customer did. */
  readonly withdrawal: { readonly id: string; readonly state: 'requested' | 'verified' | 'refused'; readonly requestedBy: string | null } | null
  readonly review: { readonly id: string; readonly kind: ReviewKind; readonly handlerId: string | null } | null
  /** Owners whose handling a second look has undone: another person takes the case (C7). */
  readonly barredIds: readonly string[]
  /** How often each kind was raised, by whomever; and by the customer's own hand, which nobody else's note uses up. */
  readonly reviewsUsed: Readonly<Record<ReviewKind, number>>
  readonly reviewsByCustomer: Readonly<Record<ReviewKind, number>>
  readonly handover: { readonly id: string; readonly fromId: string; readonly toId: string } | null
  /** The last step of the case, if its maker may be able to take it back. */
  readonly undoable: UndoableStep | null
  readonly openOrders: number
  /** The one entry of the ledger of pauses that stands or waits for approval, and who asked. */
  readonly pause: { readonly id: string; readonly state: 'asked' | 'running'; readonly byId: string } | null
  /** Promises to the customer neither kept nor lapsed with the case. */
  readonly openPromises: number
  /** Where the case lives on when it was merged: the status of the other one. */
  readonly survivor: Status | null
  /** Its words and how to reach the person were destroyed at their request (ADR 037). */
  readonly isErased: boolean
  /** What the case's process template requires beyond the lifecycle; null when nothing. */
  readonly process: ProcessFacts | null
}

/** Measures of the live plan that still wait for execution. */
export function openMeasures(facts: CaseFacts): readonly MeasureFacts[] {
  return facts.plan ? facts.plan.measures.filter((m) => m.state === 'open') : []
}
