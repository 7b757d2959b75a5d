// Since when each unit knows its share, so that its window to contest runs from there and not from what others did.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { openContests } from '../../domain/liability/flow.ts'
import type { Told } from '../../domain/liability/flow.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import type { LiabilityRules } from '../../domain/liability/rules.ts'
import type { Db } from '../platform/context.ts'

/** Rows `id`, `at` of the judgement that last told a unit its share: the judge's, or a review's that gave it another share or named other people. Of columns or values. */
export function toldBy(complaintId: RawBuilder<unknown>, epoch: RawBuilder<unknown>, unitId: RawBuilder<unknown>): RawBuilder<{ id: string; at: number }> {
  return sql`select t.id, t.at from (select j.id, j.at, j.stage, own.share, lag(own.share) over (order by j.at, j.id) as before from judgements j
      left join lateral (select string_agg(concat_ws(' ', s.percent, s.staff_no), '|' order by s.staff_no, s.percent) as share from judgement_shares s where s.complaint_id = j.complaint_id and s.judgement_id = j.id and s.unit_id = ${unitId}) own on true
      where j.complaint_id = ${complaintId} and j.epoch = ${epoch}) t where t.share is not null and (t.stage = 'judgement' or t.share is distinct from t.before) order by t.at desc, t.id desc limit 1`
}

/** The units that bear a share by a judgement, with what each knows of it. */
export async function toldOf(db: Db, complaintId: string, epoch: number, judgementId: string | null): Promise<readonly Told[]> {
  const found = await sql<Told>`select b.unit_id as "unitId", t.id as "judgementId", t.at, exists (select from liability_contests k where k.complaint_id = ${complaintId} and k.epoch = ${epoch} and k.unit_id = b.unit_id) as "hasContested"
    from (select distinct s.unit_id from judgement_shares s where s.complaint_id = ${complaintId} and s.judgement_id = ${judgementId} and s.unit_id is not null) b
    cross join lateral (${toldBy(sql`${complaintId}::uuid`, sql`${epoch}::int`, sql`b.unit_id`)}) t`.execute(db)
  return found.rows
}

/** The units that may still contest their share of a judgement at `now`, each until the end of its own window. */
export async function contestingOf(db: Db, rules: LiabilityRules, complaintId: string, epoch: number, judgementId: string | null, now: number): Promise<ReturnType<typeof openContests>> {
  return openContests(await toldOf(db, complaintId, epoch, judgementId), rules.windows.contestHours * hourMillis, now)
}
