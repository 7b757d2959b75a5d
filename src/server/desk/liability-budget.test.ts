// A budget for the lists of responsibility and settlement: how many pages of the database each may touch over 20,000 judged cases.
import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateComplaints, madeId } from '../../../bench/data.ts'
import { cloneDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { deskStates } from '../../contract/liability.ts'
import { orderLists } from '../../contract/orders.ts'
import type { Actor, Scope } from '../../domain/identity/actor.ts'
import { permissions } from '../../domain/identity/permissions.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { listIssuedOrders } from '../investigation/order-board.ts'
import { listDesk, listOwn } from '../liability/lists.ts'
import { listDisputes } from '../liability/disputes.ts'
import { listPenalties } from '../liability/penalties.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Ctx, Db } from '../platform/context.ts'
import type { DB } from '../platform/schema.ts'

let database: TestDatabase
let client: pg.Pool
let ran: { sql: string; parameters: readonly unknown[] }[] = []
const db = (): Db => new Kysely<DB>({ dialect: new PostgresDialect({ pool: client }), log: (event) => { ran.push({ sql: event.query.sql, parameters: event.query.parameters }) } })

beforeAll(async () => {
  database = await cloneDatabase()
  await generateComplaints(database.ownerUrl, 20_000)
  client = new pg.Pool({ connectionString: database.ownerUrl, max: 1 })
  // every case was judged: its outlet and one hub that is everywhere share it; one in fifty still waits for somebody
  const hand = new pg.Client({ connectionString: database.superUrl })
  await hand.connect()
  await hand.query(`set session_replication_role = replica;
    with h as (select id from org_units where code = 'H33'), c as (select id, received_at, row_number() over (order by id) as n from complaints), u as (select id from users limit 1), j as (
      insert into judgements (complaint_id, id, reasoning, by_id, by_name, finding_by, at) select c.id, c.id, 'x', u.id, 'x', gen_random_uuid(), c.received_at from c, u returning complaint_id)
    insert into judgement_shares (complaint_id, judgement_id, seq, bearer, unit_id, percent, basis) select p.complaint_id, p.complaint_id, 1, 'unit', p.unit_id, 60, 'x' from parties p where p.role = 'destination' union all select c.id, c.id, 2, 'unit', h.id, 40, 'x' from c, h;
    insert into liability_cases (complaint_id, epoch, state, judgement_id, opened_at, final_at) select c.id, c.reopened, s.state, c.id, c.received_at, case when s.state = 'final' then c.received_at end from complaints c join (select id, row_number() over (order by id) as n from complaints) x on x.id = c.id
      cross join lateral (select case when x.n % 50 > 0 then 'final' else (array['proposed', 'heard', 'asked', 'contested', 'arbitrating', 'judged', 'reviewed'])[1 + (x.n / 50) % 7] end as state) s;
    insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select c.id, h.id, 'hub', h.province_id, h.hub_id, h.outlet_id, c.received_at from complaints c, org_units h where h.code = 'H33' on conflict do nothing;
    insert into penalties (id, complaint_id, unit_id, judgement_id, rule, laws, policy_version, reason_code, education, fault_no, proposed_minor, amount_minor, because, duty_kind, duty_days, state, proposed_at, decided_by, decided_at) select gen_random_uuid(), j.complaint_id, h.id, j.id, 'loss', '{}', 'x', 'loss', false, 1, 100, 100, '[]', 'training', 7, 'confirmed', j.at, j.by_id, j.at from judgements j, org_units h where h.code = 'H33';
    insert into settlement_entries (id, unit_id, month, kind, amount_minor, complaint_id, reason, by_name, at) select j.id, h.id, '2026-01-01', 'recovery', 100, j.complaint_id, 'x', 'x', j.at from judgements j, org_units h where h.code = 'H33';
    insert into settlement_statements (id, unit_id, month, opening_minor, recovery_minor, penalty_minor, reversal_minor, correction_minor, closing_minor, entries, hash, issued_at, dispute_until) select h.id, h.id, '2026-01-01', 0, 0, 0, 0, 0, 0, 0, '', now(), now() from org_units h where h.code = 'H33';
    insert into settlement_disputes (id, statement_id, entry_id, unit_id, complaint_id, reason, raised_by, raised_by_name, raised_at, state, answered_at) select gen_random_uuid(), e.unit_id, e.id, e.unit_id, e.complaint_id, 'x', gen_random_uuid(), 'x', e.at, 'kept', e.at from settlement_entries e;
    insert into orders (complaint_id, id, unit_id, question, asked_by_name, asked_at, due_at, epoch, state, answer, answered_at) select c.id, gen_random_uuid(), h.id, '?', 'a', c.received_at, c.received_at + interval '1 day', 1, 'answered', 'true', c.received_at from complaints c, org_units h where h.code = 'H33';
    `)
  await hand.end()
  await client.query('vacuum analyze')
}, 180_000)
afterAll(async () => {
  await client.end()
  await database.drop()
})

type Plan = { 'Shared Hit Blocks'?: number; 'Shared Read Blocks'?: number }
async function pagesOf(ask: (db: Db) => Promise<unknown>): Promise<number> {
  ran = []
  await ask(db())
  let pages = 0
  for (const each of ran.filter((r) => /^\s*(select|with)/i.test(r.sql))) {
    const found = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(`explain (analyze, buffers, format json) ${each.sql}`, [...each.parameters])
    const { Plan: plan } = found.rows[0]!['QUERY PLAN'][0]
    pages += (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0)
  }
  return pages
}
async function ctxOf(of: Db, kind: 'all' | 'hub', code?: string): Promise<Ctx> {
  const id = code === undefined ? null : (await sql<{ id: string }>`select ${sql.raw(madeId('unit', code))} as id`.execute(of)).rows[0]!.id
  const actor: Actor = { kind: 'user', id: '01a20150-c784-75ae-ab40-8b083896d4aa', name: '', roleCode: null, unitId: id, permissions: new Set(permissions), scope: (id === null ? { kind: 'all' } : { kind, id }) as Scope }
  return { db: of, actor, log: undefined as never, requestId: '', idempotency: null }
}
const policy = { of: () => ({ windows: { contestHours: 72 } }) } as unknown as PolicyInForce
const d = { policy: () => ({ of: () => ({ kinds: {}, ladders: {} }), time: null }) } as unknown as Deps

test.each(deskStates)('the judge\'s desk: %s', async (show) => expect(await pagesOf(async (of) => listDesk(await ctxOf(of, 'all'), { show, limit: 50 }))).toBeLessThan(9000))
test.each([['open', 'proposed'], ['decided', 'decided']] as const)('penalties: %s', async (_name, state) => expect(await pagesOf(async (of) => listPenalties(await ctxOf(of, 'all'), { state, limit: 50 }))).toBeLessThan(2500))
test.each(['open', 'answered'] as const)('disputes: %s', async (state) => expect(await pagesOf(async (of) => listDisputes(await ctxOf(of, 'all'), { state, limit: 50 }))).toBeLessThan(2500))
test.each(['open', 'all'] as const)('what a hub that shares every case is judged for: %s', async (show) => expect(await pagesOf(async (of) => listOwn(await ctxOf(of, 'hub', 'H33'), policy, { show, limit: 50 }))).toBeLessThan(25_000))
// what may be done with each is the policy's, which there is none of here: the questions are asked all the same
test.each(orderLists)('orders headquarters has issued: %s', async (list) => expect(await pagesOf(async (of) => listIssuedOrders(d, await ctxOf(of, 'all'), { list, whose: 'all', limit: 50 }).catch(() => null))).toBeLessThan(9000))
