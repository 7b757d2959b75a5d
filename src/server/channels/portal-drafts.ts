// A complaint being written, kept on the server between the steps, so that back, forward and reload show what was typed instead of an expired form.
import { sql } from 'kysely'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Draft, FieldError } from '../../portal/models.ts'
import type { Deps } from '../complaints/deps.ts'
import { seal, unseal } from '../platform/crypto.ts'
import { newSecret, secretHash } from '../platform/ids.ts'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { portalCookie } from './portal-session.ts'
import { dropUploads } from './portal-uploads.ts'

/** What stands in a draft's row: the draft with the errors files left behind, or where its acknowledgement is once it was sent. */
type Kept = { readonly draft: Draft; readonly fileErrors: readonly FieldError[] } | { readonly sentTo: string }

export const draftMinutes = 120
const draftsEach = 5
const place = (key: string): string => `portal_drafts|sealed|${key}`
const cookieName = (publicUrl: string): string => `${portalCookie(publicUrl)}-draft`

/** The browser a draft belongs to, as the hash of its cookie; null without one. An address with the draft's key alone opens nothing. */
export function draftOwner(d: Deps, request: FastifyRequest): Buffer | null {
  const secret = request.cookies[cookieName(d.publicUrl)]
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secretHash(secret) : null
}

/** Gives a browser its cookie before the form is filled, so that the first sending already finds it. */
export function markBrowser(d: Deps, request: FastifyRequest, reply: FastifyReply): void {
  const known = request.cookies[cookieName(d.publicUrl)]
  const secret = known !== undefined && /^[\w-]{43}$/.test(known) ? known : newSecret().secret
  reply.setCookie(cookieName(d.publicUrl), secret, { httpOnly: true, sameSite: 'lax', path: '/', secure: d.publicUrl.startsWith('https:'), maxAge: draftMinutes * 60 })
}

/** Keeps a draft for two hours from now; a browser has a few, the oldest goes. */
export async function keepDraft(d: Deps, owner: Buffer, draft: Draft, fileErrors: readonly FieldError[]): Promise<void> {
  await store(d, owner, draft.key, { draft, fileErrors })
  await sql`delete from portal_drafts where owner_hash = ${owner} and key in (select key from portal_drafts where owner_hash = ${owner} order by touched_at desc, key offset ${draftsEach})`.execute(d.db)
}

/** What was typed is destroyed with the sending; who comes back to the form is led to the acknowledgement. */
export async function markSent(d: Deps, owner: Buffer, key: string, sentTo: string): Promise<void> {
  await store(d, owner, key, { sentTo })
}

async function store(d: Deps, owner: Buffer, key: string, kept: Kept): Promise<void> {
  await sql`insert into portal_drafts (owner_hash, key, sealed, expires_at) values (${owner}, ${key}, ${seal(d.keys, place(key), JSON.stringify(kept))}, now() + make_interval(mins => ${draftMinutes}))
    on conflict (owner_hash, key) do update set sealed = excluded.sealed, touched_at = now(), expires_at = excluded.expires_at`.execute(d.db)
}

/** What a browser's draft holds, or null when it has none or it is over. */
export async function readKept(d: Deps, owner: Buffer | null, key: string): Promise<Kept | null> {
  if (owner === null || !isDraftKey(key)) return null
  const found = await sql<{ sealed: Buffer }>`select sealed from portal_drafts where owner_hash = ${owner} and key = ${key} and expires_at > now()`.execute(d.db)
  const row = found.rows[0]
  return row ? (JSON.parse(unseal(d.keys, place(key), row.sealed)) as Kept) : null
}

/** Whether a text can be the key of a draft, which is also the idempotency key of its sending. */
export function isDraftKey(text: string): boolean {
  return /^[\x21-\x7e]{8,100}$/.test(text)
}

/** Hourly: drafts and copies whose time is over are destroyed. */
export function clearingJobs(p: Platform): Job[] {
  return [job({
    name: 'clear_portal', payload: z.object({}), cron: '20 * * * *',
    run: async () => {
      await sql`delete from portal_drafts where expires_at < now()`.execute(p.db)
      await sql`delete from data_copies where expires_at < app_now()`.execute(p.db)
      await dropUploads(p)
    },
  })]
}
