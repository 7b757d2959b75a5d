// Repeat contacts over HTTP: logged without a fresh version, counted, urgent on the second in a day, a complaint when they are one (OPN-13).
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Relations } from '../../contract/relations.ts'
import { caseUntil, fileCase, lastEvent, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { recordBreaks } from '../../../test/whole.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const row = (c: TestCase) => world.db.selectFrom('complaints').select(['kind', 'priority', 'chased', 'flags', 'received_at']).where('id', '=', c.id).executeTakeFirstOrThrow()

test('logged with the version long gone, by who may contact the customer, on a running case only', async () => {
  const c = await fileCase(world)
  await c.does('agent', 'note', { text: '别人刚写的' })
  await c.refused('judge', 'chaser', { channel: 'phone' }, 403, 'permission.missing')
  await c.does('agent', 'chaser', { channel: 'phone', version: 1 })
  expect(await lastEvent(c)).toMatchObject({ type: 'complaint.chased', data: { times: 1, channel: 'phone', as: 'chaser' } })
  expect(await row(c)).toMatchObject({ chased: 1 })
  const closed = await caseUntil(world, 'closed')
  await closed.refused('agent', 'chaser', { channel: 'phone' }, 409, 'lifecycle.ended')
})

test('the second in a day raises the priority by one, a later one does not; words are kept scrubbed and shown to headquarters', async () => {
  const c = await fileCase(world)
  const { priority } = await row(c)
  await c.does('agent', 'chaser', { channel: 'phone', words: '催一下，打我 13712345678' })
  expect((await row(c)).priority).toBe(priority)
  await world.moveClock(20 * hour)
  await c.does('agent2', 'chaser', { channel: 'wechat' })
  expect((await row(c)).priority).toBe(Math.max(1, priority - 1))
  await world.moveClock(25 * hour)
  await c.does('agent', 'chaser', { channel: 'phone' })
  expect(await row(c)).toMatchObject({ priority: Math.max(1, priority - 1), chased: 3 })
  const { repeats } = (await (await world.as('agent')).get<Relations>(`/api/complaints/${c.id}/relations`)).body
  expect(repeats.map((r) => [r.kind, r.channel, r.by])).toEqual([['chaser', 'phone', world.users.agent.name], ['chaser', 'wechat', world.users.agent2.name], ['chaser', 'phone', world.users.agent.name]])
  expect(JSON.stringify(repeats)).not.toContain('13712345678')
  await recordFits(c)
})

test('a question on a case is linked to it without counting as urging', async () => {
  const c = await fileCase(world)
  await c.does('agent', 'chaser', { channel: 'phone', kind: 'enquiry', words: '几点上班' })
  const after = await row(c)
  expect([after.chased, after.flags.includes('chaser')]).toEqual([0, false])
})

test('an enquiry chased twice in a day is a complaint from its first word on', async () => {
  const c = await fileCase(world, { kind: 'enquiry', reasonCode: undefined, verbatim: '请问几点派送' })
  expect(await c.clocks('statutory_watch')).toEqual([])
  const { received_at } = await row(c)
  await world.moveClock(5 * hour)
  await c.does('agent', 'chaser', { channel: 'phone' })
  expect((await row(c)).kind).toBe('enquiry')
  await world.moveClock(5 * hour)
  await c.does('agent', 'chaser', { channel: 'phone' })
  expect((await row(c)).kind).toBe('complaint')
  expect((await c.clocks('statutory_watch')).map((k) => k.opened_at)).toEqual([received_at])
  expect(await lastEvent(c)).toMatchObject({ data: { previousKind: 'enquiry', times: 2 } })
})

test('any grievance makes a complaint of it: said by the agent, or read in the words', async () => {
  const said = await fileCase(world, { kind: 'trace', reasonCode: undefined, verbatim: '帮我查一下到哪了' })
  await said.does('agent', 'chaser', { channel: 'phone', kind: 'trace', grievance: true })
  expect((await row(said)).kind).toBe('complaint')
  const read = await fileCase(world, { kind: 'trace', reasonCode: undefined, verbatim: '帮我查一下到哪了' })
  await read.does('agent', 'chaser', { channel: 'phone', words: '我要投诉你们，快递员态度恶劣还骂人' })
  expect((await row(read)).kind).toBe('complaint')
  const calm = await fileCase(world, { kind: 'trace', reasonCode: undefined, verbatim: '帮我查一下到哪了' })
  await calm.does('agent', 'chaser', { channel: 'phone', words: '再帮我催一下' })
  expect((await row(calm)).kind).toBe('trace')
})

test('the record is whole', async () => {
  expect(await recordBreaks(world)).toEqual([])
})
