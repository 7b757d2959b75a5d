// What units bear inside, on the wire: penalties, claims, monthly statements with their disputes, duties of staff (RSP-05, OPN-35, OPN-56; 快递市场管理办法 Art. 20, 49).
import { z } from 'zod'
import { staffMeasureKinds, staffMeasureStates } from '../domain/liability/staff-measures.ts'
import { because, date, id, instant, line, page, pageQuery, text, unitRef, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

/** A signed amount: positive is borne by the unit, negative given back. */
const signed = z.strictObject({ minor: z.int(), currency: z.literal('CNY') })
/** The case of a line; null where the reader may not know it. */
const caseRef = z.strictObject({ id, complaintNo: z.string(), reasonCode: z.string().nullable() }).nullable()
const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/)

export const penaltyStates = ['proposed', 'confirmed', 'waived', 'lapsed', 'reversed'] as const
export const penalty = z.strictObject({
  id, case: caseRef, unit: unitRef, rule: z.string(), laws: z.array(z.string()), education: z.boolean(), faultNo: z.int(), proposed: signed, amount: signed, because: z.array(because), duty: z.enum(staffMeasureKinds), dutyDays: z.int(), state: z.enum(penaltyStates),
  percent: z.int(), judgedBy: z.string(), proposedAt: instant, decidedBy: z.string().nullable(), decidedAt: instant.nullable(), decisionReason: z.string().nullable(), reversedAt: instant.nullable(),
})
export const listPenalties = endpoint({ method: 'GET', path: '/api/penalties', needs: 'settlement:manage', summary: 'Penalties: those proposed, the oldest first, or those decided, the newest first', query: z.strictObject({ ...pageQuery, state: z.enum(['proposed', 'decided']).default('proposed') }), reply: page(penalty).extend({ openCount: z.int() }) })
export const decidePenalty = endpoint({
  method: 'POST', path: '/api/penalties/:id/decision', needs: 'settlement:manage', summary: 'A person confirms, lowers or waives a proposed penalty; never who judged; a confirmed one comes with a duty to do better', params: withId,
  body: z.strictObject({ decision: z.enum(['confirm', 'waive']), amountMinor: z.int().min(0).max(100_000_000).optional(), reason: text(500).optional(), duty: z.strictObject({ what: text(500), responsible: line(60), dueOn: date }).optional() }), reply: penalty, idempotent: true,
})

export const claim = z.strictObject({ unit: unitRef, percent: z.int(), amount: signed, bookings: z.int(), since: instant, last: instant })
export const getCaseSettlement = endpoint({ method: 'GET', path: '/api/complaints/:id/settlement', needs: 'complaint:read', summary: 'What the units of a case bear: claims and penalties; a unit sees its own', params: withId, reply: z.strictObject({ got: signed, claims: z.array(claim), penalties: z.array(penalty) }) })

export const settlementMonth = z.strictObject({ month, state: z.enum(['open', 'running', 'done']), statements: z.int(), total: signed, startedBy: z.string().nullable(), startedAt: instant.nullable(), finishedAt: instant.nullable(), disputeUntil: instant.nullable(), openDisputes: z.int() })
export const listSettlementMonths = endpoint({ method: 'GET', path: '/api/settlement-months', needs: 'settlement:manage', summary: 'Months: what is issued, what runs, what can be issued', reply: z.strictObject({ items: z.array(settlementMonth) }) })
export const issueMonth = endpoint({ method: 'POST', path: '/api/settlement-months', needs: 'settlement:manage', summary: 'Issue the statements of a month that is over, for all units', body: z.strictObject({ month }), reply: settlementMonth, status: 201, idempotent: true })
export const exportMonth = endpoint({ method: 'GET', path: '/api/settlement-months/:month/export', needs: 'settlement:manage', summary: 'The statements of a month as comma-separated text', params: z.strictObject({ month }), reply: z.unknown(), media: 'download' })

const statementHead = {
  id, unit: unitRef, month, opening: signed, recovery: signed, penalty: signed, reversal: signed, correction: signed, closing: signed, entries: z.int(), issuedAt: instant, disputeUntil: instant, openDisputes: z.int(),
}
export const statement = z.strictObject(statementHead)
export const disputeView = z.strictObject({ id, entryId: id, reason: z.string(), files: z.int(), raisedBy: z.string(), raisedAt: instant, state: z.enum(['open', 'kept', 'corrected']), answer: z.string().nullable(), corrected: signed.nullable(), answeredBy: z.string().nullable(), answeredAt: instant.nullable() })
export const settlementLine = z.strictObject({
  id, kind: z.enum(['recovery', 'penalty', 'reversal', 'correction']), amount: signed, at: instant, case: caseRef, percent: z.int().nullable(), base: signed.nullable(), rule: z.string().nullable(), laws: z.array(z.string()), reason: z.string(), by: z.string(), dispute: disputeView.nullable(),
})
export const statementView = z.strictObject({ ...statementHead, hash: z.string(), mayDispute: z.boolean(), lines: z.array(settlementLine), more: z.boolean() })
export const listStatements = endpoint({ method: 'GET', path: '/api/settlement-statements', needs: 'settlement:manage', summary: 'Statements of a month, the largest first', query: z.strictObject({ ...pageQuery, month, q: z.string().max(40).optional() }), reply: page(statement) })
export const listMyStatements = endpoint({ method: 'GET', path: '/api/my-settlement-statements', needs: 'settlement:dispute', summary: 'Statements of my unit and those below it, the newest first, with what is booked since', query: z.strictObject(pageQuery), reply: page(statement).extend({ since: signed, sinceEntries: z.int() }) })
export const getStatement = endpoint({ method: 'GET', path: '/api/settlement-statements/:id', needs: 'complaint:read', summary: 'One statement with its lines: for who settles, and for the unit itself', params: withId, reply: statementView })
export const disputeLine = endpoint({ method: 'POST', path: '/api/settlement-statements/:id/disputes', needs: 'settlement:dispute', summary: 'Dispute a line within the window, with the reason and files', params: withId, body: z.strictObject({ entryId: id, reason: text(1000), attachmentIds: z.array(id).max(9).default([]) }), reply: disputeView, status: 201, idempotent: true })

export const disputeItem = disputeView.extend({ unit: unitRef, month, statementId: id, line: settlementLine.omit({ dispute: true }) })
export const listDisputes = endpoint({ method: 'GET', path: '/api/settlement-disputes', needs: 'settlement:manage', summary: 'Disputed lines: open ones oldest first, answered ones newest first', query: z.strictObject({ ...pageQuery, state: z.enum(['open', 'answered']).default('open') }), reply: page(disputeItem).extend({ openCount: z.int() }) })
export const answerDispute = endpoint({ method: 'POST', path: '/api/settlement-disputes/:id/answer', needs: 'settlement:manage', summary: 'Answer a dispute: the line is kept, or corrected in the next statement', params: withId, body: z.strictObject({ answer: text(1000), /** How much of the line is given back; none keeps it. */ correctMinor: z.int().min(0).max(100_000_000_00).default(0) }), reply: disputeView, idempotent: true })

export const staffMeasure = z.strictObject({
  id, unit: unitRef, case: caseRef, kind: z.enum(staffMeasureKinds), what: z.string(), staffNo: z.string().nullable(), responsible: z.string(), dueOn: date, isOverdue: z.boolean(), state: z.enum(staffMeasureStates), proof: z.string().nullable(), files: z.int(), doneBy: z.string().nullable(), doneAt: instant.nullable(), by: z.string(), at: instant, fromPenalty: z.boolean(),
})
export const listStaffMeasures = endpoint({ method: 'GET', path: '/api/staff-measures', needs: 'staff_measure:record', summary: 'Duties of units and their staff, the soonest due first, or those done', query: z.strictObject({ ...pageQuery, state: z.enum(['open', 'ended']).default('open'), complaintId: id.optional() }), reply: page(staffMeasure).extend({ openCount: z.int(), overdueCount: z.int() }) })
export const recordStaffMeasure = endpoint({
  method: 'POST', path: '/api/staff-measures', needs: 'staff_measure:record', summary: 'Record what staff or a unit must do, who sees to it and by when; never money from a person (OPN-56)',
  body: z.strictObject({ unitId: id, complaintId: id.optional(), kind: z.enum(staffMeasureKinds), what: text(500), staffNo: line(30).optional(), responsible: line(60), dueOn: date }), reply: staffMeasure, status: 201, idempotent: true,
})
export const endStaffMeasure = endpoint({ method: 'POST', path: '/api/staff-measures/:id/end', needs: 'staff_measure:record', summary: 'Done, with proof; or dropped, with the reason', params: withId, body: z.strictObject({ result: z.enum(['done', 'dropped']), proof: text(1000), attachmentIds: z.array(id).max(9).default([]) }), reply: staffMeasure, idempotent: true })

export const settlementEndpoints = [
  listPenalties, decidePenalty, getCaseSettlement, listSettlementMonths, issueMonth, exportMonth, listStatements, listMyStatements, getStatement, disputeLine, listDisputes, answerDispute, listStaffMeasures, recordStaffMeasure, endStaffMeasure,
] as const
