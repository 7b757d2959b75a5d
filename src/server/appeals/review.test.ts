// Objection and internal appeal over HTTP: each kind once, decided by a person who had no part, and what reopening leaves running.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreed, caseUntil, finding, lastEvent, moneyPlan, recordFits, offerText } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const object = { kind: 'objection', words: '赔得太少,我的电话 13712345678' }
const upheld = { result: 'upheld', reasons: '赔偿已覆盖全部损失' }
const reopened = { result: 'reopened', reasons: '漏算运费' }
const flags = async (c: TestCase) => (await world.db.selectFrom('complaints').select('flags').where('id', '=', c.id).executeTakeFirstOrThrow()).flags

describe('raising a second look', () => {
  test('from the decision on, by who may record it, one at a time, each kind once', async () => {
    const c = await caseUntil(world, 'answered')
    await c.refused('agent', 'objection', object, 409, 'lifecycle.not_from_here')
    await c.does('agent', 'decision', agreed)
    await c.refused('judge', 'objection', object, 403, 'permission.missing')
    const made = await c.does('agent', 'objection', object)
    expect(made.status).toBe('decided')
    expect(await lastEvent(c)).toMatchObject({ type: 'review.raised', data: { review: made.made, kind: 'objection' } })
    expect(JSON.stringify(await c.events())).not.toContain('13712345678')
    expect(await flags(c)).toContain('under_review')
    await c.refused('agent', 'objection', { ...object, kind: 'internal_appeal' }, 409, 'review.open')
    await c.does('liaison', 'review', upheld)
    expect(await c.refused('agent', 'objection', object, 409, 'review.used_up')).toEqual({ kind: 'objection' })
    await c.does('agent', 'objection', { ...object, kind: 'internal_appeal' })
    await c.does('liaison', 'review', upheld)
    await c.refused('agent', 'objection', { ...object, kind: 'internal_appeal' }, 409, 'review.used_up')
  })
  test('also against a rejection; the case can\'t be archived meanwhile', async () => {
    const c = await caseUntil(world, 'accepted')
    await c.does('agent', 'rejection', { outcome: 'out_of_scope', reason: '非本公司快件', notice: { channel: 'sms', text: '请联系承运公司' }, referral: '承运公司' })
    await c.does('caller', 'objection', object)
    await c.refused('lead', 'archiving', {}, 409, 'review.open')
    const again = await c.does('lead', 'review', reopened)
    expect([again.status, again.outcome]).toEqual(['investigating', null])
    const received = await world.db.selectFrom('complaints').select('received_at').where('id', '=', c.id).executeTakeFirstOrThrow()
    await c.refused('agent', 'rejection', { outcome: 'invalid', reason: '无效', notice: { channel: 'sms', text: '无效', at: new Date(received.received_at).toISOString() } }, 400, 'instant.before_receipt')
    await c.does('agent2', 'take')
    await c.does('agent2', 'finding', finding)
    await recordFits(c)
  })
  test('closing waits for it', async () => {
    const c = await caseUntil(world, 'confirmed')
    await c.does('agent', 'objection', object)
    await c.refused('agent', 'closing', { summary: '完成' }, 409, 'review.open')
    expect(await c.status()).toBe('confirming')
  })
})

describe('deciding it', () => {
  test('never by a person involved', async () => {
    const c = await caseUntil(world, 'planning')
    await c.does('claims', 'plan', { ...moneyPlan, measures: [{ kind: 'compensation', description: '赔', amount: { minor: 30_000 } }] })
    await c.does('lead', 'approval', { approve: true, reason: '同意' })
    await c.does('liaison', 'offer', offerText)
    await c.does('liaison', 'answer', { answer: 'accept', via: 'phone' })
    await c.does('liaison', 'decision', agreed)
    await c.does('agent', 'objection', object)
    await c.refused('agent', 'review', upheld, 403, 'permission.missing')
    await c.refused('lead', 'review', upheld, 409, 'review.same_handler')
    await c.refused('liaison', 'review', upheld, 409, 'review.same_handler')
    await c.does('arbitrator', 'review', upheld)
    expect(await lastEvent(c)).toMatchObject({ type: 'review.decided', actor: { id: world.users.arbitrator.id }, data: { result: 'upheld' } })
    expect(await flags(c)).not.toContain('under_review')
    expect(await c.status()).toBe('decided')
    const row = await world.db.selectFrom('reviews').selectAll().where('complaint_id', '=', c.id).executeTakeFirstOrThrow()
    expect(row).toMatchObject({ state: 'upheld', handler_id: world.users.arbitrator.id, reasons: upheld.reasons, previous_owner_id: null })
    await c.refused('arbitrator', 'review', upheld, 409, 'review.none_open')
  })
  test('reopened: another person takes it, the plan and its payment are history, the watch stays as it was', async () => {
    const c = await caseUntil(world, 'decided')
    const watch = await c.clocks('statutory_watch')
    await c.does('agent', 'objection', object)
    const head = await c.does('lead', 'review', reopened)
    expect(head.status).toBe('investigating')
    expect(await lastEvent(c)).toMatchObject({ data: { result: 'reopened', previousOwner: world.users.agent.id, time: 1, from: 'decided', to: 'investigating' } })
    const row = await world.db.selectFrom('complaints').select(['owner_id', 'reopened', 'decided_at', 'closed_at']).where('id', '=', c.id).executeTakeFirstOrThrow()
    expect(row).toEqual({ owner_id: null, reopened: 1, decided_at: null, closed_at: null })
    expect(await c.clocks('statutory_watch')).toEqual(watch)
    expect((await c.clocks('payment')).map((k) => k.cancelled)).toEqual([true])
    expect((await c.clocks('decision')).map((k) => [k.epoch, k.stopped_at === null])).toEqual([[1, false], [2, true]])
    expect((await world.db.selectFrom('offers').select('state').where('complaint_id', '=', c.id).execute()).map((o) => o.state)).toEqual(['accepted'])
    await c.refused('agent', 'take', {}, 409, 'review.same_handler')
    await c.refused('lead', 'assignment', { ownerId: world.users.agent.id }, 409, 'review.same_handler')
    await c.does('agent2', 'take')
    await c.does('agent2', 'finding', finding)
    await c.does('agent2', 'plan', { ...moneyPlan, needsConsent: true })
    await c.refused('agent2', 'decision', agreed, 409, 'decision.no_consent')
    await recordFits(c)
  })
  test('two deciders at once: one decides', async () => {
    const c = await caseUntil(world, 'decided')
    await c.does('agent', 'objection', object)
    const version = await c.version()
    const both = await Promise.all([c.act('lead', 'review', { ...upheld, version }), c.act('arbitrator', 'review', { ...reopened, version })])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
  })
})
