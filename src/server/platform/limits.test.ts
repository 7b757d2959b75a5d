// Token buckets and the key of an address.
import { expect, test } from 'vitest'
import { createLimiter, placeKey } from './limits.ts'

test('a burst passes, then one per second, each key for itself', () => {
  const limiter = createLimiter({ perSecond: 1, burst: 3 })
  expect([0, 0, 0, 0].map(() => limiter.take('a', 0))).toEqual([0, 0, 0, 1])
  expect(limiter.take('b', 0)).toBe(0)
  expect(limiter.take('a', 1000)).toBe(0)
  expect(limiter.take('a', 1000)).toBe(1)
  expect([0, 0, 0, 0].map(() => limiter.take('a', 60_000))).toEqual([0, 0, 0, 1])
})

test('an amount may overdraw, and whoever comes next waits until it is made up', () => {
  const limiter = createLimiter({ perSecond: 10, burst: 100 })
  expect([limiter.take('a', 0, 0), limiter.take('a', 0, 150), limiter.take('a', 0, 0)]).toEqual([0, 0, 6])
  expect([limiter.take('a', 5000, 0), limiter.take('a', 5100, 0)]).toEqual([1, 0])
})

test.each([['10.1.2.3', '10.1.2.3'], ['::ffff:10.1.2.3', '10.1.2.3'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:0db8:1:2::9', '2001:db8:1:2::/64'], ['::1', '0:0:0:0::/64'], ['fe80::1%eth0', 'fe80:0:0:0::/64']])('%s belongs to %s', (ip, key) => {
  expect(placeKey(ip)).toBe(key)
})
