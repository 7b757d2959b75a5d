// The table of clocks agrees with the lifecycle, the catalogue of events and the closed list of kinds.
import { describe, expect, test } from 'vitest'
import { clockKinds, unpausableKinds } from '../sla/kinds.ts'
import { clockRowOf, clockTable, complaintClocks, endings } from './clock-table.ts'
import { caseEvents } from './events.ts'
import { transitions } from './lifecycle.ts'

describe('the table of clocks', () => {
  test('has one row for each kind, in their order', () => {
    expect(clockTable.map((r) => r.kind)).toEqual([...clockKinds])
    expect(clockRowOf('promise').epochs).toBe('each promise')
  })
  test.each(clockTable.map((r) => [r.kind, r] as const))('%s: opened and met by events of the record, or registered for its issue', (_kind, row) => {
    for (const event of [...row.opens, ...row.meets, ...row.cancels]) expect(Object.keys(caseEvents)).toContain(event)
    expect([row.opens.length > 0, row.meets.length > 0]).toEqual([row.later === null, row.later === null])
  })
  test('whatever step of the lifecycle stops a clock stands there as meeting it', () => {
    for (const t of transitions) for (const kind of t.stops) expect([kind, clockRowOf(kind).meets]).toEqual([kind, expect.arrayContaining([t.event])])
  })
  test('the watch of the law is met, never taken off; everything else that is produced ends with the case', () => {
    expect(clockRowOf('statutory_watch').cancels).toEqual([])
    for (const row of clockTable.filter((r) => r.later === null && r.kind !== 'statutory_watch')) expect([row.kind, row.cancels]).toEqual([row.kind, expect.arrayContaining([...endings])])
  })
  test('a complaint carries its four from the receipt', () => {
    for (const kind of complaintClocks) expect([kind, clockRowOf(kind).starts]).toEqual([kind, 'receipt'])
    expect(unpausableKinds).toEqual(['statutory_watch', 'regulator_reply', 'platform'])
  })
})
