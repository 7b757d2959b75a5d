// The routes of the investigation itself: check, lead, plan of evidence, records, facts, and what else is of the kind.
import * as contract from '../../contract/inquiry.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { loadVisible } from '../complaints/visible.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { recordCheck } from './check.ts'
import { addToPlan, settlePlanItem } from './evidence-plan.ts'
import { putFact, takeOff } from './fact-board.ts'
import { seesInquiry, viewInquiry } from './inquiry-view.ts'
import { nameTheLead } from './lead.ts'
import { recordInquiry } from './records.ts'
import { listSimilar } from './similar.ts'

/** Every endpoint of `contract/inquiry.ts`. */
export function inquiryRoutes(d: Deps): Route[] {
  return [
    route(contract.checkCase, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'initial_check', body.version, (step) => recordCheck(step, body))),
    route(contract.nameLead, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'investigation_lead', body.version, (step) => nameTheLead(step, body))),
    route(contract.planEvidence, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_plan', body.version, (step) => addToPlan(step, body))),
    route(contract.settleItem, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_plan', body.version, (step) => settlePlanItem(step, body))),
    route(contract.recordInquiry, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'inquiry_record', body.version, (step) => recordInquiry(step, body))),
    route(contract.weighFact, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'fact', body.version, (step) => putFact(step, body))),
    route(contract.dropFact, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'fact', body.version, (step) => takeOff(step, body))),
    route(contract.getInquiry, (ctx, { params }) => viewInquiry(ctx, d.policy(), params.id)),
    route(contract.getSimilarCases, async (ctx, { params }) => {
      const row = await loadVisible(ctx.db, ctx.actor, params.id)
      return { similar: seesInquiry(ctx.actor, row) && row.kind === 'complaint' ? await listSimilar(ctx, d.policy(), row) : null }
    }),
  ]
}
