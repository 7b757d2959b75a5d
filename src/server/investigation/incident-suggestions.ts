// Units that many more cases than usual name in the last hours: shown with the figures to who may open an incident, never acted on by itself.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { suggestIncidents } from '../../contract/incidents.ts'
import { isUnusual } from '../../domain/investigation/incident-rule.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'

const hours = 2
const usualDays = 7
/** However full a day was: so many of the latest cases are looked at, and so many of a unit's counted for what is usual. */
const latest = 5000
const usualCap = 5000

type Row = { id: string; code: string; name: string; kind: string; reason: string | null; n: number; of_reason: number; usual: number; from_at: number }

/** The reason is named when most of a unit's cases share it. */
export async function suggestedIncidents(ctx: Ctx): Promise<ReplyOf<typeof suggestIncidents>> {
  const { rows } = await sql<Row>`with recent as materialized (select c.id, split_part(coalesce(c.reason_code, c.suggested->>'code', ''), '.', 1) as reason from complaints c where c.received_at > app_now() - make_interval(hours => ${hours}) and c.kind = 'complaint' and not c.flags @> '{restricted}' and ${visibleTo(ctx.actor)}
        and not exists (select 1 from incident_cases j join incidents i on i.id = j.incident_id where j.complaint_id = c.id and j.state = 'joined' and i.state = 'open') order by c.received_at desc limit ${latest}),
      named as (select p.unit_id, r.id, r.reason from recent r join parties p on p.complaint_id = r.id group by 1, 2, 3),
      busy as (select unit_id, count(*)::int as n, mode() within group (order by reason) as reason from named group by 1 having count(*) >= 8 order by n desc limit 8)
    select u.id, u.code, u.name, u.kind, b.n, nullif(b.reason, '') as reason, (select count(*) from named x where x.unit_id = b.unit_id and x.reason = b.reason)::int as of_reason, app_now() - make_interval(hours => ${hours}) as from_at,
      (select count(*) from (select 1 from parties p where p.unit_id = b.unit_id and p.received_at between app_now() - make_interval(days => ${usualDays}) and app_now() - make_interval(hours => ${hours}) limit ${usualCap}) x)::float8 / ${(usualDays * 24) / hours} as usual
    from busy b join org_units u on u.id = b.unit_id where u.kind <> 'headquarters' and u.kind <> 'province' order by b.n desc`.execute(ctx.db)
  return { items: rows.filter((r) => isUnusual(r.n, r.usual)).map((r) => ({ unit: { id: r.id, code: r.code, name: r.name, kind: r.kind }, reason: r.of_reason * 2 > r.n ? r.reason : null, count: r.n, usual: Math.round(r.usual * 10) / 10, hours, from: new Date(r.from_at).toISOString() })) }
}
