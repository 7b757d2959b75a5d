// The investigation over HTTP: check, lead, plan, records and facts — who may, what is refused, what the page is told and what the record keeps.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { InquiryView } from '../../contract/inquiry.ts'
import { caseUntil, finding, lastEvent } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const look = async (c: TestCase, who: Cast = 'investigator') => (await (await world.as(who)).get<{ inquiry: InquiryView | null }>(`/api/complaints/${c.id}/investigation`)).body.inquiry
const seen = async (c: TestCase, who: Cast = 'investigator'): Promise<InquiryView> => { const view = await look(c, who); if (!view) throw new Error('no inquiry'); return view }
const outlet = () => world.users.outlet.unit
const interview = () => ({ kind: 'interview', person: 'courier', unitId: outlet().id, staffNo: 'D1', result: '当天放在门口，没有打电话', readBack: true, happenedAt: new Date(Date.now() - 60_000).toISOString() })
const heard = async (c: TestCase, more: object = {}): Promise<string> => {
  const before = (await seen(c)).evidence.map((e) => e.id)
  await c.does('investigator', 'inquiry-record', { ...interview(), ...more })
  return (await seen(c)).evidence.find((e) => !before.includes(e.id))?.id ?? ''
}
const fact = (more: object = {}) => ({ code: 'no_contact_before_delivery', unitId: outlet().id, verdict: 'established', text: '派送前没有联系收件人', ...more })

describe('the check before', () => {
  test('needs the permission, tells what is not taken on, and stops no clock', async () => {
    const c = await caseUntil(world, 'received')
    await c.refused('judge', 'initial-check', { result: 'accept', basis: '运单属实' }, 403, 'permission.missing')
    await c.refused('agent', 'initial-check', { result: 'mistaken', basis: '轨迹显示本人已取件' }, 400, 'check.told_missing')
    await c.refused('agent', 'initial-check', { result: 'accept', basis: '属实', points: [{ point: 'waybill_ours', answer: 'yes' }, { point: 'waybill_ours', answer: 'no' }] }, 400, 'check.point_twice')
    await c.does('agent', 'initial-check', { result: 'mistaken', basis: '轨迹显示本人已取件 13712345678', told: '您的快件已由您本人取走', points: [{ point: 'waybill_ours', answer: 'yes' }] })
    expect(await lastEvent(c)).toMatchObject({ type: 'investigation.checked', data: { result: 'mistaken', points: [{ point: 'waybill_ours', answer: 'yes' }] } })
    expect(await c.status()).toBe('received')
    const [watch] = await c.clocks('statutory_watch')
    expect([watch?.stopped_at, watch?.cancelled]).toEqual([null, false])
    const { check, checks } = await seen(c)
    expect([check?.result, check?.told, check?.basis.includes('13712345678')]).toEqual(['mistaken', '您的快件已由您本人取走', false])
    expect(checks).toContain('packing_kept')
  })
})

describe('who leads', () => {
  test('is named, handed over with a reason, and leads with a team', async () => {
    const c = await caseUntil(world, 'accepted', { demand: { kinds: ['compensation'], amount: { minor: 2_000_000 } } })
    expect((await seen(c)).suggested).toEqual({ department: 'operations', team: expect.arrayContaining(['amount']) })
    const named = { department: 'quality', leadId: world.users.investigator.id }
    await c.refused('outlet', 'investigation-lead', named, 403, 'permission.missing')
    await c.refused('agent', 'investigation-lead', { ...named, leadId: world.users.judge.id }, 409, 'investigation.person_unfit')
    await c.does('agent', 'investigation-lead', named)
    await c.refused('agent', 'investigation-lead', { ...named, leadId: world.users.lead.id }, 400, 'investigation.hand_over_reason')
    await c.refused('agent', 'investigation-lead', { ...named, members: [{ userId: world.users.investigator.id, role: 'site' }] }, 400, 'investigation.member_twice')
    await c.does('agent', 'investigation-lead', { ...named, leadId: world.users.lead.id, reason: '涉及金额较大', team: true, teamReason: '索赔两万', members: [{ userId: world.users.investigator.id, role: 'tracking' }, { userId: world.users.agent2.id, role: 'customer' }] })
    await c.does('agent', 'investigation-lead', { ...named, leadId: world.users.lead.id, team: true, members: [{ userId: world.users.investigator.id, role: 'site' }] })
    expect((await seen(c)).lead).toMatchObject({ lead: { id: world.users.lead.id }, team: true, members: [{ id: world.users.investigator.id, role: 'site' }] })
    expect((await c.events()).filter((e) => e.type === 'investigation.lead_named').map((e) => e.data['previous'])).toEqual([null, world.users.investigator.id, null])
  })
})

describe('the plan of evidence', () => {
  test('comes from the reason, checks itself off as evidence comes, and tells its gaps', async () => {
    const c = await caseUntil(world, 'investigating', { reasonCode: 'false_signoff.not_received' })
    const first = await seen(c)
    expect(first.wants.map((w) => w.code)).toEqual(expect.arrayContaining(['pod', 'gps', 'calls', 'locker_consent', 'station_consent', 'courier']))
    expect(first.wants.find((w) => w.code === 'station_consent')?.words.why['zh-CN']).toContain('2024-03-01')
    await c.refused('investigator', 'evidence-plan', {}, 400, 'evidence_plan.nothing')
    await c.refused('investigator', 'evidence-plan', { take: ['no_such'] }, 400, 'evidence_plan.item_unknown')
    await c.does('investigator', 'evidence-plan', { take: ['pod', 'courier', 'calls'], add: [{ what: '小区门禁记录', why: '是否进过小区', givers: ['authority'], types: ['document'] }] })
    const planned = await seen(c)
    expect(planned.plan.map((i) => [i.code, i.state, i.mandatory])).toEqual([['pod', 'open', true], ['courier', 'open', true], ['calls', 'open', true], [null, 'open', false]])
    expect([planned.gaps, planned.wants.some((w) => w.code === 'pod')]).toEqual([3, false])
    await heard(c)
    expect((await seen(c)).plan.find((i) => i.code === 'courier')).toMatchObject({ state: 'got', evidenceIds: [expect.any(String)] })
    const calls = planned.plan.find((i) => i.code === 'calls')?.id ?? ''
    await c.refused('investigator', 'evidence-plan-item', { item: calls, settled: 'not_obtainable' }, 400, 'evidence_plan.reason_missing')
    await c.refused('investigator', 'evidence-plan-item', { item: c.id, settled: null }, 404, 'not_found')
    await c.does('investigator', 'evidence-plan-item', { item: calls, settled: 'not_obtainable', reason: '运营商只保存七天' })
    expect((await seen(c)).gaps).toBe(1)
    await c.does('investigator', 'evidence-plan-item', { item: calls, settled: null })
    expect((await seen(c)).gaps).toBe(2)
  })
})

describe('who was heard', () => {
  test('an interview is read back, a survey says where; each becomes evidence of the side that spoke', async () => {
    const c = await caseUntil(world, 'investigating')
    const { readBack: _, ...unread } = interview()
    await c.refused('investigator', 'inquiry-record', unread, 400, 'inquiry.read_back_missing')
    const { person: __, ...nobody } = interview()
    await c.refused('investigator', 'inquiry-record', nobody, 400, 'inquiry.person_missing')
    await c.refused('investigator', 'inquiry-record', { kind: 'survey', result: '分拣口无防护', happenedAt: new Date().toISOString() }, 400, 'inquiry.place_missing')
    await c.refused('investigator', 'inquiry-record', { ...interview(), happenedAt: new Date(Date.now() + 3_600_000).toISOString() }, 400, 'instant.in_future')
    await c.refused('outlet', 'inquiry-record', interview(), 403, 'permission.missing')
    await heard(c)
    await heard(c, { kind: 'survey', person: undefined, staffNo: undefined, readBack: undefined, place: '徐汇转运中心二号线', method: 'on_site', result: '滑槽末端无缓冲垫' })
    const view = await seen(c)
    expect(view.records.map((r) => [r.kind, r.person, r.readBack])).toEqual([['interview', 'courier', true], ['survey', null, null]])
    expect(view.evidence.slice(-2).map((e) => [e.type, e.side])).toEqual([['interview', 'staff'], ['survey_report', 'company']])
  })
})

describe('the board of facts', () => {
  test('asks for a unit, evidence and the proof its kind demands', async () => {
    const c = await caseUntil(world, 'investigating', { reasonCode: 'delay' })
    const { unitId: _, ...noUnit } = fact()
    await c.refused('investigator', 'fact', noUnit, 409, 'fact.unit_missing')
    await c.refused('investigator', 'fact', fact(), 409, 'fact.evidence_missing')
    await c.refused('investigator', 'fact', fact({ evidenceIds: [c.id] }), 409, 'fact.evidence_unknown')
    await c.refused('investigator', 'fact', fact({ opposing: '打过电话' }), 409, 'fact.opposing_side_missing')
    await c.refused('outlet', 'fact', fact(), 403, 'permission.missing')
    const note = await heard(c)
    const weather = { code: 'force_majeure', verdict: 'established', text: '暴雨封路', evidenceIds: [note] }
    expect(await c.refused('investigator', 'fact', weather, 409, 'fact.proof_missing')).toMatchObject({ evidence: ['official_notice'] })
    await c.does('investigator', 'fact', { ...weather, verdict: 'open' })
    expect((await seen(c)).facts.map((f) => [f.code, f.verdict])).toEqual([['force_majeure', 'open']])
  })
  test('a contested fact needs several sides; the missing one is named', async () => {
    const c = await caseUntil(world, 'investigating', { reasonCode: 'false_signoff.not_received' })
    const courier = await heard(c)
    const contested = fact({ evidenceIds: [courier], opposing: '客户说一整天都在家，没有接到电话', opposingSide: 'customer', verdict: 'refuted' })
    expect(await c.refused('investigator', 'fact', contested, 409, 'fact.one_sided')).toMatchObject({ voice: 'customer', fact: 'no_contact_before_delivery' })
    const customer = await heard(c, { person: 'consignee', unitId: undefined, staffNo: undefined, result: '当天 14 点在家，没有未接来电' })
    await c.does('investigator', 'fact', { ...contested, evidenceIds: [courier, customer], verdict: 'established' })
    const [kept] = (await seen(c)).facts
    expect([kept?.verdict, kept?.heard.toSorted(), kept?.opposingSide]).toEqual(['established', ['customer', 'unit'], 'customer'])
    await c.does('investigator', 'fact-dropping', { fact: kept?.id, reason: '记错了网点' })
    expect((await seen(c)).facts).toEqual([])
    await c.refused('investigator', 'fact-dropping', { fact: kept?.id, reason: '再撤一次' }, 404, 'not_found')
    await c.refused('investigator', 'fact-dropping', { reason: '什么也没说' }, 400, 'fact.nothing_named')
  })
  test('a unit that denied it counts as the other side; its own word alone settles nothing', async () => {
    const c = await caseUntil(world, 'investigating', { reasonCode: 'false_signoff.not_received' })
    const order = (await c.does('agent', 'orders', { unitId: outlet().id, question: '签收是谁？', hours: 24 })).made ?? ''
    expect((await (await world.as('outlet')).post(`/api/orders/${order}/answer`, { answer: 'not_true', text: '本人签收' })).status).toBe(200)
    const { proposals } = await seen(c)
    const denied = proposals.find((p) => p.source === 'order')
    expect(denied).toMatchObject({ code: 'pod_not_by_consignee', verdict: 'open', unit: { code: outlet().code }, because: { code: 'answered_not_true' }, opposingSide: 'unit' })
    const customer = await heard(c, { person: 'consignee', unitId: undefined, staffNo: undefined, result: '不是我签的' })
    const claim = fact({ code: 'pod_not_by_consignee', evidenceIds: [customer], text: '签名不是收件人本人' })
    expect(await c.refused('investigator', 'fact', claim, 409, 'fact.one_sided')).toMatchObject({ voice: 'unit' })
    await c.does('investigator', 'fact-dropping', { proposal: denied?.key, reason: '等签收底单再定' })
    const after = await seen(c)
    expect([after.proposals.some((p) => p.key === denied?.key), after.refused.map((r) => r.reason)]).toEqual([false, ['等签收底单再定']])
    await c.refused('investigator', 'fact-dropping', { proposal: 'stuck_at:nowhere', reason: '没有这条' }, 409, 'fact.proposal_unknown')
  })
})

describe('the finding', () => {
  test('takes the board over, keeps cause, demands and how common it is; the record binds it', async () => {
    const c = await caseUntil(world, 'investigating')
    const note = await heard(c)
    await c.does('investigator', 'fact', fact({ code: 'rough_handling_at', evidenceIds: [note], text: '分拣口抛扔' }))
    await c.refused('investigator', 'finding', { ...finding, causeDetail: 'weather' }, 400, 'finding.cause_unknown')
    await c.refused('investigator', 'finding', { ...finding, demands: [{ kind: 'apology', judgement: 'justified', reason: '应当' }, { kind: 'apology', judgement: 'not', reason: '不应当' }] }, 400, 'finding.demand_twice')
    await c.refused('investigator', 'finding', { ...finding, factsFound: [fact()] }, 409, 'fact.evidence_missing')
    await c.does('investigator', 'finding', { ...finding, causeDetail: 'rough_sorting', demands: [{ kind: 'compensation', judgement: 'partly', reason: '只有两只杯子破损' }], factsFound: [fact({ evidenceIds: [note] })] })
    const { found } = await seen(c)
    expect(found).toMatchObject({ causeDetail: 'rough_sorting', causeWords: { 'zh-CN': '暴力分拣' }, demands: [{ kind: 'compensation', judgement: 'partly' }], similar: { recent: expect.any(Number), days: 14 } })
    expect(found?.facts.map((f) => [f.code, f.verdict, f.unit?.id])).toEqual([['rough_handling_at', 'established', outlet().id], ['no_contact_before_delivery', 'established', outlet().id]])
    expect(await lastEvent(c)).toMatchObject({ type: 'investigation.found', data: { causeDetail: 'rough_sorting', factsFound: [{ code: 'rough_handling_at', unit: outlet().id, verdict: 'established' }, { code: 'no_contact_before_delivery' }] } })
    const rows = await sql<{ n: number }>`select count(*)::int as n from finding_facts where complaint_id = ${c.id}`.execute(world.db)
    expect(rows.rows[0]?.n).toBe(2)
  })
  test('a body as before makes a finding as before', async () => {
    const c = await caseUntil(world, 'investigating')
    await c.does('investigator', 'finding', { ...finding })
    expect((await seen(c)).found).toMatchObject({ facts: [], demands: [], causeDetail: null })
  })
  test('force majeure is named only with a notice of the weather or an authority', async () => {
    const c = await caseUntil(world, 'investigating', { reasonCode: 'delay' })
    await c.refused('investigator', 'finding', { ...finding, causeCode: 'force_majeure', causeDetail: 'weather' }, 409, 'finding.force_majeure_unproven')
    await c.does('investigator', 'material', { text: '省气象台暴雨红色预警', type: 'official_notice', side: 'third_party' })
    expect((await seen(c)).proposals).toEqual(expect.arrayContaining([expect.objectContaining({ key: 'force_majeure:', verdict: 'established', source: 'evidence' })]))
    await c.does('investigator', 'finding', { ...finding, causeCode: 'force_majeure', causeDetail: 'weather', companyLiability: 'not_liable' })
  })
})

describe('who sees it', () => {
  test('headquarters and the province whole; a unit nothing; signals only those who investigate at headquarters', async () => {
    const c = await caseUntil(world, 'investigating', { demand: { kinds: ['compensation'], amount: { minor: 900_000_00 } } })
    await c.does('agent', 'orders', { unitId: outlet().id, question: '外箱是否破损？', hours: 24 })
    for (const who of ['outlet', 'courier'] as const) expect(await look(c, who)).toBeNull()
    expect(await look(c, 'province')).toMatchObject({ signals: [] })
    expect(await look(c, 'judge')).toMatchObject({ signals: [] })
    expect((await (await world.as('outlet')).get<{ similar: unknown }>(`/api/complaints/${c.id}/similar-cases`)).body.similar).toBeNull()
    expect((await (await world.as('outlet2')).get(`/api/complaints/${c.id}/investigation`)).status).toBe(404)
  })
  test('a restricted case has none for who may not open it', async () => {
    const c = await caseUntil(world, 'accepted', { reasonCode: 'personal_safety.sexual_harassment', verbatim: '派件员言语骚扰' })
    for (const who of ['account', 'caller', 'outlet'] as const) {
      expect([who, (await (await world.as(who)).get(`/api/complaints/${c.id}/investigation`)).status]).toEqual([who, 404])
      expect([who, (await (await world.as(who)).get(`/api/complaints/${c.id}/similar-cases`)).status]).toEqual([who, 404])
    }
    expect((await seen(c)).suggested).toEqual({ department: 'quality', team: expect.arrayContaining(['reason']) })
  })
  test('like cases at the unit are counted against the usual and listed as far as one may see them', async () => {
    const c = await caseUntil(world, 'investigating', { reasonCode: 'attitude.rude' })
    await c.does('agent', 'orders', { unitId: outlet().id, question: '经过如何？', hours: 24 })
    for (const n of [1, 2]) { const other = await caseUntil(world, 'accepted', { reasonCode: 'attitude.rude', complainant: { name: `李${n}`, phone: `1361234567${n}` } }); await other.does('agent', 'orders', { unitId: outlet().id, question: '经过如何？', hours: 24 }) }
    const { similar } = (await (await world.as('investigator')).get<{ similar: { recent: number; before: number; times: number | null; common: boolean; items: unknown[] } }>(`/api/complaints/${c.id}/similar-cases`)).body
    expect([similar.recent, similar.before, similar.times, similar.common, similar.items.length]).toEqual([3, 0, null, true, 2])
    // one that is restricted counts for those it is opened to; a finding, which everybody at headquarters reads, never counts it
    const secret = await caseUntil(world, 'accepted', { reasonCode: 'attitude.rude', complainant: { name: '李四', phone: '13612345674' } })
    await secret.does('agent', 'orders', { unitId: outlet().id, question: '经过如何？', hours: 24 })
    await sql`update complaints set flags = '{restricted}' where id = ${secret.id}`.execute(world.db)
    const counted = async (who: Cast) => { const { body } = await (await world.as(who)).get<{ similar: { recent: number; items: unknown[] } }>(`/api/complaints/${c.id}/similar-cases`); return [body.similar.recent, body.similar.items.length] }
    expect([await counted('investigator'), await counted('caller')]).toEqual([[4, 3], [3, 2]])
    await c.does('investigator', 'finding', { ...finding })
    expect((await seen(c)).found?.similar).toMatchObject({ recent: 3 })
    await sql`update complaints set flags = '{}' where id = ${secret.id}`.execute(world.db)
  })
})
