// Process templates, the steps of a case by its template, and how cases kept to theirs, on the wire.
import { z } from 'zod'
import { deviationKinds, stepStates, verdicts } from '../domain/complaints/conformance.ts'
import { milestones } from '../domain/policy/process-template.ts'
import { budgetUnits } from '../domain/sla/budgets.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { code, id, instant, page, pageQuery, text, unitRef, version, withId } from './common.ts'
import { endpoint } from './endpoint.ts'
import { head } from './complaints.ts'

/** A template's own words; who shows them picks the reader's language. */
export const ownWords = z.strictObject({ 'zh-CN': z.string(), 'zh-TW': z.string(), en: z.string() })
const limit = z.union([z.strictObject({ clock: z.enum(clockKinds) }), z.strictObject({ budget: z.strictObject({ value: z.int(), unit: z.enum(budgetUnits) }), from: z.enum(milestones) })]).nullable()
const step = { code, words: ownWords, role: z.string(), department: ownWords.nullable(), required: z.boolean(), anytime: z.boolean(), byHand: z.boolean(), limit, holds: z.array(z.string()), source: z.string() }
const deviation = z.strictObject({ kind: z.enum(deviationKinds), step: code })

export const caseStep = z.strictObject({ ...step, state: z.enum(stepStates), doneAt: instant.nullable(), doneBy: z.string().nullable(), times: z.int(), dueAt: instant.nullable(), late: z.boolean() })
export const caseProcess = z.strictObject({ template: code, version: z.int(), words: ownWords, source: z.string(), steps: z.array(caseStep), current: code.nullable(), deviations: z.array(deviation), verdict: z.enum(verdicts) })
export type CaseProcess = z.output<typeof caseProcess>

export const getCaseProcess = endpoint({ method: 'GET', path: '/api/complaints/:id/process', needs: 'complaint:read', summary: 'The case by the steps of its process template; a unit sees the steps, not who did them. `process` is null for a lighter contact', params: withId, reply: z.strictObject({ process: caseProcess.nullable() }) })
export const changeProcess = endpoint({ method: 'POST', path: '/api/complaints/:id/process', needs: 'complaint:reopen', summary: 'Lets an open case follow another template of the document in force; what was done stays done', params: withId, body: z.strictObject({ version, template: code, reason: text(500) }), reply: head })
export const recordStep = endpoint({ method: 'POST', path: '/api/complaints/:id/process-steps', needs: 'complaint:contact', summary: 'Records that a step without an act of its own was done, such as the rectification', params: withId, body: z.strictObject({ version, step: code, note: text(500) }), reply: head })

const template = z.strictObject({ code, words: ownWords, source: z.string(), steps: z.array(z.strictObject(step)) })
export const listProcesses = endpoint({
  method: 'GET', path: '/api/processes', needs: 'policy:read', summary: 'The process templates in force, and which unit chose which',
  reply: z.strictObject({ version: z.int(), default: code, choices: z.array(z.strictObject({ unit: z.string(), unitName: z.string().nullable(), template: code })), items: z.array(template) }),
})

const span = { days: z.coerce.number().int().min(1).max(365).default(30) }
const tally = { conforms: z.int(), deviates: z.int(), running: z.int(), exempt: z.int() }
export const getConformance = endpoint({
  method: 'GET', path: '/api/process-conformance', needs: 'policy:read', summary: 'How the cases one sees that ended in the last days kept to their templates: the latest ones up to `cap`; `share` is of those that reached their end by the template', query: z.strictObject({ ...span }),
  reply: z.strictObject({
    from: instant, counted: z.int(), cap: z.int(), capped: z.boolean(), templates: z.array(z.strictObject({ template: code, words: ownWords, ...tally })), units: z.array(z.strictObject({ unit: unitRef.nullable(), template: code, ...tally })),
    deviations: z.array(z.strictObject({ template: code, words: ownWords.nullable(), kind: z.enum(deviationKinds), step: code, count: z.int() })),
  }),
})
export const listDeviating = endpoint({
  method: 'GET', path: '/api/process-conformance/cases', needs: 'policy:read', summary: 'The cases behind a number, those that ended last first',
  query: z.strictObject({ ...pageQuery, ...span, template: code.optional(), unit: id.optional(), verdict: z.enum(verdicts).optional(), deviation: z.string().regex(/^[a-z_]+:[a-z0-9_]+$/).max(80).optional() }),
  reply: page(z.strictObject({ id, complaintNo: z.string(), keyword: z.string(), template: code, verdict: z.enum(verdicts), deviations: z.array(deviation.extend({ words: ownWords.nullable() })), endedAt: instant })),
})
export const processEndpoints = [getCaseProcess, changeProcess, recordStep, listProcesses, getConformance, listDeviating] as const
