// Facts and orders on the wire: questions to units (work contact orders) and the finding.
import { z } from 'zod'
import { evidenceTypes } from '../domain/complaints/evidence.ts'
import { customsReasons, enquiryReasons, orderAddressees, orderKinds, orderStages } from '../domain/investigation/orders.ts'
import { causeCodes, companyLiabilities, demandJudgements, demandKinds, orderAnswers } from '../domain/complaints/vocabulary.ts'
import { code, date, id, instant, line, money, page, pageQuery, text, unitRef, withId } from './common.ts'
import { attachment, clock, orderAnswerBody, step } from './complaints.ts'
import { endpoint } from './endpoint.ts'
import { factInput } from './inquiry.ts'
import { orderKit } from './outlet.ts'

/** What a partner abroad is asked with (CN 08): the item, no persons. */
export const orderFields = z.strictObject({
  itemNumber: line(40), postedOn: date.optional(), office: line(80).optional(), destination: line(60).optional(), reason: z.enum(enquiryReasons), customs: z.enum(customsReasons).optional(), contents: line(120).optional(), value: money.optional(),
  /** Whether the number's own check digit holds; null when it has none (UPU S10). */ numberHolds: z.boolean().nullable().default(null),
})
export const order = z.strictObject({
  id, complaintId: id, complaintNo: z.string(), keyword: z.string(), unit: unitRef, question: z.string(), wanted: z.array(z.string()), askedAt: instant, askedBy: z.string(), dueAt: instant, state: z.enum(['open', 'answered', 'cancelled']),
  clock: clock.nullable(), answer: z.enum(orderAnswers).nullable(), answerText: z.string().nullable(), answeredAt: instant.nullable(), answeredBy: z.string().nullable(), attachments: z.array(attachment),
  kind: z.enum(orderKinds), addressee: z.enum(orderAddressees), /** One of the unit's people who is asked by name. */ staffName: z.string().nullable(), /** Where it stands; `state` is the coarse word. */ stage: z.enum(orderStages), wantedTypes: z.array(z.string()),
  acceptDueAt: instant.nullable(), acceptedAt: instant.nullable(), acceptedBy: z.string().nullable(), /** How often it came back, and what was missing the last time. */ returned: z.int(), missing: z.string().nullable(), partAnsweredAt: instant.nullable(),
  extendedAt: instant.nullable(), reminded: z.int(), silentAt: instant.nullable(), settledAt: instant.nullable(), endReason: z.string().nullable(), fields: orderFields.nullable(),
})
export const orderCard = order.extend({
  /** What the unit needs to know: masked, and no more than its part. */
  reasonCode: z.string().nullable(), summary: z.string(), waybillNo: z.string().nullable(), customerName: z.string().nullable(), city: z.string().nullable(), likely: z.array(z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()) })),
  /** Null without a parcel, and where the unit may see no more than its question. */
  kit: orderKit.nullable(), /** Who hears of it when nobody answers, and when: the next steps of the deadline's ladder; `to` as in `contract/ladders.ts`. */ silence: z.array(z.strictObject({ at: instant, to: z.array(z.string()) })), /** What a partner is asked shows no more than the item. */ least: z.boolean(), /** The unit that was meant, where this one answers for it (OPN-35). */ meantFor: unitRef.nullable(),
})

export const issueBody = {
  /** The unit asked; not needed where one of its people is asked by name. */
  unitId: id.optional(), staffId: id.optional(), kind: z.enum(['question', 'priority_instruction', 'partner_enquiry']).default('question'), question: text(1000), wanted: z.array(line(60)).max(10).default([]), wantedTypes: z.array(z.enum(evidenceTypes)).max(10).default([]),
  /** Hours of the clock; by default what the case's time limits give a unit, in working hours by the unit's own calendar, a partner enquiry what the rules for orders give it. */
  hours: z.int().min(1).max(720).optional(), fields: orderFields.omit({ numberHolds: true }).optional(), /** What the words were filled in from. */ prefill: z.strictObject({ from: z.enum(['template', 'evidence_plan']), ref: line(80) }).optional(),
}
export const issueOrder = step('orders', 'order:issue', 'Ask a unit, a department, a partner or one of a unit\'s people a question (work contact order)', issueBody)
export const listMyOrders = endpoint({ method: 'GET', path: '/api/orders', needs: 'order:answer', summary: 'Questions to my unit, soonest first', query: z.strictObject({ ...pageQuery, state: z.enum(['open', 'answered']).default('open') }), reply: page(orderCard).extend({ openCount: z.int(), dueTodayCount: z.int(), /** My unit is out of order: what it is asked goes to the province. */ abnormal: z.enum(['suspended', 'absconded']).nullable() }) })
export const getOrder = endpoint({ method: 'GET', path: '/api/orders/:id', needs: 'order:answer', summary: 'One question', params: withId, reply: orderCard })
export const answerOrder = endpoint({ method: 'POST', path: '/api/orders/:id/answer', needs: 'order:answer', summary: 'Answer a question of the case', params: withId, body: orderAnswerBody, reply: orderCard, idempotent: true })
export const find = step('finding', 'complaint:investigate', 'What was found, and whether the company is liable to the customer — quickly, apart from which unit bears it (OPN-02)', {
  facts: text(4000), causeCode: z.enum(causeCodes), companyLiability: z.enum(companyLiabilities), liabilityBasis: text(500), demandJudgement: z.enum(demandJudgements), demandReason: text(1000), commonProblem: z.boolean().default(false), attachmentIds: z.array(id).max(9).default([]),
  /** A first finding only; the checking goes on and its end opens a second window, where the profile has one (SLA-05). */
  furtherChecking: z.boolean().default(false),
  /** Second level of the cause, by policy (INV-12, CLS-14). */ causeDetail: code.optional(), /** Each demand by itself (CLS-17). */ demands: z.array(z.strictObject({ kind: z.enum(demandKinds), judgement: z.enum(demandJudgements), reason: text(300) })).max(demandKinds.length).default([]),
  /** Facts beyond those on the board, which a finding takes over as they stand. */ factsFound: z.array(factInput).max(30).default([]),
})
export const finding = z.strictObject({ id, facts: z.string(), causeCode: z.string(), companyLiability: z.enum(companyLiabilities), liabilityBasis: z.string(), demandJudgement: z.enum(demandJudgements), demandReason: z.string(), commonProblem: z.boolean(), by: z.string(), at: instant })
export const investigationEndpoints = [issueOrder, listMyOrders, getOrder, answerOrder, find] as const
