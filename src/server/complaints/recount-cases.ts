// Cases with their open clocks as a recompute sees them, and what each becomes under another policy version or a newer calendar.
import { sql } from 'kysely'
import { canPause, nextDue } from '../../domain/sla/clocks.ts'
import { clockKinds } from '../../domain/sla/kinds.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { unionSpans } from '../../domain/sla/pauses.ts'
import type { Span } from '../../domain/sla/pauses.ts'
import type { PlayedCase, PlayedClock } from '../../domain/sla/playing.ts'
import { profileVersion } from '../../domain/sla/profiles.ts'
import type { Profile } from '../../domain/sla/profiles.ts'
import { asStored, countsAlike, isMoved, recount } from '../../domain/sla/recount.ts'
import type { Counted, StoredClock } from '../../domain/sla/recount.ts'
import type { RecomputeScope } from '../../contract/policy-runs.ts'
import type { Db } from '../platform/context.ts'
import { clockTimes } from './clocks.ts'
import type { ClockRow } from './clocks.ts'
import type { PolicyInForce } from './policy.ts'

export type OpenCase = {
  readonly id: string; readonly version: number; readonly kind: string; readonly policyVersion: string | null; readonly reasonCode: string | null; readonly link: string | null; readonly unitCodes: readonly string[]; readonly channel: string; readonly receivedAt: number; readonly decidedAt: number | null
  readonly unit: string | null; readonly chainSeq: number; readonly chainHash: Buffer; readonly clocks: readonly ClockRow[]; readonly pauses: readonly CountedPause[]
}

/** An entry of the ledger that counts for a kind of clock. */
type CountedPause = { readonly kind: ClockKind; readonly from: number; readonly to: number | null }

/** A clock row as it will be. */
export type MovedClock = { readonly before: ClockRow; readonly after: ClockRow }
export type RecountedCase = { readonly case: OpenCase; readonly clocks: readonly MovedClock[]; readonly next: { readonly kind: ClockKind; readonly dueAt: number } | null; readonly policyVersion: string | null }

type CaseLine = Omit<OpenCase, 'clocks' | 'pauses'>

/** The cases with these ids, their clocks (the open ones, or all) and pauses. With `lock`, those nobody else holds, locked until the transaction ends. */
export async function loadCases(db: Db, ids: readonly string[], more: { readonly lock: boolean; readonly stopped: boolean }): Promise<OpenCase[]> {
  const found = await sql<CaseLine>`select c.id, c.version, c.kind, c.policy_version as "policyVersion", c.reason_code as "reasonCode", c.link, c.channel, array(select o.code from parties p join org_units o on o.id = p.unit_id where p.complaint_id = c.id) as "unitCodes", c.received_at as "receivedAt", c.decided_at as "decidedAt", c.chain_seq as "chainSeq", c.chain_hash as "chainHash",
      (select coalesce(p.province_id, p.unit_id) from parties p where p.complaint_id = c.id order by p.role, p.unit_id limit 1) as unit
    from complaints c where c.id = any(${ids}::uuid[]) order by c.id ${more.lock ? sql`for no key update of c skip locked` : sql``}`.execute(db)
  const there = found.rows.map((c) => c.id)
  const clocks = await sql<ClockRow>`select * from clocks where complaint_id = any(${there}::uuid[]) ${more.stopped ? sql`` : sql`and stopped_at is null`} order by complaint_id, kind, epoch`.execute(db)
  const pauses = await sql<CountedPause & { id: string }>`select complaint_id as id, kind, from_at as "from", to_at as "to" from counted_pauses where complaint_id = any(${there}::uuid[])`.execute(db)
  const clocksOf = Map.groupBy(clocks.rows, (k) => k.complaint_id)
  const pausesOf = Map.groupBy(pauses.rows, (p) => p.id)
  return found.rows.map((c) => ({ ...c, clocks: clocksOf.get(c.id) ?? [], pauses: pausesOf.get(c.id) ?? [] }))
}

/** What clocks of this kind have stood through. */
export function spansOf(c: Pick<OpenCase, 'pauses'>, row: ClockRow): readonly Span[] {
  return unionSpans(c.pauses.flatMap((p) => (p.kind === row.kind && p.to !== null && p.to > row.opened_at ? [{ from: p.from, to: p.to }] : [])))
}

/** The profile a case gets under a policy, by what is known of it now. */
export function profileNow(c: OpenCase, policy: PolicyInForce): Profile {
  return policy.profileFor({ unitCodes: c.unitCodes, reasonCode: c.reasonCode, channel: c.channel, link: c.link })
}

/** What the case becomes: the clocks that change, and the profile its later clocks follow. */
export function recountCase(c: OpenCase, scope: RecomputeScope, policy: PolicyInForce, now: number): RecountedCase {
  const target = scope.kind === 'policy' ? profileNow(c, policy) : null
  const after = c.clocks.map((row) => (target === null ? byCalendar(c, row, policy) : byProfile(c, row, target, policy)))
  const clocks = c.clocks.flatMap((before, i) => (after[i] === undefined || after[i] === before ? [] : [{ before, after: after[i] }]))
  return { case: c, clocks, next: nextDue(after.map(clockTimes), now), policyVersion: target === null || c.policyVersion === null ? c.policyVersion : repinned(c.policyVersion, policy.profileOf(c.policyVersion), target) }
}

/** Whether the record has something to tell: a clock changed, or later clocks will follow another profile. */
export function isRecounted(r: RecountedCase): boolean {
  return r.clocks.length > 0 || r.policyVersion !== r.case.policyVersion
}

/** Whether a due, strict or rolled instant differs, or whether it is provisional; otherwise only later clocks will. */
export function isCaseMoved(r: RecountedCase): boolean {
  return r.clocks.some(({ before, after }) => isMoved(instantsOf(before), instantsOf(after)))
}

/** A clock's place on the scale before and after, for the preview. */
export function playedClock({ before, after }: MovedClock): PlayedClock {
  const { dueAt: _, ...times } = clockTimes(before)
  return { ...times, before: instantsOf(before), after: instantsOf(after) }
}

/** The case as the tally counts it. */
export function playedCase(c: OpenCase, clocks: readonly PlayedClock[]): PlayedCase {
  return { id: c.id, unit: c.unit, reason: c.reasonCode, isComplaint: c.kind === 'complaint', receivedAt: c.receivedAt, decidedAt: c.decidedAt, clocks }
}

/** A stored row in the domain's shape, with what its own pinned rule and calendar say of it. */
export function storedClock(c: Pick<OpenCase, 'pauses'>, row: ClockRow, policy: PolicyInForce): StoredClock {
  return asStored({ ...instantsOf(row), kind: row.kind, openedAt: row.opened_at, statutory: row.statutory, stoppedAt: row.stopped_at }, { rule: policy.profileOf(row.policy_version).rules[row.kind], time: policy.timeOf(row.calendar_version) }, spansOf(c, row))
}

export function instantsOf(row: ClockRow): Counted {
  return { dueAt: row.due_at, strictDueAt: row.strict_due_at, rolledDueAt: row.rolled_due_at, provisional: row.provisional }
}

function byProfile(c: OpenCase, row: ClockRow, target: Profile, policy: PolicyInForce): ClockRow {
  const rule = target.rules[row.kind]
  const stored = storedClock(c, row, policy)
  const pinned = policy.profileOf(row.policy_version)
  if (stored.agreed || countsAlike(rule, pinned.rules[row.kind])) return row
  const counted = recount(stored, rule, policy.timeOf(row.calendar_version), spansOf(c, row))
  return withInstants({ ...row, policy_version: repin(row.policy_version, pinned, target), paused_at: standing(c, row, canPause(rule), counted.dueAt) }, counted)
}

function byCalendar(c: OpenCase, row: ClockRow, policy: PolicyInForce): ClockRow {
  if (!row.provisional) return row
  const stored = storedClock(c, row, policy)
  const time = policy.timeNow(row.calendar_version)
  const counted = recount(stored, policy.profileOf(row.policy_version).rules[row.kind], time, spansOf(c, row))
  return isMoved(stored, counted) ? withInstants({ ...row, calendar_version: time.calendar.version }, counted) : row
}

/** A clock that may no longer wait runs; one that now may stands with the case, unless it was over before. */
function standing(c: OpenCase, row: ClockRow, pausable: boolean, dueAt: number): number | null {
  const open = c.pauses.filter((p) => p.kind === row.kind && p.to === null).map((p) => p.from)
  const since = Math.max(row.opened_at, Math.min(...open))
  return pausable && open.length > 0 && since <= dueAt ? since : null
}

function withInstants(row: ClockRow, counted: Counted): ClockRow {
  return { ...row, due_at: counted.dueAt, strict_due_at: counted.strictDueAt, rolled_due_at: counted.rolledDueAt, provisional: counted.provisional }
}

/** A version that counts no kind of clock otherwise leaves the case where it is. */
function repinned(text: string, from: Profile, to: Profile): string {
  return clockKinds.every((kind) => countsAlike(from.rules[kind], to.rules[kind])) ? text : repin(text, from, to)
}

/** The text a case or clock is pinned to, with another profile in it. */
function repin(text: string, from: Profile, to: Profile): string {
  const [was, will] = [profileVersion(from), profileVersion(to)]
  const parts = text.split(' ')
  return parts.includes(was) ? parts.map((part) => (part === was ? will : part)).join(' ') : `${text} ${will}`
}
