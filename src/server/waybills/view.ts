// Says a waybill, a number check and a found parcel in the words of the contract, personal data masked.
import type { z } from 'zod'
import type { numberCheck, parcelHit, WaybillView } from '../../contract/waybills.ts'
import { findAnomalies, likelyCause } from '../../domain/waybills/anomalies.ts'
import type { Anomaly, CustomerWord } from '../../domain/waybills/anomalies.ts'
import { custodyChain, involvedUnits } from '../../domain/waybills/custody.ts'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import { eventsInOrder } from '../../domain/waybills/parcel-events.ts'
import type { ParcelEvent, PlanStop } from '../../domain/waybills/parcel-events.ts'
import type { NumberCheck } from '../../domain/waybills/numbers.ts'
import { inOrder, stateAfter } from '../../domain/waybills/scans.ts'
import type { Family, Scan, Waybill } from '../../domain/waybills/scans.ts'
import type { ParcelHit } from './carrier.ts'

/** How names and phones are masked: given by the caller, since the rule belongs to a later capability. */
export type Mask = { name: (name: string) => string; phone: (phone: string) => string }

type UnitRef = NonNullable<WaybillView['units'][number]['unit']>

/** When the carrier was asked, if before now (epoch ms); our units by code; what the customer says; what is abnormal, where the caller knows already. */
export type ViewExtras = { takenAt?: number; units?: ReadonlyMap<string, UnitRef>; word?: CustomerWord; anomalies?: readonly Anomaly[] }

/** A waybill as the wire shows it, judged as of `now` (epoch ms; INV-03): scans in order, anomalies gravest first, the likely link with its reason. */
export function viewWaybill(waybill: Waybill, now: number, limits: CustodyLimits, mask: Mask, { takenAt = now, units, word, anomalies = findAnomalies(waybill, now, limits, word) }: ViewExtras = {}): WaybillView {
  const scans = inOrder(waybill.scans)
  const cause = likelyCause(anomalies)
  const names = new Map(custodyChain(scans).map((node) => [node.unitCode ?? '', node.unitName ?? '']))
  const { goods, parties } = waybill
  return {
    number: waybill.number, carrier: waybill.carrier, product: waybill.product, state: stateAfter(scans),
    acceptedAt: iso(waybill.acceptedAt), promisedAt: waybill.promisedAt === undefined ? null : iso(waybill.promisedAt), takenAt: iso(takenAt),
    fromCity: waybill.senderCity || null, toCity: waybill.consigneeCity || null,
    goods: { name: goods.name || null, weightGrams: goods.weightGrams, declaredValue: yuan(goods.declaredValueMinor), insured: yuan(goods.insuredMinor), pieces: goods.pieces },
    freight: yuan(waybill.freightMinor),
    sender: { name: mask.name(parties.sender.name), phone: mask.phone(parties.sender.phone) },
    consignee: { name: mask.name(parties.consignee.name), phone: mask.phone(parties.consignee.phone) },
    family: relatives(waybill.family),
    scans: scans.map(viewScan), reach: waybill.reach, ...(waybill.events && { events: viewEvents(waybill.events) }), ...(waybill.plan && { plan: waybill.plan.map(viewStop) }),
    anomalies: anomalies.map((a) => ({ code: a.code, params: paramsOf(a), at: iso(a.at), unitCode: a.unitCode ?? null })),
    likelyLink: anomalies.length === 0 ? null : { link: cause.link, because: [{ code: cause.because.code, params: { ...cause.because.params, unit: cause.unitName ?? '' } }] },
    units: involvedUnits(waybill).map(({ unitCode, role }) => ({ role, unit: units?.get(unitCode) ?? null, code: unitCode, name: units?.get(unitCode)?.name ?? names.get(unitCode) ?? unitCode })),
  }
}

/** A scan as the wire has it; figures only where the carrier told them. */
export function viewScan(s: Scan): WaybillView['scans'][number] {
  return {
    at: iso(s.at), code: s.code, unitCode: s.unitCode ?? null, unitName: s.unitName ?? null, city: s.city ?? null, staffNo: s.staffNo ?? null, note: s.note ?? null,
    ...(s.unitKind && { unitKind: s.unitKind }), ...(s.next !== undefined && { next: s.next }), ...(s.nextCode !== undefined && { nextCode: s.nextCode }), ...(s.weightGrams !== undefined && { weightGrams: s.weightGrams }), ...(s.distanceMetres !== undefined && { distanceMetres: s.distanceMetres }),
  }
}

/** Events beside the scans in time order, their own fields as params. */
export function viewEvents(events: readonly ParcelEvent[]): NonNullable<WaybillView['events']> {
  return eventsInOrder(events).map(({ at, kind, unitCode, ...params }) => ({ at: iso(at), kind, unitCode: unitCode ?? null, params }))
}

export function viewStop(p: PlanStop): NonNullable<WaybillView['plan']>[number] {
  return { unitCode: p.unitCode, unitName: p.unitName, unitKind: p.unitKind, city: p.city ?? null, arriveBy: iso(p.arriveBy), leaveBy: p.leaveBy === undefined ? null : iso(p.leaveBy) }
}

/** What of a waybill is personal, as text to be sealed beside the public part. */
export function sealedPart(waybill: Waybill): string {
  return JSON.stringify(waybill.parties)
}

/** A number check as the wire has it: each carrier once, hints with their figures. */
export function viewNumberCheck(check: NumberCheck): z.output<typeof numberCheck> {
  return {
    normalised: check.normalised,
    candidates: [...new Set(check.candidates.map((c) => c.carrier))],
    hints: check.hints.map((code) => ({
      code, params: code === 's10_check_digit' ? { expected: check.s10?.expected ?? 0 } : code === 'letters_confused' ? { suggestion: check.suggestion ?? '' } : {},
    })),
  }
}

/** A found parcel as the wire has it; the adapter has masked it already. */
export function viewHit(hit: ParcelHit): z.output<typeof parcelHit> {
  return {
    number: hit.number, fromCity: hit.senderCity || null, toCity: hit.consigneeCity || null, state: hit.state, acceptedAt: iso(hit.acceptedAt),
    consignee: hit.consignee.name, phone: hit.consignee.phone, matchedBy: hit.matched,
  }
}

function relatives(family: Family): WaybillView['family'] {
  const named: [WaybillView['family'][number]['relation'], string | undefined][] = [
    ['parent', family.parent], ['return_of', family.returnOf], ['returned_as', family.returnedAs], ['relabel_of', family.relabelOf], ['relabelled_as', family.relabelledAs],
    ...family.children.map((number): ['child', string] => ['child', number]),
  ]
  return named.flatMap(([relation, number]) => (number === undefined ? [] : [{ number, relation }]))
}

function paramsOf(anomaly: Anomaly): Record<string, number | string> {
  return { ...anomaly.params, unit: anomaly.unitName ?? '' }
}

function yuan(minor: number | undefined): { minor: number; currency: 'CNY' } | null {
  return minor === undefined ? null : { minor, currency: 'CNY' }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
