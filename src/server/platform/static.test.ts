// The console's files: only those there are, packed for who asks, lasting where the name holds the hash; unknown addresses stay problems.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, expect, test } from 'vitest'
import { serveConsole } from './static.ts'

const folder = mkdtempSync(join(tmpdir(), 'huiyin-console-'))
mkdirSync(join(folder, 'assets'))
const script = 'console.log("回音");'.repeat(200)
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>回音</title>')
writeFileSync(join(folder, 'assets/main-abc123.js'), script)
writeFileSync(join(folder, 'secret.ts'), 'not for the browser')

const app = Fastify()
app.setNotFoundHandler((_request, reply) => reply.status(404).send('problem'))
serveConsole(app, folder, ['/api', '/p'])
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

const get = (url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> => app.inject({ url, headers })
const page = { accept: 'text/html,*/*' }

test('the page at its own addresses, never cached blindly', async () => {
  for (const url of ['/', '/queue', '/cases/261122-48217-39055-3?tab=a', '/administration/people']) {
    const answer = await get(url, page)
    expect([url, answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([url, 200, 'text/html; charset=utf-8', 'no-cache'])
  }
})

test.each([['/api/nothing'], ['/p/nothing'], ['/p'], ['/assets/gone.js'], ['/favicon.ico'], ['/secret.ts'], ['/../package.json'], ['/assets/..%2f..%2fpackage.json'], ['/%2e%2e/secret']])('%s is not there', async (url) => {
  expect((await get(url, url.includes('..') || url.includes('%') ? {} : page)).statusCode).toBe(404)
})

test('packed for who asks, and not sent again', async () => {
  const url = '/assets/main-abc123.js'
  const plain = await get(url)
  expect([plain.body, plain.headers['content-encoding'], plain.headers['cache-control']]).toEqual([script, undefined, 'public, max-age=31536000, immutable'])
  const brotli = await get(url, { 'accept-encoding': 'gzip, deflate, br' })
  expect([brotli.headers['content-encoding'], brotliDecompressSync(brotli.rawPayload).toString()]).toEqual(['br', script])
  const gzip = await get(url, { 'accept-encoding': 'gzip;q=1.0, br;q=0' })
  expect([gzip.headers['content-encoding'], gunzipSync(gzip.rawPayload).toString()]).toEqual(['gzip', script])
  expect((await get(url, { 'if-none-match': String(plain.headers.etag) })).statusCode).toBe(304)
})
