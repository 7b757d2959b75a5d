// How a deadline of a case came about, stretch by stretch, with the notices, pauses and steps behind it.
import { sql } from 'kysely'
import type { ExplanationView } from '../../contract/deadlines.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { explain } from '../../domain/sla/explanation.ts'
import type { Explanation } from '../../domain/sla/explanation.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { watchedKinds } from '../../domain/sla/statutory.ts'
import { Refusal } from '../../domain/refusal.ts'
import { viewClock } from '../complaints/clock-view.ts'
import { asOpened } from '../complaints/clocks.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { Deps } from '../complaints/deps.ts'
import { ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { counted, loadLedger } from './pause-ledger.ts'
import type { LedgerEntry } from './pause-ledger.ts'
import type { Condition } from './views.ts'

type Row = ClockRow & { now: number; complaint_no: string; recorded_at: number; noticed_at: number | null; excused_at: number | null; breached_due_at: number | null; cap_due_at: number | null; cap_rolled_due_at: number | null; cap_stopped_at: number | null }

/** Clocks (alias `k`) an actor is told about: a unit only those of its own questions. */
export function clocksFor(ctx: Ctx): Condition {
  return unitScope(ctx.actor) ? sql`k.kind = 'outlet_reply' and exists (select 1 from ${rowsOf('orders', sql`k.complaint_id`)} o where o.epoch = k.epoch and o.stage <> 'rerouted' and ${ordersOf(ctx.actor)})` : sql`true`
}

/**
 * The explanation of a clock, by default the newest of its kind. A unit is told about the clocks of its own questions only, and nothing
 * of what the house keeps to itself: aims, the watch of the law, reasons and names of pauses, other steps of the record.
 * @throws Refusal `not_found` (404) when case or clock doesn't exist for the actor.
 */
export async function explainDeadline(ctx: Ctx, deps: Pick<Deps, 'policy' | 'calendars'>, id: string, kind: ClockKind, epoch: number | undefined): Promise<ExplanationView> {
  const row = await readClockRow(ctx, id, kind, epoch)
  const inside = unitScope(ctx.actor) === null
  const [ledger, changes] = await Promise.all([loadLedger(ctx.db, id), inside ? listChanges(ctx, row) : []])
  const policy = deps.policy()
  const profile = policy.profileOf(row.policy_version)
  const time = policy.timeOf(row.calendar_version)
  const told = explain(asOpened(row), profile.rules[kind], time, { pauses: counted(ledger, kind), now: row.now, stoppedAt: row.stopped_at })
  const numbers = [...new Set([...told.segments.map((s) => s.params.notice), told.roll?.notice].filter((n) => n !== undefined))]
  return {
    clock: viewClock(row, row.now), source: told.source, at: iso(row.now), complaintNo: row.complaint_no, budget: told.budget, pausable: told.pausable,
    segments: told.segments.map((s) => ({ from: iso(s.from), to: iso(s.to), counted: s.counted, because: { code: s.code, params: { ...s.params } } })),
    profile: { code: profile.code, version: profile.version }, policyVersion: row.policy_version, calendar: { version: row.calendar_version, coverageUntil: time.calendar.coverageUntil, notices: namedNotices(deps.calendars, numbers) },
    target: inside && told.target ? { budget: told.target.budget, dueAt: iso(told.target.dueAt) } : null, cap: inside && watchedKinds.includes(kind) ? capOf(row) : null, roll: rollOf(told),
    reckonedAt: iso(told.reckonedAt), pauses: pausesOf(told, ledger, inside), changes,
    breach: row.noticed_at === null ? null : { dueAt: iso(row.breached_due_at ?? row.due_at), noticedAt: iso(row.noticed_at), excusedAt: isoOrNull(row.excused_at) },
  }
}

async function readClockRow(ctx: Ctx, id: string, kind: ClockKind, epoch: number | undefined): Promise<Row> {
  const found = await executeOften(ctx.db, sql<Row>`
    select k.*, app_now() as now, c.complaint_no, least(c.recorded_at, c.received_at) as recorded_at, b.noticed_at, b.excused_at, b.due_at as breached_due_at, w.due_at as cap_due_at, w.rolled_due_at as cap_rolled_due_at, w.stopped_at as cap_stopped_at
    from clocks k join complaints c on c.id = k.complaint_id
      left join clock_breaches b on b.complaint_id = k.complaint_id and b.kind = k.kind and b.epoch = k.epoch
      left join lateral (select x.due_at, x.rolled_due_at, x.stopped_at from clocks x where x.complaint_id = k.complaint_id and x.kind = 'statutory_watch' and k.kind <> 'statutory_watch' order by x.epoch desc limit 1) w on true
    where k.complaint_id = ${id}::uuid and k.kind = ${kind} and ${epoch === undefined ? sql`true` : sql`k.epoch = ${epoch}`} and ${clocksFor(ctx)} and ${visibleTo(ctx.actor)} order by k.epoch desc limit 1`)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return row
}

type Told = { kind?: string; epoch?: number; dueAt?: string; previousDueAt?: string }

/** What the sentence of a move names: the other case of a merge, the version it was counted anew by. */
const namedParams = ['fromNo', 'caseNo', 'policy', 'calendar', 'because'] as const

/** Every step of the record after which the clock was due at another instant than before. */
async function listChanges(ctx: Ctx, row: Row): Promise<ExplanationView['changes']> {
  const found = await executeOften(ctx.db, sql<{ at: number; type: string; data: Readonly<Record<string, unknown>> & { clocks: Told[] } }>`select e.at, e.type, e.body::jsonb -> 'data' as data from events e
    where e.stream_id = ${row.complaint_id}::uuid and e.at >= ${new Date(row.recorded_at)} and e.body::jsonb #> '{data,clocks}' @> ${JSON.stringify([{ kind: row.kind }])}::jsonb order by e.seq`)
  const told = found.rows.flatMap((e) => {
    const clock = e.data.clocks.find((c) => c.kind === row.kind && (c.epoch ?? 1) === row.epoch)
    const params = Object.fromEntries(namedParams.flatMap((name) => (typeof e.data[name] === 'string' ? [[name, spoken(name, e.data[name])]] : [])))
    return clock?.dueAt === undefined ? [] : [{ at: iso(e.at), code: e.type, params, dueAt: clock.dueAt, previous: clock.previousDueAt }]
  })
  return told.flatMap(({ previous, ...change }, i) => {
    const before = previous ?? told[i - 1]?.dueAt
    return before === undefined || before === change.dueAt ? [] : [{ ...change, before }]
  })
}

function spoken(name: string, value: string): string {
  return name.endsWith('No') ? showComplaintNumber(value) : value
}

/** The titles behind the numbers of notices; one no calendar holds keeps only its number. */
function namedNotices({ inForce }: Deps['calendars'], numbers: readonly string[]): ExplanationView['calendar']['notices'] {
  const known = new Map(inForce().pack.notices.map((n) => [n.number, n]))
  return numbers.map((number) => ({ number, title: known.get(number)?.title ?? null, publishedOn: known.get(number)?.publishedOn ?? null }))
}

function capOf(row: Row): ExplanationView['cap'] {
  return row.cap_due_at === null ? null : { dueAt: iso(row.cap_due_at), rolledDueAt: isoOrNull(row.cap_rolled_due_at), stoppedAt: isoOrNull(row.cap_stopped_at) }
}

function rollOf({ roll }: Explanation): ExplanationView['roll'] {
  if (roll === null) return null
  const { lastOn, kind, ...named } = roll
  return { on: lastOn, because: { code: kind, params: named } }
}

/** Entries that moved the clock, then those that were asked for or refused and moved nothing. */
function pausesOf(told: Explanation<LedgerEntry>, ledger: readonly LedgerEntry[], inside: boolean): ExplanationView['pauses'] {
  const idle = told.pausable && inside ? ledger.filter((p) => p.state !== 'counted' && p.kinds.includes(told.kind)) : []
  return [...told.pauses, ...idle.map((pause) => ({ pause, lost: 0, unit: 'millisecond' as const }))].map(({ pause: p, lost, unit }) => ({
    from: iso(p.from), to: isoOrNull(p.to), until: isoOrNull(p.capAt), code: p.code, state: p.state,
    ...(inside ? { reason: p.reason, evidence: p.evidence, by: p.by, approvedBy: p.approvedBy, decisionReason: p.decisionReason } : { reason: null, evidence: null, by: null, approvedBy: null, decisionReason: null }),
    enteredAt: iso(p.enteredAt), late: p.late, lost: { value: lost, unit },
  }))
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: number | null): string | null {
  return at === null ? null : iso(at)
}
