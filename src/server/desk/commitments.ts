// What the house owes the customer of a case besides its clocks: promises, pauses and who granted them, when they are to hear from us, what to say.
import { sql } from 'kysely'
import type { Commitments } from '../../contract/clocks.ts'
import { sayWhen } from '../../domain/complaints/say-when.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import { clockState } from '../../domain/sla/clocks.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import { coolDownUntil, usedMillis } from '../../domain/sla/pause-rules.ts'
import type { PauseRules } from '../../domain/sla/pause-rules.ts'
import { regulatorFrom, regulatorOpen } from '../../domain/sla/regulator.ts'
import { clockTimes, loadClocks } from '../complaints/clocks.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import { loadLedger } from '../complaints/ledger.ts'
import { pausesDocument } from '../complaints/pause-policy.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { readEntries, viewEntry } from './pause-entries.ts'

type Row = { now: number; status: Status; channel: string; received_at: number; mood: number; units: string[]; last_contact: number | null; negotiated: boolean; dissatisfied: boolean; blocked: boolean }

/**
 * Promises, pauses and what can be said about time. Units have no part in it.
 * @throws Refusal `not_found` (404) when the case doesn't exist for the actor.
 */
export async function readCommitments(ctx: Ctx, policy: PolicyInForce, id: string): Promise<Commitments> {
  const found = await sql<Row>`select app_now() as now, c.status, c.channel, c.received_at, c.mood,
      array(select distinct u.name from ${rowsOf('orders', sql`c.id`)} o join org_units u on u.id = o.unit_id where o.state = 'open' order by 1) as units,
      (select max(k.at) from contacts k where k.complaint_id = c.id and k.verified and k.outcome in ('reached','received')) as last_contact,
      exists (select from offers o where o.complaint_id = c.id) or exists (select from contacts k where k.complaint_id = c.id and k.purpose = 'negotiation' and k.outcome in ('reached','received')) as negotiated,
      coalesce((select x.satisfied = false from confirmations x where x.complaint_id = c.id and x.epoch = c.reopened order by x.at desc limit 1), false) or exists (select from decisions d where d.complaint_id = c.id and d.epoch = c.reopened and d.outcome = 'not_agreed') as dissatisfied,
      exists (select from channel_states s where s.channel = c.channel and not s.available) as blocked
    from complaints c where c.id = ${id}::uuid and ${visibleTo(ctx.actor)}`.execute(ctx.db)
  const [c] = found.rows
  if (!c) throw new Refusal('not_found', {}, 404)
  if (ctx.actor.scope.kind !== 'all') return { at: iso(c.now), promises: [], pauses: [], reasons: [], say: null, contactDueAt: null, coolDownUntil: null, regulator: null }
  const rules = policy.of(pausesDocument)
  const [clocks, ledger, entries] = [await loadClocks(ctx.db, id), await loadLedger(ctx.db, id), await readEntries(ctx.db, sql`z.complaint_id = ${id}::uuid`)]
  const running = clocks.filter((k) => k.stopped_at === null)
  const watch = clocks.find((k) => k.kind === 'statutory_watch')
  const said = sayWhen({ status: c.status, unitsAsked: c.units, isPaused: ledger.some((e) => e.state === 'counted' && e.to === null), clocks: running.map((k) => ({ kind: k.kind, dueAt: k.due_at })), statutoryAt: watch?.stopped_at === null ? watch.due_at : null }, c.now)
  return {
    at: iso(c.now), promises: clocks.filter((k) => k.kind === 'promise').map((k) => viewPromise(k, c.now)), pauses: entries.map(viewEntry), reasons: grantsOf(rules, ledger),
    say: said && { by: iso(said.by), because: said.because.map((b) => ({ code: b.code, params: { ...b.params } })) },
    contactDueAt: isoOrNull(running.find((k) => k.kind === 'regular_contact')?.due_at ?? null),
    coolDownUntil: isoOrNull(coolDownUntil({ lastContactAt: c.last_contact, negotiated: c.negotiated, mood: c.mood }, rules, c.now)),
    regulator: { openBecause: regulatorOpen({ since: watch?.opened_at ?? null, answeredAt: watch?.stopped_at ?? null, isDissatisfied: c.dissatisfied, isChannelBlocked: c.blocked }, rules.regulatorAfterDays, policy.time, c.now), from: iso(regulatorFrom(watch?.opened_at ?? c.received_at, rules.regulatorAfterDays, policy.time)) },
  }
}

/** A promise that was taken off unkept is broken by the act that said so; with the case it lapses. */
function viewPromise(k: ClockRow, now: number): Commitments['promises'][number] {
  const state = clockState(clockTimes(k), now)
  const shown = state === 'met' ? 'kept' : state === 'met_late' ? 'kept_late' : state === 'cancelled' ? (k.stop_event === 'complaint.promise_broken' ? 'broken' : 'lapsed') : state === 'overdue' ? 'overdue' : 'open'
  return { epoch: k.epoch, text: k.note, madeAt: iso(k.opened_at), dueAt: iso(k.due_at), state: shown, endedAt: isoOrNull(k.stopped_at) }
}

function grantsOf(rules: PauseRules, ledger: Parameters<typeof usedMillis>[0]): Commitments['reasons'] {
  return rules.reasons.map((r) => ({ code: r.code, capHours: r.capHours, caseCapHours: r.caseCapHours, usedHours: Math.round((usedMillis(ledger, r.code) / hourMillis) * 10) / 10, evidence: r.evidence, approvalAboveHours: r.approval === 'none' ? null : r.approval === 'always' ? 0 : r.approval.aboveHours }))
}

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))
