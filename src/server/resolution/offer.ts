// Rounds of negotiation (SOL-06): what the customer was offered, with its grounds, and what they answered.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { makeOffer, recordAnswer } from '../../contract/resolution.ts'
import type { NoticeChannel } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { ApprovalPolicy } from '../../domain/resolution/approval.ts'
import { planTotal } from '../../domain/resolution/plan.ts'
import { openedRow } from '../complaints/clocks.ts'
import { contactCycle } from '../complaints/contact.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, futureInstant, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { insistStillApproved } from './plan.ts'

/** Offers the approved plan; an open offer is superseded. Without `expiresAt` the profile's time to answer holds. The message to the customer is a reaction. */
export async function recordOffer(step: Step, body: BodyOf<typeof makeOffer>, policy: ApprovalPolicy): Promise<Decided> {
  const { tx, row, now, ctx, facts, deps } = step
  const plan = facts.plan
  if (!plan) throw new Refusal('plan.not_approved')
  await insistStillApproved(step, policy)
  const expiresAt = body.expiresAt === undefined ? openedRow(deps.policy(), row.id, { kind: 'customer_answer', epoch: 1, policyVersion: row.policy_version ?? deps.policy().version }, now).due_at : futureInstant(body.expiresAt, now)
  const amountMinor = planTotal(plan.measures)
  const id = newId(now)
  await sql`update offers set state = case when expires_at < app_now() then 'expired' else 'superseded' end where complaint_id = ${row.id} and state = 'open'`.execute(tx)
  const made = await sql<{ round: number }>`insert into offers (complaint_id, id, plan_id, round, text, grounds, amount_minor, via, state, made_by, made_at, expires_at)
    select ${row.id}, ${id}, ${plan.id}, coalesce(max(o.round), 0) + 1, ${clean(body.text)}, ${clean(body.grounds)}, ${amountMinor}, ${body.via}, 'open', ${ctx.actor.id}, ${new Date(now)}, ${new Date(expiresAt)} from offers o where o.complaint_id = ${row.id} returning round`.execute(tx)
  return {
    made: id, cancels: ['customer_answer'], opens: [{ kind: 'customer_answer', dueAt: expiresAt, subjectId: id }, ...contactCycle(row, now).opens],
    data: { offer: id, plan: plan.id, round: made.rows[0]?.round ?? 1, amountMinor, via: body.via, expiresAt: new Date(expiresAt).toISOString(), text: gist(body.text), grounds: gist(body.grounds) },
  }
}

/** An answer, whoever gives it. `offerId` is the offer the customer saw; staff answer the open one. */
export type Answer = Omit<BodyOf<typeof recordAnswer>, 'version'> & { readonly offerId?: string; readonly via: NoticeChannel }

/**
 * Keeps the customer's answer: recorded by staff, or the customer's own on the portal (action `answer`, version null, `via` portal).
 * @throws Refusal `offer.none_open` when another offer is open than the one answered, `offer.guardian_needed` when a minor accepts alone,
 * `offer.counter_empty` and `offer.counter_unwanted` (400).
 */
export async function answerOffer(step: Step, answer: Answer): Promise<Decided> {
  const { tx, row, now, facts } = step
  const offer = facts.offer
  if (!offer || offer.state !== 'open' || (answer.offerId !== undefined && answer.offerId !== offer.id)) throw new Refusal('offer.none_open')
  if (answer.answer === 'accept' && isMinor(row.preferences) && answer.guardianConfirmed !== true) throw new Refusal('offer.guardian_needed')
  if (answer.answer === 'counter' && answer.counterAmount === undefined && answer.words === undefined) throw new Refusal('offer.counter_empty', {}, 400)
  if (answer.answer !== 'counter' && answer.counterAmount !== undefined) throw new Refusal('offer.counter_unwanted', {}, 400)
  const state = { accept: 'accepted', refuse: 'refused', counter: 'countered' }[answer.answer]
  await sql`update offers set state = ${state}, answered_at = ${new Date(now)}, answered_via = ${answer.via}, answer_reference = ${cleanMaybe(answer.reference)}, answer_words = ${cleanMaybe(answer.words)}, counter_minor = ${answer.counterAmount?.minor ?? null}, guardian_confirmed = ${answer.guardianConfirmed ?? null}
    where complaint_id = ${row.id} and id = ${offer.id}`.execute(tx)
  return {
    made: offer.id, opens: contactCycle(row, now).opens,
    data: { offer: offer.id, round: offer.round, answer: answer.answer, via: answer.via, ...(answer.words === undefined ? {} : { words: gist(answer.words) }), ...(answer.counterAmount === undefined ? {} : { counterMinor: answer.counterAmount.minor }), ...(answer.reference === undefined ? {} : { reference: clean(answer.reference) }), ...(answer.guardianConfirmed === undefined ? {} : { guardianConfirmed: answer.guardianConfirmed }) },
  }
}

function isMinor(preferences: unknown): boolean {
  return (preferences as { minor?: boolean } | null)?.minor === true
}
