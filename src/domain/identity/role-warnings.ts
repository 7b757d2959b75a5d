// What somebody who changes a role must be told: combinations that put two pairs of eyes into one head.
import { personsOnly } from './permissions.ts'
import type { Permission } from './permissions.ts'

/** Combinations of permissions that the guards hold apart in one case, but that a careful house doesn't give to one role (OPN-31, SOL-04). */
const combinations: readonly { readonly code: string; readonly all: readonly Permission[] }[] = [
  { code: 'judge_inspects', all: ['liability:judge', 'audit:read'] },
  { code: 'investigates_and_judges', all: ['complaint:investigate', 'liability:judge'] },
  { code: 'plans_and_approves', all: ['complaint:plan', 'approval:level1'] },
  { code: 'both_levels', all: ['approval:level1', 'approval:level2'] },
  { code: 'approves_and_pays', all: ['approval:level1', 'payment:execute'] },
  { code: 'administers_and_decides', all: ['identity:manage', 'complaint:decide'] },
  { code: 'administers_and_pays', all: ['identity:manage', 'payment:execute'] },
  { code: 'machines_and_people', all: ['token:manage', 'complaint:reveal'] },
]

export type RoleWarning = { readonly code: string; readonly permissions: readonly Permission[] }

/** The warnings that a change adds: what was so before is not said again. */
export function roleWarnings(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly RoleWarning[] {
  const holds = (set: ReadonlySet<string>, all: readonly Permission[]): boolean => all.every((p) => set.has(p))
  const dangerous = combinations.filter(({ all }) => holds(after, all) && !holds(before, all)).map(({ code, all }) => ({ code, permissions: all }))
  const byHand = personsOnly.filter((p) => after.has(p) && !before.has(p))
  return byHand.length === 0 ? dangerous : [...dangerous, { code: 'persons_only', permissions: byHand }]
}
