// Proves the measured course: time against plan and against others, gaps in the scans, and the ranked segments made of it.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findAnomalies } from './anomalies.ts'
import { measureCourse, stretchesOf } from './course.ts'
import { aWaybill, HOUR, JOURNEY, LIMITS, MONDAY, scan, upTo } from './journey.fixture.ts'
import type { PlanStop } from './parcel-events.ts'
import { SCAN_CODES } from './scans.ts'
import type { Scan, Waybill } from './scans.ts'
import { likelySegments } from './segments.ts'

const stop = (unitCode: string, unitName: string, unitKind: PlanStop['unitKind'], arrive: number, leave?: number): PlanStop => ({ unitCode, unitName, unitKind, arriveBy: MONDAY + arrive * HOUR, ...(leave !== undefined && { leaveBy: MONDAY + leave * HOUR }) })
const PLAN = [stop('W1', '广州天河网点', 'outlet', 10, 19), stop('H1', '广州转运中心', 'hub', 21, 25), stop('H3', '武汉转运中心', 'hub', 45, 48), stop('W2', '武汉洪山网点', 'outlet', 54, 68)]
const at = (hours: number) => MONDAY + hours * HOUR

function course(scans: readonly Scan[], now: number, change: Partial<Waybill> = {}, usuals?: Parameters<typeof measureCourse>[3]) {
  return measureCourse(aWaybill({ scans: [...scans], plan: PLAN, ...change }), at(now), LIMITS, usuals)
}

describe('measureCourse', () => {
  test('each stay and road stands against its plan', () => {
    const { stays, hops } = course(JOURNEY, 60)
    expect(stays.map((s) => [s.unitCode, s.ms / HOUR, (s.planMs ?? 0) / HOUR, s.pace, s.weightChangeGrams])).toEqual([['W1', 9, 9, 'ok', undefined], ['H1', 3, 4, 'ok', -10], ['H3', 3, 3, 'ok', -5], ['W2', 5, 14, 'ok', undefined]])
    expect(hops.map((h) => [h.from, h.to, h.ms / HOUR, (h.planMs ?? 0) / HOUR, h.pace, h.gap])).toEqual([[0, 1, 2, 2, 'ok', undefined], [1, 2, 21, 20, 'ok', undefined], [2, 3, 6, 6, 'ok', undefined]])
  })

  test('a hub that keeps it twice the plan is slow; without plan and others nothing is said', () => {
    const late = JOURNEY.map((s, i) => (i >= 4 ? { ...s, at: s.at + 9 * HOUR } : s))
    expect(course(late, 80).stays[1]).toMatchObject({ unitCode: 'H1', pace: 'slow' })
    expect(measureCourse({ scans: late }, at(80), LIMITS).stays[1]).toMatchObject({ pace: 'unknown' })
  })

  test('others decide when there are enough of them, and never when there are too few', () => {
    const many = new Map([['H1>H1', { n: 412, share: 0.97 }]])
    const few = new Map([['H1>H1', { n: 29, share: 1 }]])
    const slowly = JOURNEY.map((s, i) => (i >= 4 ? { ...s, at: s.at + 2 * HOUR } : s))
    expect(course(slowly, 80, {}, many).stays[1]).toMatchObject({ pace: 'slow', usual: { n: 412, share: 0.97 } })
    expect(course(slowly, 80, {}, few).stays[1]).toMatchObject({ pace: 'ok' })
    expect(course(slowly, 80, {}, few).stays[1]).not.toHaveProperty('usual')
  })

  test('sent on and never scanned in: the road is open, then stuck, and says where it should have arrived', () => {
    expect(course(upTo(5), 30).hops.at(-1)).toMatchObject({ from: 1, lasts: true, pace: 'open', next: { unitCode: 'H3' } })
    expect(course(upTo(5), 80).hops.at(-1)).toMatchObject({ lasts: true, pace: 'stuck', gap: 'not_arrived', next: { unitName: '武汉转运中心' } })
  })

  test('a lost parcel has its last road until it was given up', () => {
    const lost = [...upTo(5), scan(80, 'lost_suspected', 'H1'), scan(100, 'lost_confirmed', 'H1')]
    expect(course(lost, 300).hops.at(-1)).toMatchObject({ from: 1, lasts: true, gap: 'not_arrived', pace: 'stuck', ms: 76 * HOUR, next: { unitCode: 'H3' } })
  })

  test('a planned place that never scanned it is named; a departure without arrival too', () => {
    const skipped = JOURNEY.filter((s) => s.unitCode !== 'H3')
    expect(course(skipped, 60).hops[1]).toMatchObject({ gap: 'passed_without_scan', passed: [{ unitCode: 'H3', unitName: '武汉转运中心' }] })
    const blind = JOURNEY.filter((s) => !(s.unitCode === 'H3' && s.code === 'hub_in'))
    expect(course(blind, 60).stays[2]).toMatchObject({ unitCode: 'H3', gap: 'no_arrival_scan' })
    expect(course(skipped, 60, { plan: undefined } as never).hops[1]).toMatchObject({ passed: [{ unitCode: 'H3' }] })
  })

  test('only finished stretches between known units can be compared with', () => {
    expect(stretchesOf({ scans: upTo(5) }).map((s) => [s.from, s.to, s.ms / HOUR])).toEqual([['W1', 'W1', 9], ['W1', 'H1', 2], ['H1', 'H1', 3]])
  })
})

describe('likelySegments', () => {
  const segmentsAt = (scans: readonly Scan[], now: number) => likelySegments({ course: course(scans, now), anomalies: findAnomalies(aWaybill({ scans: [...scans] }), at(now), LIMITS) })

  test('nothing abnormal points at nobody', () => expect(segmentsAt(JOURNEY, 60)).toEqual([]))

  test('a parcel that never arrived points first at who sent it, then at where it should have come', () => {
    const [first, second] = segmentsAt(upTo(5), 80)
    expect([first?.unitCode, first?.because.code, second?.unitCode, second?.because.code]).toEqual(['H1', 'missing_arrival', 'H3', 'sent_to_it'])
    expect(first!.weight).toBeGreaterThan(second!.weight)
    const lost = segmentsAt([...upTo(5), scan(80, 'lost_suspected', 'H1'), scan(100, 'lost_confirmed', 'H1')], 120)
    expect(lost.find((s) => s.unitCode === 'H3')).toMatchObject({ weight: 0.35, more: [] })
  })

  test('a missing scan points at the place that did not scan', () => {
    expect(segmentsAt(JOURNEY.filter((s) => s.unitCode !== 'H3'), 60)[0]).toMatchObject({ unitCode: 'H3', because: { code: 'passed_without_scan' } })
  })

  test('weights lie between 0 and 1, strongest first, each unit once, whatever the scans', () => {
    const anyScan = fc.record({ at: fc.integer({ min: MONDAY, max: MONDAY + 400 * HOUR }), code: fc.constantFrom(...SCAN_CODES), unit: fc.constantFrom('W1', 'H1', 'H3', 'W2') }).map(({ at: when, code, unit }) => ({ ...scan(0, code, unit), at: when }))
    fc.assert(fc.property(fc.uniqueArray(anyScan, { selector: (s) => s.at, maxLength: 30 }), (scans) => {
      const segments = segmentsAt(scans, 500)
      expect(segments.every((s) => s.weight > 0 && s.weight <= 1)).toBe(true)
      expect(segments.map((s) => s.weight)).toEqual(segments.map((s) => s.weight).sort((a, b) => b - a))
      expect(new Set(segments.map((s) => s.unitCode)).size).toBe(segments.length)
    }))
  })
})
