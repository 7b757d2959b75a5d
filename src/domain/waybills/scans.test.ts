// Proves how scans become a state and an order.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder, SCAN_CODES, stateAfter } from './scans.ts'
import type { Scan, ScanCode } from './scans.ts'

const after = (...codes: ScanCode[]) => stateAfter(codes.map((code, at) => ({ at, code })))

test.each<[ScanCode[], string]>([
  [[], 'unknown'],
  [['ordered'], 'ordered'],
  [['picked_up', 'hub_in', 'damaged'], 'in_transit'],
  [['out_for_delivery', 'attempt_failed'], 'undelivered'],
  [['out_for_delivery', 'delivered_locker'], 'awaiting_collection'],
  [['delivered_station', 'collected'], 'delivered'],
  [['delivered_self', 'pod_reversed'], 'undelivered'],
  [['delivered_self', 'pod_reversed', 'out_for_delivery', 'delivered_self'], 'delivered'],
  [['refused', 'returning', 'hub_in'], 'returning'],
  [['returning', 'hub_in', 'out_for_delivery', 'delivered_self'], 'returned'],
  [['hub_out', 'lost_suspected'], 'in_transit'],
  [['lost_confirmed', 'found'], 'in_transit'],
  [['hub_in', 'relabelled'], 'relabelled'],
  [['hub_in', 'seized'], 'seized'],
])('%j → %s', (codes, state) => expect(after(...codes)).toBe(state))

test('the order of arrival and repeats do not matter', () => {
  const scans = fc.array(fc.record({ at: fc.nat(50), code: fc.constantFrom(...SCAN_CODES), unitCode: fc.constantFrom('A', 'B') }), { maxLength: 20 })
  fc.assert(fc.property(scans, (list: Scan[]) => {
    const once = inOrder(list)
    expect(inOrder([...list, ...list])).toEqual(once)
    expect(inOrder(once)).toEqual(once)
    for (let i = 1; i < once.length; i++) expect(once[i]!.at).toBeGreaterThanOrEqual(once[i - 1]!.at)
  }))
})
