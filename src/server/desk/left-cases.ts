// What a person who was disabled leaves behind: their open cases go on through the gate, to the one named or back to the pool, a few at a time.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import { isOpenSql } from '../complaints/open.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'

/** The house itself, which may do nothing but give cases to somebody else. */
const house: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(['complaint:assign']), scope: { kind: 'all' } }
const atOnce = 200

type Left = { id: string; previous: string; previousName: string; toId: string | null; toName: string | null }

/** Gives on up to 200 cases; gives how many. One that moved meanwhile is left alone; whoever has none left is done. */
export async function giveOnCases(deps: Deps): Promise<number> {
  const left = await sql<Left>`with leavers as materialized (select id, name, cases_to from users where leaves_cases)
    select c.id, u.id as previous, u.name as "previousName", t.id as "toId", t.name as "toName" from leavers u
    cross join lateral (select c.id, c.next_due_at from complaints c where c.owner_id = u.id and ${isOpenSql} order by c.next_due_at, c.id limit ${atOnce}) c
    left join users t on t.id = u.cases_to and t.status = 'active' order by c.next_due_at, c.id limit ${atOnce}`.execute(deps.db)
  let given = 0
  for (const one of left.rows) {
    const ctx = { db: deps.db, actor: house, log: deps.log, requestId: newId(), idempotency: null }
    await takeStep(deps, ctx, one.id, one.toId === null ? 'release' : 'assignment', null, async ({ row, facts }) => {
      if (row.owner_id !== one.previous || !isOpen(row.status)) throw new Refusal('stale_version', { version: row.version })
      const moves = { previous: one.previous, previousName: one.previousName }
      if (one.toId === null || facts.barredIds.includes(one.toId)) return { set: { owner_id: null }, data: { owner: null, ...moves } }
      return { set: { owner_id: one.toId }, data: { owner: one.toId, ownerName: one.toName ?? '', previous: one.previous } }
    }).then(() => { given += 1 }, (error: unknown) => { if (!(error instanceof Refusal)) throw error })
  }
  if (left.rows.length < atOnce) {
    await sql`update users u set leaves_cases = false where u.leaves_cases and not exists (select from complaints c where c.owner_id = u.id and ${isOpenSql})`.execute(deps.db)
  }
  return given
}

/** Every two seconds. */
export function leftCaseSweep(deps: Deps): Sweep {
  return { name: 'left_cases', everyMs: 2000, run: () => giveOnCases(deps) }
}
