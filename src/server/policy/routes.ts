// The routes of policy documents.
import * as wire from '../../contract/policy.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { readClock } from '../platform/database.ts'
import { write } from '../platform/write.ts'
import { checkText } from './check.ts'
import { beginDraft, publishDraft, saveDraft, withdrawDraft } from './drafts.ts'
import { shippedLaws } from './laws.ts'
import { bodyOf, dayOf, documentOf, frameOf, insistReader, listKinds, listVersions, readVersion } from './versions.ts'
import type { PolicyRoom } from './versions.ts'

/** Every endpoint of `contract/policy.ts`. */
export function policyRoutes(room: PolicyRoom): Route[] {
  return [
    route(wire.listPolicies, (ctx) => listKinds(ctx, room)),
    route(wire.listLaws, async (ctx) => {
      insistReader(ctx.actor)
      return { items: [...shippedLaws()] }
    }),
    route(wire.listPolicyVersions, (ctx, { params }) => listVersions(ctx, room, params.kind)),
    route(wire.getPolicyVersion, (ctx, { params }) => readVersion(ctx, room, params.kind, params.version)),
    route(wire.draftPolicy, (ctx, { params, body }) => write(ctx, async (t) => {
      insistReader(ctx.actor)
      return readVersion({ db: t.tx, actor: ctx.actor }, room, params.kind, await beginDraft(t, room, params.kind, body))
    }, wire.draftPolicy.status)),
    route(wire.checkPolicy, async (ctx, { params, body }) => {
      insistReader(ctx.actor)
      const document = documentOf(room, params.kind)
      const base = await bodyOf(ctx.db, document, body.basedOn)
      return checkText(document, body.text, await frameOf(ctx.db, room, document, { version: body.basedOn + 1, base, sources: body.sources, exceptions: body.exceptions, on: dayOf(await readClock(ctx.db)), fits: true }))
    }),
    route(wire.savePolicy, (ctx, { params, body }) => write(ctx, async (t) => {
      insistReader(ctx.actor)
      await saveDraft(t, room, params.kind, params.version, body)
      return readVersion({ db: t.tx, actor: ctx.actor }, room, params.kind, params.version)
    })),
    route(wire.publishPolicy, async (ctx, { params, body }) => {
      insistReader(ctx.actor)
      // what another process published a moment ago must be known before this one is held against it
      await room.house.refresh()
      await write(ctx, (t) => publishDraft(t, room, params.kind, params.version, body))
      await room.house.refresh()
      return readVersion(ctx, room, params.kind, params.version)
    }),
    route(wire.withdrawPolicy, async (ctx, { params, body }) => {
      insistReader(ctx.actor)
      await write(ctx, (t) => withdrawDraft(t, room, params.kind, params.version, body.reason))
      return { ok: true as const }
    }),
  ]
}
