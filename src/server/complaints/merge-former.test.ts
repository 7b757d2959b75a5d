// Duplicates that an earlier version ended by a rejection: the migration makes merges of them, and they are undone like any other.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { caseUntil, fileCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

test('taken out again, its clocks run and the old notice decides nothing', async () => {
  const [c, into] = [await caseUntil(world, 'accepted'), await fileCase(world)]
  const before = await c.clocks()
  await c.does('agent', 'rejection', { outcome: 'invalid', reason: '同一件事', notice: { channel: 'sms', text: '已并入先前的投诉' } })
  await sql`update complaints set status = 'duplicate', outcome = 'duplicate', merged_into = ${into.id} where id = ${c.id}`.execute(world.db)
  await sql`update decisions set outcome = 'duplicate' where complaint_id = ${c.id}`.execute(world.db)
  const migration = readFileSync(new URL('../../../db/migrations/0006_relations.sql', import.meta.url), 'utf8')
  await sql.raw(/insert into merges[^;]+;/.exec(migration)?.[0] ?? '').execute(world.db)
  expect((await c.does('agent', 'unmerging', { reason: '不是同一件事' })).status).toBe('accepted')
  expect(await c.clocks()).toEqual(before)
  expect((await c.does('agent', 'take')).status).toBe('investigating')
  expect((await c.act('agent', 'merging', { into: into.id, reason: '还是同一件事' })).status).toBe(200)
})
