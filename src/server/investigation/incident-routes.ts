// The routes of incidents, batch orders and acts on many cases.
import { sql } from 'kysely'
import * as contract from '../../contract/incidents.ts'
import type { MassRun } from '../../contract/incidents.ts'
import { transitionOf } from '../../domain/complaints/lifecycle.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { postOf } from '../complaints/person-now.ts'
import { loadVisible } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { audienceOf, startNotice } from './incident-notices.ts'
import { loadIncident } from './incident-rows.ts'
import { suggestedIncidents } from './incident-suggestions.ts'
import { incidentOfCase, listIncidentCases, listIncidents, readIncident } from './incident-view.ts'
import { adoptFinding, askTheRest, closeIncident, exclude, joinByHand, openIncident, orderForAll, previewIncident } from './incidents.ts'
import { actionOf } from './mass-acts.ts'
import { failedCodes, readRun } from './mass-runs.ts'
import type { RunRow } from './mass-runs.ts'
import { answerBatch, listBatchOrders, listUnitBatches } from './order-batches.ts'

/** Every endpoint of `contract/incidents.ts`. */
export function incidentRoutes(d: Deps): Route[] {
  return [
    route(contract.previewIncident, (ctx, { body }) => previewIncident(d, ctx, body.rule)),
    route(contract.suggestIncidents, (ctx) => suggestedIncidents(ctx)),
    route(contract.openIncident, (ctx, { body }) => openIncident(d, ctx, body)),
    route(contract.listIncidents, (ctx, { query }) => listIncidents(ctx, query)),
    route(contract.getIncident, (ctx, { params }) => readIncident(ctx.db, ctx.actor, params.id)),
    route(contract.listIncidentCases, (ctx, { params, query }) => listIncidentCases(ctx, params.id, query)),
    route(contract.joinIncident, (ctx, { params, body }) => joinByHand(d, ctx, params.id, body)),
    route(contract.excludeFromIncident, (ctx, { params, body }) => exclude(d, ctx, params.id, body)),
    route(contract.closeIncident, (ctx, { params, body }) => closeIncident(ctx, params.id, body.reason)),
    route(contract.adoptFinding, (ctx, { params, body }) => adoptFinding(ctx, params.id, body)),
    route(contract.orderForAll, (ctx, { params, body }) => orderForAll(d, ctx, params.id, body)),
    route(contract.askTheRest, (ctx, { params, body }) => askTheRest(d, ctx, params.id, body.standing)),
    route(contract.previewNotice, async (ctx, { params, body }) => {
      await loadIncident(ctx.db, ctx.actor, params.id)
      return audienceOf(ctx.db, ctx.actor, params.id, body.text)
    }),
    route(contract.sendNotice, (ctx, { params, body }) => startNotice(d, ctx, params.id, body)),
    route(contract.getMassRun, async (ctx, { params }) => { await insistRun(ctx, params.id); return readRun(ctx.db, params.id) }),
    route(contract.resumeMassRun, (ctx, { params }) => resume(d, ctx, params.id)),
    route(contract.getCaseIncident, (ctx, { params }) => incidentOfCase(ctx, params.id)),
    route(contract.listUnitBatches, (ctx) => listUnitBatches(ctx)),
    route(contract.listBatchOrders, (ctx, { params, query }) => listBatchOrders(ctx, params.id, query)),
    route(contract.answerBatch, (ctx, { params, body }) => answerBatch(d, ctx, params.id, body)),
  ]
}

/** A run is there for who began it and for who sees what it is about. @throws Refusal 404 */
async function insistRun(ctx: Ctx, id: string): Promise<RunRow> {
  const run = (await sql<RunRow>`select * from mass_runs where id = ${id}`.execute(ctx.db)).rows[0]
  if (!run) throw new Refusal('not_found', {}, 404)
  if (ctx.actor.kind === 'user' && run.by_id === ctx.actor.id) return run
  if (run.incident_id !== null) await loadIncident(ctx.db, ctx.actor, run.incident_id)
  else await loadVisible(ctx.db, ctx.actor, run.parent_id ?? newId())
  return run
}

/** Goes on with a run whose maker left or in which cases failed: from here on it is this person's act, within what they may do; what was done or refused stays. @throws Refusal `mass.not_resumable` */
async function resume(d: Deps, ctx: Ctx, id: string): Promise<MassRun> {
  const run = await insistRun(ctx, id)
  const post = postOf(ctx.actor)
  // an answer of a unit is that unit's alone: it answers again what stayed open
  const { permission } = transitionOf(actionOf[run.kind])
  if (post === null || run.state !== 'failed' || run.kind === 'answers') throw new Refusal('mass.not_resumable')
  if (!may(ctx.actor, permission)) throw new Refusal('permission.missing', { permission }, 403)
  return write(ctx, async ({ tx }) => {
    const taken = await sql`update mass_runs set state = 'running', problem = null, ended_at = null, by_id = ${post.id}, by_name = ${post.name}, by_role = ${post.role}, by_unit_id = ${post.unitId} where id = ${id} and state = 'failed' returning 1`.execute(tx)
    if (taken.rows.length === 0) throw new Refusal('mass.not_resumable')
    await sql`update mass_items set state = 'waiting', refusal = null where run_id = ${id} and state = 'refused' and refusal->>'code' = any(${failedCodes}::text[])`.execute(tx)
    await d.enqueue(tx, [{ name: 'mass_run', payload: { id }, key: `${id}:${newId()}` }])
    return readRun(tx, id)
  })
}
