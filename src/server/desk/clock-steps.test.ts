// The ladder of a clock over the wire: what was told, who was passed over, what comes next; a unit reads its own questions and no names of the house.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import type { ClockSteps } from '../../contract/ladders.ts'

let world: World
let c: TestCase
const hour = 3_600_000
const read = async (who: Cast, kind: string, query = '') => (await world.as(who)).get<ClockSteps & { code?: string }>(`/api/complaints/${c.id}/clocks/${kind}/steps${query}`)
const told = (steps: ClockSteps) => steps.items.map((i) => [i.step, i.state, i.told.map((t) => t.name ?? t.to).join('+')])

beforeAll(async () => {
  world = await startWorld()
  // ten in the morning of the next day: nothing rests
  const local = new Date((await world.now()) + 8 * hour)
  await world.moveClock((10 - local.getUTCHours()) * hour - local.getUTCMinutes() * 60_000 + 24 * hour)
  c = await fileCase(world)
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收是谁？', hours: 24 })
  await sql`update clocks set opened_at = app_now() - interval '12.5 hours', due_at = app_now() + interval '11.5 hours' where complaint_id = ${c.id} and kind = 'outlet_reply'`.execute(world.db)
  await sql`update clocks set opened_at = app_now() - interval '4 days', due_at = app_now() + interval '20 hours' where complaint_id = ${c.id} and kind = 'decision'`.execute(world.db)
  await world.settle()
})
afterAll(() => world.stop())

test('not there and not yours read the same', async () => {
  for (const who of ['outlet2', 'station', 'partner'] as const) expect([who, (await read(who, 'outlet_reply')).status]).toEqual([who, 404])
  expect((await read('agent', 'payment')).body.code).toBe('not_found')
  expect((await read('agent', 'decision', '?epoch=2')).status).toBe(404)
  // the case is theirs, the clock is not
  expect((await read('outlet', 'decision')).status).toBe(404)
})

test('what was told, why a breach is likely, and what comes next', async () => {
  const { body } = await read('agent', 'decision')
  expect(told(body)).toEqual([['likely', 'told', '周小雨'], ['h24_before', 'told', '周小雨'], ['h4_before', 'next', 'owner'], ['h1_before', 'planned', 'owner+role:lead'], ['due', 'planned', 'owner+role:lead'], ['h24_after', 'planned', 'role:lead']])
  expect(body.warning).toMatchObject({ status: 'investigating', basis: 'policy', needsMs: 30 * hour, sample: 0 })
  expect(Math.round((body.warning?.leftMs ?? 0) / hour)).toBe(20)
  expect(body.items[2]).toMatchObject({ class: 'reminder', place: { before: { value: 4, unit: 'hour' } }, via: ['in_app'], toldAt: null })
})

test('a unit sees who of it was told, and of the house only which seats', async () => {
  const outlet = (await read('outlet', 'outlet_reply')).body
  expect(told(outlet)[0]).toEqual(['half_life', 'told', 'asked_unit'])
  expect(outlet.items[0]?.told).toEqual([{ to: 'asked_unit', name: null, unit: world.users.outlet.unit.name }])
  expect(outlet.warning).toBeNull()
  expect(JSON.stringify(outlet)).not.toContain('周小雨')
})

test('while the clock stands nothing is to come; a due instant that moved leaves what was told with the old one', async () => {
  await sql`update clocks set paused_at = app_now() where complaint_id = ${c.id} and kind = 'decision'`.execute(world.db)
  const standing = (await read('lead', 'decision')).body
  expect([standing.state, told(standing).map(([step]) => step)]).toEqual(['paused', ['likely', 'h24_before']])
  await sql`update clocks set paused_at = null, due_at = due_at + interval '3 days' where complaint_id = ${c.id} and kind = 'decision'`.execute(world.db)
  await world.settle()
  const moved = (await read('lead', 'decision')).body
  expect(moved.items.map((i) => [i.step, i.state, i.dueAt === moved.dueAt])).toEqual([['likely', 'told', false], ['h24_before', 'told', false], ['h24_before', 'next', true], ['h4_before', 'planned', true], ['h1_before', 'planned', true], ['due', 'planned', true], ['h24_after', 'planned', true]])
})

test('the queue and the case say why a breach is likely, to the house and while it is; the measure is for who leads', async () => {
  type Seen = { items: { id: string; likely?: { needsMs: number; sample: number } }[] }
  const row = async (who: Cast) => (await (await world.as(who)).get<Seen>('/api/complaints?view=open')).body.items.find((i) => i.id === c.id)
  expect((await row('agent'))?.likely).toBeUndefined()
  await sql`update clocks set due_at = app_now() + interval '10 hours' where complaint_id = ${c.id} and kind = 'decision'`.execute(world.db)
  expect((await row('agent'))?.likely).toMatchObject({ kind: 'decision', needsMs: 30 * hour, sample: 0 })
  expect((await (await world.as('lead')).get<{ likely: unknown[] }>(`/api/complaints/${c.id}`)).body.likely).toHaveLength(1)
  expect((await (await world.as('outlet')).get<{ likely?: unknown[] }>(`/api/complaints/${c.id}`)).body.likely).toBeUndefined()
  expect((await (await world.as('agent')).get('/api/clock-warnings')).status).toBe(403)
  expect((await (await world.as('lead')).get('/api/clock-warnings')).body).toMatchObject({ days: 30, warned: 1, open: 1, falseAlarms: null })
  expect((await (await world.as('lead')).get('/api/clock-warnings?days=0')).status).toBe(400)
})
