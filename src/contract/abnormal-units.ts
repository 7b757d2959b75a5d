// Units out of order on the wire (OPN-35): telling that one stands still or has gone, since when, until when, and that it is over.
import { z } from 'zod'
import { abnormalityKinds } from '../domain/identity/unit-kinds.ts'
import { done, id, instant, page, pageQuery, text, unitRef, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

export const abnormality = z.strictObject({ id, unit: unitRef, kind: z.enum(abnormalityKinds), from: instant, to: instant.nullable(), reason: z.string(), by: z.string(), recordedAt: instant, endedAt: instant.nullable(), endedBy: z.string().nullable(), endReason: z.string().nullable(), openOrders: z.int() })
export const recordAbnormality = endpoint({
  method: 'POST', path: '/api/units/:id/abnormality', needs: 'identity:read', summary: 'Tell that a unit stands still or has gone: what it is asked goes to the province. For who manages units or incidents; a province for its own', params: withId,
  body: z.strictObject({ kind: z.enum(abnormalityKinds), from: instant.optional(), to: instant.optional(), reason: text(300) }), reply: abnormality, status: 201, idempotent: true,
})
export const endAbnormality = endpoint({ method: 'POST', path: '/api/units/:id/abnormality-end', needs: 'identity:read', summary: 'Tell that a unit works again; what went to the province stays there', params: withId, body: z.strictObject({ reason: text(300) }), reply: done })
export const listAbnormalities = endpoint({ method: 'GET', path: '/api/abnormal-units', needs: 'identity:read', summary: 'Units out of order, now or ever, newest first', query: z.strictObject({ ...pageQuery, state: z.enum(['now', 'ended']).default('now') }), reply: page(abnormality) })
export const abnormalUnitEndpoints = [recordAbnormality, endAbnormality, listAbnormalities] as const
