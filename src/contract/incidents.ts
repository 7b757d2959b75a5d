// One incident, many parcels on the wire: the rule that gathers cases, batch orders answered once, one notice to many.
import { z } from 'zod'
import { causeCodes, companyLiabilities, demandJudgements, links, statuses } from '../domain/complaints/vocabulary.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { rangeProblem } from '../domain/investigation/incident-rule.ts'
import { code, done, id, instant, line, page, pageQuery, person, text, unitRef, withId } from './common.ts'
import { orderAnswerBody } from './complaints.ts'
import { endpoint } from './endpoint.ts'

/** How many cases are counted for a preview; beyond it "more than" is said. */
export const previewCap = 2000
/** The most cases one incident takes. */
export const incidentCap = 20_000
export const massKinds = ['join', 'orders', 'answers', 'standing', 'notice', 'finding', 'contact'] as const

const reason = z.string().regex(/^[a-z][a-z_]*(\.[a-z0-9_]+)?$/).max(80)
/** Every part that is given must hold. `lastSeenAt`: the unit of the parcel's last scan. `to` null: until the incident is closed. */
export const incidentRule = z.strictObject({
  from: instant, to: instant.nullable().default(null), reasons: z.array(reason).max(20).default([]), units: z.array(id).max(20).default([]), regionId: id.nullable().default(null), lastSeenAt: id.nullable().default(null), parcelState: code.nullable().default(null),
  prefix: z.string().regex(/^[A-Z0-9]{3,20}$/).nullable().default(null), waybills: z.array(line(40)).max(2000).default([]),
}).refine((rule) => rangeProblem(rule) === null, { error: 'rule_too_wide' })
export type IncidentRule = z.output<typeof incidentRule>

/** Counts of a run by how its cases ended. */
export const massRun = z.strictObject({ id, kind: z.enum(massKinds), state: z.enum(['running', 'done', 'failed']), problem: z.string().nullable(), by: z.string(), at: instant, endedAt: instant.nullable(), total: z.int(), waiting: z.int(), done: z.int(), refused: z.int(), /** Cases that broke for no rule's reason; going on tries them again. */ failed: z.int(), refusals: z.array(z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()), count: z.int() })) })
export type MassRun = z.output<typeof massRun>

/** A rule with the names its ids stand for, so that it can be said as a sentence. */
export const shownRule = z.strictObject({ from: instant, to: instant.nullable(), reasons: z.array(z.string()), units: z.array(unitRef), region: unitRef.nullable(), lastSeenAt: unitRef.nullable(), parcelState: z.string().nullable(), prefix: z.string().nullable(), waybills: z.int() })
const incidentHead = z.strictObject({ id, title: z.string(), state: z.enum(['open', 'closed']), unit: unitRef.nullable(), link: z.enum(links).nullable(), openedBy: z.string(), openedAt: instant, closedAt: instant.nullable(), cases: z.int() })
export type IncidentHead = z.output<typeof incidentHead>
export const incidentCase = z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), number: z.string().nullable(), status: z.enum(statuses), owner: person.nullable(), nextDue: z.strictObject({ kind: z.enum(clockKinds), dueAt: instant }).nullable(), how: z.enum(['rule', 'filed', 'hand']), at: instant, order: z.enum(['none', 'open', 'answered', 'cancelled']), told: z.boolean() })
export type IncidentCase = z.output<typeof incidentCase>
const sampleCase = z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), number: z.string().nullable(), status: z.enum(statuses), receivedAt: instant })

export const orderBatch = z.strictObject({ id, title: z.string(), unit: unitRef, question: z.string(), wanted: z.array(z.string()), askedBy: z.string(), askedAt: instant, total: z.int(), open: z.int(), dueAt: instant.nullable(), standingAnswer: z.strictObject({ answer: z.string(), text: z.string(), by: z.string(), at: instant }).nullable(), /** Cases that came later and were not asked yet. */ late: z.int() })
export type OrderBatch = z.output<typeof orderBatch>
export const findingDraft = z.strictObject({ facts: text(4000), causeCode: z.enum(causeCodes), companyLiability: z.enum(companyLiabilities), liabilityBasis: text(500), demandJudgement: z.enum(demandJudgements), demandReason: text(1000) })
export type FindingDraft = z.output<typeof findingDraft>
export const incident = incidentHead.extend({
  what: z.string(), rule: shownRule, closedBy: z.string().nullable(), closedReason: z.string().nullable(), mayManage: z.boolean(), finding: findingDraft.extend({ by: z.string(), at: instant }).nullable(),
  figures: z.strictObject({ byStatus: z.array(z.strictObject({ status: z.enum(statuses), count: z.int() })), late: z.int(), dueSoon: z.int(), unanswered: z.int(), excluded: z.int() }),
  batches: z.array(orderBatch), notices: z.array(massRun.extend({ text: z.string() })), runs: z.array(massRun), timeline: z.array(z.strictObject({ at: instant, code: z.string(), params: z.record(z.string(), z.unknown()) })),
})
export type Incident = z.output<typeof incident>

export const previewIncident = endpoint({ method: 'POST', path: '/api/incident-previews', needs: 'incident:manage', summary: 'Which cases a rule would gather now: counted up to a cap, with some of them; nothing is done', body: z.strictObject({ rule: incidentRule }), reply: z.strictObject({ rule: shownRule, count: z.int(), capped: z.boolean(), elsewhere: z.int(), sample: z.array(sampleCase) }) })
export const suggestIncidents = endpoint({ method: 'GET', path: '/api/incident-suggestions', needs: 'incident:manage', summary: 'Units that far more cases than usual name in the last two hours, with the figures; never done by itself', reply: z.strictObject({ items: z.array(z.strictObject({ unit: unitRef, reason: z.string().nullable(), count: z.int(), usual: z.number(), hours: z.int(), from: instant })) }) })
export const openIncident = endpoint({
  method: 'POST', path: '/api/incidents', needs: 'incident:manage', summary: 'Open an incident: cases that match join by a job, later ones as they are filed; every case keeps its clocks, owner and decision', status: 201, idempotent: true,
  body: z.strictObject({ title: line(80), what: text(1000), unitId: id.nullable().default(null), link: z.enum(links).nullable().default(null), rule: incidentRule }), reply: incident,
})
export const listIncidents = endpoint({ method: 'GET', path: '/api/incidents', needs: 'queue:read', summary: 'Incidents, newest first', query: z.strictObject({ ...pageQuery, state: z.enum(['open', 'closed']).default('open') }), reply: page(incidentHead) })
export const getIncident = endpoint({ method: 'GET', path: '/api/incidents/:id', needs: 'queue:read', summary: 'An incident with its figures, orders, notices and runs', params: withId, reply: incident })
export const listIncidentCases = endpoint({ method: 'GET', path: '/api/incidents/:id/cases', needs: 'queue:read', summary: 'Cases of an incident, latest first', params: withId, query: z.strictObject(pageQuery), reply: page(incidentCase) })
export const joinIncident = endpoint({ method: 'POST', path: '/api/incidents/:id/cases', needs: 'incident:manage', summary: 'Put a case into an incident by hand', params: withId, body: z.strictObject({ caseRef: z.union([id, z.string().regex(/^[\d-]{17,22}$/)]), reason: line(300) }), reply: done })
export const excludeFromIncident = endpoint({ method: 'POST', path: '/api/incidents/:id/exclusions', needs: 'incident:manage', summary: 'Take a case out of an incident with a reason; the rule never joins it again', params: withId, body: z.strictObject({ complaintId: id, reason: line(300) }), reply: done })
export const closeIncident = endpoint({ method: 'POST', path: '/api/incidents/:id/closing', needs: 'incident:manage', summary: 'Close an incident: no later case joins; its cases go on as they are', params: withId, body: z.strictObject({ reason: line(300) }), reply: incident })
export const adoptFinding = endpoint({ method: 'POST', path: '/api/incidents/:id/finding', needs: 'incident:manage', summary: 'Adopt one finding as draft for each case; it decides none of them', params: withId, body: findingDraft, reply: incident })
export const orderForAll = endpoint({ method: 'POST', path: '/api/incidents/:id/orders', needs: 'incident:manage', summary: 'Ask a unit once about every case of the incident: one order per case, answered once', params: withId, status: 201, idempotent: true, body: z.strictObject({ unitId: id, question: text(1000), wanted: z.array(line(60)).max(10).default([]), hours: z.int().min(1).max(72).optional() }), reply: orderBatch })
export const askTheRest = endpoint({ method: 'POST', path: '/api/order-batches/:id/rest', needs: 'incident:manage', summary: 'Ask about the cases that came later; with `standing` they get the answer given for the others, which staff confirm for them', params: withId, idempotent: true, body: z.strictObject({ standing: z.boolean() }), reply: orderBatch })
const audience = z.strictObject({ total: z.int(), by: z.array(z.strictObject({ channel: z.enum(['sms', 'email', 'chat']), count: z.int() })), without: z.array(z.strictObject({ why: z.enum(['do_not_call', 'no_channel']), count: z.int(), sample: z.array(z.string()) })), told: z.int(), sample: z.array(z.strictObject({ complaintNo: z.string(), channel: z.string(), to: z.string(), body: z.string() })) })
export type Audience = z.output<typeof audience>
const noticeText = text(500)
export const previewNotice = endpoint({ method: 'POST', path: '/api/incidents/:id/notice-previews', needs: 'incident:manage', summary: 'Who would get a notice and by what, who would not and why, and how it reads', params: withId, body: z.strictObject({ text: noticeText }), reply: audience })
export const sendNotice = endpoint({ method: 'POST', path: '/api/incidents/:id/notices', needs: 'incident:manage', summary: 'One notice to the customers of an incident, once per case; `{{no}}`, `{{waybill}}`, `{{keyword}}` and `{{due}}` are filled in from the case', params: withId, status: 201, idempotent: true, body: z.strictObject({ text: noticeText, expected: z.int().min(0) }), reply: massRun })
export const getMassRun = endpoint({ method: 'GET', path: '/api/mass-runs/:id', needs: 'queue:read', summary: 'How far an act on many cases is', params: withId, reply: massRun })
export const resumeMassRun = endpoint({ method: 'POST', path: '/api/mass-runs/:id/resumption', needs: 'queue:read', summary: 'Go on in one\'s own name with an act on many cases that stopped: its maker left, or cases failed', params: withId, body: z.strictObject({}), reply: massRun })
export const getCaseIncident = endpoint({ method: 'GET', path: '/api/complaints/:id/incident', needs: 'complaint:read', summary: 'The incident a case belongs to, if any; a unit sees none', params: withId, reply: z.strictObject({ incident: incidentHead.extend({ what: z.string(), notice: z.string().nullable(), finding: findingDraft.nullable() }).nullable() }) })

/** What an outlet answers once for many parcels. */
const batchAnswer = orderAnswerBody.omit({ attachmentIds: true })
const unitBatch = orderBatch.omit({ late: true })
export type UnitBatch = z.output<typeof unitBatch>
export const batchOrder = z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), number: z.string().nullable(), state: z.enum(['open', 'answered', 'cancelled']), dueAt: instant, answer: z.string().nullable(), answerText: z.string().nullable() })
export const listUnitBatches = endpoint({ method: 'GET', path: '/api/order-batches', needs: 'order:answer', summary: 'Questions to my unit that ask about many parcels at once', reply: z.strictObject({ items: z.array(unitBatch) }) })
export const listBatchOrders = endpoint({ method: 'GET', path: '/api/order-batches/:id/orders', needs: 'order:answer', summary: 'The parcels a batch order asks about', params: withId, query: z.strictObject({ ...pageQuery, state: z.enum(['open', 'answered']).default('open') }), reply: page(batchOrder) })
export const answerBatch = endpoint({
  method: 'POST', path: '/api/order-batches/:id/answer', needs: 'order:answer', summary: 'Answer a batch order once: for all of its parcels, for some, or line by line', params: withId, idempotent: true,
  body: z.union([
    z.strictObject({ for: z.literal('all'), ...batchAnswer.shape }), z.strictObject({ for: z.literal('some'), orderIds: z.array(id).min(1).max(2000), ...batchAnswer.shape }),
    z.strictObject({ for: z.literal('lines'), lines: z.array(z.strictObject({ number: line(40), ...batchAnswer.shape })).min(1).max(2000) }),
  ]),
  reply: z.strictObject({ run: massRun, unknown: z.array(z.string()) }),
})

export const incidentEndpoints = [previewIncident, suggestIncidents, openIncident, listIncidents, getIncident, listIncidentCases, joinIncident, excludeFromIncident, closeIncident, adoptFinding, orderForAll, askTheRest, previewNotice, sendNotice, getMassRun, resumeMassRun, getCaseIncident, listUnitBatches, listBatchOrders, answerBatch] as const
