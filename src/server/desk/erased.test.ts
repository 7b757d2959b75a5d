// After a deletion the record still holds: the tables are as its events tell, and verify-audit finds no break.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseOf, caseUntil } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

test('a complaint whose time of keeping is over is destroyed with all its words, and every chain and table still verifies', async () => {
  const phone = '13600900001'
  const old = await caseUntil(world, 'closed', { complainant: { name: '王小明', phone } })
  await world.moveClock(3 * 366 * 86_400_000)
  const agent = await world.as('agent')
  const filed = await agent.post<{ id: string; complaintNo: string }>('/api/complaints', { kind: 'data_request', channel: 'phone', verbatim: '请删除我的个人信息', complainant: { phone, role: 'other' } })
  await world.settle()
  const request = caseOf(world, filed.body.id, filed.body.complaintNo)
  const answer = await (await world.as('lead')).post<{ status: string }>(`/api/data-requests/${request.id}/answer`, { version: await request.version(), result: 'erased' })
  expect([answer.status, answer.body.status]).toEqual([200, 'closed'])
  expect((await old.events()).at(-1)?.type).toBe('personal_data.erased')
  const row = await world.db.selectFrom('complaints').selectAll().where('id', '=', old.id).executeTakeFirstOrThrow()
  expect([row.phone_index, row.name_masked, row.verbatim_masked, row.status]).toEqual([null, null, '', 'closed'])
  expect((await agent.get(`/api/complaints/${old.id}`)).status).toBe(200)
  const checked = await verifyRecord(world.databaseUrls.app)
  expect([checked.breaks, checked.complaints]).toEqual([[], 2])
})
