// How much may be stored: by place or person, by case, and never so much that the database has no room left on the disk.
import { statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { createLimiter, placeKey } from '../platform/limits.ts'
import type { Limiter } from '../platform/limits.ts'

const megabyte = 1024 * 1024

/** Bytes. A place: two full filings at once, then about 4 GB a day, because whole towns share an address. A person of the staff, or a token: 2 GB a day. */
export const byteLimits: { readonly place: Limiter; readonly person: Limiter } = {
  place: createLimiter({ perSecond: 50_000, burst: 400 * megabyte }),
  person: createLimiter({ perSecond: (2048 * megabyte) / 86_400, burst: 2048 * megabyte }),
}

/** What strangers and customers may put into one case, all in all. */
export const caseMegabytes = 500
/** Below this the disk belongs to the database. */
export const defaultFloor = 512 * megabyte

/** Takes note of bytes as they arrive; gives the refusal when others have used up the share meanwhile, so that many files sent at once get no more than one after the other. */
export type Spend = (bytes: number) => Refusal | null

/**
 * Whether one more file may come from here.
 * @throws Refusal 507 `storage_full` when the disk is nearly full; 429 `attachment.quota` with `retryAfter` for a place or a person that stored too much lately.
 */
export async function insistOnRoom(folder: string, actor: Actor, ip: string, floor: number = defaultFloor): Promise<Spend> {
  const disk = await statfs(folder)
  if (disk.bavail * disk.bsize < floor) throw new Refusal('storage_full', {}, 507)
  const [limiter, key] = actor.kind === 'customer' ? [byteLimits.place, placeKey(ip)] as const : [byteLimits.person, `${actor.kind}:${actor.id}`] as const
  const spend = (bytes: number): Refusal | null => {
    const wait = limiter.take(key, performance.now(), bytes)
    return wait > 0 ? new Refusal('attachment.quota', { retryAfter: Math.max(wait, 60) }, 429) : null
  }
  const refused = spend(0)
  if (refused) throw refused
  return spend
}

/** @throws Refusal 413 `attachment.case_full` when the customers' files of a case are too many bytes in all. */
export async function insistOnCaseRoom(tx: Db, complaintId: string): Promise<void> {
  const found = await sql<{ bytes: number }>`select coalesce(sum(size), 0)::bigint as bytes from attachments where complaint_id = ${complaintId} and uploader_kind = 'customer'`.execute(tx)
  if ((found.rows[0]?.bytes ?? 0) > caseMegabytes * megabyte) throw new Refusal('attachment.case_full', { limitMb: caseMegabytes }, 413)
}
