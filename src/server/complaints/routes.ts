// Filing complaints over HTTP, checks while typing, files and reveals; the steps of a case are in steps.ts.
import * as contract from '../../contract/complaints.ts'
import type { Filed, NewComplaint } from '../../contract/complaints.ts'
import * as duty from '../../contract/duty.ts'
import { previewCalendarChange } from '../../contract/sla.ts'
import { attendedChannels } from '../../domain/complaints/vocabulary.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { uploadFile } from './attachments.ts'
import { previewChange } from './calendar-preview.ts'
import { checkIntake } from './intake-check.ts'
import type { Deps } from './deps.ts'
import { downloadFile } from './file-send.ts'
import { takeStep } from './gate.ts'
import type { Intake } from './intake.ts'
import { listPresence, tellPresence } from './presence.ts'
import { relationRoutes } from './related.ts'
import { revealFields } from './reveal.ts'
import { undoStep } from './undo.ts'
import { stepRoutes } from './steps.ts'

/** All routes of `contract/complaints.ts`. The intake is shared with the other doors. */
export function complaintsRoutes(deps: Deps, intake: Intake): Route[] {
  return [
    route(contract.fileComplaint, async (ctx, { body }) => {
      if (body.onSpot && (!may(ctx.actor, 'complaint:settle_on_spot') || !attendedChannels.includes(body.channel))) throw new Refusal('on_spot.not_here', {}, 403)
      return intake.file(ctx, { input: body, actor: ctx.actor, idempotency: ctx.idempotency, registeredBy: null, followHash: null, reply: (f) => f }) as Promise<Filed>
    }),
    route(contract.registerComplaint, async (ctx, { body }) => {
      const input: NewComplaint = {
        kind: 'complaint', channel: 'outlet', reasonCode: body.reasonCode, verbatim: body.verbatim, anonymous: body.anonymous, complainant: { role: 'consignee', phone: body.phone, name: body.name },
        items: body.waybillNo ? [{ type: 'waybill', number: body.waybillNo }] : [], attachmentIds: body.attachmentIds,
      }
      return intake.file(ctx, { input, actor: ctx.actor, idempotency: ctx.idempotency, registeredBy: ctx.actor.unitId, followHash: null, reply: (f) => f }) as Promise<Filed>
    }),
    route(contract.checkIntake, (ctx, { body }) => checkIntake(deps, ctx, body)),
    route(contract.reveal, (ctx, { params, body }) => revealFields(deps, ctx, params.id, body.fields, body.reason)),
    route(contract.uploadAttachment, (ctx, _input, exchange) => uploadFile(deps, ctx.actor, exchange)),
    route(contract.downloadAttachment, (ctx, { params, query }, exchange) => downloadFile(deps, ctx, params.id, query, exchange)),
    route(contract.downloadOriginal, (ctx, { params, query }, exchange) => downloadFile(deps, ctx, params.id, query, exchange, true)),
    route(duty.getPresence, (ctx, { params }) => listPresence(ctx, params.id)),
    route(duty.tellPresence, (ctx, { body }) => tellPresence(ctx, body.complaintId, body.doing)),
    route(duty.undo, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'undo', body.version, undoStep)),
    route(previewCalendarChange, (ctx, { params }) => previewChange(ctx, deps, params.id)),
    ...stepRoutes(deps),
    ...relationRoutes(deps),
  ]
}
