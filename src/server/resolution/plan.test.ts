// Plan and approval over HTTP: what a plan may hold, who must approve it, and that nobody approves their own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { caseUntil, finding, lastEvent, moneyPlan, offerText } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { unseal } from '../platform/crypto.ts'
import { payeePlace } from './plan.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const paying = (minor: number, more: object = {}) => ({ ...moneyPlan, measures: [{ kind: 'compensation', description: '赔偿', amount: { minor }, ...more }] })
const plans = (id: string) => world.db.selectFrom('plans').select(['id', 'state', 'approval_levels']).where('complaint_id', '=', id).orderBy('id').execute()

describe('the plan', () => {
  test('needs the permission and the planning', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.refused('investigator', 'plan', moneyPlan, 403, 'permission.missing')
    await c.refused('agent', 'plan', moneyPlan, 409, 'lifecycle.not_from_here')
    expect(await plans(c.id)).toEqual([])
  })
  test('money has an amount, nothing else has one', async () => {
    const c = await caseUntil(world, 'planning')
    await c.refused('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'refund', description: '退运费' }] }, 400, 'plan.amount_missing')
    await c.refused('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'refund', description: '退运费', amount: { minor: 0 } }] }, 400, 'plan.amount_missing')
    await c.refused('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'coupon', description: '券', amount: { minor: 500 } }] }, 400, 'plan.amount_unwanted')
    await c.refused('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'apology', description: '道歉', payeeName: '王小明' }] }, 400, 'plan.payee_unwanted')
    await c.refused('agent', 'plan', paying(100, { dueAt: '2020-01-01T00:00:00Z' }), 400, 'instant.in_past')
    expect(await plans(c.id)).toEqual([])
  })
  test('not liable: no money, goodwill is possible', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'finding', { ...finding, companyLiability: 'not_liable' })
    await c.refused('agent', 'plan', moneyPlan, 409, 'plan.not_liable_money')
    expect((await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'coupon', description: '10 元券' }] })).status).toBe('negotiating')
  })
  test('up to ¥200 its maker goes on alone; the payee is sealed', async () => {
    const c = await caseUntil(world, 'planning')
    const made = await c.does('agent', 'plan', paying(20_000, { payeeName: '王小明' }))
    expect(made.status).toBe('negotiating')
    expect(await lastEvent(c)).toMatchObject({ type: 'plan.drafted', data: { plan: made.made, levels: 0, totalMinor: 20_000, approvalPolicy: 'approval@1', from: 'planning', to: 'negotiating' } })
    const measure = await world.db.selectFrom('plan_measures').select('payee_sealed').where('complaint_id', '=', c.id).executeTakeFirstOrThrow()
    expect(unseal(world.app.deps.keys, payeePlace(made.made ?? '', 1), measure.payee_sealed ?? Buffer.alloc(0))).toBe('王小明')
    expect(JSON.stringify(await c.events())).not.toContain('王小明')
  })
  test('a new plan supersedes the one before and its open offer, whose clock is cancelled', async () => {
    const c = await caseUntil(world, 'offered')
    const next = await c.does('agent', 'plan', paying(15_000))
    expect((await plans(c.id)).map((p) => p.state)).toEqual(['superseded', 'approved'])
    expect((await plans(c.id))[1]?.id).toBe(next.made)
    expect((await c.clocks('customer_answer')).map((k) => k.cancelled)).toEqual([true])
    await c.refused('agent', 'answer', { answer: 'accept', via: 'phone' }, 409, 'offer.none_open')
    const offer = await c.does('agent', 'offer', offerText)
    expect(await lastEvent(c)).toMatchObject({ data: { offer: offer.made, round: 2, amountMinor: 15_000 } })
  })
})

describe('the approval', () => {
  test('one level: not by its maker, then on to negotiating', async () => {
    const c = await caseUntil(world, 'planning')
    await c.does('lead', 'plan', paying(20_001))
    expect(await c.status()).toBe('approving')
    await c.refused('agent', 'approval', { approve: true, reason: '同意' }, 403, 'permission.missing')
    await c.refused('lead', 'approval', { approve: true, reason: '同意' }, 409, 'plan.own_approval')
    await c.refused('agent', 'offer', offerText, 409, 'lifecycle.not_from_here')
    expect((await c.does('finance', 'approval', { approve: true, reason: '符合标准' })).status).toBe('negotiating')
    expect(await lastEvent(c)).toMatchObject({ type: 'plan.approval_given', data: { level: 1, levels: 1, approve: true, complete: true } })
    await c.refused('finance2', 'approval', { approve: true, reason: '再批' }, 409, 'lifecycle.not_from_here')
  })
  test('two levels: two persons, the second with the higher right', async () => {
    const c = await caseUntil(world, 'planning')
    await c.does('agent', 'plan', paying(200_001))
    expect((await c.does('lead', 'approval', { approve: true, reason: '同意' })).status).toBe('approving')
    expect(await lastEvent(c)).toMatchObject({ data: { level: 1, levels: 2, complete: false } })
    await c.refused('lead', 'approval', { approve: true, reason: '同意' }, 409, 'plan.approved_already')
    await c.refused('claims', 'approval', { approve: true, reason: '同意' }, 409, 'plan.second_level_needed')
    expect((await c.does('finance', 'approval', { approve: true, reason: '同意' })).status).toBe('negotiating')
    expect((await plans(c.id)).map((p) => p.state)).toEqual(['approved'])
  })
  test('sent back with the reason: planned anew', async () => {
    const c = await caseUntil(world, 'planning')
    await c.does('agent', 'plan', paying(50_000))
    expect((await c.does('lead', 'approval', { approve: false, reason: '金额缺依据' })).status).toBe('planning')
    expect((await plans(c.id)).map((p) => p.state)).toEqual(['sent_back'])
    await c.refused('lead', 'approval', { approve: true, reason: '同意' }, 409, 'lifecycle.not_from_here')
    expect((await c.does('agent', 'plan', paying(50_000))).status).toBe('approving')
    expect((await plans(c.id)).map((p) => p.state)).toEqual(['superseded', 'approving'])
  })
  test('a restricted case is never decided by one alone', async () => {
    const c = await caseUntil(world, 'planning', { reasonCode: 'personal_safety.sexual_harassment', verbatim: '快递员言语骚扰' })
    await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'apology_letter', description: '书面道歉' }] })
    expect(await c.status()).toBe('approving')
  })
  test('the database too refuses one\'s own approval, and two live plans', async () => {
    const c = await caseUntil(world, 'planning')
    const made = await c.does('agent', 'plan', paying(50_000))
    const me = world.users.agent.id
    await expect(sql`insert into approvals (complaint_id, plan_id, level, approve, reason, maker_id, by_id, by_name, at) values (${c.id}, ${made.made}, 1, true, 'x', ${me}, ${me}, 'x', now())`.execute(world.db)).rejects.toMatchObject({ code: '23514' })
    await expect(sql`insert into plans (complaint_id, id, state, reasoning, basis, needs_consent, approval_levels, maker_id, maker_name, at) values (${c.id}, ${c.id}, 'approved', 'x', 'x', true, 0, ${me}, 'x', now())`.execute(world.db)).rejects.toMatchObject({ code: '23505' })
  })
  test('two approvers of one level at once: one counts, the other sees that the case moved on', async () => {
    const c = await caseUntil(world, 'planning')
    await c.does('agent', 'plan', paying(50_000))
    const version = await c.version()
    const both = await Promise.all((['lead', 'claims'] as const).map((who) => c.act(who, 'approval', { approve: true, reason: '同意', version })))
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect(both.find((r) => r.status === 409)?.body.code).toBe('stale_version')
    expect((await world.db.selectFrom('approvals').select('level').where('complaint_id', '=', c.id).execute())).toHaveLength(1)
  })
})
