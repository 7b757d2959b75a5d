// The solution plan and its approval (SOL-03…05, C15): measures with their basis, weighed by the approval policy, approved by others than its maker.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { approvePlan, draftPlan } from '../../contract/resolution.ts'
import { approvalLevels } from '../../domain/resolution/approval.ts'
import type { ApprovalPolicy } from '../../domain/resolution/approval.ts'
import { planTotal, whyNotMeasure, whyNotPlan } from '../../domain/resolution/plan.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, futureInstant, gist } from '../complaints/words.ts'
import type { Db } from '../platform/context.ts'
import { seal } from '../platform/crypto.ts'
import { newId } from '../platform/ids.ts'

type Draft = BodyOf<typeof draftPlan>

/** Where a payee's name is sealed to: `unseal` asks for the same place. */
export function payeePlace(planId: string, seq: number): string {
  return `plan_measures|payee_sealed|${planId}|${seq}`
}

/**
 * Drafts the plan in force; an earlier one and its open offer are superseded, both stay readable.
 * @throws Refusal 400 `plan.amount_missing`, `plan.amount_unwanted`, `plan.payee_unwanted`; 409 `plan.not_liable_money`.
 */
export async function recordPlan(step: Step, body: Draft, policy: ApprovalPolicy): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  const measures = body.measures.map((m, i) => ({ ...m, seq: i + 1, amountMinor: m.amount?.minor ?? null, dueAt: m.dueAt === undefined ? null : futureInstant(m.dueAt, now) }))
  for (const m of measures) {
    insist(whyNotMeasure(m), 400)
    if (m.payeeName !== undefined && m.amountMinor === null) throw new Refusal('plan.payee_unwanted', { measure: m.kind }, 400)
  }
  if (facts.finding) insist(whyNotPlan(measures, facts.finding.companyLiability))
  const totalMinor = planTotal(measures)
  // money is offered and accepted before it is paid; what the case has been paid before counts towards who must approve
  if (totalMinor > 0 && !body.needsConsent) throw new Refusal('plan.consent_needed', {}, 400)
  const levels = approvalLevels({ totalMinor: totalMinor + await paidBefore(tx, row.id), restricted: row.flags.includes('restricted') }, policy)
  const id = newId(now)
  await supersedePlans(tx, row.id)
  await sql`insert into plans (complaint_id, id, state, reasoning, basis, needs_consent, approval_levels, maker_id, maker_name, at)
    values (${row.id}, ${id}, ${levels === 0 ? 'approved' : 'approving'}, ${clean(body.reasoning)}, ${clean(body.basis)}, ${body.needsConsent}, ${levels}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  const payees = measures.map((m) => (m.payeeName === undefined ? null : seal(step.deps.keys, payeePlace(id, m.seq), m.payeeName)))
  for (const [i, m] of measures.entries()) {
    await sql`insert into plan_measures (complaint_id, plan_id, seq, kind, description, amount_minor, payee_sealed, due_at)
      values (${row.id}, ${id}, ${m.seq}, ${m.kind}, ${clean(m.description)}, ${m.amountMinor}, ${payees[i] ?? null}, ${m.dueAt === null ? null : new Date(m.dueAt)})`.execute(tx)
  }
  return {
    to: levels === 0 ? 'negotiating' : 'approving', made: id, cancels: ['customer_answer'],
    data: {
      plan: id, replaces: facts.plan?.id ?? null, levels, totalMinor, needsConsent: body.needsConsent, approvalPolicy: policy.version, reasoning: gist(body.reasoning), basis: gist(body.basis),
      measures: measures.map((m, i) => ({ seq: m.seq, kind: m.kind, amountMinor: m.amountMinor, dueAt: m.dueAt === null ? null : new Date(m.dueAt).toISOString(), payeeHash: fingerprint(payees[i] ?? null), description: gist(m.description) })),
    },
  }
}

/** Whom the money goes to is bound to the record without being in it. */
function fingerprint(sealed: Buffer | null): string | null {
  return sealed === null ? null : createHash('sha256').update(sealed).digest('hex')
}

async function paidBefore(tx: Db, complaintId: string): Promise<number> {
  const found = await sql<{ paid: number }>`select coalesce(sum(amount_minor), 0)::bigint as paid from plan_measures where complaint_id = ${complaintId} and state = 'done'`.execute(tx)
  return found.rows[0]?.paid ?? 0
}

async function supersedePlans(tx: Db, complaintId: string): Promise<void> {
  await sql`update plans set state = 'superseded' where complaint_id = ${complaintId} and state in ('draft','approving','approved','sent_back')`.execute(tx)
  await sql`update offers set state = case when expires_at < app_now() then 'expired' else 'superseded' end where complaint_id = ${complaintId} and state = 'open'`.execute(tx)
}

/** Approves the plan's next level, or sends it back to planning with the reason. The guard and the database both refuse the plan's own maker. */
export async function recordApproval(step: Step, body: BodyOf<typeof approvePlan>): Promise<Decided> {
  const { tx, row, now, ctx, facts } = step
  const plan = facts.plan
  if (!plan) throw new Refusal('plan.nothing_to_approve')
  const level = plan.approvedBy.length + 1
  await sql`insert into approvals (complaint_id, plan_id, level, approve, reason, maker_id, by_id, by_name, at) values (${row.id}, ${plan.id}, ${level}, ${body.approve}, ${clean(body.reason)}, ${plan.makerId}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  const complete = body.approve && level >= plan.approvalLevels
  if (complete || !body.approve) await sql`update plans set state = ${complete ? 'approved' : 'sent_back'} where complaint_id = ${row.id} and id = ${plan.id}`.execute(tx)
  return {
    ...(complete ? { to: 'negotiating' as const } : body.approve ? {} : { to: 'planning' as const }),
    data: { plan: plan.id, level, levels: plan.approvalLevels, approve: body.approve, complete, reason: gist(body.reason) },
  }
}

/**
 * A case that became restricted after its plan was drafted needs the approval it would have needed then.
 * @throws Refusal `plan.not_approved`: the plan is drafted again.
 */
export async function insistStillApproved({ facts, row, tx }: Step, policy: ApprovalPolicy): Promise<void> {
  if (facts.plan && facts.plan.approvedBy.length < approvalLevels({ totalMinor: planTotal(facts.plan.measures) + await paidBefore(tx, row.id), restricted: row.flags.includes('restricted') }, policy)) throw new Refusal('plan.not_approved')
}
