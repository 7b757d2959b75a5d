// Files made to hurt: refused by content, or kept and shown so that they can't; the disk never holds more than the limit plus a chunk, and a full one loses no complaint.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { open } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startApp } from '../../../test/app.ts'
import { aPhoto } from '../../../test/photos.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'
import { nobody } from '../platform/http.ts'
import { storeFile } from './attachments.ts'
import { viewOf } from './file-views.ts'

const disk = vi.hoisted(() => ({ fullAfter: Number.POSITIVE_INFINITY }))
vi.mock('node:fs/promises', async (original) => {
  const real = (await original()) as { open: typeof open }
  return {
    ...real,
    open: async (path: string, flags: string, mode?: number) => {
      const handle = await real.open(path, flags, mode)
      const append = handle.appendFile.bind(handle)
      let written = 0
      handle.appendFile = async (chunk) => {
        written += (chunk as Buffer).length
        if (written > disk.fullAfter) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
        await append(chunk)
      }
      return handle
    },
  }
})

let world: World
beforeAll(async () => {
  world = await startWorld()
  await send(await aPhoto())
})
afterAll(() => world.stop())

const megabyte = 1024 * 1024
const crc = (bytes: Buffer): number => {
  let c = 0xffffffff
  for (const b of bytes) { c ^= b; for (let k = 0; k < 8; k += 1) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1 }
  return (c ^ 0xffffffff) >>> 0
}
const part = (type: string, data: Buffer): Buffer => {
  const out = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)])
  out.writeUInt32BE(data.length, 0)
  out.writeUInt32BE(crc(out.subarray(4, out.length - 4)), out.length - 4)
  return out
}
/** A PNG of so many pixels in few bytes. */
function floodedPng(side: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head[8] = 8
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), part('IHDR', head), part('IDAT', deflateSync(Buffer.alloc(1000))), part('IEND', Buffer.alloc(0))])
}
/** A ZIP with one entry that unpacks to a hundred megabytes of zeros. */
function zipBomb(name: string): Buffer {
  const packed = deflateRawSync(Buffer.alloc(100 * megabyte), { level: 9 })
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(20, 4)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(100 * megabyte, 22)
  local.writeUInt16LE(name.length, 26)
  return Buffer.concat([local, Buffer.from(name), packed])
}
const svg = Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>fetch("/api/session")</script></svg>')
const send = async (bytes: Uint8Array, name = 'a.jpg', type = 'image/jpeg') => (await world.as('agent')).upload<{ code?: string; id: string; name: string; mediaType: string }>('/api/attachments', { name, type, bytes })
const left = () => readdirSync(world.app.deps.filesDir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).reduce((sum, e) => sum + statSync(join(e.parentPath, e.name)).size, 0)

describe('by content', () => {
  test.each<[string, () => Buffer | Promise<Buffer>, number, string]>([
    ['an SVG with a script, called a photo', () => svg, 415, 'attachment.type'],
    ['a page', () => Buffer.from('<!doctype html><script>alert(1)</script>'), 415, 'attachment.type'],
    ['a program', () => Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(200)]), 415, 'attachment.type'],
    ['a Windows program', () => Buffer.concat([Buffer.from('MZ'), Buffer.alloc(300)]), 415, 'attachment.type'],
    ['a bomb in a ZIP', () => zipBomb('a.bin'), 415, 'attachment.type'],
    ['a bomb in an office document', () => zipBomb('word/document.xml'), 415, 'attachment.type'],
    ['a packed picture', async () => gzipSync(await aPhoto()), 415, 'attachment.type'],
    ['an old office document', () => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600)]), 415, 'attachment.type'],
    ['50,000 × 50,000 pixels in a kilobyte', () => floodedPng(50_000), 400, 'attachment.picture'],
    ['nothing', () => Buffer.alloc(0), 400, 'attachment.missing'],
    ['a head and no more', () => Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 400, 'attachment.picture'],
    ['eleven megabytes of sound', () => Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEfmt '), Buffer.alloc(11 * megabyte)]), 413, 'attachment.kind_too_large'],
    ['20 MB and one byte', async () => Buffer.concat([await aPhoto(), Buffer.alloc(20 * megabyte)]), 413, 'too_large'],
  ])('%s is refused and leaves nothing', async (_name, make, status, code) => {
    const before = left()
    const answer = await send(await make())
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(left()).toBe(before)
  })
  test.each(['HEAD of a photo, ZIP behind', 'page behind'])('a file of two kinds (%s) is looked at as a picture and saved as it came', async (kind) => {
    const bytes = Buffer.concat([await aPhoto(), kind.includes('ZIP') ? zipBomb('evil.txt').subarray(0, 500) : Buffer.from('<script>alert(document.cookie)</script>')])
    const { body } = await send(bytes, 'a.html')
    const shown = await (await world.as('agent')).get(`/api/attachments/${body.id}`)
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('x-content-type-options')]).toEqual([200, 'image/jpeg', 'nosniff'])
    expect(shown.headers.get('content-security-policy')).toContain('sandbox')
    expect(shown.text).not.toMatch(/script|evil/)
  })
  test('a picture cut short is kept, and given only for saving', async () => {
    const whole = await sharp({ create: { width: 600, height: 600, channels: 3, background: '#0aa', noise: { type: 'gaussian', mean: 120, sigma: 40 } } }).png().toBuffer()
    const { body } = await send(whole.subarray(0, 200))
    const got = await (await world.as('agent')).get(`/api/attachments/${body.id}`)
    expect([got.status, got.headers.get('content-disposition')?.startsWith('attachment')]).toEqual([200, true])
  })
  test('sound and film by what is in them', async () => {
    const box = (brand: string) => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}`), Buffer.alloc(4), Buffer.from('isomiso2'), Buffer.alloc(64)])
    const webm = (codec: string) => Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x86, 0x81, 0x01, 0x42, 0x82, 0x84]), Buffer.from('webm'), Buffer.from(codec), Buffer.alloc(64)])
    const kinds = [['audio/mp4', box('M4A ')], ['video/mp4', box('isom')], ['video/quicktime', box('qt  ')], ['audio/webm', webm('A_OPUS')], ['video/webm', webm('V_VP9')], ['audio/amr', Buffer.from('#!AMR\n\x3c\x91\x17\x16')], ['audio/mpeg', Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0'), Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(600)])], ['audio/ogg', Buffer.concat([Buffer.from('OggS\0\x02'), Buffer.alloc(22), Buffer.from('OpusHead'), Buffer.alloc(64)])]] as const
    for (const [type, bytes] of kinds) expect([type, (await send(bytes)).body.mediaType]).toEqual([type, type])
  })
})

describe('names', () => {
  test.each([['../../etc/passwd.jpg', 'passwd.jpg'], ['C:\\Windows\\a.jpg', 'a.jpg'], ['gpj.\u202Eexe.jpg', 'gpj.exe.jpg'], ['a\0b\r\nc.jpg', 'abc.jpg'], ['.htaccess', 'htaccess'], ['…', '…']])('%j', async (given, kept) => {
    const file = await storeFile(world.app.deps, nobody, { file: Object.assign(Readable.from([await aPhoto()]), { truncated: false }), filename: given }, '203.0.113.8')
    expect(file.name).toBe(kept)
  })
})

describe('room', () => {
  test('while too much arrives, the disk never holds more than the limit and a chunk', async () => {
    const agent = await world.as('agent')
    const before = left()
    let most = 0
    let watching = true
    const watch = (async () => { while (watching) { most = Math.max(most, left() - before); await sleep(5) } })()
    expect((await agent.upload('/api/attachments', { name: 'a.jpg', type: 'image/jpeg', bytes: Buffer.concat([await aPhoto(), Buffer.alloc(24 * megabyte)]) })).status).toBe(413)
    watching = false
    await watch
    expect(most).toBeLessThanOrEqual(20 * megabyte + 65_536)
    expect(left()).toBe(before)
  })
  test('ten thousand parts are one too many', async () => {
    const agent = await world.as('agent')
    const { hostname, port, host } = new URL(world.url)
    const one = '--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\nx\r\n'
    const body = Buffer.from(`${one.repeat(10_000)}--x--\r\n`)
    const before = left()
    const reply = await new Promise<string>((done) => {
      const socket = connect(Number(port), hostname)
      let text = ''
      socket.on('data', (chunk: Buffer) => { text += chunk.toString('latin1'); if (text.includes('\r\n\r\n')) socket.destroy() }).on('error', () => done(text)).on('close', () => done(text))
      socket.write(`POST /api/attachments HTTP/1.1\r\nhost: ${host}\r\ncookie: ${[...agent.cookies].map(([n, v]) => `${n}=${v}`).join('; ')}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.write(body)
    })
    expect(reply).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(left()).toBe(before)
  })
  test('a disk that fills up meanwhile says so', async () => {
    disk.fullAfter = 100_000
    try {
      const answer = await send(Buffer.concat([await aPhoto(), Buffer.alloc(megabyte)]))
      expect([answer.status, answer.body.code]).toEqual([507, 'storage_full'])
    } finally {
      disk.fullAfter = Number.POSITIVE_INFINITY
    }
    expect((await send(await aPhoto())).status).toBe(201)
  })
  test('a full disk for files loses no complaint', async () => {
    const full = await startApp(undefined, { minFreeBytes: Number.MAX_SAFE_INTEGER })
    try {
      const form = new FormData()
      form.append('file', new Blob([Uint8Array.from(await aPhoto())], { type: 'image/jpeg' }), 'a.jpg')
      expect((await fetch(`${full.url}/p/api/attachments`, { method: 'POST', body: form })).status).toBe(507)
      const filed = await fetch(`${full.url}/p/api/complaints`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ verbatim: '箱子破了，照片传不上去', complainant: { phone: '13900002222' } }) })
      expect(filed.status).toBe(201)
    } finally {
      await full.stop()
    }
  })
})

describe('views', () => {
  test('drawn once, kept within a bound, drawn again when lost, and never instead of what others need', async () => {
    const filesDir = mkdtempSync(join(tmpdir(), 'views-'))
    try {
      const photos = await Promise.all([1, 2, 3, 4].map(async (i) => ({ path: join(filesDir, `${i}.jpg`), sha256: Buffer.alloc(32, i), bytes: await sharp({ create: { width: 300, height: 300, channels: 3, background: '#0aa', noise: { type: 'gaussian', mean: 120, sigma: 40 } } }).jpeg().toBuffer() })))
      for (const p of photos) writeFileSync(p.path, p.bytes)
      const [first] = photos
      if (!first) throw new Error('no photo')
      const drawn = await viewOf({ filesDir }, first.path, first.sha256)
      const kept = () => readdirSync(join(filesDir, 'views'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name))
      expect(readFileSync(kept()[0] ?? '').equals(drawn ?? Buffer.alloc(0))).toBe(true)
      rmSync(kept()[0] ?? '')
      expect((await viewOf({ filesDir }, first.path, first.sha256))?.length).toBe(drawn?.length)
      const bound = (drawn?.length ?? 0) * 2.5
      for (const p of photos) { await viewOf({ filesDir, viewBytes: bound }, p.path, p.sha256); await sleep(15) }
      expect(kept().reduce((sum, path) => sum + statSync(path).size, 0)).toBeLessThanOrEqual(bound)
      rmSync(join(filesDir, 'views'), { recursive: true })
      expect(await viewOf({ filesDir, minFreeBytes: Number.MAX_SAFE_INTEGER }, first.path, first.sha256)).not.toBeNull()
      expect(() => kept()).toThrow('ENOENT')
    } finally {
      rmSync(filesDir, { recursive: true, force: true })
    }
  })
})
