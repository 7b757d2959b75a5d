// Every kind of clock at its producers: what opens it, what meets it, what takes it off, which epoch; held against the table of clocks.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Commitments } from '../../contract/clocks.ts'
import { clockTable } from '../../domain/complaints/clock-table.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { agreed, caseUntil, fileCase, finding, lastEvent, moneyPlan, offerText, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

const hour = 3_600_000
const day = 24 * hour
let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const ahead = async (ms: number): Promise<string> => new Date(await world.now() + ms).toISOString()
const call = { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'progress', summary: '告知进展' } as const
const reply = async (ms = 2 * day): Promise<object> => ({ process: '已向网点核实，随后给出处理意见', expectedAt: await ahead(ms), why: '需要调取监控' })
const show = async (c: TestCase, kind: string): Promise<string[]> => (await c.clocks(kind)).map((k) => `${k.epoch} ${k.stopped_at === null ? 'runs' : k.cancelled ? `off ${k.stop_event}` : `met ${k.stop_event}`}`)

describe('each kind', () => {
  test('a complaint carries its four from the receipt, in the middle of the night too (C20)', async () => {
    const at = new Date(await world.now() - 3 * hour).toISOString()
    const c = await fileCase(world, { reportedAt: at, reportedProof: '网点登记 0003' })
    expect((await c.clocks()).map((k) => [k.kind, k.opened_at])).toEqual(['decision', 'first_contact', 'statutory_watch', 'substantive_reply'].map((kind) => [kind, Date.parse(at)]))
    const [first] = await c.clocks('first_contact')
    expect((first?.due_at ?? 0) - Date.parse(at)).toBe(day)
  })

  test('first contact and first substantive reply are two: a call that says nothing of time meets the one, not the other', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'contact', call)
    expect([await show(c, 'first_contact'), await show(c, 'substantive_reply')]).toEqual([['1 met complaint.customer_contacted'], ['1 runs']])
    await c.refused('agent', 'contact', { ...call, outcome: 'no_answer', reply: await reply() }, 409, 'reply.not_reached')
    await c.refused('agent', 'contact', { ...call, reply: { ...await reply(), expectedAt: await ahead(-hour) } }, 400, 'instant.in_past')
    await c.refused('agent', 'contact', { ...call, reply: await reply(9 * day) }, 409, 'reply.beyond_law')
    await c.refused('agent', 'contact', { ...call, reply: { process: '', expectedAt: await ahead(day), why: 'x' } }, 400, 'malformed')
    await c.does('agent', 'contact', { ...call, reply: await reply() })
    expect(await show(c, 'substantive_reply')).toEqual(['1 met complaint.customer_contacted'])
    const told = (await c.events()).at(-1)
    expect([told?.type, told?.data['process'], told?.data['why']]).toEqual(['complaint.substantive_reply', '已向网点核实，随后给出处理意见', '需要调取监控'])
    await recordFits(c)
  })

  test('regular contact begins anew with every word to or from the customer, and ends with the decision', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'contact', { ...call, outcome: 'no_answer' })
    expect(await show(c, 'regular_contact')).toEqual([])
    await c.does('agent', 'contact', call)
    await world.moveClock(2 * day)
    await c.does('agent', 'contact', call)
    expect(await show(c, 'regular_contact')).toEqual(['1 met complaint.customer_contacted', '2 runs'])
    await world.moveClock(5 * day)
    await world.settle()
    expect((await sql<{ kind: string }>`select kind from clock_breaches where complaint_id = ${c.id} and kind = 'regular_contact'`.execute(world.db)).rows).toHaveLength(1)
    await c.does('investigator', 'finding', finding)
    await c.does('agent', 'plan', moneyPlan)
    await c.does('agent', 'offer', offerText)
    expect(await show(c, 'regular_contact')).toEqual(['1 met complaint.customer_contacted', '2 met offer.made', '3 runs'])
    await c.does('agent', 'answer', { answer: 'accept', via: 'phone' })
    await c.does('agent', 'decision', agreed)
    expect((await show(c, 'regular_contact')).at(-1)).toBe('4 met complaint.decision_told')
  })

  test('a unit\'s "contacted" meets nothing and begins nothing', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '?', hours: 24 })
    await c.does('outlet', 'contact', call)
    expect([await show(c, 'first_contact'), await show(c, 'regular_contact')]).toEqual([['1 runs'], []])
    await c.refused('outlet', 'contact', { ...call, reply: await reply() }, 409, 'reply.not_reached')
  })

  test('the first finding is owed from the receipt; reopening counts it anew and leaves the watch alone', async () => {
    const c = await caseUntil(world, 'accepted')
    await world.moveClock(3 * hour)
    await c.does('agent', 'take')
    const [owed, received] = [(await c.clocks('preliminary_finding'))[0], (await c.clocks('statutory_watch'))[0]]
    expect(owed?.opened_at).toBe(received?.opened_at)
    await c.does('investigator', 'finding', finding)
    expect(await show(c, 'preliminary_finding')).toEqual(['1 met investigation.found'])
    await c.refused('investigator', 'finding', { ...finding, furtherChecking: true }, 409, 'finding.no_second_window')
    const closed = await caseUntil(world, 'closed')
    const watch = await closed.clocks('statutory_watch')
    await closed.does('lead', 'reopening', { reason: '新证据' })
    expect([await show(closed, 'decision'), await show(closed, 'preliminary_finding'), await closed.clocks('statutory_watch')]).toEqual([['1 met complaint.decision_told', '2 runs'], ['1 met investigation.found', '2 runs'], watch])
  })

  test('5 + 5 working days: the first finding leaves the checking open, its end gives the decision its time anew, the watch runs through both', async () => {
    const c = await caseUntil(world, 'accepted')
    await sql`update complaints set policy_version = replace(policy_version, 'statutory_7d', 'ems_5p5wd') where id = ${c.id}`.execute(world.db)
    await c.does('agent', 'take')
    expect((await (await world.as('agent')).get<{ secondWindow: boolean }>(`/api/complaints/${c.id}`)).body.secondWindow).toBe(true)
    await c.does('investigator', 'finding', { ...finding, furtherChecking: true })
    expect([await show(c, 'decision'), await show(c, 'preliminary_finding'), await show(c, 'statutory_watch')]).toEqual([['1 off investigation.found'], ['1 met investigation.found'], ['1 runs']])
    await world.moveClock(day)
    await c.does('investigator', 'finding', finding)
    const [, second] = await c.clocks('decision')
    expect([second?.epoch, Math.abs((second?.opened_at ?? 0) - await world.now()) < 60_000, (second?.due_at ?? 0) - (second?.opened_at ?? 0) > 5 * day - day]).toEqual([2, true, true])
    expect(await show(c, 'statutory_watch')).toEqual(['1 runs'])
    await recordFits(c)
  })

  test('a claim is no complaint: its own two clocks; a word to the claimant meets the one, the answer both', async () => {
    const c = await fileCase(world, { kind: 'claim_request', reasonCode: undefined, verbatim: '想办理保价理赔，请告诉我需要哪些材料', demand: { kinds: ['compensation'], amount: { minor: 50_000 } } })
    expect((await c.clocks()).map((k) => [k.kind, k.due_at - k.opened_at > 29 * day])).toEqual([['claim_answer', false], ['claim_decision', true]])
    await c.does('agent', 'contact', call)
    expect([await show(c, 'claim_answer'), await show(c, 'claim_decision')]).toEqual([['1 met complaint.customer_contacted'], ['1 runs']])
    await c.does('agent', 'closing', { summary: '按保价赔付', answer: '同意赔付 500 元' })
    expect(await show(c, 'claim_decision')).toEqual(['1 met complaint.closed'])
  })

  test('payment counts from the decision told and ends with the last measure that pays', async () => {
    const c = await caseUntil(world, 'decided')
    const [payment] = await c.clocks('payment')
    expect([(await show(c, 'payment')), (payment?.due_at ?? 0) - (payment?.opened_at ?? 0) > 6 * day]).toEqual([['1 runs'], true])
    await c.does('agent', 'execution', { seq: 2, evidence: '已致歉' })
    expect(await show(c, 'payment')).toEqual(['1 runs'])
    await c.does('finance', 'execution', { seq: 1, evidence: '流水 1' })
    expect(await show(c, 'payment')).toEqual(['1 met plan.measure_executed'])
  })

  test('promises: several at once, kept with progress alone, broken with the customer\'s knowledge and another in its place', async () => {
    const c = await caseUntil(world, 'investigating')
    for (const n of [3, 5]) await c.does('agent', 'promise', { text: `${n} 小时内回电`, dueAt: await ahead(n * hour) })
    await c.does('agent', 'promise-keeping', { epoch: 1, note: '尚无结果，已告知进展', progressOnly: true })
    expect((await lastEvent(c)).data).toMatchObject({ kept: 1, progressOnly: true })
    await c.refused('agent', 'promise-breaking', { epoch: 1, reason: 'x', customerTold: true }, 409, 'promise.none_open')
    await c.refused('agent', 'promise-breaking', { epoch: 2, reason: 'x', customerTold: false }, 400, 'malformed')
    await c.refused('judge', 'promise-breaking', { epoch: 2, reason: 'x', customerTold: true }, 403, 'permission.missing')
    await c.does('agent', 'promise-breaking', { epoch: 2, reason: '监控要明天才能调到', customerTold: true, newDueAt: await ahead(30 * hour) })
    await world.moveClock(31 * hour)
    const seen = await (await world.as('agent')).get<Commitments>(`/api/complaints/${c.id}/commitments`)
    expect(seen.body.promises.map((p) => [p.epoch, p.text, p.state])).toEqual([[1, '3 小时内回电', 'kept'], [2, '5 小时内回电', 'broken'], [3, '5 小时内回电', 'overdue']])
    expect((await (await world.as('outlet')).get<Commitments>(`/api/complaints/${c.id}/commitments`)).status).toBe(404)
    await recordFits(c)
  })
})

test('what can be said about time, the next word owed, and the way to the regulator', async () => {
  const c = await caseUntil(world, 'investigating')
  await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '?', hours: 24 })
  await c.does('agent', 'contact', call)
  const read = async (): Promise<Commitments> => (await (await world.as('agent')).get<Commitments>(`/api/complaints/${c.id}/commitments`)).body
  const [decision] = await c.clocks('decision')
  expect(await read()).toMatchObject({ say: { by: new Date(decision?.due_at ?? 0).toISOString(), because: [{ code: 'say.checking' }, { code: 'say.unit_asked', params: { units: [world.users.outlet.unit.name] } }] }, regulator: { openBecause: null } })
  expect((await read()).contactDueAt).not.toBeNull()
  await world.moveClock(8 * day)
  expect(await read()).toMatchObject({ say: null, regulator: { openBecause: 'no_answer' } })
  expect(await (await world.as('outlet')).get<Commitments>(`/api/complaints/${c.id}/commitments`)).toMatchObject({ status: 200, body: { promises: [], pauses: [], say: null, regulator: null } })
})

test('what the cases of this test did to their clocks stands in the table, and every produced kind was opened', async () => {
  const rows = (await sql<{ kind: ClockKind; stop_event: string | null; cancelled: boolean }>`select distinct kind, stop_event, cancelled from clocks`.execute(world.db)).rows
  for (const row of clockTable) {
    const own = rows.filter((r) => r.kind === row.kind)
    if (row.later !== null || row.kind === 'data_request' || row.kind === 'verification_call') continue
    expect([row.kind, own.length > 0]).toEqual([row.kind, true])
    for (const { stop_event: event, cancelled } of own) if (event !== null) expect([row.kind, cancelled ? row.cancels : row.meets]).toEqual([row.kind, expect.arrayContaining([event])])
  }
})
