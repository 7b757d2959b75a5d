// What may be stored is bounded by place, person, case and disk; a file is on disk, name and all, before anybody is told that it is.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import type { open, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startApp } from '../../../test/app.ts'
import { fileCase } from '../../../test/case.ts'
import { createClient } from '../../../test/client.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { nobody } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { attachFiles } from './attach.ts'
import { storeFile } from './attachments.ts'
import { byteLimits, caseMegabytes } from './file-room.ts'

const disk = vi.hoisted(() => ({ done: [] as string[], failing: '' }))
vi.mock('node:fs/promises', async (original) => {
  const real = (await original()) as { open: typeof open; rename: typeof rename }
  const called = (path: string): string => (/arriving/.test(path) ? 'file' : /files\/?$|room-[^/]+$/.test(path) ? 'files' : 'folder')
  return {
    ...real,
    rename: async (from: string, to: string) => { await real.rename(from, to); disk.done.push('rename') },
    open: async (path: string, flags: string) => {
      const handle = await real.open(path, flags)
      const sync = handle.sync.bind(handle)
      handle.sync = async () => { if (disk.failing === called(path)) throw new Error('the disk gave up'); await sync(); disk.done.push(`sync ${called(path)}`) }
      return handle
    },
  }
})

let world: World
beforeAll(async () => { world = await startWorld() })
afterAll(() => world.stop())
beforeEach(() => { disk.done = []; disk.failing = '' })

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const part = (bytes: Buffer = png) => ({ file: Object.assign(Readable.from([bytes]), { truncated: false }), filename: 'a.png' })
const form = (): FormData => { const f = new FormData(); f.append('file', new Blob([png], { type: 'image/png' }), 'a.png'); return f }
const post = async (url: string, cookie?: string) => {
  const response = await fetch(url, { method: 'POST', body: form(), headers: cookie === undefined ? {} : { cookie } })
  return { status: response.status, retryAfter: response.headers.get('retry-after'), type: response.headers.get('content-type'), body: (await response.json()) as { code?: string; id?: string } }
}

describe('room', () => {
  test('a place that stored too much lately waits; another place doesn\'t', async () => {
    expect((await post(`${world.url}/p/api/attachments`)).status).toBe(201)
    byteLimits.place.take('127.0.0.1', performance.now(), 10 ** 9)
    const refused = await post(`${world.url}/p/api/attachments`)
    expect([refused.status, refused.body.code]).toEqual([429, 'attachment.quota'])
    expect(refused.type).toContain('application/problem+json')
    expect(Number(refused.retryAfter)).toBeGreaterThan(3600)
    expect((await storeFile(world.app.deps, nobody, part(), '203.0.113.9')).size).toBe(png.length)
  })
  test('many files sent at once get no more than one after the other', async () => {
    const [place, megabyte] = ['203.0.113.77', 1024 * 1024]
    byteLimits.place.take(place, performance.now(), 398.5 * megabyte)
    const begun = Promise.withResolvers<undefined>()
    const slow = () => ({ file: Object.assign(Readable.from((async function* () { await begun.promise; yield png; yield Buffer.alloc(megabyte) })()), { truncated: false }), filename: 'a.png' })
    const all = Promise.allSettled(Array.from({ length: 6 }, () => storeFile(world.app.deps, nobody, slow(), place)))
    setTimeout(() => begun.resolve(undefined), 200)
    const done = await all
    expect(done.filter((one) => one.status === 'fulfilled')).toHaveLength(2)
    expect(done.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(Array.from({ length: 4 }, () => 'attachment.quota'))
  })
  test('so does a person of the staff, apart from all others', async () => {
    const [agent, lead] = [await world.as('agent'), await world.as('lead')]
    byteLimits.person.take(`user:${world.users.agent.id}`, performance.now(), 10 ** 10)
    const cookie = (client: typeof agent): string => `huiyin=${client.cookies.get('huiyin')}`
    expect((await post(`${world.url}/api/attachments`, cookie(agent))).body.code).toBe('attachment.quota')
    expect((await post(`${world.url}/api/attachments`, cookie(lead))).status).toBe(201)
  })
  test('a nearly full disk takes no file, and stays in service', async () => {
    const full = await startApp(undefined, { minFreeBytes: Number.MAX_SAFE_INTEGER })
    try {
      expect(await post(`${full.url}/p/api/attachments`)).toMatchObject({ status: 507, body: { code: 'storage_full' } })
      expect((await createClient(full.url).get('/readyz')).status).toBe(200)
      expect((await sql`select 1 from attachments`.execute(full.app.database.db)).rows).toEqual([])
    } finally {
      await full.stop()
    }
  })
  test('a case holds so much of the customer\'s and no more; staff still add to it', async () => {
    const c = await fileCase(world)
    const sha256 = Buffer.alloc(32, 7)
    await sql`insert into blobs (sha256, size, stored_as) values (${sha256}, 1, 'x')`.execute(world.db)
    const put = (id: string, kind: string, complaint: string | null, size: number) => sql`insert into attachments (id, complaint_id, uploader_kind, uploader_id, name, media_type, size, sha256) values (${id}, ${complaint}, ${kind}, ${kind === 'customer' ? nobody.id : world.users.agent.id}, 'x', 'image/png', ${size}, ${sha256})`.execute(world.db)
    await put(newId(), 'customer', c.id, caseMegabytes * 1024 * 1024 - 10)
    const [own, more, staff] = [newId(), newId(), newId()]
    await put(own, 'customer', null, 10)
    await put(more, 'customer', null, 1)
    await put(staff, 'user', null, 1000)
    await attachFiles(world.db, nobody, c.id, [own])
    await expect(attachFiles(world.db, nobody, c.id, [more])).rejects.toMatchObject({ code: 'attachment.case_full', status: 413, params: { limitMb: caseMegabytes } })
    await attachFiles(world.db, { ...nobody, kind: 'user', id: world.users.agent.id }, c.id, [staff])
  })
})

describe('on disk', () => {
  const rows = async () => (await sql`select 1 from attachments`.execute(world.db)).rows.length
  // the bytes must be new, or they are there already
  const fresh = async () => sharp({ create: { width: 1, height: 1, channels: 3, background: `#${(seen += 1).toString(16).padStart(6, '0')}` } }).png().toBuffer()
  let seen = 1
  const store = async () => {
    const filesDir = mkdtempSync(join(tmpdir(), 'room-'))
    try {
      const file = await storeFile({ ...world.app.deps, filesDir }, nobody, part(await fresh()), '203.0.113.20')
      return existsSync(join(filesDir, file.sha256.slice(0, 2), file.sha256))
    } finally {
      rmSync(filesDir, { recursive: true, force: true })
    }
  }
  test('the file, then its name in its folder, then the new folder\'s own name', async () => {
    expect(await store()).toBe(true)
    expect(disk.done).toEqual(['sync file', 'rename', 'sync folder', 'sync files'])
  })
  test.each(['file', 'folder', 'files'])('when the %s can\'t be written through, nothing is acknowledged', async (failing) => {
    const before = await rows()
    disk.failing = failing
    await expect(store()).rejects.toThrow('the disk gave up')
    expect(await rows()).toBe(before)
  })
})
