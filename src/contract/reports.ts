// The investigation report on the wire: its content as codes and figures, the versions handed in, the paper as PDF (INV-13, REC-05).
import { z } from 'zod'
import { evidenceSides, evidenceTypes } from '../domain/complaints/evidence.ts'
import { causeCodes, companyLiabilities, demandJudgements, demandKinds } from '../domain/complaints/vocabulary.ts'
import { checkResults } from '../domain/investigation/check.ts'
import { departments, memberRoles } from '../domain/investigation/departments.ts'
import { factCodes, factVerdicts } from '../domain/investigation/facts.ts'
import { heardPersons, recordKinds, siteMethods } from '../domain/investigation/records.ts'
import { id, instant, money, text, version, withId } from './common.ts'
import { step } from './complaints.ts'
import { endpoint } from './endpoint.ts'
import { parcel360 } from './waybill-360.ts'
import { localeCodes } from './words.ts'

/** Numbers of pieces in the list of evidence. */
const pieces = z.array(z.int())
const words = z.record(z.string(), z.string())

export const reportFact = z.strictObject({ code: z.enum(factCodes), unit: z.string().nullable(), staffNo: z.string().nullable(), verdict: z.enum(factVerdicts), text: z.string(), evidence: pieces, opposing: z.string().nullable(), opposingSide: z.enum(evidenceSides).nullable(), heard: z.array(z.string()) })
export const reportPiece = z.strictObject({ seq: z.int(), type: z.enum(evidenceTypes), side: z.enum(evidenceSides), unit: z.string().nullable(), sha256: z.string().nullable(), addedBy: z.string(), addedAt: instant, withdrawn: z.boolean() })
/** What was not found out, as code and what it is about: a gap is said, never passed over. */
export const unknownCodes = ['fact_open', 'plan_missing', 'order_unanswered', 'order_silent', 'request_unanswered', 'kit_unknown', 'scan_gap', 'no_parcel'] as const
export const reportUnknown = z.strictObject({ code: z.enum(unknownCodes), what: z.string(), unit: z.string().nullable(), words: words.nullable() })

/** Lists of a report that can be longer than it tells. */
export const cutParts = ['orders', 'unknown', 'evidence', 'chronology'] as const

export const reportContent = z.strictObject({
  complaintNo: z.string(), keyword: z.string(), reasonCode: z.string().nullable(), link: z.string().nullable(), receivedAt: instant, asOf: instant, customer: z.string().nullable(), waybillNo: z.string().nullable(), restricted: z.boolean(),
  demand: z.strictObject({ kinds: z.array(z.string()), amount: money.nullable() }).nullable(),
  lead: z.strictObject({ department: z.enum(departments), name: z.string(), team: z.boolean(), teamReason: z.string().nullable(), members: z.array(z.strictObject({ name: z.string(), role: z.enum(memberRoles) })) }).nullable(),
  check: z.strictObject({ result: z.enum(checkResults), basis: z.string(), by: z.string(), at: instant }).nullable(),
  parcel: parcel360.omit({ looks: true, newScans: true, events: true }).nullable(),
  facts: z.array(reportFact),
  finding: z.strictObject({
    facts: z.string(), causeCode: z.enum(causeCodes), causeWords: words.nullable(), companyLiability: z.enum(companyLiabilities), liabilityBasis: z.string(), demandJudgement: z.enum(demandJudgements), demandReason: z.string(),
    demands: z.array(z.strictObject({ kind: z.enum(demandKinds), judgement: z.enum(demandJudgements), reason: z.string() })), commonProblem: z.boolean(), similar: z.strictObject({ recent: z.int(), times: z.number().nullable(), days: z.int() }).nullable(), by: z.string(), at: instant,
  }).nullable(),
  records: z.array(z.strictObject({ kind: z.enum(recordKinds), person: z.enum(heardPersons).nullable(), staffNo: z.string().nullable(), unit: z.string().nullable(), place: z.string().nullable(), method: z.enum(siteMethods).nullable(), result: z.string(), readBack: z.boolean().nullable(), happenedAt: instant, evidence: pieces, by: z.string() })),
  orders: z.array(z.strictObject({ unit: z.string(), question: z.string(), askedAt: instant, dueAt: instant, stage: z.string(), silent: z.boolean(), answer: z.string().nullable(), answerText: z.string().nullable(), answeredAt: instant.nullable(), answeredBy: z.string().nullable(), evidence: pieces })),
  evidence: z.array(reportPiece), chronology: z.array(z.strictObject({ at: instant, step: z.string(), by: z.string(), unit: z.string().nullable() })), unknown: z.array(reportUnknown),
  /** Where lines were left out: how many are told of how many; nothing when all are. */
  cut: z.array(z.strictObject({ part: z.enum(cutParts), shown: z.int(), all: z.int() })).optional(),
})
export type ReportContent = z.output<typeof reportContent>

/** A version as it was handed in; its hash stands in the record of the case. */
export const reportVersion = z.strictObject({ id, number: z.int(), department: z.enum(departments), note: z.string().nullable(), sha256: z.string(), by: z.string(), at: instant })
export const report = z.strictObject({ /** What is shown: the draft with live data, or one that was handed in. */ number: z.int().nullable(), content: reportContent, sha256: z.string().nullable(), versions: z.array(reportVersion), /** When the person's data were destroyed: then only codes, staff, hashes and the course are told. */ erasedAt: instant.nullable(), maySubmit: z.boolean(), /** The case's version, for handing in. */ version, /** Whether the draft differs from the last one handed in. */ changed: z.boolean() })
export type Report = z.output<typeof report>

const which = z.strictObject({ /** The number of a version handed in; the draft without. */ number: z.coerce.number().int().min(1).max(9999).optional() })
export const getReport = endpoint({ method: 'GET', path: '/api/complaints/:id/report', needs: 'complaint:read', summary: 'The investigation report: the draft with live data, or a version as it was handed in; null for units', params: withId, query: which, reply: z.strictObject({ report: report.nullable() }) })
export const submitReport = step('report', 'complaint:investigate', 'Hand the report in to the handling department: its content is frozen, its hash goes into the record (INV-13)', { department: z.enum(departments), note: text(300).optional() })
export const downloadReport = endpoint({ method: 'GET', path: '/api/report-papers/:id', needs: 'complaint:investigate', summary: 'The report of a case as PDF', params: withId, query: which.extend({ locale: z.enum(localeCodes).default('zh-CN') }), reply: z.unknown(), media: 'download' })
export const reportEndpoints = [getReport, submitReport, downloadReport] as const
