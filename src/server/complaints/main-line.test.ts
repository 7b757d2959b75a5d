// The whole main line on a real server: every stage from accepted to archived, the ends beside it, and two people at once.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, fileCase, finding, lastEvent, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { chainHash, chainStart } from '../platform/chain.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const note = { text: '已留言' }
const head = (c: TestCase) => world.db.selectFrom('complaints').selectAll().where('id', '=', c.id).executeTakeFirstOrThrow()
const running = async (c: TestCase): Promise<string[]> => (await c.clocks()).filter((k) => k.stopped_at === null).map((k) => k.kind)

describe('the main line', () => {
  test('from filed to archived: one event per act, no clock left, the chain unbroken to its head', async () => {
    const c = await caseUntil(world, 'archived')
    const events = await c.events()
    expect(events.map((e) => e.type)).toEqual(['complaint.received', 'complaint.accepted', 'complaint.taken', 'investigation.found', 'plan.drafted', 'offer.made', 'offer.answered', 'complaint.decision_told', 'plan.measure_executed', 'plan.measure_executed', 'complaint.confirmed', 'complaint.closed', 'complaint.archived'])
    expect(events.map((e) => e.data['to']).filter(Boolean)).toEqual(['accepted', 'investigating', 'planning', 'negotiating', 'decided', 'executing', 'confirming', 'closed', 'archived'])
    await recordFits(c)
    expect(await running(c)).toEqual([])
    const row = await head(c)
    expect([row.outcome, row.version, row.chain_seq, row.next_due_at]).toEqual(['agreed', events.length, events.length, null])
    const stored = await world.db.selectFrom('events').select(['seq', 'body', 'hash']).where('stream_id', '=', c.id).orderBy('seq').execute()
    const last = stored.reduce((prev, e) => { const next = chainHash(prev, e.seq, e.body); expect(next.equals(e.hash)).toBe(true); return next }, chainStart)
    expect(last.equals(row.chain_hash)).toBe(true)
    expect((await c.outbox()).map((o) => o.type)).toEqual(events.map((e) => e.type))
  })
  test('the head says what comes due next', async () => {
    const c = await caseUntil(world, 'accepted')
    const row = await head(c)
    const first = (await c.clocks()).filter((k) => k.stopped_at === null).toSorted((a, b) => a.due_at - b.due_at)[0]
    expect([row.next_due_at, row.next_due_kind]).toEqual([first?.due_at, first?.kind])
  })
  test('steps out of turn are refused', async () => {
    const c = await fileCase(world)
    for (const [who, noun, body] of [['agent', 'take', {}], ['investigator', 'finding', finding], ['agent', 'confirmation', { method: 'written', satisfied: true }], ['lead', 'archiving', {}], ['lead', 'reopening', { reason: 'x' }]] as const) {
      const code = noun === 'take' ? 'complaint.owned_already' : 'lifecycle.not_from_here'
      await c.refused(who, noun, body, 409, code)
    }
    const done = await caseUntil(world, 'archived')
    await done.refused('agent', 'acceptance', {}, 409, 'lifecycle.ended')
    expect([await c.status(), await done.status()]).toEqual(['received', 'archived'])
  })
})

describe('two people at once', () => {
  test('a version that is no longer true is refused and changes nothing', async () => {
    const c = await caseUntil(world, 'accepted')
    const version = await c.version()
    const both = await Promise.all([c.act('agent', 'note', { ...note, version }), c.act('lead', 'note', { ...note, version })])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect(both.find((r) => r.status === 409)?.body).toMatchObject({ code: 'stale_version', params: { version: version + 1 } })
    expect((await c.events()).filter((e) => e.type === 'complaint.noted')).toHaveLength(1)
  })
  test('the same key answers the same, once', async () => {
    const c = await caseUntil(world, 'accepted')
    const agent = await world.as('agent')
    const body = { version: await c.version(), ...note }
    const send = () => agent.post(`/api/complaints/${c.id}/note`, body, { key: `k-${c.id}` })
    const [first, second] = await Promise.all([send(), send()])
    expect(first.body).toEqual(second.body)
    expect((await c.events()).filter((e) => e.type === 'complaint.noted')).toHaveLength(1)
    const other = await agent.post(`/api/complaints/${c.id}/note`, { ...body, text: '别的' }, { key: `k-${c.id}` })
    expect([other.status, other.body['code']]).toEqual([422, 'idempotency.other_body'])
  })
  test('a refused step leaves nothing behind', async () => {
    const c = await caseUntil(world, 'investigating')
    const before = [await c.events(), await c.clocks(), await c.outbox(), await head(c)]
    await c.refused('investigator', 'finding', { ...finding, attachmentIds: [c.id] }, 404, 'attachment.not_yours')
    expect([await c.events(), await c.clocks(), await c.outbox(), await head(c)]).toEqual(before)
    expect(await world.db.selectFrom('findings').select('id').where('complaint_id', '=', c.id).execute()).toEqual([])
  })
})

describe('withdrawal', () => {
  const wish = { via: 'phone', words: '不想追究了' }
  const verify = { method: 'call', reference: 'REC-5' }
  test('ends the case only when headquarters found it free', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.refused('agent', 'withdrawal-verification', { ...verify, free: true }, 409, 'withdrawal.none_open')
    expect((await c.does('agent', 'withdrawal', wish)).status).toBe('investigating')
    await c.refused('agent', 'withdrawal', wish, 409, 'withdrawal.requested_already')
    expect(await running(c)).toContain('statutory_watch')
    const ended = await c.does('caller', 'withdrawal-verification', { ...verify, free: true })
    expect([ended.status, ended.outcome]).toEqual(['withdrawn', 'withdrawn'])
    expect(await running(c)).toEqual([])
    expect((await c.clocks('statutory_watch')).map((k) => k.cancelled)).toEqual([false])
    await recordFits(c)
  })
  test('pressed by somebody: the case goes on, at p1', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'withdrawal', wish)
    const kept = await c.does('caller', 'withdrawal-verification', { ...verify, free: false, harassment: true })
    expect(kept.status).toBe('investigating')
    expect(await lastEvent(c)).toMatchObject({ data: { free: false, harassment: true } })
    const row = await head(c)
    expect([row.priority, row.flags.includes('escalated')]).toEqual([1, true])
    await c.does('agent', 'withdrawal', wish)
  })
})

describe('reopening', () => {
  test('starts anew: a new decision clock, the old decision is history, the watch stays met', async () => {
    const c = await caseUntil(world, 'archived')
    await c.refused('agent', 'reopening', { reason: '发现新的破损' }, 403, 'permission.missing')
    const again = await c.does('lead', 'reopening', { reason: '发现新的破损' })
    expect([again.status, again.outcome]).toEqual(['investigating', null])
    expect(await lastEvent(c)).toMatchObject({ data: { previousOutcome: 'agreed', time: 1, from: 'archived', to: 'investigating' } })
    expect(await running(c)).toEqual(['decision', 'preliminary_finding'])
    await c.refused('agent', 'closing', { summary: 'x' }, 409, 'lifecycle.not_from_here')
    await c.does('agent', 'finding', finding)
    await c.refused('agent', 'offer', { text: 'x', grounds: 'x' }, 409, 'lifecycle.not_from_here')
    await recordFits(c)
  })
})

describe('waiting for the customer', () => {
  test('moves what may wait by the whole days waited, never the watch, the promise or a unit\'s question', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'promise', { text: '今天回电', dueAt: new Date((await world.now()) + 5 * hour).toISOString() })
    await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '请说明', hours: 48 })
    const before = await c.clocks()
    await c.does('agent', 'pause', { reason: '等客户补照片', untilAt: new Date((await world.now()) + 72 * hour).toISOString() })
    await c.refused('agent', 'pause', { reason: 'x', untilAt: new Date((await world.now()) + 72 * hour).toISOString() }, 409, 'complaint.paused_already')
    await world.moveClock(48 * hour)
    await c.does('agent', 'resumption')
    await c.refused('agent', 'resumption', {}, 409, 'complaint.not_paused')
    const moved = (await c.clocks()).filter((k) => before.some((b) => b.kind === k.kind && b.epoch === k.epoch && b.due_at !== k.due_at))
    expect(moved.map((k) => k.kind)).toEqual(['decision', 'preliminary_finding'])
    expect((moved[0]?.due_at ?? 0) - (before.find((b) => b.kind === 'decision')?.due_at ?? 0)).toBe(24 * hour)
  })
  test('no longer than was agreed: days forgotten after the pause are not given', async () => {
    const c = await caseUntil(world, 'investigating')
    const [before] = await c.clocks('decision')
    await c.does('agent', 'pause', { reason: '等客户补照片', untilAt: new Date((await world.now()) + hour).toISOString() })
    await world.moveClock(4 * 24 * hour)
    await c.does('agent', 'resumption')
    expect((await c.clocks('decision'))[0]?.due_at).toBe(before?.due_at)
  })
  test('a promise is kept by its own number', async () => {
    const c = await caseUntil(world, 'accepted')
    for (const n of [3, 5]) await c.does('agent', 'promise', { text: `${n} 小时内回电`, dueAt: new Date((await world.now()) + n * hour).toISOString() })
    await c.does('agent', 'promise-keeping', { epoch: 2, note: '已回电' })
    expect((await c.clocks('promise')).map((k) => [k.epoch, k.stopped_at !== null])).toEqual([[1, false], [2, true]])
    await c.refused('agent', 'promise-keeping', { epoch: 2, note: '再次' }, 409, 'promise.none_open')
    await c.refused('agent', 'promise', { text: '昨天', dueAt: new Date((await world.now()) - hour).toISOString() }, 400, 'instant.in_past')
  })
})
