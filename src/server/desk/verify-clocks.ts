// Holds what no step tells of clocks against what follows from the rest: whether one stands, which is the law's, and by which a case is ordered.
import type pg from 'pg'

/** One line per clock or case that is not as it must be, as "table.field (key)". */
export async function verifyClocks(client: pg.Client): Promise<readonly { readonly streamId: string; readonly detail: string }[]> {
  const found = await client.query<{ id: string; detail: string }>(`
    select k.complaint_id::text as id, 'clocks.statutory (' || k.kind || ' ' || k.epoch || ')' as detail from clocks k where k.statutory <> (k.kind = 'statutory_watch')
    union all select k.complaint_id::text, 'clocks.paused_at (' || k.kind || ' ' || k.epoch || ')' from clocks k where k.paused_at is not null and k.stopped_at is null
      and (k.statutory or not exists (select 1 from counted_pauses z where z.complaint_id = k.complaint_id and z.kind = k.kind and z.to_at is null))
    union all select c.id::text, 'complaints.next_due_at' from complaints c left join (select complaint_id, min(due_at) as due_at from clocks where stopped_at is null and paused_at is null group by 1) k on k.complaint_id = c.id
      where date_trunc('milliseconds', c.next_due_at) is distinct from date_trunc('milliseconds', k.due_at)
    order by 1, 2`)
  return found.rows.map((r) => ({ streamId: r.id, detail: r.detail }))
}
