// What the customer reads of promises: one that could not be kept is told as that, a standing deadline is not late, of the regular words only the next.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { viewPortalCase } from './portal-case.ts'

const hour = 3_600_000
let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const ahead = async (ms: number): Promise<string> => new Date(await world.now() + ms).toISOString()
const shown = async (c: TestCase): Promise<(string | null)[][]> => (await viewPortalCase(world.app.deps, world.db, c.id)).promises.map((p) => [p.kind, p.state, p.metAt === null ? null : 'when'])
const call = { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'progress', summary: '告知进展' } as const

test('broken, standing, and the next word', async () => {
  const c = await caseUntil(world, 'investigating')
  await c.does('agent', 'promise', { text: '今天回电', dueAt: await ahead(5 * hour) })
  await c.does('agent', 'promise-breaking', { epoch: 1, reason: '监控未到', customerTold: true })
  for (let n = 0; n < 3; n += 1) await c.does('agent', 'contact', call)
  expect((await shown(c)).toSorted()).toEqual([['decision', 'running', null], ['first_contact', 'met', 'when'], ['promise', 'late', null], ['regular_contact', 'running', null]])
  const [decision] = await c.clocks('decision')
  await world.moveClock((decision?.due_at ?? 0) - await world.now() - hour)
  await c.does('agent', 'pause', { reason: '等照片', untilAt: await ahead(10 * hour) })
  await world.moveClock(2 * hour)
  expect(await shown(c)).toContainEqual(['decision', 'running', null])
})
