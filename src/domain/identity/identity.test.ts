// Scope and place of units, weak passwords, waits after failures, and that shipped roles are made of known permissions.
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { isWeakPassword, throttles, waitSeconds } from './passwords.ts'
import { isPermission, shippedRoles } from './permissions.ts'
import { ancestorsOf, fitsUnder, scopeOf } from './scope.ts'
import { unitKinds } from './unit-kinds.ts'

describe('scope of a post (OPN-30)', () => {
  test.each([
    ['all', 'outlet', { kind: 'all' }], ['unit', 'headquarters', { kind: 'all' }], ['unit', 'province', { kind: 'province', id: 'u' }], ['unit', 'hub', { kind: 'hub', id: 'u' }],
    ['unit', 'outlet', { kind: 'outlet', id: 'u' }], ['unit', 'station', { kind: 'unit', id: 'u' }], ['unit', 'partner', { kind: 'unit', id: 'u' }], ['unit', 'complaint_centre', { kind: 'unit', id: 'u' }],
  ] as const)('%s in a %s', (role, kind, scope) => {
    expect(scopeOf(role, { id: 'u', kind })).toEqual(scope)
  })
})

test('a headquarters stands under nothing, and no unit under a station', () => {
  for (const kind of unitKinds) {
    expect(fitsUnder('headquarters', kind)).toBe(false)
    expect(fitsUnder(kind, 'station')).toBe(false)
  }
})

test('ancestors are stored with the unit itself where it is of that kind', () => {
  const none = { provinceId: null, hubId: null, outletId: null }
  const province = ancestorsOf('province', 'p', none)
  const hub = ancestorsOf('hub', 'h', province)
  const outlet = ancestorsOf('outlet', 'o', hub)
  expect(ancestorsOf('station', 's', outlet)).toEqual({ provinceId: 'p', hubId: 'h', outletId: 'o' })
  expect(ancestorsOf('partner', 'x', none)).toEqual(none)
})

test.each([['1234567890', 'li', true], ['PASSWORD123', 'li', true], ['aaaabbbbaaaa', 'li', true], ['li.min.2026', 'li.min', true], ['kuaidi-zhuanyong-77', 'li.min', false], ['huiyin-demo', 'admin', false]])('%s of %s is weak: %s', (password, username, weak) => {
  expect(isWeakPassword(password, username)).toBe(weak)
})

test('waits grow with failures up to the cap, shrink with time, and always end', () => {
  fc.assert(fc.property(fc.constantFrom(...Object.values(throttles)), fc.nat(200), fc.nat(2000), (throttle, failures, since) => {
    const wait = waitSeconds(throttle, failures, since)
    expect(wait).toBeGreaterThanOrEqual(0)
    expect(wait).toBeLessThanOrEqual(throttle.capSeconds)
    expect(waitSeconds(throttle, failures + 1, since)).toBeGreaterThanOrEqual(wait)
    expect(waitSeconds(throttle, failures, since + throttle.capSeconds)).toBe(0)
  }))
  expect(waitSeconds(throttles.pair, 4, 0)).toBe(0)
  expect(waitSeconds(throttles.pair, 5, 0)).toBe(1)
})

test('shipped roles hold known permissions, each once; nobody judges and inspects (OPN-31)', () => {
  for (const role of shippedRoles) {
    expect(role.permissions.filter((p) => !isPermission(p))).toEqual([])
    expect(new Set(role.permissions).size).toBe(role.permissions.length)
  }
  const names = shippedRoles.map((r) => r.code)
  expect(new Set(names).size).toBe(names.length)
})
