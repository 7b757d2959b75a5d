// The desk over HTTP: queue, views, counters, bulk runs, case, record, abilities, deadlines, lookups, the live stream, reasons.
import * as bulk from '../../contract/bulk.ts'
import { explainClock, listDeadlines } from '../../contract/deadlines.ts'
import * as contract from '../../contract/desk.ts'
import { listClockSteps, measureClockWarnings } from '../../contract/ladders.ts'
import { getRelations } from '../../contract/relations.ts'
import * as views from '../../contract/views.ts'
import type { Deps } from '../complaints/deps.ts'
import { readClock } from '../platform/database.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { listAbilities } from './abilities.ts'
import { viewCase } from './case-view.ts'
import { startBulkRun, undoBulkRun, workBulkRun } from './bulk.ts'
import { previewBulkAct } from './bulk-preview.ts'
import { listOpenRuns, readRun } from './bulk-runs.ts'
import { measureLatelyWarned, showClockSteps, withWarnings } from './clock-steps.ts'
import { createCounters } from './counts.ts'
import type { Counters } from './counts.ts'
import { showDeadlines } from './deadlines.ts'
import { explainDeadline } from './explanation.ts'
import { lookUp } from './lookup.ts'
import { listQueue } from './queue.ts'
import { reasonsInForce } from './reasons.ts'
import { listRecord } from './record.ts'
import { listRelations, withRelations } from './relations.ts'
import { changeView, dropView, listSavedViews, saveView } from './saved-views.ts'
import type { Streams } from './stream.ts'

/** The routes of the desk; `streams` are made once per process by `createStreams` and closed with it. */
export function deskRoutes(deps: Deps, streams: Streams): Route[] {
  const counters = createCounters()
  return [
    ...viewRoutes(counters),
    ...bulkRoutes(deps),
    route(contract.listComplaints, async (ctx, { query }) => withRelations(ctx, await withWarnings(ctx, await listQueue(ctx, deps.keys, query)))),
    route(contract.countViews, (ctx) => counters.ofViews(ctx)),
    route(contract.getComplaint, (ctx, { params }) => viewCase(ctx, deps.policy(), params.id)),
    route(contract.listEvents, (ctx, { params, query }) => listRecord(ctx, params.id, query)),
    route(contract.getAbilities, (ctx, { params }) => listAbilities(ctx, deps.policy(), params.id)),
    route(explainClock, (ctx, { params, query }) => explainDeadline(ctx, deps, params.id, params.kind, query.epoch)),
    route(listClockSteps, (ctx, { params, query }) => showClockSteps(ctx, deps.policy(), params.id, params.kind, query.epoch)),
    route(measureClockWarnings, (ctx, { query }) => measureLatelyWarned(ctx, query.days)),
    route(listDeadlines, (ctx, { params }) => showDeadlines(ctx, deps.policy(), params.id)),
    route(contract.stream, (ctx, _, exchange) => streams.open(ctx.actor, exchange)),
    route(contract.lookUp, async (ctx, { query }) => withRelations(ctx, await lookUp(ctx, deps.keys, query.q))),
    route(getRelations, (ctx, { params }) => listRelations(ctx, params.id)),
    route(contract.listReasons, async (ctx) => reasonsInForce(deps.policy(), deps.house.surgeAt(await readClock(ctx.db))?.shortIntake)),
  ]
}

function viewRoutes(counters: Counters): Route[] {
  return [
    route(views.listViews, (ctx) => listSavedViews(ctx)),
    route(views.createView, (ctx, { body }) => saveView(ctx, body)),
    route(views.updateView, (ctx, { params, body }) => changeView(ctx, params.id, body)),
    route(views.deleteView, (ctx, { params }) => dropView(ctx, params.id)),
    route(views.countSavedViews, (ctx) => counters.ofSavedViews(ctx)),
  ]
}

function bulkRoutes(deps: Deps): Route[] {
  return [
    route(bulk.previewBulk, (ctx, { body }) => previewBulkAct(deps, ctx, body.act, body.ids)),
    route(bulk.startRun, (ctx, { body }) => startBulkRun(deps, ctx, body)),
    route(bulk.workRun, (ctx, { params }) => workBulkRun(deps, ctx, params.id)),
    route(bulk.getRun, (ctx, { params }) => readRun(ctx.db, ctx.actor, params.id)),
    route(bulk.undoRun, (ctx, { params }) => undoBulkRun(ctx, params.id)),
    route(bulk.listRuns, (ctx) => listOpenRuns(ctx)),
  ]
}
