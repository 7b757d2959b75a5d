// Work on many cases that a job does in slices: how often what isn't ready is tried again, and taking up what was left without a job.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { inTransaction } from '../platform/database.ts'
import type { Deps } from './deps.ts'

/** How often a case that is locked or not ready is tried again before it counts as failed: about a minute in all. */
export const mostTries = 6

/** Seconds to wait before what was set aside is tried for the `tries`-th time. */
export function secondsBefore(tries: number): number {
  return Math.min(2 ** tries, 30)
}

/**
 * Enqueues the job `name` for every unfinished piece of work that has none: its job failed for good, or a queue was emptied. `unfinished` is a query of
 * one column, the ids; the job takes `{ id }`. Gives how many were taken up.
 */
export async function takeUpAgain(d: Pick<Deps, 'db' | 'enqueue'>, name: string, unfinished: RawBuilder<unknown>): Promise<number> {
  return inTransaction(d.db, async ({ tx, now }) => {
    const { rows } = await sql<{ id: string }>`select w.id from (${unfinished}) as w (id) where not exists (select 1 from pgboss.job j where j.name = ${name} and j.state <= 'active' and j.data->>'id' = w.id::text)`.execute(tx)
    // two workers may find the same at once: one key, one job
    if (rows.length > 0) await d.enqueue(tx, rows.map(({ id }) => ({ name, payload: { id }, key: `${id}:left:${Math.floor(now / 10_000)}` })))
    return rows.length
  })
}
