// What the house does to orders by itself: silence and missed acceptance put down, units out of order spared, partners of the custody chain told.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { followStates, unitAbnormalAt } from '../identity/abnormal-units.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import { acceptanceDue, addTurn, readUnit } from './order-rows.ts'
import { ordersDocument } from './order-rules.ts'
import { rerouteOrder } from './order-steps.ts'
import { joinParties } from './orders.ts'

/** The house itself, which may do nothing but this. */
const house: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(['order:issue']), scope: { kind: 'all' } }
const atOnce = 100

/** Questions whose unit let its time pass without an answer, whether it answered later or not: the fact `unit_silent`. */
export async function silentUnits(db: Db, complaintId: string): Promise<readonly { readonly orderId: string; readonly unitId: string; readonly dueAt: number; readonly silentAt: number }[]> {
  const found = await sql<{ orderId: string; unitId: string; dueAt: number; silentAt: number }>`select order_id as "orderId", (select o.unit_id from orders o where o.complaint_id = t.complaint_id and o.id = t.order_id) as "unitId", due_at as "dueAt", at as "silentAt"
    from order_turns t where complaint_id = ${complaintId} and step = 'silent' order by at`.execute(db)
  return found.rows
}

/** Every ten seconds: the ladders tell of a breach, this puts it down as a fact about the unit. */
export function orderSweep(deps: Deps): Sweep {
  return { name: 'orders', everyMs: 10_000, run: async () => (await lapse(deps)) + (await spareUnits(deps)) + (await tellPartners(deps)) }
}

/** Puts down what a unit let pass: taking a question on, and answering it. */
export async function lapse(deps: Deps): Promise<number> {
  const late = await sql<{ id: string; complaint_id: string; what: 'acceptance_missed' | 'silent' }>`
    (select o.id, o.complaint_id, 'silent' as what from orders o join clocks k on k.complaint_id = o.complaint_id and k.kind = 'outlet_reply' and k.epoch = o.epoch where o.state = 'open' and o.silent_at is null and o.kind <> 'notice' and o.due_at < app_now() and k.stopped_at is null and k.paused_at is null and k.due_at < app_now() order by o.due_at limit ${atOnce})
    union all (select o.id, o.complaint_id, 'acceptance_missed' from orders o where o.state = 'open' and o.accepted_at is null and o.acceptance_missed_at is null and o.accept_due_at < app_now() order by o.accept_due_at limit ${atOnce})`.execute(deps.db)
  let put = 0
  for (const { id, complaint_id, what } of late.rows) put += await byHouse(deps, complaint_id, 'order_lapse', (step) => lapsed(step, id, what))
  return put
}

async function lapsed(step: Step, id: string, what: 'acceptance_missed' | 'silent'): Promise<Decided> {
  const column = sql.ref(what === 'silent' ? 'silent_at' : 'acceptance_missed_at')
  const due = sql.ref(what === 'silent' ? 'due_at' : 'accept_due_at')
  const found = await sql<{ unit_id: string; due: number }>`update orders set ${column} = ${new Date(step.now)} where complaint_id = ${step.row.id} and id = ${id} and state = 'open' and ${column} is null and ${due} < ${new Date(step.now)} ${what === 'silent' ? sql`` : sql`and accepted_at is null`} returning unit_id, ${due} as due`.execute(step.tx)
  const order = found.rows[0]
  // answered meanwhile
  if (!order) throw new Refusal('order.answered_already')
  await addTurn(step, id, what, { dueAt: order.due })
  return { ...(what === 'silent' ? {} : { event: 'order.acceptance_missed' }), made: id, data: { order: id, unit: order.unit_id, dueAt: new Date(order.due).toISOString() } }
}

/** What units out of order were asked goes to their provinces; statuses follow what was told of them. */
export async function spareUnits(deps: Deps): Promise<number> {
  await followStates(deps.db)
  const open = await sql<{ id: string; complaint_id: string; unit_id: string; now: number }>`with away as materialized (select distinct unit_id from unit_abnormalities where ended_at is null and from_at <= app_now() and (to_at is null or to_at > app_now()))
    select o.id, o.complaint_id, o.unit_id, app_now() as now from away a
      cross join lateral (select 1 from org_units where id = a.unit_id and province_id is not null and kind <> 'province' offset 0) u
      cross join lateral (select id, complaint_id, unit_id, due_at from orders where unit_id = a.unit_id and state = 'open' and kind <> 'notice' order by due_at limit ${atOnce}) o order by o.due_at limit ${atOnce}`.execute(deps.db)
  let moved = 0
  for (const { id, complaint_id, unit_id, now } of open.rows) {
    const state = await unitAbnormalAt(deps.db, unit_id, now)
    if (state !== null) moved += await byHouse(deps, complaint_id, 'order_rerouting', (step) => rerouteOrder(step, id, state))
  }
  return moved
}

/**
 * Partners in the custody chain of a case are told of it, once each, with no more than that there is a complaint about their parcel (OPN-38, REC-09). Nobody
 * is told of restricted cases and of those brought by staff, nor a partner that has been asked already.
 */
export async function tellPartners(deps: Deps): Promise<number> {
  const news = await sql<{ complaint_id: string; unit_id: string; tell: boolean }>`select n.complaint_id, n.unit_id, is_open_status(c.status) and c.kind = 'complaint' and not c.flags @> '{restricted}' and c.complainant_role <> 'staff'
      and not exists (select 1 from orders o where o.complaint_id = n.complaint_id and o.unit_id = n.unit_id) as tell
    from partner_news n join complaints c on c.id = n.complaint_id limit ${atOnce}`.execute(deps.db)
  let told = 0
  for (const { complaint_id, unit_id, tell } of news.rows) {
    if (tell) told += await byHouse(deps, complaint_id, 'order_notice', (step) => giveNotice(step, unit_id))
    await sql`delete from partner_news where complaint_id = ${complaint_id} and unit_id = ${unit_id}`.execute(deps.db)
  }
  return told
}

async function giveNotice(step: Step, unitId: string): Promise<Decided> {
  const { tx, row, now, deps, ctx } = step
  const unit = await readUnit(tx, unitId)
  if (!unit || unit.status !== 'active') throw new Refusal('order.unit_unfit')
  const rules = deps.policy().of(ordersDocument)
  const due = acceptanceDue(deps.policy(), [unit.id], now)
  const id = newId(now)
  const made = await sql`insert into orders (complaint_id, id, unit_id, province_id, hub_id, outlet_id, kind, addressee, question, asked_by, asked_by_name, asked_at, due_at, accept_due_at, epoch, state, automatic)
    values (${row.id}, ${id}, ${unit.id}, ${unit.province_id}, ${unit.hub_id}, ${unit.outlet_id}, 'notice', 'partner', ${rules.notice.text}, null, ${ctx.actor.name}, ${new Date(now)}, ${new Date(due)}, ${new Date(due)}, 0, 'open', true)
    on conflict (complaint_id, unit_id) where kind = 'notice' and automatic do nothing returning 1`.execute(tx)
  if (made.rows.length === 0) throw new Refusal('order.accepted_already')
  await addTurn(step, id, 'issued', { text: rules.notice.text, dueAt: due })
  await joinParties(tx, row, unit)
  return { made: id, data: { order: id, unit: unit.id, unitCode: unit.code, unitName: unit.name } }
}

/** A step of the house on a case. Another worker or a person may be first: the lock and the rules then refuse this one, which is no failure. */
async function byHouse(deps: Deps, complaintId: string, action: Action, work: (step: Step) => Promise<Decided>): Promise<number> {
  const ctx = { db: deps.db, actor: house, log: deps.log, requestId: newId(), idempotency: null }
  return takeStep(deps, ctx, complaintId, action, null, work).then(() => 1, (error: unknown) => {
    if (error instanceof Refusal) return 0
    throw error
  })
}
