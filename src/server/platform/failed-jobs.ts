// Jobs that failed for good, kept as dead letters: seen without what they carry, run again or given up; and how long the queues' oldest jobs wait.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { failedJob, queueAge } from '../../contract/administration.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from './context.ts'
import { deadLetters } from './jobs.ts'
import { cursorOf, isMoment, readCursor } from './pages.ts'
import type { Platform } from './platform.ts'
import { Malformed } from './problems.ts'

type FailedJob = z.output<typeof failedJob>
type Row = { id: string; name: string; enqueued_at: number; failed_at: number; key: string; tries: number; error: string | null; complaint_id: string | null }

/** Newest first. Of the payload only the case's id is shown, of the failure only its kind. */
export async function listFailedJobs(db: Db, page: { readonly limit: number; readonly cursor?: string | undefined; readonly name?: string | undefined }): Promise<{ items: FailedJob[]; nextCursor: string | null }> {
  const after = readCursor(page.cursor)
  const [instant, id] = after?.split(' ') ?? []
  if (after !== null && !(instant && isMoment(instant) && id && /^[0-9a-f-]{36}$/.test(id))) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const rows = (await sql<Row>`select id, source_name as name, coalesce(source_created_on, created_on) as enqueued_at, created_on as failed_at, to_char(created_on at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key,
      coalesce(source_retry_count, 0) + 1 as tries, coalesce(source_output ->> 'trouble', source_output #>> '{value,message}', source_output ->> 'message') as error,
      case when data ->> 'complaintId' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then data ->> 'complaintId' end as complaint_id
    from pgboss.job where name = ${deadLetters} and state < 'active' and source_name is not null and ${page.name === undefined ? sql`true` : sql`source_name = ${page.name}`}
      and ${after === null ? sql`true` : sql`(created_on, id) < (${instant}::timestamptz, ${id}::uuid)`} order by created_on desc, id desc limit ${page.limit + 1}`.execute(db)).rows
  const last = rows[page.limit - 1]
  return {
    items: rows.slice(0, page.limit).map((row) => ({ id: row.id, name: row.name, enqueuedAt: new Date(row.enqueued_at).toISOString(), failedAt: new Date(row.failed_at).toISOString(), tries: row.tries, error: kindOf(row.error), complaintId: row.complaint_id })),
    nextCursor: rows.length > page.limit && last ? cursorOf(`${last.key} ${last.id}`) : null,
  }
}

// Texts of failures can quote what a customer wrote; what the queue itself says does not.
function kindOf(error: string | null): string {
  if (error === 'job timed out' || error === 'job heartbeat timeout') return error === 'job timed out' ? 'timeout' : 'worker_lost'
  return error !== null && /^[A-Za-z_]{1,40}$/.test(error) ? error : 'unknown'
}

type Taken = { id: string; name: string; data: Record<string, unknown> | null }

/** Puts a failed job back into its queue, in the caller's transaction; gives its name. @throws Refusal `not_found` (404). */
export async function retryJob(p: Pick<Platform, 'enqueue'>, tx: Db, id: string): Promise<string> {
  const [taken] = await take(tx, sql`id = ${id}`, 1)
  if (!taken) throw new Refusal('not_found', {}, 404)
  await p.enqueue(tx, [{ name: taken.name, payload: taken.data ?? {} }])
  return taken.name
}

/** Puts up to a thousand failed jobs of a kind back; gives their dead letters' ids. */
export async function retryJobs(p: Pick<Platform, 'enqueue'>, tx: Db, name: string): Promise<string[]> {
  const taken = await take(tx, sql`source_name = ${name}`, 1000)
  await p.enqueue(tx, taken.map((one) => ({ name: one.name, payload: one.data ?? {} })))
  return taken.map((one) => one.id)
}

/** Gives a failed job up; gives its name. @throws Refusal `not_found` (404). */
export async function discardJob(tx: Db, id: string): Promise<string> {
  const [taken] = await take(tx, sql`id = ${id}`, 1)
  if (!taken) throw new Refusal('not_found', {}, 404)
  return taken.name
}

async function take(tx: Db, which: ReturnType<typeof sql>, most: number): Promise<Taken[]> {
  return (await sql<Taken>`delete from pgboss.job j where j.name = ${deadLetters} and j.id in (select id from pgboss.job where name = ${deadLetters} and state < 'active' and source_name is not null and ${which} order by created_on limit ${most} for update skip locked)
    returning j.id, j.source_name as name, j.data`.execute(tx)).rows
}

/** Every queue with work: how many wait, the oldest of those that could run, how many run. */
export async function readQueues(db: Db): Promise<z.output<typeof queueAge>[]> {
  return (await sql<z.output<typeof queueAge>>`select name, count(*) filter (where state < 'active')::int as waiting, coalesce(extract(epoch from now() - min(start_after) filter (where state < 'active' and start_after <= now()))::int, 0) as "oldestSeconds", count(*) filter (where state = 'active')::int as running
    from pgboss.job where state <= 'active' and name <> ${deadLetters} and name not like '\\_\\_%' group by name order by 3 desc, name`.execute(db)).rows
}

/** How many failed for good, up to a thousand. */
export async function countFailedJobs(db: Db): Promise<number> {
  return (await sql<{ n: number }>`select count(*)::int as n from (select from pgboss.job where name = ${deadLetters} and state < 'active' and source_name is not null limit 1000) d`.execute(db)).rows[0]?.n ?? 0
}
