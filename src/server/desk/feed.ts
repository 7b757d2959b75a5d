// Reads the outbox once for all live streams of this process, in commit order: never past a transaction that is still open.
import { sql } from 'kysely'
import type { Db } from '../platform/context.ts'
import type { NoticeAudience } from './notice-reads.ts'

/** Where a reader stands: the transaction's number and the row's, both as text because the first is 64 bits. */
export type FeedPosition = { readonly tx: string; readonly id: string }
/** A change of a case, or a notice to staff with those it is for; a notice need not be about a case. */
export type FeedEvent = FeedPosition & ({ readonly complaintId: string; readonly type: string; readonly version: number; readonly notice?: never } | { readonly complaintId: string | null; readonly notice: FeedNotice })
export type FeedNotice = NoticeAudience & { readonly id: string; readonly kind: string }

export type Feed = {
  /** Where the feed stands; the events after it are handed out as they come. */
  readonly position: () => FeedPosition
  readonly close: () => void
}

type Row = { tx: string; id: string; complaint_id: string | null; version: number | null; type: string; notice: (FeedNotice & { complaintId: string | null }) | null }

const batch = 500
/** Events after `from` up to `to` (or all that are settled), oldest first, at most `limit`. */
export async function readFeed(db: Db, from: FeedPosition, to: FeedPosition | null, limit: number): Promise<{ events: FeedEvent[]; position: FeedPosition; full: boolean }> {
  const found = await sql<Row>`
    select o.tx::text as tx, o.id::text as id, o.complaint_id, o.version, o.type, case when o.notification_id is not null then (select jsonb_build_object('id', n.id, 'kind', n.kind, 'complaintId', n.complaint_id, 'userId', n.user_id, 'unitId', n.unit_id, 'permission', n.permission, 'byId', n.by_id) from notifications n where n.id = o.notification_id) end as notice from outbox o
    where (o.tx, o.id) > (${from.tx}::xid8, ${from.id}::bigint) and o.tx < pg_snapshot_xmin(pg_current_snapshot()) ${to ? sql`and (o.tx, o.id) <= (${to.tx}::xid8, ${to.id}::bigint)` : sql``}
    order by o.tx, o.id limit ${limit}`.execute(db)
  const last = found.rows.at(-1)
  const events = found.rows.flatMap((r): FeedEvent[] => {
    if (r.notice !== null) return [{ tx: r.tx, id: r.id, complaintId: r.notice.complaintId, notice: r.notice }]
    return r.complaint_id === null ? [] : [{ tx: r.tx, id: r.id, complaintId: r.complaint_id, type: r.type, version: r.version ?? 0 }]
  })
  return { events, position: last ? { tx: last.tx, id: last.id } : from, full: found.rows.length === limit }
}

/** The position before the oldest transaction still open: everything settled lies behind it. */
export async function feedNow(db: Db): Promise<FeedPosition> {
  const found = await sql<{ tx: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as tx`.execute(db)
  return { tx: found.rows[0]?.tx ?? '0', id: '0' }
}

/**
 * Follows the outbox from now on, looking every `pollMs`, and hands each batch to `deliver`, one after the other. A failed read is
 * tried again: nothing is skipped. It asks instead of being notified, because NOTIFY makes all commits of the house wait in one line.
 */
export async function followFeed(db: Db, deliver: (events: readonly FeedEvent[]) => Promise<void>, pollMs: number): Promise<Feed> {
  let position = await feedNow(db)
  let isClosed = false
  let timer = setTimeout(() => void run(), pollMs)

  async function run(): Promise<void> {
    let hasMore = false
    try {
      const read = await readFeed(db, position, null, batch)
      position = read.position
      hasMore = read.full
      if (read.events.length > 0 && !isClosed) await deliver(read.events)
    } catch { /* no connection: the next round tries again from the same position */ }
    if (!isClosed) timer = setTimeout(() => void run(), hasMore ? 0 : pollMs)
  }

  return {
    position: () => position,
    close: () => {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
