// The outlet's page over HTTP at a million orders: a unit with two hundred open ones, its pages, one card, its scorecard, and the page behind a link.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { viewWaybill } from '../src/server/waybills/view.ts'
import { shippedCustodyLimits } from '../src/server/waybills/policies.ts'
import { demoNetwork } from '../src/server/waybills/demo-network.ts'
import { demoWaybill, recentDemoNumbers } from '../src/server/waybills/demo-parcel.ts'
import { learnUnitScores } from '../src/server/investigation/unit-scores.ts'
import { createDatabase } from '../src/server/platform/database.ts'
import { newSecret } from '../src/server/platform/ids.ts'
import { freePort, postgresOf, startServer } from '../test/server-process.ts'
import { timeQuestion } from './http-reads.ts'
import { openSession, prepareData, run } from './prepared.ts'
import type { ReadRow } from './reads.ts'

export type OutletReport = { readonly orders: number; readonly open: number; readonly learnSeconds: number; readonly rows: readonly ReadRow[] }
type Options = { readonly cache: string; readonly complaints: number; readonly times: number; readonly say: (line: string) => void }

const unit = 'W37'
const openOfUnit = 200
/** What a p95 may be, in ms (issue Fault). */
const aimMs = 50

/** Makes an order for every case once, then times each question, one at a time as one phone asks. */
export async function measureOutlet(options: Options): Promise<OutletReport> {
  const dataDir = await prepareData(options)
  const server = await startServer({ dataDir, port: await freePort(), flags: ['--no-worker'], demo: false })
  try {
    const { ownerUrl } = postgresOf(dataDir)
    const done = join(dataDir, 'orders')
    if (!existsSync(done)) {
      options.say('Generating an order for every complaint …')
      await makeOrders(ownerUrl)
      writeFileSync(done, '')
    }
    const learnSeconds = await learn(ownerUrl)
    const cookie = await openSession(ownerUrl, 'a2', 'outlet_manager', unit)
    const links = await makeLinks(ownerUrl)
    const ids = await run<{ id: string }>(ownerUrl, `select o.id from orders o join org_units u on u.id = o.unit_id where u.code = $1 and o.state = 'open' and o.epoch = 7 order by o.due_at`, [unit])
    const cursors = await pages(server.url, cookie)
    const ask = (path: (i: number) => string) => async (i: number): Promise<number> => {
      const answer = await fetch(server.url + path(i), { headers: { cookie } })
      const text = await answer.text()
      if (answer.status !== 200) throw new Error(`${path(i)}: ${answer.status} ${text.slice(0, 200)}`)
      return text.startsWith('{') ? (JSON.parse(text) as { items?: unknown[] }).items?.length ?? 1 : 1
    }
    const questions: Record<string, (i: number) => Promise<number>> = {
      'what must be answered': ask(() => '/api/orders?state=open&limit=30'), 'its later pages': ask((i) => `/api/orders?state=open&limit=30&cursor=${encodeURIComponent(cursors[i % cursors.length] ?? '')}`),
      'all that is open at once': ask(() => '/api/orders?state=open&limit=100'), 'what was answered': ask(() => '/api/orders?state=answered&limit=30'), 'one card': ask((i) => `/api/orders/${ids[i % ids.length]?.id}`),
      'the scorecard': ask(() => '/api/unit-score'), 'a question behind a link': ask((i) => `/p/o/${links[i % links.length]}`),
    }
    const rows: ReadRow[] = []
    // a place opens links a hundred and twenty times at once
    for (const [name, question] of Object.entries(questions)) rows.push(await timeQuestion(name, question, name.includes('link') ? Math.min(80, options.times) : options.times, aimMs))
    const orders = await run<{ n: string }>(ownerUrl, 'select count(*) as n from orders')
    return { orders: Number(orders[0]?.n), open: ids.length, learnSeconds, rows }
  } finally {
    await server.end('SIGTERM')
  }
}

async function learn(ownerUrl: string): Promise<number> {
  const database = createDatabase(ownerUrl, { max: 1 })
  const began = performance.now()
  await learnUnitScores(database.db).finally(database.close)
  return (performance.now() - began) / 1000
}

async function pages(url: string, cookie: string): Promise<string[]> {
  const cursors: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer: Response = await fetch(`${url}/api/orders?state=open&limit=30${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`, { headers: { cookie } })
    cursor = ((await answer.json()) as { nextCursor: string | null }).nextCursor
    if (cursor !== null) cursors.push(cursor)
  }
  return cursors
}

/** An order to the destination of every case; open cases wait, ended ones were answered. The unit has its two hundred besides, each with a parcel's course. */
async function makeOrders(ownerUrl: string): Promise<void> {
  const columns = 'complaint_id, id, unit_id, province_id, hub_id, outlet_id, question, wanted, asked_by, asked_by_name, asked_at, due_at, epoch, state, answer, answer_text, answered_by_name, answered_at'
  await run(ownerUrl, `insert into orders (${columns})
    select c.id, gen_random_uuid(), p.unit_id, p.province_id, p.hub_id, p.outlet_id, '签收底单是谁签的？', array['签收底单'], coalesce(c.owner_id, (select id from users limit 1)), '坐席', c.received_at + interval '2 hours', c.received_at + interval '26 hours', 1,
      case when c.closed_at is null then 'open' else 'answered' end, case when c.closed_at is null then null else 'not_true' end, case when c.closed_at is null then null else '有签收底单，见照片。' end, case when c.closed_at is null then null else '站长' end, case when c.closed_at is null then null else c.received_at + make_interval(mins => 60 + (hashtext(c.id::text) & 2047)) end
    from complaints c join parties p on p.complaint_id = c.id and p.role = 'destination'`)
  const views = views200()
  await run(ownerUrl, `with u as (select * from org_units where code = $1), mine as (select c.id, row_number() over (order by c.id) as n, c.received_at from complaints c where c.closed_at is null and not c.flags @> '{restricted}' order by c.id limit ${openOfUnit}),
      party as (insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select m.id, u.id, 'respondent', u.province_id, u.hub_id, u.outlet_id, m.received_at from mine m, u on conflict do nothing),
      course as (insert into waybill_snapshots (complaint_id, number, taken_at, state, carrier, public, sealed) select m.id, v ->> 'number', now(), v ->> 'state', v ->> 'carrier', v, '\\x00' from mine m join jsonb_array_elements($2::jsonb) with ordinality t (v, n) on t.n = m.n),
      clock as (insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, statutory, policy_version, calendar_version) select m.id, 'outlet_reply', 7, now(), now() + make_interval(mins => m.n::int * 10), now() + make_interval(mins => m.n::int * 10), false, 'p', 'c' from mine m)
    insert into orders (${columns}) select m.id, gen_random_uuid(), u.id, u.province_id, u.hub_id, u.outlet_id, '签收底单是谁签的？', array['签收底单', '派送监控'], (select id from users limit 1), '坐席', now(), now() + make_interval(mins => m.n::int * 10), 7, 'open', null, null, null, null from mine m, u`, [unit, JSON.stringify(views)])
  await run(ownerUrl, 'vacuum analyze orders, parties, waybill_snapshots, clocks')
}

/** Courses of made-up parcels, each once; the unit's code stands where they were delivered. */
function views200(): unknown[] {
  const now = Date.now()
  const network = demoNetwork()
  const limits = shippedCustodyLimits()
  return recentDemoNumbers(openOfUnit).map((number) => {
    const waybill = demoWaybill(network, number, now)
    if (waybill === null) throw new Error(`no parcel ${number}`)
    const last = waybill.scans.at(-1)?.unitCode
    const here = <T extends { unitCode?: string }>(each: T): T => (each.unitCode === last ? { ...each, unitCode: unit } : each)
    return viewWaybill({ ...waybill, scans: waybill.scans.map(here), events: (waybill.events ?? []).map(here) }, now, limits, { name: () => '王＊＊', phone: () => '137******78' })
  })
}

async function makeLinks(ownerUrl: string): Promise<string[]> {
  const secrets = Array.from({ length: 50 }, newSecret)
  await run(ownerUrl, `insert into order_links (id, token_hash, complaint_id, order_id, unit_id, made_by, made_by_name, made_at, expires_at)
    select gen_random_uuid(), decode(h, 'hex'), o.complaint_id, o.id, o.unit_id, 'bench', 'bench', now(), now() + interval '72 hours' from unnest($1::text[]) with ordinality t (h, n)
      join (select o.*, row_number() over (order by o.due_at) as n from orders o join org_units u on u.id = o.unit_id where u.code = $2 and o.epoch = 7) o on o.n = t.n`, [secrets.map((one) => one.hash.toString('hex')), unit])
  return secrets.map((one) => one.secret)
}
