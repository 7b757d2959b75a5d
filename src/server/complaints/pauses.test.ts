// The ledger of pauses: an entry ends when agreed, is granted by a second person, is marked when late, and moves what may stand by exactly what it stood.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Commitments } from '../../contract/clocks.ts'
import { caseUntil, lastEvent, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

const hour = 3_600_000
const day = 24 * hour
let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const ahead = async (ms: number): Promise<string> => new Date(await world.now() + ms).toISOString()
const dueOf = async (c: TestCase, kind: string): Promise<number> => (await c.clocks(kind)).at(-1)?.due_at ?? Number.NaN
/** Milliseconds the ledger's entries lasted, by reason. */
const stood = async (c: TestCase, code = '%'): Promise<number> => Number((await sql<{ ms: number }>`select sum(extract(epoch from to_at - from_at) * 1000)::float8 as ms from clock_pauses where complaint_id = ${c.id} and state = 'counted' and code like ${code}`.execute(world.db)).rows[0]?.ms)
const standing = async (c: TestCase): Promise<string[]> => (await sql<{ kind: string }>`select kind from clocks where complaint_id = ${c.id} and paused_at is not null order by kind`.execute(world.db)).rows.map((r) => r.kind)
const flagsOf = async (c: TestCase): Promise<string[]> => (await world.db.selectFrom('complaints').select('flags').where('id', '=', c.id).executeTakeFirstOrThrow()).flags
const breachesOf = async (c: TestCase): Promise<{ kind: string; excused: boolean }[]> => (await sql<{ kind: string; excused: boolean }>`select kind, excused_by is not null as excused from clock_breaches where complaint_id = ${c.id} and kind = 'decision'`.execute(world.db)).rows
const commitments = async (who: Cast, c: TestCase): Promise<Commitments> => (await (await world.as(who)).get<Commitments>(`/api/complaints/${c.id}/commitments`)).body
const asked = { code: 'force_majeure', reason: '暴雪封路', evidence: '气象局红色预警 2026-118' } as const

describe('waiting for the customer', () => {
  test('nobody came back: the case goes on by itself, clocks moved by the days agreed, the watch untouched', async () => {
    const c = await caseUntil(world, 'investigating')
    const before = [await dueOf(c, 'decision'), await dueOf(c, 'statutory_watch')]
    await c.does('agent', 'pause', { reason: '等客户寄照片', untilAt: await ahead(2 * day) })
    expect([await standing(c), await flagsOf(c)]).toEqual([['decision', 'preliminary_finding'], expect.arrayContaining(['waiting_customer'])])
    await world.moveClock(day)
    await world.settle()
    expect((await c.events()).at(-1)?.type).toBe('complaint.paused')
    await world.moveClock(3 * day)
    await world.settle()
    await world.settle()
    expect((await c.events()).filter((e) => e.type === 'complaint.resumed').map((e) => e.actor.kind)).toEqual(['system'])
    expect([await flagsOf(c), await standing(c), await dueOf(c, 'statutory_watch')]).toEqual([expect.not.arrayContaining(['waiting_customer']), [], before[1]])
    const moved = await dueOf(c, 'decision') - (before[0] ?? 0)
    expect([moved >= day, moved <= 2 * day]).toEqual([true, true])
  })

  test('hours move by exactly what was stood; a clock overdue before does not stand; a case that ends stops the pause with it', async () => {
    const c = await caseUntil(world, 'investigating')
    const before = await dueOf(c, 'preliminary_finding')
    await c.does('agent', 'pause', { reason: '等照片', untilAt: await ahead(10 * hour) })
    await world.moveClock(10 * hour)
    await c.does('agent', 'resumption', { note: '已补' })
    expect(await dueOf(c, 'preliminary_finding') - before).toBe(await stood(c))
    await world.moveClock(3 * day)
    await c.does('agent', 'pause', { reason: '再等', untilAt: await ahead(day) })
    expect(await standing(c)).toEqual(['decision'])
    await c.does('agent', 'rejection', { outcome: 'out_of_scope', reason: '不属快递服务', notice: { channel: 'phone', text: '已告知' } })
    expect([await standing(c), await flagsOf(c), (await lastEvent(c)).data['pauses']]).toEqual([[], expect.not.arrayContaining(['waiting_customer']), [{ pause: expect.any(String), to: expect.any(String) }]])
    await world.moveClock(2 * day)
    await world.settle()
    expect([await c.status(), (await c.events()).filter((e) => e.type === 'complaint.resumed').length]).toEqual(['rejected', 1])
  })

  test('what is refused: no proof, beyond the cap, ahead of now, backwards, before the receipt', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.refused('agent', 'pause', { code: 'customer_asked', reason: '客户要求', untilAt: await ahead(day) }, 409, 'pause.evidence_missing')
    expect(await c.refused('agent', 'pause', { reason: 'x', untilAt: await ahead(8 * day) }, 409, 'pause.beyond_cap')).toEqual({ hours: 168, caseHours: 360, used: 0 })
    await c.refused('agent', 'pause', { reason: 'x', fromAt: await ahead(hour), untilAt: await ahead(2 * hour) }, 400, 'pause.begins_ahead')
    await c.refused('agent', 'pause', { reason: 'x', untilAt: await ahead(-hour) }, 400, 'pause.ends_before')
    await c.refused('agent', 'pause', { reason: 'x', fromAt: await ahead(-30 * day), untilAt: await ahead(hour) }, 400, 'instant.before_receipt')
    await c.refused('agent', 'pause', { code: 'holiday', reason: 'x', untilAt: await ahead(hour) }, 400, 'malformed')
    await c.refused('judge', 'pause', { reason: 'x', untilAt: await ahead(hour) }, 403, 'permission.missing')
    // all entries of a reason count against the case
    for (let n = 0; n < 3; n += 1) {
      await c.does('agent', 'pause', { reason: '等', untilAt: await ahead(120 * hour) })
      await world.moveClock(120 * hour)
      await world.settle()
    }
    expect(await c.refused('agent', 'pause', { reason: '等', untilAt: await ahead(hour) }, 409, 'pause.beyond_cap')).toMatchObject({ used: 360 })
  })
})

describe('a second person', () => {
  test('what needs one stands nothing until granted, then counts from its beginning; who asks does not grant', async () => {
    const c = await caseUntil(world, 'investigating')
    const before = await dueOf(c, 'preliminary_finding')
    await c.does('agent', 'pause', { ...asked, untilAt: await ahead(20 * hour) })
    expect([(await lastEvent(c)).type, await standing(c), await flagsOf(c)]).toEqual(['complaint.pause_asked', [], expect.not.arrayContaining(['waiting_customer'])])
    await c.refused('agent', 'pause', { reason: 'x', untilAt: await ahead(hour) }, 409, 'pause.asked_already')
    await c.refused('agent', 'pause-decision', { approve: true, reason: '可' }, 403, 'permission.missing')
    await world.moveClock(6 * hour)
    await c.does('lead', 'pause-decision', { approve: true, reason: '情况属实' })
    expect([await standing(c), await dueOf(c, 'preliminary_finding')]).toEqual([['decision', 'preliminary_finding'], before])
    await world.moveClock(4 * hour)
    await c.does('agent', 'resumption')
    expect([await dueOf(c, 'preliminary_finding') - before, Math.round(await stood(c) / hour)]).toEqual([await stood(c), 10])
    await recordFits(c)
    expect((await commitments('lead', c)).pauses).toMatchObject([{ state: 'counted', late: false, decidedBy: world.users.lead.name, decisionReason: '情况属实', excuses: [] }])
  })

  test('refused stands nothing and stays on record; a lead\'s own wish waits for another; taken back or ended with the case it lapses', async () => {
    const c = await caseUntil(world, 'investigating')
    const before = await dueOf(c, 'decision')
    await c.does('agent', 'pause', { ...asked, untilAt: await ahead(day) })
    await c.does('lead', 'pause-decision', { approve: false, reason: '道路已通' })
    await c.refused('lead', 'pause-decision', { approve: true, reason: '再想想' }, 409, 'pause.none_asked')
    await c.does('lead', 'pause', { ...asked, untilAt: await ahead(day) })
    await c.refused('lead', 'pause-decision', { approve: true, reason: '自己批' }, 409, 'pause.own_request')
    await c.does('lead', 'resumption', { note: '不需要了' })
    await c.does('agent', 'pause', { ...asked, untilAt: await ahead(day) })
    await c.does('agent', 'rejection', { outcome: 'out_of_scope', reason: '不属快递服务', notice: { channel: 'phone', text: '已告知' } })
    expect((await commitments('agent', c)).pauses.map((p) => p.state)).toEqual(['lapsed', 'lapsed', 'refused'])
    expect((await c.clocks('decision'))[0]?.due_at).toBe(before)
  })

  test('longer than the policy lets one person decide takes a second; leads are told, the asker hears the answer', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'pause', { reason: '客户出差', untilAt: await ahead(130 * hour) })
    await world.settle()
    const waiting = await (await world.as('lead')).get<{ items: { case: { id: string }; mine: boolean }[] }>('/api/pauses/asked')
    expect(waiting.body.items.filter((i) => i.case.id === c.id)).toMatchObject([{ mine: false, entry: { state: 'asked', late: false } }])
    const bell = async (who: Cast): Promise<(string | undefined)[]> => (await (await world.as(who)).get<{ items: { kind: string; case?: { id: string } | null }[] }>('/api/notifications')).body.items.map((n) => n.kind)
    expect(await bell('lead')).toContain('pause_asked')
    const machine = await world.machine(['complaint:approve_pause', 'complaint:read'])
    expect((await machine.post<{ code: string }>(`/api/complaints/${c.id}/pause-decision`, { version: await c.version(), approve: true, reason: '可' })).body.code).toBe('identity.session_needed')
    await c.does('lead', 'pause-decision', { approve: true, reason: '可' })
    await world.settle()
    expect(await bell('agent')).toContain('pause_decided')
    expect((await (await world.as('agent')).get('/api/pauses/asked')).status).toBe(403)
  })
})

describe('after the fact', () => {
  test('marked, never without a second person; the breach it explains stays on record and is shown as explained', async () => {
    const c = await caseUntil(world, 'investigating')
    const before = await dueOf(c, 'decision')
    await world.moveClock(before - await world.now() + 2 * hour)
    await world.settle()
    expect(await breachesOf(c)).toEqual([{ kind: 'decision', excused: false }])
    await c.does('agent', 'pause', { reason: '客户住院，电话约好出院后再谈', evidence: '通话录音 REC-77', fromAt: await ahead(-3 * day), untilAt: await ahead(-day) })
    expect([(await lastEvent(c)).data['late'], await dueOf(c, 'decision'), await breachesOf(c)]).toEqual([true, before, [{ kind: 'decision', excused: false }]])
    await c.does('lead', 'pause-decision', { approve: true, reason: '录音属实' })
    expect(await dueOf(c, 'decision')).toBeGreaterThan(before)
    expect([await breachesOf(c), (await lastEvent(c)).data['excused']]).toEqual([[{ kind: 'decision', excused: true }], ['decision 1']])
    expect((await commitments('agent', c)).pauses).toMatchObject([{ late: true, excuses: ['decision'], state: 'counted' }])
    const use = await (await world.as('lead')).get<{ items: { person: { name: string }; late: number; excused: number }[] }>('/api/pauses/use?days=60')
    expect(use.body.items.find((i) => i.person.name === world.users.agent.name)).toMatchObject({ late: 1, excused: 1 })
  })

  test('a breach no sweep has booked yet is booked before it is explained', async () => {
    const c = await caseUntil(world, 'investigating')
    await world.moveClock(await dueOf(c, 'decision') - await world.now() + hour)
    await c.does('agent', 'pause', { reason: '客户住院', evidence: 'REC-78', fromAt: await ahead(-2 * day), untilAt: await ahead(-hour) })
    await c.does('lead', 'pause-decision', { approve: true, reason: '属实' })
    expect([await breachesOf(c), (await commitments('agent', c)).pauses[0]?.excuses]).toEqual([[{ kind: 'decision', excused: true }], ['decision']])
  })

  test('a few minutes back, to before the clock was overdue, takes a second person like any other entry after the fact', async () => {
    const c = await caseUntil(world, 'investigating')
    await world.moveClock(await dueOf(c, 'decision') - await world.now() + 5 * 60_000)
    await c.does('agent', 'pause', { reason: '客户说再等等', fromAt: await ahead(-10 * 60_000), untilAt: await ahead(day) })
    expect([await standing(c), (await lastEvent(c)).type, (await lastEvent(c)).data['late']]).toEqual([[], 'complaint.pause_asked', true])
    await c.does('lead', 'pause-decision', { approve: true, reason: '属实' })
    expect([await standing(c), await breachesOf(c)]).toEqual([['decision'], [{ kind: 'decision', excused: true }]])
  })

  test('overlaps count once', async () => {
    const c = await caseUntil(world, 'investigating')
    const before = await dueOf(c, 'preliminary_finding')
    await c.does('agent', 'pause', { reason: '等照片', untilAt: await ahead(8 * hour) })
    await world.moveClock(8 * hour)
    await world.settle()
    await c.does('agent', 'pause', { ...asked, fromAt: await ahead(-6 * hour), untilAt: await ahead(-2 * hour) })
    await c.does('lead', 'pause-decision', { approve: true, reason: '属实' })
    expect(await dueOf(c, 'preliminary_finding') - before).toBe(await stood(c, 'waiting_customer'))
  })
})

describe('what never stands', () => {
  test('the watch of the law, promises, a unit\'s question and contacts run on; the preview says why, and the same as what happens', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'promise', { text: '今天回电', dueAt: await ahead(5 * hour) })
    await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '请说明', hours: 48 })
    const until = await ahead(30 * hour)
    type Preview = { no: null; late: boolean; needsApproval: boolean; clocks: { kind: string; dueAt: string; newDueAt: string; stands: boolean; because: { code: string } | null }[] }
    const preview = (await (await world.as('agent')).get<Preview>(`/api/complaints/${c.id}/pause-preview?code=waiting_customer&untilAt=${until}`)).body
    expect(Object.fromEntries(preview.clocks.map((k) => [k.kind, k.because?.code ?? 'stands']))).toEqual({
      decision: 'stands', preliminary_finding: 'stands', first_contact: 'stands.never_rule', substantive_reply: 'stands.never_rule', outlet_reply: 'stands.never_rule', promise: 'stands.never_promised', statutory_watch: 'stands.never_law',
    })
    await c.does('agent', 'pause', { reason: '等照片', untilAt: until })
    expect(await standing(c)).toEqual(['decision', 'preliminary_finding'])
    await world.moveClock(31 * hour)
    await world.settle()
    const shown = Date.parse(preview.clocks.find((k) => k.kind === 'preliminary_finding')?.newDueAt ?? '')
    expect(Math.abs(await dueOf(c, 'preliminary_finding') - shown)).toBeLessThan(5000)
  })
})

test('closing taken back: the pause that ended with the case stands again', async () => {
  const c = await caseUntil(world, 'confirmed')
  await c.does('agent', 'pause', { reason: '等客户回电', untilAt: await ahead(day) })
  await c.does('agent', 'closing', { summary: '已赔偿' })
  expect(await flagsOf(c)).not.toContain('waiting_customer')
  await c.does('agent', 'undo')
  expect([await flagsOf(c), (await commitments('agent', c)).pauses.map((p) => [p.state, p.to])]).toEqual([expect.arrayContaining(['waiting_customer']), [['counted', null]]])
})
