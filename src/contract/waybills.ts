// Looking up parcels on the wire: number check, tracking, finding a parcel without its number (OPN-10, OPN-14).
import { z } from 'zod'
import { parcelEventKinds } from '../domain/waybills/parcel-events.ts'
import { because, instant, line, money, text, unitRef } from './common.ts'
import { endpoint } from './endpoint.ts'

export const scan = z.strictObject({ at: instant, code: z.string(), unitCode: z.string().nullable(), unitName: z.string().nullable(), city: z.string().nullable(), staffNo: z.string().nullable(), note: z.string().nullable(),
  // absent where the carrier doesn't tell, and in snapshots from before it was kept
  unitKind: z.string().optional(), next: z.string().optional(), nextCode: z.string().optional(), weightGrams: z.int().optional(), distanceMetres: z.int().optional() })
export const anomaly = because.extend({ at: instant.nullable(), unitCode: z.string().nullable() })
/** An event beside the scans (`domain/waybills/parcel-events.ts`): figures and codes only, nothing personal. */
export const parcelEvent = z.strictObject({ at: instant, kind: z.enum(parcelEventKinds), unitCode: z.string().nullable(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) })
export const planStop = z.strictObject({ unitCode: z.string(), unitName: z.string(), unitKind: z.string(), city: z.string().nullable(), arriveBy: instant, leaveBy: instant.nullable() })
export const waybillView = z.strictObject({
  number: z.string(), carrier: z.string(), product: z.string(), state: z.string(), acceptedAt: instant.nullable(), promisedAt: instant.nullable(), takenAt: instant,
  fromCity: z.string().nullable(), toCity: z.string().nullable(), goods: z.strictObject({ name: z.string().nullable(), weightGrams: z.int().nullable(), declaredValue: money.nullable(), insured: money.nullable(), pieces: z.int() }),
  freight: money.nullable(), sender: z.strictObject({ name: z.string().nullable(), phone: z.string().nullable() }), consignee: z.strictObject({ name: z.string().nullable(), phone: z.string().nullable() }),
  family: z.array(z.strictObject({ number: z.string(), relation: z.enum(['return_of', 'returned_as', 'relabel_of', 'relabelled_as', 'parent', 'child']) })),
  scans: z.array(scan), anomalies: z.array(anomaly), likelyLink: z.strictObject({ link: z.string(), because: z.array(because) }).nullable(),
  units: z.array(z.strictObject({ role: z.string(), unit: unitRef.nullable(), code: z.string(), name: z.string() })),
  reach: z.string().optional(), events: z.array(parcelEvent).optional(), plan: z.array(planStop).optional(),
})
export type WaybillView = z.output<typeof waybillView>
export const numberCheck = z.strictObject({ normalised: z.string(), candidates: z.array(z.string()), hints: z.array(because) })
export const parcelHit = z.strictObject({ number: z.string(), fromCity: z.string().nullable(), toCity: z.string().nullable(), state: z.string(), acceptedAt: instant.nullable(), consignee: z.string().nullable(), phone: z.string().nullable(), matchedBy: z.array(z.string()) })

export const lookUpWaybill = endpoint({ method: 'GET', path: '/api/waybills/:number', needs: 'waybill:read', summary: 'Tracking of a parcel, names and phones masked', params: z.strictObject({ number: line(40) }), reply: z.strictObject({ check: numberCheck, state: z.enum(['found', 'not_found', 'unavailable']), waybill: waybillView.nullable() }) })
export const findParcels = endpoint({ method: 'POST', path: '/api/waybills/search', needs: 'customer:read', summary: 'Find a parcel by phone, pickup code, recipient or address', body: z.strictObject({ phone: line(30).optional(), phoneTail: z.string().regex(/^\d{4}$/).optional(), name: line(40).optional(), pickupCode: line(20).optional(), orderTail: line(20).optional(), address: text(200).optional() }), reply: z.strictObject({ items: z.array(parcelHit), state: z.enum(['found', 'not_found', 'unavailable']) }) })

export const waybillEndpoints = [lookUpWaybill, findParcels] as const
