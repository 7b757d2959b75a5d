// What strangers may send is bounded on every road: drafts, files in any form, and what a customer does to one case.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileCase } from '../../../test/case.ts'
import { createVisitor } from '../../../test/form.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { attachFiles } from '../complaints/attach.ts'
import { nobody } from '../platform/http.ts'
import { addMaterial } from './portal-acts.ts'
import { limits } from './portal-routes.ts'
import { openPortalSession } from './portal-session.ts'

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const rows = async (table: 'portal_drafts' | 'attachments') => Number((await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(world.db)).rows[0]?.n)

test('a case takes sixty acts of its customer at once, then one every ten seconds', async () => {
  const c = await fileCase(world, { anonymous: true, complainant: { role: 'other' } })
  const ctx = { db: world.db, actor: { kind: 'customer', id: 'customer', name: '', roleCode: null, unitId: null, permissions: new Set<never>(), scope: { kind: 'none' } }, log: world.app.deps.log, requestId: 'r', idempotency: null } as const
  const act = () => addMaterial(world.app.deps, ctx, { hash: png, phoneIndex: png, complaintId: c.id }, { attachmentIds: [], words: '再说一句' })
  for (let i = 0; i < 60; i += 1) await act()
  await expect(act()).rejects.toMatchObject({ code: 'too_many_requests', status: 429, params: { retryAfter: expect.any(Number) } })
})

test('pictures of a case are drawn a hundred times at once, then one a second', async () => {
  const c = await fileCase(world, { anonymous: true, complainant: { role: 'other' } })
  const body = new FormData()
  body.append('file', new Blob([png], { type: 'image/png' }), 'a.png')
  const { id } = (await (await fetch(`${world.url}/p/api/attachments`, { method: 'POST', body })).json()) as { id: string }
  await attachFiles(world.db, nobody, c.id, [id])
  const { secret } = await openPortalSession(world.db, png, c.id)
  const seen: number[] = []
  for (let i = 0; i < 12; i += 1) seen.push(...(await Promise.all(Array.from({ length: 10 }, () => fetch(`${world.url}/p/api/attachments/${id}`, { headers: { cookie: `huiyin-portal=${secret}` } })))).map((one) => one.status))
  expect([seen.slice(0, 100).every((status) => status === 200), seen.at(-1)]).toEqual([true, 429])
})

test('longer than any complaint, a text is cut before it is kept, and never in the middle of a character', async () => {
  const visitor = createVisitor(world.url)
  const tell = await visitor.open('/p/complain/tell?about=damage')
  const shown = await visitor.send(tell, '/p/complain/review', { words: `a${'😀'.repeat(15_000)}`, phone: '1'.repeat(60_000) })
  expect([shown.status, shown.url.includes('check=1'), shown.text.isWellFormed()]).toEqual([200, true, true])
  expect((await sql<{ bytes: number }>`select max(length(sealed)) as bytes from portal_drafts`.execute(world.db)).rows[0]?.bytes).toBeLessThan(64_000)
})

test('a place that sends too much leaves no more drafts, and no files in forms that ask for none', async () => {
  const visitor = createVisitor(world.url)
  const tell = await visitor.open('/p/complain/tell?about=damage')
  const [drafts, files] = [await rows('portal_drafts'), await rows('attachments')]
  limits.writes.take('127.0.0.1', performance.now(), 100_000)
  const form = (fields: Record<string, string>): FormData => {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    body.append('files', new Blob([png], { type: 'image/png' }), 'a.png')
    return body
  }
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  for (const path of ['/p/complain/tell', '/p/complain/review', '/p/complain']) {
    const answer = await fetch(`${world.url}${path}`, { method: 'POST', redirect: 'manual', headers: { cookie }, body: form({ about: 'damage', key: 'k'.repeat(20), words: '压扁了' }) })
    expect([path, answer.status, answer.headers.has('retry-after')]).toEqual([path, 429, true])
  }
  expect((await fetch(`${world.url}/p/follow`, { method: 'POST', body: form({ phone: '' }) })).status).toBe(422)
  expect([await rows('portal_drafts'), await rows('attachments')]).toEqual([drafts, files])
  expect(tell.status).toBe(200)
})
