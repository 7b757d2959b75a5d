// The routes of the outlet's page beyond its questions: links to them for people without an account, and how the unit does.
import * as links from '../../contract/order-links.ts'
import { getUnitScore } from '../../contract/outlet.ts'
import type { Deps } from '../complaints/deps.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { createOrderLink, listOrderLinks, revokeOrderLink } from './order-links.ts'
import { readUnitScore } from './unit-scores.ts'

/** Every endpoint of `contract/order-links.ts` and `contract/outlet.ts`. */
export function outletRoutes(d: Deps): Route[] {
  return [
    route(links.createOrderLink, (ctx, { params, body }) => write(ctx, (open) => createOrderLink(d, open, params.id, body))),
    route(links.listOrderLinks, (ctx, { params }) => listOrderLinks(ctx.db, ctx.actor, params.id)),
    route(getUnitScore, (ctx) => readUnitScore(ctx)),
    route(links.revokeOrderLink, (ctx, { params }) => write(ctx, (open) => revokeOrderLink(open, params.id))),
  ]
}
