// Records of who was heard and what was looked at; their words enter the vault as evidence of the side that spoke.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { recordInquiry as endpoint } from '../../contract/inquiry.ts'
import { evidenceOf, whyNotRecorded } from '../../domain/investigation/records.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, cleanMaybe, gist, pastInstant } from '../complaints/words.ts'
import { newId } from '../platform/ids.ts'

/**
 * Keeps the record and registers its words and files as evidence.
 * @throws Refusal 400 `inquiry.person_missing`, `inquiry.read_back_missing`, `inquiry.place_missing`, `instant.in_future` · `inquiry.unit_unknown`
 */
export async function recordInquiry(step: Step, body: BodyOf<typeof endpoint>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  insist(whyNotRecorded({ kind: body.kind, person: body.person, place: body.place, readBack: body.readBack }), 400)
  const happenedAt = pastInstant(body.happenedAt, now, 0, null)
  const unit = body.unitId === undefined ? null : (await sql<{ id: string }>`select id from org_units where id = ${body.unitId} and kind <> 'headquarters'`.execute(tx)).rows[0]?.id
  if (unit === undefined) throw new Refusal('inquiry.unit_unknown')
  const id = newId(now)
  const { type, side, origin } = evidenceOf(body.kind, body.person)
  const result = clean(body.result)
  const evidence = await registerEvidence(step, [{ text: result, type, side, unitId: unit, aboutAt: happenedAt, origin, originId: id }, ...body.attachmentIds.map((attachmentId) => ({ attachmentId, side, unitId: unit, aboutAt: happenedAt, origin, originId: id }))])
  await sql`insert into investigation_records (complaint_id, id, kind, person, staff_no, unit_id, place, method, result, read_back, happened_at, evidence_ids, by_id, by_name, at)
    values (${row.id}, ${id}, ${body.kind}, ${body.person ?? null}, ${body.staffNo ?? null}, ${unit}, ${cleanMaybe(body.place)}, ${body.method ?? null}, ${result}, ${body.readBack ?? null}, ${new Date(happenedAt)}, ${evidence}::uuid[], ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  return { made: id, data: { record: id, kind: body.kind, person: body.person ?? null, unit, place: body.place === undefined ? null : gist(body.place), result: gist(result), readBack: body.readBack ?? null, happenedAt: new Date(happenedAt).toISOString(), evidence } }
}
