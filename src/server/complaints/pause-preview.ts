// What a pause would do, before anybody asks for it: weighed by the same rules, nothing stored.
import { sql } from 'kysely'
import type { previewPause } from '../../contract/clocks.ts'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import { Refusal, why } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import { canPause, isPast } from '../../domain/sla/clocks.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import { unpausableKinds } from '../../domain/sla/kinds.ts'
import { dueIfPaused } from '../../domain/sla/pause-ledger.ts'
import type { LedgerEntry, PauseReason } from '../../domain/sla/pause-rules.ts'
import { isNo, pauseReason, weighPause } from '../../domain/sla/pause-rules.ts'
import type { Ctx } from '../platform/context.ts'
import { asOpened, loadClocks } from './clocks.ts'
import type { ClockRow } from './clocks.ts'
import { loadLedger } from './ledger.ts'
import { pausesDocument } from './pause-policy.ts'
import { explainsBreach, fromOf } from './pause-steps.ts'
import type { PolicyInForce } from './policy.ts'
import { visibleTo } from './visible.ts'

type Preview = ReplyOf<typeof previewPause>

/** @throws Refusal `not_found` (404) when the case doesn't exist for the actor. */
export async function previewOf(ctx: Ctx, policy: PolicyInForce, id: string, query: QueryOf<typeof previewPause>): Promise<Preview> {
  const found = await sql<{ received_at: number; now: number }>`select c.received_at, app_now() as now from complaints c where c.id = ${id}::uuid and ${visibleTo(ctx.actor)}`.execute(ctx.db)
  const [c] = found.rows
  if (!c) throw new Refusal('not_found', {}, 404)
  const rules = policy.of(pausesDocument)
  const [ledger, clocks] = [await loadLedger(ctx.db, id), await loadClocks(ctx.db, id)]
  const [from, until] = [fromOf(query.fromAt, c.now), query.untilAt === undefined ? c.now + 48 * hourMillis : Date.parse(query.untilAt)]
  const weighed = weighPause(rules, { code: query.code, from, until, evidence: query.evidence === 'yes', receivedAt: c.received_at, explains: explainsBreach(clocks, policy, query.code, from, c.now) }, ledger, c.now)
  const reason = pauseReason(rules, query.code)
  const no = isNo(weighed) ? weighed : null
  return {
    no, late: !isNo(weighed) && weighed.late, needsApproval: !isNo(weighed) && weighed.needsApproval, latestEnd: isNo(weighed) ? null : iso(weighed.capAt),
    clocks: clocks.filter((k) => k.stopped_at === null && ctx.actor.scope.kind === 'all').map((k) => touched(k, policy, ledger, reason, { from, until })),
  }
}

function touched(row: ClockRow, policy: PolicyInForce, ledger: readonly LedgerEntry[], reason: PauseReason | undefined, at: { readonly from: number; readonly until: number }): Preview['clocks'][number] {
  const rule = policy.profileOf(row.policy_version).rules[row.kind]
  const because = whyNever(row, canPause(rule), reason, at.from)
  const entry = { ...at, kinds: reason?.stands ?? [] }
  const newDueAt = because === null && at.until > at.from ? dueIfPaused(ledger, entry, rule, asOpened(row), policy.timeOf(row.calendar_version)) : row.due_at
  return { kind: row.kind, epoch: row.epoch, dueAt: iso(row.due_at), newDueAt: iso(newDueAt), stands: because === null, because: because && { code: because.code, params: { ...because.params } } }
}

/** Why a clock does not stand; null when it does. */
function whyNever(row: ClockRow, pausable: boolean, reason: PauseReason | undefined, from: number): Why | null {
  if (row.statutory) return why('stands.never_law')
  if (unpausableKinds.includes(row.kind)) return why('stands.never_outside')
  if (row.kind === 'promise') return why('stands.never_promised')
  if (!pausable) return why('stands.never_rule')
  if (!reason?.stands.includes(row.kind)) return why('stands.not_by_this')
  return isPast(row.due_at, from) ? why('stands.overdue_before') : null
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
