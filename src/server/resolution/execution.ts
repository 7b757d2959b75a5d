// Carrying out what was decided, measure by measure with its evidence (SOL-08, SOL-21), and the customer's confirmation of it (FUP-06, C17).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { confirm, executeMeasure } from '../../contract/resolution.ts'
import { openMeasures } from '../../domain/complaints/facts.ts'
import { may } from '../../domain/identity/actor.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import { whyNotConfirmation } from '../../domain/resolution/confirmation.ts'
import { paysMoney } from '../../domain/resolution/plan.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, gist, pastInstant } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'

/**
 * Marks one measure done, or drops one that pays nothing with the reason as its evidence.
 * @throws Refusal 404 `plan.no_such_measure`; 409 `plan.measure_ended`, `execution.own_plan`, `execution.money_not_dropped`; 403 for paying without the permission.
 */
export async function recordExecution(step: Step, body: BodyOf<typeof executeMeasure>): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  const plan = facts.plan
  const measure = plan?.measures.find((m) => m.seq === body.seq)
  if (!plan || !measure) throw new Refusal('plan.no_such_measure', { seq: body.seq }, 404)
  if (measure.state !== 'open') throw new Refusal('plan.measure_ended', { seq: body.seq, state: measure.state })
  const pays = paysMoney(measure.kind)
  if (pays && !may(ctx.actor, 'payment:execute')) throw new Refusal('permission.missing', { permission: 'payment:execute' }, 403)
  // two tokens may be one person: money leaves by a person's hand
  if (pays && ctx.actor.kind !== 'user') throw new Refusal('execution.by_person', {}, 403)
  // the second pair of eyes: who planned the money doesn't pay it out
  if (pays && plan.makerId === ctx.actor.id) throw new Refusal('execution.own_plan')
  // giving a measure up changes the plan: no unit frees itself of what it was to do
  if (!pays && body.drop && !may(ctx.actor, 'complaint:plan')) throw new Refusal('permission.missing', { permission: 'complaint:plan' }, 403)
  if (pays && body.drop) throw new Refusal('execution.money_not_dropped', { seq: body.seq })
  await registerEvidence(step, body.attachmentIds.map((attachmentId) => ({ attachmentId, origin: 'execution', originId: plan.id })))
  await sql`update plan_measures set state = ${body.drop ? 'dropped' : 'done'}, evidence = ${clean(body.evidence)}, evidence_attachments = ${[...new Set(body.attachmentIds)]}::uuid[], executed_by = ${ctx.actor.id}, executed_by_name = ${ctx.actor.name}, executed_at = ${new Date(now)}
    where complaint_id = ${row.id} and plan_id = ${plan.id} and seq = ${body.seq}`.execute(tx)
  const left = openMeasures(facts).filter((m) => m.seq !== body.seq)
  return {
    to: left.length === 0 ? 'confirming' : 'executing', ...(left.some((m) => paysMoney(m.kind)) ? {} : { stops: ['payment' as const] }),
    data: { plan: plan.id, seq: body.seq, kind: measure.kind, amountMinor: measure.amountMinor, dropped: body.drop, evidence: gist(body.evidence), files: body.attachmentIds.length, left: left.length },
  }
}

export type Confirming = Omit<BodyOf<typeof confirm>, 'version'>

/**
 * Keeps how the customer confirmed, or why it goes on without: recorded by staff, or the customer's own on the portal
 * (action `confirmation`, version null, method `portal`). A later one counts instead.
 * @throws Refusal as `whyNotConfirmation`; 400 for attempts in the future.
 */
export async function confirmExecution(step: Step, body: Confirming): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  const toldAt = facts.decision?.toldAt ?? row.received_at
  const attempts = (body.attempts ?? []).map((a) => ({ ...a, at: pastInstant(a.at, now, toldAt, null), outcome: clean(a.outcome) }))
  const byCustomer = ctx.actor.kind === 'customer'
  const logged = body.method === 'no_response' ? await loggedAttempts(step, toldAt) : []
  insist(whyNotConfirmation({ method: body.method, satisfied: body.satisfied, hasReference: body.reference !== undefined, hasReason: body.reason !== undefined, byCustomer, attemptsAt: [...attempts.map((a) => a.at), ...logged] }), 400)
  const id = newId(now)
  await sql`insert into confirmations (complaint_id, id, epoch, method, satisfied, reference, attempts, reason, at, by_id, by_name)
    values (${row.id}, ${id}, ${row.reopened}, ${body.method}, ${body.satisfied}, ${cleanMaybe(body.reference)}, ${body.attempts === undefined ? null : JSON.stringify(attempts.map((a) => ({ ...a, at: new Date(a.at).toISOString() })))}, ${cleanMaybe(body.reason)}, ${new Date(now)}, ${byCustomer ? null : ctx.actor.id}, ${ctx.actor.name})`.execute(tx)
  return {
    made: id,
    data: { confirmation: id, method: body.method, satisfied: body.satisfied, ...(body.reference === undefined ? {} : { reference: clean(body.reference) }), ...(body.reason === undefined ? {} : { reason: gist(body.reason) }), ...(attempts.length + logged.length > 0 ? { attempts: attempts.length, loggedAttempts: logged.length } : {}) },
  }
}

/** When the contact log says that the customer was tried in vain since the decision, epoch ms. */
async function loggedAttempts(step: Step, since: number): Promise<number[]> {
  const found = await sql<{ at: number }>`select at from contacts where complaint_id = ${step.row.id} and direction = 'out' and verified and outcome in ('no_answer','busy','off','message_left') and at >= ${new Date(since)}`.execute(step.tx)
  return found.rows.map((c) => c.at)
}
