// A duplicate points to the case that lives on, which keeps the earliest statutory watch (OPN-03, `contract.md`).
import { sql } from 'kysely'
import { readComplaintNumber } from '../../domain/complaints/number.ts'
import { Refusal } from '../../domain/refusal.ts'
import { earliestWatch } from '../../domain/sla/statutory.ts'
import { appendEvents } from '../platform/chain.ts'
import { lockCase } from './gate.ts'
import type { Decided, Step } from './gate.ts'
import { loadClocks } from './clocks.ts'
import type { ClockRow } from './clocks.ts'

/** Ends the case as duplicate of `number`. @throws Refusal when the other case isn't there, is itself, or has ended as duplicate. */
export async function rejectDuplicate(step: Step, number: string | undefined, told: Decided): Promise<Decided> {
  const { tx, ctx, row, now } = step
  const no = number === undefined ? null : readComplaintNumber(number)
  if (no === null) throw new Refusal('duplicate.number_missing', {}, 400)
  const found = await sql<{ id: string }>`select complaint_id as id from complaint_numbers where complaint_no = ${no}`.execute(tx)
  const otherId = found.rows[0]?.id
  if (otherId === undefined || otherId === row.id) throw new Refusal('duplicate.no_other_case')
  const other = await lockCase(tx, ctx, otherId)
  if (other.status === 'duplicate') throw new Refusal('duplicate.of_duplicate')
  const mine = (await loadClocks(tx, row.id)).find((c) => c.kind === 'statutory_watch')
  const theirs = (await loadClocks(tx, other.id)).find((c) => c.kind === 'statutory_watch')
  // the watch ends by merging only because the survivor keeps it: one that has none, or ended without telling anything, can't
  if (mine && (!theirs || other.status === 'withdrawn')) throw new Refusal('duplicate.watch_lost', { kind: other.kind, status: other.status })
  const earlier = mine && theirs?.stopped_at === null && keepsWatch(theirs, mine) === mine
  if (earlier) {
    await sql`update clocks set opened_at = ${new Date(mine.opened_at)}, due_at = ${new Date(mine.due_at)}, strict_due_at = ${new Date(mine.strict_due_at)}, rolled_due_at = ${mine.rolled_due_at === null ? null : new Date(mine.rolled_due_at)} where complaint_id = ${other.id} and kind = 'statutory_watch' and epoch = ${theirs.epoch}`.execute(tx)
  }
  const events = [{ type: 'complaint.merged_in', data: { from: row.id, fromNo: row.complaint_no, earlierWatch: Boolean(earlier), ...(earlier ? { clocks: [{ kind: 'statutory_watch', epoch: theirs.epoch, dueAt: new Date(mine.due_at).toISOString() }] } : {}) } }]
  const chained = appendEvents({ id: other.id, kind: 'complaint' }, { seq: other.chain_seq, hash: other.chain_hash }, now, ctx.actor, events)
  await tx.insertInto('events').values(chained.rows.map((e) => ({ ...e, at: new Date(e.at) }))).execute()
  await sql`update complaints set chain_seq = ${chained.head.seq}, chain_hash = ${chained.head.hash}, version = version + 1, next_due_at = least(next_due_at, ${earlier ? new Date(mine.due_at) : null}), next_due_kind = case when ${earlier ? new Date(mine.due_at) : null}::timestamptz < next_due_at then 'statutory_watch' else next_due_kind end where id = ${other.id}`.execute(tx)
  await sql`insert into outbox (at, complaint_id, version, type) values (${new Date(now)}, ${other.id}, ${other.version + 1}, 'complaint.merged_in')`.execute(tx)
  await step.deps.react(tx, [{ complaintId: other.id, complaintNo: other.complaint_no, version: other.version + 1, events }])
  return { ...told, to: 'duplicate', set: { ...told.set, merged_into: other.id }, data: { ...told.data, mergedInto: other.complaint_no } }
}

/** The watch the survivor keeps, by the domain's rule; its own when both end at the same instant. */
function keepsWatch(theirs: ClockRow, mine: ClockRow): ClockRow {
  return earliestWatch({ row: theirs, strictDueAt: theirs.strict_due_at }, { row: mine, strictDueAt: mine.strict_due_at }).row
}
