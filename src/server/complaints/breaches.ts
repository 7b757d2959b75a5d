// The sweep of clocks: every due clock that still runs becomes one breach and one line of the feed, in one statement.
import { sql } from 'kysely'
import type { Db } from '../platform/context.ts'
import type { Sweep } from '../platform/jobs.ts'

/**
 * Books the breaches of all clocks due at the transaction's `app_now()`; gives how many were new. Any number of workers may run
 * it at once and any of them may die: the primary key books each breach once, with its feed line in the same transaction.
 * Clocks that stand (`paused_at`) are not due.
 */
export async function sweepBreaches(db: Db): Promise<number> {
  const noticed = await sql`with due as (
      select c.complaint_id, c.kind, c.epoch, c.due_at from clocks c
      where c.stopped_at is null and c.paused_at is null and not c.cancelled and c.due_at <= app_now()
        and not exists (select from clock_breaches b where b.complaint_id = c.complaint_id and b.kind = c.kind and b.epoch = c.epoch)
      order by c.complaint_id, c.kind, c.epoch limit 5000),
    booked as (insert into clock_breaches (complaint_id, kind, epoch, due_at, noticed_at) select complaint_id, kind, epoch, due_at, app_now() from due on conflict do nothing returning complaint_id, kind)
    insert into outbox (complaint_id, version, type) select b.complaint_id, c.version, 'clock.breached' from booked b join complaints c on c.id = b.complaint_id returning 1`.execute(db)
  return noticed.rows.length
}

/** Every five seconds; breach itself is computed from data on reading, so a late sweep misreports nothing. */
export function breachSweep(db: Db): Sweep {
  return { name: 'breaches', everyMs: 5000, run: () => sweepBreaches(db) }
}
