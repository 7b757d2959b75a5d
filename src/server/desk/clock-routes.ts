// Promises and pauses over HTTP, as they are read.
import * as contract from '../../contract/clocks.ts'
import type { Deps } from '../complaints/deps.ts'
import { previewOf } from '../complaints/pause-preview.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { readCommitments } from './commitments.ts'
import { askedPauses, pauseUseOf } from './pause-entries.ts'

export function clockRoutes(deps: Deps): Route[] {
  return [
    route(contract.previewPause, (ctx, { params, query }) => previewOf(ctx, deps.policy(), params.id, query)),
    route(contract.getCommitments, (ctx, { params }) => readCommitments(ctx, deps.policy(), params.id)),
    route(contract.listAskedPauses, (ctx) => askedPauses(ctx)),
    route(contract.pauseUse, (ctx, { query }) => pauseUseOf(ctx, query.days)),
  ]
}
