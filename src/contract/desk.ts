// The queue, the case page, its record, abilities, counters and the live stream on the wire.
import { z } from 'zod'
import { channels, complainantRoles, contactKinds, contactOutcomes, contactPurposes, demandKinds, flags, itemTypes, links, noticeChannels, outcomes, priorityLevels, statuses } from '../domain/complaints/vocabulary.ts'
import { actions } from '../domain/complaints/lifecycle.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { date, id, instant, line, money, page, pageQuery, person, unitRef, version, why, withId } from './common.ts'
import { attachment, clock, preferences, priority, suggestion } from './complaints.ts'
import { review } from './appeals.ts'
import { endpoint } from './endpoint.ts'
import { finding, order } from './investigation.ts'
import { judgement } from './liability.ts'
import { confirmation, decision, offer, plan } from './resolution.ts'
import { waybillView } from './waybills.ts'

const list = <T extends readonly [string, ...string[]]>(of: T) => z.string().transform((s) => s.split(',')).pipe(z.array(z.enum(of)).min(1).max(20)).optional()

const many = (of: z.ZodType<string, string>, most: number) => z.string().transform((s) => s.split(',')).pipe(z.array(of).min(1).max(most)).optional()
const reasonRef = z.string().regex(/^[a-z][a-z_]*(\.[a-z0-9_]+)?$/).max(80)

/** What narrows the queue; a saved view holds these and nothing else. Lists are comma separated; what is relative ("within") stays so. */
export const queueFilters = {
  status: list(statuses), reason: many(reasonRef, 20), priority: list(priorityLevels), channel: list(channels), kind: list(contactKinds), flag: z.enum(flags).optional(),
  /** Cases with one of these units, or a unit below it, as a party. */
  org: many(id, 10), owner: z.union([z.literal('me'), z.literal('none'), id]).optional(),
  /** Cases of the same parcel, order, family of parcels or phone as this one: who merges looks here. */
  same_as: id.optional(),
  /** Of which kind the next deadline is, and within how many hours it ends. */
  due: list(clockKinds), due_within: z.coerce.number().int().min(1).max(720).optional(), due_before: instant.optional(),
  /** Received in the last so many hours, or on business days from and to, both included. */
  received_within: z.coerce.number().int().min(1).max(8760).optional(), received_from: date.optional(), received_to: date.optional(),
  view: z.enum(['mine', 'soon', 'overdue', 'unowned', 'open', 'hand_over', 'approve', 'review', 'ended']).optional(), sort: z.enum(['due', 'newest']).default('due'),
}

/** Filters live in the URL. `view` is a named shortcut; `ids` reads rows again that are on screen. */
export const queueQuery = z.strictObject({ ...pageQuery, ...queueFilters, q: line(80).optional(), ids: many(id, 100) })
export const queueRow = z.strictObject({
  id, complaintNo: z.string(), keyword: z.string(), kind: z.enum(contactKinds), status: z.enum(statuses), outcome: z.enum(outcomes).nullable(), priority: z.enum(priorityLevels), reasonCode: z.string().nullable(), flags: z.array(z.enum(flags)), customer: z.string().nullable(), number: z.string().nullable(),
  owner: person.nullable(), receivedAt: instant, /** `epoch` and `provisional` of the clock that comes due next; absent where it can't be told apart. */
  nextDue: z.strictObject({ kind: z.enum(clockKinds), dueAt: instant, epoch: z.int().optional(), provisional: z.boolean().optional() }).nullable(), reopened: z.int(), chased: z.int(), version,
  /** What stands behind the row: cases merged into it, its children, its parent's number. Absent when it stands alone. */
  relations: z.strictObject({ merged: z.int(), children: z.int(), parentNo: z.string().nullable() }).optional(),
  /** A deadline likely to be missed: cases like this one still needed `needsMs` from there on. Absent when none is. */
  likely: z.strictObject({ kind: z.enum(clockKinds), dueAt: instant, needsMs: z.int(), sample: z.int() }).optional(),
})
export type QueueRow = z.output<typeof queueRow>
export const listComplaints = endpoint({ method: 'GET', path: '/api/complaints', needs: 'queue:read', summary: 'The queue: keyset pages, soonest due first; a page may be shorter than its limit while `nextCursor` says where to look on', query: queueQuery, reply: page(queueRow) })
export const countViews = endpoint({ method: 'GET', path: '/api/complaint-counts', needs: 'queue:read', summary: 'Counters of the views, capped at 1000', reply: z.strictObject({ mine: z.int(), soon: z.int(), overdue: z.int(), unowned: z.int(), open: z.int(), handOver: z.int(), approve: z.int(), review: z.int(), orders: z.int(), cap: z.int() }) })

export const contact = z.strictObject({ id, at: instant, by: z.string(), direction: z.enum(['out', 'in']), channel: z.enum(noticeChannels), outcome: z.enum(contactOutcomes), purpose: z.enum(contactPurposes), summary: z.string(), reference: z.string().nullable(), verified: z.boolean(), promise: z.string().nullable() })
export const party = z.strictObject({ unit: unitRef, role: z.string(), suspended: z.boolean() })
const sourcedLine = z.strictObject({ text: z.string(), source: z.string() })
export const handover = z.strictObject({ id, from: z.string(), toId: id, to: z.string(), reason: z.string(), happened: sourcedLine, promised: sourcedLine, wants: sourcedLine, state: z.enum(['offered', 'accepted', 'declined']), at: instant })
export const caseView = z.strictObject({
  id, complaintNo: z.string(), keyword: z.string(), kind: z.enum(contactKinds), channel: z.enum(channels), status: z.enum(statuses), outcome: z.enum(outcomes).nullable(), version, flags: z.array(z.enum(flags)),
  receivedAt: instant, reportedAt: instant.nullable(), recordedAt: instant, occurredAt: instant.nullable(), acceptedOn: z.string().nullable(), receivedBy: z.string().nullable(), readBack: z.boolean(),
  reasonCode: z.string().nullable(), secondaryReason: z.string().nullable(), link: z.enum(links).nullable(), regulatorClass: z.string().nullable(), suggestedReason: suggestion.nullable(), priority,
  /** Its limits let a first finding leave the checking open (SLA-05). */
  secondWindow: z.boolean(),
  /** Masked words of the customer and the agent's summary; null where the viewer's unit does not need them. */
  verbatim: z.string().nullable(), summary: z.string().nullable(), anonymous: z.boolean(),
  complainant: z.strictObject({ name: z.string().nullable(), phone: z.string().nullable(), email: z.string().nullable(), handle: z.string().nullable(), role: z.enum(complainantRoles), preferences: preferences.nullable(), identityChecked: z.boolean() }).nullable(),
  demand: z.strictObject({ kinds: z.array(z.enum(demandKinds)), amount: money.nullable(), text: z.string().nullable() }).nullable(), place: z.string().nullable(), respondent: z.strictObject({ orgCode: z.string().nullable(), staffNo: z.string().nullable(), name: z.string().nullable() }).nullable(), details: z.record(z.string(), z.unknown()),
  items: z.array(z.strictObject({ type: z.enum(itemTypes), number: z.string() })), missingFields: z.array(z.string()), owner: person.nullable(), firstContactOwner: person.nullable(),
  /** Running clocks likely to be missed, and what cases like this one still needed from where the warning came; not for units. */
  likely: z.array(z.strictObject({ kind: z.enum(clockKinds), dueAt: instant, needsMs: z.int(), sample: z.int() })).optional(),
  clocks: z.array(clock), parties: z.array(party), waybill: waybillView.nullable(), duplicates: z.array(z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), status: z.enum(statuses) })), mergedInto: z.strictObject({ id, complaintNo: z.string() }).nullable(),
  history: z.array(z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), status: z.enum(statuses), receivedAt: instant })),
  orders: z.array(order), finding: finding.nullable(), judgement: judgement.nullable(), plan: plan.nullable(), offers: z.array(offer), decision: decision.nullable(), confirmation: confirmation.nullable(),
  withdrawal: z.strictObject({ id, state: z.enum(['requested', 'verified', 'refused']), words: z.string(), at: instant }).nullable(), reviews: z.array(review), handover: handover.nullable(), contacts: z.array(contact), attachments: z.array(attachment), rating: z.strictObject({ score: z.int(), comment: z.string().nullable(), at: instant }).nullable(),
})
export type CaseView = z.output<typeof caseView>
export const getComplaint = endpoint({ method: 'GET', path: '/api/complaints/:id', needs: 'complaint:read', summary: 'The case as the viewer may see it; `:id` is the id or the complaint number', params: z.strictObject({ id: z.union([id, z.string().regex(/^[\d-]{17,22}$/)]) }), reply: caseView })

/** A line of the record: `type` has its sentence under `codes.event.<type>` with `params`. */
export const entry = z.strictObject({ seq: z.int(), at: instant, type: z.string(), by: z.strictObject({ kind: z.enum(['user', 'token', 'customer', 'system', 'link']), name: z.string() }), params: z.record(z.string(), z.unknown()), hash: z.string() })
export const listEvents = endpoint({ method: 'GET', path: '/api/complaints/:id/events', needs: 'complaint:read', summary: 'The record of the case, newest first', params: withId, query: z.strictObject({ ...pageQuery }), reply: page(entry) })
export const getAbilities = endpoint({ method: 'GET', path: '/api/complaints/:id/abilities', needs: 'complaint:read', summary: 'What the viewer may do now, and why not', params: withId, reply: z.record(z.enum(actions), z.union([z.literal(true), why])) })
export const stream = endpoint({ method: 'GET', path: '/api/stream', needs: 'stream:read', summary: 'Server-sent events: {id, complaintId, type, version}, authorised per event', reply: z.unknown(), media: 'stream' })
export const lookUp = endpoint({ method: 'GET', path: '/api/lookups', needs: 'queue:read', summary: 'Paste anything: complaint number, waybill or order number, phone', query: z.strictObject({ q: line(80) }), reply: z.strictObject({ kind: z.enum(['complaint_no', 'item', 'phone', 'text']), items: z.array(queueRow) }) })
export const listReasons = endpoint({
  method: 'GET', path: '/api/reasons', needs: 'policy:read', summary: 'The reason tree in force', reply: z.strictObject({ version: z.string(), items: z.array(z.strictObject({ code: z.string(), parent: z.string().nullable(), links: z.array(z.enum(links)), regulatorClasses: z.record(z.string(), z.string()), wantedFields: z.array(z.strictObject({ field: z.string(), required: z.boolean() })), restricted: z.boolean() })) }),
})
export const deskEndpoints = [listComplaints, countViews, getComplaint, listEvents, getAbilities, stream, lookUp, listReasons] as const
