// Notices to staff: to whom they belong, one row until read, nothing of a case one can't see, pushed to those they are for.
import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { fileCase, finding, moneyPlan } from '../../../test/case.ts'
import type { TestCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { makeNotices } from './notices.ts'

type Item = { id: string; kind: string; times: number; readAt: string | null; params: Record<string, unknown>; complaint: { id: string } | null }

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const listOf = async (who: Cast, about?: TestCase): Promise<Item[]> => (await (await world.as(who)).get<{ items: Item[] }>('/api/notifications?limit=100')).body.items.filter((n) => about === undefined || n.complaint?.id === about.id)
const kinds = async (who: Cast, about: TestCase): Promise<string[]> => (await listOf(who, about)).map((n) => n.kind)
const unread = async (who: Cast): Promise<number> => (await (await world.as(who)).get<{ unread: number }>('/api/notification-counts')).body.unread
// A transaction open anywhere in the cluster holds the feed back: other tests have some.
async function notice(): Promise<number> {
  let made = 0
  for (let left = 100; left > 0; left--) {
    made += await makeNotices(world.app.deps)
    const behind = await sql`select 1 from outbox o, settings s where s.name = 'notices' and (o.tx, o.id) > ((s.value ->> 'tx')::xid8, (s.value ->> 'id')::bigint) and o.type <> 'notification' limit 1`.execute(world.db)
    if (behind.rows.length === 0) return made
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('the feed was held back for five seconds')
}

test('a case given to somebody tells them, not who gave it, and counts up until it is read', async () => {
  const c = await fileCase(world)
  await c.does('lead', 'assignment', { ownerId: world.users.agent2.id })
  await c.does('lead', 'assignment', { ownerId: world.users.agent.id })
  await c.does('lead', 'assignment', { ownerId: world.users.agent2.id })
  await notice()
  expect(await kinds('lead', c)).toEqual([])
  const [mine] = await listOf('agent2', c)
  expect(mine).toMatchObject({ kind: 'assigned', times: 2, readAt: null, params: { by: world.users.lead.name } })
  const before = await unread('agent2')
  const agent2 = await world.as('agent2')
  expect((await agent2.post<{ unread: number }>('/api/notifications/read', { ids: [mine?.id] })).body.unread).toBe(before - 1)
  // nobody reads another's notice for them
  const [other] = await listOf('agent', c)
  await agent2.post('/api/notifications/read', { ids: [other?.id] })
  expect((await listOf('agent', c))[0]?.readAt).toBeNull()
  await sql`update complaints set missing_fields = '{}' where id = ${c.id}`.execute(world.db)
  await c.does('agent2', 'handover', { toId: world.users.lead.id, reason: '休假', happened: { text: '杯子碎了', source: '来电' }, promised: { text: '今天回电', source: '备注' }, wants: { text: '赔偿', source: '来电' } })
  await notice()
  expect(await kinds('lead', c)).toEqual(['hand_over_offered'])
  await c.does('lead', 'handover-answer', { accept: false, reason: '忙' })
  await c.does('lead', 'assignment', { ownerId: world.users.agent2.id })
  await notice()
  expect((await listOf('agent2', c)).map((n) => [n.kind, n.readAt === null, n.times])).toEqual([['assigned', true, 1], ['hand_over_answered', true, 1], ['assigned', false, 2]])
  // nothing comes twice
  expect(await notice()).toBe(0)
  expect((await agent2.post<{ unread: number }>('/api/notifications/read', { all: true })).body.unread).toBe(0)
})

test('an approval waits for those who may give it, each reads it for themselves, and is settled when it is given', async () => {
  const c = await fileCase(world)
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  await c.does('agent', 'finding', finding)
  await c.does('agent', 'plan', { ...moneyPlan, measures: [{ kind: 'compensation', description: '赔偿', amount: { minor: 150_000 } }] })
  await notice()
  for (const [who, sees] of [['lead', true], ['claims', true], ['agent', false], ['judge', false], ['outlet', false]] as const) expect([who, (await kinds(who, c)).includes('approval_waiting')]).toEqual([who, sees])
  const lead = await world.as('lead')
  const before = await unread('claims')
  await lead.post('/api/notifications/read', { ids: (await listOf('lead', c)).map((n) => n.id) })
  expect((await listOf('lead', c))[0]?.readAt).not.toBeNull()
  expect((await listOf('claims', c))[0]?.readAt).toBeNull()
  expect(await unread('claims')).toBe(before)
  await c.does('lead', 'approval', { approve: false, reason: '先核实价格' })
  await notice()
  expect(await kinds('claims', c)).toEqual([])
  expect(await kinds('agent', c)).toEqual(['plan_sent_back'])
})

test('a mention reaches the one person so called, by name or username', async () => {
  const c = await fileCase(world)
  await c.does('agent', 'note', { text: `@${world.users.lead.name}请看一下，@judge 也看看，@没有这个人` })
  await notice()
  expect(await kinds('lead', c)).toEqual(['mentioned'])
  expect(await kinds('judge', c)).toEqual(['mentioned'])
  expect(await kinds('lead', c)).not.toContain('assigned')
})

test('a complaint about a unit tells who runs it, not its couriers; one that is hidden from them shows nothing', async () => {
  const { unit } = world.users.station
  const about = { items: [], respondent: { orgCode: unit.code }, reasonCode: 'attitude', channel: 'walk_in' }
  const c = await fileCase(world, { ...about, complainant: { phone: '13700000011' } })
  const hidden = await fileCase(world, { ...about, complainant: { phone: '13700000012', role: 'staff' } })
  await notice()
  expect(await kinds('station', c)).toEqual(['unit_complaint'])
  expect(await kinds('station', hidden)).toEqual([])
  expect(await kinds('outlet2', c)).toEqual([])
  const courier = await fileCase(world, { ...about, respondent: { orgCode: world.users.courier.unit.code }, complainant: { phone: '13700000013' } })
  await notice()
  expect([await kinds('courier', courier), await kinds('outlet', courier)]).toEqual([[], ['unit_complaint']])
})

test('a case that became restricted shows nothing of itself in older notices, nor in their count', async () => {
  const c = await fileCase(world)
  await c.does('agent', 'note', { text: `@${world.users.analyst.name} 看看` })
  await notice()
  const before = await unread('analyst')
  expect(await kinds('analyst', c)).toEqual(['mentioned'])
  await sql`update complaints set flags = array_append(flags, 'restricted') where id = ${c.id}`.execute(world.db)
  expect([await kinds('analyst', c), await unread('analyst')]).toEqual([[], before - 1])
})

test('a breach tells the owner which clock', async () => {
  const c = await fileCase(world, { complainant: { phone: '13700000021' } })
  await c.does('agent', 'acceptance')
  await c.does('agent2', 'take')
  await world.moveClock(3 * 86_400_000)
  await world.settle()
  await notice()
  const [breach] = (await listOf('agent2', c)).filter((n) => n.kind === 'clock_breached')
  expect(breach?.params['clocks']).toContain('first_contact')
  await world.moveClock(-3 * 86_400_000)
})

describe('the stream', () => {
  const listen = async (who: Cast): Promise<{ events: { id: string; kind: string; complaintId: string }[]; close: () => void }> => {
    const client = await world.as(who)
    const events: { id: string; kind: string; complaintId: string }[] = []
    const request = get(`${world.url}/api/stream`, { headers: { cookie: [...client.cookies].map(([n, v]) => `${n}=${v}`).join('; ') } })
    await new Promise<void>((ready) => request.on('response', (response) => {
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        if (text.includes('event: ready')) ready()
        for (const [, data] of text.matchAll(/event: notification\ndata: (.*)\n/g)) events.push(JSON.parse(data!) as (typeof events)[number])
      })
      response.on('error', () => {})
    }))
    return { events, close: () => request.destroy() }
  }

  test('brings a notice to those it is for and to nobody else', async () => {
    const [agent2, lead, judge] = await Promise.all([listen('agent2'), listen('lead'), listen('judge')])
    const c = await fileCase(world, { complainant: { phone: '13700000031' } })
    await c.does('lead', 'assignment', { ownerId: world.users.agent2.id })
    await notice()
    // a notice of the tests before may still be under way
    const own = () => agent2.events.filter((e) => e.complaintId === c.id)
    for (let i = 0; i < 50 && own().length === 0; i++) await new Promise((done) => setTimeout(done, 100))
    expect(own()).toMatchObject([{ kind: 'assigned', complaintId: c.id }])
    await new Promise((done) => setTimeout(done, 400))
    expect([lead.events.filter((e) => e.complaintId === c.id), judge.events.filter((e) => e.complaintId === c.id)]).toEqual([[], []])
    for (const one of [agent2, lead, judge]) one.close()
  })
})

test('a machine has no notices', async () => {
  const machine = await world.machine(['self:manage'])
  expect((await machine.get('/api/notifications')).body).toEqual({ items: [], nextCursor: null })
  expect((await machine.post<{ unread: number }>('/api/notifications/read', { all: true })).body.unread).toBe(0)
})

test.each([['', 400], ['zzz', 400], [Buffer.from('2026-99-99T99:99:99Z 00000000-0000-4000-8000-000000000000').toString('base64url'), 400]])('a cursor %j is refused', async (cursor, status) => {
  expect((await (await world.as('agent')).get(`/api/notifications?cursor=${cursor}`)).status).toBe(status)
})

test('pages hold every notice once', async () => {
  const agent2 = await world.as('agent2')
  const all = (await listOf('agent2')).map((n) => n.id)
  const found: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: Item[]; nextCursor: string | null } = (await agent2.get<{ items: Item[]; nextCursor: string | null }>(`/api/notifications?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`)).body
    found.push(...page.items.map((n) => n.id))
    cursor = page.nextCursor
  }
  expect(found).toEqual(all)
})
