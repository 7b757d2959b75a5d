// The customer's session on the portal: thirty minutes, bound to one case or to a phone; and the links that lead to it.
import { sql } from 'kysely'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { blindIndex } from '../platform/crypto.ts'
import type { Keys } from '../platform/crypto.ts'
import { newSecret, secretHash } from '../platform/ids.ts'
import { Malformed } from '../platform/problems.ts'

/** `complaintId` null: the list of that phone's complaints. `phoneIndex` is the blind index of the phone, or of the link without one. */
export type PortalSession = { readonly hash: Buffer; readonly phoneIndex: Buffer; readonly complaintId: string | null }

export const sessionMinutes = 30
/** How long after closing a customer may still look. */
const keptDays = sql`interval '90 days'`
const known = new WeakMap<FastifyRequest, PortalSession>()

export function portalCookie(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-huiyin-portal' : 'huiyin-portal'
}

/** Opens a session and gives its secret and end. Its time is real time, not the moved clock's. */
export async function openPortalSession(db: Db, phoneIndex: Buffer, complaintId: string | null): Promise<{ secret: string; expiresAt: number }> {
  const { secret, hash } = newSecret()
  const made = await sql<{ expires_at: number }>`insert into portal_sessions (token_hash, phone_index, complaint_id, expires_at) values (${hash}, ${phoneIndex}, ${complaintId}, now() + make_interval(mins => ${sessionMinutes})) returning expires_at`.execute(db)
  return { secret, expiresAt: made.rows[0]?.expires_at ?? 0 }
}

export function setPortalCookie(reply: FastifyReply, publicUrl: string, secret: string): void {
  reply.setCookie(portalCookie(publicUrl), secret, { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:'), maxAge: sessionMinutes * 60 })
}

export function clearPortalCookie(reply: FastifyReply, publicUrl: string): void {
  reply.clearCookie(portalCookie(publicUrl), { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:') })
}

/** The session of a request, if it holds. */
export async function readPortalSession(db: Db, publicUrl: string, request: FastifyRequest): Promise<PortalSession | null> {
  const secret = request.cookies[portalCookie(publicUrl)]
  if (secret === undefined || !/^[\w-]{43}$/.test(secret)) return null
  const hash = secretHash(secret)
  const found = await sql<{ phone_index: Buffer; complaint_id: string | null }>`select phone_index, complaint_id from portal_sessions where token_hash = ${hash} and ended_at is null and expires_at > now()`.execute(db)
  const row = found.rows[0]
  return row ? { hash, phoneIndex: row.phone_index, complaintId: row.complaint_id } : null
}

/** Who a portal request stands for. The id keeps idempotency keys of different customers apart; the record never holds it. */
export async function authenticatePortal(db: Db, publicUrl: string, request: FastifyRequest): Promise<Actor | null> {
  const session = await readPortalSession(db, publicUrl, request)
  if (!session) return null
  known.set(request, session)
  return { ...customer(session.complaintId), id: `portal ${session.phoneIndex.toString('hex')}` }
}

/** The session `authenticatePortal` found for this request. */
export function sessionOf(request: FastifyRequest): PortalSession {
  const session = known.get(request)
  if (!session) throw new Refusal('not_signed_in', {}, 401)
  return session
}

export async function endPortalSession(db: Db, session: PortalSession): Promise<void> {
  await sql`update portal_sessions set ended_at = now() where token_hash = ${session.hash} and ended_at is null`.execute(db)
}

/** The customer of a case as an actor: sees and acts on that case alone; the record calls them the customer, without a name. */
export function customer(complaintId: string | null): Actor {
  return { kind: 'customer', id: 'customer', name: '', roleCode: null, unitId: null, permissions: new Set(), scope: complaintId === null ? { kind: 'none' } : { kind: 'case', id: complaintId } }
}

/**
 * The case a session means: its own, or the one named among its phone's.
 * @throws Refusal `not_found` (404) for a number that isn't this customer's, Malformed when a list session names none.
 */
export async function caseOf(db: Db, session: PortalSession, complaintNo: string | undefined): Promise<string> {
  if (session.complaintId === null && complaintNo === undefined) throw new Malformed([{ path: 'complaintNo', code: 'required' }])
  const mine = session.complaintId === null ? sql`c.phone_index = ${session.phoneIndex}` : sql`c.id = ${session.complaintId}`
  const named = complaintNo === undefined ? sql`true` : sql`c.complaint_no = ${complaintNo}`
  const found = await sql<{ id: string }>`select c.id from complaints c where ${mine} and ${named} and ${stillKept()}`.execute(db)
  const id = found.rows[0]?.id
  if (id === undefined) throw new Refusal('not_found', {}, 404)
  return id
}

/** Complaints (alias `c`) the portal still shows: open, or closed less than ninety days ago. */
export function stillKept(): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`(c.closed_at is null or c.closed_at > app_now() - ${keptDays})`
}

export type FollowLink = { readonly complaintId: string; readonly complaintNo: string; readonly phoneIndex: Buffer | null; readonly phoneMasked: string | null; readonly sealed: Buffer; readonly isFresh: boolean }

/** What a follow link leads to, while it is valid (90 days after closing); `isFresh` within the hour after filing. */
export async function readFollowLink(db: Db, secret: string): Promise<FollowLink | null> {
  if (!/^[\w-]{43}$/.test(secret)) return null
  const found = await sql<{ id: string; complaint_no: string; phone_index: Buffer | null; phone_masked: string | null; sealed: Buffer; fresh: boolean }>`
    select c.id, c.complaint_no, c.phone_index, c.phone_masked, c.sealed, l.created_at > app_now() - interval '1 hour' as fresh from follow_links l join complaints c on c.id = l.complaint_id where l.token_hash = ${secretHash(secret)} and ${stillKept()}`.execute(db)
  const row = found.rows[0]
  return row ? { complaintId: row.id, complaintNo: row.complaint_no, phoneIndex: row.phone_index, phoneMasked: row.phone_masked, sealed: row.sealed, isFresh: row.fresh } : null
}

/** Stands in for the phone in sessions of complaints without one. */
export function linkIndex(keys: Keys, complaintId: string): Buffer {
  return blindIndex(keys, 'portal_link', complaintId)
}
