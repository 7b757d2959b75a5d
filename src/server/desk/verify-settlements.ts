// Holds what units bear against the record: every entry must be told by its case as it stands, every statement be what its lines give, every issued month what its statements give.
import type pg from 'pg'
import { statementHashText, statementLinesText } from '../liability/settlements.ts'

/** One line per entry, statement or month that is not what the record tells; '' where no case is concerned. */
export async function verifySettlements(client: pg.Client): Promise<readonly { readonly streamId: string; readonly detail: string }[]> {
  const entries = await client.query<{ stream_id: string; detail: string }>(`
    with told as (select e.stream_id, x ->> 'id' as id, x ->> 'unit' as unit, x ->> 'kind' as kind, (x ->> 'minor')::bigint as minor, x ->> 'month' as month from events e cross join lateral jsonb_array_elements(e.body::jsonb #> '{data,entries}') x where e.type in ('settlement.booked', 'penalty.decided', 'settlement.dispute_answered'))
    select coalesce(t.stream_id, s.complaint_id)::text as stream_id, 'settlement_entries ' || coalesce(s.id::text, t.id) as detail from settlement_entries s full join told t on t.id = s.id::text
    where t.id is null or s.id is null or t.stream_id <> s.complaint_id or t.unit <> s.unit_id::text or t.kind <> s.kind or t.minor <> s.amount_minor or t.month <> to_char(s.month, 'YYYY-MM') order by 2`)
  const statements = await client.query<{ detail: string }>(`
    select 'settlement_statements ' || s.id as detail from settlement_statements s left join lateral (select ${statementLinesText} as lines, coalesce(sum(e.amount_minor), 0) as sum, count(*) as n from settlement_entries e where e.unit_id = s.unit_id and e.month = s.month) l on true
    where s.hash <> ${statementHashText} or s.closing_minor - s.opening_minor <> l.sum or s.entries <> l.n order by 1`)
  const months = await client.query<{ detail: string }>(`
    with told as (select body::jsonb -> 'data' as d from events where stream_kind = 'settlement' and type = 'settlement.month_issued'),
    kept as (select r.month, r.state, (select count(*) from settlement_statements s where s.month = r.month) as n, (select coalesce(sum(s.closing_minor), 0) from settlement_statements s where s.month = r.month) as total,
      encode(sha256(convert_to(coalesce((select string_agg(encode(s.hash, 'hex'), '' order by s.unit_id) from settlement_statements s where s.month = r.month), ''), 'UTF8')), 'hex') as hash from settlement_runs r)
    select 'settlement_runs ' || coalesce(to_char(k.month, 'YYYY-MM'), t.d ->> 'month') as detail from (select * from kept where state = 'done') k full join told t on t.d ->> 'month' = to_char(k.month, 'YYYY-MM')
    where t.d is null or k.month is null or (t.d ->> 'statements')::bigint <> k.n or (t.d ->> 'totalMinor')::bigint <> k.total or t.d ->> 'hash' <> k.hash order by 1`)
  return [...entries.rows.map((r) => ({ streamId: r.stream_id, detail: r.detail })), ...[...statements.rows, ...months.rows].map((r) => ({ streamId: '', detail: r.detail }))]
}
