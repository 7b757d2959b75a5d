// Files taken in: as a stream with a limit, typed by their content, hashed while they arrive, written through before anybody is told that they are here.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import type { z } from 'zod'
import type { attachment } from '../../contract/complaints.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Exchange } from '../platform/context.ts'
import { seal } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'
import { placeKey } from '../platform/limits.ts'
import { keepBytes } from './blobs.ts'
import type { Deps } from './deps.ts'
import { insistOnRoom } from './file-room.ts'
import type { Spend } from './file-room.ts'
import { typeOf } from './file-types.ts'
import { clean } from './words.ts'

export type AttachmentView = z.output<typeof attachment>

/**
 * Stores one uploaded file. It belongs to its uploader until it is bound to a case.
 * @throws Refusal as `insistOnRoom` and `typeOf`; 413 beyond 20 MB, 507 `storage_full` when the disk is full meanwhile.
 */
export async function uploadFile(deps: Deps, actor: Actor, exchange: Exchange): Promise<AttachmentView> {
  const part = await exchange.request.file()
  if (!part) throw new Refusal('attachment.missing', {}, 400)
  return storeFile(deps, actor, part, exchange.request.ip)
}

/** The same for one file of a form, from the address `ip`. */
export async function storeFile(deps: Deps, actor: Actor, part: { readonly file: NodeJS.ReadableStream & { readonly truncated: boolean }; readonly filename: string }, ip: string): Promise<AttachmentView> {
  const id = newId()
  const arriving = join(deps.filesDir, 'arriving', id)
  await mkdir(join(deps.filesDir, 'arriving'), { recursive: true })
  const spend = await insistOnRoom(deps.filesDir, actor, ip, deps.minFreeBytes).catch((error: unknown) => { part.file.resume(); throw error })
  try {
    const { size, sha256 } = await takeIn(part.file, arriving, spend)
    if (part.file.truncated) throw new Refusal('too_large', {}, 413)
    if (size === 0) throw new Refusal('attachment.missing', {}, 400)
    return await place(deps, actor, { id, path: arriving, name: safeName(part.filename), size, sha256, ip })
  } finally {
    await rm(arriving, { force: true })
  }
}

/** Makes a file that arrived in pieces, and is whole on disk at `path`, an attachment. @throws Refusal as `storeFile`. */
export async function keepArrived(deps: Deps, actor: Actor, file: { readonly id: string; readonly path: string; readonly name: string; readonly ip: string }): Promise<AttachmentView> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(file.path) as AsyncIterable<Buffer>) { hash.update(chunk); size += chunk.length }
  return place(deps, actor, { ...file, size, sha256: hash.digest() })
}

type Arrived = { readonly id: string; readonly path: string; readonly name: string; readonly size: number; readonly sha256: Buffer; readonly ip: string }

/** Types a file that is whole and on disk, and keeps its bytes under their fingerprint: once, however often they come. */
async function place(deps: Deps, actor: Actor, { id, path, name, size, sha256, ip }: Arrived): Promise<AttachmentView> {
  const { mediaType, taken } = await typeOf(path, size)
  const meta = taken === null ? null : seal(deps.keys, metaPlace(id), JSON.stringify(taken))
  const addedAt = await deps.db.transaction().execute(async (tx) => {
    const isNew = await keepBytes(tx, deps.filesDir, path, { sha256, size }, deps.scanner ? 'unscanned' : 'unavailable')
    const row = await sql<{ added_at: number }>`insert into attachments (id, uploader_kind, uploader_id, uploader_unit_id, name, media_type, size, sha256, from_place, meta_sealed) values (${id}, ${actor.kind}, ${actor.id}, ${actor.unitId}, ${name}, ${mediaType}, ${size}, ${sha256}, ${placeKey(ip)}, ${meta}) returning added_at`.execute(tx)
    if (deps.scanner && isNew) await deps.enqueue(tx, [{ name: 'scan_file', payload: { sha256: sha256.toString('hex') }, key: sha256.toString('hex') }])
    return row.rows[0]?.added_at ?? 0
  })
  return { id, name, mediaType, size, sha256: sha256.toString('hex'), addedAt: new Date(addedAt).toISOString(), addedBy: actor.name }
}

/** What the sealed moment and place of a picture are bound to. */
export function metaPlace(id: string): string {
  return `attachments|meta_sealed|${id}`
}

/** Once refused, or once the disk is full, the rest is read without being kept: a form's stream that is cut off in one part never ends. */
async function takeIn(from: NodeJS.ReadableStream, to: string, spend: Spend): Promise<{ size: number; sha256: Buffer }> {
  const hash = createHash('sha256')
  const handle = await open(to, 'w', 0o600)
  let size = 0
  let trouble: unknown = null
  const kept = async (chunk: Buffer): Promise<void> => {
    trouble ??= spend(chunk.length)
    if (trouble !== null) return
    await handle.appendFile(chunk).catch((error: unknown) => { trouble = isFull(error) ? new Refusal('storage_full', {}, 507) : error })
    hash.update(chunk)
    size += chunk.length
  }
  try {
    await pipeline(from, async (source) => { for await (const chunk of source as AsyncIterable<Buffer>) await kept(chunk) })
    if (trouble !== null) throw trouble as Error
    await handle.sync()
    return { size, sha256: hash.digest() }
  } finally {
    await handle.close()
  }
}

/** The disk may fill up while a file arrives, however much was free at its beginning. */
export function isFull(error: unknown): boolean {
  const code = (error as { code?: string }).code
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** A name without folders, control, direction-changing and reserved characters, personal data masked, at most 100 characters. */
export function safeName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = [...base.replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"<>|?*:;]/gu, '')].slice(-100).join('').replace(/^[.\s]+|[.\s]+$/g, '')
  // people name a photo of an identity card by its number
  return plain === '' ? 'file' : clean(plain)
}
