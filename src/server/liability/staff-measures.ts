// Duties of units and their staff: recorded, reminded of, proven; known to the unit's own line and headquarters' leads, and never money from a person (OPN-56).
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { z } from 'zod'
import type { endStaffMeasure as endWire, listStaffMeasures as listWire, recordStaffMeasure as recordWire, staffMeasure } from '../../contract/settlements.ts'
import type { BodyOf, QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { whyNotMeasureText } from '../../domain/liability/staff-measures.ts'
import type { StaffMeasureKind } from '../../domain/liability/staff-measures.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import { stepWithin } from '../complaints/gate.ts'
import { loadVisible, unitScope, visibleTo } from '../complaints/visible.ts'
import { clean } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import { cursorOf } from '../platform/pages.ts'
import { appendToStream } from '../platform/record.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import { positionOf } from './settlement-keys.ts'

export type StaffMeasure = z.output<typeof staffMeasure>
type Row = Omit<StaffMeasure, 'case' | 'doneAt' | 'at' | 'dueOn' | 'files'> & { complaint_id: string | null; complaint_no: string | null; reason_code: string | null; done_at: number | null; made_at: number; due_on: string; files: number; due_key: number }
export type NewMeasure = { readonly unitId: string; readonly complaintId?: string | undefined; readonly penaltyId?: string; readonly kind: StaffMeasureKind; readonly what: string; readonly staffNo?: string | undefined; readonly responsible: string; readonly dueOn: string }

/** Measures (alias `m`) the actor may know of: a unit's manager those of the branch, headquarters all. */
function knownTo(actor: Actor): RawBuilder<SqlBool> {
  const scope = unitScope(actor)
  if (scope === null) return actor.scope.kind === 'all' ? sql<SqlBool>`true` : sql<SqlBool>`false`
  return scope.kind === 'unit' ? sql<SqlBool>`m.unit_id = ${scope.id}::uuid` : sql<SqlBool>`m.${sql.ref(`${scope.kind}_id`)} = ${scope.id}::uuid`
}

/** What a duty was recorded with (alias `m`): its fingerprint binds the row to the record, where its words don't stand. */
export const measureHashText = `encode(sha256(convert_to(jsonb_build_array(m.unit_id, m.complaint_id, m.penalty_id, m.kind, m.staff_no, m.what, m.responsible_name, to_char(m.due_on, 'YYYY-MM-DD'))::text, 'UTF8')), 'hex')`
/** The same of how it ended: the proof and its files. */
export const measureEndHashText = `encode(sha256(convert_to(jsonb_build_array(m.proof, m.evidence_ids)::text, 'UTF8')), 'hex')`

async function hashOf(tx: Db, id: string, text: string): Promise<string> {
  const found = await sql<{ hash: string }>`select ${sql.raw(text)} as hash from staff_measures m where m.id = ${id}`.execute(tx)
  return found.rows[0]?.hash ?? ''
}

/** Writes one; the words are refused when they take money from a person. @throws Refusal 409 `staff_measure.takes_wages`, `staff_measure.due_past`; 404 for a unit that isn't there. */
export async function addMeasure({ ctx, tx, now }: Pick<Tx, 'ctx' | 'tx' | 'now'>, m: NewMeasure): Promise<string> {
  for (const words of [m.what, m.responsible]) insist(whyNotMeasureText(words), 409)
  const id = newId(now)
  const made = await sql`insert into staff_measures (id, unit_id, province_id, hub_id, outlet_id, complaint_id, penalty_id, kind, staff_no, what, responsible_name, due_on, by_id, by_name, at)
    select ${id}, u.id, u.province_id, u.hub_id, u.outlet_id, ${m.complaintId ?? null}, ${m.penaltyId ?? null}, ${m.kind}, ${m.staffNo ?? null}, ${clean(m.what)}, ${clean(m.responsible)}, ${m.dueOn}::date, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)} from org_units u
    where u.id = ${m.unitId} and ${m.dueOn}::date >= (${new Date(now)}::timestamptz at time zone 'Asia/Shanghai')::date returning 1`.execute(tx)
  if (made.rows.length > 0) {
    await appendToStream(tx, now, { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name }, { id, kind: 'staff_measure' }, [{ type: 'staff_measure.recorded', data: { unit: m.unitId, kind: m.kind, dueOn: m.dueOn, hash: await hashOf(tx, id, measureHashText) } }])
    return id
  }
  const unit = await sql`select 1 from org_units where id = ${m.unitId}`.execute(tx)
  if (unit.rows.length === 0) throw new Refusal('not_found', {}, 404)
  throw new Refusal('staff_measure.due_past', { on: m.dueOn })
}

/** Records a duty of a unit within the actor's branch. */
export async function recordMeasure(ctx: Ctx, body: BodyOf<typeof recordWire>): Promise<StaffMeasure> {
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  return write(ctx, async (open) => {
    const scope = unitScope(ctx.actor)
    const inBranch = scope === null ? sql`true` : scope.kind === 'unit' ? sql`u.id = ${scope.id}::uuid` : sql`u.${sql.ref(`${scope.kind}_id`)} = ${scope.id}::uuid`
    const unit = await sql`select 1 from org_units u where u.id = ${body.unitId} and ${inBranch}`.execute(open.tx)
    if (unit.rows.length === 0) throw new Refusal('not_found', {}, 404)
    if (body.complaintId !== undefined) await loadVisible(open.tx, ctx.actor, body.complaintId)
    return readOne(open.tx, ctx.actor, await addMeasure(open, body))
  }, 201)
}

/** Done with proof, or dropped with the reason. */
export async function endMeasure(d: Deps, ctx: Ctx, id: string, body: BodyOf<typeof endWire>): Promise<StaffMeasure> {
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  insist(whyNotMeasureText(body.proof), 409)
  return write(ctx, async (open) => {
    const { tx, now } = open
    const found = await sql<{ state: string; complaint_id: string | null; by_id: string }>`select m.state, m.complaint_id, m.by_id from staff_measures m where m.id = ${id} and ${knownTo(ctx.actor)} for update`.execute(tx)
    const row = found.rows[0]
    if (!row) throw new Refusal('not_found', {}, 404)
    if (row.state !== 'open') throw new Refusal('staff_measure.ended')
    // what headquarters asked for is not dropped by the unit it was asked of
    if (body.result === 'dropped' && row.by_id !== ctx.actor.id && unitScope(ctx.actor) !== null) throw new Refusal('staff_measure.not_yours')
    if (body.attachmentIds.length > 0 && row.complaint_id === null) throw new Refusal('staff_measure.files_need_case')
    const evidence = row.complaint_id === null || body.attachmentIds.length === 0 ? [] : await keepProof(d, open, row.complaint_id, id, body.attachmentIds)
    await sql`update staff_measures set state = ${body.result}, proof = ${clean(body.proof)}, evidence_ids = ${[...evidence]}::uuid[], done_by = ${ctx.actor.id}, done_by_name = ${ctx.actor.name}, done_at = ${new Date(now)} where id = ${id}`.execute(tx)
    await appendToStream(tx, now, { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name }, { id, kind: 'staff_measure' }, [{ type: 'staff_measure.ended', data: { result: body.result, hash: await hashOf(tx, id, measureEndHashText) } }])
    return readOne(tx, ctx.actor, id)
  })
}

/** Files of the proof become evidence of the case the duty came from. */
async function keepProof(d: Deps, open: Tx, complaintId: string, measure: string, files: readonly string[]): Promise<readonly string[]> {
  let ids: readonly string[] = []
  await stepWithin(d, open, complaintId, 'staff_measure', null, async (step) => {
    ids = await registerEvidence(step, files.map((attachmentId) => ({ attachmentId, origin: 'desk', originId: measure })))
    return { data: { measure, files: ids.length } }
  })
  return ids
}

/** One page: open ones soonest due first, ended ones newest first. */
export async function listMeasures({ db, actor }: Ctx, query: QueryOf<typeof listWire>): Promise<ReplyOf<typeof listWire>> {
  const open = query.state === 'open'
  const key = positionOf(query.cursor)
  const by = open ? sql`extract(epoch from m.due_on)::bigint` : sql`floor(extract(epoch from m.done_at) * 1000)::bigint`
  const after = key === null ? sql<SqlBool>`true` : open ? sql<SqlBool>`(${by}, m.id) > (${key.at}::bigint, ${key.id}::uuid)` : sql<SqlBool>`(${by}, m.id) < (${key.at}::bigint, ${key.id}::uuid)`
  const within = sql<SqlBool>`${knownTo(actor)} and ${query.complaintId === undefined ? sql`true` : sql`m.complaint_id = ${query.complaintId}`}`
  const rows = await readRows(db, actor, sql<SqlBool>`${open ? sql`m.state = 'open'` : sql`m.state <> 'open'`} and ${within} and ${after}`, by, open, query.limit + 1)
  const last = rows[query.limit - 1]
  const count = await sql<{ n: number; late: number }>`select count(*)::int as n, (count(*) filter (where m.due_on < (app_now() at time zone 'Asia/Shanghai')::date))::int as late from staff_measures m where m.state = 'open' and ${within}`.execute(db)
  return { items: rows.slice(0, query.limit).map(toMeasure), nextCursor: rows.length > query.limit && last ? cursorOf(`${last.due_key}|${last.id}`) : null, openCount: count.rows[0]?.n ?? 0, overdueCount: count.rows[0]?.late ?? 0 }
}

/** Tells the unit's manager three days before the day, and its province and headquarters' leads once it has passed; each once. */
export async function remindOfMeasures(db: Db): Promise<number> {
  const told = await sql`with soon as (
      update staff_measures m set reminded_at = app_now() where m.id in (select id from staff_measures where state = 'open' and reminded_at is null and due_on <= ((app_now() at time zone 'Asia/Shanghai')::date + 3) order by due_on, id limit 500) returning m.id, m.unit_id, m.due_on),
    late as (
      update staff_measures m set overdue_told_at = app_now() where m.id in (select id from staff_measures where state = 'open' and reminded_at is not null and overdue_told_at is null and due_on < (app_now() at time zone 'Asia/Shanghai')::date order by due_on, id limit 500) returning m.id, m.unit_id, m.province_id, m.due_on),
    kept as (
      insert into notifications (id, unit_id, permission, kind, params, at)
      select gen_random_uuid(), x.unit_id, 'staff_measure:record', x.kind, jsonb_build_object('count', count(*), 'on', min(x.due_on)), app_now() from (select unit_id, 'measure_due' as kind, due_on from soon union all select coalesce(province_id, unit_id), 'measure_overdue', due_on from late) x group by x.unit_id, x.kind
      on conflict (permission, unit_id, complaint_id, kind) where user_id is null do update set at = excluded.at, params = excluded.params returning id)
    insert into outbox (type, notification_id) select 'notification', id from kept returning 1`.execute(db)
  return told.rows.length
}

/** Every minute: days, not moments. */
export function measureSweep(d: { readonly db: Db }): Sweep {
  return { name: 'staff_measures', everyMs: 60_000, run: () => remindOfMeasures(d.db) }
}

async function readOne(db: Db, actor: Actor, id: string): Promise<StaffMeasure> {
  const [row] = await readRows(db, actor, sql<SqlBool>`m.id = ${id}`, sql`1::bigint`, true, 1)
  if (!row) throw new Refusal('not_found', {}, 404)
  return toMeasure(row)
}

async function readRows(db: Db, actor: Actor, where: RawBuilder<SqlBool>, by: RawBuilder<unknown>, upwards: boolean, limit: number): Promise<Row[]> {
  const found = await sql<Row>`select m.id, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, c.id as complaint_id, c.complaint_no, c.reason_code, m.kind, m.what, m.staff_no as "staffNo", m.responsible_name as responsible, to_char(m.due_on, 'YYYY-MM-DD') as due_on, m.state = 'open' and m.due_on < (app_now() at time zone 'Asia/Shanghai')::date as "isOverdue",
      m.state, m.proof, cardinality(m.evidence_ids) as files, m.done_by_name as "doneBy", m.done_at, m.by_name as by, m.at as made_at, m.penalty_id is not null as "fromPenalty", ${by} as due_key
    from staff_measures m join org_units u on u.id = m.unit_id left join complaints c on c.id = m.complaint_id and ${visibleTo(actor)} where ${where} order by ${by} ${upwards ? sql`asc` : sql`desc`}, m.id ${upwards ? sql`asc` : sql`desc`} limit ${limit}`.execute(db)
  return found.rows
}

function toMeasure({ complaint_id, complaint_no, reason_code, done_at, made_at, due_on, due_key: _key, ...r }: Row): StaffMeasure {
  return { ...r, case: complaint_id === null ? null : { id: complaint_id, complaintNo: complaint_no ?? '', reasonCode: reason_code }, dueOn: due_on, doneAt: done_at === null ? null : new Date(done_at).toISOString(), at: new Date(made_at).toISOString() }
}
