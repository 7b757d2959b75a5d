// A pause ends when it was agreed to end, whether or not somebody remembers.
import { sql } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import type { Deps } from './deps.ts'
import { takeStep } from './gate.ts'
import type { Decided, Step } from './gate.ts'
import { endOpenPauses } from './ledger.ts'
import { gist } from './words.ts'

/** The house itself, which may do nothing but end a pause. */
const house: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(['complaint:pause']), scope: { kind: 'all' } }

/** Ends the open pause of a case, at its agreed end at the latest; one that waits for approval is asked for no more. */
export async function endPause({ tx, row, now }: Step, note: string | undefined): Promise<Decided> {
  return { flagsOff: ['waiting_customer'], pauses: await endOpenPauses(tx, row.id, now), data: note ? { note: gist(note) } : {} }
}

/**
 * Goes on with cases whose pause is over, through the gate like anybody; gives how many. Another worker or a person may be
 * first: the lock and the lifecycle then refuse this one, which is no failure.
 */
export async function endDuePauses(deps: Deps): Promise<number> {
  const due = await sql<{ id: string }>`select c.id from clock_pauses p join complaints c on c.id = p.complaint_id
    where p.to_at is null and p.state = 'counted' and p.until_at <= app_now() and is_open_status(c.status) order by p.until_at limit 100`.execute(deps.db)
  let ended = 0
  for (const { id } of due.rows) {
    const ctx = { db: deps.db, actor: house, log: deps.log, requestId: newId(), idempotency: null }
    await takeStep(deps, ctx, id, 'resume', null, (step) => endPause(step, undefined)).then(() => { ended += 1 }, (error: unknown) => { if (!(error instanceof Refusal)) throw error })
  }
  return ended
}

/** Every five seconds; a standing clock is no breach meanwhile, so a late sweep only tells later. */
export function pauseSweep(deps: Deps): Sweep {
  return { name: 'pauses', everyMs: 5000, run: () => endDuePauses(deps) }
}
