// How units answer, learnt every night over all questions of the last ninety days, and the middle of each province; a page reads one row.
import { sql } from 'kysely'
import { z } from 'zod'
import type { getUnitScore } from '../../contract/outlet.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { leastBehind, leastUnits, scoreDays, scoreOf } from '../../domain/investigation/unit-score.ts'
import type { UnitCounts } from '../../domain/investigation/unit-score.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'

type Row = UnitCounts & { id: string; code: string; name: string; kind: string; region: string | null; learnt_at: number | null; medians: Record<string, { median: number; units: number }> | null }

/** The scorecard of the actor's unit. @throws Refusal `not_found` (404) for who acts for no unit. */
export async function readUnitScore(ctx: Pick<Ctx, 'db' | 'actor'>): Promise<ReplyOf<typeof getUnitScore>> {
  const found = await sql<Row>`
    select u.id, u.code, u.name, u.kind, p.name as region, s.learnt_at, s.asked, s.answered, s.in_time as "inTime", s.silent, s.median_minutes as "medianMinutes", s.cases, s.reopened, s.judged, s.against, s.contested, s.overturned,
      (select jsonb_object_agg(r.measure, jsonb_build_object('median', r.median, 'units', r.units)) from region_scores r where r.province_id = u.province_id and r.kind = u.kind) as medians
    from org_units u left join org_units p on p.id = u.province_id left join unit_scores s on s.unit_id = u.id where u.id = ${ctx.actor.unitId}::uuid`.execute(ctx.db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  const learntAt = row.learnt_at ?? (row.medians === null ? null : await lastLearnt(ctx.db))
  return {
    unit: { id: row.id, code: row.code, name: row.name, kind: row.kind }, region: row.region, days: scoreDays, least: leastBehind, leastUnits, learntAt: learntAt === null ? null : new Date(learntAt).toISOString(),
    lines: scoreOf(row.learnt_at === null ? null : row).map((line) => ({ ...line, median: row.medians?.[line.measure]?.median ?? null, units: row.medians?.[line.measure]?.units ?? 0 })),
  }
}

async function lastLearnt(db: Db): Promise<number | null> {
  return (await sql<{ at: number | null }>`select max(learnt_at) as at from region_scores`.execute(db)).rows[0]?.at ?? null
}

/**
 * Learns anew; gives how many units were asked. A question counts once it was answered or is due: what still has time is neither good nor bad. What went
 * to another unit counts there. A judgement counts with the share in force, a contest once it was decided.
 */
export async function learnUnitScores(db: Db): Promise<number> {
  return inTransaction(db, async ({ tx }) => {
    await sql`set local statement_timeout = '300s'`.execute(tx)
    await sql`set local work_mem = '64MB'`.execute(tx)
    const since = sql`app_now() - make_interval(days => ${scoreDays})`
    await sql`delete from unit_scores`.execute(tx)
    const learnt = await sql`
      with asked as (select o.unit_id, o.complaint_id, o.answered_at, o.due_at, o.asked_at, o.state = 'answered' as answered from orders o
        where o.asked_at > ${since} and o.kind <> 'notice' and (o.state = 'answered' or (o.state = 'open' and o.due_at <= app_now()) or (o.state = 'cancelled' and o.silent_at is not null and o.stage = 'cancelled'))),
      counted as (select unit_id, count(*)::int as asked, (count(*) filter (where answered))::int as answered, (count(*) filter (where answered and answered_at <= due_at))::int as in_time,
        round(percentile_cont(0.5) within group (order by extract(epoch from answered_at - asked_at) / 60) filter (where answered))::int as median_minutes from asked group by unit_id),
      cases as (select a.unit_id, count(*)::int as cases, (count(*) filter (where c.reopened > 0))::int as reopened, count(j.id)::int as judged, (count(*) filter (where j.id is not null and exists (select 1 from judgement_shares h where h.complaint_id = a.complaint_id and h.judgement_id = j.id and h.unit_id = a.unit_id and h.percent > 0)))::int as against
        from (select distinct unit_id, complaint_id from asked) a join complaints c on c.id = a.complaint_id left join judgements j on j.complaint_id = a.complaint_id and j.superseded_at is null group by a.unit_id),
      contests as (select unit_id, count(*)::int as contested, (count(*) filter (where outcome <> 'upheld'))::int as overturned from liability_contests where decided_at > ${since} group by unit_id)
      insert into unit_scores (unit_id, province_id, asked, answered, in_time, silent, median_minutes, cases, reopened, judged, against, contested, overturned, learnt_at)
      select n.unit_id, u.province_id, n.asked, n.answered, n.in_time, n.asked - n.answered, n.median_minutes, k.cases, k.reopened, k.judged, k.against, coalesce(x.contested, 0), coalesce(x.overturned, 0), app_now()
      from counted n join cases k using (unit_id) join org_units u on u.id = n.unit_id left join contests x on x.unit_id = n.unit_id returning 1`.execute(tx)
    await sql`delete from region_scores`.execute(tx)
    await sql`insert into region_scores (province_id, kind, measure, units, median, learnt_at)
      select s.province_id, u.kind, v.measure, count(*)::int, percentile_cont(0.5) within group (order by v.value), app_now() from unit_scores s join org_units u on u.id = s.unit_id,
        lateral (values ('in_time', s.in_time::float8 / nullif(s.asked, 0), s.asked), ('answer_minutes', s.median_minutes::float8, s.answered), ('silent', s.silent::float8 / nullif(s.asked, 0), s.asked), ('against', s.against::float8 / nullif(s.judged, 0), s.judged),
          ('overturned', s.overturned::float8 / nullif(s.contested, 0), s.contested), ('reopened', s.reopened::float8 / nullif(s.cases, 0), s.cases)) v (measure, value, behind)
      where s.province_id is not null and v.behind >= ${leastBehind} group by s.province_id, u.kind, v.measure having count(*) >= ${leastUnits}`.execute(tx)
    return learnt.rows.length
  })
}

/** Every night at a quarter to three, after what is needed for handling was learnt. */
export function unitScoreJobs(db: Db): Job[] {
  return [job({ name: 'learn_scores', payload: z.object({}), cron: '45 2 * * *', run: async () => { await learnUnitScores(db) } })]
}
