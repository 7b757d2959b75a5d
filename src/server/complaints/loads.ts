// How many open cases people own, and how many of those are overdue; and people on duty as assignment sees them.
import { sql } from 'kysely'
import type { Worker } from '../../domain/complaints/assignment.ts'
import type { DutyPolicy } from '../../domain/identity/availability.ts'
import { loadDuty } from '../identity/duty-people.ts'
import type { DutyPerson } from '../identity/duty-people.ts'
import type { Db } from '../platform/context.ts'
import { isOpenSql } from './open.ts'

export type Load = { readonly open: number; readonly overdue: number }

/** Loads by owner; who owns nothing isn't in it. */
export async function countOpen(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Load>> {
  if (ids.length === 0) return new Map()
  const found = await sql<{ owner_id: string; open: number; overdue: number }>`select c.owner_id, count(*)::int as open, (count(*) filter (where c.next_due_at < (select app_now())))::int as overdue from complaints c where ${isOpenSql} and c.owner_id = any(${[...ids]}::uuid[]) group by c.owner_id`.execute(db)
  return new Map(found.rows.map((r) => [r.owner_id, { open: r.open, overdue: r.overdue }]))
}

/** Who may be given work now: on shift, there, not busy, not away; each with what they carry. */
export async function loadAvailable(db: Db, policy: DutyPolicy): Promise<Worker[]> {
  const { people } = await loadDuty(db, policy, { onShift: true })
  const available = people.filter((p) => p.standing.isAvailable)
  const loads = await countOpen(db, available.map((p) => p.id))
  return available.map((p) => workerOf(p, loads.get(p.id)?.open ?? 0))
}

/** A person as assignment sees them. */
export function workerOf(p: DutyPerson, open: number): Worker {
  return { id: p.id, name: p.name, skills: p.skills, open, capacity: p.capacity, unitIds: p.unitIds, roleCodes: p.roleCodes }
}
