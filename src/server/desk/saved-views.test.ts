// Tests of saved views on a real server: who sees and changes which, their order, their counters, and that a shared one shows each only their own rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { countSavedViews, listViews, savedView } from '../../contract/views.ts'
import type { SavedView } from '../../contract/views.ts'
import { demoNumber } from '../waybills/demo-number.ts'
import { fileCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { verifyRecord } from './verify.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
  await fileCase(world, { items: [{ type: 'waybill', number: demoNumber('false_signoff', 90_000_000) }] })
  await fileCase(world, { channel: 'web', complainant: { name: '李雷', phone: '13712345679' }, items: [{ type: 'waybill', number: 'HY777700001' }], reasonCode: 'delay' })
  await fileCase(world, { complainant: { name: '韩梅', phone: '13712345670' }, items: [{ type: 'waybill', number: 'HY777700002' }], reasonCode: 'delay.transit_stuck' })
})
afterAll(() => world.stop())

const save = async (who: Cast, body: Record<string, unknown>) => (await world.as(who)).post<SavedView & { code?: string; params?: Record<string, unknown> }>('/api/views', { level: 'own', name: '破损', filters: { reason: 'damage' }, ...body })
const saved = async (who: Cast, body: Record<string, unknown> = {}): Promise<SavedView> => savedView.parse((await save(who, body)).body)
const seen = async (who: Cast): Promise<SavedView[]> => listViews.reply.parse((await (await world.as(who)).get('/api/views')).body).items
const names = async (who: Cast): Promise<string[]> => (await seen(who)).map((v) => v.name)
const drop = async (who: Cast, id: string) => (await world.as(who)).del<{ code?: string }>(`/api/views/${id}`)
const counts = async (who: Cast): Promise<Record<string, number | null>> => {
  const [views, told] = [await seen(who), countSavedViews.reply.parse((await (await world.as(who)).get('/api/view-counts')).body)]
  return Object.fromEntries(told.items.map((i) => [views.find((v) => v.id === i.id)?.name ?? i.id, i.count]))
}

describe('whose', () => {
  test('one\'s own is there for nobody else: not to read, not to change, not to drop', async () => {
    const view = await saved('agent', { name: '我的破损' })
    expect(await names('agent')).toContain('我的破损')
    for (const who of ['agent2', 'lead', 'admin'] as const) {
      expect([who, await names(who)]).toEqual([who, []])
      expect([who, (await (await world.as(who)).put<{ code: string }>(`/api/views/${view.id}`, { version: 1, name: 'x' })).status]).toEqual([who, 404])
      expect([who, (await drop(who, view.id)).status]).toEqual([who, 404])
    }
    expect((await drop('agent', view.id)).status).toBe(200)
    expect(await names('agent')).toEqual([])
  })

  test.each(['agent', 'inspector', 'outlet'] as const)('%s may not save for others', async (who) => {
    for (const level of ['team', 'system']) expect([(await save(who, { level })).status, (await save(who, { level })).body.code]).toEqual([403, 'permission.missing'])
  })

  test('a lead\'s team view is for the unit, the system\'s for everybody; others see and don\'t change it', async () => {
    const team = await saved('lead', { level: 'team', name: '本组破损' })
    const system = await saved('admin', { level: 'system', name: '全司破损' })
    const unitOf = (who: Cast) => world.users[who].unit.id
    for (const who of ['agent', 'outlet', 'judge'] as const) expect([who, await names(who)]).toEqual([who, [...(unitOf(who) === unitOf('lead') ? ['本组破损'] : []), '全司破损']])
    expect((await seen('agent')).map((v) => v.mayChange)).not.toContain(true)
    expect((await drop('agent', system.id)).body.code).toBe('permission.missing')
    expect((await (await world.as('agent')).put<{ code: string }>(`/api/views/${team.id}`, { version: 1, name: 'x' })).body.code).toBe(unitOf('agent') === unitOf('lead') ? 'permission.missing' : 'not_found')
    expect((await (await world.as('lead')).put<SavedView>(`/api/views/${team.id}`, { version: 1, name: '本组破损件' })).body).toMatchObject({ name: '本组破损件', version: 2 })
    expect((await (await world.as('lead')).put<{ code: string }>(`/api/views/${team.id}`, { version: 1, name: 'y' })).body.code).toBe('stale_version')
    const record = await sql<{ type: string }>`select type from events where stream_id = ${team.id} order by seq`.execute(world.db)
    expect(record.rows.map((r) => r.type)).toEqual(['view.shared', 'view.changed'])
    for (const [who, view] of [['lead', team], ['admin', system]] as const) expect((await drop(who, view.id)).status).toBe(200)
  })

  test('a token has none of its own', async () => {
    const machine = await world.machine(['queue:read'])
    expect((await machine.get<{ items: unknown[] }>('/api/views')).body.items).toEqual([])
    expect((await machine.post<{ code: string }>('/api/views', { level: 'own', name: 'x', filters: {} })).body.code).toBe('view.persons_only')
  })
})

describe('what a view holds', () => {
  test.each([{ q: '张三' }, { cursor: 'x' }, { colour: 'red' }, { status: 'nothing' }, { org: 'x' }, { received_within: '0' }])('%o is refused', async (filters) => {
    expect((await save('agent', { filters })).status).toBe(400)
  })

  test('its counter says what its list holds, fresh within a second, for each only their own rows', async () => {
    const views = [
      await saved('admin', { level: 'system', name: 'delay', filters: { reason: 'delay' } }), await saved('admin', { level: 'system', name: 'two', filters: { reason: 'delay.transit_stuck,damage', channel: 'phone' } }),
      await saved('admin', { level: 'system', name: 'web', filters: { channel: 'web,app', received_within: '24' } }), await saved('admin', { level: 'system', name: 'late', filters: { received_to: '2020-01-01' } }),
      await saved('admin', { level: 'system', name: 'ended', filters: { view: 'ended' } }), await saved('admin', { level: 'system', name: 'mine', filters: { owner: 'me', due: 'decision,first_contact', due_within: '720' } }),
    ]
    expect(await counts('agent')).toEqual({ delay: 2, two: 2, web: 1, late: 0, ended: 0, mine: 3 })
    expect(await counts('outlet')).toEqual({ delay: 0, two: 1, web: 0, late: 0, ended: 0, mine: 0 })
    for (const who of ['agent', 'outlet'] as const) {
      for (const view of await seen(who)) {
        const listed = (await (await world.as(who)).get<{ items: unknown[] }>(`/api/complaints?${new URLSearchParams({ view: 'open', ...view.filters })}`)).body.items.length
        if (view.name !== 'ended') expect([who, view.name, (await counts(who))[view.name]]).toEqual([who, view.name, listed])
      }
    }
    await fileCase(world, { complainant: { name: '赵四', phone: '13712345671' }, items: [], reasonCode: 'delay' })
    await expect.poll(async () => (await counts('agent'))['delay'], { timeout: 4000 }).toBe(3)
    for (const view of views) await drop('admin', view.id)
  })

  test('a unit that doesn\'t exist holds nothing', async () => {
    const view = await saved('agent', { name: 'nowhere', filters: { org: '01a20150-c784-75ae-ab40-8b083896d4ff' } })
    expect(await counts('agent')).toEqual({ nowhere: 0 })
    await drop('agent', view.id)
  })
})

test('views keep the order they are given, own before the team\'s before the system\'s', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await saved('lead', { name })
  await saved('lead', { name: 's', level: 'system' })
  await saved('lead', { name: 't', level: 'team' })
  const move = async (name: string, place: number) => {
    const view = (await seen('lead')).find((v) => v.name === name)!
    return (await world.as('lead')).put(`/api/views/${view.id}`, { version: view.version, place })
  }
  for (const [name, place, expected] of [['d', 1, 'dabcts'], ['a', 4, 'dbcats'], ['c', 2, 'dcbats'], ['d', 100, 'cbadts']] as const) {
    await move(name, place)
    expect((await names('lead')).join('')).toBe(expected)
  }
  for (const view of await seen('lead')) await drop('lead', view.id)
})

test('forty of a level are enough', async () => {
  for (let i = 0; i < 40; i++) await saved('agent2', { name: `v${i}` })
  expect([(await save('agent2', {})).status, (await save('agent2', {})).body]).toMatchObject([409, { code: 'view.too_many', params: { limit: 40 } }])
})

test('the record verifies with all of it', async () => {
  expect((await verifyRecord(world.databaseUrls.app)).breaks).toEqual([])
})
