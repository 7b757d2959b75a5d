// A budget for every list and counter of the desk: how many pages of the database each may touch over 20,000 cases, and that none walks a large table.
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { generateComplaints, madeId, madeNumber } from '../../../bench/data.ts'
import { listComplaints } from '../../contract/desk.ts'
import type { Actor, Scope } from '../../domain/identity/actor.ts'
import { permissions } from '../../domain/identity/permissions.ts'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import type { Deps } from '../complaints/deps.ts'
import { countOpen } from '../complaints/loads.ts'
import { listStranded } from '../complaints/moves.ts'
import { listOrders } from '../investigation/order-cards.ts'
import { readUnitScore } from '../investigation/unit-scores.ts'
import { shippedCustodyLimits } from '../waybills/policies.ts'
import { inquiryNaming } from '../complaints/visible.ts'
import { ensureRoles } from '../identity/founding.ts'
import { loadDuty } from '../identity/duty-people.ts'
import { shippedDutyPolicy } from '../identity/duty-policy.ts'
import type { Ctx, Db } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import type { DB } from '../platform/schema.ts'
import { savedCount, systemViews } from './counts.ts'
import { createFloor } from './floor.ts'
import { readSheet } from './handover-sheet.ts'
import { lookUp } from './lookup.ts'
import { listQueue } from './queue.ts'
import { filtersOf } from './saved-views.ts'

const complaints = 20_000
const keys: Keys = { version: 1, fieldKey: Buffer.alloc(32, 1), indexKey: Buffer.alloc(32, 2) }
const large = ['complaints', 'parties', 'complaint_items', 'complaint_numbers', 'orders', 'plans', 'reviews', 'clocks']

let database: TestDatabase
let client: pg.Pool
/** Every statement that ran with its values, as the functions themselves made them. */
let ran: { sql: string; parameters: readonly unknown[] }[] = []

beforeAll(async () => {
  database = await cloneDatabase()
  await generateComplaints(database.ownerUrl, complaints)
  client = new pg.Pool({ connectionString: database.ownerUrl, max: 1 })
  await client.query('vacuum analyze')
}, 120_000)
afterAll(async () => {
  await client.end()
  await database.drop()
})

const db = (): Db => new Kysely<DB>({ dialect: new PostgresDialect({ pool: client }), log: (event) => { ran.push({ sql: event.query.sql, parameters: event.query.parameters }) } })

type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number; 'Actual Rows'?: number; Plans?: Plan[] }
const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

/** Runs a question, then explains each statement it made; gives the pages touched and the tables walked. */
async function cost(ask: (db: Db) => Promise<unknown>): Promise<{ pages: number; walked: string[] }> {
  ran = []
  await ask(db())
  let pages = 0
  const walked = new Set<string>()
  for (const each of ran.filter((r) => /^\s*(select|with)/i.test(r.sql))) {
    const found = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, buffers, format json) ${each.sql}`, [...each.parameters])
    const { Plan: plan } = found.rows[0]!['QUERY PLAN'][0]
    pages += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
    for (const node of nodesOf(plan)) if (node['Node Type'] === 'Seq Scan' && large.includes(node['Relation Name'] ?? '') && (node['Actual Rows'] ?? 0) > 1000) walked.add(node['Relation Name'] ?? '')
  }
  return { pages, walked: [...walked] }
}

const idOf = async (of: Db, kind: 'unit' | 'user', name: string): Promise<string> => (await sql<{ id: string }>`select ${sql.raw(madeId(kind, name))} as id`.execute(of)).rows[0]!.id
async function ctxOf(of: Db, scope: Scope['kind'], unit?: string): Promise<Ctx> {
  const id = unit === undefined ? null : await idOf(of, 'unit', unit)
  const actor: Actor = { kind: 'user', id: await idOf(of, 'user', 'a7'), name: '', roleCode: null, unitId: id, permissions: new Set(permissions), scope: (id === null ? { kind: 'all' } : { kind: scope, id }) as Scope }
  return { db: of, actor, log: undefined as never, requestId: '', idempotency: null }
}
type Who = 'headquarters' | 'province' | 'outlet'
const actors: Readonly<Record<Who, readonly [scope: Scope['kind'], unit?: string]>> = { headquarters: ['all'], province: ['province', 'P3'], outlet: ['outlet', 'W37'] }
const asked = (who: Who, query: Record<string, string>) => async (of: Db): Promise<unknown> => listQueue(await ctxOf(of, ...actors[who]), keys, listComplaints.query.parse(query))

/** Pages a question may touch: [headquarters, province, outlet]. A page holds some ten cases, so a list of 50 rows touches about as many. */
const budgets: readonly (readonly [string, Record<string, string>, number, number, number])[] = [
  ['the queue', {}, 400, 5000, 400], ['the open ones', { view: 'open' }, 400, 5000, 400], ['mine', { view: 'mine' }, 400, 1000, 400], ['overdue', { view: 'overdue' }, 400, 5000, 400], ['soon', { view: 'soon' }, 400, 5000, 400], ['unowned', { view: 'unowned' }, 1000, 3000, 400],
  ['waiting for my approval', { view: 'approve' }, 400, 400, 400], ['ended', { view: 'ended' }, 400, 20_000, 400], ['newest', { sort: 'newest' }, 400, 20_000, 400], ['one status', { status: 'approving' }, 400, 5000, 400],
  ['reasons, channels and a level', { view: 'open', reason: 'damage,delay', channel: 'web,app', priority: 'p1' }, 500, 5000, 400], ['a kind of deadline that none has', { view: 'open', due: 'promise', due_within: '24' }, 400, 3000, 400],
  ['what no open case is', { view: 'open', reason: 'data_leak', channel: 'fax' }, 400, 5000, 400], ['what no case is, newest first', { sort: 'newest', reason: 'data_leak' }, 30_000, 90_000, 400],
  ['a flag', { view: 'open', flag: 'chaser' }, 2000, 5000, 700], ['a flag that none has', { view: 'open', flag: 'regulator_appeal' }, 400, 5000, 400], ['received in the last day', { view: 'open', received_within: '24' }, 2000, 5000, 400],
  ['two characters', { q: '碎了' }, 3000, 40_000, 2000], ['a phrase of a tenth of all', { q: '杯子碎了' }, 6000, 60_000, 3000], ['a rare phrase', { q: '纳溪外箱压扁里面的杯子碎了，是送给' }, 9000, 20_000, 3000], ['words nobody said', { q: '火星人来了' }, 3000, 20_000, 1000],
  ['part of a number', { q: madeNumber(777).slice(4) }, 6000, 20_000, 3000],
]

describe.each(Object.keys(actors) as Who[])('%s', (who) => {
  const place = { headquarters: 2, province: 3, outlet: 4 }[who] as 2 | 3 | 4
  test.each(budgets)('%s', async (...row) => {
    const found = await cost(asked(who, row[1]))
    expect(found.walked).toEqual([])
    expect(found.pages, `${row[0]} touches`).toBeLessThanOrEqual(row[place])
  })

  test('the counters', async () => {
    const found = await cost(async (of) => systemViews((await ctxOf(of, ...actors[who])).actor).execute(of))
    expect(found.walked).toEqual([])
    expect(found.pages).toBeLessThanOrEqual({ headquarters: 4000, province: 6000, outlet: 600 }[who])
  })

  test.each([[{ reason: 'delay,damage', channel: 'web' }], [{ reason: 'data_leak', channel: 'fax' }], [{ flag: 'chaser' }], [{ priority: 'p1', owner: 'none' }], [{ due: 'decision', due_within: '4' }], [{ received_within: '24' }]] as Record<string, string>[][])('the counter of %o', async (filters) => {
    const found = await cost(async (of) => (await savedCount(await ctxOf(of, ...actors[who]), filtersOf(filters!))).execute(of))
    expect(found.walked).toEqual([])
    expect(found.pages).toBeLessThanOrEqual({ headquarters: 4000, province: 9000, outlet: 400 }[who])
  })

  test.each([['a number', madeNumber(777)], ['a phone', '13712345678'], ['words', '火星人来了']])('a lookup by %s', async (_name, typed) => {
    const found = await cost(async (of) => lookUp(await ctxOf(of, ...actors[who]), keys, typed))
    expect(found.walked).toEqual([])
    expect(found.pages).toBeLessThanOrEqual(who === 'province' ? 20_000 : 3000)
  })
})

test('an agent, who has to be named to open a case under inquiry, pays for that no more than a look at each row', async () => {
  const of = db()
  const ctx = await ctxOf(of, 'all')
  const agent: Ctx = { ...ctx, actor: { ...ctx.actor, permissions: new Set(permissions.filter((p) => p !== inquiryNaming)) } }
  const questions: readonly (readonly [string, number, (to: Db) => Promise<unknown>])[] = [
    ['the queue', 400, (to) => listQueue({ ...agent, db: to }, keys, listComplaints.query.parse({}))], ['what no open case is', 400, (to) => listQueue({ ...agent, db: to }, keys, listComplaints.query.parse({ view: 'open', reason: 'data_leak', channel: 'fax' }))],
    ['newest', 400, (to) => listQueue({ ...agent, db: to }, keys, listComplaints.query.parse({ sort: 'newest' }))], ['the counters', 4000, (to) => systemViews(agent.actor).execute(to)], ['a number', 3000, (to) => lookUp({ ...agent, db: to }, keys, madeNumber(777))],
  ]
  for (const [name, most, ask] of questions) {
    const found = await cost(ask)
    expect([name, found.walked, found.pages <= most, found.pages]).toEqual([name, [], true, found.pages])
  }
})

test('who is on duty, what they carry, what is stranded, the floor and the hand-over sheet', async () => {
  const policy = shippedDutyPolicy()
  const of = db()
  await ensureRoles(of)
  await sql`insert into posts (id, user_id, role_code, unit_id) select gen_random_uuid(), u.id, 'agent', (select id from org_units where kind = 'headquarters' limit 1) from users u where not exists (select from posts p where p.user_id = u.id)`.execute(of)
  await sql`insert into absences (id, user_id, kind, from_at, to_at, recorded_by) select gen_random_uuid(), u.id, 'leave', app_now() - interval '1 hour', app_now() + interval '3 days', u.id from users u where u.id in (select owner_id from complaints where owner_id is not null limit 5)`.execute(of)
  const { people } = await loadDuty(of, policy)
  expect(people.length).toBeGreaterThan(0)
  // pages for each person there is: what is asked of a floor grows with its people, never with its cases
  const questions: readonly (readonly [string, number, (to: Db) => Promise<unknown>])[] = [
    ['who is on duty', 60, (to) => loadDuty(to, policy)], ['what they carry', 60, (to) => countOpen(to, people.map((p) => p.id))], ['what is stranded', 40, (to) => listStranded(to, people, 200)],
    ['the floor', 160, async (to) => createFloor({ policy: () => ({ duty: policy }) } as unknown as Deps)(await ctxOf(to, 'all'))], ['the sheet', 80, async (to) => readSheet({ policy: () => ({ duty: policy }) } as unknown as Deps, await ctxOf(to, 'all'), people[0]?.id)],
  ]
  const told: unknown[] = []
  for (const [name, most, ask] of questions) {
    const found = await cost(ask)
    told.push([name, found.walked, found.pages <= most * people.length, found.pages])
  }
  expect(told).toEqual(told.map((each) => [(each as unknown[])[0], [], true, (each as unknown[])[3]]))
}, 60_000)

test('a unit filtered by, small and large', async () => {
  for (const [unit, most] of [['W40', 400], ['H33', 1500], ['P3', 5000]] as const) {
    const found = await cost(async (of) => listQueue(await ctxOf(of, 'all'), keys, { ...listComplaints.query.parse({}), org: [await idOf(of, 'unit', unit)] }))
    expect(found.walked).toEqual([])
    expect([unit, found.pages <= most, found.pages]).toEqual([unit, true, found.pages])
  }
})

test('looked for along the order from page to page, everything is found that a walk through all of it finds', async () => {
  const of = db()
  for (const [who, q, cut] of [['headquarters', '杯子碎了', 50], ['province', '三天没', 50], ['province', '外箱压扁', 7]] as const) {
    const ctx = await ctxOf(of, ...actors[who])
    const seen: string[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      // no patience: every look ends a page
      const page: Awaited<ReturnType<typeof listQueue>> = await listQueue(ctx, keys, { ...listComplaints.query.parse({ q, limit: String(cut) }), ...(cursor === null ? {} : { cursor }) }, 0)
      seen.push(...page.items.map((item) => item.id))
      cursor = page.nextCursor
      pages += 1
    } while (cursor !== null && pages < 3000)
    const inScope = who === 'province' ? sql`and not c.flags @> '{restricted}' and exists (select 1 from parties p where p.complaint_id = c.id and p.province_id = ${ctx.actor.unitId}) and c.keyword like ${`%${q}%`}` : sql``
    const all = await sql<{ id: string }>`select c.id from complaints c where c.verbatim_masked like ${`%${q}%`} ${inScope}`.execute(of)
    expect(all.rows.length, q).toBeGreaterThan(50)
    expect([q, new Set(seen).size, seen.length]).toEqual([q, all.rows.length, all.rows.length])
  }
}, 60_000)

test('an outlet with two hundred open questions among as many as there are cases', async () => {
  await client.query(`insert into orders (complaint_id, id, unit_id, province_id, hub_id, outlet_id, question, asked_by_name, asked_at, due_at, epoch, state, answer, answered_at)
    select p.complaint_id, gen_random_uuid(), p.unit_id, p.province_id, p.hub_id, p.outlet_id, '?', 'a', c.received_at, c.received_at + interval '1 day', 1, case when c.closed_at is null then 'open' else 'answered' end, case when c.closed_at is null then null else 'true' end, c.closed_at from complaints c join parties p on p.complaint_id = c.id and p.role = 'destination'`)
  await client.query(`with u as (select * from org_units where code = 'W37'), mine as (select id, received_at, row_number() over (order by id) as n from complaints where closed_at is null and not flags @> '{restricted}' order by id limit 200), p as (insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select m.id, u.id, 'respondent', u.province_id, u.hub_id, u.outlet_id, m.received_at from mine m, u on conflict do nothing)
    insert into orders (complaint_id, id, unit_id, province_id, hub_id, outlet_id, question, asked_by_name, asked_at, due_at, epoch, state, returned, returned_at) select m.id, gen_random_uuid(), u.id, u.province_id, u.hub_id, u.outlet_id, '?', 'a', now(), now() + make_interval(mins => m.n::int), 2, 'open', case when m.n % 50 = 0 then 1 else 0 end, case when m.n % 50 = 0 then now() end from mine m, u`)
  await client.query('vacuum analyze orders, parties')
  const d = { policy: () => ({ custodyLimits: shippedCustodyLimits(), time: null, of: () => ({ kinds: {}, ladders: {} }) }) } as unknown as Deps
  const told: unknown[] = []
  for (const [who, state, most] of [['outlet', 'open', 1200], ['outlet', 'answered', 1200], ['province', 'open', 2500]] as const) {
    const found = await cost(async (to) => listOrders(d, await ctxOf(to, ...actors[who]), { state, limit: 30 }))
    told.push([who, state, found.walked, found.pages <= most, found.pages])
  }
  expect(told).toEqual(told.map((each) => [(each as unknown[])[0], (each as unknown[])[1], [], true, (each as unknown[])[4]]))
  const card = await cost(async (to) => readUnitScore(await ctxOf(to, 'outlet', 'W37')))
  expect([card.walked, card.pages <= 40]).toEqual([[], true])
}, 60_000)
