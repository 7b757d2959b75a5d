// The inquiry into a leak of personal data on the wire, open to named people only; and goods handed to an authority (CLS-12, RSP-08, OPN-20).
import { z } from 'zod'
import { leakResults, leakSteps } from '../domain/liability/leak-inquiry.ts'
import { id, instant, line, person, text, why, withId } from './common.ts'
import { step } from './complaints.ts'
import { endpoint } from './endpoint.ts'

export const leakInquiry = z.strictObject({
  reasonCode: z.string(), openedAt: instant, result: z.enum(leakResults).nullable(), resultText: z.string().nullable(), concludedBy: z.string().nullable(), concludedAt: instant.nullable(), mayName: z.boolean(), mayAct: z.boolean(), resultRefused: why.nullable(),
  members: z.array(z.strictObject({ id, user: person, reason: z.string(), namedBy: z.string(), namedAt: instant, removedAt: instant.nullable(), removedBy: z.string().nullable(), removedReason: z.string().nullable() })),
  steps: z.array(z.strictObject({ kind: z.enum(leakSteps), dueAt: instant.nullable(), doneAt: instant.nullable(), doneBy: z.string().nullable(), needed: z.boolean().nullable(), note: z.string().nullable(), refused: why.nullable() })),
  accesses: z.array(z.strictObject({ by: z.string(), at: instant })),
})
export const getLeakInquiry = endpoint({ method: 'GET', path: '/api/complaints/:id/leak-inquiry', needs: 'complaint:read', summary: 'The internal inquiry of a case: its people, its steps, who opened it; for those named in it', params: withId, reply: z.strictObject({ inquiry: leakInquiry.nullable() }) })
export const nameMember = step('inquiry-member', 'complaint:reopen', 'Name a person who may open the case under inquiry', { userId: id, reason: text(300) })
export const removeMember = step('inquiry-removal', 'complaint:reopen', 'A person may open the case no longer', { userId: id, reason: text(300) })
export const recordLeakStep = step('inquiry-step', 'complaint:read', 'A step of the inquiry is done, or not needed with the reason', { kind: z.enum(leakSteps), needed: z.boolean().default(true), note: text(1000) })
export const concludeInquiry = step('inquiry-result', 'complaint:read', 'What the inquiry found: the leak is confirmed or not', { result: z.enum(leakResults), text: text(2000) })

export const goodsHandover = z.strictObject({ id, authority: z.string(), documentNo: z.string(), goods: z.string(), handedAt: instant, tellable: z.string(), by: z.string(), at: instant })
export const handOverGoods = step('goods-handover', 'complaint:investigate', 'Prohibited or seized goods went to an authority: its document, and what the customer may be told', { authority: line(100), documentNo: line(60), goods: text(300), handedAt: instant, tellable: text(500) })
export const listGoodsHandovers = endpoint({ method: 'GET', path: '/api/complaints/:id/goods-handovers', needs: 'complaint:read', summary: 'Goods of the case handed to authorities; nothing of it to units', params: withId, reply: z.strictObject({ isSecurity: z.boolean(), items: z.array(goodsHandover) }) })

export const leakInquiryEndpoints = [getLeakInquiry, nameMember, removeMember, recordLeakStep, concludeInquiry, handOverGoods, listGoodsHandovers] as const
