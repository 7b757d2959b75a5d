// Where one person alone must not be enough: late entries, withdrawals, a unit's own word, machines and money.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { caseUntil, fileCase, moneyPlan, offerText } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

const day = 86_400_000
let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

test('a contact of days ago is entered by a lead, so that late does not become in time unseen', async () => {
  const c = await fileCase(world)
  await world.moveClock(5 * day)
  const call = { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'first_contact', summary: '当天已联系', at: new Date(await world.now() - 4.5 * day).toISOString() }
  await c.refused('agent', 'contact', call, 403, 'instant.entered_late')
  expect((await c.clocks('first_contact'))[0]?.stopped_at).toBeNull()
  await c.does('lead', 'contact', call)
  expect((await c.clocks('first_contact'))[0]?.stopped_at).not.toBeNull()
})

test('a unit that says it reached the customer stops no clock, whatever it names as proof', async () => {
  const c = await fileCase(world)
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '联系过客户吗', hours: 4 })
  await c.does('outlet', 'contact', { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'first_contact', summary: '联系过了', reference: '有记录' })
  expect((await c.clocks('first_contact'))[0]?.stopped_at).toBeNull()
  await c.refused('outlet', 'contact', { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'other', summary: '答应了', promise: { text: '明天送', dueAt: new Date(await world.now() + day).toISOString() } }, 403, 'permission.missing')
})

test('who writes a withdrawal down does not also find it free', async () => {
  const c = await fileCase(world)
  await c.does('agent', 'withdrawal', { via: 'phone', words: '不追究了' })
  const verified = { free: true, method: 'call', reference: 'REC-9' }
  await c.refused('agent', 'withdrawal-verification', verified, 409, 'withdrawal.own_request')
  expect((await c.clocks('statutory_watch'))[0]?.stopped_at).toBeNull()
  await c.does('caller', 'withdrawal-verification', verified)
  expect(await c.status()).toBe('withdrawn')
})

test('a courier finds no parcels by a name or a phone', async () => {
  const search = { phoneTail: '1234' }
  expect((await (await world.as('courier')).post('/api/waybills/search', search)).status).toBe(403)
  expect((await (await world.as('agent')).post('/api/waybills/search', search)).status).toBe(200)
})

test('a machine pays nothing out', async () => {
  const c = await caseUntil(world, 'decided')
  const machine = await world.machine(['complaint:execute', 'payment:execute'])
  const answer = await machine.post<{ code: string }>(`/api/complaints/${c.id}/execution`, { version: await c.version(), seq: 1, evidence: '流水' })
  expect([answer.status, answer.body.code]).toEqual([403, 'execution.by_person'])
})

test('what a case was paid before counts towards who approves the next plan', async () => {
  const c = await caseUntil(world, 'closed')
  await c.does('lead', 'reopening', { reason: '又发现一处破损' })
  await c.does('investigator', 'finding', { facts: '又一只破了', causeCode: 'transit_handling', companyLiability: 'liable', liabilityBasis: '同前', demandJudgement: 'justified', demandReason: '照片为证' })
  expect((await c.does('agent', 'plan', moneyPlan)).status).toBe('approving')
  await c.does('lead', 'approval', { approve: true, reason: '同意' })
  await c.does('agent', 'offer', offerText)
})

test('the customer\'s own name is masked in their words', async () => {
  const c = await fileCase(world, { verbatim: '收件人写的是欧阳静怡，可是快递员给了别人', complainant: { name: '欧阳静怡', phone: '19900008888' } })
  const row = await world.db.selectFrom('complaints').select('verbatim_masked').where('id', '=', c.id).executeTakeFirstOrThrow()
  expect(row.verbatim_masked).not.toContain('欧阳静怡')
})
