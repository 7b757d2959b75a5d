// Asking the carrier about a case's parcel again: what was known stays, what is new is kept as another look and said in the record.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { maskName, maskPhone } from '../../domain/customers/masking.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { involvedUnits, parcelPosition } from '../../domain/waybills/custody.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import type { WaybillView } from '../../contract/waybills.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { loadVisible, unitScope } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { seal } from '../platform/crypto.ts'
import { canonicalJson } from '../platform/ids.ts'
import { write } from '../platform/write.ts'
import { lookupWithin } from '../waybills/carrier.ts'
import { recordStretches } from '../waybills/hop-times.ts'
import { sealedPart, viewWaybill } from '../waybills/view.ts'

/**
 * Asks the carrier outside any transaction and keeps what it says when that is new; gives how many scans and events are.
 * @throws Refusal `waybill.none` when the case has no parcel, `waybill.unavailable` when the carrier doesn't answer, `not_found` (404).
 */
export async function refreshParcel(deps: Deps, ctx: Ctx, id: string, asked: string | undefined): Promise<number> {
  const row = await loadVisible(ctx.db, ctx.actor, id)
  if (unitScope(ctx.actor) || !may(ctx.actor, 'complaint:classify')) throw new Refusal('permission.missing', { permission: 'complaint:classify' }, 403)
  const items = await sql<{ number_index: string }>`select number_index from complaint_items where complaint_id = ${row.id} and type = 'waybill' order by seq`.execute(ctx.db)
  const wanted = asked === undefined ? items.rows[0]?.number_index : normaliseNumber(asked)
  if (wanted === undefined || !items.rows.some((i) => i.number_index === wanted)) throw new Refusal('waybill.none', {}, 409)
  const found = await lookupWithin(deps.carrier, wanted)
  if (found.kind === 'unavailable') throw new Refusal('waybill.unavailable', {}, 503)
  if (found.kind === 'not_found') throw new Refusal('waybill.none', {}, 409)
  let added = 0
  await write(ctx, async (open) => {
    const view = viewWaybill(found.waybill, open.now, deps.policy().custodyLimits, { name: maskName, phone: maskPhone })
    const before = await sql<{ seen: WaybillView }>`select public as seen from waybill_snapshots where complaint_id = ${row.id} and number = ${wanted} order by taken_at desc limit 1`.execute(open.tx)
    added = newSince(view, before.rows[0]?.seen)
    if (added === 0 && before.rows[0] !== undefined) return null
    return stepWithin(deps, open, row.id, 'waybill_refresh', null, (step) => keepLook(step, wanted, found.waybill, view, added))
  })
  return added
}

/** Writes the look, the units that joined the journey since, and what the new stretches took. */
async function keepLook({ tx, row, now, deps }: Step, number: string, waybill: Waybill, view: WaybillView, added: number): Promise<Decided> {
  const text = JSON.stringify(view)
  const { state } = parcelPosition(waybill)
  await sql`insert into waybill_snapshots (complaint_id, number, taken_at, state, carrier, public, sealed) values (${row.id}, ${number}, ${new Date(now)}, ${state}, ${waybill.carrier}, ${text}, ${seal(deps.keys, `waybill_snapshots|sealed|${row.id}|${number}`, sealedPart(waybill))}) on conflict do nothing`.execute(tx)
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at) select distinct on (u.id, t.role) ${row.id}::uuid, u.id, t.role, u.province_id, u.hub_id, u.outlet_id, ${new Date(row.received_at)}::timestamptz
    from json_to_recordset(${JSON.stringify(involvedUnits(waybill).map((u) => ({ code: u.unitCode, role: u.role })))}::json) as t (code text, role text) join org_units u on u.code = t.code on conflict do nothing`.execute(tx)
  await recordStretches(tx, [waybill], now)
  return { data: { number, state, scans: view.scans.length, added, sha256: createHash('sha256').update(canonicalJson(view)).digest('hex') } }
}

/** How many scans and events of a look were not in the one before. */
function newSince(view: WaybillView, before: WaybillView | undefined): number {
  const key = (e: { at: string; code?: string; kind?: string; unitCode: string | null }): string => `${e.at}|${e.code ?? e.kind ?? ''}|${e.unitCode ?? ''}`
  const known = new Set([...(before?.scans ?? []).map(key), ...(before?.events ?? []).map(key)])
  return [...view.scans.map(key), ...(view.events ?? []).map(key)].filter((k) => !known.has(k)).length
}
