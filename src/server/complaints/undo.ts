// Taking a step back within its seconds: what the case was before is kept beside the step, and a step that undoes it puts that back (ADR 044).
import { sql } from 'kysely'
import { heldTemplates } from '../../domain/complaints/undo.ts'
import type { UndoableAction } from '../../domain/complaints/undo.ts'
import { transitionOf } from '../../domain/complaints/lifecycle.ts'
import type { Flag, Outcome, Status } from '../../domain/complaints/vocabulary.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { Refusal } from '../../domain/refusal.ts'
import { cancelMessage } from '../messages/store.ts'
import { executeOften } from '../platform/database.ts'
import { loadClocks } from './clocks.ts'
import type { Decided, Step } from './gate.ts'
import { reopenPauses } from './ledger.ts'
import { toldEvents } from './tell.ts'

/** The case before a step: ids, codes and instants only. */
type Image = {
  readonly status: Status; readonly outcome: Outcome | null; readonly owner: string | null; readonly firstContactOwner: string | null; readonly closedAt: number | null; readonly flags: readonly Flag[]
  readonly clocks: readonly { readonly kind: ClockKind; readonly epoch: number; readonly runs: boolean }[]; readonly offers: readonly string[]; readonly orders: readonly string[]
  /** Entries of the ledger of pauses that stood or waited; images of before have none. */
  readonly pauses?: readonly { readonly id: string; readonly state: 'asked' | 'counted' }[]
}

/** What the case is now, for a step that may be taken back. */
export async function imageOf({ tx, row, facts }: Step): Promise<Image> {
  const clocks = await loadClocks(tx, row.id)
  const organs = await executeOften(tx, sql<{ offers: string[]; orders: string[] }>`select coalesce((select jsonb_agg(o.id) from offers o where o.complaint_id = ${row.id} and o.state = 'open'), '[]') as offers, coalesce((select jsonb_agg(q.id) filter (where q.state = 'open') from orders q where q.complaint_id = ${row.id}), '[]') as orders`)
  return {
    status: row.status, outcome: row.outcome, owner: row.owner_id, firstContactOwner: row.first_contact_owner_id, closedAt: row.closed_at, flags: row.flags,
    clocks: clocks.map((c) => ({ kind: c.kind, epoch: c.epoch, runs: c.stopped_at === null })), offers: organs.rows[0]?.offers ?? [], orders: organs.rows[0]?.orders ?? [], pauses: facts.pause === null ? [] : [{ id: facts.pause.id, state: facts.pause.state === 'asked' ? 'asked' : 'counted' }],
  }
}

/** Keeps it with the step just taken; gives until when the step may be taken back. */
export async function keepImage({ deps, tx, row, now, ctx }: Step, action: UndoableAction, version: number, image: Image): Promise<string> {
  const until = new Date(now + deps.policy().duty.undoMs)
  await executeOften(tx, sql`insert into undoable_steps (complaint_id, version, action, by_id, expires_at, before) values (${row.id}, ${version}, ${action}, ${ctx.actor.id}, ${until}, ${JSON.stringify(image)})`)
  return until.toISOString()
}

/**
 * The step that takes the last one back: owner, status, flags, clocks, offers and questions as they were, its message never sent.
 * @throws Refusal `undo.sent` when the message has left already.
 */
export async function undoStep(step: Step): Promise<Decided> {
  const { tx, row, now } = step
  const kept = await executeOften(tx, sql<{ action: UndoableAction; before: Image }>`update undoable_steps set undone_at = ${new Date(now)} where complaint_id = ${row.id} and version = ${row.version} and undone_at is null returning action, before`)
  const last = kept.rows[0]
  if (!last) throw new Refusal('undo.nothing')
  const { before } = last
  const template = toldEvents[transitionOf(last.action).event]
  if (template !== undefined && heldTemplates.includes(template) && !await cancelMessage(tx, `${template}:${row.id}:${row.version}:0`)) throw new Refusal('undo.sent')
  const offer = await takeOffersBack(step, before)
  await executeOften(tx, sql`update orders set state = 'open' where complaint_id = ${row.id} and state = 'cancelled' and id = any(${before.orders}::uuid[])`)
  const pauses = await reopenPauses(tx, row.id, before.pauses ?? [])
  const clocks = await loadClocks(tx, row.id)
  const was = (c: { kind: ClockKind; epoch: number }) => before.clocks.find((b) => b.kind === c.kind && b.epoch === c.epoch)
  return {
    to: before.status, outcome: before.outcome, set: { owner_id: before.owner, first_contact_owner_id: before.firstContactOwner, closed_at: before.closedAt === null ? null : new Date(before.closedAt) },
    pauses, flagsOn: before.flags, flagsOff: row.flags.filter((f) => !before.flags.includes(f)),
    resumes: clocks.filter((c) => c.stopped_at !== null && was(c)?.runs).map(({ kind, epoch }) => ({ kind, epoch })), voids: clocks.filter((c) => was(c) === undefined).map(({ kind, epoch }) => ({ kind, epoch })),
    data: { step: last.action, version: row.version, owner: before.owner, outcome: before.outcome, ...offer },
  }
}

/** An offer taken back stays on file as superseded; the one it had superseded is open again. */
async function takeOffersBack({ tx, row }: Step, before: Image): Promise<{ offer?: string; offersBack?: readonly string[] }> {
  const made = await executeOften(tx, sql<{ id: string }>`update offers set state = 'superseded' where complaint_id = ${row.id} and state = 'open' and id <> all(${before.offers}::uuid[]) returning id`)
  const offer = made.rows[0]?.id
  if (offer === undefined) return {}
  await executeOften(tx, sql`update offers set state = 'open' where complaint_id = ${row.id} and id = any(${before.offers}::uuid[])`)
  return { offer, offersBack: before.offers }
}
