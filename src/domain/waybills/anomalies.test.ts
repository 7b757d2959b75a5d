// Proves what counts as abnormal in a parcel's course, from which instant on, and whose link it likely was.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ANOMALY_CODES, findAnomalies, likelyCause, thoroughDelayAt, unitStanding } from './anomalies.ts'
import { aWaybill, HOUR, JOURNEY, LIMITS, MONDAY, scan, upTo } from './journey.fixture.ts'
import { SCAN_CODES } from './scans.ts'
import type { Scan } from './scans.ts'

const hour = (h: number) => MONDAY + h * HOUR
const found = (scans: Scan[], atHour: number, word?: { kind: 'not_received'; at: number }) => findAnomalies(aWaybill({ scans }), hour(atHour), LIMITS, word)
const codes = (scans: Scan[], atHour: number, word?: { kind: 'not_received'; at: number }) => found(scans, atHour, word).map((a) => a.code)

test('an ordinary parcel has none', () => {
  for (const at of [11, 22, 30, 46, 57, 60, 500]) expect(codes([...JOURNEY], at)).toEqual([])
  expect(likelyCause([])).toEqual({ link: 'none', because: { code: 'nothing_abnormal', params: {} } })
})

describe('silence', () => {
  test.each([
    ['at a hub, a minute early', upTo(4), 44.98, []],
    ['at a hub', upTo(4), 45, ['stuck']],
    ['sent on, a minute early', upTo(5), 47.98, []],
    ['sent on and never scanned in', upTo(5), 48, ['missing_arrival']],
    ['at the delivery outlet', upTo(9), 54 + 18, ['stuck', 'late']],
    ['out for delivery, a minute early', upTo(10), 79.98, ['late']],
    ['out for delivery', upTo(10), 80, ['out_for_delivery_open', 'late']],
  ])('%s', (_what, scans, at, wanted) => expect(codes(scans, at)).toEqual(wanted))

  test('the station has 72 hours from the placing, not from the last reminder', () => {
    const scans = [...upTo(10), scan(58, 'delivered_station', 'Z1'), scan(120, 'delivered_station', 'Z1', { note: '提醒取件' })]
    expect(codes(scans, 121)).toEqual([])
    const placed = [...upTo(10), scan(58, 'delivered_station', 'Z1')]
    expect(codes(placed, 130)).toEqual([])
    expect(found(placed, 131)[0]).toMatchObject({ code: 'station_overdue', link: 'station', unitCode: 'Z1', params: { hours: 73 } })
  })

  test('under a new label silence means nothing', () => {
    const waybill = aWaybill({ scans: upTo(4), family: { relabelledAs: 'HY2', children: [] } })
    expect(findAnomalies(waybill, hour(60), LIMITS)).toEqual([])
  })
})

describe('sign-off', () => {
  test('not received after the sign-off is a suspected false one at the delivery link', () => {
    const anomalies = found([...JOURNEY], 80, { kind: 'not_received', at: hour(79) })
    expect(anomalies).toEqual([{ code: 'false_pod_suspected', link: 'delivery', unitCode: 'W2', unitName: '武汉洪山网点', at: hour(59), params: { hours: 20, metres: 9 } }])
    expect(likelyCause(anomalies)).toMatchObject({ link: 'delivery', unitCode: 'W2' })
  })
  test('"not received" said before the sign-off is no accusation', () => expect(codes([...JOURNEY], 80, { kind: 'not_received', at: hour(58) })).toEqual([]))
  test('far from the address, and reversed', () => {
    const scans = [...upTo(10), scan(59, 'delivered_self', 'W2', { distanceMetres: 80 }), scan(70, 'pod_reversed', 'W2')]
    expect(codes(scans, 71)).toEqual(['pod_reversed', 'pod_far_from_address', 'late'])
  })
})

describe('goods', () => {
  test('weight lost is charged to the unit that last had it whole', () => {
    const scans = [...upTo(6), scan(45, 'hub_in', 'H3', { weightGrams: 1980 }), scan(48, 'hub_out', 'H3', { weightGrams: 780 }), scan(54, 'outlet_in', 'W2', { weightGrams: 775 })]
    expect(found(scans, 55)).toMatchObject([{ code: 'weight_drop', unitCode: 'H3', params: { grams: 1200, before: 1980, after: 780 } }])
  })
  test('a drop between two units is charged to the one that sent it', () => {
    const scans = [...upTo(6), scan(45, 'hub_in', 'H3', { weightGrams: 1000 })]
    expect(found(scans, 46)).toMatchObject([{ code: 'weight_drop', unitCode: 'H1', params: { grams: 990, seenAt: '武汉转运中心' } }])
  })
  test('damage recorded on arrival was brought along, later it is the unit\'s own', () => {
    expect(found([...upTo(9), scan(54.5, 'damaged', 'W2')], 55)[0]).toMatchObject({ code: 'damaged', link: 'transit', unitCode: 'H3', params: { seenAt: '武汉洪山网点' } })
    expect(found([...upTo(9), scan(55.5, 'damaged', 'W2')], 56)[0]).toMatchObject({ code: 'damaged', link: 'delivery', unitCode: 'W2' })
  })
  test('found again replaces lost, and says how long it was gone', () => {
    const lost = [...upTo(5), scan(80, 'lost_suspected', 'H1')]
    expect(codes(lost, 81)).toContain('lost_suspected')
    expect(found([...lost, scan(100, 'found', 'H2')], 101).find((a) => a.code === 'found')?.params).toMatchObject({ hours: 20 })
    expect(codes([...lost, scan(100, 'found', 'H2')], 101)).not.toContain('lost_suspected')
  })
})

describe('lateness', () => {
  test('thorough delay begins at the end of the last of its calendar days (GB/T 27917 as quoted in terms)', () => {
    // Promised Wednesday 20:00; the seventh day after is Wednesday 12 November, until midnight.
    expect(thoroughDelayAt(hour(68), 7)).toBe(Date.UTC(2025, 10, 12, 16))
    expect(codes(upTo(4), 10 * 24 - 0.01)).not.toContain('thorough_delay')
    expect(codes(upTo(4), 10 * 24)[0]).toBe('thorough_delay')
  })
  test.each([['same_city', 3], ['domestic', 7], ['hk_macao', 7], ['taiwan', 10], ['international', 10]] as const)('%s: %i days', (reach, days) => {
    const waybill = aWaybill({ reach, scans: upTo(4) })
    const starts = thoroughDelayAt(hour(68), days)
    expect(findAnomalies(waybill, starts - 1, LIMITS).some((a) => a.code === 'thorough_delay')).toBe(false)
    expect(findAnomalies(waybill, starts, LIMITS)[0]).toMatchObject({ code: 'thorough_delay', params: { days } })
  })
  test('delivered late stays late, at the unit that took longest', () => {
    const scans = [...upTo(7), scan(110, 'hub_out', 'H3'), scan(115, 'outlet_in', 'W2'), scan(119, 'delivered_self', 'W2')]
    expect(found(scans, 500)).toEqual([{ code: 'late', link: 'transit', unitCode: 'H3', unitName: '武汉转运中心', at: hour(68), params: { hours: 51 } }])
  })
  test('a refused parcel on its way back is not late, and nobody\'s fault', () => {
    const anomalies = found([...upTo(10), scan(59, 'refused', 'W2'), scan(62, 'returning', 'W2')], 70)
    expect(anomalies.map((a) => a.code)).toEqual(['refused', 'returned'])
    expect(likelyCause(anomalies).link).toBe('none')
  })
  test('a return without refusal is the delivery link\'s', () => expect(likelyCause(found([...upTo(10), scan(62, 'returning', 'W2')], 63))).toMatchObject({ link: 'delivery', unitCode: 'W2' }))
})

test('each unit hears where it stands (OPN-39)', () => {
  const waybill = aWaybill({ scans: upTo(7) })
  const anomalies = findAnomalies(waybill, hour(86), LIMITS)
  expect(unitStanding(waybill, anomalies, 'H3')).toMatchObject({ likelyLiable: true, because: { code: 'stuck', params: { hours: 41 } } })
  expect(unitStanding(waybill, anomalies, 'H1')).toEqual({ likelyLiable: false, because: { code: 'passed_on', params: { hours: 3, next: '武汉转运中心' } } })
  expect(unitStanding(waybill, anomalies, 'W9').because.code).toBe('not_in_chain')
})

test('never invents a unit, sorts by gravity and looks at nothing after now', () => {
  const anyScan = fc.record({ at: fc.integer({ min: MONDAY, max: hour(400) }), code: fc.constantFrom(...SCAN_CODES), unitCode: fc.constantFrom('W1', 'H1', 'H3', 'W2'), weightGrams: fc.integer({ min: 1, max: 5000 }) })
  fc.assert(fc.property(fc.array(anyScan, { maxLength: 15 }), fc.integer({ min: MONDAY, max: hour(900) }), (scans, now) => {
    const anomalies = findAnomalies(aWaybill({ scans }), now, LIMITS)
    const ranks = anomalies.map((a) => ANOMALY_CODES.indexOf(a.code))
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    for (const a of anomalies) {
      expect(['W1', 'H1', 'H3', 'W2']).toContain(a.unitCode)
      expect(a.at).toBeLessThanOrEqual(now)
    }
    expect(findAnomalies(aWaybill({ scans: scans.filter((s) => s.at <= now) }), now, LIMITS)).toEqual(anomalies)
  }))
})
