// The life of work contact orders on the wire: the steps between asking and settling, the board of a case, the list of those who ask.
import { z } from 'zod'
import { orderStages, orderSteps, orderTurns } from '../domain/investigation/orders.ts'
import { id, instant, line, page, pageQuery, text, unitRef, why, withId } from './common.ts'
import { endpoint } from './endpoint.ts'
import { order } from './investigation.ts'

/** An order after a step; `made` is the order that goes on with the question elsewhere. */
export const orderHead = z.strictObject({ id, complaintId: id, stage: z.enum(orderStages), state: z.enum(['open', 'answered', 'cancelled']), dueAt: instant, made: id.nullable() })

const orderStep = <B extends z.ZodRawShape>(noun: string, needs: 'order:answer' | 'order:issue', summary: string, body: B) =>
  endpoint({ method: 'POST', path: `/api/orders/:id/${noun}`, needs, summary, params: withId, body: z.strictObject(body), reply: orderHead, idempotent: true })

export const acceptOrder = orderStep('acceptance', 'order:answer', 'The unit takes the question on; for a notice, its receipt', {})
export const returnOrder = orderStep('return', 'order:issue', 'Send an answer back for more, with what is missing; the clock begins again', { missing: text(500), hours: z.int().min(1).max(720).optional() })
export const settleOrder = orderStep('settlement', 'order:issue', 'Find the answer good; the order is done', { note: text(300).optional() })
export const handOverOrder = orderStep('handover', 'order:issue', 'Give the question to another unit, as the unit asked named it or elsewhere', { unitId: id, reason: text(300), hours: z.int().min(1).max(720).optional() })
export const cancelOrder = orderStep('cancellation', 'order:issue', 'Take a question back', { reason: text(300) })
export const extendOrder = orderStep('extension', 'order:issue', 'Give more time, once; of a question that is late a second person decides', { hours: z.int().min(1).max(72), reason: text(300) })
export const decideExtension = orderStep('extension-decision', 'order:issue', 'Grant or refuse the time that a colleague asked for', { approve: z.boolean(), reason: text(300).optional() })
export const remindOrder = orderStep('reminder', 'order:issue', 'Remind the unit', {})
export const remindOrders = endpoint({
  method: 'POST', path: '/api/order-reminders', needs: 'order:issue', summary: 'Remind several units at once; each is told for itself', body: z.strictObject({ ids: z.array(id).min(1).max(100) }),
  reply: z.strictObject({ items: z.array(z.strictObject({ id, refused: why.nullable() })) }), idempotent: true,
})

const turn = z.strictObject({ seq: z.int(), step: z.enum(orderTurns), at: instant, by: z.string(), byUnit: z.boolean(), answer: z.string().nullable(), text: z.string().nullable(), files: z.array(id), dueAt: instant.nullable() })
/** An order as the case's board shows it: with all that happened, and what the reader may do now. */
export const orderDetail = order.extend({
  turns: z.array(turn), acts: z.partialRecord(z.enum(orderSteps), z.union([z.literal(true), why])), automatic: z.boolean(), otherUnit: unitRef.nullable(), meantFor: unitRef.nullable(), formerUnit: unitRef.nullable(), successorUnit: unitRef.nullable(),
  extension: z.strictObject({ hours: z.int(), reason: z.string(), by: z.string() }).nullable(),
  /** The unit says that it reached the customer, and no record of a call bears it out (OPN-36). */
  contactUnverified: z.boolean(), abnormal: z.enum(['suspended', 'absconded']).nullable(),
})
export const listCaseOrders = endpoint({
  method: 'GET', path: '/api/complaints/:id/orders', needs: 'complaint:read', summary: 'The work contact orders of a case with their history; a unit sees its own', params: withId,
  reply: z.strictObject({ items: z.array(orderDetail), /** Questions that the case's reason asks first. */ templates: z.array(z.strictObject({ ref: z.string(), reason: z.string(), words: z.record(z.string(), z.string()), wanted: z.array(z.string()) })), mayIssue: z.union([z.literal(true), why]) }),
})

export const orderLists = ['open', 'unaccepted', 'late', 'answered', 'disowned', 'extension', 'done'] as const
export const issuedOrder = order.omit({ clock: true, attachments: true }).extend({ owner: z.string().nullable(), acts: z.strictObject({ reminder: z.union([z.literal(true), why]) }) })
export const listIssuedOrders = endpoint({
  method: 'GET', path: '/api/issued-orders', needs: 'order:issue', summary: 'Work contact orders as who asks them sees them: of my cases, or all in my scope', reply: page(issuedOrder),
  query: z.strictObject({ ...pageQuery, list: z.enum(orderLists).default('open'), whose: z.enum(['mine', 'all']).default('mine'), kind: order.shape.kind.optional(), unit: line(30).optional() }),
})
export const orderEndpoints = [acceptOrder, returnOrder, settleOrder, handOverOrder, cancelOrder, extendOrder, decideExtension, remindOrder, remindOrders, listCaseOrders, listIssuedOrders] as const
