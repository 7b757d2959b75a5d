// The endpoints of waybills: check a number and show its parcel; find a parcel without its number.
import { sql } from 'kysely'
import * as wire from '../../contract/waybills.ts'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import { checkNumber } from '../../domain/waybills/numbers.ts'
import type { NumberRule } from '../../domain/waybills/numbers.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import type { Ctx } from '../platform/context.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { findWithin, lookupWithin } from './carrier.ts'
import type { Carrier } from './carrier.ts'
import { viewHit, viewNumberCheck, viewWaybill } from './view.ts'
import type { Mask, ViewExtras } from './view.ts'

export type WaybillDeps = {
  readonly carrier: Carrier
  readonly policy: () => { readonly numberRules: readonly NumberRule[]; readonly custodyLimits: CustodyLimits }
  readonly mask: Mask
}

/** Every route of `src/contract/waybills.ts`. The carrier is asked outside any transaction and for 2 s at most. */
export function waybillRoutes({ carrier, policy, mask }: WaybillDeps): Route[] {
  return [
    route(wire.lookUpWaybill, async (ctx, { params }) => {
      const { numberRules, custodyLimits } = policy()
      const check = checkNumber(params.number, numberRules)
      const result = await lookupWithin(carrier, check.normalised)
      const waybill = result.kind === 'found' ? await showWaybill(ctx, result.waybill, custodyLimits, mask) : null
      return { check: viewNumberCheck(check), state: result.kind, waybill }
    }),
    route(wire.findParcels, async (_ctx, { body }) => {
      const result = await findWithin(carrier, Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)))
      if (result.kind === 'unavailable') return { items: [], state: 'unavailable' as const }
      return { items: result.hits.map(viewHit), state: result.hits.length === 0 ? 'not_found' as const : 'found' as const }
    }),
  ]
}

/** A waybill as seen now, its units joined with ours. Also for the case page, with the snapshot's `takenAt` and the customer's word. */
export async function showWaybill(ctx: Pick<Ctx, 'db'>, waybill: Waybill, limits: CustodyLimits, mask: Mask, extras: Omit<ViewExtras, 'units'> = {}): Promise<wire.WaybillView> {
  const codes = [...new Set(waybill.scans.flatMap((scan) => scan.unitCode ?? []))]
  const { rows } = await sql<{ now: number; id: string | null; code: string | null; name: string | null; kind: string | null }>`
    select app_now() as now, u.id, u.code, u.name, u.kind from (select 1) one left join org_units u on u.code = any(${codes}::text[])`.execute(ctx.db)
  const now = rows[0]?.now ?? waybill.acceptedAt
  const units = new Map(rows.flatMap(({ id, code, name, kind }) => (id && code && name && kind ? [[code, { id, code, name, kind }] as const] : [])))
  return viewWaybill(waybill, now, limits, mask, { ...extras, units })
}
