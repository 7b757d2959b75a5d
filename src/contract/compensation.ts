// The compensation paper (赔付单) on the wire: issued by a person, written to the record, payee masked.
import { z } from 'zod'
import { bearerKinds, measureKinds } from '../domain/complaints/vocabulary.ts'
import { id, instant, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

const amount = z.strictObject({ minor: z.int(), currency: z.literal('CNY') })
export const compensationPaper = z.strictObject({
  id, complaintNo: z.string(), keyword: z.string(), customer: z.string().nullable(), waybillNo: z.string().nullable(), receivedAt: instant, issuedAt: instant, issuedBy: z.string(), times: z.int(),
  measures: z.array(z.strictObject({ seq: z.int(), kind: z.enum(measureKinds), description: z.string(), amount, payee: z.string().nullable(), state: z.enum(['open', 'done', 'dropped']), executedAt: instant.nullable(), executedBy: z.string().nullable() })),
  total: amount, capitals: z.string(), basis: z.string(), reasoning: z.string(), maker: z.string(), approvals: z.array(z.strictObject({ level: z.int(), by: z.string(), at: instant })),
  decision: z.strictObject({ toldAt: instant, outcome: z.string() }).nullable(), shares: z.array(z.strictObject({ bearer: z.enum(bearerKinds), unit: z.string().nullable(), percent: z.int(), amount })),
})
export type CompensationPaper = z.output<typeof compensationPaper>
export const issueCompensationPaper = endpoint({ method: 'POST', path: '/api/complaints/:id/compensation-paper', needs: 'complaint:execute', summary: 'Issue the compensation paper of a decided or executed compensation for printing; every issue stands in the record', params: withId, body: z.strictObject({}), reply: compensationPaper })
export const compensationEndpoints = [issueCompensationPaper] as const
