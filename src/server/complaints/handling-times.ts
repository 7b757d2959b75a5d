// What cases of a status still needed, learnt every night from the last ones, and how the warnings built on it turned out (CAP-04; ADR 065).
import { sql } from 'kysely'
import { z } from 'zod'
import { learntKey } from '../../domain/sla/expectation.ts'
import type { LearntTime } from '../../domain/sla/expectation.ts'
import { statuses } from '../../domain/complaints/vocabulary.ts'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import type { PolicyInForce } from './policy.ts'
import { laddersDocument } from './ladders.ts'

/** So many of the newest decided cases are looked at; more would say nothing new. */
const atMost = 20_000

/** Everything learnt, by status and reason: a few hundred rows. */
export async function loadLearnt(db: Db): Promise<ReadonlyMap<string, LearntTime>> {
  const rows = (await sql<LearntTime>`select status, reason, sample, needs_ms as "needsMs" from handling_times`.execute(db)).rows
  return new Map(rows.map((r) => [learntKey(r.status, r.reason), r]))
}

/**
 * Learns anew: for each status that a decided case went through, the time from the middle of its stay there until the decision was told, at the
 * policy's percentile; from any moment in a status half the stay is still ahead on average. Paused time counts: it is part of how long it takes.
 * Running clocks are looked at anew afterwards.
 */
export async function learnHandlingTimes(db: Db, policy: PolicyInForce): Promise<number> {
  const { warning } = policy.of(laddersDocument)
  return inTransaction(db, async ({ tx }) => {
    await sql`set local statement_timeout = '120s'`.execute(tx)
    const learnt = await sql`
      with done as materialized (select c.id, c.decided_at, split_part(coalesce(c.reason_code, ''), '.', 1) as reason from complaints c
        where c.received_at > app_now() - make_interval(days => ${warning.windowDays}) and c.decided_at is not null order by c.received_at desc limit ${atMost}),
      entered as (select d.id, d.reason, d.decided_at, e.at, case when e.seq = 1 then 'received' else e.body::jsonb #>> '{data,to}' end as status
        from done d join events e on e.stream_id = d.id and e.at <= d.decided_at and e.at > app_now() - make_interval(days => ${warning.windowDays + 1}) where e.seq = 1 or e.body like '%"to":"%'),
      stay as (select id, reason, status, at, decided_at, lead(at, 1, decided_at) over (partition by id order by at, status) as left_at from entered where status = any(${[...statuses]}::text[])),
      spent as (select status, reason, extract(epoch from decided_at - (at + (left_at - at) / 2)) * 1000 as ms from stay where status = any(${Object.keys(warning.hours)}::text[])),
      grouped as (select status, case when grouping(reason) = 1 then '' else reason end as reason, count(*)::int as n, percentile_disc(${warning.percentile / 100}) within group (order by ms) as ms from spent group by grouping sets ((status, reason), (status)))
      insert into handling_times (status, reason, sample, needs_ms, learnt_at) select status, reason, n, greatest(0, round(ms))::bigint, app_now() from grouped where n >= 5
      on conflict (status, reason) do update set sample = excluded.sample, needs_ms = excluded.needs_ms, learnt_at = excluded.learnt_at returning 1`.execute(tx)
    await sql`delete from handling_times where learnt_at < app_now() - interval '2 days'`.execute(tx)
    await sql`insert into clock_news (complaint_id) select distinct complaint_id from clock_watches where kind = any(${[...warning.kinds]}::text[])`.execute(tx)
    return learnt.rows.length
  })
}

/** Settles the warnings whose clock has stopped or passed its due instant; one that moved later since says nothing about the prediction. Gives how many. */
export async function settleWarnings(db: Db): Promise<number> {
  const settled = await sql`update clock_warnings w set settled_at = app_now(),
      outcome = case when k.cancelled or k.due_at > w.due_at then 'moved' when coalesce(k.stopped_at, app_now()) > k.due_at then 'breached' else 'kept' end
    from clocks k where w.outcome is null and k.complaint_id = w.complaint_id and k.kind = w.kind and k.epoch = w.epoch and (k.stopped_at is not null or (k.paused_at is null and k.due_at < app_now())) returning 1`.execute(db)
  return settled.rows.length
}

/** How the warnings of the last days turned out: what the share of false alarms is made of. */
export async function countWarnings(db: Db, days: number): Promise<{ warned: number; breached: number; kept: number; open: number; missed: number }> {
  const found = await sql<{ warned: number; breached: number; kept: number; open: number; missed: number }>`
    select count(*)::int as warned, count(*) filter (where outcome = 'breached')::int as breached, count(*) filter (where outcome = 'kept')::int as kept, count(*) filter (where outcome is null)::int as open,
      (select count(*)::int from (select from clock_breaches b where b.noticed_at > app_now() - make_interval(days => ${days}) and b.kind in (select distinct kind from clock_warnings) and not exists (select from clock_warnings w where w.complaint_id = b.complaint_id and w.kind = b.kind and w.epoch = b.epoch) limit 100000) m) as missed
    from clock_warnings where warned_at > app_now() - make_interval(days => ${days})`.execute(db)
  return found.rows[0] ?? { warned: 0, breached: 0, kept: 0, open: 0, missed: 0 }
}

/** Every night at half past two. */
export function warningJobs(db: Db, policy: () => PolicyInForce): Job[] {
  return [job({
    name: 'learn_times', payload: z.object({}), cron: '30 2 * * *',
    run: async () => {
      await settleWarnings(db)
      await learnHandlingTimes(db, policy())
    },
  })]
}
