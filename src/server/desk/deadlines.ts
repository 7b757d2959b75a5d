// All clocks of a case with what it takes to draw them on one line of time and to ask how they would stand at another instant.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { listDeadlines } from '../../contract/deadlines.ts'
import { explain } from '../../domain/sla/explanation.ts'
import { Refusal } from '../../domain/refusal.ts'
import { viewClock } from '../complaints/clock-view.ts'
import { asOpened } from '../complaints/clocks.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { clocksFor } from './explanation.ts'
import { counted, loadLedger } from './pause-ledger.ts'
import type { LedgerEntry } from './pause-ledger.ts'

type Deadlines = ReplyOf<typeof listDeadlines>
type Row = ClockRow & { noticed_at: number | null }

/**
 * The clocks in the order they began.
 * @throws Refusal `not_found` (404) when the case doesn't exist for the actor.
 */
export async function showDeadlines(ctx: Ctx, policy: PolicyInForce, id: string): Promise<Deadlines> {
  const seen = await executeOften(ctx.db, sql<{ now: number }>`select app_now() as now from complaints c where c.id = ${id}::uuid and ${visibleTo(ctx.actor)}`)
  const now = seen.rows[0]?.now
  if (now === undefined) throw new Refusal('not_found', {}, 404)
  const [found, ledger] = await Promise.all([
    executeOften(ctx.db, sql<Row>`select k.*, b.noticed_at from clocks k left join clock_breaches b on b.complaint_id = k.complaint_id and b.kind = k.kind and b.epoch = k.epoch
      where k.complaint_id = ${id}::uuid and ${clocksFor(ctx)} order by k.opened_at, k.due_at, k.kind, k.epoch`),
    loadLedger(ctx.db, id),
  ])
  const inside = unitScope(ctx.actor) === null
  return { at: iso(now), items: found.rows.map((row) => deadlineOf(row, policy, ledger, now, inside)) }
}

function deadlineOf(row: Row, policy: PolicyInForce, ledger: readonly LedgerEntry[], now: number, inside: boolean): Deadlines['items'][number] {
  const told = explain(asOpened(row), policy.profileOf(row.policy_version).rules[row.kind], policy.timeOf(row.calendar_version), { pauses: counted(ledger, row.kind), now, stoppedAt: row.stopped_at })
  return {
    ...viewClock(row, now), cancelled: row.cancelled, calendarVersion: row.calendar_version, budget: told.budget, targetAt: inside && told.target ? iso(told.target.dueAt) : null, breachNoticedAt: row.noticed_at === null ? null : iso(row.noticed_at),
    pauses: told.pauses.map(({ pause }) => ({ from: iso(pause.from), to: pause.to === null ? null : iso(pause.to), until: pause.capAt === null ? null : iso(pause.capAt) })),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
