// Bad input in every shape gets the problem reply of the contract: nothing lost, nothing half-written, never a 500.
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ZodObject, ZodType } from 'zod'
import { problem } from '../src/contract/common.ts'
import { endpoints } from '../src/contract/endpoints.ts'
import type { Endpoint } from '../src/contract/endpoint.ts'
import { openPortalSession, portalCookie } from '../src/server/channels/portal-session.ts'
import { caseOf, fileCase } from './case.ts'
import type { TestCase } from './case.ts'
import type { Answer, Client } from './client.ts'
import { startWorld } from './world.ts'
import type { Cast, World } from './world.ts'

let world: World
let c: TestCase
beforeAll(async () => {
  world = await startWorld()
  c = await fileCase(world)
})
afterAll(() => world.stop())

const complaint = { channel: 'phone', verbatim: '一直没收到', complainant: { phone: '19900001111' } }
const count = async (): Promise<number> => (await sql<{ n: number }>`select count(*)::int as n from complaints`.execute(world.db)).rows[0]?.n ?? -1

/** A refusal in the contract's shape, with a status that isn't ours to apologise for. */
function expectProblem(answer: Answer, about: string): void {
  expect([about, answer.status >= 400 && answer.status < 500], answer.text.slice(0, 300)).toEqual([about, true])
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(problem.safeParse(answer.body).error, `${about}: ${answer.text.slice(0, 300)}`).toBeUndefined()
}

const hostile: readonly unknown[] = [null, true, 0, -1, 1e308, 0.1, '', ' ', 'x'.repeat(70_000), 'a\u0000b', 'a\u0007b', '\ud800', '\u202e\u200b', "'; drop table complaints; --", '<script>alert(1)</script>', '{{7*7}}', '${jndi:x}', '../../../../etc/passwd', [], [[]], [null], {}, { __proto__: null }, { toString: 1 }, ['x'.repeat(3000)], '2026-02-30T00:00:00Z', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59-23:59', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00+23:59', '0000-01-01', '00000000-0000-0000-0000-000000000000']

const fieldsOf = (schema: ZodType): string[] => {
  const shape = (schema as ZodObject).shape ?? (schema as unknown as { def?: { in?: ZodObject } }).def?.in?.shape
  return shape ? Object.keys(shape) : []
}
const posts = endpoints.filter((e) => e.body !== null && e.media === 'json' && !e.path.startsWith('/p/') && e.path !== '/api/session')
const pathOf = (e: Endpoint): string => e.path.replace(':id', c.id).replace(':code', 'agent')
const sendAs = (client: Client, e: Endpoint, body: unknown): Promise<Answer> => (e.method === 'PUT' ? client.put(pathOf(e), body) : client.post(pathOf(e), body))
const whoFor = (e: Endpoint): Cast => (e.needs === 'complaint:register' || e.needs === 'order:answer' ? 'outlet' : e.needs === 'liability:judge' || e.needs === 'liability:review' ? 'judge' : e.needs === 'liability:arbitrate' ? 'arbitrator' : e.needs === 'liability:contest' ? 'outlet' : /identity|token|system/.test(e.needs) ? 'admin' : 'lead')

/** The customer of the case, as a code to their phone lets them in. */
async function customer(): Promise<Client> {
  const client = world.stranger()
  const row = await world.db.selectFrom('complaints').select('phone_index').where('id', '=', c.id).executeTakeFirstOrThrow()
  const { secret } = await openPortalSession(world.db, row.phone_index ?? Buffer.alloc(32), c.id)
  client.cookies.set(portalCookie(world.url), secret)
  return client
}

/** The forms of the portal's pages, from the sources: a page that is added is walked. */
const portalForms = readdirSync('src/server/channels').flatMap((file) => [...readFileSync(`src/server/channels/${file}`, 'utf8').matchAll(/\.post(?:<[^(]*>)?\('(\/p\/[^']+)'/g)].map((m) => m[1] ?? ''))

describe('hostile values in every field of every body', () => {
  test.each(posts.map((e) => [`${e.method} ${e.path}`, e] as const))('%s', async (name, e) => {
    const client = await world.as(whoFor(e))
    for (const field of fieldsOf(e.body as ZodType)) {
      for (const value of hostile) {
        const answer = await sendAs(client, e, { version: 1, [field]: value })
        expect([name, field, JSON.stringify(value)?.slice(0, 40), answer.status >= 500], answer.text.slice(0, 200)).toEqual([name, field, JSON.stringify(value)?.slice(0, 40), false])
      }
    }
    for (const body of [null, 1, 'x', [], true]) expectProblem(await sendAs(client, e, body), name)
    expectProblem(await sendAs(client, e, { zzzUnknown: 1 }), name)
  })

  const portal = endpoints.filter((e) => e.body !== null && e.media === 'json' && e.path.startsWith('/p/'))
  test.each(portal.map((e) => [`${e.method} ${e.path}`, e] as const))('%s, as a customer and as a stranger', async (name, e) => {
    for (const client of e.needs === 'portal' ? [await customer(), world.stranger()] : [world.stranger()]) {
      for (const field of fieldsOf(e.body as ZodType)) {
        for (const value of hostile) {
          const answer = await sendAs(client, e, { complaintNo: c.complaintNo, [field]: value })
          expect([name, field, JSON.stringify(value)?.slice(0, 40), answer.status >= 500], answer.text.slice(0, 200)).toEqual([name, field, JSON.stringify(value)?.slice(0, 40), false])
        }
      }
      for (const body of [null, 1, 'x', [], true, { zzzUnknown: 1 }]) expectProblem(await sendAs(client, e, body), name)
    }
  })

  test.each(portalForms.map((path) => [path]))('the form %s', async (path) => {
    const { cookies } = await customer()
    const cookie = [...cookies].map(([n, v]) => `${n}=${v}`).join('; ')
    for (const value of hostile.filter((v): v is string => typeof v === 'string')) {
      const fields = ['key', 'words', 'phone', 'name', 'kind', 'about', 'number', 'code', 'kept', 'drop', 'switch', 'version', 'offerId', 'answer', 'score', 'toString', '__proto__']
      const answer = await fetch(world.url + path.replace(/:\w+/g, encodeURIComponent(c.complaintNo)), { method: 'POST', redirect: 'manual', headers: { cookie, accept: 'text/html', origin: world.url, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(fields.map((field) => [field, value.slice(0, 5000).toWellFormed()])) })
      expect([path, JSON.stringify(value).slice(0, 40), answer.status >= 500]).toEqual([path, JSON.stringify(value).slice(0, 40), false])
    }
  })

  const texts = hostile.filter((v): v is string => typeof v === 'string')
  const places: readonly ((v: unknown) => Record<string, unknown>)[] = [
    (v) => ({ verbatim: v }), (v) => ({ summary: v }), (v) => ({ place: v }), (v) => ({ complainant: { phone: v } }), (v) => ({ complainant: { phone: '19900002222', name: v } }), (v) => ({ complainant: { handle: v } }), (v) => ({ complainant: { phone: '19900002222', preferences: { language: v } } }),
    (v) => ({ items: [{ type: 'waybill', number: v }] }), (v) => ({ demand: { text: v } }), (v) => ({ demand: { kinds: ['refund'], amount: { minor: v } } }), (v) => ({ respondent: { orgCode: v, staffNo: v, name: v } }), (v) => ({ details: { goodsName: v } }), (v) => ({ details: v }), (v) => ({ occurredAt: v }), (v) => ({ reportedAt: v, reportedProof: 'x' }), (v) => ({ acceptedOn: v }), (v) => ({ sourceDetail: v }),
  ]
  test('in an otherwise right complaint each is filed whole or refused whole', async () => {
    const agent = await world.as('agent')
    for (const [i, place] of places.entries()) {
      for (const value of hostile) {
        const before = await count()
        const answer = await agent.post('/api/complaints', { ...complaint, ...place(value) })
        expect([i, JSON.stringify(value)?.slice(0, 40), answer.status === 201 || answer.status === 400 || answer.status === 413], answer.text.slice(0, 300)).toEqual([i, JSON.stringify(value)?.slice(0, 40), true])
        expect(await count()).toBe(before + (answer.status === 201 ? 1 : 0))
      }
    }
  })

  test('what was filed with them is listed, opened and searched like any other', async () => {
    const agent = await world.as('agent')
    const listed = await agent.get<{ items: { id: string }[] }>('/api/complaints?sort=newest&limit=100')
    for (const { id } of listed.body.items) expect((await agent.get(`/api/complaints/${id}`)).status).toBe(200)
    for (const q of texts) {
      for (const path of [`/api/complaints?q=${encodeURIComponent(q.slice(0, 80).toWellFormed())}`, `/api/lookups?q=${encodeURIComponent(q.slice(0, 80).toWellFormed())}`]) expect([path, (await agent.get(path)).status < 500]).toEqual([path, true])
    }
  })

  test('the schema and the cases are still there', async () => {
    expect(await count()).toBeGreaterThan(0)
    expect((await caseOf(world, c.id, c.complaintNo).events())[0]?.type).toBe('complaint.received')
  })
})

describe('the shape of a request', () => {
  const raw = async (type: string | null, body: string): Promise<Answer> => {
    const agent = await world.as('agent')
    const cookie = [...agent.cookies].map(([n, v]) => `${n}=${v}`).join('; ')
    const response = await fetch(`${world.url}/api/complaints`, { method: 'POST', headers: { cookie, ...(type === null ? {} : { 'content-type': type }) }, body: new TextEncoder().encode(body) })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as Record<string, unknown> }
  }

  test.each([['text/plain'], ['application/x-www-form-urlencoded'], ['application/json\ta'], ['application/json; charset=gbk'], ['application/json;\tcharset=utf-8'], ['application/jsonx'], ['application/json, text/html'], ['multipart/form-data; boundary=x']])('content type %j is 415', async (type) => {
    const answer = await raw(type, JSON.stringify(complaint))
    expect([answer.status, answer.body['code']]).toEqual([415, 'unsupported_media_type'])
  })

  test.each([['{'], ['[1'], ['{"channel":"phone",}'], ['\ufeff{}'], ['NaN'], ['"unterminated'], ['']])('broken JSON %j is 400', async (body) => {
    const answer = await raw('application/json', body)
    expect(answer.status).toBe(400)
    expectProblem(answer, body)
  })

  test('bytes that are no UTF-8 are 400', async () => {
    const agent = await world.as('agent')
    const cookie = [...agent.cookies].map(([n, v]) => `${n}=${v}`).join('; ')
    const response = await fetch(`${world.url}/api/complaints`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: Uint8Array.from([0x7b, 0x22, 0xb4, 0xd3, 0x22, 0x3a, 0x31, 0x7d]) })
    expect(response.status).toBe(400)
  })

  test('all malformed fields are named at once', async () => {
    const answer = await (await world.as('agent')).post<{ fields: { path: string; code: string }[] }>('/api/complaints', { channel: 'pigeon', verbatim: 5, complainant: { phone: 7, colour: 'red' }, demand: { amount: { minor: -1 } } })
    expect(answer.body.fields.map((f) => f.path).sort()).toEqual(['channel', 'complainant.colour', 'complainant.phone', 'demand.amount.minor', 'verbatim'])
  })

  test.each([[{ verbatim: 'x', complainant: { phone: '1' } }, 'channel'], [{ channel: 'phone', complainant: { phone: '1' } }, 'verbatim'], [{ channel: 'phone', verbatim: 'x' }, 'complainant'], [{ channel: 'phone', verbatim: 'x', complainant: { name: '王' } }, 'complainant']])('%j lacks %s', async (body, path) => {
    const answer = await (await world.as('agent')).post<{ fields: { path: string }[] }>('/api/complaints', body)
    expect([answer.status, answer.body.fields.map((f) => f.path)]).toEqual([400, [path]])
  })

  test('more than 256 kB is 413, and nothing is filed', async () => {
    const before = await count()
    const answer = await raw('application/json', JSON.stringify({ ...complaint, verbatim: '长'.repeat(100_000) }))
    expect(answer.status).toBe(413)
    expect(await count()).toBe(before)
  })

  test('a body sent half and left hanging files nothing and holds nobody up', async () => {
    const before = await count()
    const { hostname, port } = new URL(world.url)
    await new Promise<void>((done) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`POST /api/complaints HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"channel":"pho`)
        setTimeout(() => { socket.destroy(); done() }, 200)
      })
    })
    expect((await (await world.as('agent')).get('/api/session')).status).toBe(200)
    expect(await count()).toBe(before)
  })

  test('a host that is not ours is 421, a foreign origin 403', async () => {
    const answer = await new Promise<string>((done) => {
      const { hostname, port } = new URL(world.url)
      const socket = connect(Number(port), hostname, () => socket.write('GET /api/session HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n'))
      let text = ''
      socket.on('data', (d) => { text += d.toString() })
      socket.on('end', () => done(text))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 421 /)
    const foreign = await (await world.as('agent')).post('/api/complaints', complaint, { headers: { origin: 'http://evil.example' } })
    expect([foreign.status, foreign.body['code']]).toEqual([403, 'cross_origin'])
  })

  test('a path that is not there is 404, a method that is not meant 405', async () => {
    const agent = await world.as('agent')
    expect((await agent.get('/api/nothing')).status).toBe(404)
    expect((await agent.del('/api/complaints')).status).toBe(405)
    expect((await agent.get('/api/complaints/not-an-id')).status).toBe(400)
  })

  test.each([['limit=0'], ['limit=101'], ['limit=x'], ['cursor=%00'], ['cursor=zzz'], ['status=open'], ['zzz=1'], ['due_before=yesterday'], ['sort=id;drop'], ['owner=someone']])('queue?%s is refused or harmless', async (query) => {
    const answer = await (await world.as('agent')).get(`/api/complaints?${query}`)
    expect([query, answer.status === 400]).toEqual([query, true])
  })
})

describe('edges of what can be said', () => {
  test('an instant beyond the years of four digits is refused; a case that took it could never be opened again', async () => {
    const edge = await fileCase(world)
    for (const dueAt of ['9999-12-31T23:59:59-23:59', '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '0001-01-01T00:00:00+23:59']) {
      await edge.refused('agent', 'promise', { text: '回电', dueAt }, 400, 'malformed')
      expect((await (await world.as('agent')).get(`/api/complaints?due_before=${encodeURIComponent(dueAt)}`)).status).toBe(400)
    }
    expect((await (await world.as('agent')).get(`/api/complaints/${edge.id}`)).status).toBe(200)
  })

  test('a promise of a number no promise can have is refused', async () => {
    const edge = await fileCase(world)
    await edge.does('agent', 'promise', { text: '回电', dueAt: new Date((await world.now()) + 3_600_000).toISOString() })
    await edge.refused('agent', 'promise-keeping', { epoch: 99_999_999_999, note: '已回电' }, 400, 'malformed')
    await edge.refused('agent', 'promise-keeping', { epoch: 32_767, note: '已回电' }, 409, 'promise.none_open')
    expect(await edge.clocks('promise')).toMatchObject([{ stopped_at: null }])
  })

  const cursor = (text: string): string => Buffer.from(text).toString('base64url')
  test.each([
    ['admin', '/api/messages', '2026-99-99T99:99:99.9Z 00000000-0000-4000-8000-000000000000'], ['admin', '/api/messages', '2026-02-30T00:00:00Z 00000000-0000-4000-8000-000000000000'], ['admin', '/api/messages', '2026-02-03T00:00:00Z 000000000000-0000-8000-000000000000'],
    ['agent', '/api/complaints', JSON.stringify(['due', '2026-99-99 99:99:99+00', '00000000-0000-4000-8000-000000000000'])], ['outlet', '/api/orders', `999999999999999|00000000-0000-4000-8000-000000000000`], ['outlet', '/api/orders', `1|${'-'.repeat(36)}`],
  ] as const)('%s: a cursor of %s to a moment that is none is 400', async (who, path, text) => {
    expect((await (await world.as(who)).get(`${path}?cursor=${cursor(text)}`)).status).toBe(400)
  })

  test('a name to sign in with that no database takes is 400', async () => {
    const response = await fetch(`${world.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'a\u0000b', password: 'whatever-it-is' }) })
    expect(response.status).toBe(400)
  })

  test.each(['__proto__=x', 'constructor=x', 'toString=x', 'about=delay&words=a%00b%1b%07c&phone=19900003333', 'about=constructor'])('a form of the portal with %s opens again', async (body) => {
    for (const path of ['/p/complain/tell', '/p/complain/review']) {
      const response = await fetch(`${world.url}${path}`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(world.url).origin }, body })
      expect([path, response.status < 500]).toEqual([path, true])
    }
  })

  test.each(['/p/complain?number=1&number=2', '/p/complain/tell?about=delay&number=1&number=2', '/p/follow?complaintNo=1&complaintNo=2&goal=a&goal=b', '/p/my-data?done=a&done=b'])('%s opens', async (path) => {
    expect((await fetch(`${world.url}${path}`)).status).toBe(200)
  })

  test('control characters typed into a form are left out, not the database\'s to refuse', async () => {
    const response = await fetch(`${world.url}/p/complain`, { method: 'POST', redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(world.url).origin }, body: 'key=control-characters&about=delay&words=%E6%B2%A1%00%E5%88%B0&phone=19900004444' })
    expect(response.status).toBe(303)
    expect((await sql<{ n: number }>`select count(*)::int as n from complaints where verbatim_masked = '没到'`.execute(world.db)).rows[0]?.n).toBe(1)
  })
})

describe('files', () => {
  test('a picture that can\'t be decoded is given back as it came, for saving; its name loses a number it was called by', async () => {
    const whole = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
    const bytes = Buffer.concat([whole.subarray(0, 45), Buffer.alloc(50)])
    const agent = await world.as('agent')
    const file = await agent.upload<{ id: string; name: string }>('/api/attachments', { name: '../身份证110101199003074418.png', type: 'image/png', bytes })
    expect([file.status, file.body.name]).toEqual([201, '身份证******************.png'])
    const got = await agent.get(`/api/attachments/${file.body.id}`)
    expect([got.status, got.headers.get('content-disposition')?.split(';')[0], got.headers.get('content-security-policy')]).toEqual([200, 'attachment', "default-src 'none'; sandbox"])
  })
})

describe('two people at once', () => {
  test('the second to act on the same version is told so, and nothing of theirs is written', async () => {
    const two = await fileCase(world)
    const [a, b] = [await world.as('agent'), await world.as('lead')]
    const answers = await Promise.all([a.post<{ code?: string }>(`/api/complaints/${two.id}/note`, { version: 1, text: '甲' }), b.post<{ code?: string }>(`/api/complaints/${two.id}/note`, { version: 1, text: '乙' })])
    expect(answers.map((x) => x.status).sort()).toEqual([200, 409])
    expect(answers.find((x) => x.status === 409)?.body.code).toBe('stale_version')
    expect((await two.events()).filter((e) => e.type === 'complaint.noted')).toHaveLength(1)
  })

  test('a step the case is not ready for is refused with its reason', async () => {
    const early = await fileCase(world)
    for (const [noun, body] of [['closing', { summary: '完' }], ['decision', { outcome: 'agreed', text: 'x', reasons: 'x', basis: 'x', notice: { channel: 'sms' } }], ['execution', { seq: 1, evidence: 'x' }], ['reopening', { reason: 'x' }]] as const) {
      const answer = await early.act('lead', noun, body)
      expect([noun, answer.status, answer.body.code]).toEqual([noun, 409, 'lifecycle.not_from_here'])
    }
  })
})
