// The steps of a case that belong to the case itself: acceptance, classification, ownership, contact, promises, pauses, closing, reopening.
import { sql } from 'kysely'
import * as contract from '../../contract/complaints.ts'
import { complaintClocks } from '../../domain/complaints/clock-table.ts'
import { findReason } from '../../domain/policy/reason-tree.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../platform/ids.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { chased } from './chase.ts'
import type { Deps } from './deps.ts'
import { addedMaterial } from './material.ts'
import { takeStep } from './gate.ts'
import type { Decided, Step } from './gate.ts'
import { answerOffered, offerHandOver, workingUser } from './hand-over.ts'
import { contacted } from './contact.ts'
import { pauseRoutes } from './pause-steps.ts'
import { promiseRoutes } from './promise-steps.ts'
import { reassess } from './reassess.ts'
import { lookUpItems, supplement } from './supplement.ts'
import { clean, gist, pastInstant } from './words.ts'

/** The case's own steps as routes; every one goes through the gate. */
export function stepRoutes(deps: Deps): Route[] {
  return [
    route(contract.accept, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'acceptance', body.version, async ({ row }) => ({
      to: 'accepted', set: { identity_checked: row.identity_checked || body.identityChecked }, data: { identityChecked: body.identityChecked, ...(body.note === undefined ? {} : { note: gist(body.note) }) },
    }))),
    route(contract.decideOverAge, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'over_age_decision', body.version, async () => ({ set: { over_age_decided: true }, data: { accept: body.accept, reason: gist(body.reason) } }))),
    route(contract.reject, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'rejection', body.version, (step) => reject(step, body))),
    route(contract.classify, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'classification', body.version, (step) => classify(step, body))),
    route(contract.supplement, async (ctx, { params, body }) => {
      const lookups = await lookUpItems(deps, body)
      return takeStep(deps, ctx, params.id, 'supplement', body.version, (step) => supplement(step, body, lookups))
    }),
    route(contract.assign, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'assignment', body.version, (step) => assigned(step, body))),
    route(contract.take, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'take', body.version, async (step) => taken(step))),
    route(contract.handOver, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'handover', body.version, (step) => offerHandOver(step, body))),
    route(contract.answerHandOver, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'handover_answer', body.version, (step) => answerOffered(step, body))),
    route(contract.recordContact, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'contact', body.version, (step) => contacted(step, body))),
    ...promiseRoutes(deps),
    ...pauseRoutes(deps),
    route(contract.addNote, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'note', body.version, (step) => noted(step, body.text))),
    route(contract.addMaterial, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'material', body.version, (step) => addedMaterial(step, body))),
    route(contract.close, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'closing', body.version, (step) => close(step, body))),
    route(contract.archive, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'archiving', body.version, async () => archived(body.note))),
    route(contract.reopen, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'reopening', body.version, (step) => reopened(step, body.reason))),
    route(contract.requestWithdrawal, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'withdrawal', body.version, (step) => requestWithdrawal(step, body.via, body.words))),
    route(contract.verifyWithdrawal, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'withdrawal_verification', body.version, async ({ tx, row, now, facts }) => {
      await sql`update withdrawals set state = ${body.free ? 'verified' : 'refused'}, verified_by = ${ctx.actor.id}, verified_at = ${new Date(now)}, method = ${body.method}, reference = ${clean(body.reference)}, harassment = ${body.harassment} where complaint_id = ${row.id} and id = ${facts.withdrawal?.id}`.execute(tx)
      const data = { withdrawal: facts.withdrawal?.id, free: body.free, method: body.method, harassment: body.harassment }
      // pressed to withdraw (骚扰撤诉) is a grievance of its own, never quieter than p1 (OPN-36)
      if (!body.free) return { data, ...(body.harassment ? { set: { priority: 1 }, flagsOn: ['escalated'] as const } : {}) }
      return { to: 'withdrawn', outcome: 'withdrawn', stops: ['statutory_watch', 'decision', 'first_contact', 'substantive_reply', 'verification_call'], cancelRest: true, data, set: { closed_at: new Date(now) } }
    })),
    route(contract.chase, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'chaser', null, (step) => chased(step, body))),
  ]
}

type Body<E extends { body: { _output: unknown } }> = E['body']['_output']

/** A named owner who can work on it. */
export async function assigned(step: Step, body: { readonly ownerId: string; readonly reason?: string | undefined }): Promise<Decided> {
  const owner = await workingUser(step, body.ownerId)
  return { ...started(step), set: { owner_id: owner.id }, data: { owner: owner.id, ownerName: owner.name, previous: step.row.owner_id, ...(body.reason ? { reason: gist(body.reason) } : {}) } }
}

/** The one who acts takes it as their own. */
export function taken(step: Step): Decided {
  const { id } = step.ctx.actor
  return { ...started(step), set: { owner_id: id, first_contact_owner_id: step.row.first_contact_owner_id ?? id }, data: { owner: id } }
}

/** An internal note. */
export async function noted({ tx, ctx, row, now }: Step, text: string): Promise<Decided> {
  const id = newId(now)
  await sql`insert into notes (complaint_id, id, text, by_id, by_name, at) values (${row.id}, ${id}, ${clean(text)}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  return { made: id, data: { note: id, text: gist(text) } }
}

/** The file is complete. */
export function archived(note: string | undefined): Decided {
  return { to: 'archived', cancelRest: true, data: note ? { note: gist(note) } : {} }
}

function started(step: Step): Decided {
  // the first finding is owed from the receipt on, whoever begins late (SLA-05)
  return step.row.status === 'accepted' ? { to: 'investigating', opens: [{ kind: 'preliminary_finding', startAt: step.row.received_at }] } : {}
}

async function reject(step: Step, body: Body<typeof contract.reject>): Promise<Decided> {
  const { row, tx, now, ctx } = step
  // not before the last reopening either: what was told then belongs to the life before
  const since = await sql<{ at: number | null }>`select max(opened_at) as at from clocks where complaint_id = ${row.id} and kind = 'decision'`.execute(tx)
  const toldAt = pastInstant(body.notice.at, now, Math.max(row.received_at, since.rows[0]?.at ?? 0), ctx.actor)
  const id = newId(now)
  await sql`insert into decisions (complaint_id, id, outcome, text, reasons, channel, told_at, recorded_at, by_id, by_name, epoch) values (${row.id}, ${id}, ${body.outcome}, ${clean(body.notice.text)}, ${clean(body.reason)}, ${body.notice.channel}, ${new Date(toldAt)}, ${new Date(now)}, ${ctx.actor.id}, ${ctx.actor.name}, ${row.reopened})`.execute(tx)
  const told: Decided = { outcome: body.outcome, stopAt: toldAt, cancelRest: true, set: { decided_at: new Date(toldAt), closed_at: new Date(now) }, data: { decision: id, outcome: body.outcome, reason: gist(body.reason), channel: body.notice.channel, toldAt: new Date(toldAt).toISOString(), ...(body.referral ? { referral: gist(body.referral) } : {}) } }
  return { ...told, to: 'rejected' }
}

/** Its reason, link, kind and what follows from them. */
export async function classify(step: Step, body: Omit<Body<typeof contract.classify>, 'version'>): Promise<Decided> {
  const { row, deps } = step
  const { reasons } = deps.policy()
  for (const code of [body.reasonCode, body.secondaryReason]) if (code !== undefined && !findReason(reasons, code)) throw new Refusal('complaint.unknown_reason', { reason: code }, 400)
  const link = body.link ?? findReason(reasons, body.reasonCode)?.links[0] ?? row.link
  const kind = body.kind ?? row.kind
  // the lighter path would end a complaint without a decision while its watch runs on
  if (row.kind === 'complaint' && kind !== 'complaint') throw new Refusal('complaint.stays_complaint')
  // as another light contact a request about own data could be closed without its answer
  if (row.kind === 'data_request' && kind !== 'data_request' && kind !== 'complaint') throw new Refusal('data_request.answer_it')
  const becomes = row.kind !== 'complaint' && kind === 'complaint'
  const a = await reassess(step, { reasonCode: body.reasonCode, secondaryReason: body.secondaryReason ?? null, link, severity: body.severity, impact: body.impact, ...(body.complex === undefined ? {} : { complex: body.complex }) })
  // once in the life of a case, however often its reason changes; nobody keeps it who may not open it (CLS-12)
  const opens = a.opensInquiry && !row.flags.includes('inquiry')
  return {
    set: { ...a.set, reason_code: body.reasonCode, secondary_reason: body.secondaryReason ?? null, link, kind, ...(opens ? { owner_id: null } : {}) },
    flagsOn: [...(a.restricted ? (['restricted'] as const) : []), ...(opens ? (['restricted', 'inquiry'] as const) : []), ...(a.opensInquiry || body.complex ? (['escalated'] as const) : [])],
    also: opens ? [{ type: 'inquiry.opened', data: { reason: body.reasonCode, owner: null } }] : [],
    // a grievance found in a lighter contact is a complaint from the first contact on (OPN-13)
    opens: becomes ? complaintClocks.filter((k) => k !== 'first_contact' || !step.facts.customerReached).map((k) => ({ kind: k, startAt: row.received_at })) : [],
    cancels: becomes && row.kind === 'data_request' ? ['data_request'] : [],
    data: { reason: body.reasonCode, previousReason: row.reason_code, secondary: body.secondaryReason ?? null, previousSecondary: row.secondary_reason, link, previousLink: row.link, regulatorClass: a.regulatorClass, priority: a.level, previousPriority: `p${row.priority}`, because: a.because, ...(kind === row.kind ? {} : { kind, previousKind: row.kind }), ...(body.reason ? { note: gist(body.reason) } : {}) },
  }
}

async function close(step: Step, body: Body<typeof contract.close>): Promise<Decided> {
  const { row, facts, now } = step
  const light = row.kind !== 'complaint'
  if (light && body.answer === undefined) throw new Refusal('closing.answer_missing')
  if (facts.confirmation?.satisfied === false && body.stillDissatisfied === undefined) throw new Refusal('closing.dissatisfaction_unanswered')
  const outcome = light ? 'on_spot' : (facts.decision?.outcome ?? 'agreed')
  return {
    to: 'closed', outcome, cancelRest: true, set: { closed_at: new Date(now) }, ...(light ? { stops: ['first_contact', 'claim_answer', 'claim_decision'] as const } : {}),
    data: { outcome, summary: gist(body.summary), thanked: body.thanked, method: facts.confirmation?.method ?? null, ...(body.answer ? { answer: gist(body.answer) } : {}), ...(body.stillDissatisfied ? { explained: gist(body.stillDissatisfied.explained) } : {}) },
  }
}

/** Reopens a case: what was planned and decided becomes history, a new decision clock runs. The statutory watch is untouched. */
export async function reopened(step: Step, reason: string): Promise<Decided> {
  const { tx, row } = step
  await sql`update plans set state = 'superseded' where complaint_id = ${row.id} and state in ('draft','approving','approved','sent_back')`.execute(tx)
  await sql`update offers set state = 'superseded' where complaint_id = ${row.id} and state = 'open'`.execute(tx)
  return { to: 'investigating', outcome: null, set: { reopened: row.reopened + 1, closed_at: null, decided_at: null }, opens: [{ kind: 'decision' }, { kind: 'preliminary_finding' }], data: { reason: gist(reason), previousOutcome: row.outcome, time: row.reopened + 1 } }
}

/** The customer asks to withdraw; nothing ends until headquarters has verified that it is free (OPN-36). */
export async function requestWithdrawal(step: Step, via: string, words: string): Promise<Decided> {
  const id = newId(step.now)
  await sql`insert into withdrawals (complaint_id, id, via, words, requested_at, requested_by, state) values (${step.row.id}, ${id}, ${via}, ${clean(words)}, ${new Date(step.now)}, ${step.ctx.actor.kind === 'user' ? step.ctx.actor.id : null}, 'requested')`.execute(step.tx)
  return { made: id, data: { withdrawal: id, via, words: gist(words) } }
}
