// Who else has a case open: told to those who may see it, gone when the beat stops, and news for their streams only when it changes.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
let c: TestCase
beforeAll(async () => {
  world = await startWorld()
  c = await fileCase(world)
})
afterAll(() => world.stop())

type Others = { items: { person: { id: string; name: string }; doing: string; since: string }[]; code?: string }
const tell = async (who: Cast, complaintId: string | null, doing = 'viewing') => (await world.as(who)).post<Others>('/api/presence', { complaintId, doing })
const seen = async (who: Cast) => (await (await world.as(who)).get<Others>(`/api/complaints/${c.id}/presence`)).body.items.map((i) => [i.person.name, i.doing])
const news = async () => (await c.outbox()).filter((e) => e.type === 'presence.changed').length
const nameOf = (who: Cast) => world.users[who].name

test('a unit without part in the case, and a token, tell and learn nothing', async () => {
  for (const who of ['outlet2', 'station'] as const) expect([(await tell(who, c.id)).status, (await (await world.as(who)).get(`/api/complaints/${c.id}/presence`)).status]).toEqual([404, 404])
  const machine = await world.machine(['complaint:read'])
  const answer = await machine.post<Others>('/api/presence', { complaintId: c.id })
  expect([answer.status, answer.body.code]).toEqual([403, 'duty.people_only'])
})

test('the others are named with what they do, oneself is not', async () => {
  expect((await tell('agent', c.id)).body.items).toEqual([])
  expect((await tell('agent2', c.id, 'editing')).body.items.map((i) => i.person.name)).toEqual([nameOf('agent')])
  expect(await seen('agent')).toEqual([[nameOf('agent2'), 'editing']])
  expect(await seen('lead')).toEqual([[nameOf('agent2'), 'editing'], [nameOf('agent'), 'viewing']])
})

test('a stream hears of a change, not of every beat', async () => {
  const before = await news()
  await tell('agent2', c.id, 'editing')
  expect(await news()).toBe(before)
  await tell('agent2', c.id, 'viewing')
  expect(await news()).toBe(before + 1)
})

test('who goes on to another case, leaves, or falls silent is no longer there', async () => {
  const other = await fileCase(world)
  await tell('agent', other.id)
  expect(await seen('lead')).toEqual([[nameOf('agent2'), 'viewing']])
  await sql`update case_presence set seen_at = now() - interval '46 seconds'`.execute(world.db)
  expect(await seen('lead')).toEqual([])
  await tell('agent2', c.id)
  await tell('agent2', null)
  expect(await seen('lead')).toEqual([])
})
