// A person for whom a job goes on, with what their post may do now: rights taken away meanwhile count.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { isPermission } from '../../domain/identity/permissions.ts'
import type { RoleScope } from '../../domain/identity/permissions.ts'
import { scopeOf } from '../../domain/identity/scope.ts'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import type { Db } from '../platform/context.ts'

export type Post = { readonly id: string; readonly name: string; readonly role: string; readonly unitId: string }

/** The person as they may act now; null when they left, or left this post. */
export async function personNow(db: Db, post: Post): Promise<Actor | null> {
  const found = await sql<{ permissions: string[]; scope: RoleScope; unit_kind: UnitKind }>`select r.permissions, r.scope, o.kind as unit_kind from users u join posts p on p.user_id = u.id join roles r on r.code = p.role_code join org_units o on o.id = p.unit_id
    where u.id = ${post.id} and u.status = 'active' and p.ended_at is null and p.role_code = ${post.role} and p.unit_id = ${post.unitId} limit 1`.execute(db)
  const held = found.rows[0]
  if (!held) return null
  return { kind: 'user', id: post.id, name: post.name, roleCode: post.role, unitId: post.unitId, permissions: new Set(held.permissions.filter(isPermission)), scope: scopeOf(held.scope, { id: post.unitId, kind: held.unit_kind }) }
}

/** The post an actor acts from. Machines and customers have none. */
export function postOf(actor: Actor): Post | null {
  return actor.kind === 'user' && actor.roleCode !== null && actor.unitId !== null ? { id: actor.id, name: actor.name, role: actor.roleCode, unitId: actor.unitId } : null
}
