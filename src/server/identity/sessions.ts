// Sessions and tokens: secrets of 256 bits stored as hashes, checked in one query per request, revocable at once.
import { CompiledQuery, sql } from 'kysely'
import type { FastifyRequest } from 'fastify'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { isPermission, personsOnly } from '../../domain/identity/permissions.ts'
import type { Permission, RoleScope } from '../../domain/identity/permissions.ts'
import { scopeOf } from '../../domain/identity/scope.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db, Exchange } from '../platform/context.ts'
import { prepareOnce } from '../platform/database.ts'
import { newId, newSecret, secretHash } from '../platform/ids.ts'
import { shareReads } from '../platform/sharing.ts'

/** A session ends after an hour without use and after twelve hours in any case. Its times are real ones, not the moved clock's. */
const idle = '60 minutes'
const absolute = '12 hours'

export const tokenPrefix = 'hy_'

/** The name of the session cookie; `__Host-` binds it to the host, which browsers allow only over https. */
export function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-huiyin' : 'huiyin'
}

/** Opens a session and gives its secret, which exists nowhere else. Runs in the caller's transaction. */
export async function openSession(tx: Db, userId: string, postId: string, userAgent: string): Promise<string> {
  const { secret, hash } = newSecret()
  await sql`insert into sessions (id, token_hash, user_id, post_id, user_agent, expires_at)
    values (${newId()}, ${hash}, ${userId}, ${postId}, ${userAgent.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 200)}, now() + ${absolute}::interval)`.execute(tx)
  return secret
}

/** Gives the current session a new secret; the old one is worthless at once. */
export async function rotateSession(tx: Db, hash: Buffer): Promise<string> {
  const next = newSecret()
  await sql`update sessions set token_hash = ${next.hash} where token_hash = ${hash}`.execute(tx)
  return next.secret
}

export function setSessionCookie(exchange: Exchange, publicUrl: string, secret: string): void {
  exchange.reply.setCookie(cookieName(publicUrl), secret, { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:') })
}

export function clearSessionCookie(exchange: Exchange, publicUrl: string): void {
  exchange.reply.clearCookie(cookieName(publicUrl), { httpOnly: true, sameSite: 'lax', path: '/', secure: publicUrl.startsWith('https:') })
}

/** The hash of the request's session cookie, or null; says nothing about whether the session holds. */
export function sessionHash(request: FastifyRequest, publicUrl: string): Buffer | null {
  const secret = request.cookies[cookieName(publicUrl)]
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secretHash(secret) : null
}

/** The hash of the request's session. @throws Refusal `identity.session_needed` (403) for tokens, which have none. */
export function ownSession(actor: Actor, request: FastifyRequest, publicUrl: string): Buffer {
  const hash = actor.kind === 'user' ? sessionHash(request, publicUrl) : null
  if (!hash) throw new Refusal('identity.session_needed', {}, 403)
  return hash
}

/**
 * Who a request stands for: a bearer token when it sends one, else its session; null when neither holds. Live streams call it
 * again with `isSeen` false: an open page is nobody at the desk, so it keeps no session alive. @throws Refusal `identity.must_change_password` (403) outside the session's own endpoints.
 */
export async function authenticate(db: Db, publicUrl: string, request: FastifyRequest, isSeen = true): Promise<Actor | null> {
  const header = request.headers.authorization
  if (header !== undefined) {
    const secret = /^Bearer ([\w-]{20,100})$/i.exec(header)?.[1]
    return secret === undefined ? null : readersOf(db).token(secretHash(secret).toString('hex'))
  }
  const hash = sessionHash(request, publicUrl)
  if (!hash) return null
  const found = await readersOf(db).session(hash.toString('hex'))
  if (isSeen && found?.stale) await touch(db, found.sessionId, found.actor.id)
  if (found?.mustChangePassword && !(request.routeOptions.url ?? '').startsWith('/api/session')) throw new Refusal('identity.must_change_password', {}, 403)
  return found?.actor ?? null
}

type Readers = { readonly token: (hash: string) => Promise<Actor | null>; readonly session: (hash: string) => Promise<SessionActor | null> }
const readers = new WeakMap<Db, Readers>()

// A machine that sends a hundred requests at once, or a page that asks ten questions, is looked up once or twice, not each time.
function readersOf(db: Db): Readers {
  const known = readers.get(db)
  if (known) return known
  const made = { token: shareReads((hash) => tokenActor(db, Buffer.from(hash, 'hex'))), session: shareReads((hash) => sessionActor(db, Buffer.from(hash, 'hex'))) }
  readers.set(db, made)
  return made
}

export type SessionActor = { readonly actor: Actor; readonly mustChangePassword: boolean; readonly sessionId: string; readonly stale: boolean }
type SessionRow = { hash: Buffer; id: string; user_id: string; name: string; must_change_password: boolean; stale: boolean; role_code: string; scope: RoleScope; permissions: string[]; unit_id: string; unit_kind: UnitKind }

const sessionRows = (secret: string): string => `select s.token_hash as hash, s.id, s.user_id, u.name, u.must_change_password, s.last_seen_at < now() - interval '1 minute' as stale,
    p.role_code, r.scope, r.permissions, p.unit_id, o.kind as unit_kind
  from sessions s join users u on u.id = s.user_id join posts p on p.id = s.post_id join roles r on r.code = p.role_code join org_units o on o.id = p.unit_id
  where s.token_hash ${secret} and s.revoked_at is null and s.expires_at > now() and s.last_seen_at > now() - interval '${idle}'
    and u.status = 'active' and p.ended_at is null and (p.ends_at is null or p.ends_at > app_now())`

const sessionText = prepareOnce(sessionRows('= $1'))
const sessionsText = prepareOnce(sessionRows('= any($1)'))

/** The actor of a session that holds: not revoked, expired or idle, its user active, its post not ended. One query. */
export async function sessionActor(db: Db, hash: Buffer): Promise<SessionActor | null> {
  const found = await db.executeQuery<SessionRow>(CompiledQuery.raw(sessionText, [hash]))
  const row = found.rows[0]
  return row ? ofSession(row) : null
}

function ofSession(row: SessionRow): SessionActor {
  return {
    sessionId: row.id, stale: row.stale, mustChangePassword: row.must_change_password,
    actor: { kind: 'user', id: row.user_id, name: row.name, roleCode: row.role_code, unitId: row.unit_id, permissions: known(row.permissions), scope: scopeOf(row.scope, { id: row.unit_id, kind: row.unit_kind }) },
  }
}

// At most once a minute and session, so that reading costs no write.
async function touch(db: Db, sessionId: string, userId: string): Promise<void> {
  await sql`with seen as (update sessions set last_seen_at = now() where id = ${sessionId} and last_seen_at < now() - interval '1 minute' returning 1)
    update users set last_seen_at = app_now() where id = ${userId} and exists (select from seen)`.execute(db)
}

/**
 * Who many requests stand for now, in one query for all sessions and one for all tokens; null for those that no longer hold or whose
 * person must change the password first. Marks nobody as seen: an open page is nobody at the desk.
 */
export async function authenticateAll(db: Db, publicUrl: string, requests: readonly FastifyRequest[]): Promise<(Actor | null)[]> {
  const asked = requests.map((request) => {
    const header = request.headers.authorization
    const secret = header === undefined ? undefined : /^Bearer ([\w-]{20,100})$/i.exec(header)?.[1]
    return { isToken: header !== undefined, hash: header === undefined ? sessionHash(request, publicUrl) : secret === undefined ? null : secretHash(secret) }
  })
  const hashes = (isToken: boolean): Buffer[] => asked.flatMap((a) => (a.isToken === isToken && a.hash !== null ? [a.hash] : []))
  const actors = new Map<string, Actor>()
  const [sessions, tokens] = [hashes(false), hashes(true)]
  if (sessions.length > 0) {
    const found = await db.executeQuery<SessionRow>(CompiledQuery.raw(sessionsText, [sessions]))
    for (const row of found.rows) if (!row.must_change_password) actors.set(`s${row.hash.toString('hex')}`, ofSession(row).actor)
  }
  if (tokens.length > 0) {
    const found = await db.executeQuery<TokenRow>(CompiledQuery.raw(tokensText, [tokens]))
    for (const row of found.rows) actors.set(`t${row.hash.toString('hex')}`, ofToken(row))
  }
  return asked.map((a) => actors.get(`${a.isToken ? 't' : 's'}${a.hash?.toString('hex')}`) ?? null)
}

type TokenRow = { hash: Buffer; id: string; name: string; permissions: string[]; stale: boolean }

const tokenRows = (secret: string): string => `select t.token_hash as hash, t.id, t.name, t.permissions, coalesce(t.last_used_at < now() - interval '1 minute', true) as stale
  from api_tokens t join users u on u.id = t.created_by
  where t.token_hash ${secret} and t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) and u.status = 'active'`

const tokenText = prepareOnce(tokenRows('= $1'))
const tokensText = prepareOnce(tokenRows('= any($1)'))

async function tokenActor(db: Db, hash: Buffer): Promise<Actor | null> {
  const found = await db.executeQuery<TokenRow>(CompiledQuery.raw(tokenText, [hash]))
  const row = found.rows[0]
  if (!row) return null
  if (row.stale) await sql`update api_tokens set last_used_at = now() where id = ${row.id}`.execute(db)
  return ofToken(row)
}

function ofToken(row: TokenRow): Actor {
  return { kind: 'token', id: row.id, name: row.name, roleCode: null, unitId: null, permissions: known(row.permissions.filter((p) => !(personsOnly as readonly string[]).includes(p))), scope: { kind: 'all' } }
}

function known(codes: readonly string[]): ReadonlySet<Permission> {
  return new Set(codes.filter(isPermission))
}
