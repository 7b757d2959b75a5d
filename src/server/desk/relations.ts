// What belongs together with a case, as far as the viewer may see it: merges both ways, parent and children, links, suspicions, repeat contacts.
import { sql } from 'kysely'
import type { QueueRow } from '../../contract/desk.ts'
import type { MergedCase, Related, Relations } from '../../contract/relations.ts'
import { loadVisible, visibleTo } from '../complaints/visible.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { rowsOf } from '../platform/own-rows.ts'

const none: Relations = { mergedInto: null, merged: [], parent: null, children: [], links: [], suggestions: [], repeats: [] }
const limit = 100

type Told = { channel: NonNullable<MergedCase['told']>['channel']; at: string } | null
type Found = {
  merged_into: (Relations['mergedInto'] & { told: Told }) | null; merged: MergedCase[] | null; parent: Related | null; children: Related[] | null
  links: Relations['links'] | null; suggestions: Relations['suggestions'] | null; repeats: Relations['repeats'] | null
}

/** Everything that belongs together with the case. Units see a case by itself. @throws Refusal 404 */
export async function listRelations(ctx: Ctx, id: string): Promise<Relations> {
  await loadVisible(ctx.db, ctx.actor, id)
  if (ctx.actor.scope.kind !== 'all') return none
  const r = await readRelations(ctx.db, ctx.actor, id)
  return { mergedInto: r.merged_into, merged: r.merged ?? [], parent: r.parent, children: r.children ?? [], links: r.links ?? [], suggestions: r.suggestions ?? [], repeats: r.repeats ?? [] }
}

const iso = (column: string): ReturnType<typeof sql> => sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

/** A case (alias `c`) as it is shown beside another. */
const related = sql`jsonb_build_object('id', c.id, 'complaintNo', c.complaint_no, 'keyword', c.keyword, 'kind', c.kind, 'status', c.status, 'outcome', c.outcome, 'version', c.version, 'customer', c.name_masked, 'receivedAt', ${iso('c.received_at')},
  'owner', (select jsonb_build_object('id', u.id, 'name', u.name) from users u where u.id = c.owner_id), 'nextDue', case when c.next_due_at is null then null else jsonb_build_object('kind', c.next_due_kind, 'dueAt', ${iso('c.next_due_at')}) end)`

const told = sql`case when coalesce(m.told_at, m.messaged_at) is null then null else jsonb_build_object('channel', case when m.told_at is not null then m.channel end, 'at', ${iso('coalesce(m.told_at, m.messaged_at)')}) end`

/** What the merged case was taken down with, and what was said and written since. */
const intake = sql`jsonb_build_object('mergeId', m.id, 'mergedAt', ${iso('m.at')}, 'mergedBy', m.by_name, 'reason', m.reason, 'told', ${told}, 'broughtEarlierWatch', coalesce((m.watch ->> 'strictDueAt')::bigint < (m.own_watch ->> 'strictDueAt')::bigint, false),
  'sameCustomer', coalesce(c.phone_index = x.phone_index, false) or coalesce(c.email_index = x.email_index, false), 'channel', c.channel, 'role', c.complainant_role, 'phone', c.phone_masked, 'receivedBy', (select name from users where id = c.received_by), 'verbatim', c.verbatim_masked, 'summary', c.summary,
  'contacts', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'at', ${iso('k.at')}, 'by', k.by_name, 'direction', k.direction, 'channel', k.channel, 'outcome', k.outcome, 'purpose', k.purpose, 'summary', k.summary, 'reference', k.reference, 'verified', k.verified, 'promise', k.promise) order by k.at desc, k.id) from contacts k where k.complaint_id = c.id), '[]'),
  'notes', coalesce((select jsonb_agg(jsonb_build_object('id', n.id, 'text', n.text, 'by', n.by_name, 'at', ${iso('n.at')}) order by n.at desc, n.id) from notes n where n.complaint_id = c.id), '[]'),
  'attachments', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'mediaType', a.media_type, 'size', a.size, 'sha256', encode(a.sha256, 'hex'), 'addedAt', ${iso('a.added_at')}, 'addedBy', coalesce((select name from users where id::text = a.uploader_id), a.uploader_kind)) order by a.added_at, a.id) from attachments a where a.complaint_id = c.id), '[]'))`

async function readRelations(db: Db, actor: Actor, id: string): Promise<Found> {
  const visible = visibleTo(actor)
  const found = await sql<Found>`
    select
      (select ${related} || jsonb_build_object('mergeId', m.id, 'mergedAt', ${iso('m.at')}, 'mergedBy', m.by_name, 'reason', m.reason, 'notice', m.notice, 'told', ${told}) from merges m join complaints c on c.id = m.into_id where m.complaint_id = x.id and m.undone_at is null and ${visible}) as merged_into,
      (select jsonb_agg(${related} || ${intake} order by c.received_at, c.id) from merges m join complaints c on c.id = m.complaint_id where m.into_id = x.id and m.undone_at is null and ${visible}) as merged,
      (select ${related} from complaints c where c.id = x.parent and ${visible}) as parent,
      (select jsonb_agg(k.child order by k.received_at, k.id) from (select ${related} as child, c.received_at, c.id from complaints c where c.parent_id = x.id and ${visible} order by c.received_at, c.id limit ${limit}) k) as children,
      (select jsonb_agg(jsonb_build_object('id', l.id, 'kind', l.kind, 'back', l.back, 'reason', l.reason, 'by', l.by_name, 'at', ${iso('l.at')}, 'other', ${related}) order by l.at desc, l.id) from (
         (select l.*, other_id as there, false as back from links l where l.complaint_id = x.id and l.removed_at is null limit ${limit}) union all (select l.*, complaint_id, true from links l where l.other_id = x.id and l.removed_at is null limit ${limit})
       ) l join complaints c on c.id = l.there where ${visible}) as links,
      (select jsonb_agg(jsonb_build_object('other', ${related}, 'because', d.because) order by c.received_at desc, c.id) from (
         (select other_id as there, because from ${rowsOf('duplicates', sql`x.id`)} d where dismissed_at is null limit ${limit}) union (select complaint_id, because from duplicates where other_id = x.id and dismissed_at is null limit ${limit})
       ) d join complaints c on c.id = d.there where c.merged_into is null and x.alone and ${visible}) as suggestions,
      (select jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'channel', r.channel, 'words', r.words, 'by', r.by_name, 'at', ${iso('r.at')}) order by r.at desc, r.id) from (select * from repeat_contacts where complaint_id = x.id order by at desc, id limit ${limit}) r) as repeats
    from (select id, phone_index, email_index, parent_id as parent, merged_into is null as alone from complaints where id = ${id}::uuid) x`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Error('relations of a case came back empty')
  return row
}

/** Adds to the rows of a list how many cases stand behind each, for the viewer; rows that stand alone get nothing. */
export async function withRelations<P extends { readonly items: readonly QueueRow[] }>(ctx: Ctx, page: P): Promise<P> {
  if (page.items.length === 0 || ctx.actor.scope.kind !== 'all') return page
  const ids = sql`${page.items.map((row) => row.id)}::uuid[]`
  const found = await sql<{ id: string; merged: number; children: number; parent_no: string | null }>`
    select x.id, count(*) filter (where x.how = 'merged')::int as merged, count(*) filter (where x.how = 'child')::int as children, max(c.complaint_no) filter (where x.how = 'parent') as parent_no from (
      select merged_into as id, id as there, 'merged' as how from complaints where merged_into = any(${ids})
      union all select parent_id, id, 'child' from complaints where parent_id = any(${ids})
      union all select id, parent_id, 'parent' from complaints where id = any(${ids}) and parent_id is not null
    ) x join complaints c on c.id = x.there where ${visibleTo(ctx.actor)} group by x.id`.execute(ctx.db)
  const of = new Map(found.rows.map((r) => [r.id, { merged: r.merged, children: r.children, parentNo: r.parent_no }]))
  return { ...page, items: page.items.map((row) => { const relations = of.get(row.id); return relations ? { ...row, relations } : row }) }
}
