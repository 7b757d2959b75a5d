// The job that files the lines of a batch case: in groups of the intake's size, each line under its own key, so that one repeated after a crash finds its answer.
import { sql } from 'kysely'
import { z } from 'zod'
import { newComplaint } from '../../contract/complaints.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { unseal } from '../platform/crypto.ts'
import { databaseTrouble } from '../platform/database.ts'
import { newId, requestHash } from '../platform/ids.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import { Replayed } from '../platform/routes.ts'
import { batchPlace } from './batch-cases.ts'
import type { Deps } from './deps.ts'
import type { Intake } from './intake.ts'
import { personNow } from './person-now.ts'

const together = 64

type Line = { line: number; sealed: Buffer }
type Result = { readonly line: number; readonly id: string | null; readonly problem: { code: string; params: Readonly<Record<string, unknown>> } | null }

/** The one job of batch cases; it may run twice and be killed anywhere. */
export function batchJobs(d: Deps, intake: Intake): Job[] {
  return [job({ name: 'file_batch', payload: z.object({ id: z.uuid() }), run: ({ id }, signal) => fileBatchCase(d, intake, id, signal) })]
}

/** Files what still waits. */
export async function fileBatchCase(d: Deps, intake: Intake, id: string, signal?: AbortSignal): Promise<void> {
  const row = (await sql<{ by_id: string; by_name: string; by_role: string; by_unit_id: string }>`select by_id, by_name, by_role, by_unit_id from batch_cases where parent_id = ${id} and state = 'filing'`.execute(d.db)).rows[0]
  if (!row) return
  const actor = await personNow(d.db, { id: row.by_id, name: row.by_name, role: row.by_role, unitId: row.by_unit_id })
  if (!actor?.permissions.has('complaint:create')) {
    await sql`update batch_cases set state = 'failed', problem = 'mass.maker_left', ended_at = app_now() where parent_id = ${id}`.execute(d.db)
    return
  }
  const ctx: Ctx = { db: d.db, actor, log: d.log, requestId: newId(), idempotency: null }
  for (;;) {
    if (signal?.aborted === true || d.closing.aborted) throw new Error('the job is leaving')
    const { rows } = await sql<Line>`select line, sealed from batch_lines where parent_id = ${id} and state = 'waiting' order by line limit ${together}`.execute(d.db)
    if (rows.length === 0) break
    await save(d, id, await Promise.all(rows.map((line) => fileLine(d, intake, ctx, id, line))))
  }
  await sql`update batch_cases set state = 'done', ended_at = app_now() where parent_id = ${id} and state = 'filing'`.execute(d.db)
}

async function fileLine(d: Deps, intake: Intake, ctx: Ctx, parentId: string, { line, sealed }: Line): Promise<Result> {
  const parsed = newComplaint.safeParse(JSON.parse(unseal(d.keys, batchPlace(parentId, line), sealed)))
  if (!parsed.success) return { line, id: null, problem: { code: 'malformed', params: {} } }
  const idempotency = { scope: `batch:${parentId}`, key: String(line), requestHash: requestHash(d.keys.indexKey, [parsed.data]) }
  try {
    const filed = await intake.file(ctx, { input: parsed.data, actor: ctx.actor, idempotency, registeredBy: null, followHash: null, batch: { parentId }, reply: (f) => ({ id: f.id }) }) as { id: string }
    return { line, id: filed.id, problem: null }
  } catch (error) {
    if (error instanceof Replayed) return { line, id: (JSON.parse(error.body) as { id: string }).id, problem: null }
    // what is only not ready yet, or a database away, is tried again by the queue
    if (!(error instanceof Refusal) || error.status >= 500 || error.code === 'idempotency.in_flight' || databaseTrouble(error)) throw error
    return { line, id: null, problem: { code: error.code, params: error.params } }
  }
}

// What was said stands in the cases now; the sealed line goes.
async function save(d: Deps, parentId: string, results: readonly Result[]): Promise<void> {
  await sql`update batch_lines l set complaint_id = t.id, problem = t.problem, state = case when t.id is null then 'refused' else 'filed' end, sealed = null from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as t (line integer, id uuid, problem jsonb) where l.parent_id = ${parentId} and l.line = t.line and l.state = 'waiting'`.execute(d.db)
}
