// The rows behind merges: what two cases hold, what was copied from one to the other, what is taken back.
import { sql } from 'kysely'
import type { MergeInForce, Side, Watch } from '../../domain/complaints/merging.ts'
import { isOpen, moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import type { Db } from '../platform/context.ts'
import { seal, unseal } from '../platform/crypto.ts'
import type { Deps } from './deps.ts'
import type { CaseRow } from './gate.ts'
import { idOf } from './visible.ts'

/** A merge in force as its row holds it. */
export type MergeRow = MergeInForce & { readonly into: string; readonly at: number; readonly statusBefore: Status; readonly endedBy: string; readonly toldAt: number | null; readonly epoch: number | null; readonly orders: readonly string[]; readonly endedPause: boolean }

type Row = { id: string; into_id: string; at: number; status_before: Status; ended_by: string; told_at: number | null; watch: Watch | null; own_watch: Watch | null; own_epoch: number | null; units: string[]; items: string[]; orders: string[]; ended_pause: boolean }

/** The id of a case by id or number, whoever may see it; null when there is none. */
export async function resolveCase(tx: Db, idOrNo: string): Promise<string | null> {
  const found = await sql<{ id: string }>`select c.id from complaints c where c.id = ${idOf(idOrNo)}`.execute(tx)
  return found.rows[0]?.id ?? null
}

/** The merges in force into a case, oldest first. */
export async function mergesInto(tx: Db, id: string): Promise<MergeRow[]> {
  const found = await sql<Row>`select * from merges where into_id = ${id} and undone_at is null order by at, id`.execute(tx)
  return found.rows.map(toMerge)
}

/** The merge by which a case ended, while it is in force. */
export async function mergeOf(tx: Db, id: string): Promise<MergeRow | null> {
  const found = await sql<Row>`select * from merges where complaint_id = ${id} and undone_at is null`.execute(tx)
  return found.rows[0] ? toMerge(found.rows[0]) : null
}

function toMerge(r: Row): MergeRow {
  return { id: r.id, into: r.into_id, at: r.at, statusBefore: r.status_before, endedBy: r.ended_by, toldAt: r.told_at, watch: r.watch, ownWatch: r.own_watch, epoch: r.own_epoch, units: r.units, items: r.items, orders: r.orders, endedPause: r.ended_pause }
}

/** What speaks for and against merging a case. */
export async function sideOf(tx: Db, row: CaseRow): Promise<Side> {
  const found = await sql<{ merged: number; children: number; decision_told: boolean; money_paid: boolean; has_watch: boolean }>`select
    (select count(*)::int from merges m where m.into_id = ${row.id} and m.undone_at is null) as merged, (select count(*)::int from complaints k where k.parent_id = ${row.id}) as children,
    exists (select from decisions d where d.complaint_id = ${row.id} and d.outcome <> 'duplicate') as decision_told, exists (select from plan_measures m where m.complaint_id = ${row.id} and m.state = 'done' and m.kind = any(${[...moneyMeasures]}::text[])) as money_paid,
    exists (select from clocks k where k.complaint_id = ${row.id} and k.kind = 'statutory_watch') as has_watch`.execute(tx)
  const n = found.rows[0]
  if (!n) throw new Error('counts of a case came back empty')
  return { id: row.id, status: row.status, outcome: row.outcome, kind: row.kind, restricted: row.flags.includes('restricted'), inquiry: row.flags.includes('inquiry'), fromStaff: row.complainant_role === 'staff', merged: n.merged, children: n.children, decisionTold: n.decision_told, moneyPaid: n.money_paid, hasWatch: n.has_watch }
}

/** The units (`id role`) and numbers a case holds now. */
export async function loadHeld(tx: Db, id: string): Promise<{ units: string[]; items: string[] }> {
  const found = await sql<{ units: string[]; items: string[] }>`select array(select unit_id || ' ' || role from parties where complaint_id = ${id} order by 1) as units, array(select number_index from complaint_items where complaint_id = ${id} order by seq) as items`.execute(tx)
  return found.rows[0] ?? { units: [], items: [] }
}

/** Units of the survivor's own: asked a question by it, or named in its judgement. They stay whatever is undone. */
export async function ownUnits(tx: Db, id: string, units: readonly string[]): Promise<string[]> {
  const found = await sql<{ unit_id: string }>`select unit_id from orders where complaint_id = ${id} union select unit_id from judgement_shares where complaint_id = ${id} and unit_id is not null`.execute(tx)
  const asked = new Set(found.rows.map((r) => r.unit_id))
  return units.filter((key) => asked.has(key.split(' ')[0] ?? ''))
}

/** Makes units of the merged case parties of the survivor. */
export async function copyUnits(tx: Db, from: string, to: CaseRow, units: readonly string[]): Promise<void> {
  if (units.length === 0) return
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at, ended)
    select ${to.id}::uuid, unit_id, role, province_id, hub_id, outlet_id, ${new Date(to.received_at)}::timestamptz, ${!isOpen(to.status)} from parties where complaint_id = ${from} and unit_id || ' ' || role = any(${[...units]}::text[]) on conflict do nothing`.execute(tx)
}

export async function dropUnits(tx: Db, id: string, units: readonly string[]): Promise<void> {
  if (units.length > 0) await sql`delete from parties where complaint_id = ${id} and unit_id || ' ' || role = any(${[...units]}::text[])`.execute(tx)
}

/** Gives the survivor numbers of the merged case with what is known of their parcels; sealed parts are bound to their case and sealed anew. */
export async function copyItems(deps: Deps, tx: Db, from: string, to: string, items: readonly string[]): Promise<void> {
  if (items.length === 0) return
  await sql`insert into complaint_items (complaint_id, seq, type, number, number_index, family_key)
    select ${to}::uuid, (select coalesce(max(seq), 0) from complaint_items where complaint_id = ${to}) + row_number() over (order by seq), type, number, number_index, family_key from complaint_items where complaint_id = ${from} and number_index = any(${[...items]}::text[])`.execute(tx)
  const parcels = await sql<{ number: string; taken: string; sealed: Buffer | null }>`select number, taken_at::text as taken, sealed from waybill_snapshots where complaint_id = ${from} and number = any(${[...items]}::text[])`.execute(tx)
  for (const { number, taken, sealed } of parcels.rows) {
    const place = (id: string): string => `waybill_snapshots|sealed|${id}|${number}`
    const again = sealed === null ? null : seal(deps.keys, place(to), unseal(deps.keys, place(from), sealed))
    await sql`insert into waybill_snapshots (complaint_id, number, taken_at, state, carrier, public, sealed) select ${to}::uuid, number, taken_at, state, carrier, public, ${again} from waybill_snapshots where complaint_id = ${from} and number = ${number} and taken_at = ${taken}::timestamptz on conflict do nothing`.execute(tx)
  }
}

export async function dropItems(tx: Db, id: string, items: readonly string[]): Promise<void> {
  if (items.length === 0) return
  await sql`delete from waybill_snapshots where complaint_id = ${id} and number = any(${[...items]}::text[])`.execute(tx)
  await sql`delete from complaint_items where complaint_id = ${id} and number_index = any(${[...items]}::text[])`.execute(tx)
}

/** The columns that show a case's first number, from its items as they are now. */
export async function firstItem(tx: Db, id: string): Promise<{ item_number: string | null; family_key: string | null }> {
  const found = await sql<{ item_number: string; family_key: string | null }>`select number as item_number, family_key from complaint_items where complaint_id = ${id} order by seq limit 1`.execute(tx)
  return found.rows[0] ?? { item_number: null, family_key: null }
}
