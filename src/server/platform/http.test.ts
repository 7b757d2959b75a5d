// The edge against bad input: hosts, origins, media types, sizes, half-sent bodies, unknown fields; always the problem reply, never a 500.
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { errorForLog } from './problems.ts'

let world: World
let port: number
let cookie: string
beforeAll(async () => {
  world = await startWorld()
  port = Number(new URL(world.url).port)
  cookie = `huiyin=${(await world.as('admin')).cookies.get('huiyin')}`
})
afterAll(() => world.stop())

/** Sends bytes as they are and gives the whole answer. */
function raw(text: string | Buffer, endAfterMs?: number): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1')
    const parts: Buffer[] = []
    socket.on('data', (part) => parts.push(part))
    socket.on('error', failed)
    socket.on('close', () => done(Buffer.concat(parts).toString('utf8')))
    socket.write(text)
    if (endAfterMs !== undefined) setTimeout(() => socket.end(), endAfterMs)
  })
}

function request(method: string, path: string, headers: Record<string, string>, body = ''): Promise<string> {
  const all = { host: `127.0.0.1:${port}`, connection: 'close', ...(body ? { 'content-length': String(Buffer.byteLength(body)) } : {}), ...headers }
  return raw(`${method} ${path} HTTP/1.1\r\n${Object.entries(all).map(([k, v]) => `${k}: ${v}`).join('\r\n')}\r\n\r\n${body}`)
}

function problemOf(answer: string): { status: number; type: string; body: Record<string, unknown> } {
  const [head = '', rest = ''] = answer.split(/\r\n\r\n([\s\S]*)/)
  return { status: Number(head.split(' ')[1]), type: /content-type: ([^\r]+)/i.exec(head)?.[1] ?? '', body: JSON.parse(rest || '{}') as Record<string, unknown> }
}

const body = JSON.stringify({ code: 'W42998', name: '边界网点', kind: 'outlet', parentId: '00000000-0000-7000-8000-000000000000' })

test('the log keeps of the database\'s and parsers\' errors what broke, not what somebody wrote', () => {
  const said = '王小明 13712345678'
  const fromDatabase = Object.assign(new Error(`invalid input syntax: "${said}"`), { name: 'error', severity: 'ERROR', code: '22P02', routine: 'json_errsave_error', detail: `Key (name)=(${said})`, where: `JSON data, line 1: ...${said}` })
  expect(errorForLog(fromDatabase)).toMatchObject({ type: 'error', code: '22P02', routine: 'json_errsave_error' })
  expect(JSON.stringify([errorForLog(fromDatabase), errorForLog(new SyntaxError(`Unexpected token, "${said}" is not valid JSON`)), errorForLog(said)])).not.toContain('1371')
  expect(errorForLog(new TypeError('x is not a function'))).toMatchObject({ type: 'TypeError', message: 'x is not a function', stack: expect.stringContaining('http.test.ts') as string })
})

describe('content types', () => {
  test.each(['application/json\ta', 'application/json;\tcharset=utf-8', 'application/json ;x=1', 'APPLICATION/JSON ;x', 'text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=gbk', 'application/jsonp', 'multipart/form-data; boundary=x', 'application/json, text/plain'])('%j is not taken', async (type) => {
    const answer = problemOf(await request('POST', '/api/units', { cookie, 'content-type': type }, body))
    expect([400, 415]).toContain(answer.status)
    expect(answer.type).toContain('application/problem+json')
  })

  test('a leading space cannot smuggle a body past validation', async () => {
    const answer = problemOf(await request('POST', '/api/units', { cookie, 'content-type': ' application/json' }, JSON.stringify({ code: 'x', extra: true })))
    expect(answer.status).toBe(400)
  })

  test('none at all', async () => {
    expect(problemOf(await request('POST', '/api/units', { cookie }, body)).status).toBe(415)
    expect(problemOf(await request('POST', '/api/units', { cookie, 'content-length': '0' })).status).toBe(400)
  })
})

describe('bodies', () => {
  const json = { 'content-type': 'application/json' }
  test.each([['{', 'json'], ['', 'json'], ['[]', 'invalid_type'], ['null', 'invalid_type'], ['"text"', 'invalid_type'], ['1e999', 'invalid_type']])('%j is malformed', async (text, code) => {
    const answer = await fetch(`${world.url}/api/units`, { method: 'POST', headers: { ...json, cookie }, ...(text === '' ? {} : { body: text }) })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ status: 400, code: 'malformed', fields: [{ code }] })
  })

  test('bytes that are no UTF-8, NUL characters and lone surrogates', async () => {
    const bad = Buffer.concat([Buffer.from('{"code":"W42998","name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('","kind":"outlet"}')])
    for (const bytes of [bad, Buffer.from('{"name":"a\\u0000b"}'), Buffer.from('{"name":"\\ud800"}')]) {
      const answer = await fetch(`${world.url}/api/units`, { method: 'POST', headers: { ...json, cookie }, body: bytes })
      expect(answer.status).toBe(400)
    }
  })

  test('unknown fields are named, in the query too', async () => {
    const answer = await fetch(`${world.url}/api/units?nope=1`, { headers: { cookie } })
    expect([answer.status, await answer.json()]).toMatchObject([400, { fields: [{ path: 'query.nope', code: 'unknown_field' }] }])
  })

  test('more than 256 kB, deep nesting, and twenty thousand keys', async () => {
    const large = await fetch(`${world.url}/api/units`, { method: 'POST', headers: { ...json, cookie }, body: JSON.stringify({ name: 'x'.repeat(300_000) }) })
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'too_large' }])
    const deep = await fetch(`${world.url}/api/units`, { method: 'POST', headers: { ...json, cookie }, body: '['.repeat(100_000) + ']'.repeat(100_000) })
    expect(deep.status).toBe(400)
    const wide = await fetch(`${world.url}/api/units`, { method: 'POST', headers: { ...json, cookie }, body: JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, 1]))) })
    expect(wide.status).toBe(400)
    expect(((await wide.json()) as { fields: unknown[] }).fields.length).toBeLessThanOrEqual(50)
  })

  test('a body that stops half way leaves nothing behind, and the server goes on', async () => {
    await raw(`POST /api/units HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncookie: ${cookie}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"code":"HALF`, 50)
    expect((await fetch(`${world.url}/livez`)).status).toBe(200)
    expect((await world.db.selectFrom('org_units').select('id').where('code', 'like', 'HALF%').execute()).length).toBe(0)
  })

  test('bytes that are no HTTP get 400 as a problem', async () => {
    const answer = problemOf(await raw('GARBAGE\r\n\r\n'))
    expect([answer.status, answer.body['code']]).toEqual([400, 'malformed'])
  })
})

describe('who asks, and from where', () => {
  test.each(['evil.example', `127.0.0.1.evil.example:${'1'}`, 'localhost', ''])('host %j is unknown', async (host) => {
    const answer = problemOf(await request('GET', '/livez', { host }))
    expect([421, 400]).toContain(answer.status)
  })

  test.each([['origin', 'https://evil.example'], ['origin', 'null'], ['sec-fetch-site', 'cross-site'], ['sec-fetch-site', 'same-site']])('a write with %s: %s is refused', async (name, value) => {
    const answer = problemOf(await request('DELETE', '/api/session', { cookie, [name]: value }))
    expect([answer.status, answer.body['code']]).toEqual([403, 'cross_origin'])
    expect((await fetch(`${world.url}/api/session`, { headers: { cookie } })).status).toBe(200)
  })

  test('our own origin may write', async () => {
    const answer = await fetch(`${world.url}/api/session`, { method: 'POST', headers: { origin: world.url, 'content-type': 'application/json' }, body: JSON.stringify({ username: 'agent', password: 'huiyin-demo' }) })
    expect(answer.status).toBe(201)
  })

  test('no session 401, no permission 403, nothing there 404, other verb 405, all as problems with a request id', async () => {
    const agent = await world.as('agent')
    for (const [answer, status] of [[await world.stranger().get('/api/users'), 401], [await agent.post('/api/units', {}), 403], [await agent.get('/api/nothing'), 404], [await agent.get(`/api/users/${'x'.repeat(10)}/posts`), 405], [await agent.put('/api/units', {}), 405]] as const) {
      expect(answer.status).toBe(status)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(answer.body).toMatchObject({ status, code: expect.any(String) as string, requestId: expect.any(String) as string })
    }
  })

  test('every answer carries the security headers, API answers are not stored', async () => {
    const answer = await fetch(`${world.url}/api/session`, { headers: { cookie } })
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

test('health, version and OpenAPI', async () => {
  const open = world.stranger()
  expect((await open.get('/readyz')).body).toEqual({ ok: true, failing: [] })
  expect((await open.get('/version')).body).toMatchObject({ version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string })
  const document = (await open.get<{ openapi: string; paths: Record<string, Record<string, { 'x-needs': string }>> }>('/openapi.json')).body
  expect(document.openapi).toBe('3.1.0')
  expect(document.paths['/api/complaints/{id}/decision']?.['post']?.['x-needs']).toBe('complaint:decide')
})
