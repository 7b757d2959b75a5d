// Work contact orders beyond the unit and its asker: partners, units out of order, restricted cases, the list of those who ask.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { listIssuedOrders } from '../../contract/orders.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { caseUntil } from '../../../test/case.ts'
import { answer, ordersOf } from '../../../test/orders.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { unitAbnormalAt } from '../identity/abnormal-units.ts'
import { demoNumber } from '../waybills/demo-number.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

type Issued = ReplyOf<typeof listIssuedOrders>
const hour = 3_600_000
const { get, post, unitOf, board, does, refused, ask, one } = ordersOf(() => world)

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
