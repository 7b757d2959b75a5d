// Gives the pool to people on duty by the rules: a sweep over unowned open cases, soonest due first, each through the gate (ADR 042).
import { sql } from 'kysely'
import { chooseWorker } from '../../domain/complaints/assignment.ts'
import type { Worker } from '../../domain/complaints/assignment.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import { loadRules } from './assignment-rules.ts'
import type { Deps } from './deps.ts'
import { takeStep } from './gate.ts'
import { loadAvailable } from './loads.ts'
import { isOpenSql } from './open.ts'
import { readTraits } from './traits.ts'
import type { TraitsRow } from './traits.ts'

/** The house itself, which may give cases to people and nothing else. */
export const house: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(['complaint:assign']), scope: { kind: 'all' } }

const batch = 200
/** Where a worker of this process goes on in the pool, so that cases nobody fits don't hide those behind them. */
type Place = { dueKey: string; id: string } | null

/** Goes through the pool once or `batch` cases of it; gives how many were assigned and where to go on. */
export async function assignPool(deps: Deps, from: Place): Promise<{ assigned: number; next: Place }> {
  const { items } = await loadRules(deps.db)
  if (!items.some((r) => r.enabled)) return { assigned: 0, next: null }
  let people = (await loadAvailable(deps.db, deps.policy().duty)).filter((w) => w.open < w.capacity)
  if (people.length === 0) return { assigned: 0, next: null }
  const after = from ? sql`and (c.next_due_at, c.id) > (${from.dueKey}::timestamptz, ${from.id}::uuid)` : sql``
  const pool = await readTraits(deps.db, sql`select c.id, row_number() over (order by c.next_due_at, c.id) as n from (select c.id, c.next_due_at from complaints c where ${isOpenSql} and c.owner_id is null and c.next_due_at is not null and not c.flags @> '{inquiry}' ${after} order by c.next_due_at, c.id limit ${batch}) c`)
  let assigned = 0
  for (const c of pool) {
    const choice = chooseWorker(items, c, people)
    if (!choice.worker || !await give(deps, c, choice.worker, choice.rule ?? '', choice.because)) continue
    assigned += 1
    people = people.map((w) => (w.id === choice.worker?.id ? { ...w, open: w.open + 1 } : w))
  }
  const last = pool.at(-1)
  return { assigned, next: pool.length === batch && last?.dueKey ? { dueKey: last.dueKey, id: last.id } : null }
}

/** Another worker or a person may be first: the version then refuses this one, which is no failure. */
async function give(deps: Deps, c: TraitsRow, to: Worker, rule: string, because: readonly unknown[]): Promise<boolean> {
  const ctx = { db: deps.db, actor: house, log: deps.log, requestId: newId(), idempotency: null }
  return takeStep(deps, ctx, c.id, 'assignment', c.version, async ({ row }) => {
    if (row.owner_id !== null) throw new Refusal('complaint.owned_by_other')
    return { ...(row.status === 'accepted' ? { to: 'investigating' as const } : {}), set: { owner_id: to.id }, data: { owner: to.id, ownerName: to.name, previous: null, rule, because } }
  }).then(() => true, (error: unknown) => { if (error instanceof Refusal) return false; throw error })
}

/** Every two seconds. */
export function assignmentSweep(deps: Deps): Sweep {
  let place: Place = null
  return {
    name: 'assignment', everyMs: 2000,
    run: async () => {
      const done = await assignPool(deps, place)
      place = done.next
      return done.assigned
    },
  }
}
