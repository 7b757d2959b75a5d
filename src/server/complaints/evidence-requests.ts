// What the complainant is asked to bring: why, until when, and that they know what happens without it; answered by them or at the desk. The case goes on meanwhile (INT-23, C12).
import { sql } from 'kysely'
import type { endEvidenceRequest, requestEvidence } from '../../contract/evidence.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { newId } from '../platform/ids.ts'
import { registerEvidence } from './evidence.ts'
import type { Decided, Step } from './gate.ts'
import { clean, cleanMaybe, futureInstant, gist } from './words.ts'

type Asked = Omit<BodyOf<typeof requestEvidence>, 'version'>

/** Asks, and logs that it was asked as a contact (INV-14). @throws Refusal 400 `instant.in_past` */
export async function requested(step: Step, body: Asked): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const contact = newId(now)
  const verified = ctx.actor.scope.kind === 'all'
  await sql`insert into contacts (complaint_id, id, at, recorded_at, by_id, by_name, direction, channel, outcome, purpose, summary, verified)
    values (${row.id}, ${contact}, ${new Date(now)}, ${new Date(now)}, ${ctx.actor.id}, ${ctx.actor.name}, 'out', ${body.channel}, 'sent', 'evidence_request', ${clean(body.what)}, ${verified})`.execute(tx)
  const id = await askFor(step, body, contact)
  return { made: id, data: toldOf(body, id, contact) }
}

/** The request made in a contact: its row, and `evidence.requested` in the record. */
export async function askedInContact(step: Step, body: Asked, contact: string): Promise<void> {
  const id = await askFor(step, body, contact)
  step.told?.push({ type: 'evidence.requested', data: toldOf(body, id, contact) })
}

async function askFor({ tx, row, now, ctx }: Step, body: Asked, contact: string): Promise<string> {
  const id = newId(now)
  await sql`insert into evidence_requests (complaint_id, id, what, reason, due_at, adverse_effect_told, channel, contact_id, asked_by, asked_by_name, asked_at)
    values (${row.id}, ${id}, ${clean(body.what)}, ${clean(body.reason)}, ${new Date(futureInstant(body.dueAt, now))}, ${body.adverseEffectTold}, ${body.channel}, ${contact}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  return id
}

function toldOf(body: Asked, id: string, contact: string): Readonly<Record<string, unknown>> {
  return { request: id, contact, what: gist(body.what), reason: gist(body.reason), dueAt: new Date(body.dueAt).toISOString(), adverseEffectTold: body.adverseEffectTold, channel: body.channel }
}

/** At the desk: what came on paper or by mail, or that it is not needed any more. @throws Refusal 404 `evidence.no_request`, 400 `evidence.empty` */
export async function endedRequest(step: Step, body: Omit<BodyOf<typeof endEvidenceRequest>, 'version'>): Promise<Decided> {
  if (body.result === 'answered' && body.words === undefined && body.attachmentIds.length === 0) throw new Refusal('evidence.empty', {}, 400)
  const pieces = body.attachmentIds.length > 0 ? body.attachmentIds.map((attachmentId) => ({ attachmentId })) : body.result === 'answered' ? [{ text: body.words }] : []
  const ids = await registerEvidence(step, pieces.map((p) => ({ ...p, side: 'customer', origin: 'desk', originId: body.requestId })))
  const found = await end(step, body.requestId, body.result, 'desk', body.words, ids)
  if (found === 0) throw new Refusal('evidence.no_request', {}, 404)
  return { made: body.requestId, data: { request: body.requestId, result: body.result, via: 'desk', files: body.attachmentIds.length, ...(body.words === undefined ? {} : { words: gist(body.words) }) } }
}

/** On the portal: what the customer sends answers whatever was asked for and is still open, also past its day. */
export async function answeredFromPortal(step: Step, words: string | undefined, evidenceIds: readonly string[]): Promise<void> {
  const open = await sql<{ id: string }>`select id from evidence_requests where complaint_id = ${step.row.id} and state = 'asked' order by asked_at, id`.execute(step.tx)
  for (const { id } of open.rows) {
    await end(step, id, 'answered', 'portal', words, evidenceIds)
    step.told?.push({ type: 'evidence.request_ended', data: { request: id, result: 'answered', via: 'portal', files: evidenceIds.length, ...(words === undefined ? {} : { words: gist(words) }) } })
  }
}

async function end({ tx, row, now, ctx }: Step, id: string, state: 'answered' | 'waived', via: 'portal' | 'desk', words: string | undefined, evidenceIds: readonly string[]): Promise<number> {
  const ended = await sql`update evidence_requests set state = ${state}, ended_at = ${new Date(now)}, ended_via = ${via}, ended_by = ${ctx.actor.id}, ended_by_name = ${ctx.actor.name}, words = ${cleanMaybe(words)}, evidence_ids = ${[...evidenceIds]}::uuid[] where complaint_id = ${row.id} and id = ${id} and state = 'asked'`.execute(tx)
  return Number(ended.numAffectedRows ?? 0n)
}
