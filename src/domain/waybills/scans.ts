// The words of tracking: what a scan, a waybill and a shipment family are, whichever carrier they come from.
import type { UnitKind } from '../identity/unit-kinds.ts'
import type { ParcelEvent, PlanStop } from './parcel-events.ts'

/** Every event a parcel can have (domain facts §5.6, OPN-27). Outlet scans and collection from a locker are apart from hub scans and hand delivery, since they decide whose link it was. */
export const SCAN_CODES = [
  'ordered', 'pickup_pending', 'picked_up',
  'outlet_in', 'outlet_out', 'hub_in', 'hub_out', 'linehaul', 'arrived_city',
  'out_for_delivery', 'attempt_failed', 'held', 'refused',
  'delivered_self', 'delivered_proxy', 'delivered_locker', 'delivered_station', 'collected',
  'pod_reversed', 'returning', 'returned', 'forwarded', 'relabelled', 'customs_held', 'customs_cleared',
  'intercepted', 'seized', 'damaged', 'lost_suspected', 'lost_confirmed', 'found', 'cancelled',
] as const
export type ScanCode = (typeof SCAN_CODES)[number]


/** One event. `at` epoch ms. `staffNo` is a number, never a name; `note` must hold no phone (see `scrubScanText`). */
export type Scan = {
  at: number
  code: ScanCode
  unitCode?: string
  unitKind?: UnitKind
  unitName?: string
  city?: string
  staffNo?: string
  note?: string
  /** Name of the unit the parcel was sent to. */
  next?: string
  nextCode?: string
  weightGrams?: number
  /** How far from the address the courier's device was at this scan. */
  distanceMetres?: number
}

/** Links between parcels that are one shipment (OPN-19): return label, new label, multi-piece. */
export type Family = {
  returnOf?: string
  returnedAs?: string
  relabelOf?: string
  relabelledAs?: string
  parent?: string
  children: string[]
}

export type Reach = 'same_city' | 'domestic' | 'hk_macao' | 'taiwan' | 'international'

export type Person = { name: string; phone: string; address: string }

/** Personal data of a waybill, apart so that it is stored encrypted. The phone of an e-commerce parcel is often a virtual number. */
export type WaybillParties = {
  sender: Person
  consignee: Person
  /** What the customer can show to prove a relation to the parcel (OPN-14). */
  orderNo?: string
  pickupCode?: string
}

/** A parcel as a carrier tells it. Money in minor units of CNY, weights in grams, instants epoch ms. */
export type Waybill = {
  number: string
  carrier: string
  product: string
  reach: Reach
  acceptedAt: number
  promisedAt?: number
  senderCity: string
  consigneeCity: string
  parties: WaybillParties
  goods: { name: string; weightGrams: number; pieces: number; declaredValueMinor?: number; insuredMinor?: number; codMinor?: number; class?: GoodsClass }
  freightMinor: number
  family: Family
  scans: Scan[]
  /** What the carrier knows beside the scans, where it tells. */
  events?: ParcelEvent[]
  /** The service plan of the route, where the carrier has one. */
  plan?: PlanStop[]
}

/** Goods whose loss is counted in hours (OPN-20). */
export type GoodsClass = 'ordinary' | 'fragile' | 'cold_chain' | 'live' | 'medicine'

/** Where the parcel is in its life. */
export type ParcelState =
  | 'ordered' | 'in_transit' | 'out_for_delivery' | 'undelivered' | 'awaiting_collection' | 'delivered'
  | 'returning' | 'returned' | 'relabelled' | 'intercepted' | 'seized' | 'lost' | 'cancelled' | 'unknown'

const STATE_AFTER: Record<ScanCode, ParcelState | undefined> = {
  ordered: 'ordered', pickup_pending: 'ordered', picked_up: 'in_transit',
  outlet_in: 'in_transit', outlet_out: 'in_transit', hub_in: 'in_transit', hub_out: 'in_transit', linehaul: 'in_transit', arrived_city: 'in_transit',
  out_for_delivery: 'out_for_delivery', attempt_failed: 'undelivered', held: 'undelivered', refused: 'undelivered',
  delivered_self: 'delivered', delivered_proxy: 'delivered', collected: 'delivered',
  delivered_locker: 'awaiting_collection', delivered_station: 'awaiting_collection',
  pod_reversed: 'undelivered', returning: 'returning', returned: 'returned', forwarded: 'in_transit', relabelled: 'relabelled',
  customs_held: 'in_transit', customs_cleared: 'in_transit', intercepted: 'intercepted', seized: 'seized',
  damaged: undefined, lost_suspected: undefined, lost_confirmed: 'lost', found: 'in_transit', cancelled: 'cancelled',
}

/** The end states: nothing more is expected under this number (a relabelled parcel goes on under its new one). */
export const ENDED: ReadonlySet<ParcelState> = new Set<ParcelState>(['delivered', 'returned', 'relabelled', 'seized', 'lost', 'cancelled'])

// One case asks for the order of the same scans many times; a list of scans is never changed once it was read.
const known = new WeakMap<readonly Scan[], readonly Scan[]>()

/** Scans in time order, the same event told twice kept once. Does not change its input; the same list gives the same answer. */
export function inOrder(scans: readonly Scan[]): readonly Scan[] {
  const before = known.get(scans)
  if (before) return before
  const ordered = isAscending(scans) ? scans : sortedOnce(scans)
  known.set(scans, ordered)
  known.set(ordered, ordered)
  return ordered
}

function isAscending(scans: readonly Scan[]): boolean {
  return scans.every((scan, i) => i === 0 || (scans[i - 1]?.at ?? 0) < scan.at)
}

function sortedOnce(scans: readonly Scan[]): readonly Scan[] {
  const seen = new Set<string>()
  return scans.toSorted((a, b) => a.at - b.at).filter((scan) => {
    const key = `${scan.at}|${scan.code}|${scan.unitCode ?? scan.unitName ?? ''}|${scan.note ?? ''}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/**
 * The state after these scans (in time order). Once a parcel is on its way back, transit scans keep it `returning`,
 * and being handed over then means `returned`: the sender got it, not the consignee.
 */
export function stateAfter(scans: readonly Scan[]): ParcelState {
  let state: ParcelState = 'unknown'
  let back = false
  for (const { code } of scans) {
    const next = STATE_AFTER[code]
    if (next === undefined) continue
    if (code === 'returning') back = true
    if (!back || next === 'lost' || next === 'seized' || next === 'cancelled') state = next
    else state = next === 'delivered' || next === 'returned' ? 'returned' : 'returning'
  }
  return state
}
