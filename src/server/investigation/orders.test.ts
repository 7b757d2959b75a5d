// The life of work contact orders over HTTP: who is asked, what comes back, who may not, and what the house does by itself.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { listCaseOrders, listIssuedOrders, orderHead } from '../../contract/orders.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { caseUntil, lastEvent } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { demoNumber } from '../waybills/demo-number.ts'
import { unitAbnormalAt } from '../identity/abnormal-units.ts'
import { silentUnits } from './order-sweep.ts'

type Board = ReplyOf<typeof listCaseOrders>
type Issued = ReplyOf<typeof listIssuedOrders>
type Head = z.output<typeof orderHead> & { code?: string }

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const answer = { answer: 'not_true', text: '签收时完好' }
const get = async <T>(who: Cast, path: string) => (await world.as(who)).get<T & { code?: string }>(path)
const post = async <T = Head>(who: Cast, path: string, body: object = {}) => (await world.as(who)).post<T & { code?: string; params?: Record<string, unknown> }>(path, body)
const act = async (who: Cast, id: string, noun: string, body: object = {}) => post(who, `/api/orders/${id}/${noun}`, body)
const does = async (who: Cast, id: string, noun: string, body: object = {}): Promise<Head> => {
  const reply = await act(who, id, noun, body)
  expect(reply.status, `${who} ${noun}: ${reply.text}`).toBe(200)
  return reply.body
}
const refused = async (who: Cast, id: string, noun: string, body: object, code: string, status = 409) => {
  const reply = await act(who, id, noun, body)
  expect([who, noun, reply.status, reply.body.code]).toEqual([who, noun, status, code])
}
const unitOf = (who: Cast) => world.users[who].unit.id
const ask = async (c: TestCase, who: Cast = 'outlet', more: object = {}): Promise<string> => (await c.does('agent', 'orders', { unitId: unitOf(who), question: '签收人是谁？', ...more })).made ?? ''
const board = async (c: TestCase, who: Cast = 'agent') => (await get<Board>(who, `/api/complaints/${c.id}/orders`)).body
const one = async (c: TestCase, id: string, who: Cast = 'agent') => (await board(c, who)).items.find((o) => o.id === id)

describe('in parallel', () => {
  test('a hub, an outlet and a department are asked at once; each has its own clock and acceptance, and sees no other', async () => {
    const c = await caseUntil(world, 'accepted')
    const ids = [await ask(c, 'hub'), await ask(c), await ask(c, 'dept')]
    expect((await c.clocks('outlet_reply')).map((k) => k.epoch)).toEqual([1, 2, 3])
    const seen = await board(c)
    expect(seen.items.map((o) => [o.addressee, o.stage, o.acceptDueAt !== null])).toEqual([['department', 'issued', true], ['unit', 'issued', true], ['unit', 'issued', true]])
    for (const o of seen.items) expect(Date.parse(o.acceptDueAt ?? '')).toBeLessThanOrEqual(Date.parse(o.dueAt))
    // what an outlet is asked lies in its hub's sight, never the other way round
    expect((await board(c, 'hub')).items.map((o) => o.id)).toEqual([ids[1], ids[0]])
    expect((await board(c, 'outlet')).items.map((o) => o.id)).toEqual([ids[1]])
    expect((await board(c, 'dept')).items.map((o) => o.id)).toEqual([ids[2]])
    await refused('outlet', ids[2] ?? '', 'acceptance', {}, 'not_found', 404)
    await refused('dept', ids[2] ?? '', 'settlement', {}, 'permission.missing', 403)
    expect((await does('dept', ids[2] ?? '', 'acceptance')).stage).toBe('accepted')
    expect(await lastEvent(c)).toMatchObject({ type: 'order.accepted', data: { order: ids[2], unit: unitOf('dept') } })
    await refused('dept', ids[2] ?? '', 'acceptance', {}, 'order.accepted_already')
    expect((await post('dept', `/api/orders/${ids[2]}/answer`, answer)).status).toBe(200)
    expect((await c.clocks('outlet_reply')).map((k) => k.stopped_at !== null)).toEqual([false, false, true])
  })

  test('the case\'s reason brings its questions; an order remembers what it was filled in from', async () => {
    const c = await caseUntil(world, 'accepted')
    const { templates, mayIssue } = await board(c)
    expect([mayIssue, templates[0]?.reason, templates[0]?.wanted]).toEqual([true, 'damage', ['parcel_photo', 'packing_photo', 'weight_record']])
    const id = await ask(c, 'outlet', { question: templates[0]?.words['zh-CN'], wantedTypes: templates[0]?.wanted, prefill: { from: 'template', ref: 'damage' } })
    expect(await one(c, id)).toMatchObject({ wantedTypes: templates[0]?.wanted })
    expect((await board(c, 'outlet')).templates).toEqual([])
    expect(await lastEvent(c)).toMatchObject({ data: { prefill: 'template', types: templates[0]?.wanted } })
  })
})

describe('an answer', () => {
  test('comes in parts, is returned for more with a new clock, and is settled by somebody else', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c)
    await refused('agent', id, 'settlement', {}, 'order.not_answered')
    const part = await post('outlet', `/api/orders/${id}/answer`, { ...answer, text: '先报签收人', partial: true })
    expect(part.status).toBe(200)
    expect(await one(c, id)).toMatchObject({ state: 'open', stage: 'part_answered' })
    expect((await c.clocks('outlet_reply')).map((k) => k.stopped_at)).toEqual([null])
    await post('outlet', `/api/orders/${id}/answer`, answer)
    await refused('outlet', id, 'return', { missing: '底单' }, 'permission.missing', 403)
    const back = await does('agent', id, 'return', { missing: '缺签收底单', hours: 6 })
    expect([back.stage, Math.round((Date.parse(back.dueAt) - await world.now()) / hour)]).toEqual(['returned', 6])
    expect((await c.clocks('outlet_reply')).map((k) => [k.epoch, k.stopped_at !== null])).toEqual([[1, true], [2, false]])
    expect(await one(c, id, 'outlet')).toMatchObject({ missing: '缺签收底单', returned: 1, state: 'open' })
    await post('outlet', `/api/orders/${id}/answer`, { ...answer, text: '底单如下' })
    await does('agent', id, 'return', { missing: '照片模糊' })
    await post('outlet', `/api/orders/${id}/answer`, { ...answer, text: '新照片' })
    await refused('agent', id, 'return', { missing: '再来' }, 'order.returned_too_often')
    expect((await does('agent', id, 'settlement', { note: '材料齐' })).stage).toBe('settled')
    await refused('agent', id, 'settlement', {}, 'order.settled_already')
    await refused('outlet', id, 'answer', answer, 'order.answered_already')
    expect((await one(c, id))?.turns.map((t) => t.step)).toEqual(['issued', 'part_answered', 'answered', 'returned', 'answered', 'returned', 'answered', 'settled'])
  })

  test('who answered does not settle: the province answers for its outlet and another person looks', async () => {
    const c = await caseUntil(world, 'accepted')
    const ours = await ask(c)
    const id = (await c.does('province', 'orders', { unitId: unitOf('outlet'), question: '谁派的？' })).made ?? ''
    await post('province', `/api/orders/${id}/answer`, answer)
    await refused('province', id, 'settlement', {}, 'order.own_reply')
    expect((await does('agent', id, 'settlement')).stage).toBe('settled')
    // what headquarters asked is not the province's to return or take back
    await refused('province', ours, 'cancellation', { reason: '不用了' }, 'order.not_asked_by_you')
  })
})

describe('not ours', () => {
  test('is confirmed or sent elsewhere by headquarters; the former unit keeps its part to read, and no more', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c, 'outlet2')
    await post('outlet2', `/api/orders/${id}/answer`, { answer: 'other_unit', text: '不经本中心', otherUnitCode: world.users.outlet.unit.code })
    expect(await one(c, id)).toMatchObject({ stage: 'disowned', otherUnit: { id: unitOf('outlet') } })
    await refused('agent', id, 'handover', { unitId: unitOf('outlet2'), reason: '再看' }, 'order.same_unit')
    const passed = await does('agent', id, 'handover', { unitId: unitOf('outlet'), reason: '确认由网点负责' })
    const next = passed.made ?? ''
    expect([passed.stage, passed.state]).toEqual(['handed_over', 'cancelled'])
    expect(await one(c, next)).toMatchObject({ stage: 'issued', unit: { id: unitOf('outlet') }, formerUnit: { id: unitOf('outlet2') } })
    expect((await c.clocks('outlet_reply')).map((k) => [k.epoch, k.stopped_at !== null])).toEqual([[1, true], [2, false]])
    const own = await board(c, 'outlet2')
    expect(own.items.map((o) => [o.id, o.stage, o.successorUnit])).toEqual([[id, 'handed_over', null]])
    await refused('outlet2', id, 'answer', answer, 'order.handed_over')
    await refused('outlet2', id, 'acceptance', {}, 'order.handed_over')
    await refused('outlet2', next, 'acceptance', {}, 'not_found', 404)
    expect((await get<object>('outlet2', `/api/orders/${id}`)).status).toBe(200)
    // redirected by headquarters while it is still open
    const third = await does('agent', next, 'handover', { unitId: unitOf('station'), reason: '由驿站核实' })
    expect((await c.clocks('outlet_reply')).map((k) => k.cancelled)).toEqual([false, true, false])
    expect((await one(c, third.made ?? ''))?.stage).toBe('issued')
  })
})

describe('time', () => {
  test('is extended once, and of a late question by a second person; the breach stays in the books', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c, 'outlet', { hours: 4 })
    await refused('agent', id, 'extension', { hours: 60, reason: '暴雨' }, 'order.extension_too_long')
    const before = (await one(c, id))?.dueAt ?? ''
    const longer = await does('agent', id, 'extension', { hours: 5, reason: '暴雨停运' })
    expect((Date.parse(longer.dueAt) - Date.parse(before)) / hour).toBe(5)
    await refused('agent', id, 'extension', { hours: 5, reason: '又停' }, 'order.extended_already')
    const late = await ask(c, 'hub', { hours: 4 })
    await sql`update orders set due_at = due_at - interval '6 hours' where id = ${late}`.execute(world.db)
    await sql`update clocks set due_at = due_at - interval '6 hours', opened_at = opened_at - interval '6 hours' where complaint_id = ${c.id} and kind = 'outlet_reply' and epoch = 2`.execute(world.db)
    expect((await does('agent', late, 'extension', { hours: 8, reason: '分拣线故障' })).stage).toBe('issued')
    expect(await one(c, late)).toMatchObject({ extension: { hours: 8 }, extendedAt: null, acts: { extension_decision: { code: 'order.own_extension' } } })
    expect((await one(c, late, 'hub'))?.extension).toBeNull()
    await refused('agent', late, 'extension-decision', { approve: true }, 'order.own_extension')
    const granted = await does('lead', late, 'extension-decision', { approve: true })
    expect(Math.round((Date.parse(granted.dueAt) - await world.now()) / hour)).toBe(8)
    expect((await sql`select 1 from clock_breaches where complaint_id = ${c.id} and kind = 'outlet_reply' and epoch = 2`.execute(world.db)).rows).toHaveLength(1)
  })

  test('that passes is put down: not taken on, then silent — once each; several are reminded at once, not twice an hour', async () => {
    const c = await caseUntil(world, 'accepted')
    const [id, quiet] = [await ask(c), await ask(c, 'hub')]
    const reminded = await post<{ items: { id: string; refused: { code: string } | null }[] }>('agent', '/api/order-reminders', { ids: [id, quiet, c.id] })
    expect(reminded.body.items.map((i) => i.refused?.code ?? null).toSorted()).toEqual(['not_found', null, null].toSorted())
    await refused('agent', id, 'reminder', {}, 'order.reminded_already')
    await sql`update orders set accept_due_at = app_now() - interval '1 hour' where id = ${id}`.execute(world.db)
    await sql`update orders set due_at = app_now() - interval '1 hour', accepted_at = app_now() where id = ${quiet}`.execute(world.db)
    await sql`update clocks set due_at = app_now() - interval '1 hour', opened_at = app_now() - interval '9 hours' where complaint_id = ${c.id} and kind = 'outlet_reply' and epoch = 2`.execute(world.db)
    await world.settle()
    await world.settle()
    const types = (await c.events()).map((e) => e.type)
    expect([types.filter((t) => t === 'order.acceptance_missed').length, types.filter((t) => t === 'order.silent').length]).toEqual([1, 1])
    expect((await silentUnits(world.db, c.id)).map((s) => [s.orderId, s.unitId])).toEqual([[quiet, unitOf('hub')]])
    expect((await one(c, quiet))?.silentAt).not.toBeNull()
    await post('hub', `/api/orders/${quiet}/answer`, answer)
    expect(await silentUnits(world.db, c.id)).toHaveLength(1)
  })
})

describe('taken back', () => {
  test('a question asks nothing more and its clock has gone', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c)
    await does('agent', id, 'cancellation', { reason: '客户已收到' })
    expect(await one(c, id)).toMatchObject({ stage: 'cancelled', endReason: '客户已收到', clock: { state: 'cancelled' } })
    for (const noun of ['acceptance', 'answer'] as const) await refused('outlet', id, noun, noun === 'answer' ? answer : {}, 'order.cancelled')
    for (const noun of ['settlement', 'reminder'] as const) await refused('agent', id, noun, {}, 'order.cancelled')
  })
})

describe('a person asked by name', () => {
  test('sees the question with who speaks for the unit; colleagues do not', async () => {
    const c = await caseUntil(world, 'accepted')
    const courier = world.users.courier
    await c.refused('agent', 'orders', { staffId: world.users.agent.id, question: '?' }, 409, 'order.staff_unfit')
    await c.refused('agent', 'orders', { question: '?' }, 400, 'order.unit_missing')
    const id = (await c.does('agent', 'orders', { staffId: courier.id, question: '你当天放在哪里？' })).made ?? ''
    expect(await one(c, id)).toMatchObject({ addressee: 'staff', staffName: courier.name, unit: { id: courier.unit.id } })
    expect((await one(c, id, 'courier'))?.id).toBe(id)
    expect((await one(c, id, 'outlet'))?.id).toBe(id)
    // the station keeper of the same outlet is another unit; a second courier is made for the test
    const other = await (await world.as('admin')).post<{ id: string }>('/api/users', { username: 'courier9', name: '齐小军', staffNo: '4201099', password: 'huiyin-demo-9', posts: [{ unitId: courier.unit.id, roleCode: 'courier' }] })
    expect(other.status, other.text).toBe(201)
    await sql`update users set must_change_password = false where id = ${other.body.id}`.execute(world.db)
    const client = world.stranger()
    expect((await client.post('/api/session', { username: 'courier9', password: 'huiyin-demo-9' })).status).toBe(201)
    expect((await client.get(`/api/orders/${id}`)).status).toBe(404)
    expect((await client.post(`/api/orders/${id}/answer`, answer)).status).toBe(404)
    expect((await client.get<Board>(`/api/complaints/${c.id}/orders`)).body.items).toEqual([])
    expect((await client.get(`/api/orders?limit=100`)).text).not.toContain(id)
    expect((await client.get(`/api/complaints/${c.id}/events`)).text).not.toContain('你当天放在哪里')
    expect((await post('courier', `/api/orders/${id}/answer`, answer)).status).toBe(200)
  })
})

describe('partners', () => {
  test('an enquiry carries the fields of CN 08, its number checked, and a clock of its own', async () => {
    const c = await caseUntil(world, 'accepted')
    const fields = { itemNumber: 'rr 473 124 829 gb', reason: 'customs_held', customs: 'documents_missing', destination: '英国', value: { minor: 26_000 } }
    await c.refused('agent', 'orders', { unitId: unitOf('outlet'), kind: 'partner_enquiry', question: '请核实', fields }, 409, 'order.not_a_partner')
    await c.refused('agent', 'orders', { unitId: unitOf('partner'), kind: 'partner_enquiry', question: '请核实' }, 400, 'order.fields_missing')
    const id = (await c.does('agent', 'orders', { unitId: unitOf('partner'), kind: 'partner_enquiry', question: '请核实', fields })).made ?? ''
    const made = await one(c, id, 'partner')
    expect(made).toMatchObject({ kind: 'partner_enquiry', addressee: 'partner', fields: { itemNumber: 'RR473124829GB', numberHolds: true, customs: 'documents_missing' } })
    expect(Math.round((Date.parse(made?.dueAt ?? '') - await world.now()) / hour)).toBe(120)
    const wrong = (await c.does('agent', 'orders', { unitId: unitOf('partner'), kind: 'partner_enquiry', question: '请核实', fields: { ...fields, itemNumber: 'RR473124820GB' } })).made ?? ''
    expect((await one(c, wrong))?.fields?.numberHolds).toBe(false)
  })

  test('in the custody chain they are told once, with a receipt and nothing of the customer', async () => {
    const c = await caseUntil(world, 'received', { items: [{ type: 'waybill', number: demoNumber('partner', 7) }], reasonCode: 'delay', verbatim: '转给别的公司就没消息了' })
    await world.settle()
    await world.settle()
    const told = (await board(c)).items.filter((o) => o.kind === 'notice')
    expect(told.map((o) => [o.addressee, o.automatic, o.clock, o.stage])).toEqual([['partner', true, null, 'issued']])
    expect((await c.events()).filter((e) => e.type === 'order.notice_given')).toHaveLength(1)
    expect(await c.clocks('outlet_reply')).toEqual([])
    const notice = told[0]
    const who: Cast | undefined = notice?.unit.id === unitOf('partner') ? 'partner' : undefined
    if (who !== undefined && notice) {
      const card = await get<object>(who, `/api/orders/${notice.id}`)
      expect([card.status, card.text.includes('王小明'), card.text.includes('转给别的公司就没消息了')]).toEqual([200, false, false])
      await refused(who, notice.id, 'answer', answer, 'order.only_receipt')
      expect((await does(who, notice.id, 'acceptance')).stage).toBe('settled')
    }
    expect(notice).toBeDefined()
  })
})

describe('a unit out of order', () => {
  test('is told of by its province or who manages units; what it is asked goes to the province with the same clock, and stays there', async () => {
    const c = await caseUntil(world, 'accepted')
    const id = await ask(c, 'outlet', { hours: 8 })
    const due = (await one(c, id))?.dueAt
    const path = `/api/units/${unitOf('outlet')}/abnormality`
    for (const who of ['agent', 'judge'] as const) expect([who, (await post(who, path, { kind: 'suspended', reason: '停网' })).body.code]).toEqual([who, 'unit.not_yours'])
    expect((await post('province', `/api/units/${unitOf('outlet2')}/abnormality`, { kind: 'suspended', reason: '停网' })).body.code).toBe('unit.not_yours')
    expect((await post('admin', `/api/units/${unitOf('province')}/abnormality`, { kind: 'suspended', reason: '停' })).body.code).toBe('unit.only_below_province')
    expect((await post<object>('province', path, { kind: 'absconded', reason: '负责人失联，快件积压' })).status).toBe(201)
    expect((await post('admin', path, { kind: 'suspended', reason: '再报' })).body.code).toBe('unit.abnormal_already')
    expect(await unitAbnormalAt(world.db, unitOf('outlet'), await world.now())).toBe('absconded')
    await world.settle()
    const moved = (await board(c)).items.find((o) => o.formerUnit?.id === unitOf('outlet'))
    expect(moved).toMatchObject({ state: 'open', unit: { id: unitOf('province') }, meantFor: { id: unitOf('outlet') }, dueAt: due })
    expect((await one(c, id))?.stage).toBe('rerouted')
    expect((await c.clocks('outlet_reply')).map((k) => [k.epoch, k.stopped_at])).toEqual([[1, null]])
    await refused('outlet', id, 'answer', answer, 'order.handed_over')
    expect((await get<Issued>('province', '/api/issued-orders?whose=all&limit=100')).body.items.map((o) => o.id)).toContain(moved?.id)
    const fresh = await ask(c)
    expect(await one(c, fresh)).toMatchObject({ unit: { id: unitOf('province') }, meantFor: { id: unitOf('outlet') } })
    expect((await get<{ items: { unit: { id: string }; openOrders: number }[] }>('province', '/api/abnormal-units')).body.items.map((a) => a.unit.id)).toEqual([unitOf('outlet')])
    expect((await post('province', `/api/orders/${moved?.id}/answer`, answer)).status).toBe(200)
    expect((await c.clocks('outlet_reply')).find((k) => k.epoch === 1)?.stopped_at).not.toBeNull()
    expect((await post<object>('province', `${path}-end`, { reason: '已恢复' })).status).toBe(200)
    await world.settle()
    expect((await one(c, fresh))?.unit.id).toBe(unitOf('province'))
    expect(await unitAbnormalAt(world.db, unitOf('outlet'), await world.now())).toBeNull()
    expect((await one(c, await ask(c)))?.unit.id).toBe(unitOf('outlet'))
  })
})

describe('a restricted case', () => {
  test('is there for the asked alone, for as long as they are asked', async () => {
    const c = await caseUntil(world, 'accepted', { reasonCode: 'personal_safety.sexual_harassment', verbatim: '快递员深夜敲门', respondent: { orgCode: world.users.outlet.unit.code } })
    const there = async (who: Cast) => (await get<object>(who, `/api/complaints/${c.id}/orders`)).status
    expect([await there('outlet'), await there('courier'), await there('province')]).toEqual([404, 404, 404])
    const named = (await c.does('agent', 'orders', { staffId: world.users.courier.id, question: '当晚是谁的班？' })).made ?? ''
    expect([await there('courier'), await there('outlet'), await there('outlet2')]).toEqual([200, 200, 404])
    await does('agent', named, 'cancellation', { reason: '改问负责人' })
    expect([await there('courier'), await there('outlet')]).toEqual([404, 404])
    const id = await ask(c)
    expect([await there('outlet'), await there('outlet2')]).toEqual([200, 404])
    await post('outlet', `/api/orders/${id}/answer`, { answer: 'other_unit', text: '不是本网点', otherUnitCode: world.users.outlet2.unit.code })
    await does('agent', id, 'handover', { unitId: unitOf('outlet2'), reason: '转问' })
    expect([await there('outlet'), await there('outlet2')]).toEqual([404, 200])
    expect((await get<object>('outlet', `/api/orders/${id}`)).status).toBe(404)
    // the agent has not the right to see what only the asked and the openers may
    expect(await there('account')).toBe(404)
  })
})

describe('the list of those who ask', () => {
  test('goes by pages and lists of its own, mine or all; a province sees its own units\' only', async () => {
    const c = await caseUntil(world, 'accepted')
    const mine = await ask(c)
    const foreign = (await c.does('agent2', 'orders', { unitId: unitOf('outlet2'), question: '何时发出？' })).made ?? ''
    const all = async (who: Cast, query: string) => {
      const ids: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: Issued = (await get<Issued>(who, `/api/issued-orders?limit=3&${query}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`)).body
        ids.push(...page.items.map((o) => o.id))
        cursor = page.nextCursor
      }
      return ids
    }
    const open = await all('agent', 'whose=all')
    expect(new Set(open).size).toBe(open.length)
    expect(open).toEqual(expect.arrayContaining([mine, foreign]))
    expect(await all('agent2', 'whose=mine')).toEqual([foreign])
    const provincial = await all('province', 'whose=all')
    expect([provincial.includes(mine), provincial.includes(foreign)]).toEqual([true, false])
    const theirs = await all('agent', `whose=all&unit=${world.users.outlet2.unit.code}`)
    expect([theirs.includes(foreign), theirs.includes(mine)]).toEqual([true, false])
    for (const list of ['unaccepted', 'late', 'answered', 'disowned', 'extension', 'done']) expect([list, (await get<Issued>('agent', `/api/issued-orders?list=${list}&whose=all`)).status]).toEqual([list, 200])
    expect((await get('outlet', '/api/issued-orders')).status).toBe(403)
  })
})
