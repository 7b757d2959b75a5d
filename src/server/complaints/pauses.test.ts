// A pause ends when it was agreed to end: by itself, once, and with no more waiting than agreed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

const day = 86_400_000
let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

test('nobody came back: the case goes on by itself, clocks moved by the days agreed, the watch untouched', async () => {
  const c = await caseUntil(world, 'investigating')
  const before = await c.clocks()
  const dueOf = (kind: string, of: typeof before): number => of.find((k) => k.kind === kind)?.due_at ?? Number.NaN
  await c.does('agent', 'pause', { reason: '等客户寄照片', untilAt: new Date(await world.now() + 2 * day).toISOString() })
  await world.moveClock(day)
  await world.settle()
  expect((await c.events()).at(-1)?.type).toBe('complaint.paused')
  await world.moveClock(3 * day)
  await world.settle()
  await world.settle()
  const resumed = (await c.events()).filter((e) => e.type === 'complaint.resumed')
  expect(resumed.map((e) => e.actor.kind)).toEqual(['system'])
  const row = await world.db.selectFrom('complaints').select('flags').where('id', '=', c.id).executeTakeFirstOrThrow()
  expect(row.flags).not.toContain('waiting_customer')
  const after = await c.clocks()
  expect(dueOf('statutory_watch', after)).toBe(dueOf('statutory_watch', before))
  const moved = dueOf('decision', after) - dueOf('decision', before)
  expect([moved >= day, moved <= 2 * day]).toEqual([true, true])
})

test('a case that ended while it waited is left alone', async () => {
  const c = await caseUntil(world, 'investigating')
  await c.does('agent', 'pause', { reason: '等客户', untilAt: new Date(await world.now() + day).toISOString() })
  await c.does('agent', 'rejection', { outcome: 'out_of_scope', reason: '不属快递服务', notice: { channel: 'phone', text: '已告知' } })
  await world.moveClock(2 * day)
  await world.settle()
  expect(await c.status()).toBe('rejected')
  expect((await c.events()).some((e) => e.type === 'complaint.resumed')).toBe(false)
})
