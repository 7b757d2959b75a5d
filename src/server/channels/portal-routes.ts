// The portal's JSON endpoints (`contract.md`, Portal); its pages are in portal-pages.ts.
import * as wire from '../../contract/portal.ts'
import { Refusal } from '../../domain/refusal.ts'
import { uploadFile } from '../complaints/attachments.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Intake } from '../complaints/intake.ts'
import { createLimiter, placeKey } from '../platform/limits.ts'
import type { Limiter } from '../platform/limits.ts'
import { wordsOf } from '../platform/locales.ts'
import { nobody } from '../platform/http.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import * as acts from './portal-acts.ts'
import { viewPortalCase } from './portal-case.ts'
import { requestCode, takeCode } from './portal-codes.ts'
import { sendOwnFile } from './portal-files.ts'
import { caseOf, clearPortalCookie, endPortalSession, openPortalSession, sessionOf, setPortalCookie } from './portal-session.ts'
import { startUpload, takePiece, uploadState } from './portal-uploads.ts'
import { ownClaim } from './portal-visitor.ts'

/** Limits per place of what strangers may send: filing and uploads, and codes. Wide, because whole towns share an address; a phone's own limits are narrow. */
export const limits: { readonly writes: Limiter; readonly codes: Limiter } = { writes: createLimiter({ perSecond: 2, burst: 200 }), codes: createLimiter({ perSecond: 1, burst: 120 }) }

/** @throws Refusal `too_many_requests` (429) with `retryAfter`. */
export function slowDown(limiter: Limiter, ip: string): void {
  const wait = limiter.take(placeKey(ip))
  if (wait > 0) throw new Refusal('too_many_requests', { retryAfter: wait }, 429)
}

/** Every route of `contract/portal.ts`. */
export function portalRoutes(d: Deps, intake: Intake): Route[] {
  return [
    route(wire.fileFromPortal, (ctx, { body }, { request }) => {
      slowDown(limits.writes, request.ip)
      return acts.fileFromPortal(d, intake, ctx, body, ctx.idempotency && ownClaim(d, request, ctx.idempotency, body.complainant?.phone))
    }),
    route(wire.uploadFromPortal, (_ctx, _input, exchange) => {
      slowDown(limits.writes, exchange.request.ip)
      return uploadFile(d, nobody, exchange)
    }),
    route(wire.beginUpload, (_ctx, { body }, { request }) => {
      slowDown(limits.writes, request.ip)
      return startUpload(d, nobody, body, request.ip)
    }),
    route(wire.getUpload, (_ctx, { params }, { request }) => uploadState(d, params.id, request)),
    route(wire.continueUpload, (_ctx, { params, query }, { request }) => {
      slowDown(limits.writes, request.ip)
      return takePiece(d, nobody, params.id, query.offset, request)
    }),
    route(wire.beginOwnUpload, (ctx, { body }, { request }) => startUpload(d, ctx.actor, body, request.ip)),
    route(wire.getOwnUpload, (_ctx, { params }, { request }) => uploadState(d, params.id, request)),
    route(wire.continueOwnUpload, (ctx, { params, query }, { request }) => takePiece(d, ctx.actor, params.id, query.offset, request)),
    route(wire.requestCode, async (_ctx, { body }, { request }) => {
      slowDown(limits.codes, request.ip)
      await requestCode(d, body, wordsOf('zh-CN'))
      return { ok: true as const }
    }),
    route(wire.openAccess, async (_ctx, { body }, { request, reply }) => {
      slowDown(limits.codes, request.ip)
      const { index, complaintId } = await takeCode(d, body)
      const { secret, expiresAt } = await openPortalSession(d.db, index, complaintId)
      setPortalCookie(reply, d.publicUrl, secret)
      return { complaintNo: complaintId === null ? null : (body.complaintNo ?? null), expiresAt: new Date(expiresAt).toISOString() }
    }),
    route(wire.getPortalCase, async (ctx, { query }, { request }) => viewPortalCase(d, ctx.db, await caseOf(ctx.db, sessionOf(request), query.complaintNo))),
    route(wire.listPortalCases, async (ctx, _input, { request }) => ({ items: await acts.listCases(d, ctx.db, sessionOf(request)) })),
    route(wire.portalMaterial, (ctx, { body }, { request }) => acts.addMaterial(d, ctx, sessionOf(request), body)),
    route(wire.portalAnswer, (ctx, { body }, { request }) => acts.answer(d, ctx, sessionOf(request), body)),
    route(wire.portalWithdrawal, (ctx, { body }, { request }) => acts.withdraw(d, ctx, sessionOf(request), body)),
    route(wire.portalObjection, (ctx, { body }, { request }) => acts.object(d, ctx, sessionOf(request), body)),
    route(wire.portalChaser, (ctx, { body }, { request }) => acts.urge(d, ctx, sessionOf(request), body)),
    route(wire.portalRating, (ctx, { body }, { request }) => acts.rate(d, ctx, sessionOf(request), body)),
    route(wire.portalConfirmation, (ctx, { body }, { request }) => acts.confirm(d, ctx, sessionOf(request), body)),
    route(wire.downloadPortalFile, async (ctx, { params, query }, exchange) => sendOwnFile(d, await caseOf(ctx.db, sessionOf(exchange.request), query.complaintNo), params.id, exchange)),
    route(wire.portalSignOut, async (ctx, _input, { request, reply }) => {
      await endPortalSession(ctx.db, sessionOf(request))
      clearPortalCookie(reply, d.publicUrl)
      return { ok: true as const }
    }),
  ]
}
