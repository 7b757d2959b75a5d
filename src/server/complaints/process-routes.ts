// Process templates over HTTP: the case by its steps, the acts on its process, the templates in force, how cases kept to them.
import * as contract from '../../contract/processes.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { listConformance, readConformance } from './conformance-read.ts'
import type { Deps } from './deps.ts'
import { processStepRoutes } from './process-steps.ts'
import { viewProcess, viewTemplates } from './process-view.ts'

/** All routes of `contract/processes.ts`. */
export function processRoutes(deps: Deps): Route[] {
  return [
    ...processStepRoutes(deps),
    route(contract.getCaseProcess, (ctx, { params }) => viewProcess(ctx, deps.policy(), params.id)),
    route(contract.listProcesses, (ctx) => viewTemplates(ctx, deps.policy())),
    route(contract.getConformance, (ctx, { query }) => readConformance(ctx, deps.policy(), query)),
    route(contract.listDeviating, (ctx, { query }) => listConformance(ctx, deps.policy(), query)),
  ]
}
