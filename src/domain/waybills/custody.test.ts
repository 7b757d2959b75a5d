// Proves the custody chain: stays, hops, roles, where the parcel is now.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { custodyChain, involvedUnits, parcelPosition } from './custody.ts'
import { HOUR, JOURNEY, scan, upTo } from './journey.fixture.ts'
import { SCAN_CODES } from './scans.ts'

describe('custodyChain', () => {
  test('repeated scans at a unit are one stay with its dwell and the hop before it', () => {
    expect(custodyChain(JOURNEY).map((n) => [n.unitCode, n.role, n.link, n.dwellMs / HOUR, n.hopMs === undefined ? null : n.hopMs / HOUR])).toEqual([
      ['W1', 'origin', 'pickup', 10, null],
      ['H1', 'hub', 'transit', 3, 2],
      ['H3', 'hub', 'transit', 3, 21],
      ['W2', 'destination', 'delivery', 5, 6],
    ])
  })

  test('the last weight, the staff and the next unit of a stay are told', () => {
    expect(custodyChain(JOURNEY)[0]).toMatchObject({ weightGrams: 2000, staffNos: ['101'], next: '广州转运中心', nextCode: 'H1' })
  })

  test('coming back to a unit is a new stay', () => {
    const back = [...upTo(9), scan(60, 'returning', 'W2'), scan(66, 'hub_in', 'H3'), scan(90, 'returned', 'W1')]
    expect(custodyChain(back).map((n) => n.unitCode)).toEqual(['W1', 'H1', 'H3', 'W2', 'H3', 'W1'])
  })

  test('a parcel reported lost after it was sent on has left', () => {
    const node = custodyChain([...upTo(5), scan(80, 'lost_suspected', 'H1')]).at(-1)
    expect(node).toMatchObject({ unitCode: 'H1', leftAt: scan(24, 'hub_out').at })
  })

  test('station and partner are links of their own', () => {
    const chain = custodyChain([...upTo(10), scan(58, 'forwarded', 'W2'), scan(60, 'outlet_in', 'X1'), scan(62, 'delivered_station', 'Z1')])
    expect(chain.slice(-2).map((n) => [n.role, n.link])).toEqual([['partner', 'transit'], ['station', 'station']])
  })

  test('holds every scan exactly once, in order, whatever the scans', () => {
    const anyScan = fc.record({ at: fc.nat(1000), code: fc.constantFrom(...SCAN_CODES), unitCode: fc.option(fc.constantFrom('A', 'B', 'C'), { nil: undefined }) })
      .map(({ unitCode, ...rest }) => ({ ...rest, ...(unitCode && { unitCode }) }))
    fc.assert(fc.property(fc.uniqueArray(anyScan, { selector: (s) => `${s.at}`, maxLength: 25 }), (scans) => {
      const chain = custodyChain(scans)
      expect(chain.flatMap((n) => n.scans).map((s) => s.at)).toEqual(scans.map((s) => s.at).sort((a, b) => a - b))
      for (const node of chain) expect(node.dwellMs).toBeGreaterThanOrEqual(0)
      chain.slice(1).forEach((node, i) => {
        expect(node.hopMs).toBeGreaterThanOrEqual(0)
        expect(node.unitCode).not.toBe(chain[i]!.unitCode)
      })
    }))
  })
})

test('parcelPosition tells the state, the link and where to next', () => {
  expect(parcelPosition({ scans: [...JOURNEY] })).toMatchObject({ state: 'delivered', link: 'delivery', unitCode: 'W2' })
  expect(parcelPosition({ scans: upTo(6) })).toMatchObject({ state: 'in_transit', link: 'transit', unitCode: 'H1', next: '武汉转运中心' })
  expect(parcelPosition({ scans: [] })).toEqual({ state: 'unknown', link: 'none' })
})

test('involvedUnits names each unit once, in its first role, in the order of the journey', () => {
  const scans = [...JOURNEY, scan(60, 'pod_reversed', 'W2'), scan(61, 'returning', 'W2'), scan(70, 'hub_in', 'H3'), scan(90, 'returned', 'W1')]
  expect(involvedUnits({ scans })).toEqual([{ unitCode: 'W1', role: 'origin' }, { unitCode: 'H1', role: 'hub' }, { unitCode: 'H3', role: 'hub' }, { unitCode: 'W2', role: 'destination' }])
})
