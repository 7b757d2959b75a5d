// "Mine" is what waits for a person: their own cases, plans they may approve, money they are to pay; and nothing of it once it is done.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const mine = async (who: Cast): Promise<string[]> => (await (await world.as(who)).get<{ items: { id: string }[] }>('/api/complaints?view=mine')).body.items.map((row) => row.id)
const counted = async (who: Cast): Promise<number> => (await (await world.as(who)).get<{ mine: number }>('/api/complaint-counts')).body.mine

test('finance sees what is to be paid, from the decision to the payment, never the own plan\'s', async () => {
  const c = await caseUntil(world, 'answered')
  expect(await mine('finance')).toEqual([])
  await c.does('agent', 'decision', { outcome: 'agreed', text: '同意赔偿 120 元', reasons: '运输中受压', basis: '快递服务标准', notice: { channel: 'sms' } })
  expect(await mine('finance')).toEqual([c.id])
  expect(await counted('finance')).toBe(1)
  await sql`update plans set maker_id = ${world.users.finance.id} where complaint_id = ${c.id}`.execute(world.db)
  expect(await mine('finance')).toEqual([])
  await sql`update plans set maker_id = ${world.users.agent.id} where complaint_id = ${c.id}`.execute(world.db)
  expect(await mine('agent')).toContain(c.id)
  expect(await mine('agent2')).not.toContain(c.id)
  await c.does('agent', 'execution', { seq: 2, evidence: '已电话道歉' })
  expect(await mine('finance')).toEqual([c.id])
  await c.does('finance', 'execution', { seq: 1, evidence: '转账流水 20261122001' })
  expect(await mine('finance')).toEqual([])
})

test('a lead sees what waits for the approval, until it is given; the maker doesn\'t', async () => {
  const c = await caseUntil(world, 'planning')
  await c.does('claims', 'plan', { measures: [{ kind: 'compensation', description: '赔', amount: { minor: 90_000 } }], reasoning: '破损', basis: '标准', needsConsent: true })
  expect(await mine('lead')).toEqual([c.id])
  expect(await mine('claims')).not.toContain(c.id)
  await c.does('lead', 'approval', { approve: true, reason: '同意' })
  expect(await mine('lead')).toEqual([])
})

test('"owner=me" stays what one owns', async () => {
  const c = await caseUntil(world, 'decided')
  const owned = await (await world.as('finance')).get<{ items: { id: string }[] }>('/api/complaints?owner=me')
  expect(owned.body.items).toEqual([])
  expect(await mine('finance')).toContain(c.id)
})
