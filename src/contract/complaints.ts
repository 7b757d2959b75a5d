// A complaint on the wire: filing it, and the steps of its handling that belong to the case itself.
import { z } from 'zod'
import { repeatKinds } from '../domain/complaints/chasing.ts'
import { evidenceSides, evidenceTypes } from '../domain/complaints/evidence.ts'
import {
  channels, complainantRoles, contactKinds, contactOutcomes, contactPurposes, confirmationMethods, demandKinds, flags, itemTypes, links, measureKinds, noticeChannels, outcomes, priorityLevels, revealFields, statuses,
} from '../domain/complaints/vocabulary.ts'
import { clockKinds, clockStates } from '../domain/sla/kinds.ts'
import { pauseCodes } from '../domain/sla/pause-rules.ts'
import { because, date, id, instant, line, money, person, text, version, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

export const reasonRef = z.string().regex(/^[a-z_]+(\.[a-z0-9_]+)?$/).max(80)
export const item = z.strictObject({ type: z.enum(itemTypes), number: line(60) })
export const preferences = z.strictObject({
  doNotCall: z.boolean().optional(), language: line(30).optional(), elder: z.boolean().optional(), minor: z.boolean().optional(), guardianName: line(40).optional(), guardianPhone: line(30).optional(), noticeChannel: z.enum(noticeChannels).optional(), keyCustomer: z.boolean().optional(),
})
export const complainantInput = z.strictObject({
  name: line(60).optional(), phone: line(30).optional(), email: z.email().max(120).optional(), handle: line(80).optional(),
  role: z.enum(complainantRoles).default('consignee'), preferences: preferences.optional(), proof: z.strictObject({ kind: z.enum(['pickup_code', 'order_tail', 'name_and_tail', 'authority_letter']), value: line(60) }).optional(),
})
const demand = z.strictObject({ kinds: z.array(z.enum(demandKinds)).max(8).default([]), amount: money.optional(), text: text(500).optional() })
const respondent = z.strictObject({ orgCode: line(30).optional(), staffNo: line(30).optional(), name: line(60).optional() })

const complaintFields = {
  kind: z.enum(contactKinds).default('complaint'),
  reasonCode: reasonRef.optional(), link: z.enum(links).optional(), items: z.array(item).max(50).optional(),
  verbatim: text(5000), summary: text(1000).optional(), complainant: complainantInput.optional(), anonymous: z.boolean().default(false),
  demand: demand.optional(), occurredAt: instant.optional(), reportedAt: instant.optional(), reportedProof: line(200).optional(), acceptedOn: date.optional(), place: line(200).optional(), respondent: respondent.optional(),
  attachmentIds: z.array(id).max(9).optional(), details: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/).max(40), z.union([text(500), z.number(), z.boolean()])).optional(),
}
/** The person can be reached again, unless anonymous (`contract.md`, A complaint). */
function reachable(c: { anonymous: boolean; complainant?: { phone?: string | undefined; email?: string | undefined; handle?: string | undefined } | undefined }): boolean {
  return c.anonymous || Boolean(c.complainant?.phone || c.complainant?.email || c.complainant?.handle)
}
/** Settled while the customer is there (INT-15, C13): one transaction from first word to closing. */
const onSpot = z.strictObject({
  remedy: text(500), measures: z.array(z.strictObject({ kind: z.enum(measureKinds), description: line(300).optional() })).min(1).max(5), confirmation: z.strictObject({ method: z.enum(confirmationMethods).extract(['written', 'oral_recorded']), reference: line(200).optional() }),
})
export const newComplaint = z.strictObject({ channel: z.enum(channels), sourceDetail: line(60).optional(), readBack: z.boolean().optional(), onSpot: onSpot.optional(), ...complaintFields })
  .refine(reachable, { path: ['complainant'], error: 'unreachable' })
/** What the portal may send: the same fields with the channel fixed. */
/** `consent`: the version of the text under which the customer sent it. */
export const portalComplaint = z.strictObject({ ...complaintFields, consent: z.strictObject({ text: z.string().regex(/^[\w.-]{1,40}$/), locale: z.string().regex(/^[A-Za-z-]{2,10}$/) }).optional() }).refine(reachable, { path: ['complainant'], error: 'unreachable' })
export type NewComplaint = z.output<typeof newComplaint>

export const priority = z.strictObject({ level: z.enum(priorityLevels), because: z.array(because) })
export const clock = z.strictObject({ kind: z.enum(clockKinds), epoch: z.int(), openedAt: instant, dueAt: instant, strictDueAt: instant, rolledDueAt: instant.nullable(), statutory: z.boolean(), state: z.enum(clockStates), stoppedAt: instant.nullable(), provisional: z.boolean() })
export const suggestion = z.strictObject({ code: z.string(), confidence: z.number(), because: z.array(because) })
export const filed = z.strictObject({
  id, complaintNo: z.string(), keyword: z.string(), kind: z.enum(contactKinds), status: z.enum(statuses), outcome: z.enum(outcomes).nullable(), version, receivedAt: instant, reasonCode: z.string().nullable(), suggestedReason: suggestion.nullable(),
  priority, flags: z.array(z.enum(flags)), owner: person.nullable(), clocks: z.array(clock), missingFields: z.array(z.string()), possibleDuplicates: z.array(z.strictObject({ id, complaintNo: z.string() })),
})
export type Filed = z.output<typeof filed>

export const fileComplaint = endpoint({ method: 'POST', path: '/api/complaints', needs: 'complaint:create', summary: 'File a complaint', body: newComplaint, reply: filed, status: 201, idempotent: true })
export const registerComplaint = endpoint({
  method: 'POST', path: '/api/registrations', needs: 'complaint:register', summary: 'Outlet, station or courier registers a complaint in four taps (OPN-11); the clock starts at this first contact',
  body: z.strictObject({ reasonCode: reasonRef, verbatim: text(2000), phone: line(30).optional(), name: line(60).optional(), waybillNo: line(60).optional(), attachmentIds: z.array(id).max(9).optional(), anonymous: z.boolean().default(false) }).refine((c) => c.anonymous || Boolean(c.phone), { path: ['phone'], error: 'unreachable' }), reply: filed, status: 201, idempotent: true,
})
export const checkIntake = endpoint({
  method: 'POST', path: '/api/intake-checks', needs: 'complaint:create', summary: 'While typing: suggested reason and why, wanted fields, possible duplicates, number hints; stores nothing',
  body: z.strictObject({ verbatim: z.string().max(5000), reasonCode: reasonRef.optional(), channel: z.enum(channels).optional(), items: z.array(item).max(50).optional(), phone: line(30).optional(), details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional() }),
  reply: z.strictObject({ kindHint: z.enum(contactKinds), suggestedReason: suggestion.nullable(), alternatives: z.array(suggestion), mood: z.int(), risks: z.array(z.string()), wantedFields: z.array(z.strictObject({ field: z.string(), required: z.boolean(), missing: z.boolean() })), duplicates: z.array(z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), status: z.enum(statuses), receivedAt: instant, because: z.array(because) })), priority, found: z.strictObject({ waybills: z.array(z.string()), phones: z.int(), amounts: z.array(money) }) }),
})

/** What every step replies: the case's head after it, the id of what the step made, and until when its maker may take it back (`POST …/undo`). */
export const head = z.strictObject({ id, version, status: z.enum(statuses), outcome: z.enum(outcomes).nullable(), made: id.nullable(), undoUntil: instant.nullable() })
export type Head = z.output<typeof head>
const v = { version }
const notice = z.strictObject({ channel: z.enum(noticeChannels), text: text(2000), at: instant.optional() })

/** Declares a step on a case: `POST /api/complaints/:id/<noun>` with the version the actor saw. */
export function step<B extends z.ZodRawShape>(noun: string, needs: Parameters<typeof endpoint>[0]['needs'], summary: string, body: B) {
  return endpoint({ method: 'POST', path: `/api/complaints/:id/${noun}`, needs, summary, params: withId, body: z.strictObject({ ...v, ...body }), reply: head, idempotent: true })
}

export const accept = step('acceptance', 'complaint:accept', 'Accept after the initial check (INV-20)', { identityChecked: z.boolean().default(false), note: text(500).optional() })
export const decideOverAge = step('over-age-decision', 'complaint:decide_over_age', 'A lead decides a complaint older than the limit (C5)', { accept: z.boolean(), reason: text(500) })
export const reject = step('rejection', 'complaint:reject', 'Invalid or out of scope, told to the customer with the reason (OPN-03); a duplicate is merged', { outcome: z.enum(['invalid', 'out_of_scope']), reason: text(1000), notice, referral: line(200).optional() })
export const classify = step('classification', 'complaint:classify', 'Classify or reclassify; the old value is kept (CLS-15)', { reasonCode: reasonRef, secondaryReason: reasonRef.optional(), link: z.enum(links).optional(), kind: z.enum(contactKinds).optional(), reason: text(500).optional(), severity: z.int().min(1).max(4).optional(), impact: z.int().min(1).max(4).optional(), complex: z.boolean().optional() })
export const supplement = step('supplement', 'complaint:classify', 'Complete the record: item numbers found later, facts asked for, fields the customer can\'t give (INT-17, OPN-10)', {
  items: z.array(item).max(50).optional(), occurredAt: instant.optional(), acceptedOn: date.optional(), place: line(200).optional(), demand: demand.optional(), respondent: respondent.optional(), summary: text(1000).optional(), details: complaintFields.details, notAvailable: z.array(z.string().regex(/^[a-z][a-z0-9_]*$/).max(40)).max(30).optional(),
})
export const assign = step('assignment', 'complaint:assign', 'Assign a named owner', { ownerId: id, reason: line(200).optional() })
export const take = step('take', 'complaint:take', 'Take an unowned case', {})
const sourced = z.strictObject({ text: text(400), source: line(120) })
export const handOver = step('handover', 'complaint:hand_over', 'Hand over in three lines: what happened, what was promised, what the customer wants (OPN-32, SOL-10)', { toId: id, reason: line(200), happened: sourced, promised: sourced, wants: sourced })
export const answerHandOver = step('handover-answer', 'complaint:take', 'Accept or decline a hand-over (C14)', { accept: z.boolean(), reason: line(200).optional() })
export const recordContact = step('contact', 'complaint:contact', 'Log a contact with the customer (COM-13)', {
  direction: z.enum(['out', 'in']), channel: z.enum(noticeChannels), outcome: z.enum(contactOutcomes), purpose: z.enum(contactPurposes), summary: text(1000), reference: line(200).optional(), at: instant.optional(),
  promise: z.strictObject({ text: line(300), dueAt: instant }).optional(),
  /** The first substantive reply (ACK-03, ACK-04): how it goes on, by when, and why it takes that long. */
  reply: z.strictObject({ process: text(300), expectedAt: instant, why: text(300) }).optional(),
  evidenceRequest: z.strictObject({ what: line(300), reason: text(500).optional(), dueAt: instant, adverseEffectTold: z.boolean() }).optional(),
})
export const makePromise = step('promise', 'complaint:promise', 'Promise the customer something by a moment (SLA-10)', { text: line(300), dueAt: instant })
export const keepPromise = step('promise-keeping', 'complaint:promise', 'A promise was kept: done, or its progress told though there is no result yet (SLA-10)', { epoch: z.int().min(1).max(32_767), note: line(300), progressOnly: z.boolean().default(false) })
export const pause = step('pause', 'complaint:pause', 'Let clocks that may wait stand for a reason of the policy; asks for approval where the policy wants it; never stops the statutory watch', {
  code: z.enum(pauseCodes).default('waiting_customer'), reason: line(300), fromAt: instant.optional(), untilAt: instant, evidence: line(300).optional(), attachmentIds: z.array(id).max(5).optional(),
})
export const resume = step('resumption', 'complaint:pause', 'Go on: the pause ends, or is asked for no more', { note: line(300).optional() })
export const addNote = step('note', 'complaint:note', 'Internal note', { text: text(4000) })
export const addMaterial = step('material', 'attachment:add', 'Add evidence to the case: files, words, what they are and whose side they come from; what is not said is guessed', {
  attachmentIds: z.array(id).max(9).default([]), text: text(2000).optional(), type: z.enum(evidenceTypes).optional(), side: z.enum(evidenceSides).optional(), aboutAt: instant.optional(), note: line(300).optional(),
})
export const close = step('closing', 'complaint:close', 'Close with execution evidence and confirmation, or a documented reason (FUP-08)', { summary: text(1000), answer: text(2000).optional(), stillDissatisfied: z.strictObject({ explained: text(1000), furtherRemedy: text(500).optional() }).optional(), thanked: z.boolean().default(true) })
export const archive = step('archiving', 'complaint:archive', 'Archive: the file is complete (REC-03)', { note: text(500).optional() })
export const reopen = step('reopening', 'complaint:reopen', 'Reopen on new facts; the statutory watch is untouched', { reason: text(500) })
export const requestWithdrawal = step('withdrawal', 'complaint:withdraw', 'The customer wants to withdraw; counts only when verified (OPN-36)', { via: z.enum(noticeChannels), words: text(500) })
export const verifyWithdrawal = step('withdrawal-verification', 'complaint:withdraw', 'Headquarters verified with the customer that withdrawing was free', { free: z.boolean(), method: z.enum(['call', 'code']), reference: line(200), harassment: z.boolean().default(false) })
export const chase = step('chaser', 'complaint:contact', 'A repeat contact, logged in seconds; the second chaser in 24 h or any grievance makes a complaint of a lighter contact, dated from the first (OPN-13). Needs no fresh version', { words: text(500).optional(), channel: z.enum(channels), kind: z.enum(repeatKinds).default('chaser'), grievance: z.boolean().default(false) })

export const reveal = endpoint({ method: 'POST', path: '/api/complaints/:id/reveal', needs: 'complaint:reveal', summary: 'Plain personal data for a reason, written to the record in the same transaction', params: withId, body: z.strictObject({ fields: z.array(z.enum(revealFields)).min(1).max(8), reason: line(200, 2) }), reply: z.strictObject({ fields: z.partialRecord(z.enum(revealFields), z.string().nullable()), until: instant }) })

export const attachment = z.strictObject({ id, name: z.string(), mediaType: z.string(), size: z.int(), sha256: z.string(), addedAt: instant, addedBy: z.string() })
export const uploadAttachment = endpoint({ method: 'POST', path: '/api/attachments', needs: 'attachment:add', summary: 'Upload one file (picture, PDF, sound or film, 20 MB at most)', reply: attachment, status: 201, media: 'multipart' })
/** A link of the list of evidence carries one; it ends after ten minutes or a little more and is good for who got it. */
const fileTicket = z.strictObject({ ticket: line(80).optional() })
export const downloadAttachment = endpoint({ method: 'GET', path: '/api/attachments/:id', needs: 'attachment:read', summary: 'A picture for looking at, anything else as it came', params: withId, query: fileTicket, reply: z.unknown(), media: 'download' })
export const downloadOriginal = endpoint({ method: 'GET', path: '/api/attachments/:id/original', needs: 'attachment:read', summary: 'The bytes as they came, by a ticket of the list of evidence', params: withId, query: fileTicket, reply: z.unknown(), media: 'download' })

export const orderAnswerBody = z.strictObject({ /** More follows: the question stays open and its clock runs on. */ partial: z.boolean().default(false), answer: z.enum(['true', 'not_true', 'other_unit']), text: text(2000), otherUnitCode: line(30).optional(), attachmentIds: z.array(id).max(9).optional(), /** The unit's own part of the parcel's course goes with the answer (OPN-39). */ kit: z.boolean().default(false) })
export const complaintsEndpoints = [
  fileComplaint, registerComplaint, checkIntake, accept, decideOverAge, reject, classify, supplement, assign, take, handOver, answerHandOver, recordContact, makePromise, keepPromise, pause, resume, addNote, addMaterial, close, archive, reopen,
  requestWithdrawal, verifyWithdrawal, chase, reveal, uploadAttachment, downloadAttachment, downloadOriginal,
] as const
