// Signing in and out: equal answers, throttle, rotation, revocation at once, first password, tokens.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { createClient } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const password = 'huiyin-demo'
const first = 'kaishi-2026-yong'

async function newUser(username: string): Promise<string> {
  const admin = await world.as('admin')
  const unit = await world.unit('C01')
  const made = await admin.post<{ id: string }>('/api/users', { username, name: '新人', password: first, posts: [{ roleCode: 'agent', unitId: unit.id }] })
  expect(made.status).toBe(201)
  return made.body.id
}

test('the cookie is HttpOnly, SameSite=Lax, for the whole site, and its secret is stored as a hash only', async () => {
  const client = world.stranger()
  const answer = await client.post('/api/session', { username: 'agent', password })
  expect(answer.status).toBe(201)
  expect(answer.body).toMatchObject({ username: 'agent', roleCode: 'agent', mustChangePassword: false, unit: { code: 'C02' } })
  const line = answer.headers.getSetCookie().join()
  expect(line).toMatch(/^huiyin=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  const stored = await sql<{ hit: boolean }>`select exists (select from sessions where encode(token_hash, 'escape') like ${`%${client.cookies.get('huiyin')}%`}) as hit`.execute(world.db)
  expect(stored.rows[0]?.hit).toBe(false)
})

test('a wrong password, an unknown and a disabled person get the same answer', async () => {
  const id = await newUser('gone.person')
  await (await world.as('admin')).post(`/api/users/${id}/disabling`, { reason: 'left' })
  const answers = await Promise.all([['agent2', 'not-the-password'], ['nobody-here', 'not-the-password'], ['gone.person', first]].map(([username, pw]) => world.stranger().post('/api/session', { username, password: pw })))
  for (const answer of answers) {
    expect(answer.status).toBe(401)
    const { requestId, ...rest } = answer.body as { requestId: string }
    expect(requestId).toBeTruthy()
    expect(rest).toEqual({ status: 401, code: 'identity.wrong_credentials', params: {} })
  }
})

test('unknown and known names take the same time', async () => {
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let i = 0; i < 4; i++) {
    for (const kind of ['known', 'unknown'] as const) {
      const before = performance.now()
      await world.stranger().post('/api/session', { username: kind === 'known' ? 'trainer' : `nobody${i}`, password: 'wrong-password-1' })
      times[kind].push(performance.now() - before)
    }
  }
  const fastest = { known: Math.min(...times.known), unknown: Math.min(...times.unknown) }
  // Both compute one argon2 hash; without it the unknown name would answer in a fraction of the time.
  expect(fastest.unknown / fastest.known).toBeGreaterThan(0.5)
})

test('failures delay this person from this place, even for the right password, and tell how long; others go on', async () => {
  const id = await newUser('slow.typer')
  const statuses: number[] = []
  const waits: number[] = []
  for (let i = 0; i < 8; i++) {
    const answer = await world.stranger().post('/api/session', { username: 'slow.typer', password: 'wrong-password-1' })
    statuses.push(answer.status)
    if (answer.status === 429) waits.push(Number(answer.headers.get('retry-after')))
  }
  expect(statuses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
  expect(statuses).toContain(429)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1)
  expect((await world.stranger().post('/api/session', { username: 'slow.typer', password: first })).status).toBe(429)
  expect((await world.stranger().post('/api/session', { username: 'analyst', password })).status).toBe(201)
  // Never for ever: once the wait is over the right password opens and wipes the failures.
  await sql`update sign_in_failures set at = at - interval '20 minutes'`.execute(world.db)
  expect((await world.stranger().post('/api/session', { username: 'slow.typer', password: first })).status).toBe(201)
  expect((await world.db.selectFrom('users').select('id').where('id', '=', id).execute()).length).toBe(1)
})

test('a hundred wrong passwords at once do not all get looked at', async () => {
  await newUser('parallel.victim')
  const answers = await Promise.all(Array.from({ length: 40 }, () => world.stranger().post('/api/session', { username: 'parallel.victim', password: 'wrong-password-1' })))
  expect(answers.filter((a) => a.status === 401).length).toBeLessThanOrEqual(6)
  await sql`delete from sign_in_failures`.execute(world.db)
})

test('signing in again gives a new secret and ends the old session; a planted secret is never taken over', async () => {
  const client = createClient(world.url)
  const planted = 'A'.repeat(43)
  client.cookies.set('huiyin', planted)
  await client.post('/api/session', { username: 'caller', password })
  const old = client.cookies.get('huiyin') ?? ''
  expect(old).not.toBe(planted)
  await client.post('/api/session', { username: 'caller', password })
  expect(client.cookies.get('huiyin')).not.toBe(old)
  const stale = createClient(world.url)
  stale.cookies.set('huiyin', old)
  expect((await stale.get('/api/session')).status).toBe(401)
  expect((await client.get('/api/session')).status).toBe(200)
})

test('signing out, ending a session from another one, and disabling work from the next request on', async () => {
  const id = await newUser('short.stay')
  const admin = await world.as('admin')
  const [one, two, three] = [world.stranger(), world.stranger(), world.stranger()]
  for (const client of [one, two, three]) await client.post('/api/session', { username: 'short.stay', password: first })
  expect((await one.del('/api/session')).status).toBe(200)
  expect((await one.get('/api/session')).status).toBe(401)
  // The first password must be changed before anything else.
  expect(await two.get('/api/units')).toMatchObject({ status: 403, body: { code: 'identity.must_change_password' } })
  expect((await two.get('/api/session')).body).toMatchObject({ mustChangePassword: true })
  expect((await two.post('/api/session/password', { current: first, next: 'kuaidi-zhuanyong-77' })).status).toBe(200)
  expect((await three.get('/api/session')).status).toBe(401)
  expect((await two.get('/api/units')).status).toBe(200)
  await three.post('/api/session', { username: 'short.stay', password: 'kuaidi-zhuanyong-77' })
  const sessions = (await two.get<{ items: { id: string; current: boolean }[] }>('/api/sessions')).body.items
  expect(sessions.map((s) => s.current)).toEqual([false, true])
  expect((await two.del(`/api/sessions/${sessions[0]?.id}`)).status).toBe(200)
  expect((await three.get('/api/session')).status).toBe(401)
  expect((await (await world.as('agent')).del(`/api/sessions/${sessions[1]?.id}`)).status).toBe(404)
  expect((await admin.post(`/api/users/${id}/disabling`, { reason: 'left the company' })).status).toBe(200)
  expect((await two.get('/api/session')).status).toBe(401)
  expect((await two.post('/api/session', { username: 'short.stay', password: 'kuaidi-zhuanyong-77' })).status).toBe(401)
})

test('an idle, an expired and a posted-away session end', async () => {
  for (const spoil of ["last_seen_at = now() - interval '61 minutes'", "expires_at = now() - interval '1 second'"]) {
    const client = world.stranger()
    await client.post('/api/session', { username: 'trainer', password })
    await sql.raw(`update sessions set ${spoil} where user_id = '${world.users.trainer.id}'`).execute(world.db)
    expect((await client.get('/api/session')).status).toBe(401)
  }
})

describe('tokens', () => {
  test('act with their permissions and no others, need an idempotency key, and die with a click, in time or with their maker', async () => {
    const admin = await world.as('admin')
    const made = await admin.post<{ id: string; token: string }>('/api/api-tokens', { name: 'erp', permissions: ['identity:manage'] })
    expect(made.status).toBe(201)
    const machine = createClient(world.url, made.body.token)
    expect((await machine.get('/api/users')).body).toMatchObject({ code: 'permission.missing', params: { permission: 'identity:read' } })
    const unit = await world.unit('C01')
    const body = { username: 'by.machine', name: '机器建', password: first, posts: [{ roleCode: 'agent', unitId: unit.id }] }
    expect((await machine.post('/api/users', body, { key: null })).status).toBe(400)
    const once = await machine.post('/api/users', body, { key: 'k-1' })
    const twice = await machine.post('/api/users', body, { key: 'k-1' })
    expect([once.status, twice.status, twice.text]).toEqual([201, 201, once.text])
    expect((await machine.post('/api/users', { ...body, name: '另一个' }, { key: 'k-1' })).status).toBe(422)
    expect((await machine.get('/api/session')).body).toMatchObject({ name: 'erp', roleCode: 'token' })
    expect((await machine.del('/api/session')).body).toMatchObject({ code: 'identity.session_needed' })
    const listed = (await admin.get('/api/api-tokens')).text
    expect(listed).not.toContain(made.body.token)
    expect((await admin.del(`/api/api-tokens/${made.body.id}`)).status).toBe(200)
    expect((await machine.get('/api/session')).status).toBe(401)
  })

  test('never approve: the second pair of eyes is a person\'s, and two tokens of one maker are none', async () => {
    const admin = await world.as('admin')
    const refused = await admin.post('/api/api-tokens', { name: 'eyes', permissions: ['complaint:read', 'approval:level1', 'approval:level2'] })
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'identity.token_too_wide', params: { permissions: ['approval:level1', 'approval:level2'] } }])
    const made = await admin.post<{ id: string; token: string }>('/api/api-tokens', { name: 'older', permissions: ['waybill:read'] })
    await sql`update api_tokens set permissions = '{approval:level1,waybill:read}' where id = ${made.body.id}`.execute(world.db)
    expect((await createClient(world.url, made.body.token).get('/api/session')).body).toMatchObject({ permissions: ['waybill:read'] })
  })

  test('expire', async () => {
    const admin = await world.as('admin')
    expect((await admin.post('/api/api-tokens', { name: 'past', permissions: ['waybill:read'], expiresAt: '2020-01-01T00:00:00Z' })).status).toBe(400)
    const made = await admin.post<{ id: string; token: string }>('/api/api-tokens', { name: 'soon', permissions: ['waybill:read'], expiresAt: '2099-01-01T00:00:00+08:00' })
    const machine = createClient(world.url, made.body.token)
    expect((await machine.get('/api/units')).status).toBe(200)
    await sql`update api_tokens set expires_at = now() - interval '1 second' where id = ${made.body.id}`.execute(world.db)
    expect((await machine.get('/api/units')).status).toBe(401)
  })

  test('a bad bearer is not helped out by a good cookie', async () => {
    const agent = await world.as('agent')
    expect((await agent.get('/api/session', { headers: { authorization: 'Bearer hy_wrongwrongwrongwrongwrong' } })).status).toBe(401)
    expect((await agent.get('/api/session', { headers: { authorization: 'Basic YTpi' } })).status).toBe(401)
  })
})
