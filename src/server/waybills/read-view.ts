// Reads a stored view of a waybill back into the words of the domain, so that rules judge a snapshot as they judge a waybill.
import type { WaybillView } from '../../contract/waybills.ts'
import { unitKinds } from '../../domain/identity/unit-kinds.ts'
import type { ParcelEvent, PlanStop } from '../../domain/waybills/parcel-events.ts'
import { SCAN_CODES } from '../../domain/waybills/scans.ts'
import type { Family, Reach, Scan, Waybill } from '../../domain/waybills/scans.ts'

const reaches: readonly Reach[] = ['same_city', 'domestic', 'hk_macao', 'taiwan', 'international']

/** The waybill a view was made of; who sent and receives it, and what views never hold, are empty. */
export function parcelOf(view: WaybillView): Waybill {
  const nobody = { name: '', phone: '', address: '' }
  return {
    number: view.number, carrier: view.carrier, product: view.product, reach: reaches.find((r) => r === view.reach) ?? (view.fromCity !== null && view.fromCity === view.toCity ? 'same_city' : 'domestic'),
    acceptedAt: view.acceptedAt === null ? 0 : Date.parse(view.acceptedAt), ...(view.promisedAt !== null && { promisedAt: Date.parse(view.promisedAt) }),
    senderCity: view.fromCity ?? '', consigneeCity: view.toCity ?? '', parties: { sender: nobody, consignee: nobody },
    goods: { name: view.goods.name ?? '', weightGrams: view.goods.weightGrams ?? 0, pieces: view.goods.pieces }, freightMinor: view.freight?.minor ?? 0,
    family: familyOf(view), scans: scansOf(view), events: eventsOf(view), ...(view.plan && { plan: planOf(view.plan) }),
  }
}

function scansOf(view: WaybillView): Scan[] {
  // views from before the next unit was kept: it was sent to where it was seen next
  const keepsNext = view.scans.some((s) => s.next !== undefined || s.nextCode !== undefined)
  return view.scans.flatMap((s, i): Scan[] => {
    const code = SCAN_CODES.find((c) => c === s.code)
    if (code === undefined) return []
    const later = keepsNext ? undefined : view.scans.slice(i + 1).find((l) => l.unitName !== null && l.unitCode !== s.unitCode)
    const next = s.next ?? later?.unitName
    const nextCode = s.nextCode ?? later?.unitCode
    const unitKind = unitKinds.find((k) => k === s.unitKind)
    return [{
      at: Date.parse(s.at), code, ...(s.unitCode !== null && { unitCode: s.unitCode }), ...(unitKind && { unitKind }), ...(s.unitName !== null && { unitName: s.unitName }), ...(s.city !== null && { city: s.city }), ...(s.staffNo !== null && { staffNo: s.staffNo }), ...(s.note !== null && { note: s.note }),
      ...(next !== undefined && next !== null && { next }), ...(nextCode !== undefined && nextCode !== null && { nextCode }), ...(s.weightGrams !== undefined && { weightGrams: s.weightGrams }), ...(s.distanceMetres !== undefined && { distanceMetres: s.distanceMetres }),
    }]
  })
}

// What was written is read back as it was: params hold the event's own fields.
function eventsOf(view: WaybillView): ParcelEvent[] {
  return (view.events ?? []).map((e) => ({ ...e.params, kind: e.kind, at: Date.parse(e.at), ...(e.unitCode !== null && { unitCode: e.unitCode }) }) as ParcelEvent)
}

function planOf(plan: NonNullable<WaybillView['plan']>): PlanStop[] {
  return plan.flatMap((p): PlanStop[] => {
    const unitKind = unitKinds.find((k) => k === p.unitKind)
    return unitKind ? [{ unitCode: p.unitCode, unitName: p.unitName, unitKind, ...(p.city !== null && { city: p.city }), arriveBy: Date.parse(p.arriveBy), ...(p.leaveBy !== null && { leaveBy: Date.parse(p.leaveBy) }) }] : []
  })
}

function familyOf(view: WaybillView): Family {
  const one = (relation: WaybillView['family'][number]['relation']): string | undefined => view.family.find((f) => f.relation === relation)?.number
  const [parent, returnOf, returnedAs, relabelOf, relabelledAs] = [one('parent'), one('return_of'), one('returned_as'), one('relabel_of'), one('relabelled_as')]
  return {
    ...(parent && { parent }), ...(returnOf && { returnOf }), ...(returnedAs && { returnedAs }), ...(relabelOf && { relabelOf }), ...(relabelledAs && { relabelledAs }),
    children: view.family.filter((f) => f.relation === 'child').map((f) => f.number),
  }
}
