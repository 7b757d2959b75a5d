// Files of a case: taken in as a stream with a limit, typed by their content, kept as they came; pictures are shown re-encoded, without their metadata.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileTypeFromFile } from 'file-type'
import { sql } from 'kysely'
import sharp from 'sharp'
import type { z } from 'zod'
import type { attachment } from '../../contract/complaints.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Exchange } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { Deps } from './deps.ts'
import { insistOnRoom } from './file-room.ts'
import type { Spend } from './file-room.ts'
import { clean } from './words.ts'
import { ordersOf, unitScope, visibleTo } from './visible.ts'

export type AttachmentView = z.output<typeof attachment>

const accepted = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'application/pdf']
/** Largest picture in pixels that is ever decoded (a flood of pixels is a small file). */
const pixelLimit = 50_000_000
const viewSide = 2560

/**
 * Stores one uploaded file. It belongs to its uploader until it is bound to a case.
 * @throws Refusal as `insistOnRoom`; 415 `attachment.type` for anything but images and PDF by content, 413 beyond 20 MB, 400 `attachment.picture` for broken or giant pictures.
 */
export async function uploadFile(deps: Deps, actor: Actor, exchange: Exchange): Promise<AttachmentView> {
  const part = await exchange.request.file()
  if (!part) throw new Refusal('attachment.missing', {}, 400)
  return storeFile(deps, actor, part, exchange.request.ip)
}

/** The same for one file of a form, from the address `ip`. Nothing is acknowledged before the file and its name in its folder are on disk. */
export async function storeFile(deps: Deps, actor: Actor, part: { readonly file: NodeJS.ReadableStream & { readonly truncated: boolean }; readonly filename: string }, ip: string): Promise<AttachmentView> {
  const id = newId()
  const folder = join(deps.filesDir, id.slice(-2))
  const arriving = join(deps.filesDir, 'arriving', id)
  const isNew = (await mkdir(folder, { recursive: true })) !== undefined
  await mkdir(join(deps.filesDir, 'arriving'), { recursive: true })
  const spend = await insistOnRoom(deps.filesDir, actor, ip, deps.minFreeBytes).catch((error: unknown) => { part.file.resume(); throw error })
  try {
    const { size, sha256 } = await takeIn(part.file, arriving, spend)
    if (part.file.truncated) throw new Refusal('too_large', {}, 413)
    if (size === 0) throw new Refusal('attachment.missing', {}, 400)
    return await place(deps, actor, { id, path: arriving, name: safeName(part.filename), size, sha256, isNew })
  } finally {
    await rm(arriving, { force: true })
  }
}

/** Makes a file that arrived in pieces, and is whole on disk at `path`, an attachment. @throws Refusal as `storeFile`. */
export async function keepArrived(deps: Deps, actor: Actor, file: { readonly id: string; readonly path: string; readonly name: string }): Promise<AttachmentView> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(file.path) as AsyncIterable<Buffer>) { hash.update(chunk); size += chunk.length }
  const isNew = (await mkdir(join(deps.filesDir, file.id.slice(-2)), { recursive: true })) !== undefined
  return place(deps, actor, { ...file, size, sha256: hash.digest(), isNew })
}

type Arrived = { readonly id: string; readonly path: string; readonly name: string; readonly size: number; readonly sha256: Buffer; readonly isNew: boolean }

/** Types a file that is whole and on disk, and puts it in its folder under its id. */
async function place(deps: Deps, actor: Actor, { id, path, name, size, sha256, isNew }: Arrived): Promise<AttachmentView> {
  const folder = join(deps.filesDir, id.slice(-2))
  const mediaType = await typeOf(path)
  await rename(path, join(folder, id))
  await syncFolder(folder)
  if (isNew) await syncFolder(deps.filesDir)
  const row = await sql<{ added_at: number }>`insert into attachments (id, uploader_kind, uploader_id, uploader_unit_id, name, media_type, size, sha256, stored_as) values (${id}, ${actor.kind}, ${actor.id}, ${actor.unitId}, ${name}, ${mediaType}, ${size}, ${sha256}, ${`${id.slice(-2)}/${id}`}) returning added_at`.execute(deps.db)
  return { id, name, mediaType, size, sha256: sha256.toString('hex'), addedAt: new Date(row.rows[0]?.added_at ?? 0).toISOString(), addedBy: actor.name }
}

/** Once refused, the rest is read without being kept: a form's stream that is cut off in one part never ends. */
async function takeIn(from: NodeJS.ReadableStream, to: string, spend: Spend): Promise<{ size: number; sha256: Buffer }> {
  const hash = createHash('sha256')
  let size = 0
  let refused: Refusal | null = null
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      refused ??= spend(chunk.length)
      if (refused) return done()
      hash.update(chunk)
      size += chunk.length
      done(null, chunk)
    },
  })
  await pipeline(from, counted, createWriteStream(to, { mode: 0o600 }))
  if (refused) throw refused as Refusal
  const handle = await open(to, 'r+')
  await handle.sync().finally(() => handle.close())
  return { size, sha256: hash.digest() }
}

/** A renamed file is found again after a power cut only when its folder was written too. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}

async function typeOf(path: string): Promise<string> {
  const type = await fileTypeFromFile(path)
  if (!type || !accepted.includes(type.mime)) throw new Refusal('attachment.type', { accepted }, 415)
  if (type.mime.startsWith('image/')) {
    const meta = await sharp(path, { limitInputPixels: pixelLimit }).metadata().catch(() => null)
    if (!meta?.width || !meta.height || meta.width * meta.height > pixelLimit) throw new Refusal('attachment.picture', {}, 400)
  }
  return type.mime
}

/** A name without folders, control, direction-changing and reserved characters, personal data masked, at most 100 characters. */
export function safeName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const plain = [...base.replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"<>|?*:;]/gu, '')].slice(-100).join('').replace(/^[.\s]+|[.\s]+$/g, '')
  // people name a photo of an identity card by its number
  return plain === '' ? 'file' : clean(plain)
}

type Stored = { name: string; media_type: string; stored_as: string; size: number }

/** Sends a file the actor may see: their own while unbound, or one of a case that exists for them (a unit: of its own questions, or what its people added). */
export async function downloadFile(deps: Deps, ctx: Ctx, id: string, exchange: Exchange): Promise<unknown> {
  const mine = sql`(a.complaint_id is null and a.uploader_kind = ${ctx.actor.kind} and a.uploader_id = ${ctx.actor.id})`
  const ofUnit = unitScope(ctx.actor) === null ? sql`true` : sql`((a.order_id is not null and exists (select 1 from orders o where o.complaint_id = a.complaint_id and o.id = a.order_id and ${ordersOf(ctx.actor)})) or a.uploader_unit_id = ${ctx.actor.unitId})`
  const found = await sql<Stored>`select a.name, a.media_type, a.stored_as, a.size from attachments a where a.id = ${id} and (${mine} or (a.complaint_id is not null and ${ofUnit} and exists (select 1 from complaints c where c.id = a.complaint_id and ${visibleTo(ctx.actor)})))`.execute(ctx.db)
  const file = found.rows[0]
  if (!file) throw new Refusal('not_found', {}, 404)
  return sendFile(deps, file, exchange)
}

/** Sends a stored file: pictures re-encoded for view, everything else as a download in a sandbox. */
export async function sendFile(deps: Pick<Deps, 'filesDir'>, file: Stored, { reply }: Exchange): Promise<unknown> {
  const path = join(deps.filesDir, file.stored_as)
  // a picture that can't be decoded is kept as it came, so it is given as it came, for saving
  const shown = file.media_type.startsWith('image/') ? await sharp(path, { limitInputPixels: pixelLimit }).rotate().resize({ width: viewSide, height: viewSide, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 82 }).toBuffer().catch(() => null) : null
  reply.header('content-security-policy', "default-src 'none'; sandbox").header('cache-control', 'private, max-age=300')
  reply.header('content-disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`)
  return shown ? reply.type('image/jpeg').send(shown) : reply.type(file.media_type).send(createReadStream(path))
}
