// The routes of the investigation report: reading it, handing it in, its paper.
import * as contract from '../../contract/reports.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { readClock } from '../platform/database.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { handIn, readReport } from './report.ts'
import { makePaper } from './report-pdf.ts'

/** Every endpoint of `contract/reports.ts`. */
export function reportRoutes(d: Deps): Route[] {
  return [
    route(contract.getReport, async (ctx, { params, query }) => ({ report: await readReport(ctx, d.policy(), params.id, query.number) })),
    route(contract.submitReport, (ctx, { params, body }) => takeStep(d, ctx, params.id, 'report_submission', body.version, (step) => handIn(step, body))),
    route(contract.downloadReport, async (ctx, { params, query }, { reply }) => {
      const report = await readReport(ctx, d.policy(), params.id, query.number)
      if (report === null) throw new Refusal('not_found', {}, 404)
      const bytes = await makePaper({ report, locale: query.locale, author: ctx.actor.name, madeAt: await readClock(ctx.db) })
      const name = `report-${showComplaintNumber(report.content.complaintNo)}${report.number === null ? '' : `-v${report.number}`}.pdf`
      reply.header('content-disposition', `attachment; filename="${name}"`).header('cache-control', 'private, no-store').header('content-length', bytes.length)
      return reply.type('application/pdf').send(bytes)
    }),
  ]
}
