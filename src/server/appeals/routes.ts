// The routes of objection and internal appeal.
import * as contract from '../../contract/appeals.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { raiseReview, recordReview } from './review.ts'

/** Every endpoint of `contract/appeals.ts`. */
export function appealsRoutes(d: Deps): Route[] {
  return [
    route(contract.object, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'objection', body.version, (step) => raiseReview(step, body))),
    route(contract.decideReview, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'review', body.version, (step) => recordReview(step, body))),
  ]
}
