// Uploads in pieces: lines cut in the middle, offsets that don't fit, strangers, limits; the whole file is the same as one sent at once.
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PartialUpload } from '../../contract/portal.ts'
import { placeOf } from '../complaints/blobs.ts'
import { startWorld } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

let world: World
let photo: Buffer
beforeAll(async () => {
  world = await startWorld()
  photo = await sharp(randomBytes(400 * 400 * 3), { raw: { width: 400, height: 400, channels: 3 } }).jpeg({ quality: 95 }).toBuffer()
})
afterAll(() => world.stop())

type Begun = PartialUpload & { key: string; code?: string; params?: { received?: number } }
const begin = async (size = photo.length, name = 'a.jpg'): Promise<Begun> => (await world.stranger().post<Begun>('/p/api/uploads', { name, size })).body
const piece = async (u: Begun, offset: number, bytes: Uint8Array, key = u.key) => {
  const answer = await fetch(`${world.url}/p/api/uploads/${u.id}?offset=${offset}`, { method: 'PATCH', headers: { 'content-type': 'application/octet-stream', 'upload-key': key }, body: Uint8Array.from(bytes) })
  return { status: answer.status, body: await answer.json() as Begun }
}
const state = async (u: Begun, key = u.key) => {
  const answer = await fetch(`${world.url}/p/api/uploads/${u.id}`, { headers: { 'upload-key': key } })
  return { status: answer.status, body: await answer.json() as Begun }
}

/** Says it will send all from `offset` on, sends `bytes` of it and cuts the line. */
async function cut(u: Begun, offset: number, bytes: number): Promise<void> {
  const { hostname, port, host } = new URL(world.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await new Promise<void>((done) => { socket.once('connect', () => done()) })
  socket.write(`PATCH /p/api/uploads/${u.id}?offset=${offset} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/octet-stream\r\nupload-key: ${u.key}\r\ncontent-length: ${photo.length - offset}\r\n\r\n`)
  socket.write(photo.subarray(offset, offset + bytes))
  await sleep(150)
  socket.destroy()
}

test('a stranger has no part in it, and nothing is begun that could not end', async () => {
  const u = await begin()
  expect((await state(u, 'x'.repeat(43))).status).toBe(404)
  expect((await piece(u, 0, photo, 'x'.repeat(43))).status).toBe(404)
  expect((await world.stranger().post('/p/api/uploads', { name: 'a', size: 21 * 1024 * 1024 })).status).toBe(400)
  expect((await world.stranger().post('/p/api/uploads', { name: 'a', size: 0 })).status).toBe(400)
  const json = await fetch(`${world.url}/p/api/uploads/${u.id}?offset=0`, { method: 'PATCH', headers: { 'content-type': 'application/json', 'upload-key': u.key }, body: '{}' })
  expect(json.status).toBe(415)
})

test('a line cut three times: what came stays, it goes on from there, and the file is the one that was sent', async () => {
  const u = await begin()
  let at = 0
  for (const bytes of [10_000, 1, 20_000]) {
    await cut(u, at, bytes)
    for (let tries = 0; (await state(u)).body.received < at + bytes && tries < 40; tries++) await sleep(50)
    at = (await state(u)).body.received
  }
  expect(at).toBe(30_001)
  const wrong = await piece(u, 0, photo)
  expect([wrong.status, wrong.body.code, wrong.body.params?.received]).toEqual([409, 'upload.offset', at])
  const last = await piece(u, at, photo.subarray(at))
  expect(last.status).toBe(200)
  expect(last.body.file).toMatchObject({ id: u.id, name: 'a.jpg', mediaType: 'image/jpeg', size: photo.length, sha256: createHash('sha256').update(photo).digest('hex') })
  const kept = await world.db.selectFrom('attachments').select(['uploader_kind', 'complaint_id']).where('id', '=', u.id).executeTakeFirstOrThrow()
  expect([kept.uploader_kind, kept.complaint_id]).toEqual(['customer', null])
  expect(readFileSync(`${world.app.deps.filesDir}/${placeOf(createHash('sha256').update(photo).digest())}`).equals(photo)).toBe(true)
  expect((await state(u)).status).toBe(404)
})

test('more than was said is refused, what is no picture too, and neither leaves anything', async () => {
  const u = await begin(1000)
  expect((await piece(u, 0, photo)).status).toBe(413)
  const text = await begin(9, 'a.txt')
  const refused = await piece(text, 0, new TextEncoder().encode('not a jpg'))
  expect([refused.status, refused.body.code]).toEqual([415, 'attachment.type'])
  expect((await state(text)).status).toBe(404)
})

test('two pieces at once: one counts', async () => {
  const u = await begin()
  const both = await Promise.all([piece(u, 0, photo.subarray(0, 5000)), piece(u, 0, photo.subarray(0, 5000))])
  expect(both.map((b) => b.status).toSorted()).toEqual([200, 409])
  expect((await state(u)).body.received).toBe(5000)
})

test('a piece that is still on its way when another one completed the file changes nothing of it', async () => {
  const own = await sharp(randomBytes(60 * 60 * 3), { raw: { width: 60, height: 60, channels: 3 } }).jpeg().toBuffer()
  const u = await begin(own.length)
  await piece(u, 0, own.subarray(0, own.length - 20))
  const { hostname, port, host } = new URL(world.url)
  const slow = connect(Number(port), hostname)
  slow.on('error', () => {})
  await new Promise<void>((done) => { slow.once('connect', () => done()) })
  slow.write(`PATCH /p/api/uploads/${u.id}?offset=${own.length - 20} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/octet-stream\r\nupload-key: ${u.key}\r\ncontent-length: 20\r\n\r\n`)
  slow.write(Buffer.alloc(1, 'x'))
  await sleep(200)
  const done = await piece(u, own.length - 20, own.subarray(own.length - 20))
  expect(done.body.file?.sha256).toBe(createHash('sha256').update(own).digest('hex'))
  slow.write(Buffer.alloc(19, 'x'))
  await sleep(200)
  slow.destroy()
  const kept = readFileSync(join(world.app.deps.filesDir, placeOf(createHash('sha256').update(own).digest())))
  expect(kept.equals(own)).toBe(true)
})
