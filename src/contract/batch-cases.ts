// A merchant's batch case on the wire: lines pasted from a sheet, one parent that holds the contact, a case per parcel with its own clock, finding and result (OPN-18).
import { z } from 'zod'
import { channels, companyLiabilities, complainantRoles, contactOutcomes, contactPurposes, demandJudgements, noticeChannels, outcomes, statuses } from '../domain/complaints/vocabulary.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { id, instant, line, money, page, pageQuery, text, withId } from './common.ts'
import { contact } from './desk.ts'
import { endpoint } from './endpoint.ts'
import { findingDraft, massRun } from './incidents.ts'

export const batchLimit = 2000

const reason = z.string().regex(/^[a-z][a-z_]*(\.[a-z0-9_]+)?$/).max(80)
/** What counts for every line that says nothing itself, and who brings it. */
const common = {
  title: line(60), channel: z.enum(channels), reasonCode: reason, words: text(2000), merchant: z.strictObject({ name: line(60), phone: line(30), email: line(120).optional(), role: z.enum(complainantRoles).extract(['merchant', 'sender']).default('merchant') }),
  /** Cells as copied from a sheet or a CSV file: the number, and what else a line says; headings are recognised. */
  pasted: z.string().max(240_000), /** Lines about a parcel that has an open case already are left out. */ leaveOpen: z.boolean().default(true),
}
const problem = z.strictObject({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
/** `wrong` can't be filed, `same` stands twice, `open` has an open case already. */
export const batchLine = z.strictObject({ line: z.int(), number: z.string(), words: z.string().nullable(), amount: money.nullable(), state: z.enum(['ready', 'wrong', 'same', 'open']), problems: z.array(problem), openCase: z.strictObject({ id, complaintNo: z.string() }).nullable() })
export type BatchLine = z.output<typeof batchLine>
export const previewBatchCase = endpoint({ method: 'POST', path: '/api/batch-case-previews', needs: 'complaint:create', summary: 'What each pasted line would become: ready, a wrong number and why, a line that stands twice, a parcel with an open case', body: z.strictObject({ pasted: common.pasted, leaveOpen: common.leaveOpen }), reply: z.strictObject({ lines: z.array(batchLine), ready: z.int(), wrong: z.int(), same: z.int(), open: z.int() }) })

const batchHead = z.strictObject({ id, complaintNo: z.string(), title: z.string(), customer: z.string().nullable(), lines: z.int(), filed: z.int(), refused: z.int(), waiting: z.int(), state: z.enum(['filing', 'done', 'failed']), problem: z.string().nullable(), by: z.string(), at: instant })
export type BatchHead = z.output<typeof batchHead>
export const createBatchCase = endpoint({ method: 'POST', path: '/api/batch-cases', needs: 'complaint:create', summary: 'File a batch case: the parent now, its lines by a job, each once', status: 201, idempotent: true, body: z.strictObject(common), reply: batchHead })
export const listBatchCases = endpoint({ method: 'GET', path: '/api/batch-cases', needs: 'complaint:create', summary: 'Batch cases, newest first', query: z.strictObject(pageQuery), reply: page(batchHead) })
export const getBatchCase = endpoint({
  method: 'GET', path: '/api/batch-cases/:id', needs: 'complaint:read', summary: 'A batch case with its totals and runs', params: withId,
  reply: batchHead.extend({ totals: z.strictObject({ byStatus: z.array(z.strictObject({ status: z.enum(statuses), count: z.int() })), found: z.int(), late: z.int(), unanswered: z.int(), promised: money }), runs: z.array(massRun) }),
})
export const resumeBatchCase = endpoint({ method: 'POST', path: '/api/batch-cases/:id/resumption', needs: 'complaint:create', summary: 'Go on in one\'s own name with a batch case that stopped: its maker left, or lines failed', params: withId, body: z.strictObject({}), reply: batchHead })
export const batchRow = z.strictObject({
  line: z.int(), number: z.string(), state: z.enum(['waiting', 'filed', 'refused']), problem: problem.nullable(),
  case: z.strictObject({ id, complaintNo: z.string(), status: z.enum(statuses), outcome: z.enum(outcomes).nullable(), nextDue: z.strictObject({ kind: z.enum(clockKinds), dueAt: instant }).nullable(), finding: z.strictObject({ companyLiability: z.enum(companyLiabilities), demandJudgement: z.enum(demandJudgements) }).nullable(), promised: money.nullable(), order: z.enum(['none', 'open', 'answered']) }).nullable(),
})
export type BatchRow = z.output<typeof batchRow>
export const listBatchLines = endpoint({ method: 'GET', path: '/api/batch-cases/:id/lines', needs: 'complaint:read', summary: 'The lines of a batch case with clock, finding and result of each', params: withId, query: z.strictObject({ ...pageQuery, state: z.enum(['all', 'refused', 'open']).default('all') }), reply: page(batchRow) })
/** Acts on chosen lines; what each does is what the act on a single case does. Offers and decisions stay with each case. */
const batchAct = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('orders'), unitId: id, question: text(1000), wanted: z.array(line(60)).max(10).default([]), hours: z.int().min(1).max(72).optional() }),
  z.strictObject({ act: z.literal('finding'), ...findingDraft.shape }),
  z.strictObject({ act: z.literal('contact'), direction: z.enum(['out', 'in']), channel: z.enum(noticeChannels), outcome: z.enum(contactOutcomes), purpose: z.enum(contactPurposes), summary: text(1000), reference: line(200).optional() }),
])
export type BatchAct = z.output<typeof batchAct>
export const startBatchAct = endpoint({
  method: 'POST', path: '/api/batch-cases/:id/runs', needs: 'queue:read', summary: 'Do one act on chosen lines by a job: ask a unit, record a finding, log a contact', params: withId, status: 201, idempotent: true,
  body: z.strictObject({ ids: z.array(id).min(1).max(batchLimit), act: batchAct }), reply: massRun,
})
export const getCaseBatch = endpoint({ method: 'GET', path: '/api/complaints/:id/batch', needs: 'complaint:read', summary: 'The batch case a case is the parent or a line of, with the contacts logged on the parent; a unit sees none', params: withId, reply: z.strictObject({ batch: batchHead.extend({ isParent: z.boolean(), line: z.int().nullable(), contacts: z.array(contact) }).nullable() }) })

export const batchCaseEndpoints = [previewBatchCase, createBatchCase, listBatchCases, getBatchCase, resumeBatchCase, listBatchLines, startBatchAct, getCaseBatch] as const
