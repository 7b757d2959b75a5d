// What customers do from the portal: file, add, answer, urge, withdraw, object, rate, confirm. Each goes through the same gate as staff's steps.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { portalComplaint } from '../../contract/complaints.ts'
import type * as contract from '../../contract/portal.ts'
import type { PortalCase } from '../../contract/portal.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { statuses } from '../../domain/complaints/vocabulary.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import { Refusal } from '../../domain/refusal.ts'
import { raiseReview } from '../appeals/review.ts'
import { answeredFromPortal } from '../complaints/evidence-requests.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import type { Intake } from '../complaints/intake.ts'
import { chased } from '../complaints/chase.ts'
import { requestWithdrawal } from '../complaints/steps.ts'
import { clean, gist } from '../complaints/words.ts'
import type { Ctx, Db, IdempotencyClaim } from '../platform/context.ts'
import { nobody } from '../platform/http.ts'
import { newId, newSecret } from '../platform/ids.ts'
import { createLimiter } from '../platform/limits.ts'
import { write } from '../platform/write.ts'
import { answerOffer } from '../resolution/offer.ts'
import { confirmExecution } from '../resolution/execution.ts'
import { aboutOf, chaserHours, viewPortalCase } from './portal-case.ts'
import { isBatchLine } from '../complaints/batch-rows.ts'
import { caseOf, customer, stillKept } from './portal-session.ts'
import type { PortalSession } from './portal-session.ts'

export type Filing = z.output<typeof portalComplaint>
export type Filed = { complaintNo: string; followUrl: string; promisedAt: string }

/** Files a complaint over the web with a link to follow it, and records under which text. @throws `Replayed` with the first reply when the key was used before. */
export async function fileFromPortal(d: Deps, intake: Intake, ctx: Ctx, { consent, ...input }: Filing, idempotency: IdempotencyClaim | null): Promise<Filed> {
  const { secret, hash } = newSecret()
  // the consent is written with the case (个人信息保护法 Art. 14, 17): a filing has both or neither
  return intake.file({ ...ctx, actor: nobody }, {
    input: { ...input, channel: 'web' }, actor: nobody, idempotency, registeredBy: null, followHash: hash, ...(consent === undefined ? {} : { consent }),
    reply: (f) => ({ complaintNo: f.complaintNo, followUrl: `${d.publicUrl}/p/follow/${secret}`, promisedAt: (f.clocks.find((c) => c.kind === 'decision' || c.kind === 'claim_decision') ?? f.clocks[0])?.dueAt ?? f.receivedAt }),
  }) as Promise<Filed>
}

/** A person acts sixty times at once and then every ten seconds: enough for any hand, too little to bury a case under lines of its record. */
const actLimit = createLimiter({ perSecond: 0.1, burst: 60 })

/** Takes a customer's step on a case of their session and gives the case as it is then; an idempotent reply is kept with it. @throws Refusal `too_many_requests` (429) */
async function act(d: Deps, ctx: Ctx, session: PortalSession, complaintNo: string | undefined, action: Action, work: (step: Step) => Promise<Decided>): Promise<PortalCase> {
  const id = await caseOf(ctx.db, session, complaintNo)
  const wait = actLimit.take(id)
  if (wait > 0) throw new Refusal('too_many_requests', { retryAfter: wait }, 429)
  return write({ ...ctx, actor: customer(id) }, async (open) => {
    await stepWithin(d, open, id, action, null, work)
    return viewPortalCase(d, open.tx, id)
  })
}

/** What a customer writes is a contact of the log (COM-13), where it is kept whole; the record holds its gist. */
async function keepWords({ tx, row, now }: Step, words: string | undefined): Promise<void> {
  if (words === undefined) return
  await sql`insert into contacts (complaint_id, id, at, recorded_at, by_id, by_name, direction, channel, outcome, purpose, summary, verified) values (${row.id}, ${newId(now)}, ${new Date(now)}, ${new Date(now)}, ${null}, '', 'in', 'portal', 'received', 'other', ${clean(words)}, true)`.execute(tx)
}

/** Adds words and files uploaded before. */
export function addMaterial(d: Deps, ctx: Ctx, session: PortalSession, body: BodyOf<typeof contract.portalMaterial>): Promise<PortalCase> {
  return act(d, ctx, session, body.complaintNo, 'material', async (step) => {
    if (body.attachmentIds.length === 0 && body.words === undefined) throw new Refusal('portal.material_empty', {}, 400)
    const ids = await registerEvidence(step, body.attachmentIds.map((attachmentId) => ({ attachmentId, origin: 'portal', originId: null })))
    await answeredFromPortal(step, body.words, ids)
    await keepWords(step, body.words)
    return { data: { files: body.attachmentIds.length, ...(body.words === undefined ? {} : { note: gist(body.words) }) } }
  })
}

/** Answers the offer they saw. */
export function answer(d: Deps, ctx: Ctx, session: PortalSession, body: BodyOf<typeof contract.portalAnswer>): Promise<PortalCase> {
  const { complaintNo, ...given } = body
  return act(d, ctx, session, complaintNo, 'answer', (step) => answerOffer(step, { ...given, via: 'portal' }))
}

/** Asks to withdraw; headquarters verifies that it is free. */
export function withdraw(d: Deps, ctx: Ctx, session: PortalSession, body: BodyOf<typeof contract.portalWithdrawal>): Promise<PortalCase> {
  return act(d, ctx, session, body.complaintNo, 'withdrawal', (step) => requestWithdrawal(step, 'portal', body.words))
}

/** Objects to the result. */
export function object(d: Deps, ctx: Ctx, session: PortalSession, body: BodyOf<typeof contract.portalObjection>): Promise<PortalCase> {
  return act(d, ctx, session, body.complaintNo, 'objection', async (step) => {
    await registerEvidence(step, body.attachmentIds.map((attachmentId) => ({ attachmentId, origin: 'objection', originId: null })))
    const decided = await raiseReview(step, body)
    return body.attachmentIds.length === 0 ? decided : { ...decided, data: { ...decided.data, files: body.attachmentIds.length } }
  })
}

/** Urges, once in 24 hours. @throws Refusal `chaser.too_soon` with `againAt`. */
export function urge(d: Deps, ctx: Ctx, session: PortalSession, body: BodyOf<typeof contract.portalChaser>): Promise<PortalCase> {
  return act(d, ctx, session, body.complaintNo, 'chaser', async (step) => {
    const last = await sql<{ at: number | null }>`select max(at) as at from events where stream_id = ${step.row.id} and type = 'complaint.chased' and actor_id = 'customer'`.execute(step.tx)
    const again = (last.rows[0]?.at ?? Number.NEGATIVE_INFINITY) + chaserHours * 3_600_000
    if (again > step.now) throw new Refusal('chaser.too_soon', { againAt: new Date(again).toISOString() })
    await keepWords(step, body.words)
    return chased(step, { kind: 'chaser', channel: 'web', words: body.words, grievance: false })
  })
}

/** Rates the handling, once since the last reopening. */
export function rate(d: Deps, ctx: Ctx, session: PortalSession, body: BodyOf<typeof contract.portalRating>): Promise<PortalCase> {
  return act(d, ctx, session, body.complaintNo, 'rating', async ({ tx, row, now }) => {
    const comment = body.comment === undefined ? null : clean(body.comment)
    const kept = await sql`insert into ratings (complaint_id, epoch, score, comment, at) values (${row.id}, ${row.reopened}, ${body.score}, ${comment}, ${new Date(now)}) on conflict do nothing returning 1`.execute(tx)
    if (kept.rows.length === 0) throw new Refusal('rating.given_already')
    return { data: { score: body.score, ...(comment === null ? {} : { comment: gist(comment) }) } }
  })
}

/** Says whether everything agreed has arrived. */
export function confirm(d: Deps, ctx: Ctx, session: PortalSession, body: BodyOf<typeof contract.portalConfirmation>): Promise<PortalCase> {
  return act(d, ctx, session, body.complaintNo, 'confirmation', (step) => confirmExecution(step, { method: 'portal', satisfied: body.satisfied, ...(body.words === undefined ? {} : { reason: body.words }) }))
}

type Listed = { complaintNo: string; about: ReturnType<typeof aboutOf>; keyword: string; status: Status; receivedAt: string; promisedAt: string | null; yourTurn: boolean }

/** The complaints of a session, newest first, at most fifty. */
export async function listCases(d: Deps, db: Db, session: PortalSession): Promise<Listed[]> {
  const mine = session.complaintId === null ? sql`c.phone_index = ${session.phoneIndex}` : sql`c.id = ${session.complaintId}`
  const found = await sql<{ complaint_no: string; keyword: string; status: string; received_at: number; reason: string | null; due_at: number | null; turn: boolean }>`
    select c.complaint_no, c.keyword, c.status, c.received_at, coalesce(c.reason_code, c.suggested ->> 'code') as reason,
      (select k.due_at from clocks k where k.complaint_id = c.id and k.kind in ('decision','claim_decision') order by k.epoch desc limit 1) as due_at,
      (c.status = 'confirming' and not exists (select from confirmations x where x.complaint_id = c.id and x.epoch = c.reopened)) or (c.status = 'negotiating' and exists (select from offers o where o.complaint_id = c.id and o.state = 'open')) as turn
    from complaints c where ${mine} and c.kind <> 'data_request' and not ${isBatchLine} and ${stillKept()} order by c.received_at desc, c.id desc limit 50`.execute(db)
  return found.rows.map((r) => ({ complaintNo: r.complaint_no, about: aboutOf(d, r.reason), keyword: r.keyword, status: statuses.find((s) => s === r.status) ?? 'received', receivedAt: new Date(r.received_at).toISOString(), promisedAt: r.due_at === null ? null : new Date(r.due_at).toISOString(), yourTurn: r.turn }))
}
