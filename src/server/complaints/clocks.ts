// The clock rows of a case: stopping, opening, pausing, and which comes due next. The rules are domain/sla's.
import { sql } from 'kysely'
import { nextDue, openClock } from '../../domain/sla/clocks.ts'
import type { ClockTimes, OpenedClock } from '../../domain/sla/clocks.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { standBy } from '../../domain/sla/pause-ledger.ts'
import type { LedgerEntry } from '../../domain/sla/pause-rules.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import type { PolicyInForce } from './policy.ts'

export type ClockRow = {
  complaint_id: string; kind: ClockKind; epoch: number; opened_at: number; due_at: number; strict_due_at: number; rolled_due_at: number | null; statutory: boolean; provisional: boolean; policy_version: string; calendar_version: string; note: string | null; subject_id: string | null
  stopped_at: number | null; stop_event: string | null; cancelled: boolean; paused_at: number | null
}

export type ClockOpening = { readonly kind: ClockKind; readonly startAt?: number; readonly dueAt?: number; readonly note?: string; readonly subjectId?: string; /** For a unit's own clock: its units from the top down, whose calendar it is counted by. */ readonly unitPath?: readonly string[] }

/** What a step does to the clocks. `stopAt` is when the duty was met (a call told earlier), by default now; `cancelRest` ends what else runs without its duty being met. */
export type ClockChanges = {
  readonly stops?: readonly ClockKind[]
  readonly stopAt?: number
  readonly stopOnly?: readonly { readonly kind: ClockKind; readonly epoch: number }[]
  readonly opens?: readonly ClockOpening[]
  readonly cancels?: readonly ClockKind[]
  readonly cancelRest?: boolean
  /** Opened by a step that is taken back: as if never opened. */
  readonly voids?: readonly { readonly kind: ClockKind; readonly epoch: number }[]
  /** Clocks that run again as if they had never stopped; `dueAt` where the time between isn't counted, `metAt` when the duty was met meanwhile. */
  readonly resumes?: readonly { readonly kind: ClockKind; readonly epoch: number; readonly dueAt?: number; readonly metAt?: number }[]
  /** A watch that takes the whole count of another case's, or its own again. */
  readonly moves?: readonly (Pick<ClockRow, 'kind' | 'epoch' | 'opened_at' | 'due_at' | 'strict_due_at' | 'rolled_due_at'>)[]
}

/** All clocks of a case, stopped ones too. */
export async function loadClocks(db: Db, complaintId: string): Promise<ClockRow[]> {
  const found = await executeOften(db, sql<ClockRow>`select * from clocks where complaint_id = ${complaintId} order by kind, epoch`)
  return found.rows
}

/** A clock as `clockState` reads it. */
export function clockTimes(row: ClockRow): ClockTimes & { kind: ClockKind } {
  return { kind: row.kind, openedAt: row.opened_at, dueAt: row.due_at, metAt: row.cancelled ? null : row.stopped_at, cancelledAt: row.cancelled ? row.stopped_at : null, pausedAt: row.stopped_at === null ? row.paused_at : null }
}

type Moment = { readonly policyVersion: string; readonly event: string; readonly now: number; readonly ledger: readonly LedgerEntry[] | null }

/** What became of a clock in a step, as the record keeps it. */
export type ToldClock = { readonly kind: ClockKind; readonly epoch: number; readonly dueAt?: string; readonly stoppedAt?: string | null; readonly cancelled?: boolean }

/** Applies the changes; says which clock comes due next, or null when none runs, and what the record is to tell. `moment.ledger`: the pauses of the case when they bear on the step, else null. */
export async function saveClocks(tx: Db, policy: PolicyInForce, complaintId: string, rows: readonly ClockRow[], changes: ClockChanges, moment: Moment): Promise<{ next: { kind: ClockKind; dueAt: number } | null; told: ToldClock[] }> {
  const opened = openedRows(policy, complaintId, rows, changes.opens ?? [], moment)
  const after = [...rows.map((row) => changed(row, changes, moment)), ...opened].map((row) => (moment.ledger === null ? row : stood(row, policy, moment.ledger)))
  for (const [i, row] of after.entries()) {
    if (i >= rows.length) await insertClock(tx, row)
    else if (row !== rows[i]) await updateClock(tx, row)
  }
  return { next: nextDue(after.map(clockTimes), moment.now), told: after.flatMap((row, i) => told(rows[i], row)) }
}

/** Where the ledger puts an open clock. */
export function stood(row: ClockRow, policy: PolicyInForce, ledger: readonly LedgerEntry[]): ClockRow {
  if (row.stopped_at !== null) return row
  const { dueAt, pausedAt } = standBy(ledger, policy.profileOf(row.policy_version).rules[row.kind], asOpened(row), policy.timeOf(row.calendar_version))
  return dueAt === row.due_at && pausedAt === row.paused_at ? row : { ...row, due_at: dueAt, paused_at: pausedAt }
}

function told(before: ClockRow | undefined, after: ClockRow): ToldClock[] {
  const moved = before?.due_at !== after.due_at
  const stopped = before !== undefined && before.stopped_at !== after.stopped_at
  if (!moved && !stopped) return []
  return [{ kind: after.kind, epoch: after.epoch, ...(moved ? { dueAt: new Date(after.due_at).toISOString() } : {}), ...(stopped ? { stoppedAt: after.stopped_at === null ? null : new Date(after.stopped_at).toISOString(), cancelled: after.cancelled } : {}) }]
}

function changed(row: ClockRow, changes: ClockChanges, moment: Moment): ClockRow {
  const is = (each: { readonly kind: ClockKind; readonly epoch: number }): boolean => each.kind === row.kind && each.epoch === row.epoch
  const move = changes.moves?.find(is)
  if (move) return { ...row, ...move }
  const resumed = changes.resumes?.find(is)
  if (resumed) return { ...row, stopped_at: resumed.metAt ?? null, stop_event: resumed.metAt === undefined ? null : moment.event, cancelled: false, due_at: resumed.dueAt ?? row.due_at }
  if (row.stopped_at !== null) return row
  const met = changes.stops?.includes(row.kind) || changes.stopOnly?.some(is)
  if (met) return { ...row, stopped_at: Math.max(row.opened_at, changes.stopAt ?? moment.now), stop_event: moment.event, paused_at: null }
  const cancelled = changes.cancels?.includes(row.kind) || changes.voids?.some(is) || (changes.cancelRest && row.kind !== 'statutory_watch')
  return cancelled ? { ...row, stopped_at: moment.now, stop_event: moment.event, cancelled: true, paused_at: null } : row
}

async function updateClock(tx: Db, row: ClockRow): Promise<void> {
  await sql`update clocks set stopped_at = ${instant(row.stopped_at)}, stop_event = ${row.stop_event}, cancelled = ${row.cancelled}, due_at = ${instant(row.due_at)}, opened_at = ${instant(row.opened_at)}, strict_due_at = ${instant(row.strict_due_at)}, rolled_due_at = ${instant(row.rolled_due_at)}, paused_at = ${instant(row.paused_at)} where complaint_id = ${row.complaint_id} and kind = ${row.kind} and epoch = ${row.epoch}`.execute(tx)
}

/** Books which of these clocks are overdue at `now`, sweep or no sweep: for acts after which nobody could see that they were. The act's own instant, so that its excuse is not older than the breach. */
export async function bookBreaches(tx: Db, clocks: readonly Pick<ClockRow, 'complaint_id' | 'kind' | 'epoch'>[], now: number): Promise<void> {
  await sql`insert into clock_breaches (complaint_id, kind, epoch, due_at, noticed_at) select k.complaint_id, k.kind, k.epoch, k.due_at, ${instant(now)} from jsonb_to_recordset(${JSON.stringify(clocks.map((k) => ({ id: k.complaint_id, kind: k.kind, epoch: k.epoch })))}::jsonb) as t (id uuid, kind text, epoch smallint)
    join clocks k on k.complaint_id = t.id and k.kind = t.kind and k.epoch = t.epoch where k.stopped_at is null and k.paused_at is null and k.due_at < ${instant(now)} order by 1, 2, 3
    on conflict (complaint_id, kind, epoch) do update set due_at = excluded.due_at, noticed_at = excluded.noticed_at where clock_breaches.due_at < excluded.due_at`.execute(tx)
}

/** A stored clock in the domain's shape, for explaining or moving it. */
export function asOpened(row: ClockRow): OpenedClock {
  return { kind: row.kind, epoch: row.epoch, openedAt: row.opened_at, dueAt: row.due_at, strictDueAt: row.strict_due_at, rolledDueAt: row.rolled_due_at, targetAt: null, provisional: row.provisional, statutory: row.statutory, calendarVersion: row.calendar_version }
}

/** A kind opens again as its next epoch; several of one kind in one step follow each other. */
function openedRows(policy: PolicyInForce, complaintId: string, rows: readonly ClockRow[], openings: readonly ClockOpening[], moment: Moment): ClockRow[] {
  const opened: ClockRow[] = []
  for (const opening of openings) {
    const epoch = [...rows, ...opened].filter((r) => r.kind === opening.kind).reduce((n, r) => Math.max(n, r.epoch), 0) + 1
    opened.push(openedRow(policy, complaintId, { ...opening, epoch, policyVersion: moment.policyVersion }, moment.now))
  }
  return opened
}

async function insertClock(tx: Db, row: ClockRow): Promise<void> {
  await sql`insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, rolled_due_at, statutory, provisional, policy_version, calendar_version, note, subject_id, paused_at)
    values (${row.complaint_id}, ${row.kind}, ${row.epoch}, ${instant(row.opened_at)}, ${instant(row.due_at)}, ${instant(row.strict_due_at)}, ${instant(row.rolled_due_at)}, ${row.statutory}, ${row.provisional}, ${row.policy_version}, ${row.calendar_version}, ${row.note}, ${row.subject_id}, ${instant(row.paused_at)})`.execute(tx)
}

/** The row of a clock opened by the rule of the case's own profile, or until the instant agreed. */
export function openedRow(policy: PolicyInForce, complaintId: string, opening: ClockOpening & { readonly epoch: number; readonly policyVersion: string }, now: number): ClockRow {
  const c = openClock(policy.profileOf(opening.policyVersion).rules[opening.kind], opening.startAt ?? now, opening.unitPath === undefined ? policy.time : policy.timeFor(opening.unitPath), { epoch: opening.epoch, ...(opening.dueAt === undefined ? {} : { agreedDueAt: opening.dueAt }) })
  return {
    complaint_id: complaintId, kind: c.kind, epoch: c.epoch, opened_at: c.openedAt, due_at: c.dueAt, strict_due_at: c.strictDueAt, rolled_due_at: c.rolledDueAt, statutory: c.statutory, provisional: c.provisional, policy_version: opening.policyVersion, calendar_version: c.calendarVersion,
    note: opening.note ?? null, subject_id: opening.subjectId ?? null, stopped_at: null, stop_event: null, cancelled: false, paused_at: null,
  }
}

function instant(at: number | null): Date | null {
  return at === null ? null : new Date(at)
}
