// The routes of batch cases, and one act on chosen lines of one: a question to a unit, a finding, a contact, each through its own case's gate.
import { sql } from 'kysely'
import * as contract from '../../contract/batch-cases.ts'
import type { BatchAct } from '../../contract/batch-cases.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { MassRun } from '../../contract/incidents.ts'
import { transitionOf } from '../../domain/complaints/lifecycle.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { createBatchCase, previewBatchCase, resumeBatchCase } from '../complaints/batch-cases.ts'
import { batchOfCase, batchTotals, listBatchCases, listBatchLines, readBatchHead } from '../complaints/batch-rows.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Intake } from '../complaints/intake.ts'
import { visibleTo } from '../complaints/visible.ts'
import { clean } from '../complaints/words.ts'
import type { Ctx } from '../platform/context.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { insistUnits, layDownBatch } from './incidents.ts'
import { layDownRun, readRun, readRuns, runView } from './mass-runs.ts'

/** Every endpoint of `contract/batch-cases.ts`. */
export function batchCaseRoutes(d: Deps, intake: Intake): Route[] {
  return [
    route(contract.previewBatchCase, (ctx, { body }) => previewBatchCase(d, ctx, body)),
    route(contract.createBatchCase, (ctx, { body }) => createBatchCase(d, intake, ctx, body)),
    route(contract.listBatchCases, (ctx, { query }) => listBatchCases(ctx, query)),
    route(contract.getBatchCase, async (ctx, { params }) => {
      const head = await readBatchHead(ctx.db, ctx.actor, params.id)
      return { ...head, totals: await batchTotals(ctx.db, ctx.actor, params.id), runs: (await readRuns(ctx.db, sql`r.parent_id = ${params.id}::uuid`)).map(runView) }
    }),
    route(contract.resumeBatchCase, (ctx, { params }) => resumeBatchCase(d, ctx, params.id)),
    route(contract.listBatchLines, (ctx, { params, query }) => listBatchLines(ctx, params.id, query)),
    route(contract.startBatchAct, (ctx, { params, body }) => startBatchAct(d, ctx, params.id, body)),
    route(contract.getCaseBatch, (ctx, { params }) => batchOfCase(ctx, params.id)),
  ]
}

const actions: Readonly<Record<BatchAct['act'], Action>> = { orders: 'order', finding: 'finding', contact: 'contact' }

/** Lays an act on lines down. @throws Refusal 403 when the actor may not do it on a single case, `batch_case.no_lines` when none of the ids is a line. */
async function startBatchAct(d: Deps, ctx: Ctx, id: string, { ids, act }: BodyOf<typeof contract.startBatchAct>): Promise<MassRun> {
  const { permission } = transitionOf(actions[act.act])
  if (!may(ctx.actor, permission)) throw new Refusal('permission.missing', { permission }, 403)
  return write(ctx, async ({ tx, now }) => {
    const { title } = await readBatchHead(tx, ctx.actor, id)
    const lines = await sql<{ id: string }>`select c.id from batch_lines l join complaints c on c.id = l.complaint_id where l.parent_id = ${id} and c.id = any(${ids}::uuid[]) and ${visibleTo(ctx.actor)}`.execute(tx)
    if (lines.rows.length === 0) throw new Refusal('batch_case.no_lines', {}, 400)
    const batchId = act.act === 'orders' ? await questionOf(tx, ctx, now, { parentId: id, title }, act) : undefined
    const { act: kind, ...body } = act
    const run = await layDownRun(d, tx, ctx.actor, now, { kind, parentId: id, ...(batchId === undefined ? {} : { batchId }), body: scrubbed(body) }, sql`select c.id, null::uuid, null::jsonb from batch_lines l join complaints c on c.id = l.complaint_id where l.parent_id = ${id} and c.id = any(${lines.rows.map((r) => r.id)}::uuid[]) order by l.line`)
    return readRun(tx, run)
  }, 201)
}

async function questionOf(tx: Parameters<typeof layDownBatch>[0], ctx: Ctx, now: number, about: { parentId: string; title: string }, act: Extract<BatchAct, { act: 'orders' }>): Promise<string> {
  await insistUnits(tx, [act.unitId])
  return layDownBatch(tx, ctx, now, about, act)
}

// The act is kept until it is done: nothing that names a customer stands in it.
function scrubbed(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' && !/^[0-9a-f-]{36}$/.test(value) ? clean(value) : value]))
}
