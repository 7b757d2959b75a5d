// The investigation on the wire: the check before it, who leads it, the evidence wanted, who was heard, the facts weighed, and what else is of the kind.
import { z } from 'zod'
import { evidenceSides, evidenceTypes } from '../domain/complaints/evidence.ts'
import { causeCodes, demandJudgements, demandKinds } from '../domain/complaints/vocabulary.ts'
import { checkPoints, checkResults, pointAnswers } from '../domain/investigation/check.ts'
import { departments, memberRoles } from '../domain/investigation/departments.ts'
import { factCodes, factVerdicts } from '../domain/investigation/facts.ts'
import { givers, itemSettlements } from '../domain/investigation/plan.ts'
import { proposalSources } from '../domain/investigation/propose.ts'
import { heardPersons, recordKinds, siteMethods } from '../domain/investigation/records.ts'
import { signalCodes } from '../domain/investigation/signals.ts'
import { because, code, id, instant, line, person, text, unitRef, withId } from './common.ts'
import { step } from './complaints.ts'
import { endpoint } from './endpoint.ts'

const point = z.strictObject({ point: z.enum(checkPoints), answer: z.enum(pointAnswers) })
const words = z.strictObject({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() })
const key = z.string().regex(/^[a-z_]+:[\w-]{0,60}$/)

export const checkCase = step('initial-check', 'complaint:investigate', 'The check before the investigation: taken on, more evidence needed, out of scope, mistaken (INV-20, INT-16)', {
  result: z.enum(checkResults), basis: text(1000), /** What the customer is told, where it isn't taken on. */ told: text(1000).optional(), points: z.array(point).max(checkPoints.length).default([]),
})
export const nameLead = step('investigation-lead', 'complaint:investigate', 'Name who leads the investigation and for which department; a team for grave cases (INV-01, INV-02)', {
  department: z.enum(departments), leadId: id, team: z.boolean().default(false), teamReason: text(300).optional(), members: z.array(z.strictObject({ userId: id, role: z.enum(memberRoles) })).max(8).default([]), /** Why the lead changes hands. */ reason: text(300).optional(),
})
export const planEvidence = step('evidence-plan', 'complaint:investigate', 'Take proposed items into the plan of evidence, or add one of one\'s own', {
  take: z.array(code).max(40).default([]), add: z.array(z.strictObject({ what: line(120), why: line(200), givers: z.array(z.enum(givers)).min(1).max(6), types: z.array(z.enum(evidenceTypes)).min(1).max(8), mandatory: z.boolean().default(false), dueAt: instant.optional() })).max(10).default([]),
})
export const settleItem = step('evidence-plan-item', 'complaint:investigate', 'Say of an item that it was got another way, can\'t be obtained or isn\'t needed; or open it again', { item: id, settled: z.enum(itemSettlements).nullable(), reason: text(300).optional() })
export const recordInquiry = step('inquiry-record', 'complaint:investigate', 'Record who was heard or what was looked at: interview, survey, inspection, mediation (INV-04, 07, 08, 16)', {
  kind: z.enum(recordKinds), person: z.enum(heardPersons).optional(), staffNo: line(40).optional(), unitId: id.optional(), place: line(200).optional(), method: z.enum(siteMethods).optional(), result: text(4000), /** The note was read back and confirmed. */ readBack: z.boolean().optional(), happenedAt: instant, attachmentIds: z.array(id).max(9).default([]),
})
export const factInput = z.strictObject({
  code: z.enum(factCodes), unitId: id.optional(), staffNo: line(40).optional(), verdict: z.enum(factVerdicts), text: text(1000), evidenceIds: z.array(id).max(30).default([]), opposing: text(1000).optional(), opposingSide: z.enum(evidenceSides).optional(),
})
export const weighFact = step('fact', 'complaint:investigate', 'Put a fact on the board, or weigh it anew: established, refuted or open, with its evidence and what is said against it (INV-09)', { /** The fact weighed anew. */ fact: id.optional(), /** The proposal it is taken from. */ proposal: key.optional(), ...factInput.shape })
export const dropFact = step('fact-dropping', 'complaint:investigate', 'Take a fact off the board, or refuse a proposal, with the reason', { fact: id.optional(), proposal: key.optional(), reason: text(300) })

const fact = z.strictObject({ id, code: z.enum(factCodes), unit: unitRef.nullable(), staffNo: z.string().nullable(), verdict: z.enum(factVerdicts), text: z.string(), evidenceIds: z.array(id), opposing: z.string().nullable(), opposingSide: z.enum(evidenceSides).nullable(), /** Whose voices stand behind it. */ heard: z.array(z.string()), proposed: z.boolean(), by: z.string(), at: instant })
const planItem = z.strictObject({
  id, code: z.string().nullable(), /** In every language, where policy names it. */ words: z.strictObject({ what: words, why: words }).nullable(), what: z.string(), why: z.string(), givers: z.array(z.enum(givers)), types: z.array(z.enum(evidenceTypes)), mandatory: z.boolean(), dueAt: instant,
  state: z.enum(['open', ...itemSettlements]), reason: z.string().nullable(), settledBy: z.string().nullable(), evidenceIds: z.array(id),
})
const want = z.strictObject({ code: z.string(), words: z.strictObject({ what: words, why: words }), givers: z.array(z.enum(givers)), types: z.array(z.enum(evidenceTypes)), mandatory: z.boolean() })
const piece = z.strictObject({ id, seq: z.int(), type: z.enum(evidenceTypes), side: z.enum(evidenceSides), unit: z.string().nullable(), text: z.string().nullable(), name: z.string().nullable(), attachmentId: id.nullable(), addedAt: instant, addedBy: z.string() })

/** All of it; null for units and others who see only their part. */
export const inquiry = z.strictObject({
  check: z.strictObject({ id, result: z.enum(checkResults), basis: z.string(), told: z.string().nullable(), points: z.array(point), by: z.string(), at: instant }).nullable(), checks: z.array(z.enum(checkPoints)), branch: z.string(),
  lead: z.strictObject({ department: z.enum(departments), lead: person, team: z.boolean(), teamReason: z.string().nullable(), members: z.array(person.extend({ role: z.enum(memberRoles) })), since: instant }).nullable(),
  suggested: z.strictObject({ department: z.enum(departments), team: z.array(z.enum(['level', 'reason', 'amount'])) }),
  plan: z.array(planItem), wants: z.array(want), gaps: z.int(),
  records: z.array(z.strictObject({ id, kind: z.enum(recordKinds), person: z.enum(heardPersons).nullable(), staffNo: z.string().nullable(), unit: unitRef.nullable(), place: z.string().nullable(), method: z.enum(siteMethods).nullable(), result: z.string(), readBack: z.boolean().nullable(), happenedAt: instant, evidenceIds: z.array(id), by: z.string(), at: instant })),
  facts: z.array(fact), proposals: z.array(z.strictObject({ key: z.string(), code: z.enum(factCodes), unit: unitRef.nullable(), verdict: z.enum(factVerdicts), source: z.enum(proposalSources), because, opposingSide: z.enum(evidenceSides).nullable() })),
  refused: z.array(z.strictObject({ key: z.string(), code: z.string(), unit: z.string().nullable(), reason: z.string(), by: z.string(), at: instant })),
  evidence: z.array(piece), found: z.strictObject({ causeCode: z.enum(causeCodes), causeDetail: z.string().nullable(), causeWords: words.nullable(), demands: z.array(z.strictObject({ kind: z.enum(demandKinds), judgement: z.enum(demandJudgements), reason: z.string() })), facts: z.array(fact.omit({ id: true, proposed: true, by: true, at: true })), similar: z.strictObject({ recent: z.int(), times: z.number().nullable(), days: z.int() }).nullable() }).nullable(),
  causes: z.array(z.strictObject({ cause: z.enum(causeCodes), code: z.string(), words })), /** For the eyes of those who handle cases at headquarters; decides nothing (INV-19). */ signals: z.array(z.strictObject({ code: z.enum(signalCodes), params: z.record(z.string(), z.unknown()) })),
  /** When the customer is to hear from us next at the latest (INV-17, INV-21). */ contactDueAt: instant.nullable(), dueAt: instant.nullable(),
})
export type InquiryView = z.output<typeof inquiry>
export const getInquiry = endpoint({ method: 'GET', path: '/api/complaints/:id/investigation', needs: 'complaint:read', summary: 'The investigation of the case: check, lead, plan, who was heard, facts, proposals', params: withId, reply: z.strictObject({ inquiry: inquiry.nullable() }) })

const similarCase = z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), status: z.string(), receivedAt: instant, causeCode: z.string().nullable() })
export const similarCases = z.strictObject({
  unit: unitRef.nullable(), reasonCode: z.string().nullable(), days: z.int(), recent: z.int(), before: z.int(), usual: z.number(), /** How many times the usual number; null while nothing is usual. */ times: z.number().nullable(), common: z.boolean(), items: z.array(similarCase),
})
export const getSimilarCases = endpoint({ method: 'GET', path: '/api/complaints/:id/similar-cases', needs: 'complaint:read', summary: 'Cases of the same reason at the same unit lately, against what is usual (INV-15)', params: withId, reply: z.strictObject({ similar: similarCases.nullable() }) })

export const inquiryEndpoints = [checkCase, nameLead, planEvidence, settleItem, recordInquiry, weighFact, dropFact, getInquiry, getSimilarCases] as const
