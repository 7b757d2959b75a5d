// What becomes of a piece of evidence: withdrawn, held from erasure, released, handed out. Each is a line of its custody and of the record; the piece itself stays.
import { sql } from 'kysely'
import type { handOutEvidence, holdEvidence, releaseEvidence, withdrawEvidence } from '../../contract/evidence.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { CustodyAct } from '../../domain/complaints/evidence.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'
import { evidenceOf } from './evidence-list.ts'

type Piece = { id: string; seq: number; state: string; added_by: string }

/** Who brought it takes it back; an investigator whoever brought it. @throws Refusal 404, 403 `evidence.not_yours`, 409 `evidence.withdrawn_already` */
export async function withdrawn(step: Step, body: BodyOf<typeof withdrawEvidence>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const piece = await load(step, body.evidenceId)
  if (piece.added_by !== ctx.actor.id && !may(ctx.actor, 'complaint:investigate')) throw new Refusal('evidence.not_yours', {}, 403)
  if (piece.state !== 'kept') throw new Refusal('evidence.withdrawn_already')
  await sql`update evidence set state = 'withdrawn', state_by = ${ctx.actor.id}, state_by_name = ${ctx.actor.name}, state_at = ${new Date(now)}, state_reason = ${clean(body.reason)} where complaint_id = ${row.id} and id = ${piece.id}`.execute(tx)
  await note(step, [piece.id], 'withdrawn', body.reason)
  return { made: piece.id, data: { evidence: piece.id, seq: piece.seq, reason: gist(body.reason) } }
}

/** Keeps a piece, or everything of the case, from being erased. @throws Refusal 409 `evidence.held_already` */
export async function held(step: Step, body: BodyOf<typeof holdEvidence>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const piece = body.evidenceId === undefined ? null : await load(step, body.evidenceId)
  const id = newId(now)
  const added = await sql`insert into evidence_holds (complaint_id, id, evidence_id, reason, by_id, by_name, at) values (${row.id}, ${id}, ${piece?.id ?? null}, ${clean(body.reason)}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}) on conflict do nothing returning 1`.execute(tx)
  if (added.rows.length === 0) throw new Refusal('evidence.held_already')
  await note(step, piece ? [piece.id] : await listPieces(step), 'held', body.reason)
  return { made: id, data: { hold: id, evidence: piece?.id ?? null, reason: gist(body.reason) } }
}

/** @throws Refusal 404 `evidence.no_hold` for one that isn't there or has ended */
export async function released(step: Step, body: BodyOf<typeof releaseEvidence>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const ended = await sql<{ evidence_id: string | null }>`update evidence_holds set released_by = ${ctx.actor.id}, released_by_name = ${ctx.actor.name}, released_at = ${new Date(now)}, release_reason = ${clean(body.reason)} where complaint_id = ${row.id} and id = ${body.holdId} and released_at is null returning evidence_id`.execute(tx)
  const hold = ended.rows[0]
  if (!hold) throw new Refusal('evidence.no_hold', {}, 404)
  await note(step, hold.evidence_id === null ? await listPieces(step) : [hold.evidence_id], 'released', body.reason)
  return { made: body.holdId, data: { hold: body.holdId, evidence: hold.evidence_id, reason: gist(body.reason) } }
}

/** An original left the house: to whom and why. */
export async function handedOut(step: Step, body: BodyOf<typeof handOutEvidence>): Promise<Decided> {
  const piece = await load(step, body.evidenceId)
  await note(step, [piece.id], 'handed_out', `${body.to}: ${body.reason}`)
  return { made: piece.id, data: { evidence: piece.id, seq: piece.seq, to: gist(body.to), reason: gist(body.reason) } }
}

async function load({ tx, row, ctx }: Step, id: string): Promise<Piece> {
  const found = await sql<Piece>`select e.id, e.seq, e.state, e.added_by from evidence e where e.complaint_id = ${row.id} and e.id = ${id} and ${evidenceOf(ctx.actor)}`.execute(tx)
  const piece = found.rows[0]
  if (!piece) throw new Refusal('not_found', {}, 404)
  return piece
}

async function listPieces({ tx, row }: Step): Promise<string[]> {
  return (await sql<{ id: string }>`select id from evidence where complaint_id = ${row.id} and state <> 'erased'`.execute(tx)).rows.map((e) => e.id)
}

async function note({ tx, row, now, ctx }: Step, pieces: readonly string[], act: CustodyAct, why: string): Promise<void> {
  await sql`insert into evidence_custody (id, complaint_id, evidence_id, at, act, by_kind, by_id, by_name, unit_id, note)
    select gen_random_uuid(), ${row.id}, x, ${new Date(now)}, ${act}, ${ctx.actor.kind}, ${ctx.actor.id}, ${ctx.actor.name}, ${ctx.actor.unitId}, ${clean(why)} from unnest(${pieces}::uuid[]) x`.execute(tx)
}
