// Who may still contest: each unit once, in a window that is its own.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openContests } from './flow.ts'
import type { Told } from './flow.ts'

const told = (unitId: string, at: number, hasContested = false): Told => ({ unitId, judgementId: 'j', at, hasContested })

test('a unit that was told later has longer; who contested or let it pass has no more', () => {
  expect(openContests([told('early', 0), told('late', 50), told('had its say', 50, true)], 72, 72)).toEqual([{ unitId: 'late', until: 122 }])
})

test('what another unit was told or did changes nothing of a window', () => {
  const unit = fc.record({ at: fc.nat(200), hasContested: fc.boolean() })
  fc.assert(fc.property(unit, fc.array(unit, { maxLength: 5 }), fc.nat(300), (own, others, now) => {
    const all = [told('own', own.at, own.hasContested), ...others.map((o, i) => told(`other ${i}`, o.at, o.hasContested))]
    expect(openContests(all, 72, now).filter((o) => o.unitId === 'own')).toEqual(!own.hasContested && now < own.at + 72 ? [{ unitId: 'own', until: own.at + 72 }] : [])
  }))
})
