// Gives files out: pictures drawn anew for looking, originals as they came in a sandbox and piece by piece, each original to a line of its custody.
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import { mediaKindOf } from '../../domain/complaints/evidence.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db, Exchange } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { placeKey } from '../platform/limits.ts'
import type { Deps } from './deps.ts'
import { insistOnTicket } from './file-tickets.ts'
import { viewOf } from './file-views.ts'
import { ordersOf, unitScope, visibleTo } from './visible.ts'

export type StoredFile = { readonly id: string; readonly complaint_id: string | null; readonly name: string; readonly media_type: string; readonly stored_as: string; readonly size: number; readonly sha256: Buffer; readonly scan_state: string }

/** What is read of a file (alias `a`, its bytes `b`) to send it. */
export const storedColumns = sql`a.id, a.complaint_id, a.name, a.media_type, a.size, a.sha256, b.stored_as, b.scan_state from attachments a join blobs b on b.sha256 = a.sha256`

/** Files of a case (alias `a`) the actor may read: headquarters all, a unit those of the questions it may read and what else its people added. */
export function filesOf(actor: Actor): RawBuilder<SqlBool> {
  if (unitScope(actor) === null) return sql<SqlBool>`true`
  return sql<SqlBool>`case when a.order_id is null then a.uploader_unit_id = ${actor.unitId} else exists (select 1 from orders o where o.complaint_id = a.complaint_id and o.id = a.order_id and ${ordersOf(actor)}) end`
}

/**
 * Sends a file the actor may see: their own while unbound, or one of a case that exists for them. With `original` the bytes as they came, which takes a ticket.
 * @throws Refusal 404 for a file that isn't there or isn't theirs; 403 `attachment.link_expired`; 409 `attachment.quarantined`
 */
export async function downloadFile(deps: Deps, ctx: Ctx, id: string, query: { readonly ticket?: string | undefined }, exchange: Exchange, original = false): Promise<unknown> {
  const mine = sql`(a.complaint_id is null and a.uploader_kind = ${ctx.actor.kind} and a.uploader_id = ${ctx.actor.id})`
  const found = await sql<StoredFile>`select ${storedColumns} where a.id = ${id} and (${mine} or (a.complaint_id is not null and ${filesOf(ctx.actor)} and exists (select 1 from complaints c where c.id = a.complaint_id and ${visibleTo(ctx.actor)})))`.execute(ctx.db)
  const file = found.rows[0]
  if (!file) throw new Refusal('not_found', {}, 404)
  if (original || query.ticket !== undefined) insistOnTicket(deps.keys, ctx.actor, id, original ? 'original' : 'picture', query.ticket ?? '')
  return sendFile(deps, file, exchange, { original, given: (act) => noteCustody(ctx.db, ctx.actor, file, act, exchange.request.ip, query.ticket ?? null) })
}

type Giving = { readonly original?: boolean; readonly given?: (act: 'viewed' | 'downloaded') => Promise<void> }

/** Sends a stored file. A picture that can't be drawn is kept as it came, so it is given as it came, for saving. */
export async function sendFile(deps: Pick<Deps, 'filesDir' | 'minFreeBytes'>, file: StoredFile, exchange: Exchange, { original = false, given }: Giving = {}): Promise<unknown> {
  if (file.scan_state === 'infected') throw new Refusal('attachment.quarantined')
  const { reply } = exchange
  const path = join(deps.filesDir, file.stored_as)
  const kind = mediaKindOf(file.media_type)
  const shown = kind === 'image' && !original ? await viewOf(deps, path, file.sha256) : null
  reply.header('content-security-policy', "default-src 'none'; sandbox").header('cache-control', 'private, max-age=300')
  reply.header('content-disposition', `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`)
  if (shown) return reply.type('image/jpeg').send(shown)
  await given?.(kind === 'audio' || kind === 'video' ? 'viewed' : 'downloaded')
  return sendBytes(path, file, exchange)
}

/** The bytes, or the piece of them a player asks for. */
async function sendBytes(path: string, file: StoredFile, { request, reply }: Exchange): Promise<unknown> {
  const there = await stat(path).catch(() => null)
  if (there === null) throw new Refusal('attachment.lost', {}, 410)
  reply.type(file.media_type).header('accept-ranges', 'bytes')
  const piece = rangeOf(request.headers.range, there.size)
  if (piece === 'none') return reply.code(416).header('content-range', `bytes */${there.size}`).send('')
  if (piece === null) return reply.header('content-length', there.size).send(createReadStream(path))
  return reply.code(206).header('content-range', `bytes ${piece.from}-${piece.to}/${there.size}`).header('content-length', piece.to - piece.from + 1).send(createReadStream(path, { start: piece.from, end: piece.to }))
}

/** One range of bytes; null for all of it, also for what asks for several; `none` for one beyond the end. */
export function rangeOf(header: string | undefined, size: number): { readonly from: number; readonly to: number } | null | 'none' {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!asked || (asked[1] === '' && asked[2] === '')) return null
  const from = asked[1] === '' ? Math.max(0, size - Number(asked[2])) : Number(asked[1])
  const to = asked[1] === '' || asked[2] === '' ? size - 1 : Math.min(size - 1, Number(asked[2]))
  return from > to || from >= size ? 'none' : { from, to }
}

/** A line of custody for a file of a case; one per ticket, however many pieces are asked for. */
export async function noteCustody(db: Db, actor: Actor, file: StoredFile, act: 'viewed' | 'downloaded', ip: string, ticket: string | null): Promise<void> {
  if (file.complaint_id === null) return
  await sql`insert into evidence_custody (id, complaint_id, evidence_id, at, act, by_kind, by_id, by_name, unit_id, from_place, ticket)
    select ${newId()}, complaint_id, id, app_now(), ${act}, ${actor.kind}, ${actor.id}, ${actor.name}, ${actor.unitId}, ${actor.kind === 'customer' ? null : placeKey(ip)}, ${ticket === null ? null : ticket.slice(0, 60)} from evidence where attachment_id = ${file.id} on conflict do nothing`.execute(db)
}
