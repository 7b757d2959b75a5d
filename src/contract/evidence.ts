// Evidence on the wire: the list of a case with links that end by themselves, custody, holds, withdrawal, and what the customer is asked for.
import { z } from 'zod'
import { custodyActs, evidenceOrigins, evidenceSides, evidenceStates, evidenceTypes, requestStates, scanStates } from '../domain/complaints/evidence.ts'
import { noticeChannels } from '../domain/complaints/vocabulary.ts'
import { id, instant, line, page, pageQuery, text, withId } from './common.ts'
import { step } from './complaints.ts'
import { endpoint } from './endpoint.ts'

const unitName = z.strictObject({ id, name: z.string() }).nullable()

export const evidenceFile = z.strictObject({
  id, name: z.string(), mediaType: z.string(), kind: z.enum(['image', 'document', 'audio', 'video', 'other']), size: z.int(), sha256: z.string(), scan: z.enum(scanStates), scanFound: z.string().nullable(),
  /** Links good for who asked and until `linksUntil`; none while the file is quarantined. */
  picture: z.string().nullable(), original: z.string().nullable(),
  /** When and where the picture says it was taken; for investigators only. */
  taken: z.strictObject({ at: z.string().nullable(), lat: z.number().nullable(), lon: z.number().nullable(), camera: z.string().nullable() }).nullable(),
})
export const evidenceItem = z.strictObject({
  id, seq: z.int(), type: z.enum(evidenceTypes), side: z.enum(evidenceSides), origin: z.enum(evidenceOrigins), originId: id.nullable(), unit: unitName, text: z.string().nullable(), aboutAt: instant.nullable(), addedAt: instant, addedBy: z.string(), addedByUnit: z.string().nullable(),
  state: z.enum(evidenceStates), stateBy: z.string().nullable(), stateAt: instant.nullable(), stateReason: z.string().nullable(), held: z.boolean(), file: evidenceFile.nullable(),
})
export type EvidenceItem = z.output<typeof evidenceItem>
export const evidenceHold = z.strictObject({ id, evidenceId: id.nullable(), reason: z.string(), by: z.string(), at: instant, releasedBy: z.string().nullable(), releasedAt: instant.nullable(), releaseReason: z.string().nullable() })
export type EvidenceHold = z.output<typeof evidenceHold>
export const evidenceRequest = z.strictObject({
  id, what: z.string(), reason: z.string(), dueAt: instant, adverseEffectTold: z.boolean(), channel: z.enum(noticeChannels), contactId: id.nullable(), askedBy: z.string(), askedAt: instant, state: z.enum(requestStates),
  endedAt: instant.nullable(), endedVia: z.enum(['portal', 'desk']).nullable(), endedBy: z.string().nullable(), words: z.string().nullable(), evidenceIds: z.array(id),
})
export type EvidenceRequest = z.output<typeof evidenceRequest>

export const listEvidence = endpoint({
  method: 'GET', path: '/api/complaints/:id/evidence', needs: 'attachment:read', summary: 'The evidence of a case in order; a unit sees what belongs to its own questions or what its people added', params: withId, query: z.strictObject(pageQuery),
  reply: page(evidenceItem).extend({ linksUntil: instant, holds: z.array(evidenceHold), requests: z.array(evidenceRequest), scanner: z.string().nullable() }),
})
export const custodyLine = z.strictObject({ id, at: instant, act: z.enum(custodyActs), by: z.string(), unit: z.string().nullable(), from: z.string().nullable(), note: z.string().nullable() })
export const listCustody = endpoint({ method: 'GET', path: '/api/evidence/:id/custody', needs: 'complaint:investigate', summary: 'Who had a piece in hand, from its arrival on', params: withId, reply: z.strictObject({ items: z.array(custodyLine) }) })

export const withdrawEvidence = step('evidence-withdrawal', 'attachment:add', 'A piece does not count any more; it stays, with the reason', { evidenceId: id, reason: line(300) })
export const holdEvidence = step('evidence-hold', 'evidence:hold', 'Keep a piece, or the whole case, from being erased until released', { evidenceId: id.optional(), reason: line(300) })
export const releaseEvidence = step('evidence-release', 'evidence:hold', 'End a hold, with the reason', { holdId: id, reason: line(300) })
export const handOutEvidence = step('evidence-hand-out', 'evidence:hold', 'An original was given to somebody outside (police, court, insurer); a line of its custody', { evidenceId: id, to: line(120), reason: line(300) })
export const requestEvidence = step('evidence-request', 'complaint:contact', 'Ask the complainant for evidence: why, until when, told what happens without it; the case goes on with what there is (INT-23)', {
  what: line(300), reason: text(500), dueAt: instant, adverseEffectTold: z.boolean(), channel: z.enum(noticeChannels),
})
export const endEvidenceRequest = step('evidence-request-end', 'complaint:contact', 'What was asked for has come, or is not needed any more', { requestId: id, result: z.enum(['answered', 'waived']), words: text(1000).optional(), attachmentIds: z.array(id).max(9).default([]) })

export const evidenceEndpoints = [listEvidence, listCustody, withdrawEvidence, holdEvidence, releaseEvidence, handOutEvidence, requestEvidence, endEvidenceRequest] as const
