// How the house stands, as one list of checks: database, schema, keys, disk, worker, queues, sweeps, partitions, messages, moves.
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { getHealth, healthCheck } from '../../contract/administration.ts'
import type { Deps } from '../complaints/deps.ts'
import { unseal } from '../platform/crypto.ts'
import { countFailedJobs, readQueues } from '../platform/failed-jobs.ts'
import { readMigrations } from '../platform/migrations.ts'

type Check = z.output<typeof healthCheck>
type State = Check['state']
type Health = z.output<typeof getHealth['reply']>

const gb = 1024 ** 3

/** Reads every check; one that can't be read is bad, and hides none of the others. */
export async function readHealth(deps: Deps): Promise<Health> {
  const queues = await readQueues(deps.db).catch(() => [])
  const failed: Check['name'][] = []
  const made = await Promise.all([
    ['database', () => database(deps)], ['migrations', () => migrations(deps)], ['keys', () => keys(deps)], ['disk', () => disk(deps)], ['worker', () => worker(deps)], ['outbox', () => outbox(deps)],
    ['jobs', async () => oldestJob(queues)], ['failed_jobs', () => failedJobs(deps)], ['sweeps', () => sweeps(deps)], ['partitions', () => partitions(deps)], ['messages', () => messages(deps)], ['unit_moves', () => unitMoves(deps)],
  ].map(async ([name, read]): Promise<Check> => (read as () => Promise<Omit<Check, 'name'>>)().then((check) => ({ name: name as Check['name'], ...check }), () => {
    failed.push(name as Check['name'])
    return { name: name as Check['name'], state: 'bad', params: {} }
  })))
  if (failed.length > 0) deps.log.warn({ failed }, 'health checks that could not be read')
  return { at: new Date().toISOString(), checks: made, queues }
}

const graded = (value: number, warning: number, bad: number): State => (value >= bad ? 'bad' : value >= warning ? 'warning' : 'good')

async function row<T>(deps: Deps, query: ReturnType<typeof sql<T>>): Promise<T> {
  const found = (await query.execute(deps.db)).rows[0]
  if (found === undefined) throw new Error('a check came back empty')
  return found
}

async function database(deps: Deps): Promise<Omit<Check, 'name'>> {
  const began = performance.now()
  const r = await row(deps, sql<{ bytes: number; connections: number; most: number }>`select pg_database_size(current_database())::float8 as bytes, (select count(*)::int from pg_stat_activity where datname = current_database()) as connections, current_setting('max_connections')::int as most`)
  const ms = Math.round(performance.now() - began)
  return { state: r.connections > r.most * 0.9 ? 'warning' : graded(ms, 200, 1000), params: { ms, gigabytes: Math.round((r.bytes / gb) * 10) / 10, connections: r.connections, most: r.most } }
}

async function migrations(deps: Deps): Promise<Omit<Check, 'name'>> {
  const wanted = Math.max(...readMigrations().map((m) => m.version))
  const r = await row(deps, sql<{ version: number }>`select max(version) as version from schema_migrations`)
  return { state: r.version === wanted ? 'good' : 'bad', params: { version: r.version, wanted } }
}

/** Whether the keys of this process open what was sealed last. */
async function keys(deps: Deps): Promise<Omit<Check, 'name'>> {
  const last = (await sql<{ id: string; sealed: Buffer }>`select id, sealed from complaints order by received_at desc, id desc limit 1`.execute(deps.db)).rows[0]
  if (last) unseal(deps.keys, `complaints|sealed|${last.id}`, last.sealed)
  return { state: 'good', params: {} }
}

async function disk(deps: Deps): Promise<Omit<Check, 'name'>> {
  const at = await statfs(deps.filesDir).catch(() => statfs(dirname(deps.filesDir)))
  const free = at.bavail * at.bsize
  const percent = Math.round((at.bavail / Math.max(1, at.blocks)) * 100)
  return { state: free < 2 * gb || percent < 3 ? 'bad' : free < 10 * gb || percent < 10 ? 'warning' : 'good', params: { gigabytes: Math.round((free / gb) * 10) / 10, percent } }
}

async function worker(deps: Deps): Promise<Omit<Check, 'name'>> {
  const seen = (await sql<{ seconds: number }>`select extract(epoch from now() - updated_at)::int as seconds from settings where name = 'worker'`.execute(deps.db)).rows[0]
  return seen ? { state: graded(seen.seconds, 30, 120), params: { seconds: seen.seconds } } : { state: 'bad', params: { seconds: null } }
}

async function outbox(deps: Deps): Promise<Omit<Check, 'name'>> {
  const r = await row(deps, sql<{ rows: number; seconds: number }>`select count(*)::int as rows, coalesce(extract(epoch from app_now() - min(o.at)), 0)::int as seconds from (select o.at from outbox o, settings s where s.name = 'notices' and (o.tx, o.id) > ((s.value ->> 'tx')::xid8, (s.value ->> 'id')::bigint) and o.type <> 'notification' order by o.tx, o.id limit 1000) o`)
  return { state: graded(r.seconds, 30, 300), params: { rows: r.rows, seconds: r.seconds } }
}

function oldestJob(queues: Health['queues']): Omit<Check, 'name'> {
  const oldest = queues.reduce<Health['queues'][number] | null>((worst, q) => (worst === null || q.oldestSeconds > worst.oldestSeconds ? q : worst), null)
  return { state: graded(oldest?.oldestSeconds ?? 0, 60, 600), params: { seconds: oldest?.oldestSeconds ?? 0, name: oldest?.name ?? null, waiting: queues.reduce((n, q) => n + q.waiting, 0) } }
}

async function failedJobs(deps: Deps): Promise<Omit<Check, 'name'>> {
  const n = await countFailedJobs(deps.db)
  return { state: graded(n, 1, 100), params: { n } }
}

/** Clocks of the last ten minutes that are due, stand not still and are not yet booked: how far the sweep lags. */
async function sweeps(deps: Deps): Promise<Omit<Check, 'name'>> {
  const r = await row(deps, sql<{ n: number; seconds: number }>`select count(*)::int as n, coalesce(extract(epoch from app_now() - min(k.due_at)), 0)::int as seconds from (
    select k.due_at from clocks k where k.stopped_at is null and not k.cancelled and k.due_at between app_now() - interval '10 minutes' and app_now() - interval '10 seconds'
      and not exists (select from clock_breaches b where b.complaint_id = k.complaint_id and b.kind = k.kind and b.epoch = k.epoch) and k.paused_at is null limit 1000) k`)
  return { state: graded(r.seconds, 30, 300), params: { n: r.n, seconds: r.seconds } }
}

async function partitions(deps: Deps): Promise<Omit<Check, 'name'>> {
  const r = await row(deps, sql<{ months: number; rest: boolean }>`select (select count(*)::int from generate_series(1, 2) m where to_regclass('events_' || to_char(app_now() at time zone 'Asia/Shanghai' + make_interval(months => m), 'YYYYMM')) is not null) as months, exists (select from events_rest) as rest`)
  return { state: r.months === 0 ? 'bad' : r.months < 2 || r.rest ? 'warning' : 'good', params: { months: r.months } }
}

async function messages(deps: Deps): Promise<Omit<Check, 'name'>> {
  const r = await row(deps, sql<{ failed: number; seconds: number }>`select count(*) filter (where state = 'failed')::int as failed, coalesce(extract(epoch from app_now() - min(at) filter (where state = 'queued')), 0)::int as seconds from (select state, at from messages where state <> 'sent' order by at desc, id desc limit 1000) m`)
  return { state: r.failed > 0 ? 'warning' : graded(r.seconds, 300, 1800), params: { failed: r.failed, seconds: r.seconds } }
}

async function unitMoves(deps: Deps): Promise<Omit<Check, 'name'>> {
  const r = await row(deps, sql<{ n: number; seconds: number }>`select count(*)::int as n, coalesce(extract(epoch from app_now() - min(at)), 0)::int as seconds from unit_moves where state = 'running'`)
  return { state: graded(r.seconds, 600, 3600), params: { n: r.n } }
}
