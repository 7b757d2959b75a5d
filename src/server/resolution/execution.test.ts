// Execution and confirmation over HTTP: evidence for every measure, a second pair of eyes on money, confirmation or a good reason.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, lastEvent, moneyPlan, offerText } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const paid = { seq: 1, evidence: '转账流水 778' }

describe('the execution', () => {
  test('money only by who may pay and did not plan it', async () => {
    const c = await caseUntil(world, 'decided')
    await c.refused('judge', 'execution', paid, 403, 'permission.missing')
    expect(await c.refused('agent', 'execution', paid, 403, 'permission.missing')).toEqual({ permission: 'payment:execute' })
    await c.refused('finance', 'execution', { seq: 9, evidence: 'x' }, 404, 'plan.no_such_measure')
    await c.refused('finance', 'execution', { ...paid, drop: true }, 409, 'execution.money_not_dropped')
    await world.db.updateTable('plans').set({ maker_id: world.users.finance.id }).where('complaint_id', '=', c.id).execute()
    await c.refused('finance', 'execution', paid, 409, 'execution.own_plan')
    expect((await c.does('finance2', 'execution', paid)).status).toBe('executing')
    expect(await lastEvent(c)).toMatchObject({ type: 'plan.measure_executed', data: { seq: 1, amountMinor: 12_000, dropped: false, left: 1, from: 'decided', to: 'executing' } })
    expect(await c.clocks('payment')).toMatchObject([{ cancelled: false, stop_event: 'plan.measure_executed' }])
    await c.refused('finance2', 'execution', paid, 409, 'plan.measure_ended')
  })
  test('the payment clock runs until the last money is paid', async () => {
    const c = await caseUntil(world, 'planning')
    await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'compensation', description: '赔', amount: { minor: 5000 } }, { kind: 'refund', description: '退运费', amount: { minor: 1200 } }] })
    await c.does('agent', 'offer', offerText)
    await c.does('agent', 'answer', { answer: 'accept', via: 'phone' })
    await c.does('agent', 'decision', { outcome: 'agreed', text: '赔偿', reasons: '破损', basis: '标准', notice: { channel: 'sms' } })
    await c.does('finance', 'execution', paid)
    expect((await c.clocks('payment')).map((k) => k.stopped_at)).toEqual([null])
    expect((await c.does('finance', 'execution', { ...paid, seq: 2 })).status).toBe('confirming')
    expect((await c.clocks('payment')).map((k) => k.stopped_at === null)).toEqual([false])
  })
  test('what pays nothing may be dropped with the reason; the last measure leads to confirming', async () => {
    const c = await caseUntil(world, 'decided')
    await c.does('finance', 'execution', paid)
    await c.refused('agent', 'closing', { summary: 'x' }, 409, 'lifecycle.not_from_here')
    expect((await c.does('outlet', 'execution', { seq: 2, evidence: 'x' }).catch((e: Error) => e.message))).toContain('not_found')
    expect(await c.refused('finance', 'execution', { seq: 2, evidence: 'x', drop: true }, 403, 'permission.missing')).toEqual({ permission: 'complaint:plan' })
    expect((await c.does('agent', 'execution', { seq: 2, evidence: '客户不要道歉', drop: true })).status).toBe('confirming')
    expect(await lastEvent(c)).toMatchObject({ data: { seq: 2, dropped: true, left: 0 } })
  })
  test('two payers at once: paid once', async () => {
    const c = await caseUntil(world, 'decided')
    const version = await c.version()
    const both = await Promise.all((['finance', 'finance2'] as const).map((who) => c.act(who, 'execution', { ...paid, version })))
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect((await c.events()).filter((e) => e.type === 'plan.measure_executed')).toHaveLength(1)
  })
})

describe('the confirmation', () => {
  test('every method has its proof', async () => {
    const c = await caseUntil(world, 'confirming')
    await c.refused('judge', 'confirmation', { method: 'written', satisfied: true }, 403, 'permission.missing')
    await c.refused('agent', 'closing', { summary: '完成' }, 409, 'complaint.confirmation_missing')
    await c.refused('agent', 'confirmation', { method: 'portal', satisfied: true }, 400, 'confirmation.portal_only_customer')
    await c.refused('agent', 'confirmation', { method: 'oral_recorded', satisfied: true }, 400, 'confirmation.reference_missing')
    await c.refused('agent', 'confirmation', { method: 'reasoned_refusal', satisfied: false }, 400, 'confirmation.reason_missing')
    const made = await c.does('caller', 'confirmation', { method: 'written', satisfied: false, reason: '仍觉得慢' })
    expect(made.status).toBe('confirming')
    expect(await lastEvent(c)).toMatchObject({ type: 'complaint.confirmed', data: { confirmation: made.made, method: 'written', satisfied: false } })
    await c.refused('agent', 'closing', { summary: '完成' }, 409, 'closing.dissatisfaction_unanswered')
    const closed = await c.does('agent', 'closing', { summary: '完成', stillDissatisfied: { explained: '已说明原因并致歉' } })
    expect([closed.status, closed.outcome]).toEqual(['closed', 'agreed'])
  })
  test('silence counts after three attempts on two days since the decision; the contact log counts too', async () => {
    const c = await caseUntil(world, 'confirming')
    await world.moveClock(50 * hour)
    const now = await world.now()
    const attempt = (hoursAgo: number) => ({ at: new Date(now - hoursAgo * hour).toISOString(), channel: 'phone', outcome: '无人接听' })
    const silent = { method: 'no_response', satisfied: null, reason: '多次联系不上' }
    expect(await c.refused('agent', 'confirmation', silent, 400, 'confirmation.attempts_too_few')).toMatchObject({ attempts: 0, attemptsNeeded: 3, daysNeeded: 2 })
    await c.refused('agent', 'confirmation', { ...silent, attempts: [attempt(1), attempt(2), attempt(24 * 30)] }, 400, 'instant.before_receipt')
    await c.refused('agent', 'confirmation', { ...silent, attempts: [attempt(1), attempt(30)] }, 400, 'confirmation.attempts_too_few')
    await c.does('agent', 'contact', { direction: 'out', channel: 'phone', outcome: 'no_answer', purpose: 'confirmation', summary: '无人接听' })
    await c.refused('agent', 'confirmation', { ...silent, satisfied: true, attempts: [attempt(1), attempt(30)] }, 400, 'confirmation.satisfaction_unknown')
    await c.does('agent', 'confirmation', { ...silent, attempts: [attempt(1), attempt(30)] })
    expect(await lastEvent(c)).toMatchObject({ data: { method: 'no_response', satisfied: null, attempts: 2, loggedAttempts: 1 } })
    await c.does('agent', 'closing', { summary: '联系不上,已书面告知' })
  })
})
