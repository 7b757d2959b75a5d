// Proves the demo organisation: kinds, numbers, ancestors, stable codes.
import { expect, test } from 'vitest'
import { demoNetwork, demoStaff, demoUnits } from './demo-network.ts'

const units = demoUnits()
const count = (kind: string) => units.filter((unit) => unit.kind === kind).length

test('31 provinces, about 60 hubs and 900 outlets, one of them stopped', () => {
  expect([count('headquarters'), count('province'), count('hub')]).toEqual([1, 31, 60])
  expect(count('outlet')).toBeGreaterThan(850)
  expect(count('outlet')).toBeLessThan(950)
  expect(count('station')).toBeGreaterThan(100)
  expect(count('partner')).toBe(3)
  expect(units.filter((unit) => unit.state === 'suspended').map((unit) => unit.kind)).toEqual(['outlet'])
})

test('codes and names are unique, parents come first, ancestors are stored on the row', () => {
  expect(new Set(units.map((u) => u.code)).size).toBe(units.length)
  expect(new Set(units.filter((u) => u.kind === 'outlet').map((u) => u.name)).size).toBe(count('outlet'))
  const seen = new Map<string, (typeof units)[number]>()
  for (const unit of units) {
    const parent = unit.parentCode === undefined ? undefined : seen.get(unit.parentCode)
    const kindAbove = { headquarters: undefined, complaint_centre: 'headquarters', department: 'headquarters', partner: 'headquarters', province: 'headquarters', hub: 'province', outlet: 'hub', station: 'outlet' }[unit.kind]
    expect([unit.code, parent?.kind]).toEqual([unit.code, kindAbove])
    const above = unit.kind === 'station' ? unit.outletCode : unit.kind === 'outlet' ? unit.hubCode : unit.kind === 'hub' ? unit.provinceCode : unit.parentCode
    expect(unit.parentCode).toBe(above)
    seen.set(unit.code, unit)
  }
})

test('the same seed gives the same network; another seed other names', () => {
  expect(demoUnits()).toEqual(units)
  expect(demoUnits('other').map((u) => u.name)).not.toEqual(units.map((u) => u.name))
})

test('couriers are stable, and their phones invented', () => {
  const network = demoNetwork()
  const staff = demoStaff(network, 'W42001')
  expect(staff.length).toBeGreaterThanOrEqual(6)
  expect(demoStaff(network, 'W42001')).toEqual(staff)
  for (const one of staff) expect(one).toMatchObject({ staffNo: expect.stringMatching(/^42001\d\d$/), phone: expect.stringMatching(/^199000\d{5}$/) })
  expect(demoStaff(network, 'H4201')).toEqual([])
})
