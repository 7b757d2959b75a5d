// Tests of the live stream on a real server: only one's own events, an end with the session, and nothing lost over a reconnect.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sql } from 'kysely'
import { demoNumber } from '../waybills/demo-number.ts'
import { demoPassword } from '../identity/founding.ts'
import { fileCase } from '../../../test/case.ts'
import { createClient } from '../../../test/client.ts'
import type { Client } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

type Seen = { id: string; event: string; data: { complaintId?: string; type?: string; version?: number } }
type Line = { readonly status: number; readonly events: Seen[]; readonly ended: Promise<void>; readonly isOpen: () => boolean; readonly close: () => void; readonly headers: Headers }

let world: World
const lines: Line[] = []
const parcel = demoNumber('false_signoff', 90_000_000)
beforeAll(async () => { world = await startWorld() })
afterAll(async () => {
  // fetch keeps spare connections, which a server that leaves gives some seconds
  world.app.http.server.closeAllConnections()
  await world.stop()
})
afterEach(() => { for (const line of lines.splice(0)) line.close() })

async function listen(client: Client | null, headers: Record<string, string> = {}): Promise<Line> {
  const stop = new AbortController()
  const cookie = client ? [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ') : ''
  const response = await fetch(`${world.url}/api/stream`, { signal: stop.signal, headers: { ...(cookie ? { cookie } : {}), ...headers } })
  const events: Seen[] = []
  let open = response.status === 200
  const ended = read(response, events).catch(() => {}).then(() => { open = false })
  const line: Line = { status: response.status, events, ended, isOpen: () => open, close: () => stop.abort(), headers: response.headers }
  lines.push(line)
  if (open) await until(() => events.some((e) => e.event === 'ready'))
  return line
}

async function read(response: Response, events: Seen[]): Promise<void> {
  let rest = ''
  for await (const bytes of response.body ?? []) {
    const blocks = (rest + new TextDecoder().decode(bytes)).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string): string => block.split('\n').find((l) => l.startsWith(`${name}: `))?.slice(name.length + 2) ?? ''
      if (field('data')) events.push({ id: field('id'), event: field('event') || 'message', data: JSON.parse(field('data')) as Seen['data'] })
    }
  }
}

// The feed waits for every transaction open in the cluster, those of other tests too.
async function until(isSo: () => boolean, ms = 15_000): Promise<void> {
  for (const end = Date.now() + ms; !isSo();) {
    if (Date.now() > end) throw new Error('it did not happen')
    await sleep(10)
  }
}

async function signIn(username: string): Promise<Client> {
  const client = createClient(world.url)
  expect((await client.post('/api/session', { username, password: demoPassword })).status).toBe(201)
  return client
}
const of = (line: Line, id: string): Seen[] => line.events.filter((e) => e.data.complaintId === id)

test('steps arrive in order with ids, types and versions, and nothing else', async () => {
  const line = await listen(await world.as('agent'))
  expect(line.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(line.headers.get('cache-control')).toBe('no-store')
  expect(line.headers.get('x-content-type-options')).toBe('nosniff')
  const c = await fileCase(world)
  await c.does('agent', 'acceptance')
  await until(() => of(line, c.id).length === 2)
  expect(of(line, c.id).map((e) => e.data)).toEqual([{ complaintId: c.id, type: 'complaint.received', version: 1 }, { complaintId: c.id, type: 'complaint.accepted', version: 2 }])
  expect(of(line, c.id)[0]?.id).toMatch(/^\d+-\d+$/)
})

test('a unit hears of its own cases only; a restricted case is told to those who may see it', async () => {
  const [outlet, outlet2, analyst, agent] = await Promise.all((['outlet', 'outlet2', 'analyst', 'agent'] as const).map(async (who) => listen(await world.as(who))))
  const own = await fileCase(world, { items: [{ type: 'waybill', number: parcel }] })
  const other = await fileCase(world)
  const secret = await fileCase(world, { reasonCode: 'personal_safety.sexual_harassment' })
  await sql`update complaints set flags = '{restricted}' where id = ${secret.id}`.execute(world.db)
  await secret.does('agent', 'acceptance')
  await until(() => of(agent!, secret.id).some((e) => e.data.version === 2))
  await sleep(300)
  expect(of(outlet!, own.id).length).toBe(1)
  expect(of(agent!, own.id).length).toBe(1)
  for (const [line, id] of [[outlet, other.id], [outlet, secret.id], [outlet2, own.id], [outlet2, other.id]] as const) expect(of(line!, id)).toEqual([])
  expect(of(analyst!, secret.id).filter((e) => e.data.version === 2)).toEqual([])
})

test('no cookie, a wrong one and a token without the permission get no stream', async () => {
  expect((await listen(null)).status).toBe(401)
  expect((await listen(null, { cookie: 'huiyin=' + 'a'.repeat(43) })).status).toBe(401)
  const client = await world.as('admin')
  const made = await client.post<{ token: string }>('/api/api-tokens', { name: 'no stream', permissions: ['complaint:read'] })
  expect((await listen(null, { authorization: `Bearer ${made.body.token}` })).status).toBe(403)
})

test('a session that ends, ends its stream within two seconds, and tells nothing more', async () => {
  const client = await signIn('agent2')
  const line = await listen(client)
  await client.del('/api/session')
  const since = Date.now()
  const c = await fileCase(world)
  await line.ended
  expect(Date.now() - since).toBeLessThan(2000)
  expect(of(line, c.id).length).toBeLessThanOrEqual(1)
})

test('a role that changes while the line is open counts at once', async () => {
  const line = await listen(await signIn('analyst'))
  await sql`update posts set ended_at = now() where user_id = ${world.users.analyst.id}`.execute(world.db)
  await line.ended
  expect(line.isOpen()).toBe(false)
  await sql`update posts set ended_at = null where user_id = ${world.users.analyst.id}`.execute(world.db)
})

test('after a reconnect the missed events come, each once, before the new ones', async () => {
  const first = await listen(await world.as('agent'))
  const before = await fileCase(world)
  await until(() => of(first, before.id).length === 1)
  const last = of(first, before.id)[0]!.id
  first.close()
  const missed = [await fileCase(world), await fileCase(world)]
  const second = await listen(await world.as('agent'), { 'last-event-id': last })
  const after = await fileCase(world)
  await until(() => of(second, after.id).length === 1)
  expect(second.events.filter((e) => e.event === 'message').map((e) => e.data.complaintId)).toEqual([...missed.map((c) => c.id), after.id])
  const third = await listen(await world.as('outlet2'), { 'last-event-id': last })
  await sleep(200)
  expect(third.events.filter((e) => e.event === 'message')).toEqual([])
  for (const bad of ['x', '1-2-3', "1'-2", '99999999999999999999999-1']) expect((await listen(await world.as('station'), { 'last-event-id': bad })).status).toBe(200)
})

test('a transaction that began earlier and commits later is not skipped', async () => {
  const line = await listen(await world.as('agent'))
  const slow = new pg.Client({ connectionString: world.databaseUrls.app })
  await slow.connect()
  const c = await fileCase(world)
  await until(() => of(line, c.id).length === 1)
  await slow.query('begin')
  await slow.query(`insert into outbox (complaint_id, version, type) values ($1, 90, 'slow')`, [c.id])
  const fast = await fileCase(world)
  await sleep(600)
  expect(of(line, fast.id)).toEqual([])
  await slow.query('commit')
  await until(() => of(line, fast.id).length === 1)
  const all = line.events.map((e) => e.data).filter((d) => d.complaintId === fast.id || d.type === 'slow')
  expect(all.map((d) => d.type)).toEqual(['slow', 'complaint.received'])
  await slow.end()
})

test('five lines a person at most', async () => {
  const client = await signIn('trainer')
  for (let i = 0; i < 5; i++) expect((await listen(client)).status).toBe(200)
  expect((await listen(client)).status).toBe(429)
  lines.at(-2)?.close()
  await sleep(200)
  expect((await listen(client)).status).toBe(200)
})
