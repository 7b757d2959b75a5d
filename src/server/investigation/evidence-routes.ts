// The routes of evidence: its list, its custody, and the steps that hold, withdraw, hand out and ask for it.
import * as contract from '../../contract/evidence.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { endedRequest, requested } from '../complaints/evidence-requests.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { readCustody, readEvidence } from './evidence-list.ts'
import { handedOut, held, released, withdrawn } from './evidence-steps.ts'

/** Every endpoint of `contract/evidence.ts`. */
export function evidenceRoutes(d: Deps): Route[] {
  return [
    route(contract.listEvidence, (ctx, { params, query }) => readEvidence(d, ctx, params.id, query)),
    route(contract.listCustody, (ctx, { params }) => readCustody(ctx, params.id)),
    route(contract.withdrawEvidence, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_withdrawal', body.version, (step) => withdrawn(step, body))),
    route(contract.holdEvidence, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_hold', body.version, (step) => held(step, body))),
    route(contract.releaseEvidence, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_release', body.version, (step) => released(step, body))),
    route(contract.handOutEvidence, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_hand_out', body.version, (step) => handedOut(step, body))),
    route(contract.requestEvidence, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_request', body.version, (step) => requested(step, body))),
    route(contract.endEvidenceRequest, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'evidence_request_end', body.version, (step) => endedRequest(step, body))),
  ]
}
