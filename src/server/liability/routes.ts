// The routes of responsibility inside the company.
import * as contract from '../../contract/liability.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { recordJudgement } from './judgement.ts'

/** Every endpoint of `contract/liability.ts`. */
export function liabilityRoutes(d: Deps): Route[] {
  return [route(contract.judge, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'judgement', body.version, (step) => recordJudgement(step, body)))]
}
