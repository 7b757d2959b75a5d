// Every route there is, checked against the contract: an endpoint without a route stops the start.
import { endpoints } from '../contract/endpoints.ts'
import { maskName, maskPhone } from '../domain/customers/masking.ts'
import { appealsRoutes } from './appeals/routes.ts'
import { dataRequestRoutes } from './channels/data-routes.ts'
import { portalRoutes } from './channels/portal-routes.ts'
import type { Deps } from './complaints/deps.ts'
import type { Intake } from './complaints/intake.ts'
import { importRoutes } from './complaints/import-routes.ts'
import { policyRunRoutes } from './complaints/policy-run-routes.ts'
import { processRoutes } from './complaints/process-routes.ts'
import { complaintsRoutes } from './complaints/routes.ts'
import { administrationRoutes } from './desk/administration-routes.ts'
import { clockRoutes } from './desk/clock-routes.ts'
import { dutyDeskRoutes } from './desk/duty-desk.ts'
import { deskRoutes } from './desk/routes.ts'
import { layoutRoutes } from './desk/layouts.ts'
import type { Streams } from './desk/stream.ts'
import { demoRoutes } from './demo/guide.ts'
import { draftRoutes } from './identity/drafts.ts'
import { lookInThread } from './import-threads.ts'
import { identityRoutes } from './identity/routes.ts'
import { outletRoutes } from './investigation/outlet-routes.ts'
import { batchCaseRoutes } from './investigation/batch-acts.ts'
import { incidentRoutes } from './investigation/incident-routes.ts'
import { evidenceRoutes } from './investigation/evidence-routes.ts'
import { orderRoutes } from './investigation/order-routes.ts'
import { inquiryRoutes } from './investigation/inquiry-routes.ts'
import { investigationRoutes } from './investigation/routes.ts'
import { liabilityRoutes } from './liability/routes.ts'
import { leakInquiryRoutes, settlementRoutes } from './liability/settlement-routes.ts'
import { visibleTo } from './complaints/visible.ts'
import { messagesRoutes } from './messages/routes.ts'
import { systemRoutes } from './platform/health.ts'
import type { Route } from './platform/routes.ts'
import { policyRoutes } from './policy/routes.ts'
import type { PolicyRoom } from './policy/versions.ts'
import { resolutionRoutes } from './resolution/routes.ts'
import { slaRoutes } from './sla/routes.ts'
import type { Rooms } from './training/rooms.ts'
import { trainingRoutes } from './training/routes.ts'
import { reportRoutes } from './investigation/report-routes.ts'
import { waybill360Routes } from './investigation/waybill-360-routes.ts'
import { waybillRoutes } from './waybills/routes.ts'

/** The routes of all capabilities. @throws Error that lists endpoints without a route and routes without an endpoint. */
export function routesOf(d: Deps, intake: Intake, streams: Streams, isLeaving: () => boolean, rooms: Rooms, policies: PolicyRoom): Route[] {
  const routes = [
    ...complaintsRoutes(d, intake),
    ...processRoutes(d),
    ...importRoutes(d, lookInThread),
    ...policyRoutes(policies),
    ...policyRunRoutes(d),
    ...investigationRoutes(d), ...inquiryRoutes(d),
    ...orderRoutes(d),
    ...waybill360Routes(d),
    ...reportRoutes(d),
    ...evidenceRoutes(d),
    ...incidentRoutes(d),
    ...batchCaseRoutes(d, intake),
    ...outletRoutes(d),
    ...liabilityRoutes(d),
    ...settlementRoutes(d),
    ...leakInquiryRoutes(d),
    ...resolutionRoutes(d),
    ...appealsRoutes(d),
    ...deskRoutes(d, streams),
    ...clockRoutes(d),
    ...dutyDeskRoutes(d),
    ...administrationRoutes(d),
    ...systemRoutes({ db: d.db, isLeaving }, endpoints),
    ...identityRoutes(d),
    ...draftRoutes(d),
    ...slaRoutes(d),
    ...layoutRoutes(),
    ...demoRoutes(d),
    ...trainingRoutes(rooms),
    ...messagesRoutes(visibleTo),
    ...portalRoutes(d, intake),
    ...dataRequestRoutes(d),
    ...waybillRoutes({ carrier: d.carrier, policy: d.policy, mask: { name: maskName, phone: maskPhone } }),
  ]
  const missing = endpoints.filter((e) => !routes.some((r) => r.endpoint === e))
  const foreign = routes.filter((r) => !endpoints.includes(r.endpoint))
  if (missing.length + foreign.length > 0) {
    throw new Error(`routes and contract differ: ${[...missing.map((e) => `${e.method} ${e.path} has no route`), ...foreign.map((r) => `${r.endpoint.method} ${r.endpoint.path} is not in the contract`)].join('; ')}`)
  }
  return routes
}
