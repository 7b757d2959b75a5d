// A wrong merge is undone: the merged case goes on where it stood, and the survivor loses what came only through it (ADR 047).
import { sql } from 'kysely'
import type { Head } from '../../contract/complaints.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { unmerge as endpoint } from '../../contract/relations.ts'
import { unmergeEffect } from '../../domain/complaints/merging.ts'
import type { Watch } from '../../domain/complaints/merging.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { write } from '../platform/write.ts'
import { loadClocks } from './clocks.ts'
import type { ClockChanges, ClockRow } from './clocks.ts'
import type { Deps } from './deps.ts'
import { loadFacts } from './facts.ts'
import { lockPair, saveBeside, stepWithin } from './gate.ts'
import type { CaseRow, Decided, Step } from './gate.ts'
import { rowOf } from './merge.ts'
import { dropItems, dropUnits, firstItem, mergeOf, mergesInto, ownUnits } from './merge-store.ts'
import type { MergeRow } from './merge-store.ts'
import { clean, gist } from './words.ts'

/** Takes the case out of the one it was merged into. @throws Refusal when it was not merged, or the other one can't be seen. */
export async function unmergeCase(deps: Deps, ctx: Ctx, id: string, body: BodyOf<typeof endpoint>): Promise<Head> {
  return write(ctx, async (open) => {
    const into = (await mergeOf(open.tx, id))?.into ?? null
    const [, survivor] = into === null ? [null, null] : await lockPair(open.tx, ctx, id, into)
    return stepWithin(deps, open, id, 'unmerging', body.version, async (step) => {
      const merge = await mergeOf(step.tx, id)
      if (merge === null) throw new Refusal('merge.not_merged')
      if (survivor === null || survivor.id !== merge.into) throw new Refusal('merge.no_other_case')
      return goOn(step, merge, survivor, body.reason)
    })
  })
}

async function goOn(step: Step, merge: MergeRow, survivor: CaseRow, reason: string): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const clocks = await loadClocks(tx, row.id)
  const carried = (await loadClocks(tx, survivor.id)).filter((c) => c.subject_id === merge.id)
  await takeBack(step, merge, survivor, carried)
  await sql`update merges set undone_at = ${new Date(now)}, undone_by = ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, undone_by_name = ${ctx.actor.name}, undone_reason = ${clean(reason)} where id = ${merge.id}`.execute(tx)
  // the time in which a unit could not answer isn't counted against it
  await sql`update orders set state = 'open', due_at = due_at + make_interval(secs => ${(now - merge.at) / 1000}) where complaint_id = ${row.id} and id = any(${[...merge.orders]}::uuid[]) and state = 'cancelled'`.execute(tx)
  return {
    to: merge.statusBefore, outcome: null, set: { merged_into: null, closed_at: null, decided_at: null }, resumes: resumed(merge, clocks, carried, now),
    data: { merge: merge.id, outOf: survivor.id, outOfNo: survivor.complaint_no, reason: gist(reason), orders: merge.orders },
  }
}

/** The clocks the merge ended run on; a promise kept by the survivor meanwhile is kept, a unit's answer is due later by the time between. */
function resumed(merge: MergeRow, clocks: readonly ClockRow[], carried: readonly ClockRow[], now: number): NonNullable<ClockChanges['resumes']> {
  return clocks.filter((c) => c.stop_event === merge.endedBy && (c.stopped_at ?? 0) >= (merge.toldAt === null ? merge.at : Math.min(merge.toldAt, merge.at))).map((c) => {
    const kept = c.kind === 'promise' ? carried.find((k) => k.opened_at === c.opened_at && k.due_at === c.due_at && k.note === c.note && !k.cancelled && k.stopped_at !== null) : undefined
    const withdrawn = c.kind === 'outlet_reply' && c.subject_id !== null && merge.orders.includes(c.subject_id)
    return { kind: c.kind, epoch: c.epoch, ...(kept?.stopped_at ? { metAt: kept.stopped_at } : {}), ...(withdrawn ? { dueAt: c.due_at + now - merge.at } : {}) }
  })
}

/** Takes from the survivor what it had only through this merge, and gives it the watch that is its own again. */
async function takeBack(step: Step, merge: MergeRow, survivor: CaseRow, carried: readonly ClockRow[]): Promise<void> {
  const { tx, row, deps, ctx, now } = step
  const effect = unmergeEffect(await mergesInto(tx, survivor.id), merge.id, { units: await ownUnits(tx, survivor.id, merge.units), items: [] })
  await dropUnits(tx, survivor.id, effect.units)
  await dropItems(tx, survivor.id, effect.items)
  const watch = (await loadClocks(tx, survivor.id)).find((c) => c.kind === 'statutory_watch' && c.epoch === merge.epoch)
  const moves = effect.watch && watch && watch.due_at !== effect.watch.dueAt ? await movedBack(tx, watch, effect.watch) : []
  const first = effect.items.length > 0 ? await firstItem(tx, survivor.id) : null
  const urged = row.kind === 'chaser' ? Math.max(0, survivor.chased - 1) : survivor.chased
  await saveBeside({ deps, ctx, tx, now, row: survivor, facts: await loadFacts(tx, survivor) }, {
    type: 'complaint.merged_out', data: { case: row.id, caseNo: row.complaint_no, watchMoved: moves.length > 0, units: effect.units.length, items: effect.items.length },
  }, {
    moves, voids: carried.filter((c) => c.stopped_at === null).map((c) => ({ kind: c.kind, epoch: c.epoch })), set: { chased: urged, ...first },
    flagsOn: first !== null && first.item_number === null && survivor.kind === 'complaint' ? ['unidentified_item'] : [], flagsOff: row.kind === 'chaser' && urged === 0 ? ['chaser'] : [],
  })
}

/** The survivor answers for its own watch alone: a breach of the one it had kept for the other is that one's. */
async function movedBack(tx: Db, watch: ClockRow, own: Watch): Promise<NonNullable<ClockChanges['moves']>> {
  await sql`delete from clock_breaches where complaint_id = ${watch.complaint_id} and kind = ${watch.kind} and epoch = ${watch.epoch}`.execute(tx)
  return [{ kind: watch.kind, epoch: watch.epoch, ...rowOf(own) }]
}
