// Who held the parcel, when and how long: the custody chain, where it is now, and which units take part in its case.
import { inOrder, stateAfter } from './scans.ts'
import type { UnitKind } from '../identity/unit-kinds.ts'
import type { ParcelState, Reach, Scan, Waybill } from './scans.ts'

/** The part of the journey an event belongs to; `none` when no part of the carrier's. */
export type Link = 'pickup' | 'transit' | 'delivery' | 'station' | 'none'

export type UnitRole = 'origin' | 'hub' | 'destination' | 'station' | 'partner'

/** When a course counts as abnormal: policy data (policies/custody-limits.yaml). */
export type CustodyLimits = {
  stuckHours: Record<Link, number>
  outForDeliveryHours: number
  stationHours: number
  /** Longest ordinary road between two units; what is beyond counts against the sender. */
  hopHours: number
  /** Damage recorded so soon after arrival was brought along: it counts against the unit before. */
  damageOnArrivalMinutes: number
  weightDropGrams: number
  podDistanceMetres: number
  /** Calendar days after the promised date from which a parcel counts as lost (domain facts §1.6). */
  thoroughDelayDays: Record<Reach, number>
  /** What is compared with other parcels: at least so many of the last days; from this share on a time is unusual. */
  usual: { atLeast: number; days: number; share: number }
}

/** One stay at one unit: its scans from first to last, times in epoch ms, durations in ms. */
export type CustodyNode = {
  unitCode?: string
  unitName?: string
  unitKind?: UnitKind
  city?: string
  role: UnitRole
  link: Link
  arrivedAt: number
  /** The scan that sent it on; absent while the parcel is still there. */
  leftAt?: number
  /** Time here: until it was sent on, else until its last scan here. */
  dwellMs: number
  /** Travel from the unit before: from its last scan there to the first here. Absent at the first node. */
  hopMs?: number
  staffNos: string[]
  weightGrams?: number
  next?: string
  nextCode?: string
  scans: Scan[]
}

export type ParcelPosition = { state: ParcelState; link: Link; lastAt?: number; unitCode?: string; unitName?: string; city?: string; next?: string }

export type InvolvedUnit = { unitCode: string; role: UnitRole }

const LEAVES = new Set(['outlet_out', 'hub_out', 'returning', 'forwarded'])
/** Said about a parcel from afar: they don't show that it is still there. */
const STATEMENTS = new Set(['linehaul', 'lost_suspected', 'lost_confirmed', 'customs_held', 'customs_cleared'])
const LAST_MILE = new Set(['out_for_delivery', 'attempt_failed', 'refused', 'delivered_self', 'delivered_proxy', 'pod_reversed'])
const WAITING = new Set(['delivered_locker', 'delivered_station', 'collected'])

const known = new WeakMap<readonly Scan[], readonly CustodyNode[]>()

/**
 * The stays of a parcel in order (INV-03). Scans in a row at one unit are one stay; scans that name no unit (line-haul,
 * customs) belong to the stay before them. Coming back to a unit later is a new stay. The same scans give the same list.
 */
export function custodyChain(scans: readonly Scan[]): readonly CustodyNode[] {
  const ordered = inOrder(scans)
  const chain = known.get(ordered) ?? chainOf(ordered)
  known.set(ordered, chain)
  return chain
}

function chainOf(scans: readonly Scan[]): readonly CustodyNode[] {
  const stays: Scan[][] = []
  let unit: string | undefined
  for (const scan of scans) {
    const here = scan.unitCode ?? scan.unitName
    const stay = stays.at(-1)
    if (stay && (here === undefined || here === unit || unit === undefined)) stay.push(scan)
    else stays.push([scan])
    unit = here ?? unit
  }
  const nodes: CustodyNode[] = []
  const lastOutlet = stays.findLastIndex((stay) => stay.some((s) => LAST_MILE.has(s.code) || kindOf(s) === 'outlet'))
  stays.forEach((stay, i) => nodes.push(nodeOf(stay, i, lastOutlet, nodes.at(-1))))
  return nodes
}

/** Where the parcel is and what it is doing, from its last scans. */
export function parcelPosition(waybill: Pick<Waybill, 'scans'>): ParcelPosition {
  const chain = custodyChain(waybill.scans)
  const last = chain.at(-1)
  if (!last) return { state: 'unknown', link: 'none' }
  const state = stateAfter(inOrder(waybill.scans))
  const lastScan = last.scans.at(-1)
  const city = lastScan?.city ?? last.city
  return {
    state, link: last.link,
    ...(lastScan && { lastAt: lastScan.at }), ...(last.unitCode && { unitCode: last.unitCode }), ...(last.unitName && { unitName: last.unitName }),
    ...(city && { city }), ...(last.leftAt !== undefined && last.next && { next: last.next }),
  }
}

/** The units a case about this parcel has as parties, each once in its first role, in the order of the journey (OPN-30). */
export function involvedUnits(waybill: Pick<Waybill, 'scans'>): InvolvedUnit[] {
  const units = new Map<string, InvolvedUnit>()
  for (const { unitCode, role } of custodyChain(waybill.scans)) {
    if (unitCode && !units.has(unitCode)) units.set(unitCode, { unitCode, role })
  }
  return [...units.values()]
}

function nodeOf(stay: Scan[], index: number, lastOutlet: number, before: CustodyNode | undefined): CustodyNode {
  const first = stay[0]
  const last = stay.at(-1)
  if (!first || !last) throw new Error('a stay has at least one scan')
  const role = roleOf(stay, index, lastOutlet)
  const sent = stay.findLast((s) => LEAVES.has(s.code))
  const left = sent !== undefined && stay.slice(stay.indexOf(sent)).every((s) => LEAVES.has(s.code) || STATEMENTS.has(s.code)) ? sent : undefined
  const weight = stay.findLast((s) => s.weightGrams !== undefined)?.weightGrams
  const told = stay.find((s) => s.unitCode ?? s.unitName) ?? first
  const kind = kindOf(told)
  const city = stay.find((s) => s.city)?.city
  return {
    ...(told.unitCode && { unitCode: told.unitCode }), ...(told.unitName && { unitName: told.unitName }), ...(kind && { unitKind: kind }), ...(city && { city }),
    role, link: linkOf(stay, role),
    arrivedAt: first.at, ...(left && { leftAt: left.at }), dwellMs: (left ?? last).at - first.at,
    ...(before && { hopMs: first.at - (before.leftAt ?? before.scans.at(-1)?.at ?? before.arrivedAt) }),
    staffNos: [...new Set(stay.flatMap((s) => (s.staffNo ? [s.staffNo] : [])))],
    ...(weight !== undefined && { weightGrams: weight }),
    ...(left?.next && { next: left.next }), ...(left?.nextCode && { nextCode: left.nextCode }),
    scans: stay,
  }
}

function roleOf(stay: readonly Scan[], index: number, lastOutlet: number): UnitRole {
  const kind = stay.map(kindOf).find((k) => k !== undefined)
  if (kind === 'partner' || kind === 'station' || kind === 'hub') return kind
  if (stay.some((s) => LAST_MILE.has(s.code))) return 'destination'
  if (index === 0 || stay.some((s) => s.code === 'picked_up' || s.code === 'ordered')) return 'origin'
  return index >= lastOutlet ? 'destination' : 'hub'
}

function linkOf(stay: readonly Scan[], role: UnitRole): Link {
  if (role === 'station' || WAITING.has(stay.at(-1)?.code ?? '')) return 'station'
  if (role === 'origin') return 'pickup'
  if (role === 'destination' || stay.some((s) => LAST_MILE.has(s.code))) return 'delivery'
  return 'transit'
}

function kindOf(scan: Scan): UnitKind | undefined {
  if (scan.unitKind) return scan.unitKind
  if (scan.code === 'hub_in' || scan.code === 'hub_out') return 'hub'
  if (scan.code === 'outlet_in' || scan.code === 'outlet_out' || scan.code === 'picked_up') return 'outlet'
  return undefined
}
