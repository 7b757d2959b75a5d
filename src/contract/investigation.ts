// Facts and orders on the wire: questions to units (work contact orders) and the finding.
import { z } from 'zod'
import { causeCodes, companyLiabilities, demandJudgements, orderAnswers } from '../domain/complaints/vocabulary.ts'
import { id, instant, line, page, pageQuery, text, unitRef, withId } from './common.ts'
import { attachment, clock, orderAnswerBody, step } from './complaints.ts'
import { endpoint } from './endpoint.ts'

export const order = z.strictObject({
  id, complaintId: id, complaintNo: z.string(), keyword: z.string(), unit: unitRef, question: z.string(), wanted: z.array(z.string()), askedAt: instant, askedBy: z.string(), dueAt: instant, state: z.enum(['open', 'answered', 'cancelled']),
  clock: clock.nullable(), answer: z.enum(orderAnswers).nullable(), answerText: z.string().nullable(), answeredAt: instant.nullable(), answeredBy: z.string().nullable(), attachments: z.array(attachment),
})
export const orderCard = order.extend({
  /** What the unit needs to know: masked, and no more than its part. */
  reasonCode: z.string().nullable(), summary: z.string(), waybillNo: z.string().nullable(), customerName: z.string().nullable(), city: z.string().nullable(), likely: z.array(z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()) })),
})

export const issueOrder = step('orders', 'order:issue', 'Ask a unit a question (work contact order)', { unitId: id, question: text(1000), wanted: z.array(line(60)).max(10).default([]), /** Hours of the clock; by default what the case's time limits give a unit, in working hours by the unit's own calendar. */ hours: z.int().min(1).max(72).optional() })
export const listMyOrders = endpoint({ method: 'GET', path: '/api/orders', needs: 'order:answer', summary: 'Questions to my unit, soonest first', query: z.strictObject({ ...pageQuery, state: z.enum(['open', 'answered']).default('open') }), reply: page(orderCard).extend({ openCount: z.int(), dueTodayCount: z.int() }) })
export const getOrder = endpoint({ method: 'GET', path: '/api/orders/:id', needs: 'order:answer', summary: 'One question', params: withId, reply: orderCard })
export const answerOrder = endpoint({ method: 'POST', path: '/api/orders/:id/answer', needs: 'order:answer', summary: 'Answer a question of the case', params: withId, body: orderAnswerBody, reply: orderCard, idempotent: true })
export const find = step('finding', 'complaint:investigate', 'What was found, and whether the company is liable to the customer — quickly, apart from which unit bears it (OPN-02)', {
  facts: text(4000), causeCode: z.enum(causeCodes), companyLiability: z.enum(companyLiabilities), liabilityBasis: text(500), demandJudgement: z.enum(demandJudgements), demandReason: text(1000), commonProblem: z.boolean().default(false), attachmentIds: z.array(id).max(9).default([]),
  /** A first finding only; the checking goes on and its end opens a second window, where the profile has one (SLA-05). */
  furtherChecking: z.boolean().default(false),
})
export const finding = z.strictObject({ id, facts: z.string(), causeCode: z.string(), companyLiability: z.enum(companyLiabilities), liabilityBasis: z.string(), demandJudgement: z.enum(demandJudgements), demandReason: z.string(), commonProblem: z.boolean(), by: z.string(), at: instant })
export const investigationEndpoints = [issueOrder, listMyOrders, getOrder, answerOrder, find] as const
