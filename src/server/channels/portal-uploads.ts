// Uploads that go on where a cut line stopped them: pieces at an offset, kept as far as they came, whole files treated like any other.
import { createHash } from 'node:crypto'
import { constants, copyFile, mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { FastifyRequest } from 'fastify'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { beginUpload, PartialUpload } from '../../contract/portal.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { isFull, keepArrived, safeName } from '../complaints/attachments.ts'
import type { Deps } from '../complaints/deps.ts'
import { insistOnRoom } from '../complaints/file-room.ts'
import { newId, newSecret, secretHash } from '../platform/ids.ts'
import { placeKey } from '../platform/limits.ts'

/** A line that is gone for longer begins anew; the file itself lives as briefly as one nobody sends. */
const keptFor = '6 hours'
/** Unfinished uploads of one place: nine photos of a few families behind one address. */
const mostOfPlace = 60

type Row = { id: string; name: string; size: number; received: number }

/** Makes room for a file of known size, which will be the actor's. @throws Refusal as `insistOnRoom`, and 429 `attachment.quota` for a place with too many unfinished ones. */
export async function startUpload(d: Deps, actor: Actor, body: BodyOf<typeof beginUpload>, ip: string): Promise<PartialUpload & { key: string }> {
  const folder = join(d.filesDir, 'arriving')
  await mkdir(folder, { recursive: true })
  await insistOnRoom(d.filesDir, actor, ip, d.minFreeBytes)
  const place = createHash('sha256').update(d.keys.indexKey).update(`upload|${placeKey(ip)}`).digest('hex').slice(0, 32)
  const waiting = (await sql<{ n: number }>`select count(*)::int as n from partial_uploads where place = ${place} and expires_at > now()`.execute(d.db)).rows[0]?.n ?? 0
  if (waiting >= mostOfPlace) throw new Refusal('attachment.quota', { retryAfter: 600 }, 429)
  const id = newId()
  const { secret, hash } = newSecret()
  await (await open(join(folder, id), 'w', 0o600)).close()
  await sql`insert into partial_uploads (id, owner_hash, place, name, size, expires_at) values (${id}, ${hash}, ${place}, ${safeName(body.name)}, ${body.size}, now() + ${keptFor}::interval)`.execute(d.db)
  return { id, key: secret, size: body.size, received: 0, file: null }
}

/** How much of it is here. @throws Refusal 404 for who has not begun it. */
export async function uploadState(d: Deps, id: string, request: FastifyRequest): Promise<PartialUpload> {
  const { size, received } = await load(d, id, request)
  return { id, size, received, file: null }
}

/**
 * Takes a piece that begins at `offset`. What arrives before the line is cut stays; the piece that completes the file makes it an attachment like any other.
 * @throws Refusal 409 `upload.offset` with `received` when it does not go on where the last one ended; as `keepArrived`, after which the upload is gone.
 */
export async function takePiece(d: Deps, actor: Actor, id: string, offset: number, request: FastifyRequest): Promise<PartialUpload> {
  const row = await load(d, id, request)
  if (offset !== row.received) throw new Refusal('upload.offset', { received: row.received })
  const path = join(d.filesDir, 'arriving', id)
  const spend = await insistOnRoom(d.filesDir, actor, request.ip, d.minFreeBytes)
  const { reached, refused } = await write(request, path, row, spend)
  const moved = await sql`update partial_uploads set received = ${reached}, touched_at = now() where id = ${id} and received = ${offset} returning 1`.execute(d.db)
  if (moved.rows.length === 0) throw new Refusal('upload.offset', { received: (await load(d, id, request)).received })
  if (refused) throw refused
  if (reached < row.size) return { id, size: row.size, received: reached, file: null }
  await sql`delete from partial_uploads where id = ${id}`.execute(d.db)
  const whole = join(d.filesDir, 'arriving', newId())
  try {
    await takeOver(path, whole)
    return { id, size: row.size, received: reached, file: await keepArrived(d, actor, { id, path: whole, name: row.name, ip: request.ip }) }
  } finally {
    await Promise.all([rm(path, { force: true }), rm(whole, { force: true })])
  }
}

/** A copy that nobody else holds: a second piece may still be writing into the file that arrived, and would go on doing so after it was looked at. @throws Refusal 507 `storage_full` */
async function takeOver(path: string, whole: string): Promise<void> {
  try {
    await copyFile(path, whole, constants.COPYFILE_FICLONE)
  } catch (error) {
    throw isFull(error) ? new Refusal('storage_full', {}, 507) : error
  }
  const handle = await open(whole, 'r+')
  await handle.sync().finally(() => handle.close())
}

/** Hourly: what was begun and never finished. */
export async function dropUploads(d: Pick<Deps, 'db' | 'filesDir'>): Promise<void> {
  const gone = await sql<{ id: string }>`delete from partial_uploads where expires_at < now() returning id`.execute(d.db)
  for (const { id } of gone.rows) await rm(join(d.filesDir, 'arriving', id), { force: true })
}

async function load(d: Deps, id: string, request: FastifyRequest): Promise<Row> {
  const key = request.headers['upload-key']
  const hash = typeof key === 'string' && /^[\w-]{43}$/.test(key) ? secretHash(key) : null
  const found = hash === null ? undefined : (await sql<Row>`select id, name, size, received from partial_uploads where id = ${id} and owner_hash = ${hash} and expires_at > now()`.execute(d.db)).rows[0]
  if (!found) throw new Refusal('not_found', {}, 404)
  return found
}

// A cut line is no failure here: what is on disk counts, and is on disk before it is counted.
async function write(request: FastifyRequest, path: string, row: Row, spend: (bytes: number) => Refusal | null): Promise<{ reached: number; refused: Refusal | null }> {
  const handle = await open(path, 'r+')
  let reached = row.received
  let refused: Refusal | null = null
  try {
    for await (const chunk of request.raw as AsyncIterable<Buffer>) {
      refused = reached + chunk.length > row.size ? new Refusal('too_large', {}, 413) : spend(chunk.length)
      if (refused) break
      await handle.write(chunk, 0, chunk.length, reached)
      reached += chunk.length
    }
  } catch (error) {
    // otherwise the line was cut
    if (isFull(error)) refused = new Refusal('storage_full', {}, 507)
  } finally {
    await handle.sync().finally(() => handle.close())
  }
  return { reached, refused }
}
