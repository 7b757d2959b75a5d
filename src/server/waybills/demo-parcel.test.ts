// Proves the demo parcels: every number has one history for ever, and each scenario tells its story to the custody rules.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findAnomalies, likelyCause } from '../../domain/waybills/anomalies.ts'
import { parcelPosition } from '../../domain/waybills/custody.ts'
import { familyKey } from '../../domain/waybills/family.ts'
import type { ParcelState } from '../../domain/waybills/scans.ts'
import { DEMO_CAST } from './demo-cast.ts'
import { demoCarrier } from './demo-carrier.ts'
import { demoNetwork } from './demo-network.ts'
import { DEMO_SCENARIOS, demoNumber, readDemoNumber } from './demo-number.ts'
import type { DemoScenario } from './demo-number.ts'
import { demoWaybill, recentDemoNumbers } from './demo-parcel.ts'
import { shippedCustodyLimits } from './policies.ts'

const network = demoNetwork()
const limits = shippedCustodyLimits()
const NOW = Date.UTC(2025, 10, 22, 2, 30)
const HOUR = 3_600_000
const DAY = 24 * HOUR
const get = (number: string, anchorAt = NOW) => {
  const waybill = demoWaybill(network, number, anchorAt)
  if (!waybill) throw new Error(`no parcel ${number}`)
  return waybill
}
const anyNumber = fc.tuple(fc.constantFrom(...DEMO_SCENARIOS), fc.nat(99_999_999), fc.nat(99))

test('numbers are read back, typed in any manner; a slip in a digit is none of ours', () => {
  fc.assert(fc.property(anyNumber, fc.integer({ min: 2, max: 14 }), fc.integer({ min: 1, max: 9 }), ([scenario, n, daysAgo], at, by) => {
    const number = demoNumber(scenario, n, daysAgo)
    expect(number).toMatch(/^HY\d{13}$/)
    expect(readDemoNumber(` ${number.toLowerCase().replace(/(.{4})/g, '$1-')}`)).toEqual({ scenario, n, daysAgo })
    expect(readDemoNumber(number.slice(0, at) + ((Number(number[at]) + by) % 10) + number.slice(at + 1))).toBeUndefined()
  }))
  expect(demoWaybill(network, 'YT8962646785389', NOW)).toBeNull()
})

test('any number has a whole, ordered history that ends before its reference instant', () => {
  fc.assert(fc.property(anyNumber, fc.integer({ min: NOW - 300 * DAY, max: NOW + 300 * DAY }), ([scenario, n, daysAgo], anchorAt) => {
    const waybill = get(demoNumber(scenario, n, daysAgo), anchorAt)
    const times = waybill.scans.map((s) => s.at)
    expect(times.length).toBeGreaterThan(2)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times.at(-1)).toBeLessThanOrEqual(anchorAt - daysAgo * DAY)
    expect(times[0]).toBeGreaterThan(anchorAt - daysAgo * DAY - 30 * DAY)
    expect(waybill.scans.filter((scan) => !network.byCode.has(scan.unitCode ?? ''))).toEqual([])
    expect(waybill.parties.consignee.phone).toMatch(/^199000\d{5}$/)
    expect(waybill.promisedAt).toBeGreaterThan(waybill.acceptedAt)
    expect(waybill).toEqual(get(waybill.number, anchorAt))
  }), { numRuns: 300 })
})

test('moving the anchor by days moves the history and changes nothing else', () => {
  const [a, b] = [get(demoNumber('delayed', 7)), get(demoNumber('delayed', 7), NOW + 5 * DAY)]
  expect(b.scans.map((s) => ({ ...s, at: s.at - 5 * DAY }))).toEqual(a.scans)
})

describe('scenarios', () => {
  const stories: [DemoScenario, ParcelState, string | undefined][] = [
    ['normal', 'delivered', undefined], ['in_transit', 'in_transit', undefined], ['out_today', 'out_for_delivery', undefined], ['stuck', 'in_transit', 'stuck'], ['hub_jam', 'in_transit', 'stuck'],
    ['thorough_delay', 'in_transit', 'thorough_delay'], ['false_signoff', 'delivered', 'pod_far_from_address'], ['pod_reversed', 'undelivered', 'pod_reversed'], ['lost', 'in_transit', 'lost_suspected'],
    ['found', 'delivered', 'found'], ['damaged', 'delivered', 'damaged'], ['shortage', 'delivered', 'weight_drop'], ['attempts', 'delivered', 'attempt_failed'], ['refused', 'returned', 'refused'],
    ['returned', 'returning', 'refused'], ['relabelled', 'relabelled', 'relabelled'], ['locker', 'awaiting_collection', 'station_overdue'], ['intercepted', 'intercepted', 'intercepted'],
    ['seized', 'seized', 'seized'], ['partner', 'delivered', undefined], ['delayed', 'delivered', undefined],
  ]
  test.each(stories)('%s ends as %s with %s', (scenario, state, anomaly) => {
    for (const n of [2, 40, 688]) {
      const waybill = get(demoNumber(scenario, n))
      expect(parcelPosition(waybill).state).toBe(state)
      // What comes along with the story: it may be late too, and what is lost or far too late is also stuck somewhere.
      const beside = anomaly ? ['late', 'thorough_delay', 'missing_arrival', 'stuck', 'returned'] : ['late']
      const codes = findAnomalies(waybill, NOW, limits).map((a) => a.code)
      expect(codes.filter((code) => code === anomaly || !beside.includes(code))).toEqual(anomaly ? [anomaly] : [])
    }
  })

  test('a jam stands at one hub', () => {
    const hubs = new Set(Array.from({ length: 214 }, (_, n) => parcelPosition(get(demoNumber('hub_jam', n))).unitName))
    expect([...hubs]).toEqual(['郑州转运中心'])
  })

  test('families share a key and the first comes before the second', () => {
    for (const scenario of ['returned', 'relabelled'] as const) {
      for (const n of [0, 8, 54]) {
        const [first, second] = [get(demoNumber(scenario, n)), get(demoNumber(scenario, n + 1))]
        expect([first.family.returnedAs ?? first.family.relabelledAs, second.family.returnOf ?? second.family.relabelOf]).toEqual([second.number, first.number])
        expect(familyKey(first)).toBe(familyKey(second))
        expect(second.scans[0]!.at).toBeGreaterThan(first.scans.at(-1)!.at)
      }
    }
    const parent = get(demoNumber('multi_piece', 20))
    expect(parent.goods.pieces).toBe(1 + parent.family.children.length)
    for (const child of parent.family.children) expect(familyKey(get(child))).toBe(familyKey(parent))
  })
})

describe('the cast', () => {
  const cast = (key: string) => get(DEMO_CAST.find((c) => c.key === key)!.number)
  test('王女士: 41 hours at the Wuhan hub', () => {
    const waybill = cast('wang_stuck')
    expect(waybill.parties.consignee.name).toBe('王丽华')
    expect(likelyCause(findAnomalies(waybill, NOW, limits))).toMatchObject({ link: 'transit', unitName: '武汉转运中心', because: { code: 'stuck', params: { hours: 41 } } })
  })
  test('three hubs, and 1.2 kg gone at the second', () => {
    const waybill = cast('huang_three_hubs')
    expect(waybill.scans.filter((s) => s.code === 'hub_in')).toHaveLength(3)
    const drop = findAnomalies(waybill, NOW, limits).find((a) => a.code === 'weight_drop')
    expect(drop?.unitName).toBe('郑州转运中心')
    expect(Math.abs(Number(drop?.params['grams']) - 1200)).toBeLessThan(40)
  })
  test('signed for 80 m away', () => expect(findAnomalies(cast('chen_signoff'), NOW, limits)).toMatchObject([{ code: 'pod_far_from_address', params: { metres: 80 } }]))
})

describe('finding without a number (OPN-10)', () => {
  const carrier = demoCarrier(network, NOW)
  const find = async (query: Parameters<typeof carrier.find>[0]) => carrier.find(query, new AbortController().signal)
  test('by spoken address', async () => expect((await find({ address: '泸州 纳溪老街47号' })).map((h) => h.consignee.name)).toEqual(['罗**']))
  test('by surname and phone tail, personal data masked', async () => {
    const [hit] = await find({ name: '王女士', phoneTail: '1357' })
    expect(hit).toMatchObject({ number: DEMO_CAST[0]!.number, consignee: { name: '王**', phone: '199******57' }, matched: ['phoneTail', 'name'] })
  })
  test('by whole phone, pickup code and order tail', async () => {
    const number = recentDemoNumbers().find((n) => readDemoNumber(n)?.scenario === 'station')!
    const { parties } = get(number)
    for (const query of [{ phone: parties.consignee.phone }, { pickupCode: parties.pickupCode! }, { orderTail: parties.orderNo!.slice(-8) }]) {
      expect((await find(query)).map((h) => h.number)).toContain(number)
    }
  })
  test('what fits only in part is no hit', async () => expect(await find({ name: '王丽华', phoneTail: '9999' })).toEqual([]))
  test('at most twenty', async () => expect((await find({ name: '王' })).length).toBeLessThanOrEqual(20))
  test('five hundred recent parcels, all different', () => expect(new Set(recentDemoNumbers()).size).toBe(500))
})
