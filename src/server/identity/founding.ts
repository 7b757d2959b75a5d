// What a new house begins with: the shipped roles and a headquarters; and the demo company with its accounts.
import { sql } from 'kysely'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import { shippedRoles } from '../../domain/identity/permissions.ts'
import { ancestorsOf } from '../../domain/identity/scope.ts'
import type { Ancestors } from '../../domain/identity/scope.ts'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { appendToStream } from '../platform/record.ts'
import { searchVector } from './search-words.ts'

/** The one who acts when nobody does. */
export const system = { kind: 'system', id: 'system', name: 'Huiyin' } as const

/** Adds shipped roles that are not there yet; a role that was changed stays as it is. */
export async function ensureRoles(db: Db): Promise<void> {
  for (const role of shippedRoles) {
    await sql`insert into roles (code, scope, permissions) values (${role.code}, ${role.scope}, ${[...role.permissions].sort()}::text[]) on conflict do nothing`.execute(db)
  }
}

/** Makes a headquarters when there is none; gives the code of the one there is. */
export async function ensureHeadquarters(db: Db, name = '总部'): Promise<string> {
  const there = (await sql<{ code: string }>`select code from org_units where kind = 'headquarters' order by code limit 1`.execute(db)).rows[0]
  if (there) return there.code
  await inTransaction(db, ({ tx, now }) => foundUnits(tx, now, [{ code: 'HQ', kind: 'headquarters', name, state: 'active' }]))
  return 'HQ'
}

/** A unit to found, parents before children; codes are unique. */
export type FoundingUnit = { readonly code: string; readonly kind: UnitKind; readonly name: string; readonly parentCode?: string; readonly city?: string; readonly state: 'active' | 'suspended' }

/** Inserts a whole organisation in one statement, ancestors stored, in the transaction of `now` (epoch ms); gives the ids by code. */
export async function foundUnits(tx: Db, now: number, units: readonly FoundingUnit[]): Promise<Map<string, string>> {
  const made = new Map<string, { id: string; above: Ancestors }>()
  const rows = units.map((unit) => {
    const id = newId(now)
    const parent = unit.parentCode === undefined ? undefined : made.get(unit.parentCode)
    if (unit.parentCode !== undefined && !parent) throw new Error(`unit ${unit.code} comes before its parent ${unit.parentCode}`)
    const above = ancestorsOf(unit.kind, id, parent?.above ?? { provinceId: null, hubId: null, outletId: null })
    made.set(unit.code, { id, above })
    return { id, code: unit.code, name: unit.name, kind: unit.kind, parent_id: parent?.id ?? null, province_id: above.provinceId, hub_id: above.hubId, outlet_id: above.outletId, city: unit.city ?? null, status: unit.state, search: searchVector([unit.name], [unit.code, unit.city]) }
  })
  await sql`insert into org_units (id, code, name, kind, parent_id, province_id, hub_id, outlet_id, city, status, search)
    select id, code, name, kind, parent_id, province_id, hub_id, outlet_id, city, status, search from json_populate_recordset(null::org_units, ${JSON.stringify(rows)}::json)`.execute(tx)
  await sql`insert into unit_abnormalities (id, unit_id, kind, from_at, reason, by_id, by_name, recorded_at) select gen_random_uuid(), u.id, 'suspended', ${new Date(now)}, '', 'system', 'Huiyin', ${new Date(now)} from org_units u where u.id = any(${rows.map((r) => r.id)}::uuid[]) and u.status = 'suspended'`.execute(tx)
  const root = rows.find((row) => row.parent_id === null)
  if (root) await appendToStream(tx, now, system, { id: root.id, kind: 'unit' }, [{ type: 'identity.organisation_founded', data: { units: rows.length, code: root.code, name: root.name } }])
  return new Map([...made].map(([code, { id }]) => [code, id]))
}

export const demoPassword = 'huiyin-demo'

/** A demo account (`contract.md`): its name, role, and the code of the unit it stands in. */
export type DemoAccount = { readonly username: string; readonly name: string; readonly role: string; readonly unitCode: string; readonly staffNo?: string }

/** Creates accounts with one password hash for all, which need not be changed, in the transaction of `now` (epoch ms). */
export async function foundAccounts(tx: Db, now: number, accounts: readonly DemoAccount[], unitIds: ReadonlyMap<string, string>, passwordHash: string): Promise<void> {
  for (const account of accounts) {
    const unitId = unitIds.get(account.unitCode)
    if (unitId === undefined) throw new Error(`no unit ${account.unitCode} for ${account.username}`)
    const id = newId(now)
    const staffNo = account.staffNo ?? null
    await sql`insert into users (id, username, name, staff_no, password_hash, must_change_password, search) values (${id}, ${account.username}, ${account.name}, ${staffNo}, ${passwordHash}, false, ${searchVector([account.name], [account.username, staffNo])}::tsvector)`.execute(tx)
    await sql`insert into posts (id, user_id, role_code, unit_id) values (${newId(now)}, ${id}, ${account.role}, ${unitId})`.execute(tx)
    await appendToStream(tx, now, system, { id, kind: 'user' }, [{ type: 'identity.user_created', data: { username: account.username, name: account.name, staffNo, posts: [{ roleCode: account.role, unitCode: account.unitCode }] } }])
  }
}
