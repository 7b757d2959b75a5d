// A person's own notices: what they are shown of them, how many are unread, marking them as read. A case they can no longer see shows nothing of it.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import { z } from 'zod'
import { noticeCap } from '../../contract/notifications.ts'
import type { Notice } from '../../contract/notifications.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { cursorOf, isMoment, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { write } from '../platform/write.ts'

type Counts = { unread: number; cap: number }
type Row = { id: string; at: number; at_key: string; kind: Notice['kind']; params: Record<string, unknown>; times: number; read_at: number | null; complaint_id: string | null; complaint_no: string; keyword: string }

/** A notice's audience as the stream and the lists read it. */
export type NoticeAudience = { readonly userId: string | null; readonly unitId: string | null; readonly permission: string | null; readonly byId: string | null }

/** What notices that several share are addressed by: the permissions of a post, and its role. */
const held = (actor: Actor): readonly string[] => [...actor.permissions, ...(actor.roleCode === null ? [] : [`role:${actor.roleCode}`])]

/** Whether a notice is for this actor; the same rule as `isMine` in SQL, for rows already read. */
export function isAddressed(n: NoticeAudience, actor: Actor): boolean {
  if (actor.kind !== 'user') return false
  if (n.userId !== null) return n.userId === actor.id
  if (n.byId === actor.id || n.permission === null || !held(actor).includes(n.permission)) return false
  return n.unitId === null ? actor.scope.kind === 'all' : n.unitId === actor.unitId
}

function isMine(actor: Actor): RawBuilder<SqlBool> {
  if (actor.kind !== 'user') return sql<SqlBool>`false`
  const shared = sql`n.permission = any(${held(actor)}::text[]) and n.by_id is distinct from ${actor.id}`
  return sql<SqlBool>`(n.user_id = ${actor.id}::uuid or (n.unit_id = ${actor.unitId}::uuid and ${shared}) ${actor.scope.kind === 'all' ? sql`or (n.user_id is null and n.unit_id is null and ${shared})` : sql``})`
}

// A notice that several share is news again when it happens again.
const readAt = sql`case when n.user_id is not null then n.read_at when r.at >= n.at then r.at end`

function mine(actor: Actor): RawBuilder<unknown> {
  return sql`notifications n left join notification_reads r on r.notification_id = n.id and r.user_id = ${actor.kind === 'user' ? actor.id : null}::uuid left join complaints c on c.id = n.complaint_id and ${visibleTo(actor)}
    where ${isMine(actor)} and (n.complaint_id is null or c.id is not null)`
}

/** One page, newest first. */
export async function listNotices({ db, actor }: Pick<Ctx, 'db' | 'actor'>, query: { readonly limit: number; readonly cursor?: string | undefined; readonly unread?: 'true' | 'false' | undefined }): Promise<{ items: Notice[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor)
  const [instant, id] = after?.split(' ') ?? []
  if (after !== null && !(instant && id && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/.test(instant) && isMoment(instant) && z.uuid().safeParse(id).success)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const rows = (await sql<Row>`select n.id, n.at, to_char(n.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_key, n.kind, n.params, n.times, ${readAt} as read_at, c.id as complaint_id, c.complaint_no, c.keyword
    from ${mine(actor)} and ${query.unread === 'true' ? sql`${readAt} is null` : query.unread === 'false' ? sql`${readAt} is not null` : sql`true`} and ${after === null ? sql`true` : sql`(n.at, n.id) < (${instant}::timestamptz, ${id}::uuid)`}
    order by n.at desc, n.id desc limit ${query.limit + 1}`.execute(db)).rows
  const last = rows[query.limit - 1]
  return {
    items: rows.slice(0, query.limit).map((row) => ({
      id: row.id, at: new Date(row.at).toISOString(), kind: row.kind, params: row.params, times: row.times, readAt: row.read_at === null ? null : new Date(row.read_at).toISOString(),
      complaint: row.complaint_id === null ? null : { id: row.complaint_id, complaintNo: row.complaint_no, keyword: row.keyword },
    })),
    nextCursor: rows.length > query.limit && last ? cursorOf(`${last.at_key} ${last.id}`) : null,
  }
}

/** How many are unread; one more than the cap when there are more than that. */
export async function countNotices({ db, actor }: Pick<Ctx, 'db' | 'actor'>): Promise<Counts> {
  const found = await sql<{ unread: number }>`select count(*)::int as unread from (select from ${mine(actor)} and ${readAt} is null limit ${noticeCap + 1}) u`.execute(db)
  return { unread: found.rows[0]?.unread ?? 0, cap: noticeCap }
}

/** Marks notices as read: those named, or all up to an instant (the newest the person saw). Others' and unknown ones are left as they are. */
export async function readNotices(ctx: Ctx, which: { ids: readonly string[] } | { all: true; upTo?: string | undefined }): Promise<Counts> {
  const { actor } = ctx
  if (actor.kind !== 'user') return { unread: 0, cap: noticeCap }
  const chosen = 'ids' in which ? sql`n.id = any(${[...which.ids]}::uuid[])` : which.upTo === undefined ? sql`true` : sql`n.at <= ${new Date(which.upTo)}`
  return write(ctx, async ({ tx }) => {
    await sql`update notifications n set read_at = greatest(app_now(), n.at) where n.user_id = ${actor.id} and n.read_at is null and ${chosen}`.execute(tx)
    await sql`insert into notification_reads (notification_id, user_id, at) select n.id, ${actor.id}, greatest(app_now(), n.at) from notifications n where n.user_id is null and ${isMine(actor)} and ${chosen}
      on conflict (notification_id, user_id) do update set at = excluded.at`.execute(tx)
    return countNotices({ db: tx, actor })
  })
}
