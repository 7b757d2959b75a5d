// A case filed is no news for the sweep of deadlines: its clocks are watched from the first instant, and from the same instant the sweep itself would have chosen.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { sweepDeadlines } from './ladder-sweep.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  await sweepDeadlines(world.app.deps)
})
afterAll(() => world.stop())

type Watch = { readonly kind: string; readonly at: number; readonly seen: boolean }
const watchesOf = async (id: string): Promise<Watch[]> => (await sql<Watch>`select w.kind, floor(extract(epoch from w.step_at) * 1000)::float8 as at, w.seen_at = c.recorded_at as seen from clock_watches w join complaints c on c.id = w.complaint_id where c.id = ${id} order by w.kind`.execute(world.db)).rows
const newsOf = async (id: string): Promise<number> => (await sql`select 1 from clock_news where complaint_id = ${id}`.execute(world.db)).rows.length

test.each([['a complaint', {}], ['with a reason, by letter', { channel: 'letter', reasonCode: 'loss' }], ['reported four days ago', { reportedAt: new Date(Date.now() - 4 * 86_400_000).toISOString(), reportedProof: '通话录音' }], ['a claim', { kind: 'claim_request' }]] as const)('%s', async (_what, more) => {
  const { id } = await fileCase(world, more)
  const placed = await watchesOf(id)
  expect(placed.length).toBeGreaterThan(0)
  expect(placed.every((w) => w.seen)).toBe(true)
  expect(await newsOf(id)).toBe(0)
  await sql`insert into clock_news (complaint_id) values (${id})`.execute(world.db)
  await sweepDeadlines(world.app.deps)
  const again = await watchesOf(id)
  // what was due already has been told by now, and is looked at again later
  const now = await world.now()
  expect(again.filter((w) => placed.find((p) => p.kind === w.kind)!.at > now).map(({ kind, at }) => ({ kind, at }))).toEqual(placed.filter((w) => w.at > now).map(({ kind, at }) => ({ kind, at })))
})

test('a clock that somebody else opens is news', async () => {
  const c = await fileCase(world)
  await (await world.as('agent')).post(`/api/complaints/${c.id}/promise`, { version: 1, text: '明天回电', dueAt: new Date(await world.now() + 86_400_000).toISOString() })
  const promises = (await sql`select 1 from clocks where complaint_id = ${c.id} and kind = 'promise'`.execute(world.db)).rows.length
  expect([promises, await newsOf(c.id)]).toEqual([1, 1])
})
