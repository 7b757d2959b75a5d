// The only writer of a case: load under lock, ask the lifecycle, let the step work, then clocks, record, head and what follows, in one transaction.
import { sql } from 'kysely'
import type { Selectable, Updateable } from 'kysely'
import type { Head } from '../../contract/complaints.ts'
import type { CaseFacts } from '../../domain/complaints/facts.ts'
import { checkedTarget, transitionOf, whyNot } from '../../domain/complaints/lifecycle.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { isUndoable } from '../../domain/complaints/undo.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import type { Channel, ContactKind, Flag, Outcome, Status } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { appendEvents } from '../platform/chain.ts'
import type { NewEvent } from '../platform/chain.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { rowsOf } from '../platform/own-rows.ts'
import type { Complaints } from '../platform/schema.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import { loadClocks, saveClocks } from './clocks.ts'
import type { ClockChanges } from './clocks.ts'
import type { Deps } from './deps.ts'
import { endOpenPauses, loadLedger } from './ledger.ts'
import type { ToldPause } from './ledger.ts'
import { loadStepFacts, pinOf, processOf } from './process-store.ts'
import { imageOf, keepImage } from './undo.ts'
import { insistNamed, visibleTo } from './visible.ts'

type Row = Selectable<Complaints>
export type CaseRow = Omit<Row, 'status' | 'outcome' | 'kind' | 'channel' | 'flags' | 'search'> & { status: Status; outcome: Outcome | null; kind: ContactKind; channel: Channel; flags: Flag[] }

/** What a step sees: the open transaction and its instant (epoch ms), the case's row and facts as they are under the lock. What its work adds to `told` stands in the record before the step's own event. */
export type Step = { readonly deps: Deps; readonly ctx: Ctx; readonly tx: Db; readonly now: number; readonly row: CaseRow; readonly facts: CaseFacts; readonly told?: NewEvent[] }

/** What a step decided. `data` becomes the event's payload and must hold no personal data in plain; `also` are further events of the same act. */
export type Decided = ClockChanges & {
  readonly to?: Status
  readonly outcome?: Outcome | null
  readonly set?: Updateable<Complaints>
  readonly flagsOn?: readonly Flag[]
  readonly flagsOff?: readonly Flag[]
  readonly data?: Readonly<Record<string, unknown>>
  readonly also?: readonly NewEvent[]
  readonly made?: string
  /** What the step is called in the record when the table's name would say too much. */
  readonly event?: string
  /** What the step did to the ledger of pauses; the clocks follow. */
  readonly pauses?: readonly ToldPause[]
}

/**
 * Takes one step on a case. `version` is what the actor saw; null for a customer's own step, which needs no version.
 * @throws Refusal 404 when the case isn't there or isn't theirs, 409 `stale_version`, 403 or 409 with the lifecycle's reason.
 */
export async function takeStep(deps: Deps, ctx: Ctx, id: string, action: Action, version: number | null, work: (step: Step) => Promise<Decided>): Promise<Head> {
  return write(ctx, (open) => stepWithin(deps, open, id, action, version, work))
}

/** The same inside an open transaction, for endpoints that reply something else than the case's head: an idempotent reply is kept as it was sent. */
export async function stepWithin(deps: Deps, { ctx, tx, now }: Tx, id: string, action: Action, version: number | null, work: (step: Step) => Promise<Decided>): Promise<Head> {
  const row = await lockCase(tx, ctx, id)
  if (version !== null && row.version !== version) throw new Refusal('stale_version', { version: row.version })
  const facts = await loadStepFacts(tx, deps.policy(), row)
  const refused = whyNot(action, facts, ctx.actor)
  if (refused) throw new Refusal(refused.code, refused.params, refused.code === 'permission.missing' ? 403 : 409)
  const step: Step = { deps, ctx, tx, now, row, facts, told: [] }
  const image = ctx.actor.kind === 'user' && isUndoable(action) ? await imageOf(step) : null
  const head = await saveStep(step, action, await work(step))
  return image && isUndoable(action) ? { ...head, undoUntil: await keepImage(step, action, head.version, image) } : head
}

/**
 * Two cases under their locks, always taken in the same order, so that two acts the other way round wait for each other. Null for one
 * that doesn't exist for the actor.
 */
export async function lockPair(tx: Db, ctx: Ctx, one: string, other: string): Promise<readonly [CaseRow | null, CaseRow | null]> {
  const found = await sql<CaseRow>`select c.* from complaints c where c.id in (${one}::uuid, ${other}::uuid) and ${visibleTo(ctx.actor)} order by c.id for no key update of c`.execute(tx)
  return [found.rows.find((r) => r.id === one) ?? null, found.rows.find((r) => r.id === other) ?? null]
}

/** The case's row under its lock, if it exists for the actor; otherwise 404, the same for "not there" and "not yours". */
export async function lockCase(tx: Db, ctx: Ctx, id: string): Promise<CaseRow> {
  const found = await executeOften(tx, sql<CaseRow>`select c.* from complaints c where c.id = ${id} and ${visibleTo(ctx.actor)} for no key update of c`)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return row
}

/** Writes what a step decided: clocks, flags, status, the record with its head, the feed, and the jobs that follow. */
export async function saveStep(step: Step, action: Action, decided: Decided): Promise<Head> {
  const { event, stops } = transitionOf(action)
  return save(step, { event: decided.event ?? event, stops, status: checkedTarget(action, step.row.status, decided.to ?? step.row.status) }, decided)
}

/** Writes on a second case what an act on another does to it, under its own lock and in its own record. It stays where it is. */
export async function saveBeside(step: Step, event: NewEvent, decided: Omit<Decided, 'to' | 'outcome' | 'data'> = {}): Promise<Head> {
  return save(step, { event: event.type, stops: [], status: step.row.status }, { ...decided, data: event.data })
}

type Act = { readonly event: string; readonly stops: readonly ClockKind[]; readonly status: Status }

async function save(step: Step, { event, stops, status }: Act, decided: Decided): Promise<Head> {
  const { deps, ctx, tx, now, row } = step
  // filed under a version this process reads in a moment: by any other its clocks would be counted wrong
  if (!deps.policy().knows(row.policy_version ?? '')) throw new Refusal('policy.read_in_a_moment', {}, 503)
  const outcome = decided.outcome === undefined ? row.outcome : decided.outcome
  // nothing stands still on a case that has ended
  const pauses = [...(decided.pauses ?? []), ...(!isOpen(status) && step.facts.pause ? await endOpenPauses(tx, row.id, now) : [])]
  const off = isOpen(status) ? (decided.flagsOff ?? []) : [...(decided.flagsOff ?? []), 'waiting_customer']
  const flags = [...new Set([...row.flags.filter((f) => !off.includes(f)), ...(decided.flagsOn ?? [])])]
  const owner = decided.set?.owner_id
  if (typeof owner === 'string' && flags.includes('inquiry')) await insistNamed(tx, row.id, owner)
  const clocks = await loadClocks(tx, row.id)
  const ledger = pauses.length > 0 || step.facts.pause !== null || (decided.resumes ?? []).length > 0 ? await loadLedger(tx, row.id) : null
  const { next, told } = await saveClocks(tx, deps.policy(), row.id, clocks, { ...decided, stops: [...stops, ...(decided.stops ?? [])] }, { policyVersion: row.policy_version ?? deps.policy().version, event, now, ledger })
  // nobody is to answer for a case that has ended
  if (!isOpen(status) && step.facts.openOrders > 0) await sql`update orders set state = 'cancelled' where complaint_id = ${row.id} and id = any(array(select id from ${rowsOf('orders', row.id)} o where state = 'open'))`.execute(tx)
  // the first step pins the process the case follows
  const process = row.process ?? (row.kind === 'complaint' ? pinOf(await processOf(tx, deps.policy(), row)) : null)
  const events: NewEvent[] = [...(step.told ?? []), { type: event, data: { ...decided.data, clocks: told, ...(row.process === null && process !== null ? { pinned: process } : {}), ...(pauses.length === 0 ? {} : { pauses }), ...(status === row.status ? {} : { from: row.status, to: status }) } }, ...(decided.also ?? [])]
  const chained = appendEvents({ id: row.id, kind: 'complaint' }, { seq: row.chain_seq, hash: row.chain_hash }, now, ctx.actor, events)
  const version = row.version + 1
  await tx.insertInto('events').values(chained.rows.map((e) => ({ ...e, at: new Date(e.at) }))).execute()
  await tx.updateTable('complaints').set({
    process, ...decided.set, status, outcome, flags, version, chain_seq: chained.head.seq, chain_hash: chained.head.hash, next_due_at: next ? new Date(next.dueAt) : null, next_due_kind: next?.kind ?? null,
  }).where('id', '=', row.id).execute()
  await executeOften(tx, sql`insert into outbox (at, complaint_id, version, type) select ${new Date(now)}, ${row.id}, ${version}, t from unnest(${events.map((e) => e.type)}::text[]) t`)
  await deps.react(tx, [{ complaintId: row.id, complaintNo: row.complaint_no, version, events }])
  return { id: row.id, version, status, outcome, made: decided.made ?? null, undoUntil: null }
}
