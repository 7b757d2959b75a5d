// The parcel of a case from all sides on the wire: custody chain measured, gaps, likely segments, events beside the scans, sign-off kit, milestones.
import { z } from 'zod'
import { kitLines } from '../domain/waybills/signoff-kit.ts'
import { because, id, instant, line } from './common.ts'
import { endpoint } from './endpoint.ts'
import { anomaly, parcelEvent, planStop, scan } from './waybills.ts'

const place = z.strictObject({ unitCode: z.string().nullable(), unitName: z.string().nullable() })
/** Among `n` parcels on the same stretch in `days` days, the share 0–1 that took less time. */
const usual = z.strictObject({ n: z.int(), share: z.number(), days: z.int() })
const pace = z.enum(['ok', 'slow', 'stuck', 'open', 'unknown'])
const gap = z.enum(['not_arrived', 'passed_without_scan', 'no_arrival_scan'])
/** `usual` is null where too few parcels are known: `known` says how many, and nothing is concluded from them. */
const measured = { minutes: z.int(), lasts: z.boolean(), planMinutes: z.int().nullable(), usual: usual.nullable(), known: z.int(), pace, gap: gap.nullable() }

/** A scan of a stay; `isNew`: not in the snapshot the case was filed with. */
export const stayScan = scan.extend({ isNew: z.boolean() })
/** `part`: `whole`, or for a unit that isn't its own `handover` only (when the parcel came or went, nothing else). */
export const stay = z.strictObject({
  seq: z.int(), part: z.enum(['whole', 'handover']), unitCode: z.string().nullable(), unitName: z.string().nullable(), unitKind: z.string().nullable(), city: z.string().nullable(), role: z.string(), link: z.string(), arrivedAt: instant, leftAt: instant.nullable(), ...measured,
  staffNos: z.array(z.string()), weightGrams: z.int().nullable(), weightChangeGrams: z.int().nullable(), scans: z.array(stayScan),
})
export const hop = z.strictObject({ from: z.int(), to: z.int().nullable(), next: place, leftAt: instant, ...measured, passed: z.array(place) })
export const segment = z.strictObject({ unitCode: z.string().nullable(), unitName: z.string().nullable(), link: z.string(), weight: z.number(), because, more: z.array(because) })
/** `because.code` has its sentence under `codes.kit`; `law` is a code of policies/laws.yaml. */
export const kitLine = z.strictObject({ line: z.enum(kitLines), state: z.enum(['ok', 'bad', 'unknown']), because, law: z.string(), at: instant.nullable(), unitCode: z.string().nullable() })
/** The case's own milestones, by the name of the event in its record. */
export const milestone = z.strictObject({ at: instant, kind: z.string(), what: z.string().nullable() })
/** Another look of the carrier at the parcel, kept for ever; the newest first. */
export const look = z.strictObject({ takenAt: instant, state: z.string(), scans: z.int() })

export const parcel360 = z.strictObject({
  number: z.string(), carrier: z.string(), product: z.string(), state: z.string(), fromCity: z.string().nullable(), toCity: z.string().nullable(), acceptedAt: instant.nullable(), promisedAt: instant.nullable(), takenAt: instant, looks: z.array(look), newScans: z.int(),
  stays: z.array(stay), hops: z.array(hop), plan: z.array(planStop), anomalies: z.array(anomaly), segments: z.array(segment), events: z.array(parcelEvent), kit: z.array(kitLine),
})
export const waybill360 = z.strictObject({
  complaintId: id, complaintNo: z.string(), keyword: z.string(), now: instant, filedAt: instant,
  /** False where the reader sees only the part of its own unit (OPN-30). */
  whole: z.boolean(), mayRefresh: z.boolean(), numbers: z.array(z.string()), parcel: parcel360.nullable(), milestones: z.array(milestone),
})
export type Waybill360 = z.output<typeof waybill360>
export type Parcel360 = z.output<typeof parcel360>

export const getWaybill360 = endpoint({
  method: 'GET', path: '/api/complaints/:id/waybill-360', needs: 'complaint:read', summary: 'The parcel of a case from all sides; for a unit its own part with the neighbours\' hand-over times',
  // also by complaint number, as the case itself
  params: z.strictObject({ id: line(40) }), query: z.strictObject({ /** One of the case's parcels; the first by default. */ number: line(60).optional(), /** An earlier look; the newest by default. */ takenAt: instant.optional() }), reply: waybill360,
})
export const refreshWaybill = endpoint({
  method: 'POST', path: '/api/complaints/:id/waybill-360', needs: 'complaint:classify', summary: 'Ask the carrier again; what was known before stays, and the record says that something new came',
  params: z.strictObject({ id }), body: z.strictObject({ number: line(60).optional() }), reply: waybill360.extend({ /** Scans and events that were not known before; nothing is kept when there are none. */ added: z.int() }), idempotent: true,
})
export const waybill360Endpoints = [getWaybill360, refreshWaybill] as const
