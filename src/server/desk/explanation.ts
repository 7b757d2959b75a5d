// How a deadline of a case came about, stretch by stretch.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { explainClock } from '../../contract/desk.ts'
import { explain } from '../../domain/sla/explanation.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { Refusal } from '../../domain/refusal.ts'
import { viewClock } from '../complaints/clock-view.ts'
import { asOpened } from '../complaints/clocks.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'

/**
 * The explanation of a clock, by default the newest of its kind. A unit is told about the clocks of its own questions only.
 * @throws Refusal `not_found` (404) when case or clock doesn't exist for the actor.
 */
export async function explainDeadline(ctx: Ctx, policy: PolicyInForce, id: string, kind: ClockKind, epoch: number | undefined): Promise<ReplyOf<typeof explainClock>> {
  const own = unitScope(ctx.actor) ? sql`k.kind = 'outlet_reply' and exists (select 1 from orders o where o.complaint_id = k.complaint_id and o.epoch = k.epoch and ${ordersOf(ctx.actor)})` : sql`true`
  const found = await sql<ClockRow & { now: number }>`
    select k.*, app_now() as now
    from clocks k join complaints c on c.id = k.complaint_id
    where k.complaint_id = ${id}::uuid and k.kind = ${kind} and ${epoch === undefined ? sql`true` : sql`k.epoch = ${epoch}`} and ${own} and ${visibleTo(ctx.actor)} order by k.epoch desc limit 1`.execute(ctx.db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  const told = explain(asOpened(row), policy.profileOf(row.policy_version).rules[kind], policy.timeOf(row.calendar_version))
  return {
    clock: viewClock(row, row.now), source: told.source,
    segments: told.segments.map((s) => ({ from: new Date(s.from).toISOString(), to: new Date(s.to).toISOString(), counted: s.counted, because: { code: s.code, params: { ...s.params } } })),
  }
}
