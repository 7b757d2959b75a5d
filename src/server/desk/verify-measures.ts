// Holds the duties of units and their staff, with a case or without, against their own streams: as they were recorded and how they ended.
import type pg from 'pg'
import { measureEndHashText, measureHashText } from '../liability/staff-measures.ts'
import { eventsOf } from './held.ts'
import type { HeldRows } from './held.ts'

/** One line per duty that is not as told, as "table.what (id)". Those from before the record told of duties are counted. */
export async function verifyMeasures(client: pg.Client): Promise<HeldRows> {
  const found = await client.query<{ id: string; detail: string | null }>(`
    with told as (select stream_id, type, at, actor_id, body::jsonb #>> '{actor,name}' as by_name, body::jsonb -> 'data' as data from ${eventsOf('staff_measure')} e),
      made as (select * from told where type = 'staff_measure.recorded'), ended as (select * from told where type = 'staff_measure.ended')
    select coalesce(m.id, t.stream_id)::text as id, case
        when m.id is null then 'staff_measures (' || t.stream_id || ') is gone'
        when t.stream_id is null and m.at >= (select min(at) from made) then 'staff_measures (' || m.id || ') is told by no event'
        when t.stream_id is null then null
        when t.data ->> 'hash' <> ${measureHashText} or m.by_id::text <> t.actor_id or m.by_name <> t.by_name or m.at <> t.at then 'staff_measures.recorded (' || m.id || ')'
        else 'staff_measures.ended (' || m.id || ')' end as detail
    from staff_measures m full join made t on t.stream_id = m.id left join ended e on e.stream_id = m.id
    where t.stream_id is null or m.id is null or t.data ->> 'hash' <> ${measureHashText} or m.by_id::text <> t.actor_id or m.by_name <> t.by_name or m.at <> t.at
      or (m.state, m.done_by::text, m.done_by_name, m.done_at) is distinct from (coalesce(e.data ->> 'result', 'open'), e.actor_id, e.by_name, e.at)
      or ${measureEndHashText} <> coalesce(e.data ->> 'hash', encode(sha256(convert_to('[null, []]', 'UTF8')), 'hex')) order by 1`)
  return { breaks: found.rows.flatMap((r) => (r.detail === null ? [] : [{ streamId: r.id, detail: r.detail }])), notHeld: found.rows.filter((r) => r.detail === null).length }
}
