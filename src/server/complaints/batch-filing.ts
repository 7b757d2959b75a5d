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
import type { Job, Sweep } from '../platform/jobs.ts'
import { Replayed } from '../platform/routes.ts'
import { batchPlace, lineFailed } from './batch-cases.ts'
import type { Deps } from './deps.ts'
import type { Intake } from './intake.ts'
import { mostTries, secondsBefore, takeUpAgain } from './left-work.ts'
import { personNow } from './person-now.ts'

const together = 64

type Line = { line: number; sealed: Buffer }
type Result = { readonly line: number; readonly id: string | null; readonly problem: { code: string; params: Readonly<Record<string, unknown>> } | null }
/** Lines set aside because they are only not ready yet, and how often that was said already. */
type Slice = { readonly id: string; readonly tries: number; readonly aside: Set<number> }

/** The one job of batch cases; it may run twice and be killed anywhere. */
export function batchJobs(d: Deps, intake: Intake): Job[] {
  return [job({ name: 'file_batch', payload: z.object({ id: z.uuid(), tries: z.int().default(0) }), run: ({ id, tries }, signal) => fileBatchCase(d, intake, id, signal, tries) })]
}

/** Takes up batch cases whose job is gone: one that failed for good while the database was away. */
export function batchSweep(d: Deps): Sweep {
  return { name: 'batch_cases', everyMs: 30_000, run: () => takeUpAgain(d, 'file_batch', sql`select parent_id from batch_cases where state = 'filing'`) }
}

/** Files what still waits. What nobody foresaw ends it with its code; only a database away, or a worker that leaves, is left to the queue. */
export async function fileBatchCase(d: Deps, intake: Intake, id: string, signal?: AbortSignal, tries = 0): Promise<void> {
  const row = (await sql<{ by_id: string; by_name: string; by_role: string; by_unit_id: string }>`select by_id, by_name, by_role, by_unit_id from batch_cases where parent_id = ${id} and state = 'filing'`.execute(d.db)).rows[0]
  if (!row) return
  const leaves = (): boolean => signal?.aborted === true || d.closing.aborted
  try {
    const actor = await personNow(d.db, { id: row.by_id, name: row.by_name, role: row.by_role, unitId: row.by_unit_id })
    if (!actor?.permissions.has('complaint:create')) return await stop(d, id, 'mass.maker_left')
    const ctx: Ctx = { db: d.db, actor, log: d.log, requestId: newId(), idempotency: null }
    const slice: Slice = { id, tries, aside: new Set() }
    await fileWaiting(d, intake, ctx, slice, leaves)
    await finish(d, slice)
  } catch (error) {
    if (databaseTrouble(error) || leaves()) throw error
    d.log.error({ err: error, batch: id }, 'batch case')
    await stop(d, id, 'mass.stopped')
  }
}

async function stop(d: Deps, id: string, problem: string): Promise<void> {
  await sql`update batch_cases set state = 'failed', problem = ${problem}, ended_at = app_now() where parent_id = ${id} and state = 'filing'`.execute(d.db)
}

async function fileWaiting(d: Deps, intake: Intake, ctx: Ctx, slice: Slice, leaves: () => boolean): Promise<void> {
  for (;;) {
    if (leaves()) throw new Error('the job is leaving')
    const { rows } = await sql<Line>`select line, sealed from batch_lines where parent_id = ${slice.id} and state = 'waiting' and not line = any(${[...slice.aside]}::int[]) order by line limit ${together}`.execute(d.db)
    if (rows.length === 0) return
    const settled = await Promise.allSettled(rows.map((line) => fileLine(d, intake, ctx, slice, line)))
    await save(d, slice.id, settled.flatMap((s) => (s.status === 'fulfilled' && s.value !== null ? [s.value] : [])))
    const failed = settled.find((s) => s.status === 'rejected')
    if (failed) throw failed.reason
  }
}

async function finish(d: Deps, { id, aside, tries }: Slice): Promise<void> {
  if (aside.size > 0) {
    await d.enqueue(d.db, [{ name: 'file_batch', payload: { id, tries: tries + 1 }, key: `${id}:${newId()}`, wait: { seconds: secondsBefore(tries), priority: 0 } }])
    return
  }
  const failed = sql`exists (select 1 from batch_lines where parent_id = ${id} and ${lineFailed})`
  await sql`update batch_cases set state = case when ${failed} then 'failed' else 'done' end, problem = case when ${failed} then 'mass.items_failed' end, ended_at = app_now()
    where parent_id = ${id} and state = 'filing' and not exists (select 1 from batch_lines where parent_id = ${id} and state = 'waiting')`.execute(d.db)
}

/** Null when the line is only not ready yet. */
async function fileLine(d: Deps, intake: Intake, ctx: Ctx, slice: Slice, { line, sealed }: Line): Promise<Result | null> {
  const { id: parentId, tries, aside } = slice
  try {
    const parsed = newComplaint.safeParse(JSON.parse(unseal(d.keys, batchPlace(parentId, line), sealed)))
    if (!parsed.success) return { line, id: null, problem: { code: 'malformed', params: {} } }
    const idempotency = { scope: `batch:${parentId}`, key: String(line), requestHash: requestHash(d.keys.indexKey, [parsed.data]) }
    const filed = await intake.file(ctx, { input: parsed.data, actor: ctx.actor, idempotency, registeredBy: null, followHash: null, batch: { parentId }, reply: (f) => ({ id: f.id }) }) as { id: string }
    return { line, id: filed.id, problem: null }
  } catch (error) {
    if (error instanceof Replayed) return { line, id: (JSON.parse(error.body) as { id: string }).id, problem: null }
    const trouble = databaseTrouble(error)
    if (trouble === 'unavailable' || trouble === 'full' || d.closing.aborted) throw error
    const isBusy = trouble === 'busy' || (error instanceof Refusal && (error.status >= 500 || error.code === 'idempotency.in_flight'))
    if (isBusy && tries < mostTries) {
      aside.add(line)
      return null
    }
    if (error instanceof Refusal && !isBusy) return { line, id: null, problem: { code: error.code, params: error.params } }
    d.log.error({ err: error, batch: parentId, line }, 'batch case: a line failed')
    return { line, id: null, problem: { code: 'batch_line.failed', params: {} } }
  }
}

// What was said stands in the cases now; the sealed line goes. Only one that failed is kept: it can still be filed.
async function save(d: Deps, parentId: string, results: readonly Result[]): Promise<void> {
  await sql`update batch_lines l set complaint_id = t.id, problem = t.problem, state = case when t.id is null then 'refused' else 'filed' end, sealed = case when t.problem->>'code' = 'batch_line.failed' then l.sealed end
    from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as t (line integer, id uuid, problem jsonb) where l.parent_id = ${parentId} and l.line = t.line and l.state = 'waiting'`.execute(d.db)
}
