// Binding uploaded files to a case: only one's own, only once.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { insistOnCaseRoom } from './file-room.ts'

/**
 * Attaches files to a case (and an order). A file belongs to who uploaded it until it is bound, and is bound once: an id of
 * somebody else's file, or one bound elsewhere, is refused the same way as one that isn't there.
 */
export async function attachFiles(tx: Db, actor: Actor, complaintId: string, ids: readonly string[], orderId: string | null = null): Promise<void> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return
  const bound = await sql`update attachments set complaint_id = ${complaintId}, order_id = ${orderId}, attached_at = app_now() where id = any(${wanted}::uuid[]) and complaint_id is null and uploader_kind = ${actor.kind} and uploader_id = ${actor.id} returning 1`.execute(tx)
  if (bound.rows.length !== wanted.length) throw new Refusal('attachment.not_yours', {}, 404)
  if (actor.kind === 'customer') await insistOnCaseRoom(tx, complaintId)
}
