// The compensation paper: who may issue it, from when on, what stands on it, and that every issue is in the record.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CompensationPaper } from '../../contract/compensation.ts'
import { caseUntil, lastEvent, moneyPlan } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const issue = async (c: TestCase, who: Cast) => (await world.as(who)).post<CompensationPaper & { code?: string }>(`/api/complaints/${c.id}/compensation-paper`, {})

test('not before the decision, not by who executes nothing, not by units, not without money', async () => {
  const offered = await caseUntil(world, 'offered')
  expect((await issue(offered, 'agent')).body.code).toBe('lifecycle.not_from_here')
  const decided = await caseUntil(world, 'decided')
  expect((await issue(decided, 'judge')).body.code).toBe('permission.missing')
  const outlet = await issue(decided, 'outlet')
  expect([403, 404]).toContain(outlet.status)
  const sorry = await caseUntil(world, 'planning')
  await sorry.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'apology', description: '电话道歉' }], needsConsent: true })
  await sorry.does('agent', 'offer', { text: '致歉', grounds: '服务不周', via: 'sms' })
  await sorry.does('agent', 'answer', { answer: 'accept', via: 'phone', reference: 'REC-1' })
  await sorry.does('agent', 'decision', { outcome: 'agreed', text: '致歉', reasons: '服务不周', basis: '快递服务标准', notice: { channel: 'sms' } })
  expect((await issue(sorry, 'agent')).body.code).toBe('paper.no_money')
})

test('the sum in figures and capitals, the payee masked, who bears it to the fen; each issue is counted in the record', async () => {
  const c = await caseUntil(world, 'planning')
  await c.does('judge', 'judgement', { shares: [{ bearer: 'sender', percent: 67, basis: '包装不当' }, { bearer: 'company', percent: 33, basis: '包装标准不清' }], reasoning: '双方均有责任' })
  await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'compensation', description: '赔偿两只杯子', amount: { minor: 10_001 }, payeeName: '王小明' }] })
  await c.does('agent', 'offer', { text: '赔偿', grounds: '破损', via: 'sms' })
  await c.does('agent', 'answer', { answer: 'accept', via: 'phone', reference: 'REC-1' })
  await c.does('agent', 'decision', { outcome: 'agreed', text: '赔偿', reasons: '破损', basis: '快递服务标准', notice: { channel: 'sms' } })
  const first = await issue(c, 'agent')
  expect(first.status, first.text).toBe(200)
  expect(first.body).toMatchObject({ total: { minor: 10_001 }, capitals: '人民币壹佰元零壹分', times: 1, issuedBy: world.users.agent.name, decision: { outcome: 'agreed' } })
  expect(first.body.shares.map((s) => s.amount.minor)).toEqual([6701, 3300])
  expect(first.body.measures[0]?.payee).not.toBe('王小明')
  expect(first.text).not.toContain('王小明')
  expect((await issue(c, 'finance')).body.times).toBe(2)
  expect(await lastEvent(c)).toMatchObject({ type: 'compensation.paper_issued', actor: { name: world.users.finance.name }, data: { totalMinor: 10_001, times: 2, measures: 1 } })
})
