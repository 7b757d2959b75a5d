// A merged case on the portal: the customer reads where it went, and that it came back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { viewPortalCase } from './portal-case.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

test('pointed to the other number when merged, told of its own when undone, able to urge again', async () => {
  const [c, into] = [await fileCase(world, { complainant: { name: '周舟', phone: '13611112222' } }), await fileCase(world)]
  const no = into.complaintNo.replace(/^(\d{6})(\d{5})(\d{5})(\d)$/, '$1-$2-$3-$4')
  const last = async () => { const seen = await viewPortalCase(world.app.deps, world.db, c.id); const said = seen.messages.at(-1); return [said?.code, said?.params['other'], seen.status, seen.can.chaser] }
  await c.does('agent', 'merging', { into: into.id, reason: '同一件事' })
  expect(await last()).toEqual(['complaint.merged', no, 'duplicate', false])
  await c.does('agent', 'unmerging', { reason: '不是同一件' })
  expect(await last()).toEqual(['complaint.unmerged', no, 'received', true])
})
