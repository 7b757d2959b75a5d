// The job behind every act on many cases: takes the next case nobody else has, does it through its gate, and writes the result in the same transaction.
import { sql } from 'kysely'
import { z } from 'zod'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { mostTries, secondsBefore, takeUpAgain } from '../complaints/left-work.ts'
import { personNow } from '../complaints/person-now.ts'
import { databaseTrouble, inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { job } from '../platform/jobs.ts'
import type { Job, Sweep } from '../platform/jobs.ts'
import type { Tx } from '../platform/write.ts'
import { actOf } from './mass-acts.ts'
import { failedCodes } from './mass-runs.ts'
import type { RunRow } from './mass-runs.ts'

export type Item = { readonly place: number; readonly complaint_id: string; readonly order_id: string | null; readonly body: Record<string, unknown> | null }
/** Does one case of a run in the open transaction; gives the id of what it made, if anything. */
export type Act = (open: Tx, item: Item) => Promise<string | null>
/** A slice of work on a run; `aside` are the places that are to be tried again later, `tries` how often that was said already. */
type Slice = { readonly run: RunRow; readonly actor: Actor; readonly act: Act; readonly tries: number; readonly aside: Set<number> }

/** Cases under way at once: each waits mostly for the disk. */
const lanes = 4
/** After this long the rest goes to the end of the queue, so that several runs take turns. */
const sliceMs = 15_000

/** The one job of mass acts; it may run twice, at once, and be killed anywhere. */
export function massJobs(d: Deps): Job[] {
  return [job({ name: 'mass_run', payload: z.object({ id: z.uuid(), tries: z.int().default(0) }), run: ({ id, tries }, signal) => workRun(d, id, signal, tries) })]
}

/** Takes up runs whose job is gone: one that failed for good while the database was away. */
export function massSweep(d: Deps): Sweep {
  return { name: 'mass_runs', everyMs: 30_000, run: () => takeUpAgain(d, 'mass_run', sql`select id from mass_runs where state = 'running'`) }
}

/** Works on a run for one slice of time. What nobody foresaw ends the run with its code; only a database away is left to the queue. */
export async function workRun(d: Deps, id: string, signal?: AbortSignal, tries = 0): Promise<void> {
  const run = (await sql<RunRow>`select * from mass_runs where id = ${id} and state = 'running'`.execute(d.db)).rows[0]
  if (!run) return
  try {
    const actor = await personNow(d.db, { id: run.by_id, name: run.by_name, role: run.by_role, unitId: run.by_unit_id })
    if (actor === null) return await stop(d, id, 'mass.maker_left')
    const slice: Slice = { run, actor, act: await actOf(d, run, actor), tries, aside: new Set() }
    await workSlice(d, slice, signal)
    await finish(d, slice)
  } catch (error) {
    if (databaseTrouble(error) || d.closing.aborted) throw error
    d.log.error({ err: error, run: id }, 'mass run')
    await stop(d, id, 'mass.stopped')
  }
}

async function stop(d: Deps, id: string, problem: string): Promise<void> {
  await sql`update mass_runs set state = 'failed', problem = ${problem}, ended_at = app_now() where id = ${id} and state = 'running'`.execute(d.db)
}

async function workSlice(d: Deps, slice: Slice, signal?: AbortSignal): Promise<void> {
  const until = performance.now() + sliceMs
  const goesOn = (): boolean => performance.now() < until && signal?.aborted !== true && !d.closing.aborted
  const lane = async (): Promise<void> => { while (goesOn() && await doNext(d, slice)); }
  // every lane comes to its end before a failure is told: none goes on after the job
  const failed = (await Promise.allSettled(Array.from({ length: lanes }, lane))).find((r) => r.status === 'rejected')
  if (failed) throw failed.reason
}

async function finish(d: Deps, { run: { id }, aside, tries }: Slice): Promise<void> {
  await inTransaction(d.db, async ({ tx }) => {
    const failed = sql`exists (select 1 from mass_items where run_id = ${id} and state = 'refused' and refusal->>'code' = any(${failedCodes}::text[]))`
    const ended = await sql`update mass_runs set state = case when ${failed} then 'failed' else 'done' end, problem = case when ${failed} then 'mass.items_failed' end, ended_at = app_now()
      where id = ${id} and state = 'running' and not exists (select 1 from mass_items where run_id = ${id} and state = 'waiting') returning 1`.execute(tx)
    if (ended.rows.length > 0) return
    const again = aside.size === 0 ? { payload: { id } } : { payload: { id, tries: tries + 1 }, wait: { seconds: secondsBefore(tries), priority: 0 } }
    await d.enqueue(tx, [{ name: 'mass_run', ...again, key: `${id}:${newId()}` }])
  })
}

/** False when no case waits that nobody else is doing. */
async function doNext(d: Deps, slice: Slice): Promise<boolean> {
  const { run, actor, act, aside } = slice
  let taken: Item | undefined
  try {
    await inTransaction(d.db, async ({ tx, now }) => {
      taken = (await sql<Item>`select place, complaint_id, order_id, body from mass_items where run_id = ${run.id} and state = 'waiting' and not place = any(${[...aside]}::int[]) order by place limit 1 for update skip locked`.execute(tx)).rows[0]
      if (!taken) return
      const made = await act({ ctx: { db: d.db, actor, log: d.log, requestId: run.id, idempotency: null }, tx, now }, taken)
      await sql`update mass_items set state = 'done', made = ${made} where run_id = ${run.id} and place = ${taken.place}`.execute(tx)
    })
    return taken !== undefined
  } catch (error) {
    if (!taken) throw error
    await putDown(d, slice, taken, error)
    return true
  }
}

/** What became of a case that was not done: refused by rule, set aside because it is only not ready yet, or failed. */
async function putDown(d: Deps, { run, aside, tries }: Slice, { place }: Item, error: unknown): Promise<void> {
  const trouble = databaseTrouble(error)
  if (trouble === 'unavailable' || trouble === 'full' || d.closing.aborted) throw error
  const isBusy = trouble === 'busy' || (error instanceof Refusal && error.status >= 500)
  if (isBusy && tries < mostTries) {
    aside.add(place)
    return
  }
  const refused = error instanceof Refusal && !isBusy
  if (!refused) d.log.error({ err: error, run: run.id, place }, 'mass run: a case failed')
  const told = refused ? { code: error.code, params: error.params } : { code: isBusy ? 'mass.item_busy' : 'mass.item_failed', params: {} }
  await sql`update mass_items set state = 'refused', refusal = ${JSON.stringify(told)} where run_id = ${run.id} and place = ${place} and state = 'waiting'`.execute(d.db)
}
