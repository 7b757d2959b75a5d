// The customer's door on the wire: no login, a code to the phone opens one case or a list (`contract.md`, Portal).
import { z } from 'zod'
import { answerKinds, measureKinds, reviewKinds, statuses } from '../domain/complaints/vocabulary.ts'
import { done, id, instant, line, money, text, withId } from './common.ts'
import { attachment, portalComplaint } from './complaints.ts'
import { endpoint } from './endpoint.ts'

const complaintNo = z.string().transform((s) => s.replace(/[\s-]/g, '')).pipe(z.string().regex(/^\d{17}$/))
const phone = line(30)
const otp = z.string().regex(/^\d{6}$/)

export const fileFromPortal = endpoint({ method: 'POST', path: '/p/api/complaints', needs: 'public', summary: 'File a complaint from the portal', body: portalComplaint, reply: z.strictObject({ complaintNo: z.string(), followUrl: z.string(), promisedAt: instant }), status: 201, idempotent: true })
export const uploadFromPortal = endpoint({ method: 'POST', path: '/p/api/attachments', needs: 'public', summary: 'Upload one file before filing, or as material', reply: attachment, status: 201, media: 'multipart' })
/** A file that arrives in pieces. `key`, given once, goes in the header `upload-key` of every later request; `file` is there with the last piece. */
export const partialUpload = z.strictObject({ id, size: z.int(), received: z.int(), file: attachment.nullable() })
export type PartialUpload = z.output<typeof partialUpload>
const mostBytes = 20 * 1024 * 1024
export const beginUpload = endpoint({ method: 'POST', path: '/p/api/uploads', needs: 'public', summary: 'Begin a file that may arrive in pieces', body: z.strictObject({ name: line(200), size: z.int().min(1).max(mostBytes) }), reply: partialUpload.extend({ key: z.string() }), status: 201 })
export const getUpload = endpoint({ method: 'GET', path: '/p/api/uploads/:id', needs: 'public', summary: 'How much of it is here', params: withId, reply: partialUpload })
export const continueUpload = endpoint({ method: 'PATCH', path: '/p/api/uploads/:id', needs: 'public', summary: 'A piece (application/octet-stream) that goes on at `offset`; what comes before a cut line stays', params: withId, query: z.strictObject({ offset: z.coerce.number().int().min(0).max(mostBytes) }), reply: partialUpload, media: 'bytes' })
// the same for staff with a phone in a dead zone: what arrives is theirs
export const beginOwnUpload = endpoint({ ...beginUpload, path: '/api/uploads', needs: 'attachment:add', summary: 'Begin a file of one\'s own that may arrive in pieces' })
export const getOwnUpload = endpoint({ ...getUpload, path: '/api/uploads/:id', needs: 'attachment:add' })
export const continueOwnUpload = endpoint({ ...continueUpload, path: '/api/uploads/:id', needs: 'attachment:add' })
export const requestCode = endpoint({ method: 'POST', path: '/p/api/codes', needs: 'public', summary: 'Ask for a one-time code; always the same answer', body: z.strictObject({ complaintNo: complaintNo.optional(), phone }), reply: done, status: 202 })
export const openAccess = endpoint({ method: 'POST', path: '/p/api/access', needs: 'public', summary: 'Exchange a code for a 30-minute session bound to that case, or to the list of that phone', body: z.strictObject({ complaintNo: complaintNo.optional(), phone, code: otp }), reply: z.strictObject({ complaintNo: z.string().nullable(), expiresAt: instant }), status: 201 })

export const station = z.strictObject({ code: z.enum(['received', 'checking', 'proposal', 'told', 'doing', 'confirmed', 'closed']), state: z.enum(['reached', 'now', 'next', 'skipped']), at: instant.nullable(), dueAt: instant.nullable() })
/** The eight answers to "what went wrong" in the order shown; the reason tree maps each to a reason and back (OPN-26). */
export const portalChoices = ['delay', 'loss', 'damage', 'shortage', 'false_signoff', 'delivery_service', 'attitude', 'other'] as const
/** A moment promised to the customer, kept or not. */
export const portalPromise = z.strictObject({ kind: z.string(), text: z.string().nullable(), dueAt: instant, state: z.enum(['running', 'met', 'late']), metAt: instant.nullable() })
export const portalCase = z.strictObject({
  complaintNo: z.string(), about: z.enum(portalChoices), keyword: z.string(), status: z.enum(statuses), outcome: z.string().nullable(), receivedAt: instant, reasonCode: z.string().nullable(), words: z.string(), stations: z.array(station), promisedAt: instant.nullable(), nextStep: z.strictObject({ code: z.string(), who: z.string(), byAt: instant.nullable() }),
  waybillNo: z.string().nullable(), messages: z.array(z.strictObject({ at: instant, code: z.string(), params: z.record(z.string(), z.unknown()), text: z.string().nullable() })), offer: z.strictObject({ id, round: z.int(), text: z.string(), grounds: z.string(), amount: money, expiresAt: instant.nullable() }).nullable(),
  decision: z.strictObject({ outcome: z.string(), text: z.string(), reasons: z.string(), toldAt: instant, appealRouteTold: z.boolean() }).nullable(), attachments: z.array(attachment),
  can: z.strictObject({ material: z.boolean(), answer: z.boolean(), withdrawal: z.boolean(), objection: z.boolean(), chaser: z.boolean(), rating: z.boolean(), confirm: z.boolean() }), appealDue: z.boolean(), chaserAgainAt: instant.nullable(), withdrawalPending: z.boolean(), version: z.int(),
  /** A unit of the case stands still or has gone; its province handles it (OPN-35). */ outletSuspended: z.boolean(),
  promises: z.array(portalPromise), ask: z.strictObject({ id, what: z.string(), reason: z.string(), dueAt: instant.nullable(), adverseEffectTold: z.boolean() }).nullable(), /** What is told to all whom one incident hit. */ notice: z.string().nullable(), /** The parcels of a merchant's batch, as one list. */ batch: z.strictObject({ lines: z.int(), items: z.array(z.strictObject({ waybillNo: z.string(), status: z.enum(statuses), outcome: z.string().nullable() })) }).nullable(), measures: z.array(z.strictObject({ kind: z.enum(measureKinds), description: z.string(), amount: money.nullable(), state: z.enum(['open', 'done', 'dropped']), dueAt: instant.nullable(), executedAt: instant.nullable() })),
})
export type PortalCase = z.output<typeof portalCase>
const no = { complaintNo: complaintNo.optional() }
export const getPortalCase = endpoint({ method: 'GET', path: '/p/api/case', needs: 'portal', summary: 'The case as its customer sees it', query: z.strictObject(no), reply: portalCase })
export const listPortalCases = endpoint({ method: 'GET', path: '/p/api/cases', needs: 'portal', summary: 'The cases of this phone', reply: z.strictObject({ items: z.array(z.strictObject({ complaintNo: z.string(), about: z.enum(portalChoices), keyword: z.string(), status: z.enum(statuses), receivedAt: instant, promisedAt: instant.nullable(), yourTurn: z.boolean() })) }) })
const act = <B extends z.ZodRawShape>(noun: string, summary: string, body: B) => endpoint({ method: 'POST', path: `/p/api/${noun}`, needs: 'portal', summary, body: z.strictObject({ ...no, ...body }), reply: portalCase, idempotent: true })
export const portalMaterial = act('material', 'Add material', { attachmentIds: z.array(id).max(9).default([]), words: text(1000).optional() })
export const portalAnswer = act('answer', 'Answer an offer', { offerId: id, answer: z.enum(answerKinds), words: text(1000).optional(), counterAmount: money.optional(), guardianConfirmed: z.boolean().optional() })
export const portalWithdrawal = act('withdrawal', 'Ask to withdraw; headquarters verifies that it is free', { words: text(500) })
export const portalObjection = act('objection', 'Object to the result', { kind: z.enum(reviewKinds).default('objection'), words: text(2000), attachmentIds: z.array(id).max(9).default([]) })
export const portalChaser = act('chaser', 'Urge, once in 24 hours', { words: text(500).optional() })
export const portalRating = act('rating', 'Rate the handling', { score: z.int().min(1).max(5), comment: text(1000).optional() })
export const portalConfirmation = act('confirmation', 'Confirm that what was agreed has been done', { satisfied: z.boolean(), words: text(1000).optional() })
export const downloadPortalFile = endpoint({ method: 'GET', path: '/p/api/attachments/:id', needs: 'portal', summary: 'A file the customer gave to a case of theirs', params: withId, query: z.strictObject(no), reply: z.unknown(), media: 'download' })
export const portalSignOut = endpoint({ method: 'DELETE', path: '/p/api/access', needs: 'portal', summary: 'End the portal session', reply: done })

export const portalEndpoints = [fileFromPortal, uploadFromPortal, beginUpload, getUpload, continueUpload, beginOwnUpload, getOwnUpload, continueOwnUpload, requestCode, openAccess, getPortalCase, listPortalCases, portalMaterial, portalAnswer, portalWithdrawal, portalObjection, portalChaser, portalRating, portalConfirmation, downloadPortalFile, portalSignOut] as const
