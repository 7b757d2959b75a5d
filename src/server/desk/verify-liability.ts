// Holds what no single step tells of responsibility: that each instance was another person, that shares are whole, that what is called final was made final.
import type pg from 'pg'

/** One line per case that is not as it must be, as "table.field (key)". */
export async function verifyLiability(client: pg.Client): Promise<readonly { readonly streamId: string; readonly detail: string }[]> {
  const found = await client.query<{ id: string; detail: string }>(`
    select s.complaint_id::text as id, 'judgement_shares.percent (' || s.judgement_id || ')' as detail from judgement_shares s group by s.complaint_id, s.judgement_id having sum(s.percent) <> 100
    union all select distinct j.complaint_id::text, 'judgements.by_id (' || j.id || ')' from judgements j join judgements k on k.complaint_id = j.complaint_id and k.epoch = j.epoch and k.by_id = j.by_id and k.stage < j.stage
    union all select l.complaint_id::text, 'liability_cases.state (' || l.epoch || ')' from liability_cases l where l.state = 'final' and not exists (select from events e where e.stream_id = l.complaint_id and e.type = 'liability.final' and e.body::jsonb #>> '{data,epoch}' = l.epoch::text and e.body::jsonb #>> '{data,judgement}' = l.judgement_id::text)
    union all select l.complaint_id::text, 'liability_cases.state (' || l.epoch || ')' from liability_cases l where l.state <> 'final' and exists (select from events e where e.stream_id = l.complaint_id and e.type = 'liability.final' and e.body::jsonb #>> '{data,epoch}' = l.epoch::text)
    order by 1, 2`)
  return found.rows.map((r) => ({ streamId: r.id, detail: r.detail }))
}
