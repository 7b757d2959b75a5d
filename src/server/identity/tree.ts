// The tree of units: browsing it branch by branch, and its only other writer besides founding: renaming, suspending, closing, moving.
import { sql } from 'kysely'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import { ancestorsOfBranch, whyNotMove } from '../../domain/identity/scope.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import type { Tx } from '../platform/write.ts'
import { closeAbnormality, insertAbnormality } from './abnormal-units.ts'
import { record } from './record.ts'
import { searchQuery, searchVector } from './search-words.ts'

export type TreeUnit = { id: string; code: string; name: string; kind: UnitKind; parentId: string | null; status: 'active' | 'suspended' | 'closed'; city: string | null; children: number }
export type UnitRef = { id: string; code: string; name: string; kind: string }

const columns = sql`o.id, o.code, o.name, o.kind, o.parent_id as "parentId", o.status, o.city, (select count(*)::int from org_units k where k.parent_id = o.id) as children`

/** One branch's next level, the roots, or what was searched for; by code. */
export async function listTree(db: Db, filter: { readonly limit: number; readonly cursor?: string | undefined; readonly parentId?: string | undefined; readonly q?: string | undefined }): Promise<{ items: TreeUnit[]; nextCursor: string | null }> {
  const after = readCursor(filter.cursor)
  const query = filter.q === undefined ? undefined : searchQuery(filter.q)
  const where = query === null ? sql`false` : query !== undefined ? sql`o.search @@ ${query}` : filter.parentId !== undefined ? sql`o.parent_id = ${filter.parentId}` : sql`o.parent_id is null`
  const rows = (await sql<TreeUnit>`select ${columns} from org_units o where ${where} and ${after === null ? sql`true` : sql`o.code > ${after}`} order by o.code limit ${filter.limit + 1}`.execute(db)).rows
  return { items: rows.slice(0, filter.limit), nextCursor: rows.length > filter.limit ? cursorOf(rows[filter.limit - 1]?.code) : null }
}

/** A unit with the units above it, the highest first. @throws Refusal `not_found` (404). */
export async function readUnit(db: Db, id: string): Promise<TreeUnit & { path: UnitRef[] }> {
  const unit = (await sql<TreeUnit>`select ${columns} from org_units o where o.id = ${id}`.execute(db)).rows[0]
  if (!unit) throw new Refusal('not_found', {}, 404)
  const path = (await sql<UnitRef>`with recursive up as (select o.*, 0 as height from org_units o where o.id = ${unit.parentId} union all select o.*, up.height + 1 from org_units o join up on o.id = up.parent_id where up.height < 20)
    select id, code, name, kind from up order by height desc`.execute(db)).rows
  return { ...unit, path }
}

/** The ids of a unit and everything below it, parents first. */
export async function branchOf(db: Db, id: string): Promise<{ id: string; kind: UnitKind; parentId: string | null }[]> {
  return (await sql<{ id: string; kind: UnitKind; parentId: string | null }>`with recursive down as (select o.id, o.kind, o.parent_id, 0 as depth from org_units o where o.id = ${id} union all select o.id, o.kind, o.parent_id, down.depth + 1 from org_units o join down on o.parent_id = down.id where down.depth < 20)
    select id, kind, parent_id as "parentId" from down order by depth, id`.execute(db)).rows
}

/** @throws Refusal `not_found` (404). */
export async function renameUnit(t: Tx, id: string, name: string, city: string | null | undefined): Promise<void> {
  const unit = await lockUnit(t.tx, id)
  const place = city === undefined ? unit.city : city
  await sql`update org_units set name = ${name}, city = ${place}, search = ${searchVector([name], [unit.code, place])}::tsvector where id = ${id}`.execute(t.tx)
  if (name !== unit.name) await record(t, 'unit', id, { type: 'identity.unit_renamed', data: { code: unit.code, before: unit.name, after: name } })
}

/**
 * Suspends a unit (停网), closes it, or opens it again. A closed unit has nobody and nothing below it any more; a suspended one keeps its cases, which its line sees as before; what it was asked goes to the province (OPN-35).
 * @throws Refusal `not_found` (404), `identity.unit_has_units`, `identity.unit_has_people`, `identity.unit_closed`, `identity.unit_is_root` (409).
 */
export async function setUnitStatus(t: Tx, id: string, status: 'active' | 'suspended' | 'closed', reason: string): Promise<void> {
  const unit = await lockUnit(t.tx, id)
  if (unit.status === status) return
  if (unit.kind === 'headquarters') throw new Refusal('identity.unit_is_root')
  if (status === 'closed') {
    const held = (await sql<{ units: number; people: number }>`select (select count(*)::int from org_units where parent_id = ${id} and status <> 'closed') as units, (select count(*)::int from posts where unit_id = ${id} and ended_at is null) as people`.execute(t.tx)).rows[0]
    if (held && held.units > 0) throw new Refusal('identity.unit_has_units', { n: held.units })
    if (held && held.people > 0) throw new Refusal('identity.unit_has_people', { n: held.people })
  } else if ((await sql`select 1 from org_units where id = ${unit.parent_id} and status = 'closed'`.execute(t.tx)).rows.length > 0) throw new Refusal('identity.unit_closed')
  await sql`update org_units set status = ${status} where id = ${id}`.execute(t.tx)
  if (status === 'suspended') await insertAbnormality(t, id, newId(t.now), { kind: 'suspended', from: t.now, to: null, reason })
  else await closeAbnormality(t, id, reason)
  await record(t, 'unit', id, { type: 'identity.unit_status_set', data: { code: unit.code, before: unit.status, after: status, reason } })
}

export type Move = { readonly branch: readonly { id: string; kind: UnitKind; parentId: string | null }[]; readonly from: UnitRef | null; readonly to: UnitRef; readonly refused: Why | null }

/** What moving a unit would take along, and why it may not be. @throws Refusal `not_found` (404); Malformed for an unknown parent. */
export async function planMove(db: Db, id: string, parentId: string): Promise<Move> {
  const branch = await branchOf(db, id)
  const [unit] = branch
  if (!unit) throw new Refusal('not_found', {}, 404)
  const ends = (await sql<UnitRef & { kind: UnitKind; status: string }>`select id, code, name, kind, status from org_units where id = any(${[parentId, ...(unit.parentId === null ? [] : [unit.parentId])]}::uuid[])`.execute(db)).rows
  const parent = ends.find((u) => u.id === parentId)
  if (!parent) throw new Malformed([{ path: 'parentId', code: 'unknown' }])
  const ref = ({ id: refId, code, name, kind }: UnitRef): UnitRef => ({ id: refId, code, name, kind })
  const from = ends.find((u) => u.id === unit.parentId)
  return { branch, from: from ? ref(from) : null, to: ref(parent), refused: whyNotMove(unit, parent, new Set(branch.map((u) => u.id))) }
}

/**
 * Puts a unit and its whole branch under another one: their stored ancestors change in this transaction, one move at a time.
 * @throws Refusal `not_found` (404), `identity.unit_cycle`, `identity.unit_already_there`, `identity.unit_misplaced`, `identity.unit_closed` (409).
 */
export async function moveUnit(t: Tx, id: string, parentId: string, reason: string): Promise<Move> {
  const { tx } = t
  await sql`select pg_advisory_xact_lock(7216002)`.execute(tx)
  // Whoever adds a unit below holds its parent: once these are locked, the branch is read as it will stay.
  const before = await branchOf(tx, id)
  await sql`select 1 from org_units where id = any(${[parentId, ...before.map((u) => u.id)]}::uuid[]) order by id for update`.execute(tx)
  const move = await planMove(tx, id, parentId)
  insist(move.refused)
  const above = (await sql<{ provinceId: string | null; hubId: string | null; outletId: string | null }>`select province_id as "provinceId", hub_id as "hubId", outlet_id as "outletId" from org_units where id = ${parentId}`.execute(tx)).rows[0]!
  const moved = [...ancestorsOfBranch(move.branch.map((u) => (u.id === id ? { ...u, parentId } : u)), above)]
  await sql`update org_units set parent_id = ${parentId} where id = ${id}`.execute(tx)
  await sql`update org_units o set province_id = v.province_id, hub_id = v.hub_id, outlet_id = v.outlet_id
    from unnest(${moved.map(([u]) => u)}::uuid[], ${moved.map(([, a]) => a.provinceId)}::uuid[], ${moved.map(([, a]) => a.hubId)}::uuid[], ${moved.map(([, a]) => a.outletId)}::uuid[]) v(id, province_id, hub_id, outlet_id) where o.id = v.id`.execute(tx)
  const code = (await sql<{ code: string }>`select code from org_units where id = ${id}`.execute(tx)).rows[0]?.code ?? ''
  await record(t, 'unit', id, { type: 'identity.unit_moved', data: { code, fromCode: move.from?.code ?? null, toCode: move.to.code, units: move.branch.length, reason } })
  return move
}

async function lockUnit(tx: Db, id: string): Promise<{ code: string; name: string; kind: string; city: string | null; status: 'active' | 'suspended' | 'closed'; parent_id: string | null }> {
  const unit = (await sql<{ code: string; name: string; kind: string; city: string | null; status: 'active' | 'suspended' | 'closed'; parent_id: string | null }>`select code, name, kind, city, status, parent_id from org_units where id = ${id} for update`.execute(tx)).rows[0]
  if (!unit) throw new Refusal('not_found', {}, 404)
  return unit
}
