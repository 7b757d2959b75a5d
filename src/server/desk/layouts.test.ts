import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

type Layouts = { items: { place: string; columns: string[]; density: string | null }[] }

test('a machine keeps none; what makes no list is refused', async () => {
  const machine = await world.machine(['queue:read'])
  expect((await machine.put('/api/queue-layouts/all', { columns: ['keyword'], density: null })).status).toBe(403)
  const agent = await world.as('agent')
  for (const columns of [[], ['due'], ['keyword', 'keyword'], ['keyword', 'phone']]) expect([columns, (await agent.put('/api/queue-layouts/all', { columns, density: null })).status]).toEqual([columns, 400])
  expect((await agent.put('/api/queue-layouts/../x', { columns: ['keyword'], density: null })).status).not.toBe(200)
})

test('columns, order and density are kept for all lists and for one view, for this person only, until they are dropped', async () => {
  const agent = await world.as('agent')
  const all = { place: 'all', columns: ['priority', 'keyword', 'due'], density: 'compact' }
  const mine = { place: 'view.mine', columns: ['keyword', 'complaint_no'], density: null }
  expect((await agent.put('/api/queue-layouts/all', { columns: all.columns, density: all.density })).body).toEqual(all)
  await agent.put('/api/queue-layouts/view.mine', { columns: ['keyword'], density: null })
  await agent.put('/api/queue-layouts/view.mine', { columns: mine.columns, density: mine.density })
  expect((await agent.get<Layouts>('/api/queue-layouts')).body.items).toEqual([mine, all])
  expect((await (await world.as('lead')).get<Layouts>('/api/queue-layouts')).body.items).toEqual([])
  expect((await agent.del('/api/queue-layouts/view.mine')).status).toBe(200)
  expect((await agent.get<Layouts>('/api/queue-layouts')).body.items).toEqual([all])
})
