// The read side of complaints over HTTP: queue, counters, case, record, abilities, deadlines, lookups, the live stream, reasons.
import * as contract from '../../contract/desk.ts'
import type { Deps } from '../complaints/deps.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { listAbilities } from './abilities.ts'
import { viewCase } from './case-view.ts'
import { countQueue } from './counts.ts'
import { explainDeadline } from './explanation.ts'
import { lookUp } from './lookup.ts'
import { listQueue } from './queue.ts'
import { reasonsInForce } from './reasons.ts'
import { listRecord } from './record.ts'
import type { Streams } from './stream.ts'

/** The routes of the desk; `streams` are made once per process by `createStreams` and closed with it. */
export function deskRoutes(deps: Deps, streams: Streams): Route[] {
  return [
    route(contract.listComplaints, (ctx, { query }) => listQueue(ctx, deps.keys, query)),
    route(contract.countViews, (ctx) => countQueue(ctx)),
    route(contract.getComplaint, (ctx, { params }) => viewCase(ctx, deps.policy(), params.id)),
    route(contract.listEvents, (ctx, { params, query }) => listRecord(ctx, params.id, query)),
    route(contract.getAbilities, (ctx, { params }) => listAbilities(ctx, params.id)),
    route(contract.explainClock, (ctx, { params, query }) => explainDeadline(ctx, deps.policy(), params.id, params.kind, query.epoch)),
    route(contract.stream, (ctx, _, exchange) => streams.open(ctx.actor, exchange)),
    route(contract.lookUp, (ctx, { query }) => lookUp(ctx, deps.keys, query.q)),
    route(contract.listReasons, async () => reasonsInForce(deps.policy())),
  ]
}
