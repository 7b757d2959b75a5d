// Work contact orders (工作联系单): whom they go to, where they stand, and when a step of theirs may be taken (SOL-14, ROL-09…11).
import type { Actor } from '../identity/actor.ts'
import type { UnitKind } from '../identity/unit-kinds.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** A question; goods to be handled first (SOL-22); what a partner is asked with the fields of CN 08 (OPN-60); a notice of which only the receipt is wanted (OPN-38). */
export const orderKinds = ['question', 'priority_instruction', 'partner_enquiry', 'notice'] as const
export type OrderKind = (typeof orderKinds)[number]

export const orderAddressees = ['unit', 'department', 'staff', 'partner'] as const
export type OrderAddressee = (typeof orderAddressees)[number]

/** Where an order stands; the column `stage` is computed from the row. The first five are still open at the unit. */
export const orderStages = ['issued', 'accepted', 'part_answered', 'returned', 'answered', 'disowned', 'settled', 'handed_over', 'rerouted', 'cancelled'] as const
export type OrderStage = (typeof orderStages)[number]

/** What happens to an order, in the words of its own history. */
export const orderTurns = ['issued', 'accepted', 'part_answered', 'answered', 'returned', 'settled', 'handed_over', 'rerouted', 'cancelled', 'extension_asked', 'extended', 'extension_refused', 'reminded', 'acceptance_missed', 'silent'] as const
export type OrderTurn = (typeof orderTurns)[number]

/** Why a partner abroad is asked (CN 08), and what customs may hold it for. */
export const enquiryReasons = ['not_arrived', 'contents_missing', 'damaged', 'delayed', 'returned_unexplained', 'proof_of_delivery', 'customs_held', 'duty_disputed'] as const
export const customsReasons = ['documents_missing', 'value_doubted', 'prohibited', 'duty_unpaid', 'inspection', 'unknown'] as const

/** Whom a unit of a kind is as an addressee. */
export function addresseeOf(kind: UnitKind): OrderAddressee {
  return kind === 'partner' || kind === 'department' ? kind : 'unit'
}

/** What a step on an order looks at. `askedUnitId` is the unit of who asked when that one sees by a unit, else null. */
export type OrderFacts = {
  readonly kind: OrderKind; readonly state: 'open' | 'answered' | 'cancelled'; readonly stage: OrderStage; readonly askedUnitId: string | null; readonly answeredBy: string | null; readonly returned: number; readonly dueAt: number
  readonly extended: boolean; readonly extension: { readonly byId: string } | null; readonly remindedAt: number | null
}

/** Limits of the house, from `policies/orders.yaml`. */
export type OrderLimits = { readonly returns: number; readonly remindEveryMinutes: number }

export const orderSteps = ['acceptance', 'answer', 'return', 'settlement', 'handover', 'cancellation', 'extension', 'extension_decision', 'reminder'] as const
export type OrderStep = (typeof orderSteps)[number]

/** Why a step may not be taken on an order now, or null. Steps of the asker are for headquarters, or for the unit that asked. */
export function whyNotOrder(step: OrderStep, o: OrderFacts, actor: Actor, now: number, limits: OrderLimits): Why | null {
  if (step !== 'acceptance' && step !== 'answer' && actor.scope.kind !== 'all' && o.askedUnitId !== actor.unitId) return why('order.not_asked_by_you')
  if (o.state === 'cancelled') return why(o.stage === 'handed_over' || o.stage === 'rerouted' ? 'order.handed_over' : 'order.cancelled')
  if (o.kind === 'notice' && step !== 'acceptance' && step !== 'cancellation' && step !== 'reminder') return why('order.only_receipt')
  return byStep[step](o, actor, now, limits)
}

type Rule = (o: OrderFacts, actor: Actor, now: number, limits: OrderLimits) => Why | null
const answered: Rule = (o) => (o.stage === 'settled' ? why('order.settled_already') : o.state === 'answered' ? null : why('order.not_answered'))
const open: Rule = (o) => (o.state === 'open' ? null : why('order.answered_already'))

const byStep: Readonly<Record<OrderStep, Rule>> = {
  acceptance: (o) => (o.state !== 'open' ? why('order.answered_already') : o.stage === 'issued' ? null : why('order.accepted_already')),
  answer: open,
  return: (o, actor, now, limits) => answered(o, actor, now, limits) ?? (o.returned >= limits.returns ? why('order.returned_too_often', { limit: limits.returns }) : null),
  // who answered doesn't also find the answer good
  settlement: (o, actor, now, limits) => answered(o, actor, now, limits) ?? (o.answeredBy === actor.id ? why('order.own_reply') : null),
  handover: (o) => (o.stage === 'settled' ? why('order.settled_already') : o.stage === 'answered' ? why('order.answered_already') : null),
  cancellation: open,
  extension: (o, actor, now, limits) => open(o, actor, now, limits) ?? (o.extended ? why('order.extended_already') : o.extension === null ? null : why('order.extension_asked_already')),
  // of a question that is late, a second person decides
  extension_decision: (o, actor, now, limits) => open(o, actor, now, limits) ?? (o.extension === null || o.extended ? why('order.no_extension_asked') : o.extension.byId === actor.id ? why('order.own_extension') : null),
  reminder: (o, actor, now, limits) => open(o, actor, now, limits) ?? (o.remindedAt !== null && now - o.remindedAt < limits.remindEveryMinutes * 60_000 ? why('order.reminded_already', { minutes: limits.remindEveryMinutes }) : null),
}
