// Reads of identity: who I am, people, units, roles, tokens, sessions, as the contract replies them.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { z } from 'zod'
import type * as wire from '../../contract/identity.ts'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { searchQuery } from './search-words.ts'

type Me = z.output<typeof wire.me>
type User = z.output<typeof wire.user>
type Unit = z.output<typeof wire.unit>
type Role = z.output<typeof wire.role>
type Token = z.output<typeof wire.token>
type Session = z.output<typeof wire.session>
type Page<T> = { items: T[]; nextCursor: string | null }

const iso = (ms: number): string => new Date(ms).toISOString()
const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms))

type PostJson = { id: string; roleCode: string; unit: { id: string; code: string; name: string; kind: string } }
const postsOf = sql`coalesce((select json_agg(json_build_object('id', p.id, 'roleCode', p.role_code, 'unit', json_build_object('id', o.id, 'code', o.code, 'name', o.name, 'kind', o.kind)) order by p.position, p.created_at, p.id)
  from posts p join org_units o on o.id = p.unit_id where p.user_id = u.id and p.ended_at is null), '[]')`

/** The reply of "who am I"; a token is shown as itself at headquarters. */
export async function getMe(db: Db, actor: Actor, hash: Buffer | null): Promise<Me> {
  if (actor.kind === 'token' || hash === null) return getTokenMe(db, actor)
  const found = await sql<{ id: string; username: string; name: string; staff_no: string | null; must: boolean; role_code: string; unit: PostJson['unit']; permissions: string[]; posts: PostJson[]; now: number }>`
    select u.id, u.username, u.name, u.staff_no, u.must_change_password as must, a.role_code, json_build_object('id', ao.id, 'code', ao.code, 'name', ao.name, 'kind', ao.kind) as unit, r.permissions, ${postsOf} as posts, app_now() as now
    from sessions s join users u on u.id = s.user_id join posts a on a.id = s.post_id join org_units ao on ao.id = a.unit_id join roles r on r.code = a.role_code where s.token_hash = ${hash}`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_signed_in', {}, 401)
  return { id: row.id, username: row.username, name: row.name, staffNo: row.staff_no, roleCode: row.role_code, unit: row.unit, posts: row.posts, permissions: [...row.permissions].sort(), mustChangePassword: row.must, serverTime: iso(row.now) }
}

async function getTokenMe(db: Db, actor: Actor): Promise<Me> {
  const found = await sql<{ id: string; code: string; name: string; kind: string; now: number }>`select id, code, name, kind, app_now() as now from org_units where kind = 'headquarters' order by code limit 1`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return { id: actor.id, username: 'token', name: actor.name, staffNo: null, roleCode: 'token', unit: { id: row.id, code: row.code, name: row.name, kind: row.kind }, posts: [], permissions: [...actor.permissions].sort(), mustChangePassword: false, serverTime: iso(row.now) }
}

type UserRow = { id: string; username: string; name: string; staff_no: string | null; status: 'active' | 'disabled'; created_at: number; last_seen_at: number | null; posts: PostJson[] }
const userColumns = sql`u.id, u.username, u.name, u.staff_no, u.status, u.created_at, u.last_seen_at, ${postsOf} as posts`

export async function getUser(db: Db, id: string): Promise<User> {
  const found = await sql<UserRow>`select ${userColumns} from users u where u.id = ${id}`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return toUser(row)
}

function toUser(row: UserRow): User {
  return { id: row.id, username: row.username, name: row.name, staffNo: row.staff_no, status: row.status, posts: row.posts, createdAt: iso(row.created_at), lastSeenAt: isoOrNull(row.last_seen_at) }
}

export type UserFilter = { readonly limit: number; readonly cursor?: string | undefined; readonly q?: string | undefined; readonly role?: string | undefined; readonly unitId?: string | undefined }

/** People by username, those with a post in the reader's scope. */
export async function listUsers(ctx: Ctx, filter: UserFilter): Promise<Page<User>> {
  const after = readCursor(filter.cursor)
  const post: RawBuilder<unknown>[] = [sql`p.user_id = u.id`, sql`p.ended_at is null`]
  if (filter.role !== undefined) post.push(sql`p.role_code = ${filter.role}`)
  if (filter.unitId !== undefined) post.push(sql`p.unit_id = ${filter.unitId}`)
  const seen = unitsInScope(ctx.actor)
  const where: RawBuilder<unknown>[] = [sql`true`]
  if (seen) post.push(seen)
  if (post.length > 2) where.push(sql`exists (select from posts p join org_units o on o.id = p.unit_id where ${sql.join(post, sql` and `)})`)
  if (after !== null) where.push(sql`u.username > ${after}`)
  if (filter.q !== undefined) where.push(found('u', filter.q))
  const rows = (await sql<UserRow>`select ${userColumns} from users u where ${sql.join(where, sql` and `)} order by u.username limit ${filter.limit + 1}`.execute(ctx.db)).rows
  return { items: rows.slice(0, filter.limit).map(toUser), nextCursor: rows.length > filter.limit ? cursorOf(rows[filter.limit - 1]?.username) : null }
}

// The condition on a unit `o` for the actor's scope; undefined where everything is seen.
function unitsInScope(actor: Actor): RawBuilder<unknown> | undefined {
  const { scope } = actor
  if (scope.kind === 'all') return undefined
  if (scope.kind === 'province') return sql`o.province_id = ${scope.id}`
  if (scope.kind === 'hub') return sql`o.hub_id = ${scope.id}`
  if (scope.kind === 'outlet') return sql`o.outlet_id = ${scope.id}`
  if (scope.kind === 'unit') return sql`o.id = ${scope.id}`
  return sql`false`
}

// What was typed without a letter or digit finds nothing.
function found(table: 'u' | 'o', q: string): RawBuilder<unknown> {
  const query = searchQuery(q)
  return query === null ? sql`false` : sql`${sql.ref(`${table}.search`)} @@ ${query}`
}

type UnitRow = { id: string; code: string; name: string; kind: UnitKind; parent_id: string | null; status: 'active' | 'suspended' | 'closed'; city: string | null }
const toUnit = (row: UnitRow): Unit => ({ id: row.id, code: row.code, name: row.name, kind: row.kind, parentId: row.parent_id, status: row.status, city: row.city })

export type UnitFilter = { readonly limit: number; readonly cursor?: string | undefined; readonly q?: string | undefined; readonly kind?: UnitKind | undefined; readonly parentId?: string | undefined }

/** Units by code. */
export async function listUnits(db: Db, filter: UnitFilter): Promise<Page<Unit>> {
  const after = readCursor(filter.cursor)
  const where: RawBuilder<unknown>[] = [sql`true`]
  if (after !== null) where.push(sql`o.code > ${after}`)
  if (filter.kind !== undefined) where.push(sql`o.kind = ${filter.kind}`)
  if (filter.parentId !== undefined) where.push(sql`o.parent_id = ${filter.parentId}`)
  if (filter.q !== undefined) where.push(found('o', filter.q))
  const rows = (await sql<UnitRow>`select o.id, o.code, o.name, o.kind, o.parent_id, o.status, o.city from org_units o where ${sql.join(where, sql` and `)} order by o.code limit ${filter.limit + 1}`.execute(db)).rows
  return { items: rows.slice(0, filter.limit).map(toUnit), nextCursor: rows.length > filter.limit ? cursorOf(rows[filter.limit - 1]?.code) : null }
}

export async function getUnit(db: Db, id: string): Promise<Unit> {
  const row = (await sql<UnitRow>`select id, code, name, kind, parent_id, status, city from org_units where id = ${id}`.execute(db)).rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return toUnit(row)
}

export async function listRoles(db: Db): Promise<Role[]> {
  const rows = (await sql<{ code: string; scope: 'all' | 'unit'; permissions: string[] }>`select code, scope, permissions from roles order by code`.execute(db)).rows
  return rows.map((row) => ({ code: row.code, scope: row.scope, permissions: [...row.permissions].sort() }))
}

type TokenRow = { id: string; name: string; permissions: string[]; created_at: number; expires_at: number | null; last_used_at: number | null; revoked_at: number | null }

/** Tokens, living ones first, then newest; at most 500. */
export async function listTokens(db: Db, id?: string): Promise<Token[]> {
  const rows = (await sql<TokenRow>`select id, name, permissions, created_at, expires_at, last_used_at, revoked_at from api_tokens where ${id ?? null}::uuid is null or id = ${id ?? null}::uuid
    order by revoked_at is not null, created_at desc, id limit 500`.execute(db)).rows
  return rows.map((row) => ({ id: row.id, name: row.name, permissions: row.permissions, createdAt: iso(row.created_at), expiresAt: isoOrNull(row.expires_at), lastUsedAt: isoOrNull(row.last_used_at), revokedAt: isoOrNull(row.revoked_at) }))
}

/** The person's sessions that still hold, newest first; at most 100. */
export async function listSessions(db: Db, userId: string, current: Buffer): Promise<Session[]> {
  const rows = (await sql<{ id: string; created_at: number; last_seen_at: number; user_agent: string; current: boolean }>`select id, created_at, last_seen_at, user_agent, token_hash = ${current} as current from sessions
    where user_id = ${userId} and revoked_at is null and expires_at > now() and last_seen_at > now() - interval '60 minutes' order by created_at desc limit 100`.execute(db)).rows
  return rows.map((row) => ({ id: row.id, createdAt: iso(row.created_at), lastSeenAt: iso(row.last_seen_at), userAgent: row.user_agent, current: row.current }))
}
