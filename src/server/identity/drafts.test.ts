// Unsent words come back to their writer and to nobody else, and stand nowhere in the clear.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

type Drafts = { items: { key: string; text: string; savedAt: string }[] }
const key = 'act.01a20150-c784-75ae-ab40-8b083896d4ff.note'
let world: World

beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

test('a machine has none', async () => {
  const machine = await world.machine(['complaint:create'])
  expect((await machine.get('/api/drafts')).status).toBe(403)
})

test('a key that names no form and words without end are refused', async () => {
  const agent = await world.as('agent')
  for (const bad of ['A', '%2e%2e', 'x'.repeat(121), 'a b']) expect([bad, (await agent.put(`/api/drafts/${encodeURIComponent(bad)}`, { text: 'x' })).status]).toEqual([bad, 400])
  expect((await agent.put(`/api/drafts/${key}`, { text: 'x'.repeat(20_001) })).status).toBe(400)
  expect((await agent.put(`/api/drafts/${key}`, { text: '' })).status).toBe(400)
})

test('the last words saved come back to their writer alone, and the table holds them sealed', async () => {
  const [agent, other] = [await world.as('agent'), await world.as('agent2')]
  await agent.put(`/api/drafts/${key}`, { text: '客户王小明说' })
  await agent.put(`/api/drafts/${key}`, { text: '客户王小明说周三在家' })
  await other.put(`/api/drafts/${key}`, { text: '别人的' })
  expect((await agent.get<Drafts>('/api/drafts')).body.items.map(({ key: k, text }) => [k, text])).toEqual([[key, '客户王小明说周三在家']])
  const rows = await sql<{ sealed: Buffer }>`select sealed from drafts`.execute(world.db)
  for (const row of rows.rows) expect(row.sealed.toString('utf8')).not.toContain('王小明')
  expect((await agent.del(`/api/drafts/${key}`)).status).toBe(200)
  expect((await agent.del(`/api/drafts/${key}`)).status).toBe(200)
  expect((await agent.get<Drafts>('/api/drafts')).body.items).toEqual([])
  expect((await other.get<Drafts>('/api/drafts')).body.items).toHaveLength(1)
})

test('a sealed text moved to another writer cannot be read', async () => {
  const agent = await world.as('agent')
  await sql`update drafts set user_id = ${world.users.agent.id}`.execute(world.db)
  expect((await agent.get('/api/drafts')).status).toBe(500)
  await sql`delete from drafts`.execute(world.db)
})

test('old ones are gone, and beyond two hundred the oldest go', async () => {
  const agent = await world.as('agent')
  for (let i = 0; i < 203; i++) await agent.put(`/api/drafts/form.${i}`, { text: 'x' })
  const kept = (await agent.get<Drafts>('/api/drafts')).body.items.map((each) => each.key)
  expect([kept.length, kept.includes('form.202'), kept.includes('form.0')]).toEqual([200, true, false])
  await sql`update drafts set expires_at = now() - interval '1 second'`.execute(world.db)
  expect((await agent.get<Drafts>('/api/drafts')).body.items).toEqual([])
})
