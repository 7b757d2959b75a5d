// Facts and actors for tests of the lifecycle: a complaint just received, and whatever a case changes on it.
import type { Actor } from '../identity/actor.ts'
import { shippedRoles } from '../identity/permissions.ts'
import type { Permission } from '../identity/permissions.ts'
import type { CaseFacts, PlanFacts } from './facts.ts'

/** A classified complaint by phone, just received, owned by nobody. */
export function someFacts(change: Partial<CaseFacts> = {}): CaseFacts {
  return {
    status: 'received', outcome: null, kind: 'complaint', channel: 'phone', flags: [], reasonCode: 'delay', ownerId: null, firstContactOwnerId: null, missingFields: [], overAgeDecided: false, overAgeRefused: false, verificationAttempted: false, customerReached: false,
    finding: null, judgement: null, liability: null, inspectorIds: [], plan: null, offer: null, decision: null, confirmation: null, withdrawal: null, review: null, barredIds: [], reviewsUsed: { objection: 0, internal_appeal: 0 }, reviewsByCustomer: { objection: 0, internal_appeal: 0 }, handover: null, undoable: null, openOrders: 0, pause: null, openPromises: 0, survivor: null, isErased: false, process: null, ...change,
  }
}

/** An approved plan of `maker` with one measure that pays. */
export function somePlan(change: Partial<PlanFacts> = {}): PlanFacts {
  return { id: 'p', makerId: 'maker', state: 'approved', approvalLevels: 1, approvedBy: ['boss'], needsConsent: true, measures: [{ seq: 1, kind: 'compensation', amountMinor: 100, state: 'open', hasEvidence: false }], ...change }
}

/** Somebody of headquarters with a shipped role; `unit agent` is one of an outlet with an agent's permissions. */
export function someone(who: string, id: string = who): Actor {
  const role = who.replace(/^unit /, '')
  const permissions = shippedRoles.find((r) => r.code === role)?.permissions
  if (!permissions) throw new Error(`no role ${role}`)
  return { kind: 'user', id, name: id, roleCode: role, unitId: null, permissions: new Set<Permission>(permissions), scope: role === who ? { kind: 'all' } : { kind: 'outlet', id: 'o' } }
}
