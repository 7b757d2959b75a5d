// Offer, answer and decision over HTTP: rounds, consent, the written notice, and the instant at which the clocks stop.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreed, caseUntil, finding, lastEvent, moneyPlan, notAgreed, offerText } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const inHours = async (n: number): Promise<string> => new Date((await world.now()) + n * hour).toISOString()
const offers = (c: TestCase) => world.db.selectFrom('offers').selectAll().where('complaint_id', '=', c.id).orderBy('round').execute()

describe('the offer', () => {
  test('needs the permission and an approved plan', async () => {
    const c = await caseUntil(world, 'planning')
    await c.refused('agent', 'offer', offerText, 409, 'lifecycle.not_from_here')
    await c.does('agent', 'plan', moneyPlan)
    await c.refused('caller', 'offer', offerText, 403, 'permission.missing')
    await c.refused('agent', 'offer', { ...offerText, expiresAt: await inHours(-1) }, 400, 'instant.in_past')
    expect(await offers(c)).toEqual([])
  })
  test('opens the time to answer by the profile, or until the moment given; a next round replaces it', async () => {
    const c = await caseUntil(world, 'negotiating')
    const first = await c.does('agent', 'offer', offerText)
    const [clock] = await c.clocks('customer_answer')
    const [row] = await offers(c)
    expect(row).toMatchObject({ id: first.made, round: 1, amount_minor: 12_000, state: 'open', via: 'sms', expires_at: clock?.due_at })
    expect(new Date((clock?.due_at ?? 0) + 8 * hour).toISOString().slice(11)).toBe('00:00:00.000Z')
    expect(await lastEvent(c)).toMatchObject({ type: 'offer.made', data: { offer: first.made, round: 1, amountMinor: 12_000 } })
    const expiresAt = await inHours(5)
    await c.does('agent', 'offer', { ...offerText, expiresAt })
    expect((await offers(c)).map((o) => [o.round, o.state])).toEqual([[1, 'superseded'], [2, 'open']])
    expect((await c.clocks('customer_answer')).map((k) => [k.epoch, k.cancelled, k.due_at])).toEqual([[1, true, clock?.due_at], [2, false, Date.parse(expiresAt)]])
  })
})

describe('the answer', () => {
  test('needs an open offer, and stops its clock', async () => {
    const c = await caseUntil(world, 'negotiating')
    const accept = { answer: 'accept', via: 'phone', reference: 'REC-9' }
    await c.refused('agent', 'answer', accept, 409, 'offer.none_open')
    await c.does('agent', 'offer', offerText)
    await c.refused('investigator', 'answer', accept, 403, 'permission.missing')
    await c.refused('agent', 'answer', { answer: 'counter', via: 'phone' }, 400, 'offer.counter_empty')
    await c.refused('agent', 'answer', { answer: 'accept', via: 'phone', counterAmount: { minor: 1 } }, 400, 'offer.counter_unwanted')
    const counter = await c.does('agent', 'answer', { answer: 'counter', via: 'phone', counterAmount: { minor: 20_000 }, words: '要 200,打我 13712345678' })
    expect(counter.status).toBe('negotiating')
    expect(await lastEvent(c)).toMatchObject({ type: 'offer.answered', data: { offer: counter.made, answer: 'counter', counterMinor: 20_000 } })
    expect((await offers(c))[0]).toMatchObject({ state: 'countered', counter_minor: 20_000, answered_via: 'phone' })
    expect(JSON.stringify([await offers(c), await c.events()])).not.toContain('13712345678')
    await c.refused('agent', 'answer', accept, 409, 'offer.none_open')
    await c.does('agent', 'offer', offerText)
    await c.does('agent', 'answer', accept)
    expect((await c.clocks('customer_answer')).map((k) => [k.stopped_at !== null, k.cancelled])).toEqual([[true, false], [true, false]])
    await c.refused('agent', 'offer', offerText, 409, 'offer.accepted_already')
    await c.refused('agent', 'plan', moneyPlan, 409, 'offer.accepted_already')
  })
  test('too late: the offer has expired and is made again', async () => {
    const c = await caseUntil(world, 'negotiating')
    await c.does('agent', 'offer', { ...offerText, expiresAt: await inHours(1) })
    await world.moveClock(2 * hour)
    await c.refused('agent', 'answer', { answer: 'accept', via: 'phone' }, 409, 'offer.expired')
    await c.does('agent', 'offer', offerText)
    await c.does('agent', 'answer', { answer: 'refuse', via: 'phone' })
    expect((await offers(c)).map((o) => [o.round, o.state])).toEqual([[1, 'expired'], [2, 'refused']])
  })
  test('a minor accepts only with the guardian', async () => {
    const c = await caseUntil(world, 'offered', { complainant: { name: '王小明', phone: '13712345671', preferences: { minor: true } } })
    await c.refused('agent', 'answer', { answer: 'accept', via: 'phone' }, 409, 'offer.guardian_needed')
    await c.refused('agent', 'answer', { answer: 'accept', via: 'phone', guardianConfirmed: false }, 409, 'offer.guardian_needed')
    await c.does('agent', 'answer', { answer: 'accept', via: 'phone', guardianConfirmed: true })
    expect((await offers(c))[0]?.guardian_confirmed).toBe(true)
  })
  test('accepted and superseded at once: one of the two wins, never both', async () => {
    const c = await caseUntil(world, 'offered')
    const version = await c.version()
    const both = await Promise.all([c.act('agent', 'answer', { answer: 'accept', via: 'phone', version }), c.act('lead', 'plan', { ...moneyPlan, version })])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    const accepted = both[0]?.status === 200
    expect((await offers(c)).map((o) => o.state)).toEqual([accepted ? 'accepted' : 'superseded'])
  })
})

describe('the decision', () => {
  test('agreed needs consent, unless the plan needs none', async () => {
    const c = await caseUntil(world, 'offered')
    await c.refused('investigator', 'decision', agreed, 403, 'permission.missing')
    await c.refused('agent', 'decision', agreed, 409, 'decision.no_consent')
    await c.does('agent', 'answer', { answer: 'refuse', via: 'phone' })
    await c.refused('agent', 'decision', agreed, 409, 'decision.no_consent')
    await c.does('agent', 'plan', { ...moneyPlan, needsConsent: false })
    expect((await c.does('agent', 'decision', agreed)).status).toBe('decided')
  })
  test('an acceptance of an older plan is no consent to this one', async () => {
    const c = await caseUntil(world, 'offered')
    await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'apology', description: '道歉' }] })
    await c.refused('agent', 'answer', { answer: 'accept', via: 'phone' }, 409, 'offer.none_open')
    await c.refused('agent', 'decision', agreed, 409, 'decision.no_consent')
    expect(await c.status()).toBe('negotiating')
  })
  test('stops the clocks at the instant it was told, and starts the payment', async () => {
    const c = await caseUntil(world, 'answered')
    await world.moveClock(3 * hour)
    await c.refused('agent', 'decision', { ...agreed, notice: { channel: 'sms', at: await inHours(1) } }, 400, 'instant.in_future')
    await c.refused('agent', 'decision', { ...agreed, notice: { channel: 'sms', at: '2020-01-01T00:00:00Z' } }, 400, 'instant.before_receipt')
    const at = await inHours(-2)
    const made = await c.does('agent', 'decision', { ...agreed, notice: { channel: 'phone', at, reference: 'REC-3' } })
    const told = Date.parse(at)
    for (const kind of ['statutory_watch', 'decision']) expect(await c.clocks(kind), kind).toMatchObject([{ stopped_at: told, cancelled: false, stop_event: 'complaint.decision_told' }])
    expect(await c.clocks('payment')).toMatchObject([{ opened_at: told, stopped_at: null }])
    expect(await lastEvent(c)).toMatchObject({ type: 'complaint.decision_told', data: { decision: made.made, outcome: 'agreed', toldAt: at, from: 'negotiating', to: 'decided' } })
    const row = await world.db.selectFrom('complaints').select(['decided_at', 'outcome']).where('id', '=', c.id).executeTakeFirstOrThrow()
    expect(row).toEqual({ decided_at: told, outcome: null })
  })
  test('told late stays a breach of the watch, whenever it is entered', async () => {
    const c = await caseUntil(world, 'answered')
    await world.moveClock(9 * 24 * hour)
    await c.does('agent', 'decision', agreed)
    const [watch] = await c.clocks('statutory_watch')
    expect(watch?.stopped_at).toBeGreaterThan(watch?.due_at ?? Infinity)
    const view = await (await world.as('agent')).get<{ clocks: { kind: string; state: string }[] }>(`/api/complaints/${c.id}`)
    expect(view.body.clocks.find((k) => k.kind === 'statutory_watch')?.state).toBe('met_late')
  })
  test('not told before the approver agreed', async () => {
    const c = await caseUntil(world, 'planning')
    await world.moveClock(3 * hour)
    await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'compensation', description: '赔', amount: { minor: 30_000 } }], needsConsent: false })
    await c.does('lead', 'approval', { approve: true, reason: '同意' })
    await c.refused('agent', 'decision', { ...agreed, notice: { channel: 'sms', at: await inHours(-1) } }, 400, 'decision.told_before_approval')
    expect((await c.does('agent', 'decision', agreed)).status).toBe('decided')
  })
  test('not agreed: limits, route, in writing; nothing is left to execute, and closing needs no confirmation', async () => {
    const c = await caseUntil(world, 'offered')
    await c.does('agent', 'answer', { answer: 'refuse', via: 'phone' })
    await c.refused('agent', 'decision', { ...notAgreed, appealRouteTold: false }, 409, 'decision.appeal_route_missing')
    await c.refused('agent', 'decision', { ...notAgreed, companyLimits: undefined }, 409, 'decision.appeal_route_missing')
    await c.refused('agent', 'decision', { ...notAgreed, notice: { channel: 'phone' } }, 409, 'decision.written_needed')
    await c.does('agent', 'decision', notAgreed)
    expect(await lastEvent(c)).toMatchObject({ data: { outcome: 'not_agreed', appealRouteTold: true, dropped: [1, 2] } })
    const measures = await world.db.selectFrom('plan_measures').select(['state', 'evidence']).where('complaint_id', '=', c.id).execute()
    expect(measures.map((m) => [m.state, m.evidence])).toEqual([['dropped', notAgreed.companyLimits], ['dropped', notAgreed.companyLimits]])
    expect(await c.clocks('payment')).toEqual([])
    await c.refused('agent', 'execution', { seq: 1, evidence: 'x' }, 409, 'plan.nothing_to_execute')
    const closed = await c.does('agent', 'closing', { summary: '未达成一致,已告知申诉途径' })
    expect([closed.status, closed.outcome]).toEqual(['closed', 'not_agreed'])
  })
  test('a demand without money may be refused by phone', async () => {
    const c = await caseUntil(world, 'investigating', { reasonCode: 'attitude', verbatim: '快递员说话难听', demand: { kinds: ['apology'] } })
    await c.does('agent', 'finding', { ...finding, companyLiability: 'not_liable', demandJudgement: 'not' })
    await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'explanation', description: '说明核查结果' }] })
    expect((await c.does('agent', 'decision', { ...notAgreed, notice: { channel: 'phone' } })).status).toBe('decided')
  })
})
