// Holds confirmed changes of calendars against the record: who proposed and confirmed them, which text they were read from, what it says.
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type pg from 'pg'
import { readNotice } from '../sla/notice-text.ts'
import { eventsOf } from './held.ts'
import type { HeldRows } from './held.ts'

type Row = {
  id: string; kind: 'notice' | 'unit'; body: { weekly?: unknown; days?: readonly unknown[] }; source: string | null; stream_id: string | null; told: { text_sha: string | null; number: string; title: string; published: string; covers: string | null; own_weekly: boolean | null; days: number | null } | null
  is_settled: boolean
}

/** One line per change that is not what the record tells, with the stream that tells of it; '' where none does. */
export async function verifyCalendars(client: pg.Client): Promise<readonly { readonly streamId: string; readonly detail: string }[]> {
  const found = await client.query<Row>(`
    with told as (select stream_id, type, actor_id, body::jsonb -> 'data' as data from events where type in ('calendar.notice_proposed','calendar.unit_proposed','calendar.change_confirmed')),
      proposed as (select * from told where type <> 'calendar.change_confirmed'), confirmed as (select * from told where type = 'calendar.change_confirmed'),
      kept as (select * from calendar_changes where state = 'confirmed')
    select coalesce(k.id::text, c.data ->> 'change') as id, k.kind, k.body, k.source, coalesce(c.stream_id, p.stream_id)::text as stream_id,
      case when p.data is null then null else jsonb_build_object('text_sha', p.data ->> 'textSha256', 'number', p.data ->> 'number', 'title', p.data ->> 'title', 'published', p.data ->> 'publishedOn', 'covers', p.data ->> 'coversUntil', 'own_weekly', p.data -> 'ownWeekly', 'days', p.data -> 'days') end as told,
      coalesce(k.settled_by::text = c.actor_id and k.proposed_by::text = p.actor_id and k.proposed_by_name = c.data ->> 'proposedBy' and k.version_before = c.data ->> 'before' and k.version_after = c.data ->> 'after', false) as is_settled
    from kept k full join confirmed c on c.data ->> 'change' = k.id::text left join proposed p on p.data ->> 'change' = k.id::text order by 1`)
  return found.rows.filter((r) => !r.is_settled || !isTold(r)).map((r) => ({ streamId: r.stream_id ?? '', detail: `calendar_changes ${r.id}` }))
}

/** One line per version ever in force that doesn't say what it said when it was written down. Those from before the record told of versions are counted. */
export async function verifyCalendarVersions(client: pg.Client): Promise<HeldRows> {
  const found = await client.query<{ stream_id: string; detail: string | null }>(`
    with told as (select stream_id, seq, at, body::jsonb -> 'data' as data from ${eventsOf('calendar_version')} e where type = 'calendar.version_kept')
    select coalesce(t.stream_id::text, '') as stream_id, case when t.data is null and k.seq < (select k.seq from calendar_versions k join told t on t.data ->> 'version' = k.version order by t.seq limit 1) then null else 'calendar_versions ' || coalesce(k.version, t.data ->> 'version') end as detail
    from calendar_versions k full join told t on t.data ->> 'version' = k.version
    where t.data is null or k.version is null or t.data ->> 'bodyHash' <> encode(sha256(convert_to(k.body::text, 'UTF8')), 'hex') or t.data ->> 'line' <> k.line or t.data ->> 'base' is distinct from k.base_version order by 2`)
  return { breaks: found.rows.flatMap((r) => (r.detail === null ? [] : [{ streamId: r.stream_id, detail: r.detail }])), notHeld: found.rows.filter((r) => r.detail === null).length }
}

/** Whether the days in force are those of the text the record has the fingerprint of; of a unit's own, how many there are. */
function isTold({ kind, body, source, told }: Row): boolean {
  if (told === null) return false
  if (kind === 'unit') return (body.weekly !== null) === told.own_weekly && body.days?.length === told.days
  if (source === null || createHash('sha256').update(source).digest('hex') !== told.text_sha) return false
  try {
    return isDeepStrictEqual(readNotice(source, { number: told.number, title: told.title, publishedOn: told.published, ...(told.covers === null ? {} : { coversUntil: told.covers }) }).notice, body)
  } catch {
    return false
  }
}
