// The routes of what units bear: penalties, statements, disputes, duties of staff.
import * as leak from '../../contract/leak-inquiries.ts'
import * as contract from '../../contract/settlements.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { answerDispute, disputeLine, listDisputes } from './disputes.ts'
import { goodsHandedOver, listHandovers } from './goods-handovers.ts'
import { concluded, named, readInquiry, removed, stepRecorded } from './leak-inquiries.ts'
import { decidePenalty, listPenalties, readCaseSettlement } from './penalties.ts'
import { issueMonth, listMonths } from './settlements.ts'
import { endMeasure, listMeasures, recordMeasure } from './staff-measures.ts'
import { exportMonth, listMyStatements, listStatements, readStatement } from './statements.ts'

/** Every endpoint of `contract/settlements.ts`. */
export function settlementRoutes(d: Deps): Route[] {
  return [
    route(contract.listPenalties, (ctx, { query }) => listPenalties(ctx, query)),
    route(contract.decidePenalty, (ctx, { params, body }) => decidePenalty(d, ctx, params.id, body)),
    route(contract.getCaseSettlement, (ctx, { params }) => readCaseSettlement(ctx, params.id)),
    route(contract.listSettlementMonths, (ctx) => listMonths(ctx.db)),
    route(contract.issueMonth, (ctx, { body }) => issueMonth(d, ctx, body.month)),
    route(contract.exportMonth, (ctx, { params }, exchange) => exportMonth(ctx, params.month, exchange)),
    route(contract.listStatements, (ctx, { query }) => listStatements(ctx, query)),
    route(contract.listMyStatements, (ctx, { query }) => listMyStatements(ctx, query)),
    route(contract.getStatement, (ctx, { params }) => readStatement(ctx, params.id)),
    route(contract.disputeLine, (ctx, { params, body }) => disputeLine(d, ctx, params.id, body)),
    route(contract.listDisputes, (ctx, { query }) => listDisputes(ctx, query)),
    route(contract.answerDispute, (ctx, { params, body }) => answerDispute(d, ctx, params.id, body)),
    route(contract.listStaffMeasures, (ctx, { query }) => listMeasures(ctx, query)),
    route(contract.recordStaffMeasure, (ctx, { body }) => recordMeasure(ctx, body)),
    route(contract.endStaffMeasure, (ctx, { params, body }) => endMeasure(d, ctx, params.id, body)),
  ]
}

/** Every endpoint of `contract/leak-inquiries.ts`. */
export function leakInquiryRoutes(d: Deps): Route[] {
  return [
    route(leak.getLeakInquiry, (ctx, { params }) => readInquiry(ctx, params.id)),
    route(leak.nameMember, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'inquiry_member', body.version, (step) => named(step, body))),
    route(leak.removeMember, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'inquiry_member', body.version, async (step) => ({ ...(await removed(step, body)), event: 'inquiry.member_removed' }))),
    route(leak.recordLeakStep, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'inquiry_step', body.version, (step) => stepRecorded(step, body))),
    route(leak.concludeInquiry, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'inquiry_result', body.version, (step) => concluded(step, body))),
    route(leak.handOverGoods, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'goods_handover', body.version, (step) => goodsHandedOver(step, body))),
    route(leak.listGoodsHandovers, (ctx, { params }) => listHandovers(ctx, params.id)),
  ]
}
