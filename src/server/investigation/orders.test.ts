// The life of work contact orders over HTTP: who is asked, what comes back, who may not, and what the house puts down by itself.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseUntil, lastEvent } from '../../../test/case.ts'
import { answer, ordersOf } from '../../../test/orders.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { silentUnits } from './order-sweep.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const hour = 3_600_000
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const { get, post, unitOf, board, does, refused, ask, one } = ordersOf(() => world)

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
    await refused('agent', id, 'return', { missing: '底单', hours: 73 }, 'malformed', 400)
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
    await refused('agent', id, 'handover', { unitId: unitOf('outlet'), reason: '确认', hours: 73 }, 'malformed', 400)
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
    expect((await client.get<Awaited<ReturnType<typeof board>>>(`/api/complaints/${c.id}/orders`)).body.items).toEqual([])
    expect((await client.get(`/api/orders?limit=100`)).text).not.toContain(id)
    expect((await client.get(`/api/complaints/${c.id}/events`)).text).not.toContain('你当天放在哪里')
    const file = await (await world.as('courier')).upload<{ id: string }>('/api/attachments', { name: '门口.png', type: 'image/png', bytes: png })
    expect((await post('courier', `/api/orders/${id}/answer`, { ...answer, attachmentIds: [file.body.id] })).status).toBe(200)
    const evidence = `/api/complaints/${c.id}/evidence`
    expect([(await get<object>('courier', evidence)).text.includes(file.body.id), (await get<object>('outlet', evidence)).text.includes(file.body.id), (await client.get(evidence)).text.includes(file.body.id)]).toEqual([true, true, false])
    expect([(await get<object>('outlet', `/api/attachments/${file.body.id}`)).status, (await client.get(`/api/attachments/${file.body.id}`)).status]).toEqual([200, 404])
  })
})
