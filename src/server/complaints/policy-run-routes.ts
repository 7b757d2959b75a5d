// The routes of simulations and recomputes.
import * as wire from '../../contract/policy-runs.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import type { Deps } from './deps.ts'
import { beginRecompute, cancelRun, layDownRecompute, layDownSimulation, listLatestRecomputes, listLatestSimulations, readRecompute, readSimulation } from './policy-runs.ts'

/** Every route of `src/contract/policy-runs.ts`. */
export function policyRunRoutes(deps: Deps): Route[] {
  return [
    route(wire.startSimulation, (ctx, { body }) => layDownSimulation(ctx, body)),
    route(wire.listSimulations, (ctx, { query }) => listLatestSimulations(ctx, query)),
    route(wire.getSimulation, (ctx, { params }) => readSimulation(ctx.db, ctx.actor, params.id)),
    route(wire.cancelSimulation, async (ctx, { params }) => {
      await cancelRun(ctx, 'simulation', params.id)
      return readSimulation(ctx.db, ctx.actor, params.id)
    }),
    route(wire.prepareRecompute, (ctx, { body }) => layDownRecompute(ctx, deps.policy(), body.scope)),
    route(wire.listRecomputes, (ctx) => listLatestRecomputes(ctx, deps.policy())),
    route(wire.getRecompute, (ctx, { params }) => readRecompute(ctx.db, ctx.actor, deps.policy(), params.id)),
    route(wire.beginRecompute, (ctx, { params }) => beginRecompute(ctx, deps.policy(), params.id)),
    route(wire.cancelRecompute, async (ctx, { params }) => {
      await cancelRun(ctx, 'recompute', params.id)
      return readRecompute(ctx.db, ctx.actor, deps.policy(), params.id)
    }),
  ]
}
