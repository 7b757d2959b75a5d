// Holds the reports that were handed in against the record: their bytes give the hash the event names, none is missing, none was slipped in.
import type pg from 'pg'

/** One line per report that is not as the record says, as "table.field (number)". */
export async function verifyReports(client: pg.Client): Promise<readonly { readonly streamId: string; readonly detail: string }[]> {
  const found = await client.query<{ id: string; detail: string }>(`
    with told as (select e.stream_id as id, e.at, e.body::jsonb #>> '{actor,name}' as by, e.body::jsonb -> 'data' as data from events e where e.type = 'report.submitted')
    select r.complaint_id::text as id, 'investigation_reports.content (' || r.number || ')' as detail from investigation_reports r where sha256(convert_to(r.content, 'UTF8')) <> r.sha256
    union all select r.complaint_id::text, 'investigation_reports.sha256 (' || r.number || ')' from investigation_reports r where not exists (select from told t where t.id = r.complaint_id and t.data ->> 'report' = r.id::text and t.data ->> 'sha256' = encode(r.sha256, 'hex') and t.data ->> 'number' = r.number::text and t.data ->> 'to' = r.department and t.by = r.by_name and t.at = r.at and coalesce(left(t.data ->> 'note', 150), '') = coalesce(left(r.note, 150), ''))
    union all select t.id::text, 'investigation_reports (' || (t.data ->> 'number') || ')' from told t where not exists (select from investigation_reports r where r.complaint_id = t.id and r.id::text = t.data ->> 'report')
    order by 1, 2`)
  return found.rows.map((r) => ({ streamId: r.id, detail: r.detail }))
}
