// Holds the links to a question for people without an account against their own streams: what one opens and until when, who made it, that it was answered through once, that it was ended.
import type pg from 'pg'
import { eventsOf } from './held.ts'
import type { HeldRows } from './held.ts'

/** One line per field of a link that is not as told, as "table.field (id)". Links made before the record bound unit and secret are counted. */
export async function verifyOrderLinks(client: pg.Client): Promise<HeldRows> {
  const found = await client.query<{ id: string; detail: string }>(`
    with told as (select stream_id, type, at, body::jsonb #>> '{actor,id}' as by_id, body::jsonb #>> '{actor,name}' as by_name, body::jsonb -> 'data' as data from ${eventsOf('order_link')} e),
      made as (select * from told where type = 'order_link.made'), ended as (select * from told where type = 'order_link.revoked'),
      opened as (select stream_id, count(*) as n, max(at) as last from told where type = 'order_link.opened' group by 1)
    select coalesce(l.id, m.stream_id)::text as id, case when l.id is null then 'order_links (' || m.stream_id || ') is gone' when m.stream_id is null then 'order_links (' || l.id || ') is told by no event' else 'order_links.' || f.name || ' (' || l.id || ')' end as detail
    from order_links l full join made m on m.stream_id = l.id left join ended d on d.stream_id = l.id left join opened o on o.stream_id = l.id
      left join lateral (select e.at from events e where e.stream_id = l.complaint_id and e.at >= l.made_at and e.actor_id = l.id::text and e.type in ('order.answered', 'order.part_answered') order by e.seq limit 1) a on true
      cross join lateral (values
        ('id', l.id is null or m.stream_id is null), ('order_id', l.order_id::text <> m.data ->> 'order'), ('unit_id', l.unit_id::text <> m.data ->> 'unit'), ('token_hash', encode(sha256(l.token_hash), 'hex') <> m.data ->> 'linkHash'),
        ('phone_masked', (l.phone_masked is not null) <> (m.data -> 'sent')::boolean), ('made_by', l.made_by <> m.by_id), ('made_by_name', l.made_by_name <> m.by_name), ('made_at', l.made_at <> m.at), ('expires_at', date_trunc('milliseconds', l.expires_at) <> (m.data ->> 'expiresAt')::timestamptz),
        ('used_at', m.stream_id is not null and l.id is not null and l.used_at is distinct from a.at), ('revoked_at', m.stream_id is not null and l.id is not null and l.revoked_at is distinct from d.at), ('revoked_by_name', m.stream_id is not null and l.id is not null and l.revoked_by_name is distinct from d.by_name),
        ('opened', l.opened < o.n), ('last_opened_at', o.n > 0 and (l.last_opened_at is null or l.last_opened_at < o.last))) f (name, is_wrong)
    where f.is_wrong order by 1, 2`)
  const older = await client.query<{ n: string }>(`select count(*) as n from ${eventsOf('order_link')} e where type = 'order_link.made' and body::jsonb #>> '{data,linkHash}' is null`)
  return { breaks: found.rows.map((r) => ({ streamId: r.id, detail: r.detail })), notHeld: Number(older.rows[0]?.n ?? 0) }
}
