// The procedure of responsibility over HTTP: heard before judged, contested, reviewed and arbitrated by other people each time, final by itself; and nothing of it in the customer's way.
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { LiabilityView } from '../../contract/liability.ts'
import { agreed, caseUntil, finding, lastEvent, moneyPlan, offerText, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { finalSharesOf } from './final.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const png = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
const hour = 3_600_000
const many = { demand: { kinds: ['compensation'], amount: { minor: 180_000 } } }
const of = (who: Cast, percent: number, more: Record<string, unknown> = {}) => ({ bearer: who === 'partner' ? 'partner' : 'unit', unitId: world.users[who].unit.id, percent, basis: `${who} 的责任`, ...more })
const words = '本单位当日交接完好，交接清单与监控均可证明，损坏发生在之后的环节。'

/** A case of some weight whose two units have been asked a question, found out about. */
async function heavy(until = 'planning'): Promise<TestCase> {
  const c = await caseUntil(world, 'investigating', many)
  for (const who of ['outlet', 'hub'] as const) await c.does('agent', 'orders', { unitId: world.users[who].unit.id, question: '请说明交接情况', wanted: [] })
  await c.does('investigator', 'finding', finding)
  if (until === 'closed') for (const [who, noun, body] of [['agent', 'plan', moneyPlan], ['agent', 'offer', offerText], ['agent', 'answer', { answer: 'accept', via: 'phone', reference: 'R' }], ['agent', 'decision', agreed], ['agent', 'execution', { seq: 2, evidence: '已道歉' }], ['finance', 'execution', { seq: 1, evidence: '流水' }], ['agent', 'confirmation', { method: 'oral_recorded', satisfied: true, reference: 'R2' }], ['agent', 'closing', { summary: '已赔' }]] as const) await c.does(who, noun, body)
  return c
}
const view = async (c: TestCase, who: Cast): Promise<LiabilityView> => (await (await world.as(who)).get<LiabilityView>(`/api/complaints/${c.id}/liability`)).body
const asked = (c: TestCase) => c.does('judge', 'statement-requests', { shares: [of('outlet', 60), of('hub', 40)] })
const judged = async (c: TestCase, shares = [of('outlet', 60, { staffNo: 'W1', staffNote: '当班派件' }), of('hub', 40)]) => {
  await asked(c)
  for (const who of ['outlet', 'hub'] as const) await c.does(who, 'statement', { text: words })
  return c.does('judge', 'judgement', { shares, reasoning: '两家各有责任', rule: 'H-08' })
}
const contest = { ground: 'share_too_high', text: words, wantedPercent: 20 } as const
const submission = () => ({ claim: '请求将本单位的责任降为百分之十，其余由分拨中心承担。', grounds: words, wantedPercent: 10, against: [world.users.hub.unit.id] })

describe('hearing', () => {
  test('above the limit nobody is judged unheard; below it the contest is the hearing', async () => {
    const c = await heavy()
    expect(await c.refused('judge', 'judgement', { shares: [of('outlet', 100)], reasoning: 'x' }, 409, 'liability.statements_first')).toEqual({ units: 1 })
    await c.refused('agent', 'statement-requests', { shares: [of('outlet', 100)] }, 403, 'permission.missing')
    await c.refused('judge', 'statement-requests', { shares: [{ bearer: 'force_majeure', percent: 100, basis: '暴雨' }] }, 409, 'liability.nobody_to_ask')
    await c.refused('judge', 'statement-requests', { shares: [of('outlet', 90)] }, 400, 'liability.shares')
    await asked(c)
    expect(await lastEvent(c)).toMatchObject({ type: 'liability.statement_asked', data: { aboveLimit: true, amountMinor: 180_000, units: [{ percent: 60 }, { percent: 40 }] } })
    await c.refused('judge', 'judgement', { shares: [of('outlet', 100)], reasoning: 'x' }, 409, 'liability.statements_running')
    await c.refused('outlet2', 'statement', { text: words }, 404, 'not_found')
    await c.refused('courier', 'statement', { text: words }, 403, 'permission.missing')
    await c.does('outlet', 'statement', { text: words })
    await c.refused('outlet', 'statement', { text: words }, 409, 'liability.stated_already')
    const [own, sibling, whole] = [await view(c, 'outlet'), await view(c, 'hub'), await view(c, 'judge')]
    expect([own.statements.map((s) => s.unit.name), sibling.statements.map((s) => s.text), whole.statements.length, own.proposal]).toEqual([[world.users.outlet.unit.name], [null], 2, null])
    await c.does('hub', 'statement', { text: words })
    expect([await view(c, 'judge')].map((v) => [v.state, v.dueKind])).toEqual([['heard', 'judgement']])
    await c.does('judge', 'judgement', { shares: [of('outlet', 60), of('hub', 40)], reasoning: '两家' })
    const files = await sql<{ type: string; origin: string }>`select type, origin from evidence where complaint_id = ${c.id} and origin = 'statement'`.execute(world.db)
    expect(files.rows.length).toBe(2)
    await recordFits(c)
  })
  test('silence is recorded when the window ends, it goes on, and a late word is still read', async () => {
    const c = await heavy()
    await asked(c)
    await world.moveClock(25 * hour)
    await world.settle()
    expect((await c.events()).findLast((e) => e.type === 'liability.silence_recorded')?.data['units']).toHaveLength(2)
    expect((await view(c, 'judge')).proposal).toBeTypeOf('object')
    await c.does('outlet', 'statement', { text: words })
    expect((await lastEvent(c)).data).toMatchObject({ late: true, complete: false })
    await c.does('judge', 'judgement', { shares: [of('outlet', 50), of('hub', 50)], reasoning: '未陈述' })
  })
})

describe('contest, review, arbitration', () => {
  test('each instance is another person; what came of it is read from the shares; then it is final', async () => {
    const c = await heavy('closed')
    await judged(c)
    expect((await view(c, 'outlet')).judgements[0]?.shares).toMatchObject([{ percent: 60, staffNo: 'W1', staffNote: '当班派件' }])
    await c.refused('outlet', 'contest', { ...contest, wantedPercent: 60 }, 400, 'liability.wanted_not_less')
    await c.refused('station', 'contest', contest, 404, 'not_found')
    await c.does('outlet', 'contest', contest)
    await c.refused('outlet', 'contest', contest, 409, 'liability.contested_already')
    await c.does('hub', 'contest', { ...contest, wantedPercent: 10 })
    await c.refused('judge', 'judgement', { shares: [of('outlet', 100)], reasoning: 'x' }, 409, 'liability.under_contest')
    await c.refused('judge', 'contest-review', { reasons: '维持' }, 409, 'liability.own_judgement')
    await c.refused('judge2', 'contest-review', { reasons: '改', shares: [of('outlet', 30)] }, 400, 'liability.shares')
    await c.does('judge2', 'contest-review', { reasons: '交接清单可信，酌减', shares: [of('outlet', 30), of('hub', 70)] })
    expect((await lastEvent(c)).data).toMatchObject({ contests: [{ outcome: 'partial' }, { outcome: 'changed' }], units: [{ percent: 30 }, { percent: 70 }] })
    expect(await c.refused('outlet', 'arbitration', { ...submission(), grounds: '不服', against: [] }, 400, 'liability.incomplete')).toEqual({ missing: ['against', 'grounds', 'evidence'] })
    const uploaded = await (await world.as('outlet')).upload<{ id: string }>('/api/attachments', { name: '交接清单.png', type: 'image/png', bytes: png })
    await c.refused('outlet', 'arbitration', { ...submission(), against: [world.users.station.unit.id], attachmentIds: [uploaded.body.id] }, 400, 'liability.against_unfit')
    await c.does('outlet', 'arbitration', { ...submission(), attachmentIds: [uploaded.body.id] })
    await c.refused('arbitrator', 'arbitration-decision', { reasons: '维持' }, 409, 'liability.answers_running')
    expect((await view(c, 'hub')).arbitration?.claim).toContain('百分之十')
    await c.does('hub', 'arbitration-answer', { text: words })
    await c.refused('judge2', 'arbitration-decision', { reasons: '维持' }, 403, 'permission.missing')
    await c.refused('arbitrator', 'arbitration-decision', { reasons: '维持', frivolous: { penalty: { minor: 20_001 }, reason: '无据' } }, 400, 'liability.penalty_over_cap')
    await c.refused('arbitrator', 'arbitration-decision', { reasons: '改', shares: [of('outlet', 20), of('hub', 80)], frivolous: { penalty: { minor: 100 }, reason: '无据' } }, 400, 'liability.not_frivolous')
    await c.does('arbitrator', 'arbitration-decision', { reasons: '证据不足以再减', frivolous: { penalty: { minor: 5000 }, reason: '重复主张已被查明不实的事实' } })
    expect(await lastEvent(c)).toMatchObject({ type: 'liability.final', data: { shares: [{ percent: 30 }, { percent: 70 }] } })
    expect(await finalSharesOf(world.db, c.id)).toMatchObject({ epoch: 0, shares: [{ percent: 30 }, { percent: 70 }], penalty: { unitId: world.users.outlet.unit.id, minor: 5000 } })
    await c.refused('judge', 'judgement', { shares: [of('outlet', 100)], reasoning: 'x' }, 409, 'liability.final_already')
    await recordFits(c)
  })
  test('what nobody contests is final when the window ends; reminded before', async () => {
    const c = await heavy()
    await judged(c)
    await world.moveClock(50 * hour)
    await world.settle()
    expect((await c.events()).findLast((e) => e.type === 'liability.reminded')?.data).toMatchObject({ waits: 'contest' })
    await world.moveClock(23 * hour)
    await world.settle()
    expect([(await view(c, 'outlet')).state, (await c.events()).filter((e) => e.type === 'liability.final').length, await c.status()]).toEqual(['final', 1, 'planning'])
    await c.refused('outlet', 'contest', contest, 409, 'liability.nothing_to_contest')
  })
  test('a unit that has stopped working is spoken for by its province', async () => {
    const c = await heavy()
    await sql`update org_units set status = 'suspended' where id = ${world.users.outlet.unit.id}`.execute(world.db)
    try {
      await asked(c)
      const told = await view(c, 'province')
      expect(told.statements.map((s) => [s.unit.name, s.answering.id])).toEqual([[world.users.outlet.unit.name, world.users.province.unit.id]])
      await c.does('province', 'statement', { text: words, unitId: world.users.outlet.unit.id })
      expect((await lastEvent(c)).data['unit']).toBe(world.users.outlet.unit.id)
    } finally { await sql`update org_units set status = 'active' where id = ${world.users.outlet.unit.id}`.execute(world.db) }
  })
  test('a reopened case is judged anew; what was under way lapses', async () => {
    const c = await heavy('closed')
    await judged(c)
    await c.does('lead', 'reopening', { reason: '新证据' })
    await world.settle()
    await world.settle()
    expect((await c.events()).map((e) => e.type)).toContain('liability.lapsed')
    await c.does('investigator', 'finding', finding)
    await judged(c, [of('hub', 100)])
    expect((await sql<{ epoch: number; state: string }>`select epoch, state from liability_cases where complaint_id = ${c.id} order by epoch`.execute(world.db)).rows).toEqual([{ epoch: 0, state: 'lapsed' }, { epoch: 1, state: 'judged' }])
  })
})

describe('the desk and the unit\'s own page', () => {
  test('a finding comes to the desk by itself; lists go page by page; a unit reads only its own', async () => {
    const c = await heavy()
    await world.settle()
    const desk = await (await world.as('judge2')).get<{ items: { id: string }[]; counts: Record<string, number>; nextCursor: string | null }>('/api/liability?show=to_judge&limit=100')
    expect([desk.status, desk.body.items.map((i) => i.id).includes(c.id), (desk.body.counts['to_judge'] ?? 0) > 0]).toEqual([200, true, true])
    const first = await (await world.as('judge2')).get<{ items: { id: string }[]; nextCursor: string | null }>('/api/liability?show=final&limit=1')
    const second = await (await world.as('judge2')).get<{ items: { id: string }[] }>(`/api/liability?show=final&limit=1&cursor=${first.body.nextCursor ?? ''}`)
    expect(first.body.items[0]?.id).not.toBe(second.body.items[0]?.id)
    await judged(c)
    const own = await (await world.as('hub')).get<{ items: { id: string; may: string; percent: number }[]; openCount: number }>('/api/own-judgements')
    expect(own.body.items.find((i) => i.id === c.id)).toMatchObject({ may: 'contest', percent: 40 })
    expect((await (await world.as('outlet2')).get<{ items: unknown[] }>('/api/own-judgements?show=all')).body.items).toEqual([])
    expect(JSON.stringify((await view(c, 'hub')).judgements)).not.toContain(world.users.outlet.unit.name)
  })
})

describe('the database refuses by itself', () => {
  const put = (c: TestCase, by: Cast, stage: string, percent: number): Promise<unknown> => world.db.transaction().execute(async (tx) => {
    const id = crypto.randomUUID()
    await sql`insert into judgements (complaint_id, id, reasoning, by_id, by_name, finding_by, at, stage) values (${c.id}, ${id}, 'x', ${world.users[by].id}, 'x', ${world.users.investigator.id}, now(), ${stage})`.execute(tx)
    if (percent > 0) await sql`insert into judgement_shares (complaint_id, judgement_id, seq, bearer, percent, basis) values (${c.id}, ${id}, 1, 'company', ${percent}, 'x')`.execute(tx)
    throw new Error(await sql`set constraints all immediate`.execute(tx).then(() => 'let through', (e: { code: string }) => e.code))
  })
  test('the judge as reviewer, the finder as judge, shares that make no whole, a judgement without any', async () => {
    const c = await heavy()
    await judged(c)
    await expect(put(c, 'judge', 'review', 100)).rejects.toThrow('23514')
    await expect(put(c, 'judge', 'arbitration', 100)).rejects.toThrow('23514')
    await expect(put(c, 'judge2', 'review', 100)).rejects.toThrow('let through')
    await expect(put(c, 'judge2', 'review', 99)).rejects.toThrow('23514')
    await expect(put(c, 'judge2', 'review', 0)).rejects.toThrow('23514')
    await expect(put(c, 'investigator', 'judgement', 100)).rejects.toMatchObject({ code: '23514' })
    await expect(sql`update judgement_shares set percent = 61 where complaint_id = ${c.id} and seq = 1`.execute(world.db)).rejects.toMatchObject({ code: '23514' })
    await expect(sql`delete from judgement_shares where complaint_id = ${c.id} and seq = 1`.execute(world.db)).rejects.toMatchObject({ code: '23514' })
  })
})

test('whatever is done about the units, in whatever order, never stands in the customer\'s way (OPN-02)', async () => {
  const acts: readonly ((c: TestCase) => Promise<unknown>)[] = [
    (c) => c.act('judge', 'statement-requests', { shares: [of('outlet', 60), of('hub', 40)] }), (c) => c.act('outlet', 'statement', { text: words }), (c) => c.act('hub', 'statement', { text: words }),
    (c) => c.act('judge', 'judgement', { shares: [of('outlet', 60), of('hub', 40)], reasoning: 'x' }), (c) => c.act('outlet', 'contest', contest), (c) => c.act('judge2', 'contest-review', { reasons: '维持' }),
  ]
  const road = [['agent', 'plan', moneyPlan, 'negotiating'], ['agent', 'offer', offerText, 'negotiating'], ['agent', 'answer', { answer: 'accept', via: 'phone', reference: 'R' }, 'negotiating'], ['agent', 'decision', agreed, 'decided'], ['finance', 'execution', { seq: 1, evidence: '流水' }, 'executing']] as const
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.nat(road.length - 1), fc.nat(acts.length - 1)), { maxLength: 8 }), async (mixed) => {
    const c = await heavy()
    for (const [i, [who, noun, body, to]] of road.entries()) {
      for (const [, act] of mixed.filter(([at]) => at === i)) await acts[act]!(c)
      expect((await c.does(who, noun, body)).status).toBe(to)
    }
  }), { numRuns: 6 })
}, 60_000)
