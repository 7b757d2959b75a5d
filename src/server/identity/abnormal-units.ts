// Units out of order (停网、跑路, OPN-35): when one stands still or has gone, by whose word, and until when; the unit's own status follows.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { z } from 'zod'
import type * as wire from '../../contract/abnormal-units.ts'
import type { BodyOf, QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import type { AbnormalityKind } from '../../domain/identity/unit-kinds.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import type { Tx } from '../platform/write.ts'
import { record } from './record.ts'

export type Abnormality = z.output<typeof wire.abnormality>

/** In force at an instant; the row's alias is `a`. */
const inForce = (at: RawBuilder<unknown>) => sql<boolean>`a.from_at <= ${at} and (a.to_at is null or a.to_at > ${at}) and (a.ended_at is null or a.ended_at > ${at})`

/** How a unit is out of order at an instant (epoch ms), or null while it works. */
export async function unitAbnormalAt(tx: Db, unitId: string, at: number): Promise<AbnormalityKind | null> {
  const found = await sql<{ kind: AbnormalityKind }>`select a.kind from unit_abnormalities a where a.unit_id = ${unitId} and ${inForce(sql`${new Date(at)}::timestamptz`)} order by a.from_at desc limit 1`.execute(tx)
  return found.rows[0]?.kind ?? null
}

/** Whether the actor may tell of units: who manages units or incidents, a province of its own. */
function mayTell(actor: Actor, unit: { readonly province_id: string | null }): boolean {
  if (actor.scope.kind === 'all') return may(actor, 'identity:manage') || may(actor, 'incident:manage')
  return actor.scope.kind === 'province' && may(actor, 'incident:manage') && unit.province_id === actor.scope.id
}

/**
 * Tells that a unit is out of order; its status follows at once, or when the time told comes.
 * @throws Refusal `not_found` (404), `unit.not_yours` (403), `unit.only_below_province`, `unit.abnormal_already`, `unit.abnormal_span` (400).
 */
export async function recordAbnormality(t: Tx, id: string, body: BodyOf<typeof wire.recordAbnormality>): Promise<Abnormality> {
  const unit = await lockUnit(t, id)
  if (unit.kind === 'headquarters' || unit.kind === 'province') throw new Refusal('unit.only_below_province')
  const from = body.from === undefined ? t.now : Date.parse(body.from)
  const to = body.to === undefined ? null : Date.parse(body.to)
  if (to !== null && (to <= from || to <= t.now)) throw new Refusal('unit.abnormal_span', {}, 400)
  const open = await sql`select 1 from unit_abnormalities a where a.unit_id = ${id} and a.ended_at is null and (a.to_at is null or a.to_at > ${new Date(from)})`.execute(t.tx)
  if (open.rows.length > 0) throw new Refusal('unit.abnormal_already')
  const made = newId(t.now)
  await insertAbnormality(t, id, made, { kind: body.kind, from, to, reason: body.reason })
  await followStates(t.tx, id)
  await record(t, 'unit', id, { type: 'identity.unit_abnormal', data: { code: unit.code, kind: body.kind, from: new Date(from).toISOString(), to: to === null ? null : new Date(to).toISOString(), reason: body.reason } })
  return readAbnormality(t.tx, made)
}

/** Puts the state of a unit down whose status is set to suspended by hand (`tree.ts`). */
export async function insertAbnormality(t: Tx, unitId: string, id: string, told: { readonly kind: AbnormalityKind; readonly from: number; readonly to: number | null; readonly reason: string }): Promise<void> {
  await sql`insert into unit_abnormalities (id, unit_id, kind, from_at, to_at, reason, by_id, by_name, recorded_at)
    values (${id}, ${unitId}, ${told.kind}, ${new Date(told.from)}, ${told.to === null ? null : new Date(told.to)}, ${told.reason}, ${t.ctx.actor.id}, ${t.ctx.actor.name}, ${new Date(t.now)})`.execute(t.tx)
}

/** Tells that it works again. @throws Refusal `not_found` (404), `unit.not_yours` (403), `unit.not_abnormal`. */
export async function endAbnormality(t: Tx, id: string, reason: string): Promise<void> {
  const unit = await lockUnit(t, id)
  if (!(await closeAbnormality(t, id, reason))) throw new Refusal('unit.not_abnormal')
  await followStates(t.tx, id)
  await record(t, 'unit', id, { type: 'identity.unit_works_again', data: { code: unit.code, reason } })
}

/** Ends what is open of a unit; false when nothing was. */
export async function closeAbnormality(t: Tx, id: string, reason: string): Promise<boolean> {
  const ended = await sql`update unit_abnormalities set ended_at = ${new Date(t.now)}, ended_by_name = ${t.ctx.actor.name}, end_reason = ${reason} where unit_id = ${id} and ended_at is null and (to_at is null or to_at > ${new Date(t.now)}) returning 1`.execute(t.tx)
  return ended.rows.length > 0
}

/** Lets the status of units follow what was told of them, all of them or one; gives how many changed. */
export async function followStates(db: Db, unitId?: string): Promise<number> {
  const one = unitId === undefined ? sql`true` : sql`u.id = ${unitId}`
  const now = sql`app_now()`
  const began = await sql`update org_units u set status = 'suspended' where ${one} and u.status = 'active' and u.id in (select a.unit_id from unit_abnormalities a where a.ended_at is null and ${inForce(now)}) returning 1`.execute(db)
  // only what was put down here is lifted here
  const over = await sql`update org_units u set status = 'active' where ${one} and u.status = 'suspended' and exists (select 1 from unit_abnormalities a where a.unit_id = u.id) and not exists (select 1 from unit_abnormalities a where a.unit_id = u.id and ${inForce(now)}) returning 1`.execute(db)
  return began.rows.length + over.rows.length
}

type Row = Omit<Abnormality, 'from' | 'to' | 'recordedAt' | 'endedAt'> & { from_at: number; to_at: number | null; recorded_at: number; ended_at: number | null; }
const columns = sql`a.id, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, a.kind, a.from_at, a.to_at, a.reason, a.by_name as by, a.recorded_at, coalesce(a.ended_at, case when a.to_at <= app_now() then a.to_at end) as ended_at, a.ended_by_name as "endedBy", a.end_reason as "endReason",
  (select count(*)::int from (select 1 from orders o where o.unit_id = a.unit_id and o.state = 'open' limit 1000) n) as "openOrders"`

async function readAbnormality(db: Db, id: string): Promise<Abnormality> {
  const row = (await sql<Row>`select ${columns} from unit_abnormalities a join org_units u on u.id = a.unit_id where a.id = ${id}`.execute(db)).rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return viewOf(row)
}

/** Units out of order in the actor's sight, newest first. */
export async function listAbnormalities(ctx: Ctx, query: QueryOf<typeof wire.listAbnormalities>): Promise<ReplyOf<typeof wire.listAbnormalities>> {
  const after = positionOf(readCursor(query.cursor))
  const { scope } = ctx.actor
  const seen = scope.kind === 'all' ? sql`true` : scope.kind === 'province' ? sql`u.province_id = ${scope.id}` : sql`false`
  const past = sql`(a.ended_at is not null or coalesce(a.to_at <= app_now(), false))`
  const rows = (await sql<Row>`select ${columns} from unit_abnormalities a join org_units u on u.id = a.unit_id where ${seen} and ${query.state === 'now' ? sql`not ${past}` : past}
    and ${after === null ? sql`true` : sql`(a.recorded_at, a.id) < (${new Date(after.at)}, ${after.id}::uuid)`} order by a.recorded_at desc, a.id desc limit ${query.limit + 1}`.execute(ctx.db)).rows
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  return { items: shown.map(viewOf), nextCursor: cursorOf(rows.length > query.limit && last ? `${last.recorded_at}|${last.id}` : undefined) }
}

function viewOf({ from_at, to_at, recorded_at, ended_at, ...rest }: Row): Abnormality {
  return { ...rest, from: iso(from_at), to: to_at === null ? null : iso(to_at), recordedAt: iso(recorded_at), endedAt: ended_at === null ? null : iso(ended_at) }
}

function positionOf(key: string | null): { at: number; id: string } | null {
  if (key === null) return null
  const parsed = /^(\d{1,13})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(key)
  if (!parsed) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { at: Number(parsed[1]), id: parsed[2] ?? '' }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

async function lockUnit(t: Tx, id: string): Promise<{ code: string; kind: string; province_id: string | null }> {
  const unit = (await sql<{ code: string; kind: string; province_id: string | null }>`select code, kind, province_id from org_units where id = ${id} for update`.execute(t.tx)).rows[0]
  if (!unit) throw new Refusal('not_found', {}, 404)
  if (!mayTell(t.ctx.actor, unit)) throw new Refusal('unit.not_yours', {}, 403)
  return unit
}
