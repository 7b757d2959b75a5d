// What of a demand stands out against the person's own cases and the value of the goods: for those who handle cases at headquarters, deciding nothing (INV-19).
import { sql } from 'kysely'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { signalsOf } from '../../domain/investigation/signals.ts'
import type { Signal } from '../../domain/investigation/signals.ts'
import type { Db } from '../platform/context.ts'

type Row = { readonly id: string; readonly secondary_reason: string | null; readonly phone_index: Buffer | null }
type Found = { cases: number; settled: number; value: number | null; counters: string[] | null }

/** A person's cases that are counted at most. */
const mostCounted = 50

/** The signals of a case; none for who doesn't investigate at headquarters. */
export async function readSignals(db: Db, actor: Actor, row: Row, demandMinor: number | null): Promise<readonly Signal[]> {
  if (actor.scope.kind !== 'all' || !may(actor, 'complaint:investigate')) return []
  const found = await sql<Found>`
    with own as (select c.outcome from complaints c where ${row.phone_index}::bytea is not null and c.phone_index = ${row.phone_index} and c.received_at > app_now() - interval '1 year' limit ${mostCounted})
    select (select count(*)::int from own) as cases, (select count(*)::int from own where outcome in ('agreed','on_spot')) as settled,
      (select coalesce((s.public #>> '{goods,insured,minor}')::float8, (s.public #>> '{goods,declaredValue,minor}')::float8) from waybill_snapshots s where s.complaint_id = ${row.id} order by s.taken_at desc, s.number limit 1) as value,
      (select array_agg(o.counter_minor::text order by o.made_at) from offers o where o.complaint_id = ${row.id} and o.counter_minor is not null) as counters`.execute(db)
  const f = found.rows[0]
  if (f === undefined) return []
  return signalsOf({ demandMinor, valueMinor: f.value, casesInYear: f.cases, settledInYear: f.settled, counters: (f.counters ?? []).map(Number), secondaryReason: row.secondary_reason })
}
