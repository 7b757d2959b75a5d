// What a unit's page is made of: the order of its questions, what is attached from the start, and how it does against its region.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import type { getUnitScore } from '../../contract/outlet.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { listMyOrders } from '../../contract/investigation.ts'
import { learnUnitScores } from './unit-scores.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

type Asked = { c: TestCase; order: string }
type List = ReplyOf<typeof listMyOrders>
async function ask(hours = 24, question = '签收底单是谁签的？', unit = 'W42010'): Promise<Asked> {
  const c = await caseUntil(world, 'investigating', { items: [{ type: 'waybill', number: 'HY2700900000004' }], reasonCode: 'false_signoff', verbatim: '显示本人签收，可我一直在家。' })
  return { c, order: (await c.does('agent', 'orders', { unitId: (await world.unit(unit)).id, question, hours })).made ?? '' }
}
const post = async (who: 'outlet' | 'agent' | 'courier', path: string, body: unknown = {}) => (await world.as(who)).post<{ code?: string }>(path, body)
const list = async (query = ''): Promise<List> => (await (await world.as('outlet')).get<List>(`/api/orders?${query}`)).body
const score = async (): Promise<ReplyOf<typeof getUnitScore>> => (await (await world.as('courier')).get<ReplyOf<typeof getUnitScore>>('/api/unit-score')).body

test('what came back stands first with what is missing, then what is due soonest; page by page nothing twice', async () => {
  const [late, soon, back] = [await ask(48, '晚'), await ask(2, '早'), await ask(40, '退')]
  expect((await post('outlet', `/api/orders/${back.order}/answer`, { answer: 'true', text: '属实' })).status).toBe(200)
  expect((await post('agent', `/api/orders/${back.order}/return`, { missing: '缺签收底单照片', hours: 60 })).status).toBe(200)
  const first = await list()
  expect([first.openCount, first.abnormal, first.items.map((i) => i.id)]).toEqual([3, null, [back.order, soon.order, late.order]])
  expect(first.items[0]).toMatchObject({ stage: 'returned', missing: '缺签收底单照片', returned: 1 })
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: List = await list(`limit=1${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)
    seen.push(...page.items.map((i) => i.id))
    cursor = page.nextCursor
  }
  expect(seen).toEqual([back.order, soon.order, late.order])
})

test('the unit\'s own part of the course is attached from the start and goes with the answer as evidence', async () => {
  const { c, order } = await ask()
  const card = (await list()).items.find((i) => i.id === order)
  expect(card?.kit?.verdict).toBe('liable')
  expect([(card?.kit?.scans.length ?? 0) > 0, (card?.likely.length ?? 0) > 0, card?.kit?.lines.map((l) => l.line)]).toEqual([true, true, expect.arrayContaining(['position', 'photo', 'call', 'signer'])])
  expect(JSON.stringify(card?.kit)).not.toMatch(/staffNo|1[3-9]\d{9}/)
  const own = (await world.unit('W42010')).code
  expect(card?.kit?.events.every((e) => e.unitCode === own)).toBe(true)
  expect((await post('outlet', `/api/orders/${order}/answer`, { answer: 'not_true', text: '见所附记录', kit: true })).status).toBe(200)
  const evidence = await sql<{ type: string; side: string; text: string; order_id: string }>`select type, side, text, order_id from evidence where complaint_id = ${c.id} and origin = 'order'`.execute(world.db)
  expect(evidence.rows).toEqual([{ type: 'tracking_snapshot', side: 'system', text: expect.stringMatching(/签收定位：.*\d+ 米/), order_id: order }])
})

test('a part of an answer leaves the question open; a courier can\'t make a link, a manager can', async () => {
  const { order } = await ask()
  expect((await post('outlet', `/api/orders/${order}/answer`, { answer: 'not_true', text: '正在核实', partial: true })).status).toBe(200)
  const mine = (await (await world.as('outlet')).get<{ state: string; stage: string }>(`/api/orders/${order}`)).body
  expect([mine.state, mine.stage]).toEqual(['open', 'part_answered'])
  const refused = await post('courier', `/api/orders/${order}/links`)
  expect([refused.status, refused.body.code]).toEqual([403, 'permission.missing'])
})

test('the scorecard counts what is decided, hides what is too little, and compares with the middle of the province', async () => {
  await sql`update orders set due_at = app_now() + interval '30 days' where state = 'open'`.execute(world.db)
  await sql`delete from unit_scores`.execute(world.db)
  expect((await score()).learntAt).toBeNull()
  const before = await learnUnitScores(world.db)
  expect(before).toBeGreaterThan(0)
  expect((await score()).lines.find((l) => l.measure === 'in_time')).toMatchObject({ value: null, median: null, units: 0 })
  // six questions of the unit: four answered in time, one late, one silent; five more units of the province with six each
  const c = await caseUntil(world, 'investigating')
  const { id: unit } = await world.unit('W42010')
  const peers = await sql<{ id: string }>`select p.id from org_units u join org_units p on p.province_id = u.province_id and p.kind = u.kind and p.id <> u.id where u.id = ${unit} order by p.code limit 5`.execute(world.db)
  await sql`update orders set state = 'cancelled' where unit_id = ${unit}`.execute(world.db)
  const add = (to: string, answered: number | null, n: number) => sql`insert into orders (complaint_id, id, unit_id, question, asked_by, asked_by_name, asked_at, due_at, epoch, state, answer, answered_at)
    select ${c.id}, gen_random_uuid(), ${to}::uuid, '?', ${world.users.agent.id}, 'a', app_now() - interval '3 days', app_now() - interval '2 days', 0, case when ${answered}::int is null then 'open' else 'answered' end, case when ${answered}::int is null then null else 'true' end, app_now() - interval '3 days' + make_interval(mins => ${answered}::int) from generate_series(1, ${n})`.execute(world.db)
  await add(unit, 60, 4)
  await add(unit, 2000, 1)
  await add(unit, null, 1)
  for (const { id } of peers.rows) await add(id, 120, 6)
  await learnUnitScores(world.db)
  const told = await score()
  const line = (measure: string) => told.lines.find((l) => l.measure === measure)
  expect([line('in_time')?.of, Math.round((line('in_time')?.value ?? 0) * 100), line('silent')?.value, line('answer_minutes')?.value]).toEqual([6, 67, 1 / 6, 60])
  expect(line('overturned')).toMatchObject({ value: null, of: 0, median: null })
  expect([peers.rows.length, line('in_time')?.median, line('in_time')?.units]).toEqual([5, 1, 6])
  expect((await (await world.as('agent')).get('/api/unit-score')).status).toBe(403)
  expect((await world.stranger().get('/api/unit-score')).status).toBe(401)
})
