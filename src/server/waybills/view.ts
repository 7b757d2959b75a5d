// A waybill as the wire shows it: custody anomalies told, names and phones masked.
import type { WaybillView } from '../../contract/waybills.ts'
import { maskName, maskPhone } from '../../domain/customers/masking.ts'
import { findAnomalies, likelyCause } from '../../domain/waybills/anomalies.ts'
import { involvedUnits, parcelPosition } from '../../domain/waybills/custody.ts'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import { inOrder } from '../../domain/waybills/scans.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'

type Relation = WaybillView['family'][number]['relation']

/** The public part of a waybill as taken at `now` (epoch ms); what identifies a person is masked. */
export function viewWaybill(w: Waybill, now: number, limits: CustodyLimits): WaybillView {
  const anomalies = findAnomalies(w, now, limits)
  const cause = likelyCause(anomalies)
  const names = new Map(w.scans.map((s) => [s.unitCode, s.unitName ?? s.unitCode ?? '']))
  return {
    number: w.number, carrier: w.carrier, product: w.product, state: parcelPosition(w).state, acceptedAt: iso(w.acceptedAt), promisedAt: w.promisedAt === undefined ? null : iso(w.promisedAt), takenAt: iso(now), fromCity: w.senderCity, toCity: w.consigneeCity,
    goods: { name: w.goods.name, weightGrams: w.goods.weightGrams, declaredValue: money(w.goods.declaredValueMinor), insured: money(w.goods.insuredMinor), pieces: w.goods.pieces }, freight: money(w.freightMinor),
    sender: { name: maskName(w.parties.sender.name), phone: maskPhone(w.parties.sender.phone) }, consignee: { name: maskName(w.parties.consignee.name), phone: maskPhone(w.parties.consignee.phone) },
    family: relations(w), scans: inOrder(w.scans).map((s) => ({ at: iso(s.at), code: s.code, unitCode: s.unitCode ?? null, unitName: s.unitName ?? null, city: s.city ?? null, staffNo: s.staffNo ?? null, note: s.note ?? null })),
    anomalies: anomalies.map((a) => ({ code: a.code, params: a.params, at: iso(a.at), unitCode: a.unitCode ?? null })),
    likelyLink: cause.link === 'none' ? null : { link: cause.link, because: [cause.because] },
    units: involvedUnits(w).map((u) => ({ role: u.role, unit: null, code: u.unitCode, name: names.get(u.unitCode) ?? u.unitCode })),
  }
}

/** What of a waybill is personal and kept sealed beside the public part. */
export function sealedPart(w: Waybill): string {
  return JSON.stringify(w.parties)
}

function relations({ family: f }: Waybill): { number: string; relation: Relation }[] {
  const pairs: [string | undefined, Relation][] = [[f.returnOf, 'return_of'], [f.returnedAs, 'returned_as'], [f.relabelOf, 'relabel_of'], [f.relabelledAs, 'relabelled_as'], [f.parent, 'parent'], ...f.children.map((c): [string, Relation] => [c, 'child'])]
  return pairs.flatMap(([number, relation]) => (number === undefined ? [] : [{ number, relation }]))
}

function money(minor: number | undefined): { minor: number; currency: 'CNY' } | null {
  return minor === undefined ? null : { minor, currency: 'CNY' }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
