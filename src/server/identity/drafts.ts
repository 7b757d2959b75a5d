// Unsent words of a person: sealed at rest, read and written by nobody else, the oldest dropped beyond two hundred.
import { sql } from 'kysely'
import * as wire from '../../contract/drafts.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { seal, unseal } from '../platform/crypto.ts'
import type { Keys } from '../platform/crypto.ts'
import type { Platform } from '../platform/platform.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'

/** More than anybody writes at once; beyond it the oldest go. */
const mostKept = 200

const placeOf = (userId: string, key: string): string => `drafts|sealed|${userId}|${key}`

/** Every route of `src/contract/drafts.ts`. */
export function draftRoutes({ keys }: Pick<Platform, 'keys'>): Route[] {
  return [
    route(wire.listDrafts, (ctx) => listDrafts(ctx, keys)),
    route(wire.saveDraft, (ctx, { params, body }) => saveDraft(ctx, keys, params.key, body.text)),
    route(wire.dropDraft, async (ctx, { params }) => {
      await sql`delete from drafts where user_id = ${writerOf(ctx)} and key = ${params.key}`.execute(ctx.db)
      return { ok: true } as const
    }),
  ]
}

/** Machines have no half-written words. */
function writerOf({ actor }: Ctx): string {
  if (actor.kind !== 'user') throw new Refusal('permission.missing', { permission: 'self:manage' }, 403)
  return actor.id
}

async function listDrafts(ctx: Ctx, keys: Keys): Promise<{ items: { key: string; text: string; savedAt: string }[] }> {
  const userId = writerOf(ctx)
  const { rows } = await sql<{ key: string; sealed: Buffer; saved_at: number }>`select key, sealed, saved_at from drafts where user_id = ${userId} and expires_at > now() order by saved_at desc limit ${mostKept}`.execute(ctx.db)
  return { items: rows.map((row) => ({ key: row.key, text: unseal(keys, placeOf(userId, row.key), row.sealed), savedAt: new Date(row.saved_at).toISOString() })) }
}

async function saveDraft(ctx: Ctx, keys: Keys, key: string, text: string): Promise<{ savedAt: string }> {
  const userId = writerOf(ctx)
  const sealed = seal(keys, placeOf(userId, key), text)
  const { rows } = await sql<{ saved_at: number }>`insert into drafts (user_id, key, sealed) values (${userId}, ${key}, ${sealed})
    on conflict (user_id, key) do update set sealed = excluded.sealed, saved_at = now(), expires_at = now() + interval '7 days' returning saved_at`.execute(ctx.db)
  await sql`delete from drafts where user_id = ${userId} and key in (select key from drafts where user_id = ${userId} order by saved_at desc offset ${mostKept})`.execute(ctx.db)
  return { savedAt: new Date(rows[0]?.saved_at ?? 0).toISOString() }
}
