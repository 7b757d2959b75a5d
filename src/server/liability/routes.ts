// The routes of responsibility inside the company.
import * as contract from '../../contract/liability.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { answerArbitration, askArbitration, decideArbitration } from './arbitration.ts'
import { contestShare, reviewContests } from './contests.ts'
import { recordJudgement } from './judgement.ts'
import { listDesk, listOwn } from './lists.ts'
import { askStatements, giveStatement } from './hearing.ts'
import { viewLiability } from './view.ts'

/** Every endpoint of `contract/liability.ts`. */
export function liabilityRoutes(d: Deps): Route[] {
  return [
    route(contract.judge, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'judgement', body.version, (step) => recordJudgement(step, body))),
    route(contract.askStatements, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'statement_request', body.version, (step) => askStatements(step, body))),
    route(contract.state, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'statement', body.version ?? null, (step) => giveStatement(step, body))),
    route(contract.contest, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'contest', body.version ?? null, (step) => contestShare(step, body))),
    route(contract.reviewContests, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'contest_review', body.version, (step) => reviewContests(step, body))),
    route(contract.askArbitration, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'arbitration', body.version ?? null, (step) => askArbitration(step, body))),
    route(contract.answerArbitration, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'arbitration_answer', body.version ?? null, (step) => answerArbitration(step, body))),
    route(contract.arbitrate, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'arbitration_decision', body.version, (step) => decideArbitration(step, body))),
    route(contract.getLiability, (ctx, { params }) => viewLiability(ctx, d.policy(), params.id)),
    route(contract.listLiability, (ctx, { query }) => listDesk(ctx, query)),
    route(contract.listOwnJudgements, (ctx, { query }) => listOwn(ctx, d.policy(), query)),
  ]
}
