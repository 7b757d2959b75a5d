// A unit under another parent: the tree at once, the open cases after it, scope exactly right before and after, ended cases left as history.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { fileCase } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { createClient } from '../../../test/client.ts'
import type { Client } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { Unit, World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
let admin: Client
let hubei: Client
let hunan: Client
let outlet: Unit
let open: TestCase
let ended: TestCase

beforeAll(async () => {
  world = await startWorld()
  admin = await world.as('admin')
  hubei = await world.as('province')
  const p43 = await world.unit('P43')
  await admin.post('/api/users', { username: 'hunan', name: '湘南', password: 'kuaidi-zhuanyong-77', posts: [{ roleCode: 'province_manager', unitId: p43.id }] })
  await sql`update users set must_change_password = false where username = 'hunan'`.execute(world.db)
  hunan = createClient(world.url)
  const signedIn = await hunan.post('/api/session', { username: 'hunan', password: 'kuaidi-zhuanyong-77' })
  if (signedIn.status !== 201) throw new Error(signedIn.text)
  outlet = world.users.outlet.unit
  // without a number of the demo network, so that the outlet is the only party
  const about = { items: [], respondent: { orgCode: outlet.code }, reasonCode: 'attitude', verbatim: '派件员说话难听' }
  open = await fileCase(world, { ...about, complainant: { phone: '13700000001' } })
  ended = await fileCase(world, { ...about, complainant: { phone: '13700000002' } })
  await open.does('agent', 'acceptance')
  await open.does('agent', 'take')
  await open.does('agent', 'orders', { unitId: outlet.id, question: '当天谁派件？', hours: 24 })
  await ended.does('agent', 'acceptance')
  await ended.does('agent', 'rejection', { outcome: 'invalid', reason: '查无此事', notice: { channel: 'sms', text: '查无此事' } })
})
afterAll(() => world.stop())

const seen = async (who: Client): Promise<string[]> => (await who.get<{ items: { id: string }[] }>('/api/complaints?limit=100')).body.items.map((i) => i.id)
const opened = async (who: Client): Promise<number> => (await who.get<{ open: number }>('/api/complaint-counts')).body.open
const columns = async (): Promise<unknown[]> => (await sql`select unit_id, province_id, hub_id, outlet_id from parties where complaint_id = ${open.id} and unit_id = ${outlet.id}`.execute(world.db)).rows

describe('refused', () => {
  test.each([
    ['under one of its own', 'H4201', 'W42010', 'identity.unit_cycle'], ['where it is', 'W42010', 'H4201', 'identity.unit_already_there'], ['a province under an outlet', 'P42', 'W43006', 'identity.unit_misplaced'], ['headquarters', 'HQ', 'P42', 'identity.unit_cycle'],
  ])('%s', async (_name, from, to, code) => {
    const [unit, parent] = [await world.unit(from), await world.unit(to)]
    const preview = await admin.get<{ refused: { code: string } }>(`/api/units/${unit.id}/move-preview?parentId=${parent.id}`)
    expect(preview.body.refused.code).toBe(code)
    const refused = await admin.post<{ code: string }>(`/api/units/${unit.id}/move`, { parentId: parent.id, reason: '试' })
    expect([refused.status, refused.body.code]).toEqual([409, code])
  })

  test('to a unit nobody knows, and of one nobody knows', async () => {
    expect((await admin.post(`/api/units/${outlet.id}/move`, { parentId: crypto.randomUUID(), reason: '试' })).body).toMatchObject({ code: 'malformed', fields: [{ path: 'parentId', code: 'unknown' }] })
    expect((await admin.post(`/api/units/${crypto.randomUUID()}/move`, { parentId: outlet.id, reason: '试' })).status).toBe(404)
    expect((await hubei.post(`/api/units/${outlet.id}/move`, { parentId: outlet.id, reason: '试' })).status).toBe(403)
  })
})

test('an outlet to another province: one manager loses exactly its open cases and the other gains them; the ended one stays', async () => {
  const target = await world.unit('H4301')
  expect([await seen(hubei), await seen(hunan)]).toEqual([expect.arrayContaining([open.id, ended.id]), expect.not.arrayContaining([open.id, ended.id])])
  const [hubeiBefore, hunanBefore] = [await opened(hubei), await opened(hunan)]
  const { n: units } = (await sql<{ n: number }>`select count(*)::int as n from org_units where outlet_id = ${outlet.id}`.execute(world.db)).rows[0]!
  const preview = await admin.get<{ units: number; openCases: number; refused: null; from: { code: string }; to: { code: string } }>(`/api/units/${outlet.id}/move-preview?parentId=${target.id}`)
  expect(preview.body).toMatchObject({ units, openCases: 1, refused: null, from: { code: 'H4201' }, to: { code: 'H4301' } })

  const moved = await admin.post<{ path: { code: string }[]; moves: { state: string }[] }>(`/api/units/${outlet.id}/move`, { parentId: target.id, reason: '区划调整' })
  expect([moved.status, moved.body.path.map((u) => u.code), moved.body.moves[0]?.state]).toEqual([200, ['HQ', 'P43', 'H4301'], 'running'])
  await world.settle()

  expect(await columns()).toEqual([{ unit_id: outlet.id, province_id: (await world.unit('P43')).id, hub_id: target.id, outlet_id: outlet.id }])
  expect([await seen(hubei), await seen(hunan)]).toEqual([expect.not.arrayContaining([open.id]), expect.arrayContaining([open.id])])
  expect((await seen(hubei)).includes(ended.id)).toBe(true)
  expect((await seen(hunan)).includes(ended.id)).toBe(false)
  // counters may be a second old
  await expect.poll(async () => [await opened(hubei), await opened(hunan)], { timeout: 3000 }).toEqual([hubeiBefore - 1, hunanBefore + 1])
  for (const [who, status] of [[hubei, 404], [hunan, 200], [await world.as('outlet'), 200]] as const) expect((await who.get(`/api/complaints/${open.id}`)).status).toBe(status)
  const orders = (await hunan.get<{ orders: { unit: { code: string } }[] }>(`/api/complaints/${open.id}`)).body.orders
  expect(orders.map((o) => o.unit.code)).toEqual([outlet.code])
  const event = (await sql<{ body: string }>`select body from events where stream_id = ${outlet.id} and type = 'identity.unit_moved'`.execute(world.db)).rows[0]
  expect(JSON.parse(event?.body ?? '{}')).toMatchObject({ data: { code: outlet.code, fromCode: 'H4201', toCode: 'H4301', units, reason: '区划调整' }, actor: { name: world.users.admin.name } })
})

test('a case that was filed while the move was committed is taken along, and the move is done once none can be under way', async () => {
  await sql`update parties set province_id = ${(await world.unit('P42')).id} where complaint_id = ${open.id} and unit_id = ${outlet.id}`.execute(world.db)
  await world.settle()
  expect(await columns()).toMatchObject([{ province_id: (await world.unit('P43')).id }])
  await world.moveClock(60_000)
  await world.settle()
  const detail = await admin.get<{ moves: { state: string; casesMoved: number; ordersMoved: number }[]; openCases: number }>(`/api/units/${outlet.id}`)
  expect(detail.body.moves).toMatchObject([{ state: 'done', casesMoved: 2, ordersMoved: 1 }])
  expect(detail.body.openCases).toBe(1)
})

test('a case that is reopened belongs to where its unit stands now', async () => {
  await ended.does('lead', 'reopening', { reason: '有新证据' })
  expect([(await seen(hubei)).includes(ended.id), (await seen(hunan)).includes(ended.id)]).toEqual([false, true])
})

test('a hub takes its outlets and their cases along, at a thousand rows in steps; a second move in between ends where the last one says', async () => {
  const [hub, p43, p42] = [await world.unit('H4201'), await world.unit('P43'), await world.unit('P42')]
  const below = (await sql<{ id: string }>`select id from org_units where hub_id = ${hub.id}`.execute(world.db)).rows.map((r) => r.id)
  const one = below.find((id) => id !== hub.id)!
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, received_at) select ${open.id}, ${one}, 'bulk_' || i, ${p42.id}, ${hub.id}, now() from generate_series(1, 1200) i`.execute(world.db)
  expect((await admin.post(`/api/units/${hub.id}/move`, { parentId: p43.id, reason: '一' })).status).toBe(200)
  expect((await admin.post(`/api/units/${hub.id}/move`, { parentId: p42.id, reason: '二' })).status).toBe(200)
  expect((await admin.post(`/api/units/${hub.id}/move`, { parentId: p43.id, reason: '三' })).status).toBe(200)
  await world.settle()
  const left = await sql<{ n: number }>`select count(*)::int as n from parties p join org_units o on o.id = p.unit_id where not p.ended and (p.province_id, p.hub_id, p.outlet_id) is distinct from (o.province_id, o.hub_id, o.outlet_id)`.execute(world.db)
  expect(left.rows[0]?.n).toBe(0)
  expect((await sql`select distinct province_id from org_units where id = any(${below}::uuid[])`.execute(world.db)).rows).toEqual([{ province_id: p43.id }])
  await sql`delete from parties where role like 'bulk\\_%'`.execute(world.db)
})

test('the record agrees with the tables after all moves', async () => {
  expect((await verifyRecord(world.databaseUrls.owner)).breaks).toEqual([])
})

describe('the tree', () => {
  test('opens branch by branch and finds by part of a name, pinyin, initials and code', async () => {
    const roots = await admin.get<{ items: { id: string; code: string; children: number }[] }>('/api/unit-tree')
    expect(roots.body.items.map((u) => u.code)).toEqual(['HQ'])
    const level = await admin.get<{ items: { code: string }[] }>(`/api/unit-tree?parentId=${roots.body.items[0]?.id}&limit=100`)
    expect(level.body.items.map((u) => u.code)).toEqual(expect.arrayContaining(['P42', 'P43']))
    const name = outlet.name
    for (const q of [name.slice(1, 4), outlet.code, outlet.code.toLowerCase().slice(0, 4)]) expect([q, (await admin.get<{ items: { code: string }[] }>(`/api/unit-tree?limit=100&q=${encodeURIComponent(q)}`)).body.items.some((u) => u.code === outlet.code)]).toEqual([q, true])
    for (const [q, username] of [['wangdayong', 'outlet'], ['wdy', 'outlet'], ['大勇', 'outlet'], ['K1007', 'agent'], ['gxf', 'lead']]) expect([q, (await admin.get<{ items: { username: string }[] }>(`/api/users?q=${encodeURIComponent(q!)}`)).body.items.map((u) => u.username)]).toEqual([q, [username]])
  })

  test('a unit is renamed, suspended, opened again, and closed only when empty', async () => {
    const made = (await admin.post<{ id: string }>('/api/units', { code: 'W43999', name: '长沙试点', kind: 'outlet', parentId: (await world.unit('H4301')).id })).body
    expect((await admin.put<{ name: string; city: string }>(`/api/units/${made.id}`, { name: '长沙雨花试点', city: '长沙' })).body).toMatchObject({ name: '长沙雨花试点', city: '长沙' })
    expect((await admin.get<{ items: { code: string }[] }>(`/api/unit-tree?q=${encodeURIComponent('yuhua')}`)).body.items.map((u) => u.code)).toContain('W43999')
    expect((await admin.post<{ status: string }>(`/api/units/${made.id}/status`, { status: 'suspended', reason: '停网' })).body.status).toBe('suspended')
    expect((await admin.post(`/api/units/${(await world.unit('H4301')).id}/status`, { status: 'closed', reason: '关' })).body).toMatchObject({ code: 'identity.unit_has_units' })
    expect((await admin.post(`/api/units/${world.users.station.unit.id}/status`, { status: 'closed', reason: '关' })).body).toMatchObject({ code: 'identity.unit_has_people' })
    expect((await admin.post(`/api/units/${(await world.unit('HQ')).id}/status`, { status: 'suspended', reason: '停' })).body).toMatchObject({ code: 'identity.unit_is_root' })
    expect((await admin.post<{ status: string }>(`/api/units/${made.id}/status`, { status: 'closed', reason: '撤点' })).body.status).toBe('closed')
    expect((await admin.post('/api/units', { code: 'Z43999', name: '下级', kind: 'station', parentId: made.id })).status).toBe(400)
  })
})
