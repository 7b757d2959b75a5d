// Who acts and which rows exist for them.
import type { Permission } from './permissions.ts'

/**
 * Row scope of an actor (OPN-30): equality on one stored column of the parties table, never a range over the tree.
 * `all` sees every case; `province`/`hub`/`outlet` those with a party below that unit; `unit` those where the unit itself is a
 * party (station, partner, complaint centre); `case` exactly one case (portal session); `none` nothing.
 */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'province' | 'hub' | 'outlet' | 'unit'; readonly id: string }
  | { readonly kind: 'case'; readonly id: string }
  | { readonly kind: 'none' }

/** A `link` is someone without an account who was sent the link to one question. */
export type ActorKind = 'user' | 'token' | 'customer' | 'system' | 'link'

/** The one who acts in a request or a job. `unitId` is the unit of the active post; `roleCode` its role. */
export type Actor = {
  readonly kind: ActorKind
  readonly id: string
  readonly name: string
  readonly roleCode: string | null
  readonly unitId: string | null
  readonly permissions: ReadonlySet<Permission>
  readonly scope: Scope
}

/** Whether the actor may try something at all. */
export function may(actor: Actor, permission: Permission): boolean {
  return actor.permissions.has(permission)
}
