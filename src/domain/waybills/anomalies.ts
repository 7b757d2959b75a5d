// What is wrong with a parcel's course, and which link of the journey likely caused it, with the reason said as code and figures.
import { custodyChain } from './custody.ts'
import type { CustodyLimits, CustodyNode, Link } from './custody.ts'
import { ENDED, inOrder, stateAfter } from './scans.ts'
import type { ParcelState, Scan, Waybill } from './scans.ts'

export const ANOMALY_CODES = [
  'false_pod_suspected', 'pod_reversed', 'pod_far_from_address', 'lost_confirmed', 'lost_suspected', 'thorough_delay', 'seized', 'intercepted', 'damaged', 'weight_drop',
  'missing_arrival', 'stuck', 'out_for_delivery_open', 'station_overdue', 'late', 'refused', 'returned', 'relabelled', 'attempt_failed', 'found',
] as const
export type AnomalyCode = (typeof ANOMALY_CODES)[number]

/** `at`: when it began or was seen. Params are figures for the sentence: hours, days, grams, metres (rounded), names of units. */
export type Anomaly = { code: AnomalyCode; link: Link; at: number; unitCode?: string; unitName?: string; params: Record<string, number | string> }

/** What the customer says that scans alone cannot show. */
export type CustomerWord = { kind: 'not_received' | 'other'; at: number }

export type LikelyCause = { link: Link; unitCode?: string; unitName?: string; because: { code: AnomalyCode | 'nothing_abnormal'; params: Record<string, number | string> } }

export type UnitStanding = { likelyLiable: boolean; because: { code: AnomalyCode | 'nothing_abnormal' | 'passed_on' | 'not_in_chain'; params: Record<string, number | string> } }

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Business days are those of Asia/Shanghai, which has a fixed offset. */
const ZONE = 8 * HOUR
const POD = new Set<Scan['code']>(['delivered_self', 'delivered_proxy', 'collected'])
const PLACED = new Set<Scan['code']>(['delivered_locker', 'delivered_station'])
const BLAMELESS = new Set<AnomalyCode>(['found', 'intercepted', 'seized', 'refused', 'relabelled'])
/** Told on purpose not to reach the consignee: such a parcel is neither late nor returned without reason. */
const TURNED_AWAY = new Set<AnomalyCode>(['refused', 'intercepted', 'seized'])
const NOT_DUE = new Set<ParcelState>(['returning', 'returned', 'relabelled', 'cancelled', 'intercepted', 'seized'])

/**
 * Everything abnormal in the parcel's course as of `now`, the gravest first (INV-03, domain facts §5.6, §1.6).
 * A sign-off becomes a suspected false one when the customer says it was not received, after the sign-off.
 */
export function findAnomalies(waybill: Waybill, now: number, limits: CustodyLimits, word?: CustomerWord): Anomaly[] {
  const all = inOrder(waybill.scans)
  const scans = (all.at(-1)?.at ?? 0) <= now ? all : all.filter((s) => s.at <= now)
  const chain = custodyChain(scans)
  const found = [
    ...told(chain, limits),
    ...signOff(chain, limits, word),
    ...weightDrops(chain, limits),
    // Under a new label the parcel's course goes on elsewhere: silence here means nothing.
    ...(waybill.family.returnedAs ?? waybill.family.relabelledAs ? [] : silence(scans, chain, now, limits)),
    ...lateness(waybill, scans, chain, now, limits),
  ]
  return found.sort((a, b) => ANOMALY_CODES.indexOf(a.code) - ANOMALY_CODES.indexOf(b.code) || a.at - b.at)
}

/** The link (and unit) where the gravest anomaly arose; `none` when nothing is abnormal or no link of the carrier's is at fault. */
export function likelyCause(anomalies: readonly Anomaly[]): LikelyCause {
  const turnedAway = anomalies.some((a) => TURNED_AWAY.has(a.code))
  const gravest = anomalies.find((a) => !BLAMELESS.has(a.code) && !(turnedAway && a.code === 'returned') && a.link !== 'none')
  if (gravest) return { ...place(gravest), because: { code: gravest.code, params: gravest.params } }
  const first = anomalies[0]
  return { link: 'none', because: first ? { code: first.code, params: first.params } : { code: 'nothing_abnormal', params: {} } }
}

/** What speaks for or against one unit of the chain, shown to it when it is asked (OPN-39). */
export function unitStanding(waybill: Pick<Waybill, 'scans'>, anomalies: readonly Anomaly[], unitCode: string): UnitStanding {
  const cause = likelyCause(anomalies)
  if (cause.unitCode === unitCode) return { likelyLiable: true, because: cause.because }
  const stay = custodyChain(waybill.scans).find((node) => node.unitCode === unitCode)
  if (!stay) return { likelyLiable: false, because: { code: 'not_in_chain', params: {} } }
  const own = anomalies.find((a) => a.unitCode === unitCode && !BLAMELESS.has(a.code))
  if (own) return { likelyLiable: true, because: { code: own.code, params: own.params } }
  if (stay.leftAt !== undefined) return { likelyLiable: false, because: { code: 'passed_on', params: { hours: hoursOf(stay.dwellMs), next: stay.next ?? '' } } }
  return { likelyLiable: false, because: { code: 'nothing_abnormal', params: {} } }
}

const TOLD: Partial<Record<Scan['code'], AnomalyCode>> = {
  pod_reversed: 'pod_reversed', damaged: 'damaged', lost_suspected: 'lost_suspected', lost_confirmed: 'lost_confirmed', found: 'found', seized: 'seized',
  intercepted: 'intercepted', refused: 'refused', returning: 'returned', relabelled: 'relabelled', attempt_failed: 'attempt_failed',
}

/** What the scans say themselves, each kind once at each stay. A loss that was undone by finding the parcel is told as `found`, with the hours between. */
function told(chain: readonly CustodyNode[], limits: CustodyLimits): Anomaly[] {
  const all = toldAtEach(chain, limits)
  const found = all.findLast((a) => a.code === 'found')
  if (!found) return all
  const lost = all.filter((a) => (a.code === 'lost_suspected' || a.code === 'lost_confirmed') && a.at <= found.at)
  if (lost[0]) found.params['hours'] = hoursOf(found.at - lost[0].at)
  return all.filter((a) => !lost.includes(a))
}

function toldAtEach(chain: readonly CustodyNode[], limits: CustodyLimits): Anomaly[] {
  return chain.flatMap((node, i) => {
    const kinds = new Map<AnomalyCode, Anomaly>()
    for (const scan of node.scans) {
      const code = TOLD[scan.code]
      if (!code) continue
      const seen = kinds.get(code)
      if (seen) seen.params['times'] = Number(seen.params['times'] ?? 1) + 1
      else {
        const before = chain[i - 1]
        const brought = code === 'damaged' && before && scan.at - node.arrivedAt <= limits.damageOnArrivalMinutes * 60_000
        kinds.set(code, { code, ...where(brought ? before : node), at: scan.at, params: { times: 1, ...(brought && { seenAt: node.unitName ?? '' }) } })
      }
    }
    return [...kinds.values()]
  })
}

function signOff(chain: readonly CustodyNode[], limits: CustodyLimits, word: CustomerWord | undefined): Anomaly[] {
  const found: Anomaly[] = []
  for (const node of chain) {
    const pod = node.scans.findLast((s) => POD.has(s.code))
    if (!pod) continue
    const metres = pod.distanceMetres ?? 0
    if (metres > limits.podDistanceMetres) found.push({ code: 'pod_far_from_address', ...where(node), at: pod.at, params: { metres } })
    if (word?.kind === 'not_received' && word.at >= pod.at) {
      found.push({ code: 'false_pod_suspected', ...where(node), at: pod.at, params: { hours: hoursOf(word.at - pod.at), ...(metres > 0 && { metres }) } })
    }
  }
  return found
}

/** The weight lost between two weighings is charged to the unit that held the parcel at the fuller one: it sent it on or let it go. */
function weightDrops(chain: readonly CustodyNode[], limits: CustodyLimits): Anomaly[] {
  const found: Anomaly[] = []
  let fuller: { node: CustodyNode; grams: number } | undefined
  for (const node of chain) {
    for (const scan of node.scans) {
      if (scan.weightGrams === undefined) continue
      const lost = fuller ? fuller.grams - scan.weightGrams : 0
      if (fuller && lost >= limits.weightDropGrams) {
        found.push({ code: 'weight_drop', ...where(fuller.node), at: scan.at, params: { grams: lost, before: fuller.grams, after: scan.weightGrams, seenAt: node.unitName ?? '' } })
      }
      fuller = { node, grams: scan.weightGrams }
    }
  }
  return found
}

/** Silence: no event for too long, an open delivery, a parcel nobody fetches. */
function silence(scans: readonly Scan[], chain: readonly CustodyNode[], now: number, limits: CustodyLimits): Anomaly[] {
  const last = scans.at(-1)
  const node = chain.at(-1)
  const state = stateAfter(scans)
  if (!last || !node || ENDED.has(state)) return []
  const quiet = now - last.at
  const at = last.at
  if (state === 'awaiting_collection') {
    const since = placedAt(scans) ?? at
    return now - since > limits.stationHours * HOUR ? [{ code: 'station_overdue', ...where(node), at: since, params: { hours: hoursOf(now - since) } }] : []
  }
  if (last.code === 'out_for_delivery') {
    return quiet >= limits.outForDeliveryHours * HOUR ? [{ code: 'out_for_delivery_open', ...where(node), at, params: { hours: hoursOf(quiet) } }] : []
  }
  if (quiet < limits.stuckHours[node.link] * HOUR) return []
  const hours = hoursOf(quiet)
  // Sent on and never seen to arrive: between two units. The sender has custody until the next one scans it in.
  if (node.leftAt !== undefined) return [{ code: 'missing_arrival', ...where(node), link: 'transit', at: node.leftAt, params: { hours: hoursOf(now - node.leftAt), next: node.next ?? '' } }]
  return [{ code: 'stuck', ...where(node), at, params: { hours } }]
}

function lateness(waybill: Waybill, scans: readonly Scan[], chain: readonly CustodyNode[], now: number, limits: CustodyLimits): Anomaly[] {
  const { promisedAt } = waybill
  if (promisedAt === undefined) return []
  const state = stateAfter(scans)
  if (NOT_DUE.has(state)) return []
  const over = (state === 'delivered' || state === 'awaiting_collection' ? placedAt(scans) ?? scans.findLast((s) => POD.has(s.code))?.at : undefined) ?? now
  const slowest = slowestNode(chain, over, limits)
  if (over <= promisedAt || !slowest) return []
  const days = limits.thoroughDelayDays[waybill.reach]
  const lostFrom = thoroughDelayAt(promisedAt, days)
  const unended = !ENDED.has(state) && state !== 'awaiting_collection'
  const late: Anomaly = { code: 'late', ...where(slowest), at: promisedAt, params: { hours: hoursOf(over - promisedAt) } }
  return unended && now >= lostFrom ? [{ code: 'thorough_delay', ...where(slowest), at: lostFrom, params: { days, overDays: Math.floor((now - promisedAt) / DAY) } }, late] : [late]
}

/** When the parcel was last put into a locker or station: the first of the scans that say so in a row (reminders repeat it), collection apart. */
function placedAt(scans: readonly Scan[]): number | undefined {
  let i = scans.length - 1
  while (scans[i]?.code === 'collected') i--
  let since: number | undefined
  for (; PLACED.has(scans[i]?.code ?? 'found'); i--) since = scans[i]?.at
  return since
}

/** The instant from which a late parcel counts as lost: the end (24:00, Asia/Shanghai) of the n-th calendar day after the promised date. */
export function thoroughDelayAt(promisedAt: number, days: number): number {
  return (Math.floor((promisedAt + ZONE) / DAY) + days + 1) * DAY - ZONE
}

/** The unit that took the most time until `until`: its stay (if it still holds the parcel, up to then) and what the road after it took beyond an ordinary one. */
function slowestNode(chain: readonly CustodyNode[], until: number, limits: CustodyLimits): CustodyNode | undefined {
  let slowest: CustodyNode | undefined
  let most = -1
  chain.forEach((node, i) => {
    const next = chain[i + 1]
    const left = node.leftAt ?? node.arrivedAt + node.dwellMs
    const road = (next?.arrivedAt ?? until) - left
    const stillHere = next === undefined && node.leftAt === undefined
    const took = left - node.arrivedAt + (stillHere ? road : Math.max(0, road - limits.hopHours * HOUR))
    if (took > most) {
      most = took
      slowest = node
    }
  })
  return slowest
}

function where(node: CustodyNode): { link: Link; unitCode?: string; unitName?: string } {
  return { link: node.link, ...(node.unitCode && { unitCode: node.unitCode }), ...(node.unitName && { unitName: node.unitName }) }
}

function place(anomaly: Anomaly): { link: Link; unitCode?: string; unitName?: string } {
  return { link: anomaly.link, ...(anomaly.unitCode && { unitCode: anomaly.unitCode }), ...(anomaly.unitName && { unitName: anomaly.unitName }) }
}

function hoursOf(ms: number): number {
  return Math.round(ms / HOUR)
}
