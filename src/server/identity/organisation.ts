// The only writer of units, roles and tokens; each change goes to the record.
import { sql } from 'kysely'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import { personsOnly } from '../../domain/identity/permissions.ts'
import type { Permission } from '../../domain/identity/permissions.ts'
import { ancestorsOf, fitsUnder } from '../../domain/identity/scope.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId, newSecret, secretHash } from '../platform/ids.ts'
import { Malformed } from '../platform/problems.ts'
import type { Tx } from '../platform/write.ts'
import { record, roleStream } from './record.ts'
import { searchVector } from './search-words.ts'
import { tokenPrefix } from './sessions.ts'
import { keepAnAdmin } from './store.ts'

export type NewUnit = { readonly code: string; readonly name: string; readonly kind: UnitKind; readonly parentId: string; readonly city?: string | undefined }

/** Creates a unit under its parent with its ancestors stored; gives the id. @throws Refusal `identity.unit_code_taken`, `identity.unit_misplaced` (409). */
export async function createUnit(t: Tx, unit: NewUnit): Promise<string> {
  const parent = await t.tx.selectFrom('org_units').select(['code', 'kind', 'province_id', 'hub_id', 'outlet_id']).where('id', '=', unit.parentId).where('status', '<>', 'closed').forShare().executeTakeFirst()
  if (!parent) throw new Malformed([{ path: 'parentId', code: 'unknown' }])
  if (!fitsUnder(unit.kind, parent.kind as UnitKind)) throw new Refusal('identity.unit_misplaced', { kind: unit.kind, parent: parent.kind })
  const id = newId(t.now)
  const above = ancestorsOf(unit.kind, id, { provinceId: parent.province_id, hubId: parent.hub_id, outletId: parent.outlet_id })
  const made = await sql`insert into org_units (id, code, name, kind, parent_id, province_id, hub_id, outlet_id, city, search)
    values (${id}, ${unit.code}, ${unit.name}, ${unit.kind}, ${unit.parentId}, ${above.provinceId}, ${above.hubId}, ${above.outletId}, ${unit.city ?? null}, ${searchVector([unit.name], [unit.code, unit.city])}::tsvector) on conflict (code) do nothing returning 1`.execute(t.tx)
  if (made.rows.length === 0) throw new Refusal('identity.unit_code_taken')
  await record(t, 'unit', id, { type: 'identity.unit_created', data: { code: unit.code, name: unit.name, kind: unit.kind, parentCode: parent.code } })
  return id
}

/** What reaches every row of the house and therefore belongs to no role that a unit narrows. */
const unnarrowed: readonly Permission[] = ['identity:manage', 'token:manage', 'audit:read', 'message:read']

/** Replaces the permissions of a role; they hold from the next request. @throws Refusal `not_found` (404), `identity.role_too_wide`, `identity.last_admin` (409). */
export async function setRolePermissions(t: Tx, code: string, permissions: readonly Permission[]): Promise<void> {
  const role = await t.tx.selectFrom('roles').select(['scope', 'permissions']).where('code', '=', code).forUpdate().executeTakeFirst()
  if (!role) throw new Refusal('not_found', {}, 404)
  const tooWide = role.scope === 'unit' ? unnarrowed.filter((p) => permissions.includes(p)) : []
  if (tooWide.length > 0) throw new Refusal('identity.role_too_wide', { permissions: tooWide })
  const next = [...new Set(permissions)].sort()
  await sql`update roles set permissions = ${next}::text[], updated_at = app_now() where code = ${code}`.execute(t.tx)
  await keepAnAdmin(t.tx)
  await record(t, 'role', roleStream(code), { type: 'identity.role_changed', data: { code, added: next.filter((p) => !role.permissions.includes(p)), removed: role.permissions.filter((p) => !(next as string[]).includes(p)).sort() } })
}

/** What a token may hold only when its maker holds it too: with these it could make itself anything. */
const makersOnly: readonly Permission[] = ['identity:manage', 'token:manage', 'audit:read']

export type NewToken = { readonly name: string; readonly permissions: readonly Permission[]; readonly expiresAt: number | null }

/** Makes a token; its secret is given once and stored as a hash. @throws Refusal `identity.token_too_wide` (403), `identity.session_needed` (403) when a token asks. */
export async function createToken(t: Tx, token: NewToken): Promise<{ id: string; secret: string }> {
  const { actor } = t.ctx
  if (actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  const tooWide = [...personsOnly.filter((p) => token.permissions.includes(p)), ...makersOnly.filter((p) => token.permissions.includes(p) && !actor.permissions.has(p))]
  if (tooWide.length > 0) throw new Refusal('identity.token_too_wide', { permissions: tooWide }, 403)
  const clock = await sql<{ now: number }>`select now() as now`.execute(t.tx)
  if (token.expiresAt !== null && token.expiresAt <= (clock.rows[0]?.now ?? 0)) throw new Malformed([{ path: 'expiresAt', code: 'past' }])
  const secret = tokenPrefix + newSecret().secret
  const id = newId(t.now)
  const permissions = [...new Set(token.permissions)].sort()
  const expiresAt = token.expiresAt === null ? null : new Date(token.expiresAt)
  await sql`insert into api_tokens (id, name, token_hash, permissions, created_by, expires_at) values (${id}, ${token.name}, ${secretHash(secret)}, ${permissions}::text[], ${actor.id}, ${expiresAt})`.execute(t.tx)
  await record(t, 'token', id, { type: 'identity.token_created', data: { name: token.name, permissions, expiresAt: expiresAt?.toISOString() ?? null } })
  return { id, secret }
}

/** Revokes a token at once; a revoked one stays as it is. @throws Refusal `not_found` (404). */
export async function revokeToken(t: Tx, id: string): Promise<void> {
  const token = await t.tx.selectFrom('api_tokens').select(['name', 'revoked_at']).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!token) throw new Refusal('not_found', {}, 404)
  if (token.revoked_at !== null) return
  await sql`update api_tokens set revoked_at = now() where id = ${id}`.execute(t.tx)
  await record(t, 'token', id, { type: 'identity.token_revoked', data: { name: token.name, because: 'revoked' } })
}
