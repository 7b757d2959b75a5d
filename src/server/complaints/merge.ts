// The same matter reported twice becomes one case: the other one ends and points to it, which keeps the earliest statutory watch (OPN-03, ADR 047).
import { sql } from 'kysely'
import type { merge as endpoint } from '../../contract/relations.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { Head } from '../../contract/complaints.ts'
import { mergeEffect, whyNotMerge } from '../../domain/complaints/merging.ts'
import type { Held, Watch } from '../../domain/complaints/merging.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { write } from '../platform/write.ts'
import { loadClocks } from './clocks.ts'
import type { ClockOpening, ClockRow } from './clocks.ts'
import type { Deps } from './deps.ts'
import { loadFacts } from './facts.ts'
import { lockPair, saveBeside, stepWithin } from './gate.ts'
import type { CaseRow, Decided, Step } from './gate.ts'
import { copyItems, copyUnits, firstItem, loadHeld, mergesInto, resolveCase, sideOf } from './merge-store.ts'
import { clean, cleanMaybe, gist, pastInstant } from './words.ts'

type Body = BodyOf<typeof endpoint>
type Told = { readonly channel: string; readonly text: string; readonly at: number }

/** Ends the case as the same matter as `body.into`. @throws Refusal of the lifecycle, or with what speaks against this pair. */
export async function mergeCase(deps: Deps, ctx: Ctx, id: string, body: Body): Promise<Head> {
  return write(ctx, async (open) => {
    const into = await resolveCase(open.tx, body.into)
    const [, other] = into === null ? [null, null] : await lockPair(open.tx, ctx, id, into)
    return stepWithin(deps, open, id, 'merging', body.version, (step) => {
      if (other === null) throw new Refusal('merge.no_other_case')
      return mergeInto(step, other, body)
    })
  })
}

async function mergeInto(step: Step, other: CaseRow, body: Body): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const [ends, lives] = [await sideOf(tx, row), await sideOf(tx, other)]
  const refused = whyNotMerge(ends, lives)
  if (refused) throw new Refusal(refused.code, refused.params)
  if (body.intoVersion !== undefined && body.intoVersion !== other.version) throw new Refusal('merge.into_stale', { version: other.version })
  if (step.facts.openPromises > 0 && !isOpen(other.status)) throw new Refusal('merge.promises_open', { count: step.facts.openPromises })
  const told = toldOf(step, body.notice)
  const id = newId(now)
  const orders = await sql<{ id: string }>`select id from ${rowsOf('orders', row.id)} o where state = 'open' order by id`.execute(tx)
  const given = await giveTo(step, other, id)
  await sql`insert into merges (id, complaint_id, into_id, at, by_id, by_name, reason, status_before, channel, notice, told_at, watch, own_watch, own_epoch, units, items, orders, ended_pause)
    values (${id}, ${row.id}, ${other.id}, ${new Date(now)}, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.actor.name}, ${clean(body.reason)}, ${row.status}, ${told?.channel ?? null}, ${cleanMaybe(told?.text)}, ${told ? new Date(told.at) : null},
      ${json(given.record.watch)}, ${json(given.record.ownWatch)}, ${given.epoch}, ${given.record.units}::text[], ${given.record.items}::text[], ${orders.rows.map((o) => o.id)}::uuid[], ${step.facts.pause?.state === 'running'})`.execute(tx)
  return {
    to: 'duplicate', outcome: 'duplicate', cancelRest: true, made: id, set: { merged_into: other.id, closed_at: new Date(now) },
    data: { merge: id, into: other.id, intoNo: other.complaint_no, reason: gist(body.reason), orders: orders.rows.map((o) => o.id), ...(told ? { channel: told.channel, toldAt: new Date(told.at).toISOString() } : {}) },
  }
}

/** What the agent has told the customer already; otherwise a message tells them, if there is a way to send one. */
function toldOf(step: Step, notice: Body['notice']): Told | null {
  const { row, now, ctx } = step
  if (notice) return { channel: notice.channel, text: notice.text, at: pastInstant(notice.at, now, row.received_at, ctx.actor) }
  const canWrite = row.phone_masked !== null || row.email_masked !== null || row.handle_masked !== null
  if (row.kind === 'complaint' && !canWrite) throw new Refusal('merge.notice_missing')
  return null
}

/** Gives the survivor what the merged case brings, and writes it into the survivor's record. */
async function giveTo(step: Step, other: CaseRow, mergeId: string): Promise<{ record: ReturnType<typeof mergeEffect>['record']; epoch: number | null }> {
  const { tx, row, deps, ctx, now } = step
  const [mine, theirs] = [await loadClocks(tx, row.id), await loadClocks(tx, other.id)]
  const own = theirs.findLast((c) => c.kind === 'statutory_watch')
  const held: Held = { ...await loadHeld(tx, other.id), watch: own && own.stopped_at === null ? watchOf(own) : null }
  const running = mine.find((c) => c.kind === 'statutory_watch' && c.stopped_at === null)
  const effect = mergeEffect(held, await mergesInto(tx, other.id), { ...await loadHeld(tx, row.id), watch: running ? watchOf(running) : null })
  await copyUnits(tx, row.id, other, effect.units)
  await copyItems(deps, tx, row.id, other.id, effect.items)
  const promises: ClockOpening[] = isOpen(other.status) ? mine.filter((c) => c.kind === 'promise' && c.stopped_at === null).map((c) => ({ kind: 'promise', startAt: c.opened_at, dueAt: c.due_at, subjectId: mergeId, ...(c.note === null ? {} : { note: c.note }) })) : []
  const urges = row.kind === 'chaser'
  await saveBeside({ deps, ctx, tx, now, row: other, facts: await loadFacts(tx, other) }, {
    type: 'complaint.merged_in', data: { from: row.id, fromNo: row.complaint_no, earlierWatch: effect.watch !== null, units: effect.units.length, items: effect.items.length, promises: promises.length },
  }, {
    opens: promises, moves: effect.watch && own ? [{ kind: own.kind, epoch: own.epoch, ...rowOf(effect.watch) }] : [],
    flagsOn: urges ? ['chaser'] : [], flagsOff: effect.items.length > 0 ? ['unidentified_item'] : [],
    set: { ...(urges ? { chased: other.chased + 1 } : {}), ...(other.item_number === null && effect.items.length > 0 ? await firstItem(tx, other.id) : {}) },
  })
  return { record: effect.record, epoch: effect.record.ownWatch === null ? null : (own?.epoch ?? null) }
}

/** A clock's row as the watch a merge hands on. */
export function watchOf(c: Pick<ClockRow, 'opened_at' | 'due_at' | 'strict_due_at' | 'rolled_due_at'>): Watch {
  return { openedAt: c.opened_at, dueAt: c.due_at, strictDueAt: c.strict_due_at, rolledDueAt: c.rolled_due_at }
}

/** And back. */
export function rowOf(w: Watch): Pick<ClockRow, 'opened_at' | 'due_at' | 'strict_due_at' | 'rolled_due_at'> {
  return { opened_at: w.openedAt, due_at: w.dueAt, strict_due_at: w.strictDueAt, rolled_due_at: w.rolledDueAt }
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}

