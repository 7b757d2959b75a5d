// People, units, roles and tokens as admin manages them: permission, refusal, success, and what the record then says.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { appendToStream } from '../platform/record.ts'
import { chainHash, chainStart } from '../platform/chain.ts'
import { inTransaction } from '../platform/database.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const first = 'kaishi-2026-yong'
type UserReply = { id: string; username: string; status: string; posts: { id: string; roleCode: string; unit: { code: string } }[] }

async function eventsOf(streamId: string): Promise<{ type: string; body: string; seq: number; hash: Buffer }[]> {
  return (await sql<{ type: string; body: string; seq: number; hash: Buffer }>`select type, body, seq, hash from events where stream_id = ${streamId} order by seq`.execute(world.db)).rows
}

describe('creating a person', () => {
  const person = async () => ({ username: 'li.min', name: '李敏', staffNo: 'K9001', password: first, posts: [{ roleCode: 'agent', unitId: (await world.unit('C02')).id }] })

  test('needs identity:manage', async () => {
    expect(await (await world.as('lead')).post('/api/users', await person())).toMatchObject({ status: 403, body: { code: 'permission.missing' } })
  })

  test.each(['role', 'status', 'outletId', 'amount', 'approvedBy', 'createdAt', 'id', 'mustChangePassword', '__proto__', 'constructor'])('a planted %s is refused, not dropped', async (field) => {
    const body = JSON.stringify(await person()).replace(/^\{/, `{"${field}":"x",`)
    const admin = await world.as('admin')
    const answer = await fetch(`${world.url}/api/users`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: `huiyin=${admin.cookies.get('huiyin')}` }, body })
    expect(answer.status).toBe(400)
    expect((await world.db.selectFrom('users').select('id').where('username', '=', 'li.min').execute()).length).toBe(0)
  })

  test('refuses what does not fit, all of it at once', async () => {
    const admin = await world.as('admin')
    const good = await person()
    const bad = await admin.post<{ fields: { path: string; code: string }[] }>('/api/users', { ...good, username: 'Li Min', name: ' ', password: 'short' })
    expect(bad.status).toBe(400)
    expect(bad.body.fields.map((f) => f.path).sort()).toEqual(['name', 'password', 'username'])
    expect((await admin.post('/api/users', { ...good, posts: [{ roleCode: 'chief', unitId: good.posts[0]?.unitId }, { roleCode: 'agent', unitId: crypto.randomUUID() }] })).body)
      .toMatchObject({ code: 'malformed', fields: [{ path: 'posts.0.roleCode', code: 'unknown' }, { path: 'posts.1.unitId', code: 'unknown' }] })
    expect(await admin.post('/api/users', { ...good, password: '1234567890' })).toMatchObject({ status: 409, body: { code: 'identity.weak_password' } })
    expect(await admin.post('/api/users', { ...good, username: 'agent' })).toMatchObject({ status: 409, body: { code: 'identity.username_taken' } })
  })

  test('creates them once per key, tells no password, and says so in the record', async () => {
    const admin = await world.as('admin')
    const made = await admin.post<UserReply>('/api/users', await person(), { key: 'one' })
    const again = await admin.post<UserReply>('/api/users', await person(), { key: 'one' })
    expect([made.status, again.status, again.body.id]).toEqual([201, 201, made.body.id])
    expect(made.text).not.toMatch(/password/i)
    const [event] = await eventsOf(made.body.id)
    expect(JSON.parse(event?.body ?? '{}')).toMatchObject({ type: 'identity.user_created', actor: { kind: 'user', id: world.users.admin.id }, data: { username: 'li.min', staffNo: 'K9001', posts: [{ roleCode: 'agent', unitCode: 'C02' }] } })
    expect(event?.body).not.toContain(first)
    expect(event?.hash).toEqual(chainHash(chainStart, 1, event?.body ?? ''))
  })
})

describe('posts, disabling, last admin', () => {
  test('new posts hold from the next request and end the sessions of those taken away', async () => {
    const admin = await world.as('admin')
    const courier = await world.as('courier')
    const [outlet, station] = [world.users.courier.unit, await world.unit('Z42005')]
    const both = await admin.put<UserReply>(`/api/users/${world.users.courier.id}/posts`, { posts: [{ roleCode: 'courier', unitId: outlet.id }, { roleCode: 'station_keeper', unitId: station.id }] })
    expect(both.body.posts.map((p) => p.roleCode)).toEqual(['courier', 'station_keeper'])
    const switched = await courier.post<{ roleCode: string; unit: { code: string } }>('/api/session/post', { postId: both.body.posts[1]?.id })
    expect(switched.body).toMatchObject({ roleCode: 'station_keeper', unit: { code: 'Z42005' } })
    expect((await (await world.as('agent')).post('/api/session/post', { postId: both.body.posts[1]?.id })).status).toBe(404)
    await admin.put(`/api/users/${world.users.courier.id}/posts`, { posts: [{ roleCode: 'courier', unitId: outlet.id }] })
    expect((await courier.get('/api/session')).status).toBe(401)
    const types = (await eventsOf(world.users.courier.id)).map((e) => e.type)
    expect(types).toEqual(['identity.user_created', 'identity.user_posts_set', 'identity.user_posts_set'])
  })

  test('nobody can remove the last admin, nor themselves', async () => {
    const admin = await world.as('admin')
    const me = world.users.admin
    expect((await admin.post(`/api/users/${me.id}/disabling`, { reason: 'oops' })).body).toMatchObject({ code: 'identity.own_account' })
    expect((await admin.put(`/api/users/${me.id}/posts`, { posts: [{ roleCode: 'trainer', unitId: me.unit.id }] })).body).toMatchObject({ code: 'identity.last_admin' })
    expect((await admin.put('/api/roles/admin', { permissions: ['self:manage'] })).body).toMatchObject({ code: 'identity.last_admin' })
    expect((await admin.get('/api/users')).status).toBe(200)
  })

  test('two admins who disable each other at once leave one', async () => {
    const admin = await world.as('admin')
    const made = await admin.post<UserReply>('/api/users', { username: 'second.admin', name: '副手', password: first, posts: [{ roleCode: 'admin', unitId: world.users.admin.unit.id }] })
    const second = world.stranger()
    await second.post('/api/session', { username: 'second.admin', password: first })
    await second.post('/api/session/password', { current: first, next: 'kuaidi-zhuanyong-77' })
    const both = await Promise.all([admin.post(`/api/users/${made.body.id}/disabling`, { reason: 'a' }), second.post(`/api/users/${world.users.admin.id}/disabling`, { reason: 'b' })])
    expect(both.filter((a) => a.status === 200).length).toBe(1)
    const left = await sql<{ username: string }>`select username from users u where status = 'active' and username in ('admin', 'second.admin')`.execute(world.db)
    expect(left.rows.length).toBe(1)
    await sql`update users set status = 'active' where username = 'admin'`.execute(world.db)
    await sql`update users set status = 'disabled' where username = 'second.admin'`.execute(world.db)
    await sql`delete from sessions where user_id = ${world.users.admin.id}`.execute(world.db)
    await (await world.as('admin')).post('/api/session', { username: 'admin', password: 'huiyin-demo' })
  })

  test('disabling ends the tokens they made; enabling does not bring them back', async () => {
    const admin = await world.as('admin')
    await sql`insert into api_tokens (id, name, token_hash, permissions, created_by) values (gen_random_uuid(), 'erp', '\\x01', '{waybill:read}', ${world.users.account.id})`.execute(world.db)
    expect((await admin.post<UserReply>(`/api/users/${world.users.account.id}/disabling`, { reason: 'left' })).body.status).toBe('disabled')
    expect((await admin.post(`/api/users/${world.users.account.id}/disabling`, { reason: 'left' })).body).toMatchObject({ code: 'identity.already_disabled' })
    expect((await admin.post<UserReply>(`/api/users/${world.users.account.id}/enabling`, { reason: 'back' })).body.status).toBe('active')
    const token = await sql<{ revoked: boolean }>`select revoked_at is not null as revoked from api_tokens where name = 'erp'`.execute(world.db)
    expect(token.rows).toEqual([{ revoked: true }])
  })

  test('a reset password is one-time and ends the sessions', async () => {
    const admin = await world.as('admin')
    const analyst = await world.as('analyst')
    expect((await admin.post(`/api/users/${world.users.analyst.id}/password-reset`, { password: first })).status).toBe(200)
    expect((await analyst.get('/api/session')).status).toBe(401)
    expect((await analyst.post('/api/session', { username: 'analyst', password: first })).body).toMatchObject({ mustChangePassword: true })
    expect((await analyst.post('/api/session/password', { current: 'wrong-one-here', next: 'kuaidi-zhuanyong-77' })).body).toMatchObject({ code: 'identity.wrong_current_password' })
    expect((await analyst.post('/api/session/password', { current: first, next: first })).body).toMatchObject({ code: 'identity.same_password' })
    expect((await admin.post(`/api/users/${crypto.randomUUID()}/password-reset`, { password: first })).status).toBe(404)
  })
})

describe('lists', () => {
  test('people page by key, find by name with the wildcard taken literally, and stay in the reader’s province', async () => {
    const admin = await world.as('admin')
    const page = await admin.get<{ items: UserReply[]; nextCursor: string }>('/api/users?limit=10')
    const next = await admin.get<{ items: UserReply[] }>(`/api/users?limit=10&cursor=${page.body.nextCursor}`)
    const names = [...page.body.items, ...next.body.items].map((u) => u.username)
    expect(names).toEqual([...new Set(names)].sort())
    expect(names.length).toBe(20)
    expect((await admin.get<{ items: unknown[] }>('/api/users?q=%25')).body.items).toEqual([])
    expect((await admin.get<{ items: UserReply[] }>(`/api/users?q=${encodeURIComponent('汪大勇')}`)).body.items.map((u) => u.username)).toEqual(['outlet'])
    expect((await admin.get('/api/users?limit=101')).status).toBe(400)
    expect((await admin.get('/api/users?cursor=%00%00')).status).toBe(400)
    const province = await (await world.as('province')).get<{ items: UserReply[] }>('/api/users')
    expect(province.body.items.map((u) => u.username)).toEqual(['courier', 'hub', 'outlet', 'province', 'station'])
  })

  test('units filter by kind and parent, and new ones store their ancestors', async () => {
    const admin = await world.as('admin')
    const parent = await world.unit('H4201')
    const made = await admin.post<{ id: string }>('/api/units', { code: 'W42999', name: '武汉测试网点', kind: 'outlet', parentId: parent.id, city: '武汉' })
    expect(made.status).toBe(201)
    const row = await world.db.selectFrom('org_units').select(['province_id', 'hub_id', 'outlet_id']).where('id', '=', made.body.id).executeTakeFirstOrThrow()
    expect(row).toEqual({ province_id: (await world.unit('P42')).id, hub_id: parent.id, outlet_id: made.body.id })
    expect((await admin.post('/api/units', { code: 'W42999', name: '又一个', kind: 'outlet', parentId: parent.id })).body).toMatchObject({ code: 'identity.unit_code_taken' })
    expect((await admin.post('/api/units', { code: 'H42999', name: '网点下的分拨', kind: 'hub', parentId: made.body.id })).body).toMatchObject({ code: 'identity.unit_misplaced' })
    const below = await admin.get<{ items: { code: string }[] }>(`/api/units?kind=outlet&parentId=${parent.id}&limit=100`)
    expect(below.body.items.at(-1)?.code).toBe('W42999')
    expect((await eventsOf(made.body.id)).map((e) => e.type)).toEqual(['identity.unit_created'])
  })
})

test('a role changes for the next request; one narrowed by unit cannot reach the whole house', async () => {
  const admin = await world.as('admin')
  const trainer = await world.as('trainer')
  expect((await trainer.get('/api/roles')).status).toBe(403)
  const before = (await admin.get<{ items: { code: string; permissions: string[] }[] }>('/api/roles')).body.items.find((r) => r.code === 'trainer')
  expect((await admin.put('/api/roles/trainer', { permissions: [...(before?.permissions ?? []), 'identity:read'] })).status).toBe(200)
  expect((await trainer.get('/api/roles')).status).toBe(200)
  expect((await admin.put('/api/roles/courier', { permissions: ['self:manage', 'identity:manage'] })).body).toMatchObject({ code: 'identity.role_too_wide', params: { permissions: ['identity:manage'] } })
  expect((await admin.put('/api/roles/nobody', { permissions: [] })).status).toBe(404)
  expect((await admin.put('/api/roles/trainer', { permissions: ['no:such'] })).status).toBe(400)
})

test('two writers of one stream follow each other without a gap', async () => {
  const id = crypto.randomUUID()
  const actor = { kind: 'system', id: 'system', name: 'test' }
  await Promise.all(Array.from({ length: 6 }, (_, i) => inTransaction(world.db, ({ tx, now }) => appendToStream(tx, now, actor, { id, kind: 'user' }, [{ type: 'identity.user_enabled', data: { i } }]))))
  const rows = await eventsOf(id)
  expect(rows.map((r) => r.seq)).toEqual([1, 2, 3, 4, 5, 6])
  let hash = chainStart
  for (const row of rows) {
    hash = chainHash(hash, row.seq, row.body)
    expect(row.hash).toEqual(hash)
  }
})
