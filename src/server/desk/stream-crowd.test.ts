// Many listeners cost few questions: sessions are asked about all at once, and rows for all of one event batch.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../domain/identity/actor.ts'
import { demoPassword } from '../identity/founding.ts'
import { authenticateAll } from '../identity/sessions.ts'
import type { Exchange } from '../platform/context.ts'
import { fileCase } from '../../../test/case.ts'
import { createClient } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { Cast, World } from '../../../test/world.ts'
import { createStreams } from './stream.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(async () => {
  world.app.http.server.closeAllConnections()
  await world.stop()
})

type Ear = { readonly exchange: Exchange; readonly heard: string[]; ended: boolean }

/** A listener without a network: what is written to it is kept. */
function ear(): Ear {
  const e = { heard: [] as string[], ended: false }
  const raw = { headersSent: false, writableEnded: false, destroyed: false, writableLength: 0, writeHead: () => { raw.headersSent = true }, write: (text: string) => { e.heard.push(text); return true }, end: () => { e.ended = true } }
  const exchange = { request: { headers: {}, raw: { socket: { once: () => {} } } }, reply: { hijack: () => {}, getHeaders: () => ({}), raw } }
  return Object.assign(e, { exchange: exchange as unknown as Exchange })
}

test('three hundred listeners are asked about in one go each second, and hear only their own', async () => {
  const agent: Actor = { kind: 'user', id: world.users.analyst.id, name: '', roleCode: 'analyst', unitId: null, permissions: new Set(['stream:read']), scope: { kind: 'all' } }
  const outlets = await sql<{ id: string }>`select id from org_units where kind = 'outlet' limit 60`.execute(world.db)
  const actors = new Map<unknown, Actor>()
  const asked: number[] = []
  const streams = createStreams({ db: world.db, pollMs: 50, perUser: 1000, authenticateAll: (requests) => { asked.push(requests.length); return Promise.resolve(requests.map((r) => actors.get(r) ?? null)) } })
  const ears = Array.from({ length: 300 }, ear)
  for (const [i, e] of ears.entries()) {
    const actor: Actor = i < 200 ? { ...agent, id: crypto.randomUUID() } : { ...agent, id: crypto.randomUUID(), scope: { kind: 'outlet', id: outlets.rows[i % outlets.rows.length]!.id } }
    actors.set(e.exchange.request, actor)
    await streams.open(actor, e.exchange)
  }
  asked.length = 0
  const c = await fileCase(world)
  await sleep(1500)
  expect(asked.filter((n) => n === 300).length).toBeGreaterThanOrEqual(1)
  expect(asked.length).toBeLessThanOrEqual(4)
  const parties = new Set((await sql<{ outlet_id: string | null }>`select outlet_id from parties where complaint_id = ${c.id}`.execute(world.db)).rows.map((p) => p.outlet_id))
  for (const [i, e] of ears.entries()) {
    const heard = e.heard.some((text) => text.includes(c.id))
    expect(heard, String(i)).toBe(i < 200 || parties.has(outlets.rows[i % outlets.rows.length]!.id))
  }
  actors.delete(ears[7]!.exchange.request)
  await sleep(1300)
  expect([ears[7]!.ended, ears.filter((e) => e.ended).length]).toEqual([true, 1])
  await streams.close()
})

/** Opens a stream; `at` is when it ended. */
async function listenTo(who: Cast): Promise<{ at: Promise<number> }> {
  const client = createClient(world.url)
  expect((await client.post('/api/session', { username: who, password: demoPassword })).status).toBe(201)
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(`${world.url}/api/stream`, { headers: { cookie } })
  expect(response.status).toBe(200)
  return { at: response.text().then(() => Date.now()) }
}

test.each([
  ['disabled', 'trainer', (id: string) => sql`update users set status = 'disabled' where id = ${id}`],
  ['moved to another post', 'judge', (id: string) => sql`update posts set ended_at = now() where user_id = ${id}`],
  ['signed out elsewhere', 'caller', (id: string) => sql`update sessions set revoked_at = now() where user_id = ${id}`],
] as const)('a person %s loses the stream within two seconds', async (_, who, change) => {
  const ended = await listenTo(who)
  const since = Date.now()
  await change(world.users[who].id).execute(world.db)
  expect((await ended.at) - since).toBeLessThan(2000)
})

test('many requests are told apart in one answer', async () => {
  const agent = await world.as('agent')
  const made = await (await world.as('admin')).post<{ token: string }>('/api/api-tokens', { name: 'crowd', permissions: ['complaint:read'] })
  const cookie = (value: string) => ({ headers: {}, cookies: { huiyin: value } })
  const bearer = (value: string) => ({ headers: { authorization: value }, cookies: {} })
  const requests = [cookie(agent.cookies.get('huiyin') ?? ''), cookie('a'.repeat(43)), bearer(`Bearer ${made.body.token}`), bearer('Bearer nonsense'), cookie('')]
  const actors = await authenticateAll(world.db, world.url, requests as never)
  expect(actors.map((a) => a && [a.kind, a.id])).toEqual([['user', world.users.agent.id], null, ['token', expect.any(String)], null, null])
})
