// Binding uploaded files to a case: only one's own, only once.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { insistOnCaseRoom } from './file-room.ts'

export type BoundFile = { readonly id: string; readonly media_type: string; readonly size: number; readonly sha256: Buffer; readonly from_place: string | null }

/**
 * Binds files to a case (and an order). A file belongs to who uploaded it until it is bound, and is bound once: an id of somebody
 * else's file, or one bound elsewhere, is refused the same way as one that isn't there. Steps call `registerEvidence`, which binds too.
 */
export async function attachFiles(tx: Db, actor: Actor, complaintId: string, ids: readonly string[], orderId: string | null = null): Promise<readonly BoundFile[]> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return []
  const bound = await sql<BoundFile>`update attachments set complaint_id = ${complaintId}, order_id = ${orderId}, attached_at = app_now() where id = any(${wanted}::uuid[]) and complaint_id is null and uploader_kind = ${actor.kind} and uploader_id = ${actor.id} returning id, media_type, size, sha256, from_place`.execute(tx)
  if (bound.rows.length !== wanted.length) throw new Refusal('attachment.not_yours', {}, 404)
  if (actor.kind === 'customer') await insistOnCaseRoom(tx, complaintId)
  return bound.rows
}
