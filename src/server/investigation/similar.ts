// Cases of the same reason at the same unit lately, against what is usual there (INV-15): one bounded query along the unit's own cases.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { getSimilarCases } from '../../contract/inquiry.ts'
import { factKind } from '../../domain/investigation/facts.ts'
import type { FactCode } from '../../domain/investigation/facts.ts'
import { firstLevel } from '../../domain/investigation/plan.ts'
import { isCommon, timesUsual, usualCount } from '../../domain/investigation/similar.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { readParcel360 } from './parcel-360.ts'
import { evidencePlansDocument } from './policy.ts'

type Row = { readonly id: string; readonly reason_code: string | null; readonly received_at: number }
type Unit = { readonly id: string; readonly code: string; readonly name: string; readonly kind: string }
type Counts = { readonly recent: number; readonly before: number }
export type Similar = Counts & { readonly unit: Unit; readonly days: number; readonly usual: number; readonly times: number | null; readonly common: boolean }

/** A unit's newest cases that are looked through at most. */
const mostLooked = 3000
const mostShown = 20

/** As a finding has it, which whoever may open the case reads: restricted cases other than its own are not counted, for their number tells that they exist. */
export function similarForAll(db: Db, policy: PolicyInForce, row: Row): Promise<Similar | null> {
  return similarTo(db, policy, row, sql<SqlBool>`(c.id = ${row.id} or not c.flags @> '{restricted}')`)
}

/** How common the case is among cases (alias `c`) that `count`, at the unit its facts point at, else at the unit it was brought against; null where there is no such unit or no reason. */
async function similarTo(db: Db, policy: PolicyInForce, row: Row, count: RawBuilder<SqlBool>): Promise<Similar | null> {
  if (row.reason_code === null) return null
  const unit = await unitConcerned(db, policy, row)
  if (unit === null) return null
  const rule = policy.of(evidencePlansDocument).similar
  const first = firstLevel(row.reason_code)
  const counted = await sql<Counts>`
    with near as (select distinct p.complaint_id, p.received_at from parties p where p.unit_id = ${unit.id} and p.role <> 'registered_by' and p.received_at > app_now() - make_interval(days => ${rule.days + rule.baselineDays}) order by p.received_at desc limit ${mostLooked})
    select count(*) filter (where n.received_at > app_now() - make_interval(days => ${rule.days}))::int as recent, count(*) filter (where n.received_at <= app_now() - make_interval(days => ${rule.days}))::int as before
    from near n join complaints c on c.id = n.complaint_id where split_part(c.reason_code, '.', 1) = ${first} and c.status <> 'duplicate' and ${count}`.execute(db)
  const counts = counted.rows[0] ?? { recent: 0, before: 0 }
  return { unit, days: rule.days, ...counts, usual: Math.round(usualCount(rule, counts) * 10) / 10, times: timesUsual(rule, counts), common: isCommon(rule, counts) }
}

/** How common the case is, with the cases themselves, as far as they exist for the actor. Null for units: how often others complain of them is headquarters' to tell. */
export async function listSimilar(ctx: Ctx, policy: PolicyInForce, row: Row): Promise<ReplyOf<typeof getSimilarCases>['similar']> {
  const similar = await similarTo(ctx.db, policy, row, visibleTo(ctx.actor))
  return similar === null ? null : { ...similar, reasonCode: row.reason_code, items: await shown(ctx.db, ctx.actor, row, similar) }
}

async function shown(db: Db, actor: Actor, row: Row, { unit, days }: Similar): Promise<NonNullable<ReplyOf<typeof getSimilarCases>['similar']>['items']> {
  const found = await sql<{ id: string; complaint_no: string; keyword: string; status: string; received_at: Date; cause: string | null }>`
    with near as (select distinct p.complaint_id, p.received_at from parties p where p.unit_id = ${unit.id} and p.role <> 'registered_by' and p.received_at > app_now() - make_interval(days => ${days}) order by p.received_at desc limit ${mostLooked})
    select c.id, c.complaint_no, c.keyword, c.status, c.received_at, (select f.cause_code from findings f where f.complaint_id = c.id order by f.at desc, f.id desc limit 1) as cause
    from near n join complaints c on c.id = n.complaint_id where c.id <> ${row.id} and split_part(c.reason_code, '.', 1) = ${firstLevel(row.reason_code)} and c.status <> 'duplicate' and ${visibleTo(actor)} order by c.received_at desc, c.id desc limit ${mostShown}`.execute(db)
  return found.rows.map((c) => ({ id: c.id, complaintNo: c.complaint_no, keyword: c.keyword, status: c.status, receivedAt: new Date(c.received_at).toISOString(), causeCode: c.cause }))
}

/** The unit the established facts blame, else the one the complaint is against, else the one the parcel's course points at. */
async function unitConcerned(db: Db, policy: PolicyInForce, row: Row): Promise<Unit | null> {
  const facts = await sql<Unit & { fact: FactCode }>`select u.id, u.code, u.name, u.kind, f.code as fact from case_facts f join org_units u on u.id = f.unit_id where f.complaint_id = ${row.id} and f.dropped_at is null and f.verdict = 'established' order by f.seq`.execute(db)
  const blamed = facts.rows.find((f) => factKind(f.fact).bearing === 'unit')
  if (blamed !== undefined) return { id: blamed.id, code: blamed.code, name: blamed.name, kind: blamed.kind }
  const parcel = await readParcel360(db, policy, { id: row.id, receivedAt: row.received_at, reason: row.reason_code })
  const likely = parcel?.segments.find((s) => s.unitCode !== undefined)?.unitCode ?? null
  const party = await sql<Unit>`select u.id, u.code, u.name, u.kind from parties p join org_units u on u.id = p.unit_id where p.complaint_id = ${row.id} and (p.role in ('respondent','destination','station','origin') or u.code = ${likely})
    order by p.role <> 'respondent', u.code is distinct from ${likely}, array_position(array['destination','station','origin','hub'], p.role), u.code limit 1`.execute(db)
  return party.rows[0] ?? null
}
