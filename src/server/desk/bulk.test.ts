// Tests of bulk acts on a real server: the preview tells the truth, each case has its own result, a run cut off goes on, a whole assignment goes back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { bulkRun, listRuns, previewBulk } from '../../contract/bulk.ts'
import type { BulkRun, PreviewItem } from '../../contract/bulk.ts'
import { eventProblems } from '../../domain/complaints/events.ts'
import { caseUntil, fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

let nth = 0
const some = async (n: number): Promise<TestCase[]> => {
  const cases: TestCase[] = []
  for (let i = 0; i < n; i++) cases.push(await fileCase(world, { complainant: { name: '王小明', phone: `1371${String(2_000_000 + ++nth)}` }, items: [] }))
  return cases
}
const owner = async (c: TestCase): Promise<string | null> => (await world.db.selectFrom('complaints').select('owner_id').where('id', '=', c.id).executeTakeFirstOrThrow()).owner_id
const assign = (who: Cast) => ({ act: 'assignment', ownerId: world.users[who].id })
const preview = async (who: Cast, act: unknown, cases: readonly { id: string }[]): Promise<PreviewItem[]> => previewBulk.reply.parse((await (await world.as(who)).post('/api/bulk-previews', { act, ids: cases.map((c) => c.id) })).body).items
const start = async (who: Cast, act: unknown, items: readonly { id: string; version: number }[]): Promise<BulkRun> => bulkRun.parse((await (await world.as(who)).post('/api/bulk-runs', { act, items })).body)
const work = async (who: Cast, id: string): Promise<BulkRun> => bulkRun.parse((await (await world.as(who)).post(`/api/bulk-runs/${id}/work`, {})).body)
async function finish(who: Cast, id: string): Promise<BulkRun> {
  for (;;) {
    const run = await work(who, id)
    if (run.waiting === 0) return run
  }
}
const withVersions = (items: readonly { id: string; version: number }[]) => items.map(({ id, version }) => ({ id, version }))

describe('who may', () => {
  test.each([['inspector', { act: 'assignment' }], ['judge', { act: 'classification', reasonCode: 'delay' }], ['agent', { act: 'archiving' }], ['outlet', { act: 'take' }]] as const)('%s is refused the whole act', async (who, act) => {
    const body = { act: act.act === 'assignment' ? assign('agent2') : act, ids: ['01a20150-c784-75ae-ab40-8b083896d4ff'] }
    const answer = await (await world.as(who)).post<{ code: string }>('/api/bulk-previews', body)
    expect([answer.status, answer.body.code]).toEqual([403, 'permission.missing'])
    expect((await (await world.as(who)).post('/api/bulk-runs', { act: body.act, items: [{ id: body.ids[0], version: 1 }] })).status).toBe(403)
  })

  test('a machine does nothing in bulk, and nobody reads, works or takes back another\'s run', async () => {
    const [c] = await some(1)
    expect((await (await world.machine(['queue:read', 'complaint:note'])).post<{ code: string }>('/api/bulk-previews', { act: { act: 'note', text: 'x' }, ids: [c!.id] })).body.code).toBe('bulk.persons_only')
    const run = await start('agent', { act: 'note', text: '已统一回复' }, [{ id: c!.id, version: 1 }])
    for (const who of ['agent2', 'lead'] as const) {
      const client = await world.as(who)
      expect([(await client.get(`/api/bulk-runs/${run.id}`)).status, (await client.post(`/api/bulk-runs/${run.id}/work`, {})).status, (await client.post(`/api/bulk-runs/${run.id}/undo`, {})).status]).toEqual([404, 404, 404])
    }
    expect((await c!.events()).length).toBe(1)
    await finish('agent', run.id)
  })

  test('money, decisions, closing and appeals are no acts for many', async () => {
    for (const act of ['closing', 'decision', 'execution', 'approval', 'review', 'rejection', 'offer']) expect([act, (await (await world.as('lead')).post('/api/bulk-previews', { act: { act }, ids: ['01a20150-c784-75ae-ab40-8b083896d4ff'] })).status]).toEqual([act, 400])
  })
})

describe('preview', () => {
  test('says from whom to whom, or why not, and changes nothing', async () => {
    const cases = await some(3)
    await cases[1]!.does('agent', 'assignment', { ownerId: world.users.agent2.id })
    const ended = await caseUntil(world, 'closed')
    const items = await preview('lead', assign('agent2'), [...cases, ended])
    const [from, to] = [world.users.agent.name, world.users.agent2.name]
    expect(items.map((i) => [i.from, i.to, i.refused?.code ?? null])).toEqual([[from, to, null], [to, to, 'bulk.no_change'], [from, to, null], [from, to, 'lifecycle.ended']])
    expect(await Promise.all(cases.map(owner))).toEqual([world.users.agent.id, world.users.agent2.id, world.users.agent.id])
  })

  test('a case that isn\'t there for the asker is left out', async () => {
    const [c] = await some(1)
    expect(await preview('outlet', { act: 'note', text: 'x' }, [c!])).toEqual([])
    expect((await preview('agent', { act: 'note', text: 'x' }, [c!, { id: '01a20150-c784-75ae-ab40-8b083896d4ff' }])).map((i) => i.id)).toEqual([c!.id])
  })
})

describe('run', () => {
  test('each case has its result: done, refused with the reason, changed meanwhile', async () => {
    const cases = await some(4)
    const items = withVersions(await preview('lead', assign('agent2'), cases))
    await cases[1]!.does('agent', 'note', { text: '客户刚来过电话' })
    await cases[2]!.does('agent', 'assignment', { ownerId: world.users.agent2.id })
    const run = await finish('lead', (await start('lead', assign('agent2'), [items[0]!, items[1]!, { id: cases[2]!.id, version: await cases[2]!.version() }, items[3]!])).id)
    expect([run.total, run.done, run.refused, run.changed]).toEqual([4, 2, 1, 1])
    expect(run.items.map((i) => [i.state, i.refused?.code ?? null])).toEqual([['done', null], ['changed', 'stale_version'], ['refused', 'bulk.no_change'], ['done', null]])
    expect(await owner(cases[1]!)).toBe(world.users.agent.id)
    const event = (await cases[0]!.events()).at(-1)!
    expect([event.type, event.data['bulk']]).toEqual(['complaint.assigned', run.id])
    expect(eventProblems(event.type, event.data)).toEqual([])
  })

  test('the same request twice is one run; work after the end does nothing more', async () => {
    const cases = await some(2)
    const client = await world.as('agent')
    const body = { act: { act: 'note', text: '统一说明：今天中午前回复' }, items: cases.map((c) => ({ id: c.id, version: 1 })) }
    const key = crypto.randomUUID()
    const [a, b] = [await client.post<BulkRun>('/api/bulk-runs', body, { key }), await client.post<BulkRun>('/api/bulk-runs', body, { key })]
    expect(b.body.id).toBe(a.body.id)
    await finish('agent', a.body.id)
    expect((await work('agent', a.body.id)).done).toBe(2)
    for (const c of cases) expect((await c.events()).filter((e) => e.type === 'complaint.noted').length).toBe(1)
    const kept = await sql<{ body: Record<string, unknown> }>`select body from bulk_runs where id = ${a.body.id}`.execute(world.db)
    expect(kept.rows[0]?.body).toEqual({ act: 'note' })
  })

  test('one that was cut off is listed and goes on; two hands at once do no case twice', async () => {
    const cases = await some(60)
    const run = await start('agent', { act: 'classification', reasonCode: 'delay.transit_stuck', reason: '运单停滞' }, cases.map((c) => ({ id: c.id, version: 1 })))
    expect((await work('agent', run.id)).waiting).toBe(35)
    expect(listRuns.reply.parse((await (await world.as('agent')).get('/api/bulk-runs')).body).items.map((r) => [r.id, r.done, r.waiting])).toEqual([[run.id, 25, 35]])
    await Promise.all([work('agent', run.id), work('agent', run.id)])
    const ended = await finish('agent', run.id)
    expect([ended.done, ended.refused, ended.changed]).toEqual([60, 0, 0])
    for (const c of cases) expect((await c.events()).filter((e) => e.type === 'complaint.classified').length).toBe(1)
    expect((await (await world.as('agent')).get<{ items: unknown[] }>('/api/bulk-runs')).body.items).toEqual([])
  })

  test('taking and archiving go through the same gates', async () => {
    const cases = await some(2)
    for (const c of cases) await sql`update complaints set owner_id = null where id = ${c.id}`.execute(world.db)
    expect((await finish('agent2', (await start('agent2', { act: 'take' }, cases.map((c) => ({ id: c.id, version: 1 })))).id)).done).toBe(2)
    expect(await Promise.all(cases.map(owner))).toEqual([world.users.agent2.id, world.users.agent2.id])
    const closed = await caseUntil(world, 'closed')
    const run = await finish('lead', (await start('lead', { act: 'archiving' }, [{ id: closed.id, version: await closed.version() }, { id: cases[0]!.id, version: 2 }])).id)
    expect(run.items.map((i) => [i.state, i.refused?.code ?? null])).toEqual([['done', null], ['refused', 'lifecycle.not_from_here']])
    expect(await closed.status()).toBe('archived')
  })
})

describe('taking a whole assignment back', () => {
  test('at once every case is as it was; once only', async () => {
    const cases = await some(3)
    await sql`update complaints set owner_id = null where id = ${cases[2]!.id}`.execute(world.db)
    const run = await finish('lead', (await start('lead', assign('agent2'), cases.map((c) => ({ id: c.id, version: 1 })))).id)
    expect(run.mayUndo).toBe(true)
    await cases[1]!.does('agent', 'note', { text: '已经在办' })
    const client = await world.as('lead')
    const undo = bulkRun.parse((await client.post(`/api/bulk-runs/${run.id}/undo`, {})).body)
    const ended = await finish('lead', undo.id)
    expect(ended.items.map((i) => i.state)).toEqual(['done', 'changed', 'done'])
    expect(await Promise.all(cases.map(owner))).toEqual([world.users.agent.id, world.users.agent2.id, null])
    expect((await client.post<{ code: string }>(`/api/bulk-runs/${run.id}/undo`, {})).body.code).toBe('bulk.no_undo')
  })

  test('after the seconds of a step a case goes back to its former owner by an assignment; one that had none stays', async () => {
    const cases = await some(2)
    await sql`update complaints set owner_id = null where id = ${cases[1]!.id}`.execute(world.db)
    const run = await finish('lead', (await start('lead', assign('agent2'), cases.map((c) => ({ id: c.id, version: 1 })))).id)
    await world.moveClock(60_000)
    const ended = await finish('lead', bulkRun.parse((await (await world.as('lead')).post(`/api/bulk-runs/${run.id}/undo`, {})).body).id)
    expect(ended.items.map((i) => [i.state, i.refused?.code ?? null])).toEqual([['done', null], ['refused', 'undo.too_late']])
    expect((await cases[0]!.events()).at(-1)).toMatchObject({ type: 'complaint.assigned', data: { owner: world.users.agent.id, bulk: ended.id } })
  })
})

test('the record verifies with all of it', async () => {
  expect((await verifyRecord(world.databaseUrls.app)).breaks).toEqual([])
})
