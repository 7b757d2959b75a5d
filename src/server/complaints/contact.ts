// A contact with the customer: what it meets, what it begins, and what it tells them about time (COM-13, ACK-03, ACK-04, SLA-11).
import { sql } from 'kysely'
import type { recordContact } from '../../contract/complaints.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../platform/ids.ts'
import { askedInContact } from './evidence-requests.ts'
import type { ClockChanges, ClockOpening } from './clocks.ts'
import type { CaseRow, Decided, Step } from './gate.ts'
import { promised } from './promise-steps.ts'
import { clean, cleanMaybe, futureInstant, gist, pastInstant } from './words.ts'

type Body = BodyOf<typeof recordContact>

/** Logs a contact. Only one that reached the customer, and that headquarters vouches for, meets a duty. */
export async function contacted(step: Step, body: Body): Promise<Decided> {
  const { row, tx, now, ctx } = step
  const at = pastInstant(body.at, now, row.received_at - 60_000, ctx.actor)
  const id = newId(now)
  // "contacted" by a unit stays unverified and stops no clock until call records themselves say so (OPN-36)
  const verified = ctx.actor.scope.kind === 'all'
  if (body.promise && !may(ctx.actor, 'complaint:promise')) throw new Refusal('permission.missing', { permission: 'complaint:promise' }, 403)
  const reached = verified && (body.outcome === 'reached' || body.outcome === 'received')
  const reply = body.reply === undefined ? null : await replied(step, body.reply, reached, id)
  await sql`insert into contacts (complaint_id, id, at, recorded_at, by_id, by_name, direction, channel, outcome, purpose, summary, reference, verified, promise, promise_due_at, reply)
    values (${row.id}, ${id}, ${new Date(at)}, ${new Date(now)}, ${ctx.actor.id}, ${ctx.actor.name}, ${body.direction}, ${body.channel}, ${body.outcome}, ${body.purpose}, ${clean(body.summary)}, ${cleanMaybe(body.reference)}, ${verified}, ${cleanMaybe(body.promise?.text)}, ${body.promise ? new Date(futureInstant(body.promise.dueAt, now)) : null}, ${reply === null ? null : JSON.stringify(reply)})`.execute(tx)
  if (body.evidenceRequest) await askedInContact(step, { ...body.evidenceRequest, reason: body.evidenceRequest.reason ?? '', channel: body.channel }, id)
  const called = verified && body.direction === 'out' && body.purpose === 'verification'
  const made: Decided = body.promise ? promised(body.promise.text, futureInstant(body.promise.dueAt, now)) : {}
  const cycle = reached ? contactCycle(row, at) : { stops: [], opens: [] }
  return {
    made: id, stopAt: at, opens: [...(made.opens ?? []), ...cycle.opens],
    stops: [...cycle.stops, ...(reached ? (['first_contact', 'claim_answer'] as const) : []), ...(called ? (['verification_call'] as const) : []), ...(reply === null ? [] : (['substantive_reply'] as const))],
    ...(reply === null ? {} : { also: [{ type: 'complaint.substantive_reply', data: { contact: id, ...reply } }] }),
    data: { contact: id, direction: body.direction, channel: body.channel, outcome: body.outcome, purpose: body.purpose, summary: gist(body.summary), verified, ...made.data },
  }
}

/** On a complaint every contact ends one wait for the next word from us and begins another, until the case ends or is decided (SLA-11, FUP-13). */
export function contactCycle(row: Pick<CaseRow, 'kind' | 'status'>, at: number): Required<Pick<ClockChanges, 'stops'>> & { readonly opens: readonly ClockOpening[] } {
  return row.kind === 'complaint' && isOpen(row.status) ? { stops: ['regular_contact'], opens: [{ kind: 'regular_contact', startAt: at }] } : { stops: [], opens: [] }
}

/**
 * What a substantive reply told. The time told must lie ahead and, while the law still gives time, within it.
 * @throws Refusal `reply.not_reached`, `reply.beyond_law`
 */
async function replied({ tx, row, now }: Step, reply: NonNullable<Body['reply']>, reached: boolean, contact: string): Promise<{ process: string; expectedAt: string; why: string }> {
  if (!reached) throw new Refusal('reply.not_reached', { contact })
  const expectedAt = futureInstant(reply.expectedAt, now)
  const watch = await sql<{ due_at: number }>`select due_at from clocks where complaint_id = ${row.id} and kind = 'statutory_watch' and stopped_at is null and due_at > ${new Date(now)} order by epoch desc limit 1`.execute(tx)
  const due = watch.rows[0]?.due_at
  if (due !== undefined && expectedAt > due) throw new Refusal('reply.beyond_law', { dueAt: new Date(due).toISOString() })
  return { process: gist(reply.process), expectedAt: new Date(expectedAt).toISOString(), why: gist(reply.why) }
}
