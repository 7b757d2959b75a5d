// Questions to units and the finding over HTTP: who may, when not, and what follows in record, clocks and feed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { demoNumber } from '../waybills/demo-number.ts'
import type { OrderCard } from './order-cards.ts'
import { caseUntil, finding, lastEvent } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { createClient } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'

type Page = { items: OrderCard[]; nextCursor: string | null; openCount: number }
type Reply = OrderCard & { code: string }

let world: World
let seen = 0
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const question = { question: '请核实签收时外箱是否破损', wanted: ['签收照片'] }
const answered = { answer: 'not_true', text: '签收时完好,有照片' }
const get = async <T>(who: Cast, path: string) => (await world.as(who)).get<T>(path)
const post = async <T>(who: Cast, path: string, body: object, key?: string) => (await world.as(who)).post<T>(path, body, key === undefined ? {} : { key })
const ask = async (c: TestCase, more: object = {}): Promise<string> => {
  seen += 1
  return (await c.does('agent', 'orders', { unitId: world.users.outlet.unit.id, ...question, ...more })).made ?? ''
}

describe('asking a unit', () => {
  test('needs the permission, an accepted case and a unit that can answer', async () => {
    const c = await caseUntil(world, 'received')
    const body = { unitId: world.users.outlet.unit.id, ...question }
    await c.refused('judge', 'orders', body, 403, 'permission.missing')
    await c.refused('agent', 'orders', body, 409, 'lifecycle.not_from_here')
    await c.does('agent', 'acceptance')
    await c.refused('agent', 'orders', { ...body, unitId: c.id }, 409, 'order.unit_unfit')
    await c.refused('agent', 'orders', { ...body, unitId: world.users.admin.unit.id }, 409, 'order.unit_unfit')
    const long = await c.act('agent', 'orders', { ...body, hours: 73 })
    expect([long.status, long.body.code]).toEqual([400, 'malformed'])
  })
  test('makes the unit a party, opens its clock and stands in record and feed', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c, { hours: 48 })
    const parties = await world.db.selectFrom('parties').select(['unit_id', 'role', 'outlet_id']).where('complaint_id', '=', c.id).execute()
    expect(parties).toEqual([{ unit_id: world.users.outlet.unit.id, role: 'respondent', outlet_id: world.users.outlet.unit.id }])
    const [clock] = await c.clocks('outlet_reply')
    expect(clock?.due_at).toBe((clock?.opened_at ?? 0) + 48 * hour)
    expect(await lastEvent(c)).toMatchObject({ type: 'order.issued', data: { order: id, unit: world.users.outlet.unit.id, dueAt: new Date(clock?.due_at ?? 0).toISOString() } })
    await ask(c)
    expect((await world.db.selectFrom('parties').select('role').where('complaint_id', '=', c.id).execute())).toHaveLength(1)
    expect((await c.clocks('outlet_reply')).map((k) => k.epoch)).toEqual([1, 2])
  })
  test('personal data in the question is masked before it is stored', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c, { question: '客户电话 13712345678,请联系' })
    const card = (await get<OrderCard>('outlet', `/api/orders/${id}`)).body
    expect(card.question).toContain('***')
    expect(JSON.stringify([card, await c.events()])).not.toContain('13712345678')
  })
  test('a report from staff is never sent to a unit', async () => {
    const c = await caseUntil(world, 'accepted', { complainant: { phone: '13712345679', role: 'staff' } })
    await c.refused('agent', 'orders', { unitId: world.users.outlet.unit.id, ...question }, 409, 'order.internal_report')
    expect(await c.clocks('outlet_reply')).toEqual([])
  })
  test('a province asks only below itself', async () => {
    const c = await caseUntil(world, 'accepted')
    await ask(c)
    await c.does('province', 'orders', { unitId: world.users.outlet.unit.id, ...question })
    await c.refused('province', 'orders', { unitId: world.users.outlet2.unit.id, ...question }, 409, 'order.unit_outside')
    expect(await c.clocks('outlet_reply')).toHaveLength(2)
    seen += 1
  })
})

describe('the outlet answers', () => {
  test('lists its own questions soonest first, page by page; a sibling sees none of them', async () => {
    const c = await caseUntil(world, 'accepted')
    const late = await ask(c, { hours: 70 })
    const soon = await ask(c, { hours: 1 })
    const first = (await get<Page>('outlet', '/api/orders?limit=1')).body
    expect(first.items.map((o) => o.id)).toEqual([soon])
    expect(first.openCount).toBe(seen)
    const all: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Page = (await get<Page>('outlet', `/api/orders?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)).body
      all.push(...page.items.map((o) => o.id))
      cursor = page.nextCursor
    }
    expect(all).toHaveLength(seen)
    expect(new Set(all).size).toBe(seen)
    expect(all.indexOf(soon)).toBeLessThan(all.indexOf(late))
    expect((await get<Page>('courier', '/api/orders')).body.items[0]?.id).toBe(soon)
    expect((await get<Page>('province', '/api/orders')).body.openCount).toBe(seen)
    expect((await get<Page>('outlet2', '/api/orders')).body).toEqual({ items: [], nextCursor: null, abnormal: null, openCount: 0, dueTodayCount: 0 })
    expect((await get<Reply>('outlet2', `/api/orders/${soon}`)).status).toBe(404)
    expect((await get<Reply>('agent', '/api/orders')).status).toBe(403)
    expect((await get<Reply>('outlet', '/api/orders?cursor=eA')).status).toBe(400)
  })
  test('once, and only its own question; the clock of this question stops, others run on', async () => {
    const c = await caseUntil(world, 'accepted')
    const [first, second] = [await ask(c), await ask(c)]
    expect((await post<Reply>('outlet2', `/api/orders/${first}/answer`, answered)).status).toBe(404)
    expect((await post<Reply>('judge', `/api/orders/${first}/answer`, answered)).status).toBe(403)
    const none = await post<Reply>('outlet', `/api/orders/${first}/answer`, { answer: 'other_unit', text: '不是我们' })
    expect([none.status, none.body.code]).toEqual([400, 'order.other_unit_missing'])
    const strange = await post<Reply>('outlet', `/api/orders/${first}/answer`, { answer: 'other_unit', text: '不是我们', otherUnitCode: 'W00000' })
    expect([strange.status, strange.body.code]).toEqual([400, 'order.other_unit_unknown'])
    const reply = await post<Reply>('courier', `/api/orders/${first}/answer`, answered, 'once')
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({ id: first, state: 'answered', answer: 'not_true', answerText: answered.text, answeredBy: world.users.courier.name, clock: { state: 'met' } })
    const again = await post<Reply>('courier', `/api/orders/${first}/answer`, answered, 'once')
    expect(again.body).toEqual(reply.body)
    const twice = await post<Reply>('outlet', `/api/orders/${first}/answer`, answered)
    expect([twice.status, twice.body.code]).toEqual([409, 'order.answered_already'])
    expect((await c.clocks('outlet_reply')).map((k) => [k.epoch, k.stopped_at !== null])).toEqual([[1, true], [2, false]])
    expect(await lastEvent(c)).toMatchObject({ type: 'order.answered', actor: { id: world.users.courier.id }, data: { order: first, answer: 'not_true', unit: world.users.outlet.unit.id } })
    const done = (await get<Page>('outlet', '/api/orders?state=answered')).body
    expect(done.items.map((o) => o.id)).toEqual([first])
    expect(done.items[0]?.attachments).toEqual([])
    seen -= 1
    expect(done.openCount).toBe(seen)
    expect(second).not.toBe(first)
  })
  test('names another unit, and adds photos that show on the question', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c)
    const png = Uint8Array.from(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'))
    const file = await (await world.as('outlet')).upload<{ id: string }>('/api/attachments', { name: '签收.png', type: 'image/png', bytes: png })
    const foreign = await post<Reply>('courier', `/api/orders/${id}/answer`, { ...answered, attachmentIds: [file.body.id] })
    expect([foreign.status, foreign.body.code]).toEqual([404, 'attachment.not_yours'])
    const reply = await post<Reply>('outlet', `/api/orders/${id}/answer`, { answer: 'other_unit', text: '由二站派送', otherUnitCode: world.users.outlet2.unit.code, attachmentIds: [file.body.id] })
    expect(reply.body.attachments).toMatchObject([{ id: file.body.id, name: '签收.png', addedBy: world.users.outlet.name }])
    expect(await lastEvent(c)).toMatchObject({ data: { otherUnit: world.users.outlet2.unit.code, files: 1 } })
    seen -= 1
  })
  test('shows the unit what the course of the parcel says for or against it', async () => {
    const c = await caseUntil(world, 'accepted', { reasonCode: 'delay', verbatim: '三天没动静', items: [{ type: 'waybill', number: demoNumber('stuck', 31) }] })
    const parties = await sql<{ id: string; code: string; kind: string }>`select distinct u.id, u.code, u.kind from parties p join org_units u on u.id = p.unit_id where p.complaint_id = ${c.id}`.execute(world.db)
    expect(parties.rows.length).toBeGreaterThan(1)
    const said: OrderCard['likely'] = []
    for (const unit of parties.rows.filter((u) => u.kind !== 'headquarters')) {
      const id = (await c.does('agent', 'orders', { unitId: unit.id, ...question })).made
      // headquarters with the right to answer sees every question
      const card = (await (await world.machine(['order:answer'])).get<OrderCard>(`/api/orders/${id}`)).body
      expect([card.unit.code, card.likely.length > 0, typeof card.city]).toEqual([unit.code, true, 'string'])
      said.push(...card.likely.slice(0, 1))
    }
    expect(said.filter((s) => s.params['likelyLiable'] === true).map((s) => s.code)).toEqual(['stuck'])
    const passed = said.filter((s) => s.code === 'passed_on')
    expect(passed.length).toBeGreaterThan(0)
    for (const { params } of passed) expect(params['next']).toMatch(/\p{Script=Han}/u)
    await c.does('agent', 'rejection', { outcome: 'invalid', reason: '测试', notice: { channel: 'sms', text: '测试' } })
  })
  test('two at once: one answers, the other hears that it is answered', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c)
    const both = await Promise.all([post<Reply>('outlet', `/api/orders/${id}/answer`, answered), post<Reply>('courier', `/api/orders/${id}/answer`, answered)])
    expect(both.map((r) => r.status).sort()).toEqual([200, 409])
    expect((await c.events()).filter((e) => e.type === 'order.answered')).toHaveLength(1)
    seen -= 1
  })
  test('an ended case asks no more: its open questions are cancelled with their clocks', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c)
    await c.does('agent', 'rejection', { outcome: 'invalid', reason: '客户认错了单号', notice: { channel: 'sms', text: '不是本公司快件' } })
    expect((await get<OrderCard>('outlet', `/api/orders/${id}`)).body).toMatchObject({ state: 'cancelled', clock: { state: 'cancelled' } })
    const late = await post<Reply>('outlet', `/api/orders/${id}/answer`, answered)
    expect([late.status, late.body.code]).toEqual([409, 'lifecycle.ended'])
    seen -= 1
    expect((await get<Page>('outlet', '/api/orders')).body.openCount).toBe(seen)
  })
  test('a restricted case shows the unit no more than what it is asked', async () => {
    const c = await caseUntil(world, 'accepted', { reasonCode: 'personal_safety.sexual_harassment', verbatim: '快递员把我的电话发到群里', complainant: { name: '王小明', phone: '13712345678' } })
    const id = await ask(c)
    const card = (await get<OrderCard>('outlet', `/api/orders/${id}`)).body
    expect([card.customerName, card.question]).toEqual([null, question.question])
    expect(card.summary).not.toContain('发到群里')
    const seen = (await get<Record<string, unknown>>('outlet', `/api/complaints/${c.id}`)).body
    expect(seen).toMatchObject({ verbatim: null, summary: null, complainant: null, waybill: null })
    expect((await get('outlet', `/api/complaints?q=${encodeURIComponent('发到群里')}`)).text).not.toContain(c.id)
    expect((await get('agent2', `/api/complaints/${c.id}`)).status).toBe(200)
    // a machine that answers for units learns of no case it may not open
    const made = await post<{ token: string }>('admin', '/api/api-tokens', { name: 'answers', permissions: ['order:answer', 'complaint:read'] })
    const machine = createClient(world.url, made.body.token)
    expect((await machine.get(`/api/complaints/${c.id}`)).status).toBe(404)
    expect((await machine.get(`/api/orders/${id}`)).status).toBe(404)
    expect((await machine.get('/api/orders?limit=100')).text).not.toContain(c.id)
  })
})

describe('the finding', () => {
  test('opens the planning, stops its clock, and may be made again', async () => {
    const c = await caseUntil(world, 'accepted')
    await c.refused('investigator', 'finding', finding, 409, 'lifecycle.not_from_here')
    await c.does('agent', 'take')
    await c.refused('judge', 'finding', finding, 403, 'permission.missing')
    await c.refused('agent', 'finding', { ...finding, attachmentIds: [c.id] }, 404, 'attachment.not_yours')
    const made = await c.does('investigator', 'finding', { ...finding, facts: '外箱受压,客户电话 13712345678' })
    expect(made.status).toBe('planning')
    expect(await lastEvent(c)).toMatchObject({ type: 'investigation.found', data: { finding: made.made, companyLiability: 'liable', replaces: null, from: 'investigating', to: 'planning' } })
    expect(JSON.stringify(await c.events())).not.toContain('13712345678')
    const again = await c.does('agent', 'finding', { ...finding, companyLiability: 'partly' })
    expect(await lastEvent(c)).toMatchObject({ data: { finding: again.made, replaces: made.made } })
    const view = (await get<{ finding: { id: string } }>('agent', `/api/complaints/${c.id}`)).body
    expect(view.finding.id).toBe(again.made)
  })
})
