// The job behind every act on many cases: takes the next case nobody else has, does it through its gate, and writes the result in the same transaction.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { personNow } from '../complaints/person-now.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import type { Tx } from '../platform/write.ts'
import { actOf } from './mass-acts.ts'
import type { RunRow } from './mass-runs.ts'

export type Item = { readonly place: number; readonly complaint_id: string; readonly order_id: string | null; readonly body: Record<string, unknown> | null }
/** Does one case of a run in the open transaction; gives the id of what it made, if anything. */
export type Act = (open: Tx, item: Item) => Promise<string | null>

/** Cases under way at once: each waits mostly for the disk. */
const lanes = 4
/** After this long the rest goes to the end of the queue, so that several runs take turns. */
const sliceMs = 15_000

/** The one job of mass acts; it may run twice, at once, and be killed anywhere. */
export function massJobs(d: Deps): Job[] {
  return [job({ name: 'mass_run', payload: z.object({ id: z.uuid() }), run: ({ id }, signal) => workRun(d, id, signal) })]
}

/** Works on a run for one slice of time. */
export async function workRun(d: Deps, id: string, signal?: AbortSignal): Promise<void> {
  const run = (await sql<RunRow>`select * from mass_runs where id = ${id} and state = 'running'`.execute(d.db)).rows[0]
  if (!run) return
  const actor = await personNow(d.db, { id: run.by_id, name: run.by_name, role: run.by_role, unitId: run.by_unit_id })
  if (actor === null) {
    await sql`update mass_runs set state = 'failed', problem = 'mass.maker_left', ended_at = app_now() where id = ${id} and state = 'running'`.execute(d.db)
    return
  }
  const act = await actOf(d, run, actor)
  const until = performance.now() + sliceMs
  const goesOn = (): boolean => performance.now() < until && signal?.aborted !== true && !d.closing.aborted
  const lane = async (): Promise<void> => { while (goesOn() && await doNext(d, run, actor, act)); }
  // every lane comes to its end before a failure is told: none goes on after the job
  const failed = (await Promise.allSettled(Array.from({ length: lanes }, lane))).find((r) => r.status === 'rejected')
  if (failed) throw failed.reason
  await finish(d, id)
}

async function finish(d: Deps, id: string): Promise<void> {
  await inTransaction(d.db, async ({ tx }) => {
    const ended = await sql`update mass_runs set state = 'done', ended_at = app_now() where id = ${id} and state = 'running' and not exists (select 1 from mass_items where run_id = ${id} and state = 'waiting') returning 1`.execute(tx)
    if (ended.rows.length === 0) await d.enqueue(tx, [{ name: 'mass_run', payload: { id }, key: `${id}:${newId()}` }])
  })
}

/** False when no case waits that nobody else is doing. */
async function doNext(d: Deps, run: RunRow, actor: Actor, act: Act): Promise<boolean> {
  let taken: Item | undefined
  try {
    await inTransaction(d.db, async ({ tx, now }) => {
      taken = (await sql<Item>`select place, complaint_id, order_id, body from mass_items where run_id = ${run.id} and state = 'waiting' order by place limit 1 for update skip locked`.execute(tx)).rows[0]
      if (!taken) return
      const made = await act({ ctx: { db: d.db, actor, log: d.log, requestId: run.id, idempotency: null }, tx, now }, taken)
      await sql`update mass_items set state = 'done', made = ${made} where run_id = ${run.id} and place = ${taken.place}`.execute(tx)
    })
    return taken !== undefined
  } catch (error) {
    // what is only not ready yet is tried again by the queue
    if (!(error instanceof Refusal) || error.status >= 500 || !taken) throw error
    await sql`update mass_items set state = 'refused', refusal = ${JSON.stringify({ code: error.code, params: error.params })} where run_id = ${run.id} and place = ${taken.place} and state = 'waiting'`.execute(d.db)
    return true
  }
}
