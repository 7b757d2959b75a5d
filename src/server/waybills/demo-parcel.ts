// Turns a demo number into its waybill: people, goods, route and history, the same for ever for the same anchor instant.
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import type { Family, GoodsClass, Person, Reach, Scan, Waybill } from '../../domain/waybills/scans.ts'
import { DEMO_CAST, JAMMED_HUB_CITY } from './demo-cast.ts'
import type { CastParcel } from './demo-cast.ts'
import { courseOf } from './demo-course.ts'
import type { Course, Route } from './demo-course.ts'
import { demoEvents } from './demo-events.ts'
import { demoPhone, personName, stationKey } from './demo-network.ts'
import type { DemoNetwork, DemoUnit } from './demo-network.ts'
import { demoNumber, readDemoNumber } from './demo-number.ts'
import type { DemoNumberParts } from './demo-number.ts'
import { demoPlan } from './demo-plan.ts'
import { ESTATES, GOODS, roadKm, STREETS } from './demo-places.ts'
import { between, pick, roll, seedOf } from './demo-random.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const ZONE = 8 * HOUR

/**
 * The waybill of a demo number, or null when the number is not one. Its history ends before `anchorAt` (epoch ms, less the
 * days the number itself says) and does not change afterwards. Cost: some ten microseconds, nothing is kept.
 */
export function demoWaybill(network: DemoNetwork, typed: string, anchorAt: number): Waybill | null {
  const parts = readDemoNumber(typed)
  if (!parts) return null
  const number = normaliseNumber(typed)
  const cast = castOf.get(number)
  // All parcels of a family share people, goods and places: the seed is that of its first number.
  const root = rootOf(parts)
  const seed = (seedOf(`${parts.scenario}:${root}:${parts.daysAgo}`) ^ network.seed) >>> 0
  const mirrored = parts.scenario === 'returned' && parts.n % 2 === 1
  const there = cast ? castRoute(network, cast) : routeOf(network, parts, seed)
  const route = mirrored ? { ...there, origin: there.destination, destination: there.origin, hubs: [...there.hubs].reverse() } : there
  const goods = goodsOf(seed, cast?.goods, parts.scenario === 'shortage' ? 4400 : 0)
  const course = courseOf(network, {
    ...parts, seed: (seed ^ Math.imul(parts.n - root, 0x2545f491)) >>> 0, grams: goods.weightGrams, route,
    ...(cast?.quietHours !== undefined && { quietHours: cast.quietHours }), ...(cast?.metres !== undefined && { metres: cast.metres }),
  })
  const scans = anchored(cast?.restHours === undefined ? course : { ...course, quietMs: cast.restHours * HOUR }, anchorAt - parts.daysAgo * DAY)
  const acceptedAt = scans.find((s) => s.code === 'picked_up')?.at ?? scans[0]?.at ?? anchorAt
  const people = { sender: senderOf(network, seed, there.origin, cast), consignee: consigneeOf(network, seed, there.destination, cast) }
  const family = familyOf(parts)
  const stationed = parts.scenario === 'station' || parts.scenario === 'locker'
  const reach: Reach = route.origin.city === route.destination.city ? 'same_city' : 'domestic'
  return {
    number, carrier: 'hy', product: goods.class === 'cold_chain' || goods.class === 'live' ? 'fresh' : 'standard', reach,
    acceptedAt, promisedAt: promised(network, acceptedAt, route),
    senderCity: route.origin.city ?? '', consigneeCity: route.destination.city ?? '',
    parties: {
      ...(mirrored ? { sender: people.consignee, consignee: people.sender } : people),
      orderNo: `26${String(seed).padStart(10, '0')}${String(root % 1_000_000).padStart(6, '0')}`,
      ...(stationed && { pickupCode: `${between(seed, 91, 1, 9)}-${between(seed, 92, 1, 6)}-${String(roll(seed, 93, 10000)).padStart(4, '0')}` }),
    },
    goods: { ...goods, pieces: 1 + family.children.length },
    freightMinor: 800 + Math.ceil(goods.weightGrams / 1000) * 200 + (reach === 'domestic' ? 400 : 0),
    family,
    scans,
    events: demoEvents(scans, { scenario: parts.scenario, n: parts.n, seed }),
    plan: demoPlan(network, route, acceptedAt, scans.find((s) => s.code === 'outlet_out')?.at ?? acceptedAt + 8 * HOUR, promised(network, acceptedAt, route)),
  }
}

/** What ordinary parcels took on the roads of the cast, over the days before `anchorAt`, so that the demo has something to compare with. */
export function demoHistory(network: DemoNetwork, anchorAt: number, each = 90): Pick<Waybill, 'number' | 'scans'>[] {
  return DEMO_CAST.flatMap((cast, c) => {
    const route = castRoute(network, cast)
    return Array.from({ length: each + roll(c, 160, each) }, (_, i) => {
      const seed = seedOf(`history:${cast.key}:${i}`)
      const scans = anchored(courseOf(network, { scenario: 'normal', n: i, seed, grams: 1000, route }), anchorAt - (2 + (i % 26)) * DAY)
      return { number: `history:${cast.key}:${i}:${anchorAt}`, scans }
    })
  })
}

/** The numbers of about `count` recent parcels: the cast, then every scenario in turn over the last ten days. */
export function recentDemoNumbers(count = 500): string[] {
  const mix = ['normal', 'stuck', 'delayed', 'false_signoff', 'station', 'normal', 'damaged', 'lost', 'locker', 'in_transit', 'normal', 'pod_reversed', 'attempts', 'shortage', 'refused', 'out_today', 'found', 'partner'] as const
  const rest = Array.from({ length: Math.max(0, count - DEMO_CAST.length) }, (_, i) => demoNumber(mix[i % mix.length] ?? 'normal', i, i % 10))
  return [...DEMO_CAST.map((parcel) => parcel.number), ...rest]
}

const castOf: ReadonlyMap<string, CastParcel> = new Map(DEMO_CAST.map((parcel) => [parcel.number, parcel]))

function rootOf({ scenario, n }: DemoNumberParts): number {
  if (scenario === 'returned' || scenario === 'relabelled') return n - (n % 2)
  return scenario === 'multi_piece' ? n - (n % 10) : n
}

function familyOf(parts: DemoNumberParts): Family {
  const { scenario, n, daysAgo } = parts
  const other = (m: number) => demoNumber(scenario, m, daysAgo)
  if (scenario === 'returned') return n % 2 === 1 ? { returnOf: other(n - 1), children: [] } : { returnedAs: other(n + 1), children: [] }
  if (scenario === 'relabelled') return n % 2 === 1 ? { relabelOf: other(n - 1), children: [] } : { relabelledAs: other(n + 1), children: [] }
  if (scenario !== 'multi_piece') return { children: [] }
  const root = rootOf(parts)
  const pieces = 2 + ((root / 10) % 3)
  if (n === root) return { children: Array.from({ length: pieces }, (_, i) => other(root + 1 + i)) }
  return n - root <= pieces ? { parent: other(root), children: [] } : { children: [] }
}

function routeOf(network: DemoNetwork, { scenario }: DemoNumberParts, seed: number): Route {
  const origin = pick(seed, 1, network.outlets)
  let destination = pick(seed, 2, network.outlets)
  if (destination.code === origin.code) destination = network.outlets[(network.outlets.indexOf(origin) + 1) % network.outlets.length] ?? destination
  const via = scenario === 'hub_jam' ? JAMMED_HUB_CITY : undefined
  return completeRoute(network, origin, destination, via, scenario === 'shortage')
}

function castRoute(network: DemoNetwork, cast: CastParcel): Route {
  return completeRoute(network, outletAt(network, cast.from), outletAt(network, cast.to), cast.via, cast.scenario === 'shortage')
}

/** Hubs on the way: the origin's, a junction when far or asked for, the destination's. */
function completeRoute(network: DemoNetwork, origin: DemoUnit, destination: DemoUnit, via: string | undefined, three: boolean): Route {
  const first = network.byCode.get(origin.hubCode ?? '')
  const last = network.byCode.get(destination.hubCode ?? '')
  const far = three || kmBetween(network, origin, destination) > 1500
  const junction = via !== undefined ? network.hubs.find((hub) => hub.city === via) : far ? bestJunction(network, origin, destination) : undefined
  const hubs = [first, junction, last].filter((hub): hub is DemoUnit => hub !== undefined)
  const [carrierOfLastMile, locker] = [network.byCode.get('X02') ?? destination, network.byCode.get('X03') ?? destination]
  return { origin, destination, hubs: hubs.filter((hub, i) => hubs.indexOf(hub) === i), partner: carrierOfLastMile, locker, station: network.stations.get(stationKey(destination)) ?? destination }
}

/** The junction with the least detour. */
function bestJunction(network: DemoNetwork, from: DemoUnit, to: DemoUnit): DemoUnit | undefined {
  let best: DemoUnit | undefined
  let least = Infinity
  for (const hub of network.junctions) {
    const km = kmBetween(network, from, hub) + kmBetween(network, hub, to)
    // One that lies in an end's own province is no third stop.
    if (km < least && hub.provinceCode !== from.provinceCode && hub.provinceCode !== to.provinceCode) [best, least] = [hub, km]
  }
  return best
}

function outletAt(network: DemoNetwork, place: string): DemoUnit {
  const [city, district] = place.split('/')
  const outlet = network.outlets.find((unit) => unit.city === city && unit.district === district)
  if (!outlet) throw new Error(`no demo outlet at ${place}`)
  return outlet
}

function kmBetween(network: DemoNetwork, a: DemoUnit, b: DemoUnit): number {
  const [from, to] = [network.places.get(a.provinceCode ?? ''), network.places.get(b.provinceCode ?? '')]
  return from && to ? roadKm(from, to) : 0
}

function goodsOf(seed: number, wanted: string | undefined, atLeastGrams: number): Waybill['goods'] {
  const line = (wanted === undefined ? undefined : GOODS.find((text) => text.startsWith(`${wanted}|`))) ?? pick(seed, 7, GOODS)
  const [name = '', grams = '0', yuan = '0', kind = 'ordinary'] = line.split('|')
  const value = Number(yuan) * 100
  const insured = value >= 40_000 && roll(seed, 8, 2) === 0
  const cod = value > 0 && roll(seed, 9, 20) === 0
  return {
    name, pieces: 1, weightGrams: Math.max(Number(grams), atLeastGrams), class: goodsClass(kind),
    ...(value > 0 && { declaredValueMinor: value }), ...(insured && { insuredMinor: value }), ...(cod && { codMinor: value }),
  }
}

function goodsClass(text: string): GoodsClass {
  return text === 'fragile' || text === 'cold_chain' || text === 'live' || text === 'medicine' ? text : 'ordinary'
}

function senderOf(network: DemoNetwork, seed: number, outlet: DemoUnit, cast: CastParcel | undefined): Person {
  const base = { name: personName(seed, 95), phone: demoPhone(seed ^ 0x5bd1e995), ...cast?.sender }
  return { ...base, address: addressIn(network, seed ^ 0x1234567, outlet) }
}

function consigneeOf(network: DemoNetwork, seed: number, outlet: DemoUnit, cast: CastParcel | undefined): Person {
  return cast?.consignee ?? { name: personName(seed, 97), phone: demoPhone(seed), address: addressIn(network, seed, outlet) }
}

function addressIn(network: DemoNetwork, seed: number, outlet: DemoUnit): string {
  const province = network.places.get(outlet.provinceCode ?? '')
  const city = province?.short === outlet.city ? '' : `${outlet.city}市`
  const district = /[区市县旗]$/.test(outlet.district ?? '') ? outlet.district : `${outlet.district}区`
  return `${province?.name ?? ''}${city}${district}${pick(seed, 98, STREETS)}${between(seed, 99, 1, 388)}号${pick(seed, 100, ESTATES)}${between(seed, 101, 1, 28)}栋${between(seed, 102, 1, 30)}0${between(seed, 103, 1, 6)}`
}

/** 20:00 of the promised day: same city the next, within the province the second, else by distance. */
function promised(network: DemoNetwork, acceptedAt: number, { origin, destination }: Route): number {
  const km = kmBetween(network, origin, destination)
  const days = origin.city === destination.city ? 1 : km === 0 ? 2 : km < 1500 ? 3 : km < 3000 ? 4 : 6
  return (Math.floor((acceptedAt + ZONE) / DAY) + days) * DAY + 20 * HOUR - ZONE
}

/** Relative scans set before `reference`: by whole days, so that hours of the day stay true, or exactly. */
function anchored({ scans, quietMs = 600_000, exact = false }: Course, reference: number): Scan[] {
  const last = scans.at(-1)?.at ?? 0
  const local = reference + ZONE
  const shift = exact ? local - quietMs - last : Math.floor((local - quietMs - last) / DAY) * DAY
  const moved = scans.map((s) => ({ ...s, at: s.at + shift - ZONE }))
  const picked = moved.find((s) => s.code === 'picked_up')
  if (!exact || !picked) return moved
  // Parcels are handed in by day: an exact shift may have moved that into the night.
  const hour = Math.floor(((picked.at + ZONE) % DAY) / HOUR)
  const earlier = hour >= 20 ? (hour - 17) * HOUR : hour < 9 ? (hour + 7) * HOUR : 0
  return moved.map((s) => (s.code === 'picked_up' || s.code === 'ordered' ? { ...s, at: s.at - earlier } : s))
}
