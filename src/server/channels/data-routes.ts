// The staff's endpoints for requests about one's own data.
import { sql } from 'kysely'
import * as wire from '../../contract/data-requests.ts'
import type { Deps } from '../complaints/deps.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { answerDataRequest, getDataRequest, listDataRequests } from './data-requests.ts'

/** Every endpoint of `contract/data-requests.ts`. */
export function dataRequestRoutes(d: Deps): Route[] {
  return [
    route(wire.listDataRequests, (ctx, { query }) => listDataRequests(ctx, query)),
    route(wire.getDataRequest, async (ctx, { params }) => getDataRequest(d, ctx, params.id, (await sql<{ now: number }>`select app_now() as now`.execute(ctx.db)).rows[0]?.now ?? 0)),
    route(wire.answerDataRequest, (ctx, { params, body }) => answerDataRequest(d, ctx, params.id, body)),
  ]
}
