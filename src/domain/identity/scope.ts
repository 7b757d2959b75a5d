// Which rows a post sees, and where a unit may stand in the tree (OPN-12, OPN-30).
import type { UnitKind } from './unit-kinds.ts'
import type { Scope } from './actor.ts'
import type { RoleScope } from './permissions.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** The stored ancestors of a unit; each is the unit itself where it is of that kind. */
export type Ancestors = { readonly provinceId: string | null; readonly hubId: string | null; readonly outletId: string | null }

/** The row scope of a post: the role says whether the unit narrows it, the unit's kind says by which column (OPN-30). */
export function scopeOf(roleScope: RoleScope, unit: { readonly id: string; readonly kind: UnitKind }): Scope {
  if (roleScope === 'all' || unit.kind === 'headquarters') return { kind: 'all' }
  if (unit.kind === 'province' || unit.kind === 'hub' || unit.kind === 'outlet') return { kind: unit.kind, id: unit.id }
  return { kind: 'unit', id: unit.id }
}

const mayStandUnder: Record<UnitKind, readonly UnitKind[]> = {
  headquarters: [],
  province: ['headquarters'],
  hub: ['province'],
  outlet: ['hub', 'province'],
  station: ['outlet', 'hub', 'province'],
  complaint_centre: ['headquarters', 'province'],
  department: ['headquarters', 'province'],
  partner: ['headquarters', 'province'],
}

/** Whether a unit of a kind may stand directly under one of another kind. */
export function fitsUnder(kind: UnitKind, parent: UnitKind): boolean {
  return mayStandUnder[kind].includes(parent)
}

/** The ancestors stored on a new unit, from its parent's. */
export function ancestorsOf(kind: UnitKind, id: string, parent: Ancestors): Ancestors {
  return {
    provinceId: kind === 'province' ? id : parent.provinceId,
    hubId: kind === 'hub' ? id : parent.hubId,
    outletId: kind === 'outlet' ? id : parent.outletId,
  }
}

type Standing = { readonly id: string; readonly kind: UnitKind; readonly parentId: string | null }

/** Why a unit may not be put under another one, or null; `below` are the units in its own branch, itself among them. */
export function whyNotMove(unit: Standing, parent: { readonly id: string; readonly kind: UnitKind; readonly status: string }, below: ReadonlySet<string>): Why | null {
  if (below.has(parent.id)) return why('identity.unit_cycle')
  if (unit.parentId === parent.id) return why('identity.unit_already_there')
  if (parent.status === 'closed') return why('identity.unit_closed')
  return fitsUnder(unit.kind, parent.kind) ? null : why('identity.unit_misplaced', { kind: unit.kind, parent: parent.kind })
}

/** The ancestors of a whole branch from those of its new parent; `branch` names parents before their children, its root first. */
export function ancestorsOfBranch(branch: readonly Standing[], parent: Ancestors): Map<string, Ancestors> {
  const known = new Map<string, Ancestors>()
  for (const unit of branch) known.set(unit.id, ancestorsOf(unit.kind, unit.id, (unit.parentId === null ? undefined : known.get(unit.parentId)) ?? parent))
  return known
}
