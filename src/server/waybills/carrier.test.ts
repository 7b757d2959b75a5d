// Proves that a slow, silent or failing carrier never costs more than its time and never an exception.
import { describe, expect, test } from 'vitest'
import { findWithin, lookupWithin } from './carrier.ts'
import type { Carrier } from './carrier.ts'
import { demoCarrier } from './demo-carrier.ts'
import { demoNetwork } from './demo-network.ts'
import { demoNumber } from './demo-number.ts'

const carrier = (lookup: Carrier['lookup']): Carrier => ({ code: 'x', lookup, find: async () => [] })

describe('lookupWithin', () => {
  test.each<[string, Carrier['lookup'], object]>([
    ['nothing there', async () => null, { kind: 'not_found' }],
    ['rejects', async () => Promise.reject(new Error('503')), { kind: 'unavailable', reason: 'error' }],
    ['throws at once', () => { throw new Error('bug') }, { kind: 'unavailable', reason: 'error' }],
    ['never answers', () => new Promise(() => {}), { kind: 'unavailable', reason: 'timeout' }],
  ])('%s', async (_what, lookup, wanted) => expect(await lookupWithin(carrier(lookup), 'N', 20)).toEqual(wanted))

  test('the signal tells the adapter to stop', async () => {
    let aborted = false
    await lookupWithin(carrier((_n, signal) => new Promise((_, reject) => signal.addEventListener('abort', () => { aborted = true; reject(signal.reason) }))), 'N', 10)
    expect(aborted).toBe(true)
  })
})

test('the demo carrier answers through the same door', async () => {
  const demo = demoCarrier(demoNetwork(), Date.UTC(2025, 10, 22))
  expect(await lookupWithin(demo, demoNumber('lost', 3))).toMatchObject({ kind: 'found', waybill: { carrier: 'hy' } })
  expect(await lookupWithin(demo, 'HY0000000000001')).toEqual({ kind: 'not_found' })
  expect(await findWithin(demo, {})).toEqual({ kind: 'found', hits: [] })
})
