// Gives customers back the files they gave us: those of their own case, never what staff or units added.
import { sql } from 'kysely'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { noteCustody, sendFile, storedColumns } from '../complaints/file-send.ts'
import type { StoredFile } from '../complaints/file-send.ts'
import type { Exchange } from '../platform/context.ts'
import { createLimiter } from '../platform/limits.ts'
import { customer } from './portal-session.ts'

/** Every view draws the picture anew, and a picture of few bytes can be one of many pixels: a hundred views of a case at once, then one a second. */
const viewLimit = createLimiter({ perSecond: 1, burst: 100 })

/** Sends one file of a case the session was shown to own. @throws Refusal 404 for a file of another case or of somebody else, the same as for none; 429 for views beyond `viewLimit`. */
export async function sendOwnFile(d: Deps, complaintId: string, id: string, exchange: Exchange): Promise<unknown> {
  const found = await sql<StoredFile>`select ${storedColumns} where a.id = ${id} and a.complaint_id = ${complaintId} and a.uploader_kind = 'customer'`.execute(d.db)
  const file = found.rows[0]
  if (!file) throw new Refusal('not_found', {}, 404)
  const wait = viewLimit.take(complaintId)
  if (wait > 0) throw new Refusal('too_many_requests', { retryAfter: wait }, 429)
  return sendFile(d, file, exchange, { given: (act) => noteCustody(d.db, customer(complaintId), file, act, exchange.request.ip, null) })
}
