// Open clocks counted anew after publishing: looked through first, then moved case by case under the lock, each with its line in the record (ADR 059).
import { sql } from 'kysely'
import type { RecomputeScope } from '../../contract/policy-runs.ts'
import { playCase } from '../../domain/sla/playing.ts'
import type { ClockEffect } from '../../domain/sla/playing.ts'
import type { Contribution } from '../../domain/policy/tally.ts'
import { appendEvents } from '../platform/chain.ts'
import type { RecordedActor } from '../platform/chain.ts'
import type { Db } from '../platform/context.ts'
import { bookBreaches } from './clocks.ts'
import type { PolicyInForce } from './policy.ts'
import { isCaseMoved, isRecounted, loadCases, playedCase, playedClock, recountCase } from './recount-cases.ts'
import type { RecountedCase } from './recount-cases.ts'

/** Cases moved in one transaction: short enough that somebody who wants one of them hardly notices. */
const moveChunk = 200

/** Lists the cases a run has to look at: whose clocks run, and rest on no notice yet where only those are meant. Gives how many. */
export async function stageCases(tx: Db, runId: string, scope: RecomputeScope): Promise<number> {
  const staged = await sql<{ n: number }>`with staged as (insert into policy_run_cases (run_id, place, complaint_id) select ${runId}, row_number() over (order by complaint_id), complaint_id
      from (select distinct complaint_id from clocks where stopped_at is null ${scope.kind === 'calendar' ? sql`and provisional` : sql``}) k returning 1) select count(*)::int as n from staged`.execute(tx)
  return staged.rows[0]?.n ?? 0
}

/** What moving the next cases after a place would do; nothing is written. */
export async function previewCases(tx: Db, runId: string, scope: RecomputeScope, policy: PolicyInForce, now: number, from: { readonly after: number; readonly cases: number }): Promise<{ place: number; looked: number; found: Contribution<ClockEffect>[] }> {
  const next = await sql<{ place: number; id: string }>`select place, complaint_id as id from policy_run_cases where run_id = ${runId} and place > ${from.after} order by place limit ${from.cases}`.execute(tx)
  const cases = await loadCases(tx, next.rows.map((r) => r.id), { lock: false, stopped: false })
  const found = cases.map((c) => {
    const r = recountCase(c, scope, policy, now)
    const played = playCase(playedCase(c, r.clocks.map(playedClock)), now)
    return isRecounted(r) && !isCaseMoved(r) ? { ...played, counts: { ...played.counts, repinned: 1 } } : played
  })
  return { place: next.rows.at(-1)?.place ?? from.after, looked: next.rows.length, found }
}

/**
 * Moves the next cases nobody holds just now; gives how many it looked at and moved, and from which place there is more to do, null when there is nothing.
 * A case's version stays, so whoever has it open goes on; its chain grows by a line, and it is ordered by what comes due next now.
 */
export async function moveCases(tx: Db, run: Moving, policy: PolicyInForce, now: number, place: number): Promise<{ looked: number; moved: number; place: number | null }> {
  const next = await sql<{ place: number; id: string }>`select place, complaint_id as id from policy_run_cases where run_id = ${run.id} and not is_done and place >= ${place} order by place limit ${moveChunk}`.execute(tx)
  const cases = await loadCases(tx, next.rows.map((r) => r.id), { lock: true, stopped: false })
  const recounted = cases.map((c) => recountCase(c, run.scope, policy, now)).filter(isRecounted)
  if (recounted.length > 0) await saveCases(tx, run, policy, now, recounted)
  const done = new Set(cases.map((c) => c.id))
  await sql`update policy_run_cases set is_done = true where run_id = ${run.id} and place = any(${next.rows.filter((r) => done.has(r.id)).map((r) => r.place)}::int[])`.execute(tx)
  const last = next.rows.at(-1)
  return { looked: cases.length, moved: recounted.filter(isCaseMoved).length, place: last === undefined ? null : (next.rows.find((r) => !done.has(r.id))?.place ?? last.place + 1) }
}

type Moving = { readonly id: string; readonly scope: RecomputeScope; readonly by: RecordedActor }

async function saveCases(tx: Db, run: Moving, policy: PolicyInForce, now: number, moved: readonly RecountedCase[]): Promise<void> {
  const at = new Date(now)
  const clocks = moved.flatMap((r) => r.clocks.map(({ after: k }) => ({ id: k.complaint_id, kind: k.kind, epoch: k.epoch, due: iso(k.due_at), strict: iso(k.strict_due_at), rolled: iso(k.rolled_due_at), provisional: k.provisional, policy: k.policy_version, calendar: k.calendar_version, stands: iso(k.paused_at) })))
  await bookBreaches(tx, moved.flatMap((r) => r.clocks.map(({ before }) => before)), now)
  await sql`update clocks k set due_at = t.due, strict_due_at = t.strict, rolled_due_at = t.rolled, provisional = t.provisional, policy_version = t.policy, calendar_version = t.calendar, paused_at = t.stands
    from jsonb_to_recordset(${JSON.stringify(clocks)}::jsonb) as t (id uuid, kind text, epoch smallint, due timestamptz, strict timestamptz, rolled timestamptz, provisional boolean, policy text, calendar text, stands timestamptz)
    where k.complaint_id = t.id and k.kind = t.kind and k.epoch = t.epoch`.execute(tx)
  // a breach that ceased stays on record with the run that explains it; one that comes at the new instant is noticed again, and where it came already the older excuse counts for nothing
  await sql`update clock_breaches b set excused_by = case when t.due > ${at} then ${run.id}::uuid else b.excused_by end, excused_at = case when t.due > ${at} then ${at}::timestamptz else b.excused_at end,
      due_at = case when t.due > ${at} then b.due_at else t.due end, noticed_at = case when t.due > ${at} then b.noticed_at else ${at}::timestamptz end from jsonb_to_recordset(${JSON.stringify(clocks)}::jsonb) as t (id uuid, kind text, epoch smallint, due timestamptz) where b.complaint_id = t.id and b.kind = t.kind and b.epoch = t.epoch and (t.due > ${at} or b.excused_at >= b.noticed_at)`.execute(tx)
  const chained = moved.map((r) => ({ ...r, chained: appendEvents({ id: r.case.id, kind: 'complaint' }, { seq: r.case.chainSeq, hash: r.case.chainHash }, now, run.by, [{ type: 'clock.recounted', data: toldOf(r, run, policy) }]) }))
  await tx.insertInto('events').values(chained.flatMap((r) => r.chained.rows.map((e) => ({ ...e, at: new Date(e.at) })))).execute()
  const heads = chained.map((r) => ({ id: r.case.id, seq: r.chained.head.seq, hash: r.chained.head.hash.toString('hex'), policy: r.policyVersion, due: iso(r.next?.dueAt ?? null), kind: r.next?.kind ?? null }))
  await sql`update complaints c set chain_seq = t.seq, chain_hash = decode(t.hash, 'hex'), policy_version = t.policy, next_due_at = t.due, next_due_kind = t.kind
    from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) as t (id uuid, seq integer, hash text, policy text, due timestamptz, kind text) where c.id = t.id`.execute(tx)
  await sql`insert into outbox (at, complaint_id, version, type) select ${at}, t.id, t.version, 'clock.recounted' from jsonb_to_recordset(${JSON.stringify(moved.map((r) => ({ id: r.case.id, version: r.case.version })))}::jsonb) as t (id uuid, version integer)`.execute(tx)
}

function toldOf(r: RecountedCase, run: Moving, policy: PolicyInForce): Record<string, unknown> {
  const clocks = r.clocks.map(({ before, after }) => ({
    kind: after.kind, epoch: after.epoch, ...(before.due_at === after.due_at ? {} : { dueAt: iso(after.due_at), previousDueAt: iso(before.due_at) }), ...(before.rolled_due_at === after.rolled_due_at ? {} : { rolledDueAt: iso(after.rolled_due_at), previousRolledDueAt: iso(before.rolled_due_at) }),
    ...(before.provisional === after.provisional ? {} : { provisional: after.provisional }), policy: after.policy_version,
  }))
  return { run: run.id, because: run.scope.kind, policy: r.policyVersion, previousPolicy: r.case.policyVersion, calendar: run.scope.kind === 'calendar' ? policy.time.calendar.version : null, clocks }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
