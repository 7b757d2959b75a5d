// The routes of the investigation: questions to units and their answers, the finding.
import { sql } from 'kysely'
import * as contract from '../../contract/investigation.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin, takeStep } from '../complaints/gate.ts'
import { ordersOf } from '../complaints/visible.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { recordFinding } from './finding.ts'
import { listOrders, readOrder } from './order-cards.ts'
import { attachKit } from './order-kit.ts'
import { answerOrder, issueOrder } from './orders.ts'

/** Every endpoint of `contract/investigation.ts`. */
export function investigationRoutes(d: Deps): Route[] {
  return [
    route(contract.issueOrder, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'order', body.version, (step) => issueOrder(step, body))),
    route(contract.listMyOrders, (ctx, { query }) => listOrders(d, ctx, query)),
    route(contract.getOrder, (ctx, { params }) => readOrder(d, ctx.db, ctx.actor, params.id)),
    route(contract.answerOrder, (ctx, { params, body }) => write(ctx, async (open) => {
      const found = await sql<{ complaint_id: string }>`select o.complaint_id from orders o where o.id = ${params.id} and ${ordersOf(ctx.actor)}`.execute(open.tx)
      const order = found.rows[0]
      if (!order) throw new Refusal('not_found', {}, 404)
      await stepWithin(d, open, order.complaint_id, 'order_answer', null, async (step) => {
        const decided = await answerOrder(step, params.id, body)
        if (body.kit) await attachKit(step, params.id)
        return decided
      })
      return readOrder(d, open.tx, ctx.actor, params.id)
    })),
    route(contract.find, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'finding', body.version, (step) => recordFinding(step, body))),
  ]
}
