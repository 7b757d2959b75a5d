// The routes from plan to confirmation.
import { issueCompensationPaper } from '../../contract/compensation.ts'
import * as contract from '../../contract/resolution.ts'
import type { ApprovalPolicy } from '../../domain/resolution/approval.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { recordDecision } from './decision.ts'
import { confirmExecution, recordExecution } from './execution.ts'
import { answerOffer, recordOffer } from './offer.ts'
import { issuePaper } from './paper.ts'
import { recordApproval, recordPlan } from './plan.ts'
import { approvalDocument } from './policy.ts'

/** Every endpoint of `contract/resolution.ts`. */
export function resolutionRoutes(d: Deps): Route[] {
  const approval = (): ApprovalPolicy => d.policy().of(approvalDocument)
  return [
    route(contract.draftPlan, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'plan', body.version, (step) => recordPlan(step, body, approval()))),
    route(contract.approvePlan, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'approval', body.version, (step) => recordApproval(step, body))),
    route(contract.makeOffer, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'offer', body.version, (step) => recordOffer(step, body, approval()))),
    route(contract.recordAnswer, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'answer', body.version, (step) => answerOffer(step, body))),
    route(contract.tellDecision, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'decision', body.version, (step) => recordDecision(step, body, approval()))),
    route(contract.executeMeasure, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'execution', body.version, (step) => recordExecution(step, body))),
    route(issueCompensationPaper, (ctx, { params }) => issuePaper(d, ctx, params.id)),
    route(contract.confirm, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'confirmation', body.version, (step) => confirmExecution(step, body))),
  ]
}
