// One incident, many parcels: what joins, who sees what, that clocks stay, and that acts on many are done once per case wherever they are cut off.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import type { Audience, Incident, IncidentCase, MassRun, OrderBatch, UnitBatch } from '../../contract/incidents.ts'
import { caseUntil, fileCase, recordFits } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'
import { joinLater } from '../investigation/incident-sweep.ts'
import { workRun } from '../investigation/mass-work.ts'

let world: World
let at: number
beforeAll(async () => { world = await startWorld(); at = await world.now() })
afterAll(() => world.stop())

const get = async <T>(who: Cast, path: string) => (await world.as(who)).get<T & { code?: string }>(path)
const post = async <T>(who: Cast, path: string, body: object) => (await world.as(who)).post<T & { code?: string }>(path, body)
let serial = 0
const storm = async (count: number, more: Record<string, unknown> = {}): Promise<TestCase[]> => Promise.all(Array.from({ length: count }, async () => {
  serial += 1
  return fileCase(world, { reasonCode: 'delay.transit_stuck', verbatim: '三天没动静', items: [{ type: 'waybill', number: `HY77${String(serial).padStart(8, '0')}` }], respondent: { orgCode: world.users.outlet.unit.code }, complainant: { name: '王小明', phone: `1370000${String(serial).padStart(4, '0')}` }, ...more })
}))
const accepted = async (cases: readonly TestCase[]): Promise<void> => { for (const c of cases) await c.does('agent', 'acceptance') }
const ruleOf = (more: object = {}) => ({ from: new Date(at - 3_600_000).toISOString(), reasons: ['delay'], units: [world.users.outlet.unit.id], ...more })
const open = async (who: Cast, rule: object, title = '暴雪停运'): Promise<Incident> => {
  const made = await post<Incident>(who, '/api/incidents', { title, what: '高速封路', unitId: world.users.outlet.unit.id, link: 'transit', rule })
  expect(made.status, made.text).toBe(201)
  return made.body
}
const casesOf = async (who: Cast, id: string): Promise<IncidentCase[]> => (await get<{ items: IncidentCase[] }>(who, `/api/incidents/${id}/cases?limit=100`)).body.items
const clocksOf = (c: TestCase) => sql`select k.*, c.next_due_at, c.next_due_kind, c.owner_id, c.status from clocks k join complaints c on c.id = k.complaint_id where k.complaint_id = ${c.id} order by k.kind, k.epoch`.execute(world.db).then((r) => r.rows)

describe('opening', () => {
  test('who may not, and rules that gather anything', async () => {
    for (const who of ['agent', 'outlet', 'judge'] as const) expect((await post(who, '/api/incidents', { title: 'x', what: 'x', rule: ruleOf() })).status).toBe(403)
    for (const rule of [{ from: ruleOf().from }, ruleOf({ to: new Date(at - 7_200_000).toISOString() }), ruleOf({ to: new Date(at + 40 * 86_400_000).toISOString() })]) expect((await post('lead', '/api/incident-previews', { rule })).status).toBe(400)
    expect((await post('lead', '/api/incident-previews', { rule: ruleOf({ reasons: ['no_such'] }) })).body.code).toBe('complaint.unknown_reason')
    expect((await post('lead', '/api/incident-previews', { rule: ruleOf({ units: ['01a20150-c784-75ae-ab40-8b083896d4ff'] }) })).body.code).toBe('incident.unknown_unit')
  })

  test('a preview counts and shows and does nothing; those that match join by a job; clocks, owner and status stay as they were', async () => {
    const cases = await storm(6)
    const other = await fileCase(world)
    const [restricted] = await storm(1)
    await sql`update complaints set flags = array_append(flags, 'restricted') where id = ${restricted!.id}`.execute(world.db)
    const [staff] = await storm(1, { complainant: { phone: '13700009999', role: 'staff' } })
    const seen = (await post<{ count: number; capped: boolean; sample: { id: string }[] }>('lead', '/api/incident-previews', { rule: ruleOf() })).body
    expect([seen.count, seen.capped, seen.sample.length]).toEqual([6, false, 6])
    expect((await sql`select 1 from incident_cases`.execute(world.db)).rows).toEqual([])
    const before = await Promise.all(cases.map(clocksOf))
    const incident = await open('lead', ruleOf())
    await world.settle()
    const listed = await casesOf('lead', incident.id)
    expect(listed.map((c) => c.id).toSorted()).toEqual(cases.map((c) => c.id).toSorted())
    expect(listed.some((c) => [other.id, restricted!.id, staff!.id].includes(c.id))).toBe(false)
    expect(await Promise.all(cases.map(clocksOf))).toEqual(before)
    expect((await cases[0]!.events()).at(-1)).toMatchObject({ type: 'incident.joined', data: { incident: incident.id, how: 'rule', clocks: [] } })
    for (const c of cases) await recordFits(c)
    // filed later: joins by the sweep, once; one taken out stays out
    const [later] = await storm(1)
    await world.settle()
    await world.settle()
    expect((await later!.events()).filter((e) => e.type === 'incident.joined')).toHaveLength(1)
    expect((await post('lead', `/api/incidents/${incident.id}/exclusions`, { complaintId: later!.id, reason: '另一条线' })).status).toBe(200)
    await later!.does('agent', 'classification', { reasonCode: 'delay.transit_stuck', reason: '再看' })
    await joinLater(world.app.deps)
    expect((await casesOf('lead', incident.id)).map((c) => c.id)).not.toContain(later!.id)
    expect((await post('lead', `/api/incidents/${incident.id}/cases`, { caseRef: restricted!.complaintNo, reason: '同车' })).body.code).toBe('incident.restricted')
    expect((await post('lead', `/api/incidents/${incident.id}/cases`, { caseRef: other.complaintNo, reason: '同车' })).status).toBe(200)
    expect((await get<{ incident: { id: string } | null }>('agent', `/api/complaints/${other.id}/incident`)).body.incident?.id).toBe(incident.id)
    const closed = await post<Incident>('lead', `/api/incidents/${incident.id}/closing`, { reason: '已通车' })
    expect([closed.body.state, closed.body.cases]).toEqual(['closed', 7])
    const [never] = await storm(1)
    await world.settle()
    expect((await never!.events()).map((e) => e.type)).toEqual(['complaint.received'])
  })

  test('a province opens it for its own cases; units and other provinces learn nothing of it', async () => {
    const mine = await storm(2)
    const incident = await open('province', ruleOf(), '本省')
    await world.settle()
    expect((await casesOf('province', incident.id)).map((c) => c.id)).toEqual(expect.arrayContaining(mine.map((c) => c.id)))
    for (const who of ['outlet', 'outlet2', 'hub', 'station', 'partner', 'courier'] as const) {
      expect((await get(who, `/api/incidents/${incident.id}`)).status).toBe(404)
      expect((await get<{ items: unknown[] }>(who, '/api/incidents')).body.items).toEqual([])
    }
    expect((await get<{ incident: unknown }>('outlet', `/api/complaints/${mine[0]!.id}/incident`)).body.incident).toBeNull()
    expect((await get('outlet2', `/api/complaints/${mine[0]!.id}/incident`)).status).toBe(404)
    // one that becomes restricted is neither shown to nor counted for who may not see it
    await sql`update complaints set flags = array_append(flags, 'restricted') where id = ${mine[1]!.id}`.execute(world.db)
    const counts = async (who: Cast): Promise<number> => (await get<Incident>(who, `/api/incidents/${incident.id}`)).body.cases
    expect(await counts('inspector')).toBe(await counts('lead') - 1)
    expect((await casesOf('inspector', incident.id)).map((c) => c.id)).not.toContain(mine[1]!.id)
    await post('province', `/api/incidents/${incident.id}/closing`, { reason: '试' })
  })
})

test('wherever a case stands, joining and leaving change no clock, owner, status or decision', async () => {
  const stages = await Promise.all(['accepted', 'investigating', 'planning', 'offered', 'decided', 'confirming'].map((stage) => caseUntil(world, stage, { reasonCode: 'pickup_service', verbatim: '没来取件' })))
  const held = await caseUntil(world, 'investigating', { reasonCode: 'pickup_service' })
  await held.does('agent', 'pause', { code: 'force_majeure', reason: '暴雪封路', evidence: '气象局公告', untilAt: new Date(await world.now() + 86_400_000).toISOString() })
  const all = [...stages, held]
  const facts = async (): Promise<unknown[]> => Promise.all(all.map(async (c) => [await clocksOf(c), (await sql`select outcome, priority, flags, process, policy_version from complaints where id = ${c.id}`.execute(world.db)).rows, (await sql`select * from clock_pauses where complaint_id = ${c.id}`.execute(world.db)).rows]))
  const before = await facts()
  const incident = await open('lead', ruleOf({ units: [], reasons: ['pickup_service'] }))
  await world.settle()
  expect((await casesOf('lead', incident.id)).length).toBe(all.length)
  expect(await facts()).toEqual(before)
  for (const c of all) expect((await post('lead', `/api/incidents/${incident.id}/exclusions`, { complaintId: c.id, reason: '试' })).status).toBe(200)
  expect(await facts()).toEqual(before)
  for (const c of all) await recordFits(c)
})

describe('one question for all', () => {
  const longest = '整车滞留武汉，明早发出'.padEnd(2000, '。')
  test('one order per case, however often the job is cut off; the unit answers once, for all or by line; late cases only when staff confirm', async () => {
    const outlet = world.users.outlet.unit
    const cases = await storm(12, { reasonCode: 'loss' })
    await accepted(cases)
    const incident = await open('lead', ruleOf({ reasons: ['loss'] }), '一车丢失')
    await world.settle()
    const batch = (await post<OrderBatch>('lead', `/api/incidents/${incident.id}/orders`, { unitId: outlet.id, question: '客户电话 13712345678，这一车在哪里？', hours: 24 })).body
    const [run] = (await sql<{ id: string }>`select id from mass_runs where batch_id = ${batch.id}`.execute(world.db)).rows
    // killed in the middle: some are done, the rest waits; then three runners at once
    const killed = new AbortController()
    const first = workRun(world.app.deps, run!.id, killed.signal)
    setTimeout(() => killed.abort(), 15)
    await first
    await Promise.all([workRun(world.app.deps, run!.id), workRun(world.app.deps, run!.id), workRun(world.app.deps, run!.id)])
    await world.settle()
    for (const c of cases) {
      expect((await c.events()).filter((e) => e.type === 'order.issued')).toHaveLength(1)
      expect(await c.clocks('outlet_reply')).toHaveLength(1)
    }
    const card = (await get<{ items: UnitBatch[] }>('outlet', '/api/order-batches')).body.items[0]!
    expect([card.id, card.total, card.open, card.standingAnswer]).toEqual([batch.id, 12, 12, null])
    expect(card.question).not.toContain('13712345678')
    for (const who of ['outlet2', 'station', 'partner'] as const) {
      expect((await get<{ items: unknown[] }>(who, '/api/order-batches')).body.items).toEqual([])
      expect((await get(who, `/api/order-batches/${batch.id}/orders`)).status).toBe(404)
      expect((await post(who, `/api/order-batches/${batch.id}/answer`, { for: 'all', answer: 'true', text: '属实' })).status).toBe(404)
    }
    const orders = (await get<{ items: { id: string; number: string }[]; nextCursor: string | null }>('courier', `/api/order-batches/${batch.id}/orders?limit=5`)).body
    expect([orders.items.length, orders.nextCursor === null]).toEqual([5, false])
    const some = await post<{ run: MassRun }>('outlet', `/api/order-batches/${batch.id}/answer`, { for: 'some', orderIds: orders.items.slice(0, 2).map((o) => o.id), answer: 'true', text: '已找到' })
    expect(some.body.run.total).toBe(2)
    const byLine = await post<{ run: MassRun; unknown: string[] }>('outlet', `/api/order-batches/${batch.id}/answer`, { for: 'lines', lines: [{ number: ` ${orders.items[2]!.number.toLowerCase()}`, answer: 'not_true', text: '不在本车' }, { number: 'HY000', answer: 'true', text: '?' }] })
    expect([byLine.body.run.total, byLine.body.unknown]).toEqual([1, ['HY000']])
    await world.settle()
    expect((await post('outlet', `/api/order-batches/${batch.id}/answer`, { for: 'all', answer: 'other_unit', text: '?', otherUnitCode: 'W00000' })).body.code).toBe('order.other_unit_unknown')
    const all = await post<{ run: MassRun }>('outlet', `/api/order-batches/${batch.id}/answer`, { for: 'all', answer: 'true', text: longest })
    expect(all.body.run.total).toBe(9)
    await world.settle()
    for (const c of cases) expect((await c.events()).filter((e) => e.type === 'order.answered')).toHaveLength(1)
    expect((await get<{ items: UnitBatch[] }>('outlet', '/api/order-batches')).body.items).toEqual([])
    const late = await storm(2, { reasonCode: 'loss' })
    await accepted(late)
    await world.settle()
    expect((await get<Incident>('lead', `/api/incidents/${incident.id}`)).body.batches[0]).toMatchObject({ total: 12, open: 0, late: 2, standingAnswer: { text: longest } })
    expect((await late[0]!.events()).some((e) => e.type === 'order.issued')).toBe(false)
    expect((await post('lead', `/api/order-batches/${batch.id}/rest`, { standing: true })).status).toBe(200)
    await world.settle()
    expect((await late[1]!.events()).slice(-2)).toMatchObject([{ type: 'order.issued', actor: { id: world.users.lead.id } }, { type: 'order.answered', actor: { id: world.users.outlet.id } }])
    for (const c of [...cases, ...late]) await recordFits(c)
    const shown = (await get<Incident>('agent', `/api/incidents/${incident.id}`)).body
    expect([shown.figures.unanswered, shown.batches[0]?.late, shown.mayManage]).toEqual([0, 0, false])
  })

  test('cases that can\'t be asked now are told with the reason, the others are asked', async () => {
    const [one, two] = await storm(2, { reasonCode: 'shortage' })
    await accepted([one!])
    const incident = await open('liaison', ruleOf({ reasons: ['shortage'] }))
    await world.settle()
    await post('liaison', `/api/incidents/${incident.id}/orders`, { unitId: world.users.outlet.unit.id, question: '在哪里？' })
    await world.settle()
    const shown = (await get<Incident>('liaison', `/api/incidents/${incident.id}`)).body
    expect(shown.runs[0]).toMatchObject({ kind: 'orders', state: 'done', done: 1, refused: 1, refusals: [{ code: 'lifecycle.not_from_here', count: 1 }] })
    expect(await two!.clocks('outlet_reply')).toEqual([])
  })

  test('a run stops when who began it leaves, and goes on in a colleague\'s name', async () => {
    const [c] = await storm(1, { reasonCode: 'misdelivery' })
    await accepted([c!])
    const incident = await open('lead', ruleOf({ reasons: ['misdelivery'] }))
    await world.settle()
    await post('lead', `/api/incidents/${incident.id}/orders`, { unitId: world.users.outlet.unit.id, question: '在哪里？' })
    await sql`update users set status = 'disabled' where id = ${world.users.lead.id}`.execute(world.db)
    await world.settle()
    await sql`update users set status = 'active' where id = ${world.users.lead.id}`.execute(world.db)
    const [run] = (await get<Incident>('liaison', `/api/incidents/${incident.id}`)).body.runs
    expect(run).toMatchObject({ state: 'failed', problem: 'mass.maker_left', waiting: 1 })
    expect((await post('judge', `/api/mass-runs/${run!.id}/resumption`, {})).body.code).toBe('permission.missing')
    expect((await post('agent', `/api/mass-runs/${run!.id}/resumption`, {})).status).toBe(200)
    await world.settle()
    expect((await c!.events()).at(-1)).toMatchObject({ type: 'order.issued', actor: { id: world.users.agent.id } })
  })
})

test('one notice: who gets it is shown first, it goes once per case, and the case\'s page shows it', async () => {
  const cases = [...await storm(2, { reasonCode: 'locker_station' }), ...await storm(1, { reasonCode: 'locker_station', complainant: { phone: '13700008888', preferences: { doNotCall: true } } }), ...await storm(1, { reasonCode: 'locker_station', anonymous: true, complainant: undefined })]
  const incident = await open('lead', ruleOf({ reasons: ['locker_station'] }), '叉车事故')
  await world.settle()
  const text = '您好，单号 {{no}}（{{waybill}}）受叉车事故影响，我们正在逐件处理。'
  const seen = (await post<Audience>('lead', `/api/incidents/${incident.id}/notice-previews`, { text })).body
  expect([seen.total, seen.by, seen.without.map((w) => [w.why, w.count])]).toEqual([4, [{ channel: 'sms', count: 2 }], [['do_not_call', 1], ['no_channel', 1]]])
  expect(seen.sample[0]?.body).toMatch(/^您好，单号 \d{6}-\d{5}-\d{5}-\d（HY77/)
  expect((await post('lead', `/api/incidents/${incident.id}/notices`, { text: '{{name}}', expected: 2 })).body.code).toBe('notice.unknown_field')
  expect((await post('lead', `/api/incidents/${incident.id}/notices`, { text, expected: 3 })).body.code).toBe('notice.audience_changed')
  expect((await post<MassRun>('lead', `/api/incidents/${incident.id}/notices`, { text, expected: 2 })).status).toBe(201)
  await world.settle()
  const sent = async (): Promise<number> => (await sql<{ n: number }>`select count(*)::int as n from messages where template = 'incident' and complaint_id = any(${cases.map((c) => c.id)}::uuid[])`.execute(world.db)).rows[0]?.n ?? -1
  expect(await sent()).toBe(2)
  expect((await post('lead', `/api/incidents/${incident.id}/notices`, { text, expected: 0 })).body.code).toBe('notice.nobody')
  expect(await sent()).toBe(2)
  expect((await cases[0]!.events()).at(-1)).toMatchObject({ type: 'incident.noticed', data: { channel: 'sms', clocks: [] } })
  const note = (await get<{ incident: { notice: string } }>('agent', `/api/complaints/${cases[3]!.id}/incident`)).body.incident.notice
  expect(note).toContain(`${cases[3]!.complaintNo.slice(0, 6)}-`)
})

test('data suggest an incident with its figures; a finding is adopted as a draft and decides nothing', async () => {
  const cases = await storm(9, { reasonCode: 'charge', verbatim: '乱收费' })
  const found = (await get<{ items: { unit: { id: string }; count: number; usual: number; reason: string | null }[] }>('lead', '/api/incident-suggestions')).body.items
  expect(found.find((s) => s.unit.id === world.users.outlet.unit.id)).toMatchObject({ usual: 0 })
  const incident = await open('lead', ruleOf({ reasons: ['charge'] }))
  await world.settle()
  const finding = { facts: '系统错误多收', causeCode: 'transit_handling', companyLiability: 'liable', liabilityBasis: '快递暂行条例', demandJudgement: 'justified', demandReason: '属实' }
  const adopted = await post<Incident>('lead', `/api/incidents/${incident.id}/finding`, finding)
  expect(adopted.body.finding).toMatchObject({ facts: '系统错误多收', by: world.users.lead.name })
  expect((await get<{ incident: { finding: unknown } }>('agent', `/api/complaints/${cases[0]!.id}/incident`)).body.incident.finding).toMatchObject({ facts: '系统错误多收' })
  expect((await sql`select 1 from findings where complaint_id = any(${cases.map((c) => c.id)}::uuid[])`.execute(world.db)).rows).toEqual([])
})

test('the record verifies with all of it', async () => {
  // two cases were made restricted by hand above, which no record tells
  expect((await verifyRecord(world.databaseUrls.app)).breaks.filter((b) => !(b.detail ?? '').startsWith('complaints.flags'))).toEqual([])
})
