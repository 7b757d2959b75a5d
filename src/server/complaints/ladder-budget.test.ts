// A budget for the sweep over twenty thousand cases: looking for what is due touches a handful of pages, and a look at a thousand clocks no page of a case that isn't among them.
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateComplaints } from '../../../bench/data.ts'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import type { Db } from '../platform/context.ts'
import { createDatabase } from '../platform/database.ts'
import type { DB } from '../platform/schema.ts'
import { openPolicy } from '../policy-in-force.ts'
import { findClocks, sweepDeadlines } from './ladder-sweep.ts'

const complaints = 20_000
let database: TestDatabase
let client: pg.Pool
let ran: { sql: string; parameters: readonly unknown[] }[] = []

beforeAll(async () => {
  database = await cloneDatabase()
  await generateComplaints(database.ownerUrl, complaints)
  client = new pg.Pool({ connectionString: database.ownerUrl, max: 1 })
  // what is imported at once is looked at once
  const { db, close } = createDatabase(database.url, { max: 3 })
  const policy = await openPolicy(db)
  await sweepDeadlines({ db, keys: { version: 1, fieldKey: Buffer.alloc(32, 1), indexKey: Buffer.alloc(32, 2) }, policy: policy.current, log: { error: (...all: unknown[]) => { throw new Error(JSON.stringify(all)) } } })
  policy.close()
  await close()
  await client.query('vacuum analyze')
}, 120_000)
afterAll(async () => {
  await client.end()
  await database.drop()
})

type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number; 'Actual Rows'?: number; Plans?: Plan[] }
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

async function cost(ask: (db: Db) => Promise<unknown>): Promise<{ pages: number; walked: string[] }> {
  ran = []
  await ask(new Kysely<DB>({ dialect: new PostgresDialect({ pool: client }), log: (event) => { ran.push({ sql: event.query.sql, parameters: event.query.parameters }) } }))
  let pages = 0
  const walked: string[] = []
  for (const each of ran) {
    const found = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, buffers, format json) ${each.sql}`, [...each.parameters])
    const { Plan: plan } = found.rows[0]!['QUERY PLAN'][0]
    pages += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
    walked.push(...nodesOf(plan).filter((n) => n['Node Type'] === 'Seq Scan' && ['clocks', 'complaints', 'clock_steps', 'clock_watches', 'orders', 'parties'].includes(n['Relation Name'] ?? '') && (n['Actual Rows'] ?? 0) > 100).map((n) => n['Relation Name'] ?? ''))
  }
  return { pages, walked }
}

test('every running clock has been looked at, and none that has ended', async () => {
  const found = await client.query<{ running: number; watched: number; news: number; breached: number; late: number; strays: number }>(`select (select count(*)::int from clocks where stopped_at is null) as running, (select count(*)::int from clock_watches) as watched, (select count(*)::int from clock_news) as news,
    (select count(*)::int from clock_breaches) as breached, (select count(*)::int from clocks where stopped_at is null and due_at < app_now() - interval '2 seconds') as late, (select count(*)::int from clock_steps s join clocks k using (complaint_id, kind, epoch) where k.stopped_at is not null) as strays`)
  const row = found.rows[0]!
  expect(row.running).toBeGreaterThan(1000)
  expect([row.news, row.breached, row.strays]).toEqual([0, row.late, 0])
  expect(row.watched).toBeLessThanOrEqual(row.running)
})

test('looking when nothing is due', async () => {
  const found = await cost((db) => findClocks(db))
  expect(found.walked).toEqual([])
  expect(found.pages).toBeLessThanOrEqual(20)
})

test('looking at two hundred of them', async () => {
  await client.query(`update clock_watches set step_at = app_now() - interval '1 minute' where (complaint_id, kind, epoch) in (select complaint_id, kind, epoch from clock_watches order by complaint_id limit 200)`)
  await client.query('vacuum analyze clock_watches')
  const found = await cost((db) => findClocks(db, 200))
  expect(found.walked).toEqual([])
  // a clock, its case, its steps, its parties: some pages of an index and of a table each
  expect(found.pages).toBeLessThanOrEqual(200 * 30)
})
