// Evidence that comes in by itself, apart from an answer or a finding: files, words, or both, with what they are and whose.
import type { addMaterial } from '../../contract/complaints.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { registerEvidence } from './evidence.ts'
import type { NewEvidence } from './evidence.ts'
import type { Decided, Step } from './gate.ts'
import { unitScope } from './visible.ts'
import { gist, pastInstant } from './words.ts'

type Body = Omit<BodyOf<typeof addMaterial>, 'version'>

/** Adds what staff or a unit bring. A unit speaks for itself only. @throws Refusal 400 `evidence.empty`, 403 `evidence.own_side` */
export async function addedMaterial(step: Step, body: Body): Promise<Decided> {
  if (body.attachmentIds.length === 0 && body.text === undefined) throw new Refusal('evidence.empty', {}, 400)
  if (body.side !== undefined && unitScope(step.ctx.actor) !== null && body.side !== 'unit' && body.side !== 'staff' && body.side !== 'partner') throw new Refusal('evidence.own_side', { side: body.side }, 403)
  const said: Omit<NewEvidence, 'attachmentId'> = {
    type: body.type, side: body.side, origin: 'desk', originId: null, text: body.text, ...(body.aboutAt === undefined ? {} : { aboutAt: pastInstant(body.aboutAt, step.now, 0, null) }),
  }
  const ids = await registerEvidence(step, body.attachmentIds.length === 0 ? [said] : body.attachmentIds.map((attachmentId) => ({ ...said, attachmentId })))
  const note = body.note ?? body.text
  return { ...(ids.length === 1 ? { made: ids[0] } : {}), data: { files: body.attachmentIds.length, ...(note === undefined ? {} : { note: gist(note) }) } }
}
