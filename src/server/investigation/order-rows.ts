// An order's row under the lock of its case: who is addressed, what its steps look at, its history, its window of time.
import { sql } from 'kysely'
import type { OrderFacts, OrderKind, OrderLimits, OrderStage, OrderStep, OrderTurn } from '../../domain/investigation/orders.ts'
import { addresseeOf, whyNotOrder } from '../../domain/investigation/orders.ts'
import type { OrderAddressee } from '../../domain/investigation/orders.ts'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import { dueAfter } from '../../domain/sla/budgets.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import { openedRow } from '../complaints/clocks.ts'
import type { ClockOpening } from '../complaints/clocks.ts'
import type { Step } from '../complaints/gate.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { unitScope } from '../complaints/visible.ts'
import { unitAbnormalAt } from '../identity/abnormal-units.ts'
import type { Db } from '../platform/context.ts'
import { Malformed } from '../platform/problems.ts'
import { ordersDocument } from './order-rules.ts'

export type OrderUnit = { readonly id: string; readonly code: string; readonly name: string; readonly kind: UnitKind; readonly province_id: string | null; readonly hub_id: string | null; readonly outlet_id: string | null }
/** Whom an order goes to: the unit that answers, one of its people if asked by name, and the unit it was meant for when that is out of order. */
export type Addressee = { readonly unit: OrderUnit; readonly addressee: OrderAddressee; readonly staff: { readonly id: string; readonly name: string } | null; readonly meantFor: string | null }

export type OrderRow = {
  id: string; unit_id: string; kind: OrderKind; addressee: OrderAddressee; staff_id: string | null; staff_name: string | null; state: 'open' | 'answered' | 'cancelled'; stage: OrderStage; epoch: number; due_at: number; question: string; wanted: string[]; wanted_types: string[]; fields: unknown; prefill: unknown
  asked_by: string | null; asked_by_name: string; asked_unit_id: string | null; answered_by: string | null; other_unit_code: string | null; accepted_at: number | null; returned: number; extended_at: number | null; extension: { byId: string; by: string; hours: number; reason: string; at: string } | null; reminded: number; reminded_at: number | null; silent_at: number | null; successor_id: string | null; automatic: boolean; meant_for: string | null
}

/** The limits of the rules in force. */
export function limitsOf(policy: PolicyInForce): OrderLimits {
  const rules = policy.of(ordersDocument)
  return { returns: rules.returns.value, remindEveryMinutes: rules.remindEveryMinutes.value }
}

/** What the rules of an order's steps look at. */
export function orderFacts(o: Pick<OrderRow, 'kind' | 'state' | 'stage' | 'asked_unit_id' | 'answered_by' | 'returned' | 'due_at' | 'extended_at' | 'extension' | 'reminded_at'>): OrderFacts {
  return { kind: o.kind, state: o.state, stage: o.stage, askedUnitId: o.asked_unit_id, answeredBy: o.answered_by, returned: o.returned, dueAt: o.due_at, extended: o.extended_at !== null, extension: o.extension, remindedAt: o.reminded_at }
}

/** The order of the step's case. @throws Refusal `not_found` (404), or why the step may not be taken now. */
export async function orderFor({ tx, row, ctx, now, deps }: Step, id: string, step: OrderStep): Promise<OrderRow> {
  const found = await sql<OrderRow>`select * from orders where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  const order = found.rows[0]
  if (!order) throw new Refusal('not_found', {}, 404)
  insist(whyNotOrder(step, orderFacts(order), ctx.actor, now, limitsOf(deps.policy())))
  return order
}

/**
 * Whom a question goes to. A unit out of order is spared: its province answers instead (OPN-35).
 * @throws Refusal `order.unit_unfit`, `order.unit_outside`, `order.unit_abnormal`, `order.staff_unfit`, `order.unit_missing` (400).
 */
export async function addressed(step: Step, body: { readonly unitId?: string | undefined; readonly staffId?: string | undefined }): Promise<Addressee> {
  const staff = body.staffId === undefined ? null : await namedPerson(step, body.staffId, body.unitId)
  const unitId = staff?.unitId ?? body.unitId
  if (unitId === undefined) throw new Refusal('order.unit_missing', {}, 400)
  const unit = await readUnit(step.tx, unitId)
  if (!unit || unit.kind === 'headquarters' || unit.status === 'closed') throw new Refusal('order.unit_unfit')
  const scope = unitScope(step.ctx.actor)
  const column = scope === null ? null : scope.kind === 'unit' ? unit.id : unit[`${scope.kind}_id`]
  if (scope !== null && column !== scope.id) throw new Refusal('order.unit_outside')
  if (unit.status === 'active' && (await unitAbnormalAt(step.tx, unit.id, step.now)) === null) return { unit, addressee: staff ? 'staff' : addresseeOf(unit.kind), staff, meantFor: null }
  return { unit: await provinceOf(step.tx, unit), addressee: 'unit', staff: null, meantFor: unit.id }
}

/** The province that answers for a unit out of order. @throws Refusal `order.unit_abnormal`: there is none above it. */
export async function provinceOf(tx: Db, unit: OrderUnit): Promise<OrderUnit> {
  const province = unit.province_id === null || unit.province_id === unit.id ? null : await readUnit(tx, unit.province_id)
  if (!province) throw new Refusal('order.unit_abnormal', { unit: unit.name })
  return province
}

export async function readUnit(tx: Db, id: string): Promise<(OrderUnit & { status: string }) | null> {
  const found = await sql<OrderUnit & { status: string }>`select id, code, name, kind, province_id, hub_id, outlet_id, status from org_units where id = ${id}`.execute(tx)
  return found.rows[0] ?? null
}

// Asked by name is one of a unit's own people who may answer.
async function namedPerson({ tx }: Step, userId: string, unitId: string | undefined): Promise<{ id: string; name: string; unitId: string }> {
  const found = await sql<{ id: string; name: string; unitId: string }>`select u.id, u.name, p.unit_id as "unitId" from users u join posts p on p.user_id = u.id and p.ended_at is null join roles r on r.code = p.role_code and r.scope = 'unit' and r.permissions @> array['order:answer']
    where u.id = ${userId} and u.status = 'active' and ${unitId === undefined ? sql`true` : sql`p.unit_id = ${unitId}`} order by p.unit_id limit 1`.execute(tx)
  const person = found.rows[0]
  if (!person) throw new Refusal('order.staff_unfit')
  return person
}

/** A unit of the house answers within three days; abroad it takes what it takes. */
const mostHours = 72

/** @throws Malformed 400 for more hours than a question of the kind may have, whether it is asked, returned or handed over. */
export function insistHours(kind: OrderKind, hours: number | undefined): void {
  if (kind !== 'partner_enquiry' && (hours ?? 0) > mostHours) throw new Malformed([{ path: 'hours', code: 'too_big' }])
}

/** The clock that a question opens, and the instants it gives the unit. */
export function windowOf({ deps, row, now }: Step, unit: OrderUnit, subjectId: string, epoch: number, hours: number | undefined): { readonly opening: ClockOpening; readonly dueAt: number; readonly acceptDueAt: number } {
  const policy = deps.policy()
  const unitPath = [unit.province_id, unit.hub_id, unit.outlet_id, unit.id].filter((each) => each !== null)
  const opening = { kind: 'outlet_reply' as const, subjectId, note: unit.name, unitPath, ...(hours === undefined ? {} : { dueAt: now + hours * hourMillis }) }
  const dueAt = openedRow(policy, row.id, { ...opening, epoch, policyVersion: row.policy_version ?? policy.version }, now).due_at
  return { opening, dueAt, acceptDueAt: Math.min(dueAt, acceptanceDue(policy, unitPath, now)) }
}

/** Until when a question given now is to be taken on, in the unit's own working hours. */
export function acceptanceDue(policy: PolicyInForce, unitPath: readonly string[], now: number): number {
  return dueAfter({ value: policy.of(ordersDocument).acceptHours.value, unit: 'working_hour' }, 'none', now, policy.timeFor(unitPath)).strictDueAt
}

/** The epoch the gate will give the clock; the case is locked, so nobody takes it in between. */
export async function nextEpoch(tx: Db, complaintId: string): Promise<number> {
  const found = await sql<{ epoch: number }>`select coalesce(max(epoch), 0)::int + 1 as epoch from clocks where complaint_id = ${complaintId} and kind = 'outlet_reply'`.execute(tx)
  return found.rows[0]?.epoch ?? 1
}

type Turn = { readonly text?: string | null; readonly answer?: string; readonly files?: readonly string[]; readonly dueAt?: number; readonly byUnit?: boolean }

/** Adds to the history of an order. */
export async function addTurn({ tx, row, ctx, now }: Step, orderId: string, step: OrderTurn, { text = null, answer, files = [], dueAt, byUnit = false }: Turn = {}): Promise<void> {
  await sql`insert into order_turns (complaint_id, order_id, seq, step, at, by_id, by_name, by_unit, answer, text, files, due_at)
    select ${row.id}, ${orderId}, coalesce(max(seq), 0) + 1, ${step}, ${new Date(now)}, ${ctx.actor.id}, ${ctx.actor.name}, ${byUnit}, ${answer ?? null}, ${text}, ${[...files]}::uuid[], ${dueAt === undefined ? null : new Date(dueAt)}
    from order_turns where complaint_id = ${row.id} and order_id = ${orderId}`.execute(tx)
}
