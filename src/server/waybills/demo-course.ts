// The journey of one demo parcel as scans: an ordinary course by the clock of a real network, then what its scenario does to it.
import type { Scan, ScanCode } from '../../domain/waybills/scans.ts'
import { JAMMED_HUB_CITY } from './demo-cast.ts'
import type { DemoNetwork, DemoUnit } from './demo-network.ts'
import { someCourier } from './demo-network.ts'
import { roadKm } from './demo-places.ts'
import { between, roll } from './demo-random.ts'
import type { DemoScenario } from './demo-number.ts'

export type Route = { origin: DemoUnit; hubs: DemoUnit[]; destination: DemoUnit; station: DemoUnit; locker: DemoUnit; partner: DemoUnit }

/** What makes this parcel's course; `n` is its serial, `grams` its weight, the rest is set by hand for the cast. */
export type CoursePlan = { scenario: DemoScenario; n: number; seed: number; grams: number; route: Route; quietHours?: number; metres?: number }

/** Scans with times in ms from a local midnight. `quietMs`: how long before the reference instant the last one stands, at least (default 10 minutes), or `exact`. */
export type Course = { scans: Scan[]; quietMs?: number; exact?: boolean }

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const KM_PER_HOUR = 62

/** The course of a parcel. Deterministic. */
export function courseOf(network: DemoNetwork, plan: CoursePlan): Course {
  return SCENARIOS[plan.scenario](ordinaryCourse(network, plan), plan)
}

function ordinaryCourse(network: DemoNetwork, { seed, grams, route }: CoursePlan): Scan[] {
  const { origin, hubs, destination } = route
  const scans: Scan[] = []
  let at = 9 * HOUR + roll(seed, 11, 9 * 60) * MINUTE
  const courier = someCourier(network, origin.code, seed, 12)
  scans.push({ ...scanAt(origin, 'ordered', at - between(seed, 13, 30, 170) * MINUTE) })
  scans.push({ ...scanAt(origin, 'picked_up', at), staffNo: courier, weightGrams: grams })
  at = Math.max(at + 50 * MINUTE, 18 * HOUR + roll(seed, 14, 150) * MINUTE)
  scans.push(sentOn(origin, 'outlet_out', at, hubs[0] ?? destination))
  hubs.forEach((hub, i) => {
    at += i === 0 ? between(seed, 15, 60, 150) * MINUTE : drive(network, hubs[i - 1] ?? hub, hub, seed, i)
    scans.push({ ...scanAt(hub, 'hub_in', at), weightGrams: weighed(grams, seed, 30 + i) })
    at += between(seed, 40 + i, 70, 230) * MINUTE
    scans.push({ ...sentOn(hub, 'hub_out', at, hubs[i + 1] ?? destination), weightGrams: weighed(grams, seed, 50 + i) })
  })
  at += between(seed, 16, 90, 200) * MINUTE
  scans.push(scanAt(destination, 'outlet_in', at))
  at = deliveryRound(at + 25 * MINUTE, seed)
  const runner = someCourier(network, destination.code, seed, 17)
  scans.push({ ...scanAt(destination, 'out_for_delivery', at), staffNo: runner })
  at += between(seed, 18, 45, 330) * MINUTE
  const proxy = roll(seed, 19, 5) === 0
  scans.push({ ...scanAt(destination, proxy ? 'delivered_proxy' : 'delivered_self', at), staffNo: runner, distanceMetres: between(seed, 20, 3, 24), note: proxy ? '家人代收' : '本人签收' })
  return scans
}

type Change = (scans: Scan[], plan: CoursePlan) => Course

const SCENARIOS: Record<DemoScenario, Change> = {
  normal: (scans) => ({ scans }),
  in_transit: (scans, { seed }) => ({ scans: until(scans, lastHub(scans, 'hub_in')), quietMs: between(seed, 60, 2, 10) * HOUR, exact: true }),
  out_today: (scans) => ({ scans: until(scans, indexOf(scans, 'out_for_delivery')) }),
  delayed: (scans, { seed }) => ({ scans: heldAt(scans, lastHub(scans, 'hub_in'), between(seed, 61, 2, 4), '天气原因，转运中心积压，等待处理') }),
  stuck: (scans, plan) => ({ scans: until(scans, lastHub(scans, 'hub_in')), quietMs: (plan.quietHours ?? between(plan.seed, 62, 30, 70)) * HOUR, exact: true }),
  hub_jam: (scans, { seed }) => ({ scans: until(scans, scans.findIndex((s) => s.code === 'hub_in' && s.city === JAMMED_HUB_CITY)), quietMs: between(seed, 63, 26 * 60, 50 * 60) * MINUTE, exact: true }),
  thorough_delay: (scans, { seed }) => ({ scans: until(scans, firstHub(scans, 'hub_out')), quietMs: between(seed, 64, 13, 18) * DAY }),
  false_signoff: (scans, plan) => ({ scans: changeLast(scans, { code: plan.n % 2 === 0 ? 'delivered_self' : 'delivered_proxy', distanceMetres: plan.metres ?? between(plan.seed, 65, 80, 1600), note: plan.n % 2 === 0 ? '本人签收' : '放门口' }) }),
  pod_reversed: (scans, { seed }) => ({ scans: then(scans, 'pod_reversed', between(seed, 66, 3, 20) * HOUR, '收件人反映未收到，撤销签收') }),
  lost: (scans, { n, seed }) => {
    const gone = then(until(scans, firstHub(scans, 'hub_out')), 'lost_suspected', between(seed, 67, 60, 80) * HOUR, '下一站未收到，疑似遗失')
    return { scans: n % 2 === 1 ? then(gone, 'lost_confirmed', 2 * DAY, '查找无果，确认遗失') : gone, quietMs: between(seed, 68, 6, 40) * HOUR }
  },
  found: (scans, { seed }) => foundAgain(scans, between(seed, 69, 3, 6)),
  damaged: (scans, plan) => ({ scans: insertAfter(scans, plan.n % 2 === 0 ? indexOf(scans, 'outlet_in') : lastHub(scans, 'hub_in'), 'damaged', 9 * MINUTE, '外包装破损，内件待确认') }),
  shortage: (scans, { route, n }) => ({ scans: lighterFrom(scans, route.hubs[Math.min(1, route.hubs.length - 1)]?.code ?? '', n === 0 ? 1200 : 400 + (n % 9) * 100) }),
  attempts: (scans, { seed }) => ({ scans: retried(scans, seed) }),
  refused: (scans, plan) => ({ scans: wayBack(changeLast(scans, { code: 'refused', note: '收件人拒收' }), plan.route) }),
  returned: (scans, plan) => plan.n % 2 === 1 ? { scans } : { scans: then(changeLast(scans, { code: 'refused', note: '收件人拒收，退件' }), 'returning', 4 * HOUR, '换退件面单退回'), quietMs: 8 * DAY },
  relabelled: (scans, plan) => {
    const hubIn = lastHub(scans, 'hub_in')
    return plan.n % 2 === 1 ? { scans: scans.slice(hubIn + 1) } : { scans: then(until(scans, hubIn), 'relabelled', 40 * MINUTE, '面单破损，转单重新打印'), quietMs: 4 * DAY }
  },
  locker: (scans, plan) => ({ scans: changeLast(scans, { code: 'delivered_locker', ...unitOf(plan.route.locker), note: '已投入智能柜，凭取件码取件' }), quietMs: (plan.quietHours ?? between(plan.seed, 70, 76, 130)) * HOUR }),
  station: (scans, plan) => {
    const placed = changeLast(scans, { code: 'delivered_station', ...unitOf(plan.route.station), note: '驿站代收，凭取件码取件' })
    return plan.n % 2 === 0 ? { scans: then(placed, 'collected', between(plan.seed, 71, 2, 30) * HOUR, '凭取件码取走') } : { scans: placed, quietMs: (plan.quietHours ?? between(plan.seed, 72, 6, 60)) * HOUR }
  },
  multi_piece: (scans, { n, seed }) => n % 10 === 2 ? { scans: until(scans, lastHub(scans, 'hub_in')), quietMs: between(seed, 73, 40, 60) * HOUR, exact: true } : { scans },
  intercepted: (scans) => ({ scans: then(until(scans, lastHub(scans, 'hub_in')), 'intercepted', 30 * MINUTE, '寄件人申请拦截') }),
  seized: (scans) => ({ scans: then(until(scans, firstHub(scans, 'hub_in')), 'seized', 45 * MINUTE, '安检发现禁寄物品，已移交') }),
  partner: (scans, { route }) => {
    const arrived = then(until(scans, indexOf(scans, 'outlet_in')), 'forwarded', 50 * MINUTE, '移交合作方派送')
    return { scans: [...changeLast(arrived, { next: route.partner.name, nextCode: route.partner.code }), ...scans.slice(indexOf(scans, 'out_for_delivery')).map((scan) => byPartner(scan, route.partner))] }
  },
}

function drive(network: DemoNetwork, from: DemoUnit, to: DemoUnit, seed: number, leg: number): number {
  const a = network.places.get(from.provinceCode ?? '')
  const b = network.places.get(to.provinceCode ?? '')
  const km = a && b && a !== b ? roadKm(a, b) : 160
  return Math.round((km / KM_PER_HOUR) * 60 * (0.95 + roll(seed, 80 + leg, 25) / 100)) * MINUTE
}

/** Scales differ by up to 30 g, less for light parcels. */
function weighed(grams: number, seed: number, salt: number): number {
  return grams - roll(seed, salt, Math.min(30, Math.ceil(grams / 40)))
}

/** The next time couriers set out: mornings about eight, afternoons about two. */
function deliveryRound(ready: number, seed: number): number {
  const day = Math.floor(ready / DAY) * DAY
  const rounds = [day + 7 * HOUR + between(seed, 21, 25, 75) * MINUTE, day + 14 * HOUR + between(seed, 22, 0, 40) * MINUTE]
  return rounds.find((round) => round >= ready) ?? day + DAY + 7 * HOUR + between(seed, 21, 25, 75) * MINUTE
}

function scanAt(unit: DemoUnit, code: ScanCode, at: number): Scan {
  return { at, code, ...unitOf(unit) }
}

function sentOn(unit: DemoUnit, code: ScanCode, at: number, next: DemoUnit): Scan {
  return { at, code, ...unitOf(unit), next: next.name, nextCode: next.code }
}

function unitOf(unit: DemoUnit): Pick<Scan, 'unitCode' | 'unitKind' | 'unitName' | 'city'> {
  return { unitCode: unit.code, unitKind: unit.kind, unitName: unit.name, ...(unit.city && { city: unit.city }) }
}

function indexOf(scans: readonly Scan[], code: ScanCode): number {
  return scans.findIndex((s) => s.code === code)
}
const firstHub = indexOf
function lastHub(scans: readonly Scan[], code: ScanCode): number {
  return scans.findLastIndex((s) => s.code === code)
}

function until(scans: readonly Scan[], index: number): Scan[] {
  return scans.slice(0, index + 1)
}

function changeLast(scans: readonly Scan[], change: Partial<Scan>): Scan[] {
  const last = scans.at(-1)
  return last ? [...scans.slice(0, -1), { ...last, ...change }] : []
}

/** The last scan's place sees one more event. */
function then(scans: readonly Scan[], code: ScanCode, afterMs: number, note: string): Scan[] {
  return insertAfter(scans, scans.length - 1, code, afterMs, note)
}

function insertAfter(scans: readonly Scan[], index: number, code: ScanCode, afterMs: number, note: string): Scan[] {
  const here = scans[index]
  if (!here) return [...scans]
  const { unitCode, unitKind, unitName, city } = here
  const event: Scan = { at: here.at + afterMs, code, note, ...(unitCode && { unitCode }), ...(unitKind && { unitKind }), ...(unitName && { unitName }), ...(city && { city }) }
  return [...scans.slice(0, index + 1), event, ...scans.slice(index + 1)]
}

function heldAt(scans: readonly Scan[], index: number, days: number, note: string): Scan[] {
  const late = scans.map((s, i) => (i > index ? { ...s, at: s.at + days * DAY } : s))
  return insertAfter(late, index, 'held', 7 * HOUR, note)
}

function foundAgain(scans: readonly Scan[], days: number): Course {
  const out = firstHub(scans, 'hub_out')
  const rest = scans.slice(out + 1).map((s) => ({ ...s, at: s.at + days * DAY }))
  const lost = then(until(scans, out), 'lost_suspected', 50 * HOUR, '下一站未收到，疑似遗失')
  const [first] = rest
  return { scans: first ? [...lost, { ...first, at: first.at - 20 * MINUTE, code: 'found', note: '清仓时找回，继续派送' }, ...rest] : lost }
}

/** From this unit's sending on, every weighing shows `grams` less, but never less than a fifth is left. */
function lighterFrom(scans: readonly Scan[], unitCode: string, grams: number): Scan[] {
  const from = scans.findIndex((s) => s.unitCode === unitCode && s.code === 'hub_out')
  return scans.map((s, i) => (i >= from && from >= 0 && s.weightGrams !== undefined ? { ...s, weightGrams: Math.max(s.weightGrams - grams, Math.round(s.weightGrams / 5)) } : s))
}

function retried(scans: readonly Scan[], seed: number): Scan[] {
  const round = indexOf(scans, 'out_for_delivery')
  const [out, pod] = [scans[round], scans.at(-1)]
  if (!out || !pod) return [...scans]
  const failed: Scan = { ...pod, code: 'attempt_failed', at: out.at + between(seed, 74, 60, 240) * MINUTE, note: '电话无人接听，改约次日' }
  return [...until(scans, round), failed, { ...out, at: out.at + DAY }, { ...failed, at: failed.at + DAY }, { ...out, at: out.at + 2 * DAY }, { ...pod, at: pod.at + 2 * DAY }]
}

/** The same event a day later by the partner's people, whose staff numbers we don't know. */
function byPartner({ at, code, note, distanceMetres }: Scan, partner: DemoUnit): Scan {
  return { ...scanAt(partner, code, at + DAY), ...(note !== undefined && { note }), ...(distanceMetres !== undefined && { distanceMetres }) }
}

function wayBack(scans: readonly Scan[], { origin, hubs, destination }: Route): Scan[] {
  let at = (scans.at(-1)?.at ?? 0) + 5 * HOUR
  const back = [...hubs].reverse()
  const all = [...scans, { ...sentOn(destination, 'returning', at, back[0] ?? origin), note: '退回寄件人' }]
  back.forEach((hub, i) => {
    all.push(scanAt(hub, 'hub_in', (at += 6 * HOUR)), sentOn(hub, 'hub_out', (at += 3 * HOUR), back[i + 1] ?? origin))
  })
  all.push(scanAt(origin, 'outlet_in', (at += 4 * HOUR)), { ...scanAt(origin, 'returned', (at = deliveryRound(at, 7) + 2 * HOUR)), note: '退件签收' })
  return all
}
