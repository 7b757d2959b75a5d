// The routes of waybill 360.
import * as contract from '../../contract/waybill-360.ts'
import type { Deps } from '../complaints/deps.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { viewWaybill360 } from './waybill-360.ts'
import { refreshParcel } from './waybill-refresh.ts'

/** Every endpoint of `contract/waybill-360.ts`. */
export function waybill360Routes(d: Deps): Route[] {
  return [
    route(contract.getWaybill360, (ctx, { params, query }) => viewWaybill360(ctx, d.policy(), params.id, query)),
    route(contract.refreshWaybill, async (ctx, { params, body }) => {
      const added = await refreshParcel(d, ctx, params.id, body.number)
      return { ...(await viewWaybill360(ctx, d.policy(), params.id, body)), added }
    }),
  ]
}
