// Surge mode: one at a time, visible to everybody, ending by itself with the posts it lent, and never touching the seven days.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { caseUntil, fileCase } from '../../../test/case.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

type Surge = { id: string; state: string; staff: { userId: string }[]; received: number }
const hour = 3_600_000

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const inHours = async (n: number): Promise<string> => new Date((await world.now()) + n * hour).toISOString()
const state = async (who: 'outlet' | 'agent'): Promise<Record<string, unknown>> => (await (await world.as(who)).get('/api/house-state')).body
const flagsOf = async (id: string): Promise<string[]> => (await world.db.selectFrom('complaints').select('flags').where('id', '=', id).executeTakeFirstOrThrow()).flags
const watchOf = async (id: string): Promise<number> => Number((await sql<{ days: number }>`select extract(epoch from strict_due_at - date_trunc('day', opened_at at time zone 'Asia/Shanghai') at time zone 'Asia/Shanghai') / 86400 as days from clocks where complaint_id = ${id} and kind = 'statutory_watch'`.execute(world.db)).rows[0]?.days)

test('only who may begins one; its end must lie ahead and not too far', async () => {
  const body = { endsAt: await inHours(48), reason: '双11', expectedHours: 6 }
  for (const who of ['agent', 'outlet', 'judge'] as const) expect([who, (await (await world.as(who)).post('/api/surges', body)).status]).toEqual([who, 403])
  const lead = await world.as('lead')
  for (const endsAt of [await inHours(-1), await inHours(32 * 24)]) expect((await lead.post('/api/surges', { ...body, endsAt })).body).toMatchObject({ code: 'malformed', fields: [{ path: 'endsAt' }] })
  expect((await lead.post(`/api/surges/${crypto.randomUUID()}/ending`, { reason: '停' })).status).toBe(404)
  expect(await state('agent')).toEqual({ surge: null, channelsDown: [] })
})

describe('while it runs', () => {
  let surge: Surge
  let before: { id: string; due: unknown }
  beforeAll(async () => {
    const c = await fileCase(world, { complainant: { phone: '13700000101' } })
    before = { id: c.id, due: await c.clocks('statutory_watch') }
    const made = await (await world.as('lead')).post<Surge>('/api/surges', { endsAt: await inHours(48), reason: '双11大促', expectedHours: 6, notice: '双11期间来件较多，请耐心等待', suspends: ['sampling', 'regular_contact_reminders'] })
    if (made.status !== 201) throw new Error(made.text)
    surge = made.body
  })

  test('everybody sees it, the portal says it, and a second one is refused', async () => {
    for (const who of ['outlet', 'agent'] as const) expect(await state(who)).toMatchObject({ surge: { id: surge.id, reason: '双11大促', startedBy: world.users.lead.name, shortIntake: true } })
    const page = await fetch(`${world.url}/p`).then((r) => r.text())
    expect(page).toContain('双11期间来件较多，请耐心等待')
    expect((await (await world.as('admin')).post('/api/surges', { endsAt: await inHours(2), reason: '又一个', expectedHours: 1 })).body).toMatchObject({ code: 'surge.one_at_a_time' })
    const later = await (await world.as('admin')).post<Surge>('/api/surges', { startsAt: await inHours(72), endsAt: await inHours(96), reason: '返场', expectedHours: 4 })
    expect(later.body.state).toBe('planned')
    expect((await (await world.as('admin')).post<Surge>(`/api/surges/${later.body.id}/ending`, { reason: '取消' })).body.state).toBe('over')
  })

  test('the seven days are what they always are: for who came before, and for who comes now', async () => {
    const c = await fileCase(world, { complainant: { phone: '13700000102' } })
    expect(await watchOf(c.id)).toBe(8)
    expect(await watchOf(before.id)).toBe(8)
    const there = await sql`select kind, epoch, due_at, opened_at, stopped_at, cancelled, stop_event from clocks where complaint_id = ${before.id} and kind = 'statutory_watch'`.execute(world.db)
    expect(there.rows).toEqual(before.due)
    // it breaches in a surge as ever, and the owner hears of it though reminders rest
    const quiet = await caseUntil(world, 'investigating', { complainant: { phone: '13700000103' } })
    await sql`update clocks set due_at = app_now() - interval '1 minute' where complaint_id = ${quiet.id} and kind = 'statutory_watch'`.execute(world.db)
    await world.settle()
    expect((await sql`select kind from clock_breaches where complaint_id = ${quiet.id}`.execute(world.db)).rows).toEqual([{ kind: 'statutory_watch' }])
    // the feed waits for transactions open anywhere in the cluster, those of other tests too
    await expect.poll(async () => {
      await world.settle()
      return (await sql`select kind from notifications where complaint_id = ${quiet.id} and user_id = ${world.users.agent.id}`.execute(world.db)).rows
    }, { timeout: 5000 }).toContainEqual({ kind: 'clock_breached' })
  })

  test('a case received during it carries its flag and is acknowledged with the honest time', async () => {
    const c = await fileCase(world, { complainant: { phone: '13700000104' } })
    expect(await flagsOf(c.id)).toContain('surge')
    expect(await flagsOf(before.id)).not.toContain('surge')
    await world.settle()
    const told = (await sql<{ body: string }>`select body from messages where complaint_id = ${c.id} and template = 'received'`.execute(world.db)).rows[0]
    expect(told?.body).toContain('6 小时')
  })

  test('fewer things are asked, none that must be', async () => {
    const wanted = async () => (await (await world.as('agent')).get<{ items: { code: string; wantedFields: { field: string; required: boolean }[] }[] }>('/api/reasons')).body.items
    expect((await wanted()).flatMap((r) => r.wantedFields).every((w) => w.required)).toBe(true)
    expect((await wanted()).some((r) => r.wantedFields.length > 0)).toBe(true)
  })

  test('lent people work as agents until it ends; it ends by itself at its instant, and their sessions with it', async () => {
    const lead = await world.as('lead')
    expect((await lead.post(`/api/surges/${surge.id}/staff`, { userIds: [crypto.randomUUID()] })).status).toBe(400)
    const lent = await lead.post<Surge>(`/api/surges/${surge.id}/staff`, { userIds: [world.users.trainer.id, world.users.agent.id] })
    expect(lent.body.staff.map((s) => s.userId)).toEqual([world.users.trainer.id])
    const trainer = await world.as('trainer')
    const mine = await trainer.get<{ posts: { id: string; roleCode: string }[] }>('/api/session')
    const post = mine.body.posts.find((p) => p.roleCode === 'agent')
    expect((await trainer.post('/api/session/post', { postId: post?.id })).status).toBe(200)
    expect((await trainer.post('/api/complaints', { channel: 'phone', verbatim: '一直没收到', complainant: { phone: '13700000105' } })).status).toBe(201)

    await world.moveClock(49 * hour)
    // nothing has swept yet, and it is over all the same
    expect(await state('agent')).toMatchObject({ surge: null })
    expect((await trainer.get('/api/session')).status).toBe(401)
    await world.settle()
    expect((await sql`select ended_at is not null as over from posts where id = ${post?.id}`.execute(world.db)).rows).toEqual([{ over: true }])
    const record = await sql<{ type: string; body: string }>`select type, body from events where stream_id = ${surge.id} order by seq`.execute(world.db)
    expect(record.rows.map((r) => r.type)).toEqual(['surge.started', 'surge.staff_lent', 'surge.ended'])
    expect(JSON.parse(record.rows.at(-1)?.body ?? '{}')).toMatchObject({ data: { because: 'time', posts: 1 }, actor: { kind: 'system' } })
    const c = await fileCase(world, { complainant: { phone: '13700000106' } })
    expect(await flagsOf(c.id)).not.toContain('surge')
    expect((await lead.post(`/api/surges/${surge.id}/ending`, { reason: '停' })).body).toMatchObject({ code: 'surge.over' })
    expect((await lead.get<{ items: Surge[] }>('/api/surges')).body.items.find((s) => s.id === surge.id)).toMatchObject({ state: 'over' })
    await world.moveClock(-49 * hour)
  })
})

describe('channels', () => {
  test('one that is down is said everywhere and turns nobody away', async () => {
    const lead = await world.as('lead')
    expect((await (await world.as('agent')).put('/api/channels/wechat', { available: false, reason: '接口故障' })).status).toBe(403)
    expect((await lead.put('/api/channels/wechat', { available: false })).status).toBe(400)
    expect((await lead.put('/api/channels/pigeon', { available: true })).status).toBe(400)
    expect((await lead.put('/api/channels/wechat', { available: false, reason: '接口故障', message: '微信暂时不通，请打电话' })).body).toMatchObject({ available: false, by: world.users.lead.name })
    expect(await state('outlet')).toMatchObject({ channelsDown: [{ channel: 'wechat', reason: '接口故障' }] })
    expect(await fetch(`${world.url}/p`).then((r) => r.text())).toContain('微信暂时不通，请打电话')
    expect((await (await world.as('agent')).post('/api/complaints', { channel: 'wechat', verbatim: '一直没收到', complainant: { phone: '13700000107' } })).status).toBe(201)
    expect((await (await world.as('agent')).get<{ items: { channel: string; available: boolean }[] }>('/api/channels')).body.items[0]).toMatchObject({ channel: 'wechat', available: false })
    expect((await lead.put('/api/channels/wechat', { available: true })).body).toMatchObject({ available: true, reason: null })
    expect(await state('outlet')).toMatchObject({ channelsDown: [] })
  })
})
