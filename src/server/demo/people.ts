// Who plays in the demo's business: the accounts everybody may try, their colleagues on the floor, and the managers of units that are asked.
import { sql } from 'kysely'
import { isPermission } from '../../domain/identity/permissions.ts'
import type { RoleScope } from '../../domain/identity/permissions.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { scopeOf } from '../../domain/identity/scope.ts'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import { demoPassword, foundAccounts } from '../identity/founding.ts'
import type { DemoAccount } from '../identity/founding.ts'
import { hashPassword } from '../identity/passwords.ts'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { personName } from '../waybills/demo-network.ts'
import { seedOf } from '../waybills/demo-random.ts'

const centres = ['C01', 'C02', 'C03'] as const
const names = ['何春燕', '唐子轩', '冯佳怡', '邓浩然', '许婷婷', '韩文博', '曹思琪', '彭嘉豪', '曾雨桐', '萧俊杰', '田欣怡', '董鹏飞', '潘淑珍', '袁天宇', '蔡丽华', '蒋明远'] as const

/** Colleagues of `agent` and `agent2`: `k1101` … in the three centres; and one more investigator in each. */
export const colleagues: readonly DemoAccount[] = [
  ...names.map((name, i): DemoAccount => ({ username: `k${1101 + i}`, name, role: 'agent', unitCode: centres[i % 3] ?? 'C01', staffNo: `K${1101 + i}` })),
  ...['夏国庆', '尹海燕', '雷永强'].map((name, i): DemoAccount => ({ username: `d${2101 + i}`, name, role: 'investigator', unitCode: centres[i] ?? 'C01', staffNo: `D${2101 + i}` })),
]

export type People = {
  /** Somebody by username. */
  readonly who: (username: string) => Actor
  readonly agents: readonly Actor[]
  readonly investigators: readonly Actor[]
  /** Who answers for a unit; made when nobody does yet. */
  readonly managerOf: (unit: { readonly id: string; readonly code: string; readonly kind: string }) => Promise<Actor>
}

const managers: Readonly<Record<string, string>> = { outlet: 'outlet_manager', hub: 'hub_manager', station: 'station_keeper', partner: 'partner', province: 'province_manager' }

/** Reads everybody; the colleagues are hired first when they aren't there. */
export async function gatherPeople(db: Db): Promise<People> {
  const passwordHash = await hashPassword(demoPassword)
  await hire(db, colleagues, passwordHash)
  const all = await loadActors(db)
  const byUnit = new Map<string, Promise<Actor>>(all.filter(({ actor }) => Object.values(managers).includes(actor.roleCode ?? '')).map(({ actor }) => [actor.unitId ?? '', Promise.resolve(actor)]))
  const named = new Map(all.map((one) => [one.username, one.actor]))
  const who = (username: string): Actor => {
    const found = named.get(username)
    if (!found) throw new Error(`nobody is called ${username}`)
    return found
  }
  const withRole = (role: string): Actor[] => all.filter(({ actor }) => actor.roleCode === role).map(({ actor }) => actor)
  return {
    who, agents: withRole('agent'), investigators: withRole('investigator'),
    managerOf: (unit) => {
      const known = byUnit.get(unit.id)
      if (known) return known
      const made = engage(db, unit, passwordHash)
      byUnit.set(unit.id, made)
      return made
    },
  }
}

async function engage(db: Db, unit: { readonly code: string; readonly kind: string }, passwordHash: string): Promise<Actor> {
  const username = unit.code.toLowerCase()
  await hire(db, [{ username, name: personName(seedOf(unit.code), 5), role: managers[unit.kind] ?? 'outlet_manager', unitCode: unit.code, staffNo: `${unit.code}00` }], passwordHash)
  const found = (await loadActors(db, username))[0]
  if (!found) throw new Error(`nobody answers for ${unit.code}`)
  return found.actor
}

async function hire(db: Db, accounts: readonly DemoAccount[], passwordHash: string): Promise<void> {
  await inTransaction(db, async ({ tx, now }) => {
    const there = new Set((await sql<{ username: string }>`select username from users where username = any(${accounts.map((a) => a.username)}::text[])`.execute(tx)).rows.map((r) => r.username))
    const missing = accounts.filter((a) => !there.has(a.username))
    const units = await sql<{ id: string; code: string }>`select id, code from org_units where code = any(${missing.map((a) => a.unitCode)}::text[])`.execute(tx)
    await foundAccounts(tx, now, missing, new Map(units.rows.map((u) => [u.code, u.id])), passwordHash)
  })
}

type ActorRow = { username: string; id: string; name: string; role_code: string; unit_id: string; kind: UnitKind; scope: RoleScope; permissions: string[] }

/** People as they act once they are signed in, by username; one alone when named. */
export async function loadActors(db: Db, username: string | null = null): Promise<{ username: string; actor: Actor }[]> {
  const found = await sql<ActorRow>`select u.username, u.id, u.name, p.role_code, p.unit_id, o.kind, r.scope, r.permissions from users u join posts p on p.user_id = u.id and p.ended_at is null join roles r on r.code = p.role_code join org_units o on o.id = p.unit_id
    where u.status = 'active' and (${username}::text is null or u.username = ${username}) order by u.username, p.position`.execute(db)
  return found.rows.map((r) => ({ username: r.username, actor: { kind: 'user', id: r.id, name: r.name, roleCode: r.role_code, unitId: r.unit_id, permissions: new Set(r.permissions.filter(isPermission)), scope: scopeOf(r.scope, { id: r.unit_id, kind: r.kind }) } }))
}
