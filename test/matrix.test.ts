// Who may do what, walked from the contract: every endpoint × role, and every case-bound one × scope; an endpoint nobody listed here fails.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpoints } from '../src/contract/endpoints.ts'
import type { Endpoint } from '../src/contract/endpoint.ts'
import { shippedRoles } from '../src/domain/identity/permissions.ts'
import { caseOf, fileCase } from './case.ts'
import type { Answer, Client } from './client.ts'
import { startWorld } from './world.ts'
import type { Cast, World } from './world.ts'

const cast: readonly Cast[] = ['admin', 'agent', 'lead', 'province', 'investigator', 'judge', 'arbitrator', 'inspector', 'claims', 'finance', 'liaison', 'account', 'caller', 'trainer', 'analyst', 'outlet', 'hub', 'station', 'courier', 'partner', 'dept']
const nowhere = '01a20150-c784-75ae-ab40-8b083896d4ff'

/** One body per endpoint that takes one: right in shape, so that what is refused is refused for who asks. */
const bodies: Readonly<Record<string, unknown>> = {
  'POST /api/session': { username: 'nobody', password: 'wrong-password' },
  'POST /api/session/post': { postId: nowhere }, 'POST /api/session/password': { current: 'not-my-password', next: 'another-password' },
  'POST /api/users': { username: 'x', name: 'x', password: 'short', posts: [] }, 'PUT /api/users/:id/posts': { posts: [] }, 'POST /api/users/:id/disabling': { reason: '' }, 'POST /api/users/:id/enabling': { reason: '' }, 'POST /api/users/:id/password-reset': { password: '' },
  'PUT /api/units/:id': { name: '' }, 'POST /api/units/:id/status': { status: 'gone' }, 'POST /api/units/:id/move': { parentId: 'x' }, 'POST /api/messages/:id/resending': undefined, 'POST /api/failed-jobs/:id/retry': undefined, 'POST /api/failed-jobs/retry': { name: '?' }, 'POST /api/failed-jobs/:id/discarding': { reason: '' },
  'PUT /api/channels/:channel': { available: 'yes' }, 'POST /api/surges': { reason: '' }, 'POST /api/surges/:id/ending': { reason: '' }, 'POST /api/surges/:id/staff': { userIds: [] }, 'POST /api/notifications/read': { ids: [] },
  'POST /api/units': {}, 'PUT /api/roles/:code': { permissions: ['no:such'] }, 'POST /api/api-tokens': { name: '' },
  'POST /api/waybills/search': { phoneTail: '1234' },
  'POST /api/complaints': { channel: 'phone' }, 'POST /api/registrations': { verbatim: '' }, 'POST /api/intake-checks': { verbatim: '没收到' },
  'POST /api/presence': { complaintId: 'x' }, 'PUT /api/duty': { state: 'gone' }, 'PUT /api/duty/people/:id': {}, 'POST /api/shifts': { days: [] }, 'POST /api/absences': {}, 'PUT /api/shift-templates/:code': {}, 'PUT /api/assignment-rules': {}, 'POST /api/assignment-previews': { items: [] },
  'POST /api/next-case': { except: 'x' }, 'POST /api/handover-sheets': {}, 'POST /api/handover-answers': {},
  'PUT /api/drafts/:key': { text: '写到一半' },
  'POST /api/views': { level: 'own', name: '' }, 'PUT /api/views/:id': { version: 0 }, 'POST /api/bulk-previews': { ids: [] }, 'POST /api/bulk-runs': { items: [] }, 'POST /api/bulk-runs/:id/work': {}, 'POST /api/bulk-runs/:id/undo': {},
  'POST /api/imports/:id/start': { mapping: {} }, 'POST /api/imports/:id/cancellation': {}, 'POST /api/imports/:id/resumption': {},
  'POST /api/policy/documents/:kind/versions': { basedOn: 0 }, 'POST /api/policy/documents/:kind/checks': { text: '' }, 'PUT /api/policy/documents/:kind/versions/:version': { text: '' }, 'POST /api/policy/documents/:kind/versions/:version/publication': {}, 'POST /api/policy/documents/:kind/versions/:version/withdrawal': { reason: '' },
  'POST /api/policy/simulations': { document: 'sla' }, 'POST /api/policy/simulations/:id/cancellation': {}, 'POST /api/policy/recomputes': { scope: {} }, 'POST /api/policy/recomputes/:id/start': {}, 'POST /api/policy/recomputes/:id/cancellation': {},
  'PUT /api/queue-layouts/:place': { columns: [] }, 'POST /api/practice': undefined, 'PUT /api/practice/seat': { seat: 'throne' },
  'POST /api/calendar-changes': { text: '' }, 'POST /api/unit-calendars/:id': { weekly: null }, 'POST /api/calendar-changes/:id/confirmation': { against: 1 }, 'POST /api/calendar-changes/:id/withdrawal': { reason: '' },
  'POST /api/uploads': { name: '' }, 'POST /api/orders/:id/links': {}, 'POST /api/order-links/:id/revocation': undefined,
  'POST /api/incident-previews': { rule: {} }, 'POST /api/incidents': { title: '' }, 'POST /api/incidents/:id/cases': { caseRef: '' }, 'POST /api/incidents/:id/exclusions': { reason: '' }, 'POST /api/incidents/:id/closing': { reason: '' }, 'POST /api/incidents/:id/finding': {}, 'POST /api/incidents/:id/orders': {}, 'POST /api/incidents/:id/notice-previews': { text: '' }, 'POST /api/incidents/:id/notices': { text: '' },
  'POST /api/order-batches/:id/rest': {}, 'POST /api/order-batches/:id/answer': { for: 'none' }, 'POST /api/mass-runs/:id/resumption': {}, 'POST /api/batch-case-previews': { pasted: 1 }, 'POST /api/batch-cases': {}, 'POST /api/batch-cases/:id/runs': { ids: [] }, 'POST /api/batch-cases/:id/resumption': {},
  'POST /api/penalties/:id/decision': { decision: 'maybe' }, 'POST /api/settlement-months': { month: '13' }, 'POST /api/settlement-statements/:id/disputes': { reason: '' }, 'POST /api/settlement-disputes/:id/answer': { answer: '' }, 'POST /api/staff-measures': { kind: 'fine' }, 'POST /api/staff-measures/:id/end': { result: 'paid' },
  'POST /api/orders/:id/answer': { answer: 'maybe' }, 'POST /api/orders/:id/acceptance': {}, 'POST /api/orders/:id/return': { missing: '' }, 'POST /api/orders/:id/settlement': {}, 'POST /api/orders/:id/handover': {}, 'POST /api/orders/:id/cancellation': {}, 'POST /api/orders/:id/extension': {}, 'POST /api/orders/:id/extension-decision': {}, 'POST /api/orders/:id/reminder': {}, 'POST /api/order-reminders': { ids: [] },
  'POST /api/units/:id/abnormality': {}, 'POST /api/units/:id/abnormality-end': {}, 'POST /api/data-requests/:id/answer': { version: 1, result: 'no' },
}
/** Endpoints without a body of their own above: reads, deletes, uploads, streams, and the steps of a case (answered with an empty body). */
const bodiless = new Set(['GET', 'DELETE'])
const isStep = (e: Endpoint): boolean => e.method === 'POST' && e.path.startsWith('/api/complaints/:id/')
const keyOf = (e: Endpoint): string => `${e.method} ${e.path}`

let world: World
let own: { id: string }
let order: { id: string; complaintId: string }

beforeAll(async () => {
  world = await startWorld()
  const c = await fileCase(world)
  await c.does('agent', 'acceptance')
  await c.does('agent', 'take')
  const outlet = world.users.outlet.unit
  const head = await c.does('agent', 'orders', { unitId: outlet.id, question: '签收是谁？', hours: 24 })
  own = { id: c.id }
  order = { id: head.made ?? '', complaintId: c.id }
})
afterAll(() => world.stop())

async function send(client: Client, e: Endpoint, id: string, code = 'agent'): Promise<Answer<{ code?: string }>> {
  const path = e.path.replace(':id', id).replace(':kind', 'outlet_reply').replace(':number', 'HY0000000000000').replace(':code', code).replace(':version', 'in_force') + (e.path === '/api/lookups' ? '?q=1234' : '')
  if (e.media === 'multipart') return client.upload(path, { name: 'a.txt', type: 'text/plain', bytes: new TextEncoder().encode('x') })
  if (e.media === 'stream') return openStream(client, path)
  if (e.media === 'bytes') return sendBytes(client, `${path}?offset=0`)
  if (e.method === 'GET') return client.get(path)
  if (e.method === 'DELETE') return client.del(path)
  const body = isStep(e) ? {} : bodies[keyOf(e)]
  return e.method === 'PUT' ? client.put(path, body) : client.post(path, body)
}

async function sendBytes(client: Client, path: string): Promise<Answer<{ code?: string }>> {
  const response = await fetch(world.url + path, { method: 'PATCH', headers: { 'content-type': 'application/octet-stream', ...cookieOf(client) }, body: 'x' })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as { code?: string } }
}

const cookieOf = (client: Client): Record<string, string> => {
  const cookie = [...client.cookies].map(([n, v]) => `${n}=${v}`).join('; ')
  return cookie ? { cookie } : {}
}

async function openStream(client: Client, path: string): Promise<Answer<{ code?: string }>> {
  const leave = new AbortController()
  const response = await fetch(world.url + path, { headers: cookieOf(client), signal: leave.signal })
  const text = response.status === 200 ? '' : await response.text()
  leave.abort()
  return { status: response.status, headers: response.headers, text, body: text === '' ? {} : (JSON.parse(text) as { code?: string }) }
}

const permissionsOf = (who: Cast): readonly string[] => shippedRoles.find((r) => r.code === world.users[who].roleCode)?.permissions ?? []
const staffEndpoints = endpoints.filter((e) => e.needs !== 'public' && e.needs !== 'portal')

test('every endpoint has a way to be asked here', () => {
  const unlisted = endpoints.filter((e) => !e.path.startsWith('/p/') && !bodiless.has(e.method) && e.media === 'json' && !isStep(e) && !(keyOf(e) in bodies)).map(keyOf)
  expect(unlisted).toEqual([])
})

describe.each(staffEndpoints.filter((e) => keyOf(e) !== 'DELETE /api/session').map((e) => [keyOf(e), e] as const))('%s', (_name, e) => {
  test('a stranger is asked to sign in', async () => {
    const answer = await send(world.stranger(), e, own.id)
    expect([answer.status, answer.body.code]).toEqual([401, 'not_signed_in'])
  })

  test('each role meets exactly its permission', async () => {
    for (const who of cast) {
      const mayTry = e.needs === 'signed_in' || permissionsOf(who).includes(e.needs)
      const answer = await send(await world.as(who), e, nowhere)
      if (mayTry) expect([who, answer.status === 401 || (answer.status === 403 && answer.body.code === 'permission.missing'), answer.status >= 500], answer.text).toEqual([who, false, false])
      else expect([who, answer.status, answer.body.code], answer.text).toEqual([who, 403, 'permission.missing'])
    }
  })
})

describe('a case exists only for its parties', () => {
  const reads = staffEndpoints.filter((e) => e.method === 'GET' && e.path.startsWith('/api/complaints/:id'))
  const outsiders: readonly Cast[] = ['outlet2', 'station', 'partner']

  test.each(reads.map((e) => [keyOf(e), e] as const))('%s: not there and not yours read the same', async (_name, e) => {
    for (const who of outsiders) {
      const client = await world.as(who)
      const foreign = await send(client, e, own.id)
      const missing = await send(client, e, nowhere)
      expect([who, foreign.status, foreign.body.code]).toEqual([who, 404, 'not_found'])
      expect([missing.status, missing.body.code]).toEqual([404, 'not_found'])
    }
    for (const who of ['outlet', 'courier', 'agent', 'judge'] as const) expect([who, (await send(await world.as(who), e, own.id)).status]).toEqual([who, 200])
  })

  test('a step on a foreign case is a 404 and changes nothing', async () => {
    const c = caseOf(world, own.id, '')
    const before = await c.version()
    for (const who of outsiders) {
      if (!permissionsOf(who).includes('complaint:note')) continue
      const answer = await (await world.as(who)).post<{ code: string }>(`/api/complaints/${own.id}/note`, { version: before, text: '看一眼' })
      expect([who, answer.status, answer.body.code]).toEqual([who, 404, 'not_found'])
    }
    expect(await c.version()).toBe(before)
  })

  test('another unit never learns of it from lists, counters, search or lookups', async () => {
    const filed = await (await world.as('agent')).get<{ complaintNo: string }>(`/api/complaints/${own.id}`)
    for (const who of outsiders) {
      const client = await world.as(who)
      const listed = await client.get<{ items: { id: string }[] }>('/api/complaints?limit=100')
      expect(listed.body.items.map((i) => i.id)).not.toContain(own.id)
      for (const q of [filed.body.complaintNo, 'HY1234567890', '杯子', '13712345678']) {
        for (const path of [`/api/lookups?q=${encodeURIComponent(q)}`, `/api/complaints?q=${encodeURIComponent(q)}`]) {
          const found = await client.get<{ items?: { id: string }[] }>(path)
          expect([who, path, (found.body.items ?? []).map((i) => i.id).includes(own.id)]).toEqual([who, path, false])
        }
      }
      const counts = await client.get<{ open?: number }>('/api/complaint-counts')
      expect([who, counts.body.open ?? 0]).toEqual([who, 0])
    }
  })

  test('a question to one unit is not there for another', async () => {
    const mine = await (await world.as('outlet')).get(`/api/orders/${order.id}`)
    expect(mine.status).toBe(200)
    for (const who of outsiders) {
      const client = await world.as(who)
      expect([who, (await client.get(`/api/orders/${order.id}`)).status]).toEqual([who, 404])
      expect([who, (await client.post(`/api/orders/${order.id}/answer`, { answer: 'true', text: '属实' })).status]).toEqual([who, 404])
      expect([who, (await client.post(`/api/orders/${order.id}/acceptance`, {})).status]).toEqual([who, 404])
      for (const [noun, body] of [['return', { missing: '底单' }], ['settlement', {}], ['handover', { unitId: order.id, reason: '转' }], ['cancellation', { reason: '撤' }], ['extension', { hours: 1, reason: '晚' }], ['extension-decision', { approve: true }], ['reminder', {}]] as const)
        expect([who, noun, (await client.post(`/api/orders/${order.id}/${noun}`, body)).status]).toEqual([who, noun, 403])
    }
  })

  test('what a unit sees of its case holds no way to reach the customer', async () => {
    const seen = await (await world.as('outlet')).get<Record<string, unknown>>(`/api/complaints/${own.id}`)
    expect(seen.text).not.toContain('13712345678')
    expect(seen.text).not.toContain('137******78')
    expect(seen.text).not.toContain('王小明')
  })
})

describe('tokens', () => {
  test('a machine may do what its permissions say and nothing else', async () => {
    const machine = await world.machine(['complaint:create'])
    expect((await machine.get('/api/complaints')).status).toBe(403)
    const filed = await machine.post('/api/complaints', { channel: 'api', verbatim: '一直没收到', anonymous: true })
    expect(filed.status).toBe(201)
  })

  test('a machine must send an idempotency key on what creates', async () => {
    const machine = await world.machine(['complaint:create'])
    const answer = await machine.post<{ code: string; fields: unknown }>('/api/complaints', { channel: 'api', verbatim: '一直没收到', anonymous: true }, { key: null })
    expect([answer.status, answer.body.code, answer.body.fields]).toEqual([400, 'malformed', [{ path: 'headers.idempotency-key', code: 'required' }]])
  })
})
