// What happens to a work contact order between asking and settling: acceptance, return, settlement, hand-over, cancellation, more time, reminders.
import { sql } from 'kysely'
import type * as wire from '../../contract/orders.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import { bookBreaches } from '../complaints/clocks.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { joinParties } from './orders.ts'
import { acceptanceDue, addressed, addTurn, insistHours, nextEpoch, orderFor, windowOf } from './order-rows.ts'
import type { Addressee, OrderRow } from './order-rows.ts'
import { ordersDocument } from './order-rules.ts'

/** The unit takes it on; a notice is done with its receipt. */
export async function acceptOrder(step: Step, id: string): Promise<Decided> {
  const { tx, row, ctx, now } = step
  const order = await orderFor(step, id, 'acceptance')
  const received = order.kind === 'notice'
  await sql`update orders set accepted_at = ${new Date(now)}, accepted_by_name = ${ctx.actor.name}, ${received ? sql`state = 'answered', answered_at = ${new Date(now)}, answered_by = ${ctx.actor.id}, answered_by_name = ${ctx.actor.name}, settled_at = ${new Date(now)}` : sql`state = state`} where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  await addTurn(step, id, 'accepted', { byUnit: true })
  return { made: id, data: { order: id, unit: order.unit_id } }
}

/** Sends an answer back for more: the clock of the question begins again. @throws Refusal `order.returned_too_often`, `order.not_answered`, `order.settled_already` */
export async function returnOrder(step: Step, id: string, body: BodyOf<typeof wire.returnOrder>): Promise<Decided> {
  const { tx, row, now } = step
  const order = await orderFor(step, id, 'return')
  insistHours(order.kind, body.hours)
  const to = await addressed(step, { unitId: order.unit_id, ...(order.staff_id === null ? {} : { staffId: order.staff_id }) })
  if (to.meantFor !== null) throw new Refusal('order.unit_abnormal', { unit: to.unit.name })
  const epoch = await nextEpoch(tx, row.id)
  const window = windowOf(step, to.unit, id, epoch, body.hours)
  const missing = clean(body.missing)
  await sql`update orders set state = 'open', epoch = ${epoch}, due_at = ${new Date(window.dueAt)}, returned = returned + 1, returned_at = ${new Date(now)}, missing = ${missing}, silent_at = null, extension = null, extended_at = null, reminded_at = null where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  await addTurn(step, id, 'returned', { text: missing, dueAt: window.dueAt })
  return { made: id, opens: [window.opening], data: { order: id, unit: order.unit_id, ...(order.staff_id === null ? {} : { staff: order.staff_id }), missing: gist(body.missing), time: order.returned + 1, dueAt: new Date(window.dueAt).toISOString() } }
}

/** Finds the answer good. @throws Refusal `order.not_answered`, `order.settled_already`, `order.own_reply` */
export async function settleOrder(step: Step, id: string, note: string | undefined): Promise<Decided> {
  const { tx, row, ctx, now } = step
  const order = await orderFor(step, id, 'settlement')
  await sql`update orders set settled_at = ${new Date(now)}, settled_by_name = ${ctx.actor.name} where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  await addTurn(step, id, 'settled', { text: note === undefined ? null : clean(note) })
  return { made: id, data: { order: id, unit: order.unit_id, ...(note === undefined ? {} : { note: gist(note) }) } }
}

/** Gives the question to another unit, with a clock of its own. @throws Refusal `order.same_unit`, `order.answered_already`, and those of `addressed`. */
export async function handOverOrder(step: Step, id: string, body: BodyOf<typeof wire.handOverOrder>): Promise<Decided> {
  const order = await orderFor(step, id, 'handover')
  const to = await addressed(step, { unitId: body.unitId })
  if (to.unit.id === order.unit_id) throw new Refusal('order.same_unit')
  insistHours(to.addressee === 'partner' ? order.kind : 'question', body.hours)
  const epoch = await nextEpoch(step.tx, step.row.id)
  const next = newId(step.now)
  const window = windowOf(step, to.unit, next, epoch, body.hours)
  await passOn(step, order, { id: next, to, epoch, dueAt: window.dueAt, acceptDueAt: window.acceptDueAt, as: 'handed_over', reason: clean(body.reason) })
  return {
    made: next, voids: order.state === 'open' ? [{ kind: 'outlet_reply', epoch: order.epoch }] : [], opens: [window.opening],
    data: { order: id, unit: order.unit_id, to: to.unit.id, next, nextUnit: to.unit.id, nextUnitName: to.unit.name, reason: gist(body.reason), dueAt: new Date(window.dueAt).toISOString() },
  }
}

type Passing = { readonly id: string; readonly to: Addressee; readonly epoch: number; readonly dueAt: number; readonly acceptDueAt: number; readonly as: 'handed_over' | 'rerouted'; readonly reason: string }

/** Ends an order with a successor at another unit; the former one keeps its row to read. */
async function passOn(step: Step, order: OrderRow, next: Passing): Promise<void> {
  const { tx, row, ctx, now } = step
  const { unit } = next.to
  await sql`update orders set state = 'cancelled', ended_as = ${next.as}, end_reason = ${next.reason}, ended_at = ${new Date(now)}, ended_by_name = ${ctx.actor.name}, successor_id = ${next.id} where complaint_id = ${row.id} and id = ${order.id}`.execute(tx)
  await sql`insert into orders (complaint_id, id, unit_id, province_id, hub_id, outlet_id, kind, addressee, question, wanted, wanted_types, fields, prefill, asked_by, asked_by_name, asked_unit_id, asked_at, due_at, accept_due_at, epoch, state, former_id, meant_for, batch_id, silent_at)
    select complaint_id, ${next.id}, ${unit.id}, ${unit.province_id}, ${unit.hub_id}, ${unit.outlet_id}, case when kind = 'partner_enquiry' and ${next.to.addressee} <> 'partner' then 'question' else kind end, ${next.to.addressee}, question, wanted, wanted_types, fields, prefill, asked_by, asked_by_name, asked_unit_id, ${new Date(now)}, ${new Date(next.dueAt)}, ${new Date(next.acceptDueAt)}, ${next.epoch}, 'open', ${order.id}, ${next.to.meantFor}, batch_id, ${next.as === 'rerouted' && order.silent_at !== null ? new Date(order.silent_at) : null}
    from orders where complaint_id = ${row.id} and id = ${order.id}`.execute(tx)
  await addTurn(step, order.id, next.as, { text: next.reason })
  await addTurn(step, next.id, 'issued', { text: order.question, dueAt: next.dueAt })
  await joinParties(tx, row, unit)
}

/** Spares a unit out of order: the question goes to its province, with the same clock (OPN-35). */
export async function rerouteOrder(step: Step, id: string, state: string): Promise<Decided> {
  const { tx, row, now, deps } = step
  const order = (await sql<OrderRow>`select * from orders where complaint_id = ${row.id} and id = ${id} and state = 'open'`.execute(tx)).rows[0]
  if (!order) throw new Refusal('order.cancelled')
  const to = await addressed(step, { unitId: order.unit_id })
  if (to.meantFor === null) throw new Refusal('unit.not_abnormal')
  const next = newId(now)
  const path = [to.unit.province_id, to.unit.id].filter((each) => each !== null)
  await passOn(step, order, { id: next, to, epoch: order.epoch, dueAt: order.due_at, acceptDueAt: acceptanceDue(deps.policy(), path, now), as: 'rerouted', reason: state })
  await sql`update clocks set subject_id = ${next}, note = ${to.unit.name} where complaint_id = ${row.id} and kind = 'outlet_reply' and epoch = ${order.epoch}`.execute(tx)
  return { made: next, data: { order: id, unit: order.unit_id, to: to.unit.id, next, nextUnit: to.unit.id, nextUnitName: to.unit.name, state, dueAt: new Date(order.due_at).toISOString() } }
}

/** Takes a question back. */
export async function cancelOrder(step: Step, id: string, reason: string): Promise<Decided> {
  const { tx, row, ctx, now } = step
  const order = await orderFor(step, id, 'cancellation')
  await sql`update orders set state = 'cancelled', ended_as = 'cancelled', end_reason = ${clean(reason)}, ended_at = ${new Date(now)}, ended_by_name = ${ctx.actor.name} where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  await addTurn(step, id, 'cancelled', { text: clean(reason) })
  return { made: id, voids: order.kind === 'notice' ? [] : [{ kind: 'outlet_reply', epoch: order.epoch }], data: { order: id, unit: order.unit_id, reason: gist(reason) } }
}

/** Gives more time, once; of a question that is late it is only asked for. @throws Refusal `order.extended_already`, `order.extension_too_long` */
export async function extendOrder(step: Step, id: string, body: BodyOf<typeof wire.extendOrder>): Promise<Decided> {
  const { tx, row, ctx, now, deps } = step
  const order = await orderFor(step, id, 'extension')
  const limit = deps.policy().of(ordersDocument).extensionHours.value
  if (body.hours > limit) throw new Refusal('order.extension_too_long', { hours: limit })
  const reason = clean(body.reason)
  const asked = { byId: ctx.actor.id, by: ctx.actor.name, hours: body.hours, reason, at: new Date(now).toISOString() }
  if (order.due_at > now) return extended(step, order, asked, false)
  await sql`update orders set extension = ${JSON.stringify(asked)}::jsonb where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  await addTurn(step, id, 'extension_asked', { text: reason })
  return { made: id, event: 'order.extension_asked', data: { order: id, unit: order.unit_id, hours: body.hours, reason: gist(body.reason) } }
}

/** A second person grants or refuses the time asked for. @throws Refusal `order.no_extension_asked`, `order.own_extension` */
export async function decideExtension(step: Step, id: string, body: BodyOf<typeof wire.decideExtension>): Promise<Decided> {
  const order = await orderFor(step, id, 'extension_decision')
  if (order.extension === null) throw new Refusal('order.no_extension_asked')
  if (body.approve) return extended(step, order, order.extension, true)
  await sql`update orders set extension = null where complaint_id = ${step.row.id} and id = ${id}`.execute(step.tx)
  await addTurn(step, id, 'extension_refused', { text: body.reason === undefined ? null : clean(body.reason) })
  return { made: id, event: 'order.extension_refused', data: { order: id, unit: order.unit_id, ...(body.reason === undefined ? {} : { reason: gist(body.reason) }) } }
}

async function extended(step: Step, order: OrderRow, asked: NonNullable<OrderRow['extension']>, second: boolean): Promise<Decided> {
  const { tx, row, now } = step
  const clock = (await sql<ClockRow>`select * from clocks where complaint_id = ${row.id} and kind = 'outlet_reply' and epoch = ${order.epoch}`.execute(tx)).rows[0]
  if (!clock) throw new Refusal('order.cancelled')
  // what was late stays late in the books
  await bookBreaches(tx, [clock], now)
  const dueAt = Math.max(order.due_at, now) + asked.hours * hourMillis
  await sql`update orders set due_at = ${new Date(dueAt)}, extended_at = ${new Date(now)}, extension = ${JSON.stringify(asked)}::jsonb where complaint_id = ${row.id} and id = ${order.id}`.execute(tx)
  await addTurn(step, order.id, 'extended', { text: asked.reason, dueAt })
  return {
    made: order.id, moves: [{ kind: 'outlet_reply', epoch: order.epoch, opened_at: clock.opened_at, due_at: dueAt, strict_due_at: dueAt, rolled_due_at: null }],
    data: { order: order.id, unit: order.unit_id, hours: asked.hours, reason: gist(asked.reason), dueAt: new Date(dueAt).toISOString(), second },
  }
}

/** Reminds the unit. @throws Refusal `order.reminded_already` */
export async function remindOrder(step: Step, id: string): Promise<Decided> {
  const { tx, row, now } = step
  const order = await orderFor(step, id, 'reminder')
  await sql`update orders set reminded = reminded + 1, reminded_at = ${new Date(now)} where complaint_id = ${row.id} and id = ${id}`.execute(tx)
  await addTurn(step, id, 'reminded')
  return { made: id, data: { order: id, unit: order.unit_id, times: order.reminded + 1, ...(order.staff_id === null ? {} : { staff: order.staff_id }) } }
}
