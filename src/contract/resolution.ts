// Plan, approval, offer and answer, decision, execution, confirmation on the wire (first forms).
import { z } from 'zod'
import { answerKinds, confirmationMethods, measureKinds, noticeChannels } from '../domain/complaints/vocabulary.ts'
import { id, instant, line, money, text } from './common.ts'
import { step } from './complaints.ts'

const measureInput = z.strictObject({ kind: z.enum(measureKinds), description: line(300), amount: money.optional(), payeeName: line(60).optional(), dueAt: instant.optional() })
export const draftPlan = step('plan', 'complaint:plan', 'Draft the solution plan with its measures and their basis (SOL-03, SOL-09)', { measures: z.array(measureInput).min(1).max(20), reasoning: text(2000), basis: line(300), needsConsent: z.boolean().default(true) })
export const approvePlan = step('approval', 'approval:level1', 'Approve or send back; never one\'s own plan', { approve: z.boolean(), reason: text(500) })
export const makeOffer = step('offer', 'complaint:offer', 'Offer the plan to the customer with its grounds in plain words (SOL-06)', { text: text(1000), grounds: text(1000), expiresAt: instant.optional(), via: z.enum(noticeChannels).default('portal') })
export const recordAnswer = step('answer', 'complaint:answer', 'The customer\'s answer to the offer', { answer: z.enum(answerKinds), words: text(1000).optional(), counterAmount: money.optional(), via: z.enum(noticeChannels), reference: line(200).optional(), guardianConfirmed: z.boolean().optional() })
export const tellDecision = step('decision', 'complaint:decide', 'Tell the decision and its reasons: agreed, or not agreed with written reasons and the appeal route (OPN-01)', {
  outcome: z.enum(['agreed', 'not_agreed']), text: text(2000), reasons: text(2000), basis: line(300), notice: z.strictObject({ channel: z.enum(noticeChannels), at: instant.optional(), reference: line(200).optional() }), appealRouteTold: z.boolean().default(false), companyLimits: text(1000).optional(),
})
export const executeMeasure = step('execution', 'complaint:execute', 'A measure was carried out, with its evidence (SOL-08, SOL-21)', { seq: z.int().min(1), evidence: text(500), attachmentIds: z.array(id).max(9).default([]), drop: z.boolean().default(false) })
export const confirm = step('confirmation', 'complaint:confirm', 'The customer confirmed, or why not (FUP-06, C17)', { method: z.enum(confirmationMethods), satisfied: z.boolean().nullable(), reference: line(200).optional(), attempts: z.array(z.strictObject({ at: instant, channel: z.enum(noticeChannels), outcome: line(60) })).max(20).optional(), reason: text(1000).optional() })

export const measure = z.strictObject({ seq: z.int(), kind: z.enum(measureKinds), description: z.string(), amount: money.nullable(), state: z.enum(['open', 'done', 'dropped']), evidence: z.string().nullable(), dueAt: instant.nullable(), executedAt: instant.nullable(), executedBy: z.string().nullable() })
export const plan = z.strictObject({ id, state: z.enum(['draft', 'approving', 'approved', 'sent_back', 'superseded']), reasoning: z.string(), basis: z.string(), needsConsent: z.boolean(), approvalLevels: z.int(), by: z.string(), at: instant, measures: z.array(measure), approvals: z.array(z.strictObject({ level: z.int(), approve: z.boolean(), reason: z.string(), by: z.string(), at: instant })) })
export const offer = z.strictObject({ id, round: z.int(), text: z.string(), grounds: z.string(), amount: money, state: z.enum(['open', 'accepted', 'refused', 'countered', 'expired', 'superseded']), madeAt: instant, expiresAt: instant.nullable(), answeredAt: instant.nullable(), answerWords: z.string().nullable(), counterAmount: money.nullable() })
export const decision = z.strictObject({ id, outcome: z.string(), text: z.string(), reasons: z.string(), basis: z.string().nullable(), channel: z.string(), toldAt: instant, by: z.string(), appealRouteTold: z.boolean() })
export const confirmation = z.strictObject({ id, method: z.enum(confirmationMethods), satisfied: z.boolean().nullable(), reference: z.string().nullable(), reason: z.string().nullable(), at: instant, by: z.string() })
export const resolutionEndpoints = [draftPlan, approvePlan, makeOffer, recordAnswer, tellDecision, executeMeasure, confirm] as const
