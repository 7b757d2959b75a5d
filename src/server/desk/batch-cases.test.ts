// A merchant's batch case: lines explained before anything is filed, each filed once wherever the job is cut off, acts on lines, one contact for all.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { BatchHead, BatchLine, BatchRow } from '../../contract/batch-cases.ts'
import { createIntake } from '../complaints/intake.ts'
import { fileBatchCase } from '../complaints/batch-filing.ts'
import { readBatchLines } from '../../domain/complaints/batch-lines.ts'
import { caseOf } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const get = async <T>(who: Cast, path: string) => (await world.as(who)).get<T & { code?: string }>(path)
const post = async <T>(who: Cast, path: string, body: object, key?: string) => (await world.as(who)).post<T & { code?: string }>(path, body, key === undefined ? {} : { key })
const number = (n: number): string => `HY88${String(n).padStart(8, '0')}`
const common = { title: '双11 破损一批', channel: 'platform', reasonCode: 'damage', words: '我们店这批货破了好多', merchant: { name: '和美陶瓷店', phone: '13766667777' } } as const
const lines = (from: number, count: number): string => ['运单号\t问题描述\t索赔金额', ...Array.from({ length: count }, (_, i) => `${number(from + i)}\t碎了${i + 1}只\t${10 + i}.50`)].join('\n')
const create = async (who: Cast, pasted: string, more: object = {}, key?: string) => post<BatchHead>(who, '/api/batch-cases', { ...common, pasted, ...more }, key)
const rowsOf = async (id: string, query = ''): Promise<BatchRow[]> => (await get<{ items: BatchRow[] }>('agent', `/api/batch-cases/${id}/lines?limit=100${query}`)).body.items

describe('pasted lines', () => {
  test('wrong numbers say why, the second of two says where the first is, open cases are named; nothing is kept', async () => {
    await post('agent', '/api/complaints', { channel: 'phone', reasonCode: 'damage', verbatim: '破了', items: [{ type: 'waybill', number: number(1) }], complainant: { phone: '13700001111' } })
    const before = await sql`select count(*) from complaints`.execute(world.db)
    const seen = (await post<{ lines: BatchLine[]; ready: number; wrong: number; same: number; open: number }>('account', '/api/batch-case-previews', { pasted: `运单号,内容,金额\n${number(1)},破,12\n${number(2)},碎,abc\n123,短,1\n${number(3)},好,1\n ${number(3).toLowerCase()} ,又,1\n7.84E+17,丢,1\nRR123456789CN,国际,1\n13712345678,手机,1\n,空,1\n` })).body
    expect(seen.lines.map((l) => [l.line, l.state, l.problems.map((p) => p.code)])).toEqual([
      [2, 'open', []], [3, 'wrong', ['import.bad_amount']], [4, 'wrong', ['batch_line.too_short']], [5, 'ready', []], [6, 'same', ['batch_line.same']], [7, 'wrong', ['import.digits_lost']], [8, 'wrong', ['batch_line.check_digit']], [9, 'wrong', ['batch_line.phone']], [10, 'wrong', ['batch_line.no_number']],
    ])
    expect(seen.lines[0]?.openCase?.complaintNo).toMatch(/^\d{17}$/)
    expect(seen.lines[4]?.problems[0]?.params).toEqual({ line: 5 })
    expect(await sql`select count(*) from complaints`.execute(world.db)).toEqual(before)
    expect((await post('outlet', '/api/batch-case-previews', { pasted: number(9) })).status).toBe(403)
    expect((await post('agent', '/api/batch-case-previews', { pasted: `${number(9)}\n`.repeat(2100) })).body.code).toBe('import.too_many_lines')
    expect((await create('agent', 'x\ny')).body.code).toBe('batch_case.no_lines')
  })

  test('without headings the first column is the number', () => {
    const read = readBatchLines([{ line: 1, cells: ['HY8800000001', '碎了', '12.5'] }, { line: 2, cells: ['', '', ''] }], { channel: new Map(), kind: new Map(), reason: new Map(), role: new Map(), demandKinds: new Map() }, [])
    expect(read).toMatchObject([{ line: 1, number: 'HY8800000001', problems: [], input: { verbatim: '碎了', demand: { amount: { minor: 1250 } } } }])
  })
})

test('the parent now, each line once though the job is killed and runs twice; own clocks, own words, one receipt for all', async () => {
  const key = crypto.randomUUID()
  const made = await create('account', lines(100, 90), {}, key)
  expect([made.status, made.body.lines, made.body.waiting], made.text).toEqual([201, 90, 90])
  expect((await create('account', lines(100, 90), {}, key)).body.id).toBe(made.body.id)
  const sealed = await sql<{ sealed: Buffer | null }>`select sealed from batch_lines where parent_id = ${made.body.id} and line = 2`.execute(world.db)
  expect(sealed.rows[0]?.sealed?.toString('utf8')).not.toContain('碎了')
  // a runner that dies after the filing and before it wrote down what it filed
  const intake = createIntake(world.app.deps)
  const killed = new AbortController()
  const first = fileBatchCase(world.app.deps, intake, made.body.id, killed.signal)
  killed.abort()
  await first.catch(() => undefined)
  await sql`update batch_lines set state = 'waiting', complaint_id = null, sealed = ${sealed.rows[0]?.sealed ?? null} where parent_id = ${made.body.id} and line = 2`.execute(world.db)
  await Promise.all([fileBatchCase(world.app.deps, intake, made.body.id), fileBatchCase(world.app.deps, intake, made.body.id)])
  await world.settle()
  const head = (await get<BatchHead & { totals: { byStatus: { count: number }[] } }>('account', `/api/batch-cases/${made.body.id}`)).body
  expect([head.state, head.filed, head.refused, head.totals.byStatus.map((s) => s.count)]).toEqual(['done', 90, 0, [90]])
  const children = await sql<{ n: number; numbers: number; clocks: number; flagged: number }>`select count(*)::int as n, count(distinct item_number)::int as numbers, (sum((select count(*) from clocks k where k.complaint_id = c.id and k.kind = 'statutory_watch')))::int as clocks, (count(*) filter (where flags && '{possible_duplicate,repeat}'))::int as flagged from complaints c where parent_id = ${made.body.id}`.execute(world.db)
  expect(children.rows[0]).toEqual({ n: 90, numbers: 90, clocks: 90, flagged: 0 })
  const parent = await sql<{ kind: string }>`select kind from complaints where id = ${made.body.id}`.execute(world.db)
  expect(parent.rows[0]?.kind).toBe('enquiry')
  const told = await sql<{ n: number }>`select count(*)::int as n from messages m join complaints c on c.id = m.complaint_id where c.parent_id = ${made.body.id} or c.id = ${made.body.id}`.execute(world.db)
  expect(told.rows[0]?.n).toBe(1)
  const kept = await sql`select 1 from batch_lines where parent_id = ${made.body.id} and sealed is not null`.execute(world.db)
  expect(kept.rows).toEqual([])
})

test('acts on chosen lines go through each case\'s gate; one contact on the parent shows on all; units and siblings see no batch', async () => {
  const made = (await create('agent', lines(300, 4))).body
  await world.settle()
  const rows = await rowsOf(made.id)
  expect(rows.map((r) => [r.line, r.number, r.case?.status])).toEqual([2, 3, 4, 5].map((line) => [line, number(298 + line), 'received']))
  const ids = rows.flatMap((r) => (r.case ? [r.case.id] : []))
  const outlet = world.users.outlet.unit
  const act = async (who: Cast, body: object, some = ids) => post<{ total: number; id: string }>(who, `/api/batch-cases/${made.id}/runs`, { ids: some, act: body })
  expect((await act('account', { act: 'orders', unitId: outlet.id, question: '怎么包装的？' })).status).toBe(403)
  expect((await act('agent', { act: 'orders', unitId: outlet.id, question: 'x' }, [made.id])).body.code).toBe('batch_case.no_lines')
  for (const id of ids.slice(0, 3)) { await caseOf(world, id, '').does('agent', 'acceptance'); await sql`update complaints set owner_id = null where id = ${id}`.execute(world.db); await caseOf(world, id, '').does('agent', 'take') }
  expect((await act('agent', { act: 'orders', unitId: outlet.id, question: '怎么包装的？' })).body.total).toBe(4)
  expect((await act('investigator', { act: 'finding', facts: '包装不足', causeCode: 'packing', companyLiability: 'partly', liabilityBasis: '条例', demandJudgement: 'partly', demandReason: '属实' }, ids.slice(0, 2))).status).toBe(201)
  await world.settle()
  expect((await rowsOf(made.id)).map((r) => [r.case?.order, r.case?.finding?.companyLiability ?? null, r.case?.status])).toEqual([['open', 'partly', 'planning'], ['open', 'partly', 'planning'], ['open', null, 'investigating'], ['none', null, 'received']])
  await caseOf(world, made.id, '').does('agent', 'contact', { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'progress', summary: '与店主谈妥逐件核对' })
  const batch = (await get<{ batch: { id: string; line: number; isParent: boolean; contacts: { summary: string }[] } }>('agent', `/api/complaints/${ids[3]}/batch`)).body.batch
  expect([batch.id, batch.line, batch.isParent, batch.contacts.map((c) => c.summary)]).toEqual([made.id, 5, false, ['与店主谈妥逐件核对']])
  expect((await get<{ batch: unknown }>('outlet', `/api/complaints/${ids[0]}/batch`)).body.batch).toBeNull()
  for (const who of ['outlet', 'outlet2', 'province'] as const) expect([who, (await get(who, `/api/batch-cases/${made.id}/lines`)).status]).toEqual([who, 404])
  expect((await get<{ items: unknown[] }>('outlet', '/api/order-batches')).body.items).toHaveLength(1)
  expect((await rowsOf(made.id, '&state=open')).length).toBe(4)
})

test('the record verifies with all of it', async () => {
  expect((await verifyRecord(world.databaseUrls.app)).breaks.filter((b) => !(b.detail ?? '').startsWith('complaints.owner'))).toEqual([])
})
