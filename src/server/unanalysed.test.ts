// What is asked all the time must not need statistics: over six thousand cases that PostgreSQL has never counted, nothing reads more rows than it is about.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { caseUntil, fileCase } from '../../test/case.ts'
import type { TestCase } from '../../test/case.ts'
import { copyCases } from '../../test/many.ts'
import { ordersOf } from '../../test/orders.ts'
import { startWorld } from '../../test/world.ts'
import type { Cast, World } from '../../test/world.ts'

/** Of each of six cases so many more; one of them is the outlet's. */
const copies = 1000
/** Most rows a table or an index may give for what is about one case, and for what one unit is asked: each of its cases some four times. */
const ofCase = 300
const ofUnit = 5 * copies
const ofHouse = 12 * copies
/** The application's connections in a test. */
const connections = 8

let world: World
let cases: readonly TestCase[] = []
let one: TestCase
let order = ''
const { ask, get } = ordersOf(() => world)
const said = { text: '外箱压扁', source: '来电' }

beforeAll(async () => {
  world = await startWorld()
  const stages = ['received', 'investigating', 'negotiating', 'offered', 'executing', 'closed']
  cases = await Promise.all(stages.map((until, i) => caseUntil(world, until, { items: [{ type: 'waybill', number: `HY123456789${i}` }] })))
  one = cases[1] as TestCase
  order = await ask(one)
  await one.does('agent', 'handover', { toId: world.users.agent2.id, reason: '换班', happened: said, promised: said, wants: said })
  await world.settle()
  // what is left to do would be copied too: ladders looked at once more, messages held back
  await sql`update settings set value = to_jsonb(replace(value #>> '{}', ' again', '')) where name = 'ladders'`.execute(world.db)
  await sql`update messages set state = 'sent', not_before = null`.execute(world.db)
  await copyCases(world, cases.map((c) => c.id), copies)
  await sql`insert into idempotency_keys (scope, key, request_hash) select 'user:x', 'k' || i, '' from generate_series(1, ${copies}) i`.execute(world.db)
}, 60_000)
afterAll(() => world.stop())

type Counts = ReadonlyMap<string, number>
/** Rows read so far by table (walked) and by index, over all connections of the application; units and the clock are not more with more cases. */
async function readSoFar(): Promise<Counts> {
  await Promise.all(Array.from({ length: connections }, () => sql`select pg_stat_force_next_flush(), pg_sleep(0.005)`.execute(world.db)))
  const found = await sql<{ name: string; n: number }>`select relname as name, seq_tup_read::float8 as n from pg_stat_user_tables where schemaname = 'public' and relname not in ('clock_offset', 'org_units') union all select indexrelname, idx_tup_read::float8 from pg_stat_user_indexes where schemaname = 'public'`.execute(world.db)
  return new Map(found.rows.map((row) => [row.name, row.n]))
}

/** Runs it and gives what read more than `most` rows. */
async function tooMuch(name: string, most: number, run: () => Promise<unknown>): Promise<string[]> {
  const before = await readSoFar()
  await run()
  return [...await readSoFar()].map(([what, n]) => ({ what, n: n - (before.get(what) ?? 0) })).filter(({ n }) => n > most).map(({ what, n }) => `${name}: ${what} ${n}`)
}

async function asked(rows: readonly (readonly [Cast, string, number])[]): Promise<string[]> {
  const told: string[] = []
  for (const [who, path, most] of rows) {
    await world.as(who)
    told.push(...await tooMuch(`${who} ${path}`, most, async () => {
      const reply = await get(who, path)
      if (reply.status !== 200) throw new Error(`${who} ${path}: ${reply.text}`)
    }))
  }
  return told
}

test('the pages of a case', { timeout: 30_000 }, async () => {
  const own = ['', '/abilities', '/events', '/deadlines', '/commitments', '/process', '/relations', '/orders', '/evidence', '/incident', '/waybill-360', '/investigation', '/clocks/decision/explanation']
  const units = ['', '/events', '/deadlines', '/orders', '/evidence', '/waybill-360']
  expect(await asked([
    ...own.map((path) => ['agent', `/api/complaints/${one.id}${path}`, ofCase] as const),
    ...(['province', 'hub', 'outlet'] as const).flatMap((who) => units.map((path) => [who, `/api/complaints/${one.id}${path}`, ofCase] as const)),
    ['judge', `/api/complaints/${one.id}/liability`, ofCase], ['outlet', `/api/orders/${order}`, ofCase],
  ])).toEqual([])
})

test('a case looked up by its number, its parcel or a phone', async () => {
  const typed = [one.complaintNo, 'HY1234567891', '13712345678']
  expect(await asked((['agent', 'province', 'outlet'] as const).flatMap((who) => typed.filter((q) => who === 'agent' || q !== '13712345678').map((q) => [who, `/api/lookups?q=${q}`, ofCase] as const)))).toEqual([])
})

test('lists and counters', { timeout: 30_000 }, async () => {
  const lists = ['', '?view=mine', '?view=unowned', '?view=ended', '?sort=newest', '?status=approving', '?q=火星人']
  expect(await asked([
    ...lists.flatMap((list) => ([['agent', ofHouse], ['province', ofUnit], ['outlet', ofUnit]] as const).map(([who, most]) => [who, `/api/complaints${list}`, most] as const)),
    ...([['agent', ofHouse], ['province', ofUnit], ['outlet', ofUnit]] as const).flatMap(([who, most]) => ['/api/complaint-counts', '/api/view-counts', '/api/notifications', '/api/notification-counts'].map((path) => [who, path, most] as const)),
    ['outlet', '/api/orders?state=open', ofUnit], ['outlet2', '/api/orders?state=open', ofUnit], ['outlet2', '/api/order-batches', ofCase], ['outlet2', '/api/unit-score', ofCase], ['outlet2', '/api/complaints', ofCase], ['admin', '/api/messages', ofCase],
  ])).toEqual([])
})

test('steps through the gate, an intake, the next case', { timeout: 30_000 }, async () => {
  const fresh = await caseUntil(world, 'investigating')
  const told = [
    ...await tooMuch('intake', ofCase, () => fileCase(world)),
    ...await tooMuch('a question', ofCase, () => ask(fresh, 'outlet2')),
    ...await tooMuch('a pause', ofCase, async () => fresh.does('agent', 'pause', { reason: '等客户寄照片', untilAt: new Date(await world.now() + 86_400_000).toISOString() })),
    ...await tooMuch('next case', ofHouse, async () => (await world.as('agent')).post('/api/next-case', {})),
    ...await tooMuch('from receipt to the archive', 2 * ofCase, () => caseUntil(world, 'archived')),
  ]
  expect(told).toEqual([])
})

test('sweeps with nothing, or little, to do', { timeout: 30_000 }, async () => {
  const told: string[] = []
  // that of orders may look at each open question once
  for (const sweep of world.app.sweeps.filter((each) => !each.name.startsWith('demo'))) told.push(...await tooMuch(sweep.name, sweep.name === 'orders' ? ofUnit : ofCase, () => sweep.run()))
  expect(told).toEqual([])
})
