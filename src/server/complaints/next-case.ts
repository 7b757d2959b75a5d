// 取下一件: the most pressing case that fits the asker, theirs from then on, chosen and taken in one transaction.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { takeNext as wire } from '../../contract/duty.ts'
import { rankNext } from '../../domain/complaints/next-case.ts'
import { Refusal } from '../../domain/refusal.ts'
import { loadDuty } from '../identity/duty-people.ts'
import type { Ctx } from '../platform/context.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import type { Deps } from './deps.ts'
import { stepWithin } from './gate.ts'
import { isOpenSql } from './open.ts'
import { taken } from './steps.ts'
import { readTraits } from './traits.ts'
import type { TraitsRow } from './traits.ts'
import { visibleTo } from './visible.ts'

type Reply = ReplyOf<typeof wire>

/** How many of each priority are weighed: what is due later than these of the same priority can't be the most pressing. */
const weighed = 40

/** Chooses and takes. `except`: cases the asker has just left. @throws Refusal `duty.people_only` (403) for a token. */
export async function takeNext(deps: Deps, ctx: Ctx, except: readonly string[]): Promise<Reply> {
  if (ctx.actor.kind !== 'user') throw new Refusal('duty.people_only', {}, 403)
  const { people } = await loadDuty(ctx.db, deps.policy().duty, { ids: [ctx.actor.id] })
  const me = people[0]
  const asker = { skills: me?.skills ?? { languages: ['zh'], reasons: [], channels: [], keyCustomers: false, regulator: false }, regionIds: me?.unitIds ?? [] }
  return write(ctx, async (open) => {
    const candidates = await readCandidates(open, except)
    const byId = new Map(candidates.map((c) => [c.id, c]))
    for (const { id, because } of rankNext(candidates, asker, open.now)) {
      const chosen = byId.get(id)
      const next = chosen && await claim(deps, open, chosen, because)
      if (next) return { next, because: because.map((b) => ({ code: b.code, params: { ...b.params } })) }
    }
    return { next: null, because: [] }
  })
}

/** The pool by priority and own cases that wait for nobody; the pool's without those somebody else is taking at this moment. */
async function readCandidates({ tx, ctx }: Tx, except: readonly string[]): Promise<TraitsRow[]> {
  const me = ctx.actor.id
  const fits = sql`${isOpenSql} and c.id <> all(${[...except]}::uuid[]) and ${visibleTo(ctx.actor)}`
  return readTraits(tx, sql`
    select c.id, 0 as n from generate_series(1, 4) as level cross join lateral
      (select c.id from complaints c where c.owner_id is null and c.priority = level and ${fits} order by c.next_due_at, c.id limit ${weighed}) c
    union all (select c.id, 1 as n from complaints c where c.owner_id = ${me} and not c.flags @> '{waiting_customer}' and ${fits} order by c.next_due_at, c.id limit ${weighed})`, me)
}

/** Makes it the asker's; null when somebody else is at it or the lifecycle refuses, so that the next best is tried. */
async function claim(deps: Deps, open: Tx, c: TraitsRow, because: readonly unknown[]): Promise<Reply['next']> {
  const free = await sql<{ version: number; owner_id: string | null }>`select version, owner_id from complaints c where id = ${c.id} and ${isOpenSql} for no key update of c skip locked`.execute(open.tx)
  const row = free.rows[0]
  const { actor } = open.ctx
  if (!row || (row.owner_id !== null && row.owner_id !== actor.id)) return null
  const shown = { id: c.id, complaintNo: c.complaintNo, keyword: c.keyword }
  if (row.owner_id === actor.id) return { ...shown, version: row.version, taken: false }
  try {
    const head = await stepWithin(deps, open, c.id, 'take', row.version, async (step) => {
      const taking = taken(step)
      return { ...taking, data: { ...taking.data, because } }
    })
    return { ...shown, version: head.version, taken: true }
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
