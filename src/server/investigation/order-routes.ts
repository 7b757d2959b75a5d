// The routes of work contact orders between asking and settling, the board of a case, and the list of those who ask.
import { sql } from 'kysely'
import * as wire from '../../contract/orders.ts'
import type { z } from 'zod'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { ordersOf, visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import { listCaseOrders, listIssuedOrders } from './order-board.ts'
import { acceptOrder, cancelOrder, decideExtension, extendOrder, handOverOrder, remindOrder, returnOrder, settleOrder } from './order-steps.ts'

type Head = z.output<typeof wire.orderHead>

/** Every endpoint of `contract/orders.ts`. */
export function orderRoutes(d: Deps): Route[] {
  const step = (ctx: Ctx, id: string, action: Action, work: (step: Step) => Promise<Decided>): Promise<Head> => write(ctx, (open) => orderStep(d, open, id, action, work))
  return [
    route(wire.acceptOrder, (ctx, { params }) => step(ctx, params.id, 'order_acceptance', (s) => acceptOrder(s, params.id))),
    route(wire.returnOrder, (ctx, { params, body }) => step(ctx, params.id, 'order_return', (s) => returnOrder(s, params.id, body))),
    route(wire.settleOrder, (ctx, { params, body }) => step(ctx, params.id, 'order_settlement', (s) => settleOrder(s, params.id, body.note))),
    route(wire.handOverOrder, (ctx, { params, body }) => step(ctx, params.id, 'order_handover', (s) => handOverOrder(s, params.id, body))),
    route(wire.cancelOrder, (ctx, { params, body }) => step(ctx, params.id, 'order_cancellation', (s) => cancelOrder(s, params.id, body.reason))),
    route(wire.extendOrder, (ctx, { params, body }) => step(ctx, params.id, 'order_extension', (s) => extendOrder(s, params.id, body))),
    route(wire.decideExtension, (ctx, { params, body }) => step(ctx, params.id, 'order_extension', (s) => decideExtension(s, params.id, body))),
    route(wire.remindOrder, (ctx, { params }) => step(ctx, params.id, 'order_reminder', (s) => remindOrder(s, params.id))),
    // one after the other in one transaction: each is reminded or told why not
    route(wire.remindOrders, (ctx, { body }) => write(ctx, async (open) => {
      const items: { id: string; refused: { code: string; params: Record<string, unknown> } | null }[] = []
      // cases are locked in one order, so that two runs never wait for each other
      const inOrder = await sql<{ id: string }>`select w.id from unnest(${[...new Set(body.ids)]}::uuid[]) w(id) left join orders o on o.id = w.id order by o.complaint_id, w.id`.execute(open.tx)
      for (const { id } of inOrder.rows) {
        items.push(await orderStep(d, open, id, 'order_reminder', (s) => remindOrder(s, id)).then(() => ({ id, refused: null }), (error: unknown) => {
          if (error instanceof Refusal) return { id, refused: { code: error.code, params: { ...error.params } } }
          throw error
        }))
      }
      return { items }
    })),
    route(wire.listCaseOrders, (ctx, { params }) => listCaseOrders(d, ctx, params.id)),
    route(wire.listIssuedOrders, (ctx, { query }) => listIssuedOrders(d, ctx, query)),
  ]
}

/** One step on an order that exists for the actor. @throws Refusal `not_found` (404), those of the gate and of the step. */
async function orderStep(d: Deps, open: Tx, id: string, action: Action, work: (step: Step) => Promise<Decided>): Promise<Head> {
  const found = await sql<{ complaint_id: string }>`select o.complaint_id from orders o where o.id = ${id} and ${ordersOf(open.ctx.actor)}`.execute(open.tx)
  const order = found.rows[0]
  if (!order) throw new Refusal('not_found', {}, 404)
  const head = await stepWithin(d, open, order.complaint_id, action, null, work)
  return readHead(open.tx, open.ctx, id, head.made === id ? null : head.made)
}

async function readHead(tx: Db, ctx: Ctx, id: string, made: string | null): Promise<Head> {
  const found = await sql<{ id: string; complaintId: string; stage: Head['stage']; state: Head['state']; due_at: number }>`select o.id, o.complaint_id as "complaintId", o.stage, o.state, o.due_at from orders o join complaints c on c.id = o.complaint_id where o.id = ${id} and ${ordersOf(ctx.actor)} and ${visibleTo(ctx.actor)}`.execute(tx)
  const row = found.rows[0]
  // a restricted case is seen by who is asked alone: with the question the sight of it has gone
  if (!row) throw new Refusal('not_found', {}, 404)
  return { id: row.id, complaintId: row.complaintId, stage: row.stage, state: row.state, dueAt: new Date(row.due_at).toISOString(), made }
}
