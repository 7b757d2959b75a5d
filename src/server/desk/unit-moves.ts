// A unit under another parent and the cases that follow it: parties and questions of open cases take the new ancestors in steps that can be interrupted; ended cases stay as history (ADR 049).
import { sql } from 'kysely'
import type { z } from 'zod'
import type * as wire from '../../contract/administration.ts'
import { moveUnit, planMove, readUnit } from '../identity/tree.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import type { Tx } from '../platform/write.ts'

export const caseCap = 10_000
const chunk = 500
/** A complaint filed while the move was committed can still carry the old ancestors; after this long none is under way any more. */
const settleSeconds = 30

type Preview = z.output<typeof wire.movePreview>
type Detail = z.output<typeof wire.unitDetail>

/** What moving a unit would take along, without doing it. */
export async function previewMove(ctx: Ctx, id: string, parentId: string): Promise<Preview> {
  const move = await planMove(ctx.db, id, parentId)
  const ids = move.branch.map((u) => u.id)
  const held = (await sql<{ people: number; cases: number }>`select (select count(distinct user_id)::int from posts where unit_id = any(${ids}::uuid[]) and ended_at is null) as people,
    (select count(*)::int from (select from (select distinct complaint_id from parties where unit_id = any(${ids}::uuid[]) and not ended limit ${caseCap}) p join complaints c on c.id = p.complaint_id where ${visibleTo(ctx.actor)}) n) as cases`.execute(ctx.db)).rows[0]
  return { units: ids.length, people: held?.people ?? 0, openCases: held?.cases ?? 0, cap: caseCap, refused: move.refused && { code: move.refused.code, params: { ...move.refused.params } }, from: move.from, to: move.to }
}

/** Moves the unit and leaves its cases to the sweep, in one transaction. */
export async function startMove(t: Tx, id: string, parentId: string, reason: string): Promise<void> {
  const move = await moveUnit(t, id, parentId, reason)
  await sql`insert into unit_moves (id, unit_id, from_parent_id, to_parent_id, reason, by_name, at, unit_ids)
    values (${newId(t.now)}, ${id}, ${move.from?.id ?? move.to.id}, ${parentId}, ${reason}, ${t.ctx.actor.name}, ${new Date(t.now)}, ${move.branch.map((u) => u.id)}::uuid[])`.execute(t.tx)
}

/**
 * Takes the cases of moved units along; gives how many rows it changed. What a row should say is read from the unit itself, so that it may stop anywhere, run twice,
 * or meet a second move of the same unit.
 */
export async function followMoves(db: Db): Promise<number> {
  const running = await sql<{ id: string }>`select id from unit_moves where state = 'running' order by at limit 20`.execute(db)
  let changed = 0
  for (const { id } of running.rows) {
    for (let left = 200; left > 0; left--) {
      const some = await inTransaction(db, ({ tx }) => followSome(tx, id))
      changed += some
      if (some === 0) break
    }
  }
  return changed
}

/** Every two seconds. */
export function unitMoveSweep(db: Db): Sweep {
  return { name: 'unit_moves', everyMs: 2000, run: () => followMoves(db) }
}

async function followSome(tx: Db, moveId: string): Promise<number> {
  const move = (await sql<{ unit_ids: string[]; settled: boolean }>`select unit_ids, at < app_now() - make_interval(secs => ${settleSeconds}) as settled from unit_moves where id = ${moveId} and state = 'running' for update skip locked`.execute(tx)).rows[0]
  if (!move) return 0
  const parties = await sql<{ complaint_id: string }>`update parties p set province_id = s.province_id, hub_id = s.hub_id, outlet_id = s.outlet_id
    from (select q.complaint_id, q.unit_id, q.role, o.province_id, o.hub_id, o.outlet_id from parties q join org_units o on o.id = q.unit_id
      where q.unit_id = any(${move.unit_ids}::uuid[]) and not q.ended and (q.province_id, q.hub_id, q.outlet_id) is distinct from (o.province_id, o.hub_id, o.outlet_id) limit ${chunk} for update of q) s
    where p.complaint_id = s.complaint_id and p.unit_id = s.unit_id and p.role = s.role returning p.complaint_id`.execute(tx)
  const orders = await sql`update orders q set province_id = s.province_id, hub_id = s.hub_id, outlet_id = s.outlet_id
    from (select r.complaint_id, r.id, o.province_id, o.hub_id, o.outlet_id from orders r join org_units o on o.id = r.unit_id join complaints c on c.id = r.complaint_id and is_open_status(c.status)
      where r.unit_id = any(${move.unit_ids}::uuid[]) and (r.province_id, r.hub_id, r.outlet_id) is distinct from (o.province_id, o.hub_id, o.outlet_id) limit ${chunk} for update of r) s
    where q.complaint_id = s.complaint_id and q.id = s.id returning 1`.execute(tx)
  const cases = new Set(parties.rows.map((row) => row.complaint_id)).size
  const done = parties.rows.length + orders.rows.length === 0 && move.settled
  await sql`update unit_moves set cases_moved = cases_moved + ${cases}, orders_moved = orders_moved + ${orders.rows.length}, state = ${done ? 'done' : 'running'}, settled_at = case when ${done} then app_now() end where id = ${moveId}`.execute(tx)
  return parties.rows.length + orders.rows.length
}

/** A unit with its place, what hangs on it for this reader, and its last moves. */
export async function readUnitDetail(ctx: Pick<Ctx, 'db' | 'actor'>, id: string): Promise<Detail> {
  const unit = await readUnit(ctx.db, id)
  const held = (await sql<{ people: number; cases: number }>`select (select count(distinct user_id)::int from posts where unit_id = ${id} and ended_at is null) as people,
    (select count(*)::int from (select from (select distinct complaint_id from parties where unit_id = ${id} and not ended limit ${caseCap}) p join complaints c on c.id = p.complaint_id where ${visibleTo(ctx.actor)}) n) as cases`.execute(ctx.db)).rows[0]
  const moves = (await sql<{ id: string; at: number; by: string; reason: string; from: string; to: string; units: number; casesMoved: number; ordersMoved: number; state: 'running' | 'done' }>`
    select m.id, m.at, m.by_name as by, m.reason, f.name as from, t.name as to, cardinality(m.unit_ids) as units, m.cases_moved as "casesMoved", m.orders_moved as "ordersMoved", m.state
    from unit_moves m join org_units f on f.id = m.from_parent_id join org_units t on t.id = m.to_parent_id where m.unit_id = ${id} order by m.at desc limit 10`.execute(ctx.db)).rows
  return { ...unit, people: held?.people ?? 0, openCases: held?.cases ?? 0, cap: caseCap, moves: moves.map((m) => ({ ...m, at: new Date(m.at).toISOString() })) }
}
