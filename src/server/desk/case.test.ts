// Tests of the case page on a real server: what each viewer gets, that a unit's part holds nothing else, and that foreign cases don't exist.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { explainClock } from '../../contract/deadlines.ts'
import { caseView, getAbilities, listEvents, listReasons } from '../../contract/desk.ts'
import type { CaseView } from '../../contract/desk.ts'
import { actions } from '../../domain/complaints/lifecycle.ts'
import { demoNumber } from '../waybills/demo-number.ts'
import { fileCase, finding, moneyPlan } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

let world: World
let main: TestCase
let foreign: TestCase
const secrets = ['陈雪梅', '19900008642', 'xuemei@example.com', '金色家园2栋802', '我的手机号13800138000']
const parcel = demoNumber('false_signoff', 90_000_000)

beforeAll(async () => {
  world = await startWorld()
  foreign = await fileCase(world, { complainant: { name: '陈雪梅', phone: '19900008642' } })
  main = await fileCase(world, {
    reasonCode: 'false_signoff', verbatim: '没收到却显示签收，我的手机号13800138000', summary: '虚假签收', items: [{ type: 'waybill', number: parcel }], complainant: { name: '陈雪梅', phone: '19900008642', email: 'xuemei@example.com', preferences: { minor: true, guardianName: '陈建国', guardianPhone: '13900139000' } },
    place: '湖北省武汉市武昌区中山北路233号金色家园2栋802', occurredAt: new Date(await world.now() - 7_200_000).toISOString(), respondent: { name: '李四', staffNo: 'W001' }, details: { pickupCode: 'A123' },
  })
  await main.does('agent', 'acceptance')
  await main.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '签收人是谁，有没有照片' })
  await main.does('agent', 'orders', { unitId: world.users.outlet2.unit.id, question: '何时发出' })
  await main.does('agent', 'contact', { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'first_contact', summary: '已致歉并说明' })
  await main.does('agent', 'take').catch(() => main.does('lead', 'assignment', { ownerId: world.users.agent.id }))
  await main.does('agent', 'note', { text: '内部判断：派件员说谎' })
  await main.does('investigator', 'finding', finding)
  await main.does('agent', 'plan', moneyPlan)
})
afterAll(() => world.stop())

const get = async (who: Cast, path: string) => (await world.as(who)).get(`/api/complaints/${path}`)
async function view(who: Cast, c: TestCase = main): Promise<{ seen: CaseView; text: string }> {
  const answer = await get(who, c.id)
  expect(answer.status, answer.text).toBe(200)
  return { seen: caseView.parse(answer.body), text: answer.text }
}

describe('headquarters', () => {
  test('sees the whole case, masked', async () => {
    const { seen, text } = await view('agent')
    expect(seen).toMatchObject({ id: main.id, complaintNo: main.complaintNo, status: 'negotiating', complainant: { name: '陈＊＊', phone: '199******42' }, owner: { name: world.users.agent.name }, finding: { causeCode: 'transit_handling' }, plan: { measures: [{ kind: 'compensation', amount: { minor: 12_000 } }, { kind: 'apology', amount: null }] } })
    expect(seen.orders.map((o) => [o.unit.code, o.state, o.clock?.kind])).toEqual(expect.arrayContaining([[world.users.outlet.unit.code, 'open', 'outlet_reply'], [world.users.outlet2.unit.code, 'open', 'outlet_reply']]))
    expect(seen.contacts).toMatchObject([{ outcome: 'reached', purpose: 'first_contact' }])
    expect(seen.history.map((h) => h.id)).toEqual([foreign.id])
    expect(seen.waybill?.number).toBe(parcel)
    for (const secret of [...secrets, '陈建国', '13900139000']) expect(text).not.toContain(secret)
  })

  test('the number opens the same case, with and without dashes', async () => {
    const n = main.complaintNo
    for (const no of [n, `${n.slice(0, 6)}-${n.slice(6, 11)}-${n.slice(11, 16)}-${n.slice(16)}`]) expect((await get('agent', no)).body).toMatchObject({ id: main.id })
    expect((await get('agent', '26112200000000000')).status).toBe(404)
    expect((await get('agent', 'not-a-case')).status).toBe(400)
  })

  test('clocks stand while the case waits for the customer, the law\'s don\'t', async () => {
    await main.does('agent', 'pause', { reason: '等客户照片', untilAt: new Date(await world.now() + 86_400_000).toISOString() })
    const states = Object.fromEntries((await view('agent')).seen.clocks.filter((k) => k.stoppedAt === null).map((k) => [k.kind, k.state]))
    expect(states).toMatchObject({ decision: 'paused', statutory_watch: 'running' })
    await main.does('agent', 'resumption')
    expect((await view('agent')).seen.clocks.find((k) => k.kind === 'decision')?.state).toBe('running')
  })
})

describe('a unit', () => {
  test('with a question sees it, the words, and nothing of the rest', async () => {
    const { seen, text } = await view('outlet')
    expect(seen.orders.map((o) => o.question)).toEqual(['签收人是谁，有没有照片'])
    expect(seen.clocks.map((k) => k.kind)).toEqual(['outlet_reply'])
    expect(seen.verbatim).toContain('没收到却显示签收')
    expect([...new Set(seen.parties.map((p) => p.unit.id))]).toEqual([world.users.outlet.unit.id])
    expect(seen).toMatchObject({ complainant: { name: '陈＊＊', phone: null, email: null, handle: null, preferences: null }, finding: null, plan: null, offers: [], decision: null, contacts: [], history: [], duplicates: [], reviews: [], handover: null, details: {}, waybill: { consignee: { phone: null }, sender: { phone: null } } })
    for (const hidden of [...secrets, '199******42', '已致歉', '派件员说谎', '12000', '何时发出', '内件破损']) expect(text, hidden).not.toContain(hidden)
  })

  test('without a question does not read the customer\'s words', async () => {
    const c = await fileCase(world, { items: [{ type: 'waybill', number: parcel }], verbatim: '这件事我只告诉总部', complainant: { name: '周', phone: '13700000001' } })
    const { seen, text } = await view('outlet', c)
    expect(seen).toMatchObject({ verbatim: null, summary: null, place: null, demand: null, orders: [], clocks: [] })
    expect(text).not.toContain('这件事')
  })

  test('reads its own lines of the record', async () => {
    const types = async (who: Cast): Promise<string[]> => listEvents.reply.parse((await get(who, `${main.id}/events`)).body).items.map((e) => e.type)
    expect(await types('outlet')).toEqual(['order.issued', 'complaint.accepted', 'complaint.received'])
    expect(await types('outlet2')).toEqual(['order.issued', 'complaint.accepted', 'complaint.received'])
    expect((await get('outlet2', `${main.id}/events`)).text).not.toContain('签收人是谁')
    expect((await types('agent')).length).toBeGreaterThan(8)
    await main.does('judge', 'judgement', { shares: [{ bearer: 'unit', unitId: world.users.outlet.unit.id, percent: 100, basis: '虚假签收' }], reasoning: '签收与定位不符' })
    expect((await types('outlet'))[0]).toBe('liability.judged')
    expect(await types('outlet2')).not.toContain('liability.judged')
    expect((await view('outlet')).seen.judgement?.shares).toMatchObject([{ percent: 100 }])
    expect((await view('outlet2')).seen.judgement).toBeNull()
  })
})

describe('what does not exist for the viewer', () => {
  const paths = (id: string): string[] => [id, `${id}/events`, `${id}/abilities`, `${id}/clocks/statutory_watch/explanation`, `${id}/clocks/outlet_reply/explanation`]
  test.each(['courier', 'station', 'partner'] as const)('%s gets 404 on every way to a foreign case, the same as for none', async (who) => {
    const stranger = who === 'courier' ? foreign : main
    const none = await get(who, '01a20151-0000-7000-8000-000000000000')
    for (const path of [...paths(stranger.id), stranger.complaintNo]) {
      const answer = await get(who, path)
      expect([path, answer.status, answer.body['code'], answer.body['params']]).toEqual([path, none.status, none.body['code'], none.body['params']])
    }
    expect((await (await world.as(who)).post(`/api/complaints/${stranger.id}/note`, { version: await stranger.version(), text: 'x' })).status).toBe(who === 'partner' ? 403 : 404)
  })

  test('a unit learns no deadline but its own', async () => {
    expect((await get('outlet', `${main.id}/clocks/statutory_watch/explanation`)).status).toBe(404)
    expect((await get('outlet', `${main.id}/clocks/outlet_reply/explanation`)).status).toBe(200)
  })

  test('restricted cases: only who must act on them, and a unit only with a question', async () => {
    const c = await fileCase(world, { reasonCode: 'personal_safety.sexual_harassment', items: [{ type: 'waybill', number: parcel }] })
    await sql`update complaints set flags = array_append(flags, 'restricted') where id = ${c.id} and not flags @> '{restricted}'`.execute(world.db)
    const status = async (...who: Cast[]): Promise<number[]> => Promise.all(who.map(async (w) => (await get(w, c.id)).status))
    expect(await status('agent', 'lead', 'investigator', 'judge', 'finance')).toEqual([200, 200, 200, 200, 200])
    expect(await status('analyst', 'trainer', 'caller', 'account', 'admin', 'claims', 'outlet', 'province')).toEqual([404, 404, 404, 404, 404, 404, 404, 404])
    await sql`update complaints set owner_id = ${world.users.caller.id} where id = ${c.id}`.execute(world.db)
    expect(await status('caller')).toEqual([200])
    await sql`update complaints set owner_id = ${world.users.agent.id} where id = ${c.id}`.execute(world.db)
    await c.does('agent', 'acceptance')
    await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '谁接触过面单' })
    expect(await status('outlet', 'outlet2')).toEqual([200, 404])
    const machine = await world.machine(['complaint:read', 'queue:read'])
    expect((await machine.get(`/api/complaints/${c.id}`)).status).toBe(404)
    expect((await machine.get<{ items: { id: string }[] }>('/api/complaints')).body.items.map((r) => r.id)).not.toContain(c.id)
  })

  test('what staff report stays hidden from every unit, question or not', async () => {
    const c = await fileCase(world, { items: [{ type: 'waybill', number: parcel }], complainant: { name: '员工', phone: '13700000002', role: 'staff' } })
    expect((await get('agent', c.id)).status).toBe(200)
    await c.does('agent', 'acceptance')
    await c.refused('agent', 'orders', { unitId: world.users.outlet.unit.id, question: '库房有没有录像' }, 409, 'order.internal_report')
    for (const who of ['outlet', 'courier', 'hub', 'province'] as const) expect((await get(who, c.id)).status).toBe(404)
  })
})

describe('abilities, deadlines, reasons', () => {
  test('every action has an answer, and it is the one the step gives', async () => {
    const answers = getAbilities.reply.parse((await get('agent', `${main.id}/abilities`)).body)
    expect(Object.keys(answers).toSorted()).toEqual([...actions].toSorted())
    expect(answers.closing).toEqual({ code: 'lifecycle.not_from_here', params: { status: 'negotiating', action: 'closing' } })
    await main.refused('agent', 'closing', { summary: 'x' }, 409, 'lifecycle.not_from_here')
    const outlet = getAbilities.reply.parse((await get('outlet', `${main.id}/abilities`)).body)
    expect(outlet.order_answer).toBe(true)
    expect(outlet.acceptance).toMatchObject({ code: 'permission.missing' })
  })

  test('the statutory watch is explained end to end', async () => {
    const told = explainClock.reply.parse((await get('agent', `${main.id}/clocks/statutory_watch/explanation`)).body)
    expect(told.source).toBe('express_regulation_29')
    expect(told.segments[0]?.from).toBe(told.clock.openedAt)
    for (const [i, s] of told.segments.entries()) if (i > 0) expect(s.from).toBe(told.segments[i - 1]?.to)
    expect((await get('agent', `${main.id}/clocks/statutory_watch/explanation?epoch=2`)).status).toBe(404)
    expect((await get('agent', `${main.id}/clocks/nothing/explanation`)).status).toBe(400)
  })

  test('the record pages by its numbers', async () => {
    const seen: number[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = listEvents.reply.parse((await get('agent', `${main.id}/events?limit=3${cursor ? `&cursor=${cursor}` : ''}`)).body)
      seen.push(...page.items.map((e) => e.seq))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, i) => seen.length - i))
    expect((await get('agent', `${main.id}/events?cursor=x`)).status).toBe(400)
  })

  test('the reason tree in force', async () => {
    const reasons = listReasons.reply.parse((await (await world.as('agent')).get('/api/reasons')).body)
    expect(reasons.items.find((r) => r.code === 'damage')).toMatchObject({ parent: null, restricted: false })
    expect(reasons.items.every((r) => r.parent === null || r.code.startsWith(`${r.parent}.`))).toBe(true)
  })
})
