// Telling the decision: the act that meets the seven-day duty, before and apart from the execution (OPN-01).
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { tellDecision } from '../../contract/resolution.ts'
import { openMeasures } from '../../domain/complaints/facts.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { ApprovalPolicy } from '../../domain/resolution/approval.ts'
import { moneyDemands, whyNotDecision } from '../../domain/resolution/decision.ts'
import { paysMoney, planTotal } from '../../domain/resolution/plan.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, gist, pastInstant } from '../complaints/words.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { insistStillApproved } from './plan.ts'

type Body = BodyOf<typeof tellDecision>

/**
 * Records that the decision was told. The clocks stop at the instant it was told; a payment clock starts there when money is owed;
 * without agreement nothing is left to execute.
 * @throws Refusal as `whyNotDecision`; `decision.told_before_approval` (400) when the customer would have heard it before it was planned, approved or offered (SOL-04).
 */
export async function recordDecision(step: Step, body: Body, policy: ApprovalPolicy): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  const plan = facts.plan
  if (!plan) throw new Refusal('plan.not_approved')
  const accepted = facts.offer?.state === 'accepted' && facts.offer.planId === plan.id
  // what the customer accepted binds the house
  if (!accepted) await insistStillApproved(step, policy)
  const planPays = planTotal(plan.measures) > 0
  insist(whyNotDecision({
    outcome: body.outcome, channel: body.notice.channel, appealRouteTold: body.appealRouteTold, limitsTold: body.companyLimits !== undefined, needsConsent: plan.needsConsent, accepted, moneyAsked: asksMoney(row.demand) || planPays, planPays,
  }))
  const toldAt = pastInstant(body.notice.at, now, row.received_at, ctx.actor)
  if (toldAt < (await tellableFrom(tx, row.id, plan.id))) throw new Refusal('decision.told_before_approval', {}, 400)
  const id = newId(now)
  await sql`insert into decisions (complaint_id, id, outcome, text, reasons, basis, channel, reference, told_at, recorded_at, by_id, by_name, appeal_route_told, company_limits, epoch)
    values (${row.id}, ${id}, ${body.outcome}, ${clean(body.text)}, ${clean(body.reasons)}, ${clean(body.basis)}, ${body.notice.channel}, ${cleanMaybe(body.notice.reference)}, ${new Date(toldAt)}, ${new Date(now)}, ${ctx.actor.id}, ${ctx.actor.name}, ${body.appealRouteTold}, ${cleanMaybe(body.companyLimits)}, ${row.reopened})`.execute(tx)
  const dropped = body.outcome === 'not_agreed' ? await dropAll(step, plan.id, body.companyLimits ?? '') : []
  const owesMoney = body.outcome === 'agreed' && openMeasures(facts).some((m) => paysMoney(m.kind))
  return {
    to: 'decided', made: id, stopAt: toldAt, set: { decided_at: new Date(toldAt) }, ...(owesMoney ? { opens: [{ kind: 'payment' as const, startAt: toldAt, subjectId: plan.id }] } : {}),
    data: {
      decision: id, plan: plan.id, outcome: body.outcome, channel: body.notice.channel, toldAt: new Date(toldAt).toISOString(), text: gist(body.text), reasons: gist(body.reasons), basis: gist(body.basis), appealRouteTold: body.appealRouteTold,
      ...(body.companyLimits === undefined ? {} : { companyLimits: gist(body.companyLimits) }), ...(dropped.length > 0 ? { dropped } : {}),
    },
  }
}

function asksMoney(demand: unknown): boolean {
  const d = demand as { kinds?: readonly string[]; amount?: unknown } | null
  return d !== null && (Boolean(d.amount) || (d.kinds ?? []).some((kind) => moneyDemands.includes(kind)))
}

/** Epoch ms from which on the decision could be told: the plan drafted and approved, what was agreed to offered. An earlier notice would turn a late one into one in time. */
async function tellableFrom(tx: Db, complaintId: string, planId: string): Promise<number> {
  const found = await sql<{ at: number | null }>`select greatest((select p.at from plans p where p.complaint_id = ${complaintId} and p.id = ${planId}), (select max(a.at) from approvals a where a.complaint_id = ${complaintId} and a.plan_id = ${planId} and a.approve),
    (select o.made_at from offers o where o.complaint_id = ${complaintId} and o.plan_id = ${planId} and o.state = 'accepted')) as at`.execute(tx)
  return found.rows[0]?.at ?? 0
}

async function dropAll(step: Step, planId: string, because: string): Promise<number[]> {
  const { tx, row, now, ctx } = step
  const dropped = await sql<{ seq: number }>`update plan_measures set state = 'dropped', evidence = ${clean(because)}, executed_by = ${ctx.actor.id}, executed_by_name = ${ctx.actor.name}, executed_at = ${new Date(now)} where complaint_id = ${row.id} and plan_id = ${planId} and state = 'open' returning seq`.execute(tx)
  return dropped.rows.map((m) => m.seq).sort((a, b) => a - b)
}
