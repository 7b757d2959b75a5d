// Tests of the queue, its counters and lookups on a real server: order, pages, filters, and that only one's own rows exist.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { countViews, listComplaints, lookUp } from '../../contract/desk.ts'
import type { QueueRow } from '../../contract/desk.ts'
import { openStatuses, statuses } from '../../domain/complaints/vocabulary.ts'
import { demoNumber } from '../waybills/demo-number.ts'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { isEndedSql, isOpenSql } from './views.ts'

let world: World
const cases: TestCase[] = []
const parcel = demoNumber('false_signoff', 90_000_000)

beforeAll(async () => {
  world = await startWorld()
  for (let i = 0; i < 9; i++) cases.push(await fileCase(world, { verbatim: `第${i}件：收货时外箱压扁，玻璃杯碎了`, complainant: { name: i === 4 ? '欧阳小雨' : '王小明', phone: `1371234560${i}` }, items: [{ type: 'waybill', number: i === 0 ? parcel : `HY77770000${i}` }] }))
  await cases[7]!.does('agent', 'acceptance')
  await cases[8]!.does('agent', 'rejection', { outcome: 'invalid', reason: '查无此件', notice: { channel: 'phone', text: '查无此件' } })
  await sql`update complaints set next_due_at = app_now() + interval '1 hour' where id = ${cases[3]!.id}`.execute(world.db)
  await sql`update complaints set next_due_at = app_now() - interval '1 minute' where id = ${cases[5]!.id}`.execute(world.db)
  await sql`update complaints set next_due_at = null, next_due_kind = null where id = ${cases[6]!.id}`.execute(world.db)
  await sql`update complaints set owner_id = null where id = ${cases[2]!.id}`.execute(world.db)
})
afterAll(() => world.stop())

const no = (row: { id: string }): number => cases.findIndex((c) => c.id === row.id)
async function list(who: Cast, query: string): Promise<{ items: QueueRow[]; nextCursor: string | null; status: number }> {
  const answer = await (await world.as(who)).get(`/api/complaints?${query}`)
  return answer.status === 200 ? { ...listComplaints.reply.parse(answer.body), status: 200 } : { items: [], nextCursor: null, status: answer.status }
}
const found = async (who: Cast, query: string): Promise<number[]> => (await list(who, query)).items.map(no)
const sorted = async (who: Cast, query: string): Promise<number[]> => (await found(who, query)).toSorted((a, b) => a - b)

describe('order and pages', () => {
  test('soonest due first, then those without an instant, ended cases last', async () => {
    expect(await found('agent', '')).toEqual([5, 3, 0, 1, 2, 4, 7, 6, 8])
    expect(await found('agent', 'sort=newest')).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0])
  })

  test.each(['', '&sort=newest', '&view=open', '&q=玻璃杯'])('pages of two add up to the whole list: %s', async (more) => {
    const whole = await found('agent', `limit=100${more}`)
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await list('agent', `limit=2${more}${cursor ? `&cursor=${cursor}` : ''}`)
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.items.map(no))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(whole)
  })

  test('a cursor of another order, a broken one and unknown filters are malformed', async () => {
    const { nextCursor } = await list('agent', 'limit=2')
    for (const query of [`sort=newest&cursor=${nextCursor}`, 'cursor=abc', `cursor=${Buffer.from('["due","x","y"]').toString('base64url')}`, 'status=nothing', 'colour=red', 'limit=101', 'view=all']) expect([query, (await list('agent', query)).status]).toEqual([query, 400])
  })
})

describe('filters and views', () => {
  test.each([
    ['status=accepted', [7]], ['status=accepted,rejected', [7, 8]], ['view=ended', [8]], ['view=open', [0, 1, 2, 3, 4, 5, 6, 7]], ['view=soon', [3]], ['view=overdue', [5]], ['view=unowned', [2]], ['owner=none', [2]], ['owner=me', [0, 1, 3, 4, 5, 6, 7, 8]], ['view=mine', [0, 1, 3, 4, 5, 6, 7]],
    ['reason=damage', [0, 1, 2, 3, 4, 5, 6, 7, 8]], ['reason=dama', []], ['kind=praise', []], ['flag=waiting_customer', []], ['q=玻璃杯', [0, 1, 2, 3, 4, 5, 6, 7, 8]], ['q=第4件', [4]], ['q=杯璃玻', []], ['q=HY777700003', [3]], ['q=欧阳', [4]], ['q=oyxy', [4]], ['q=阳', []], ['q=玻璃杯 第5件', [5]], ["q=%27%20or%201%3D1", []], ['q=%25%25%25', []],
  ])('%s', async (query, expected) => {
    expect(await sorted('agent', query)).toEqual(expected)
  })

  test('due_before and org', async () => {
    expect(await sorted('agent', `due_before=${encodeURIComponent(new Date(await world.now() + 7_200_000).toISOString())}`)).toEqual([3, 5])
    expect(await sorted('agent', `org=${world.users.outlet.unit.id}`)).toEqual([0])
    expect(await sorted('agent', `org=${world.users.province.unit.id}`)).toEqual([0])
  })

  test('cases of the same parcel or phone; by phone only for those who may see customers, and never by a case that isn\'t there', async () => {
    const twin = await fileCase(world, { complainant: { name: '王小明', phone: '13712345603' }, items: [{ type: 'waybill', number: 'HY777700001' }] })
    expect((await list('agent', `same_as=${twin.id}`)).items.map((r) => r.id).toSorted()).toEqual([twin.id, cases[1]!.id, cases[3]!.id].toSorted())
    expect((await list('judge', `same_as=${twin.id}`)).items.map((r) => r.id).toSorted()).toEqual([twin.id, cases[1]!.id].toSorted())
    expect((await list('outlet', `same_as=${cases[1]!.id}`)).items).toEqual([])
    await sql`update complaints set status = 'withdrawn', received_at = received_at - interval '1 day' where id = ${twin.id}`.execute(world.db)
    await sql`delete from complaint_items where complaint_id = ${twin.id}`.execute(world.db)
  })

  test('the open half is what the indexes say it is', async () => {
    const ask = async (condition: typeof isOpenSql): Promise<string[]> => (await sql<{ status: string }>`select c.status from unnest(${[...statuses]}::text[]) c (status) where ${condition}`.execute(world.db)).rows.map((r) => r.status)
    expect(await ask(isOpenSql)).toEqual([...openStatuses])
    expect((await ask(isEndedSql)).length).toBe(statuses.length - openStatuses.length)
  })
})

describe('counters', () => {
  test('agree with the lists', async () => {
    const counts = countViews.reply.parse((await (await world.as('agent')).get('/api/complaint-counts')).body)
    expect(counts).toEqual({ mine: 7, soon: 1, overdue: 1, unowned: 1, open: 8, handOver: 0, approve: 0, review: 0, orders: 0, cap: 1000 })
  })

  test('hand-overs offered to me', async () => {
    const c = await fileCase(world, { occurredAt: new Date(await world.now() - 3_600_000).toISOString(), place: '武汉市洪山区' })
    await sql`update complaints set missing_fields = '{}' where id = ${c.id}`.execute(world.db)
    await c.does('agent', 'handover', { toId: world.users.agent2.id, reason: '换班', happened: { text: '破损', source: '客户来电' }, promised: { text: '今天回复', source: '通话' }, wants: { text: '赔偿', source: '客户来电' } })
    for (const [who, n] of [['agent2', 1], ['agent', 0]] as const) {
      await expect.poll(async () => (await (await world.as(who)).get<{ handOver: number }>('/api/complaint-counts')).body.handOver, { timeout: 2000 }).toBe(n)
      expect((await list(who, 'view=hand_over')).items.map((r) => r.id)).toEqual(n ? [c.id] : [])
    }
    await sql`update complaints set status = 'withdrawn' where id = ${c.id}`.execute(world.db)
  })
})

describe('lookups', () => {
  const ask = async (who: Cast, q: string) => lookUp.reply.parse((await (await world.as(who)).get(`/api/lookups?q=${encodeURIComponent(q)}`)).body)
  test('a number in every spelling', async () => {
    const { complaintNo, id } = cases[4]!
    for (const typed of [complaintNo, `${complaintNo.slice(0, 6)}-${complaintNo.slice(6, 11)}-${complaintNo.slice(11, 16)}-${complaintNo.slice(16)}`, ` ${complaintNo.slice(0, 6)} ${complaintNo.slice(6)} `]) expect(await ask('agent', typed)).toMatchObject({ kind: 'complaint_no', items: [{ id }] })
    for (const typed of ['HY777700003', 'hy 7777 00003', 'ＨＹ７７７７００００３']) expect((await ask('agent', typed)).items.map(no)).toEqual([3])
    for (const typed of ['13712345604', '+86 137-1234-5604']) expect(await ask('agent', typed)).toMatchObject({ kind: 'phone', items: [{ id }] })
    expect((await ask('agent', '第5件')).items.map(no)).toEqual([5])
    expect(await ask('agent', '13912345678')).toEqual({ kind: 'phone', items: [] })
  })

  test('a unit finds its own parcels, and nobody by phone', async () => {
    expect((await ask('outlet', parcel)).items.map(no)).toEqual([0])
    expect((await ask('outlet2', parcel)).items).toEqual([])
    expect((await ask('outlet', cases[1]!.complaintNo)).items).toEqual([])
    expect((await ask('outlet', '13712345600')).items).toEqual([])
  })
})

describe('whose rows', () => {
  test.each([['outlet', [0]], ['courier', [0]], ['hub', [0]], ['province', [0]], ['outlet2', []], ['station', []]] as const)('%s sees the cases of its own unit only', async (who, expected) => {
    expect(await found(who, '')).toEqual(expected)
    expect(await found(who, 'sort=newest')).toEqual(expected)
    expect((await (await world.as(who)).get<{ open: number }>('/api/complaint-counts')).body.open).toBe(expected.length)
  })

  test('search tells a unit nothing of words it may not read', async () => {
    expect(await found('outlet', 'q=玻璃杯')).toEqual([])
    await cases[0]!.does('agent', 'acceptance')
    await cases[0]!.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收人是谁' })
    expect(await found('outlet', 'q=玻璃杯')).toEqual([0])
    expect(await found('outlet', 'q=王小明')).toEqual([])
    await expect.poll(async () => (await (await world.as('outlet')).get<{ orders: number }>('/api/complaint-counts')).body.orders, { timeout: 2000 }).toBe(1)
  })
})

test('a unit\'s open list follows its case to the end and back', async () => {
  const c = cases[0]!
  await sql`update complaints set status = 'withdrawn' where id = ${c.id}`.execute(world.db)
  const ended = async (): Promise<boolean[]> => (await sql<{ ended: boolean }>`select distinct ended from parties where complaint_id = ${c.id}`.execute(world.db)).rows.map((r) => r.ended)
  expect(await ended()).toEqual([true])
  expect([await found('outlet', 'view=open'), await found('outlet', 'view=ended'), await found('outlet', '')]).toEqual([[], [0], [0]])
  await sql`update complaints set status = 'investigating' where id = ${c.id}`.execute(world.db)
  expect(await ended()).toEqual([false])
  expect([await found('outlet', 'view=open'), await found('outlet', 'view=ended')]).toEqual([[0], []])
})
