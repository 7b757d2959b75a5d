// The second look inside the house (C7, FUP-12, ESC-01): raised once of each kind, decided by another person than those involved.
import { sql } from 'kysely'
import type { decideReview } from '../../contract/appeals.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { whyNotReview } from '../../domain/appeals/review.ts'
import { usedReviews } from '../../domain/complaints/guards.ts'
import type { ReviewKind } from '../../domain/complaints/vocabulary.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { reopened } from '../complaints/steps.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'

/**
 * Raises a second look: recorded by staff, or the customer's own on the portal (action `objection`, version null).
 * @throws Refusal `review.used_up` when this kind was raised before: for staff by anybody, for the customer by themselves.
 */
export async function raiseReview(step: Step, asked: { readonly kind: ReviewKind; readonly words: string }): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  insist(whyNotReview(asked.kind, usedReviews(facts, ctx.actor)))
  const id = newId(now)
  const raisedBy = ctx.actor.kind === 'customer' ? 'customer' : ctx.actor.name
  await sql`insert into reviews (complaint_id, id, kind, words, raised_at, raised_by, state) values (${row.id}, ${id}, ${asked.kind}, ${clean(asked.words)}, ${new Date(now)}, ${raisedBy}, 'open')`.execute(tx)
  return { made: id, flagsOn: ['under_review'], data: { review: id, kind: asked.kind, words: gist(asked.words) } }
}

/** Decides it: upheld with the reasons told, or reopened without an owner, so that a person who had no part in it takes it. */
export async function recordReview(step: Step, body: BodyOf<typeof decideReview>): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  const review = facts.review
  if (!review) throw new Refusal('review.none_open')
  const again = body.result === 'reopened'
  await sql`update reviews set state = ${body.result}, handler_id = ${ctx.actor.id}, handler_name = ${ctx.actor.name}, reasons = ${clean(body.reasons)}, decided_at = ${new Date(now)}, previous_owner_id = ${again ? row.owner_id : null} where complaint_id = ${row.id} and id = ${review.id}`.execute(tx)
  const told = { review: review.id, kind: review.kind, result: body.result, reasons: gist(body.reasons) }
  if (!again) return { flagsOff: ['under_review'], data: told }
  const anew = await reopened(step, body.reasons)
  return { ...anew, flagsOff: ['under_review'], cancels: ['payment', 'customer_answer'], set: { ...anew.set, owner_id: null }, data: { ...anew.data, ...told, previousOwner: row.owner_id } }
}
