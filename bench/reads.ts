// Part B: how long the reads take over a large data set, at the functions the routes call; and whether any of them walked a whole table.
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor, Scope } from '../src/domain/identity/actor.ts'
import { permissions } from '../src/domain/identity/permissions.ts'
import { listComplaints } from '../src/contract/desk.ts'
import type { PolicyInForce } from '../src/server/complaints/policy.ts'
import { viewCase } from '../src/server/desk/case-view.ts'
import { openPolicy } from '../src/server/policy-in-force.ts'
import { systemViews } from '../src/server/desk/counts.ts'
import { lookUp } from '../src/server/desk/lookup.ts'
import { listNewest, listQueue } from '../src/server/desk/queue.ts'
import { listRecord } from '../src/server/desk/record.ts'
import { verifyRecord } from '../src/server/desk/verify.ts'
import { createDatabase } from '../src/server/platform/database.ts'
import type { Ctx, Db } from '../src/server/platform/context.ts'
import { startScratch } from '../test/scratch.ts'
import { agents, generateComplaints, madeComplaintNo, madeId, madeNumber, madePhoneIndex, outlets, provinces } from './data.ts'

export type ReadRow = { readonly name: string; readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number; readonly rows: number; readonly aimMs: number; readonly walked: readonly string[] }
export type ReadReport = { readonly complaints: number; readonly generatedSeconds: number; readonly rows: readonly ReadRow[]; readonly verify: { readonly events: number; readonly perSecond: number; readonly whole: boolean } }

const keys = { version: 1, fieldKey: randomBytes(32), indexKey: randomBytes(32) }
const watched = ['complaints', 'parties', 'complaint_items', 'clocks', 'complaint_numbers']

/** Generates `complaints` cases in a throw-away database and asks each question `times` times with other values each time. */
export async function measureReads(options: { readonly complaints: number; readonly times: number; readonly say: (line: string) => void; readonly only?: string }): Promise<ReadReport> {
  const scratch = await startScratch()
  const database = createDatabase(scratch.ownerUrl, { max: 2 })
  try {
    options.say(`Generating ${options.complaints.toLocaleString('en')} complaints …`)
    const made = await generateComplaints(scratch.ownerUrl, options.complaints)
    await sql`vacuum analyze`.execute(database.db)
    options.say(`Generated in ${made.seconds.toFixed(1)} s.`)
    const house = await openPolicy(database.db)
    const questions = ask(database.db, house.current(), options.complaints)
    const rows: ReadRow[] = []
    house.close()
    for (const [name, question] of Object.entries(questions)) if (!options.only || name.includes(options.only)) rows.push(await measure(database.db, name, question, options.times))
    const v = await verifyRecord(scratch.ownerUrl)
    return { complaints: options.complaints, generatedSeconds: made.seconds, rows, verify: { events: v.events, perSecond: v.events / v.seconds, whole: v.broken === 0 } }
  } finally {
    await database.close()
    await scratch.close()
  }
}

type Question = (i: number) => Promise<number>

function ask(db: Db, policy: PolicyInForce, n: number): Record<string, Question> {
  const any = (i: number): number => 1 + (i * 7919) % n
  const late = (i: number): number => n - (i * 31) % Math.floor(n / 20)
  const agent = (i: number) => contextOf(db, madeId('user', `a${1 + i % agents}`), { kind: 'all' })
  const narrow = (i: number) => contextOf(db, madeId('user', `a${1 + i % agents}`), { kind: 'all' }, true)
  const unit = (kind: 'outlet' | 'hub' | 'province', code: string) => contextOf(db, null, { kind, id: code })
  const list = async (ctx: Promise<Ctx>, query: Record<string, unknown>, org?: string): Promise<number> => (await listQueue(await ctx, keys, { ...listComplaints.query.parse(query), ...(org === undefined ? {} : { org: [org] }) })).items.length
  const outlet = (i: number) => unit('outlet', `W${1 + (i * 37) % outlets}`)
  const province = (i: number) => unit('province', `P${1 + i % provinces}`)
  const hub = (i: number) => unit('hub', `H${1 + i % 310}`)
  return {
    'queue, first page': (i) => list(agent(i), {}),
    'queue, 20th page': async (i) => list(agent(i), { cursor: await cursorAt(db, 1000) }),
    'queue, deep in the ended': async (i) => list(agent(i), { view: 'ended', cursor: await cursorDeep(db, Math.floor(n / 2)) }),
    'queue, mine': (i) => list(agent(i), { view: 'mine' }),
    'queue, overdue': (i) => list(agent(i), { view: 'overdue' }),
    'queue, unowned': (i) => list(agent(i), { view: 'unowned' }),
    'queue, one status': (i) => list(agent(i), { status: 'approving' }),
    'queue, newest of a leaf': (i) => list(agent(i), { sort: 'newest', reason: 'delay.transit_stuck' }),
    'queue, without restricted': (i) => list(narrow(i), {}),
    'queue of an outlet': (i) => list(outlet(i), {}),
    'queue of an outlet, newest': (i) => list(outlet(i), { sort: 'newest' }),
    'queue of a hub': (i) => list(hub(i), {}),
    'queue of a hub, newest': (i) => list(hub(i), { sort: 'newest' }),
    'queue of a province': (i) => list(province(i), {}),
    'queue of a province, newest': (i) => list(province(i), { sort: 'newest' }),
    'queue filtered by outlet': async (i) => list(agent(i), {}, (await outlet(i)).actor.unitId ?? ''),
    'search, two characters': (i) => list(agent(i), { q: ['碎了', '生鲜', '余杭', '道歉'][i % 4] }),
    'search, a phrase': (i) => list(agent(i), { q: ['杯子碎了，等着用', '昆山一直停在转运中心', '手机屏幕裂了，是送给老人', '纳溪外箱压扁'][i % 4] }),
    'search, part of a number': (i) => list(agent(i), { q: madeNumber(any(i)).slice(4) }),
    'search in a province': (i) => list(province(i), { q: '杯子碎了' }),
    'counters of an agent': async (i) => { await systemViews((await agent(i)).actor).execute(db); return 1 },
    'counters of an outlet': async (i) => { await systemViews((await outlet(i)).actor).execute(db); return 1 },
    'counters of a province': async (i) => { await systemViews((await province(i)).actor).execute(db); return 1 },
    'case by number': async (i) => { await viewCase(await agent(i), policy, madeComplaintNo(any(i))); return 1 },
    'record of a case': async (i) => (await listRecord(await agent(i), await idOf(db, late(i)), { limit: 50 })).items.length,
    'lookup by complaint number': async (i) => (await lookUp(await agent(i), keys, madeComplaintNo(any(i)))).items.length,
    'lookup by waybill': async (i) => (await lookUp(await agent(i), keys, madeNumber(any(i)))).items.length,
    'lookup by phone': async (i) => (await listNewest(await agent(i), sql`c.phone_index = ${sql.raw(madePhoneIndex(any(i)))}`, 20)).length,
  }
}

const contexts = new Map<string, Promise<Ctx>>()

/** The context of an actor; unit scopes name the unit by code, whose id the database knows. */
function contextOf(db: Db, userSql: string | null, scope: Scope, isNarrow = false): Promise<Ctx> {
  const key = JSON.stringify([userSql, scope, isNarrow])
  const known = contexts.get(key) ?? makeContext(db, userSql, scope, isNarrow)
  contexts.set(key, known)
  return known
}

async function makeContext(db: Db, userSql: string | null, scope: Scope, isNarrow: boolean): Promise<Ctx> {
  const code = 'id' in scope ? scope.id : ''
  const found = await sql<{ id: string; unit: string | null }>`select ${userSql === null ? sql.raw(madeId('user', 'a1')) : sql.raw(userSql)} as id, (select id from org_units where code = ${code}) as unit`.execute(db)
  const { id = '', unit = null } = found.rows[0] ?? {}
  const actor: Actor = { kind: 'user', id, name: '', roleCode: null, unitId: unit, permissions: new Set(isNarrow ? ['queue:read', 'complaint:read'] : permissions), scope: unit === null ? scope : ({ ...scope, id: unit } as Scope) }
  return { db, actor, log: undefined as never, requestId: '', idempotency: null }
}

const known = new Map<string, string>()
async function remember(key: string, find: () => Promise<string>): Promise<string> {
  const value = known.get(key) ?? await find()
  known.set(key, value)
  return value
}

function cursorAt(db: Db, offset: number): Promise<string> {
  return remember(`due ${offset}`, async () => {
    const row = (await sql<{ key: string; id: string }>`select next_due_at::text as key, id from complaints where next_due_at is not null and status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming') order by next_due_at, id offset ${offset} limit 1`.execute(db)).rows[0]
    return Buffer.from(JSON.stringify(['due', row?.key, row?.id, false])).toString('base64url')
  })
}

function cursorDeep(db: Db, offset: number): Promise<string> {
  return remember(`ended ${offset}`, async () => {
    const row = (await sql<{ key: string; id: string }>`select received_at::text as key, id from complaints order by received_at desc, id desc offset ${offset} limit 1`.execute(db)).rows[0]
    return Buffer.from(JSON.stringify(['ended', row?.key, row?.id, false])).toString('base64url')
  })
}

function idOf(db: Db, i: number): Promise<string> {
  return remember(`case ${i}`, async () => (await sql<{ complaint_id: string }>`select complaint_id from complaint_numbers where complaint_no = ${madeComplaintNo(i)}`.execute(db)).rows[0]?.complaint_id ?? '')
}

async function measure(db: Db, name: string, question: Question, times: number): Promise<ReadRow> {
  let rows = 0
  for (let i = 0; i < Math.min(20, times); i++) rows = Math.max(rows, await question(i))
  const before = await walks(db)
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const started = performance.now()
    await question(i)
    took.push(performance.now() - started)
  }
  const after = await walks(db)
  took.sort((a, b) => a - b)
  const at = (share: number): number => took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? Number.NaN
  return { name, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99), rows, aimMs: 30, walked: watched.filter((table) => (after[table] ?? 0) - (before[table] ?? 0) >= times / 4) }
}

/** How often each watched table was read from end to end so far. */
async function walks(db: Db): Promise<Record<string, number>> {
  await sql`select pg_stat_force_next_flush()`.execute(db)
  await sql`select pg_stat_clear_snapshot()`.execute(db)
  const found = await sql<{ relname: string; seq_scan: number }>`select relname, seq_scan from pg_stat_user_tables where relname = any(${watched}::text[])`.execute(db)
  return Object.fromEntries(found.rows.map((r) => [r.relname, r.seq_scan]))
}

if (process.argv[1]?.endsWith('reads.ts')) {
  const report = await measureReads({ complaints: Number(process.argv[2] ?? 100_000), times: Number(process.argv[3] ?? 100), say: console.log, ...(process.argv[4] ? { only: process.argv[4] } : {}) })
  for (const r of report.rows) console.log(`${r.name.padEnd(30)} rows ${String(r.rows).padStart(3)}  p50 ${r.p50Ms.toFixed(1).padStart(6)}  p95 ${r.p95Ms.toFixed(1).padStart(6)}  p99 ${r.p99Ms.toFixed(1).padStart(6)} ms ${r.p95Ms <= r.aimMs ? '' : ' SLOW'}${r.walked.length ? ` walks ${r.walked.join(' ')}` : ''}`)
  console.log(report.verify)
}
