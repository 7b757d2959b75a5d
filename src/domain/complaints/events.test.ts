import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { caseEvents, eventProblems } from './events.ts'
import type { CaseEvent } from './events.ts'
import { transitions } from './lifecycle.ts'
import { identityEventTypes } from '../identity/events.ts'

const capabilities = ['complaints', 'investigation', 'liability', 'resolution', 'appeals', 'followup'] as const

/** Event types written out in the sources of a case's capabilities. */
function emitted(): string[] {
  const root = join(import.meta.dirname, '../../server')
  const files = capabilities.flatMap((c) => {
    try { return readdirSync(join(root, c)).filter((f) => f.endsWith('.ts') && !f.endsWith('.test.ts')).map((f) => join(root, c, f)) } catch { return [] }
  })
  return files.flatMap((f) => [...readFileSync(f, 'utf8').matchAll(/\b(?:type|event): '([a-z_]+\.[a-z_]+)'/g)].map((m) => m[1] ?? ''))
}

describe('the catalogue of events', () => {
  test('has every event of the transitions table, and nothing that neither the table nor a source knows', () => {
    for (const row of transitions) expect(Object.keys(caseEvents)).toContain(row.event)
    const own = Object.keys(caseEvents).filter((type) => !transitions.some((row) => row.event === type))
    expect(emitted()).toEqual(expect.arrayContaining(own))
    expect(own).toContain('complaint.received')
  })
  test('has every event the sources write out', () => {
    const found = emitted()
    expect(found).toContain('complaint.merged_in')
    // surges and channels stand beside the cases they touch, in streams of the house
    for (const type of found) expect([...Object.keys(caseEvents), ...identityEventTypes]).toContain(type)
  })
  test('says one sentence for each', () => {
    for (const [type, { says }] of Object.entries(caseEvents)) expect(says, type).toMatch(/^[A-Z].*\.$/)
  })
})

describe('eventProblems', () => {
  const good: CaseEvent = { type: 'complaint.accepted', data: { identityChecked: true, from: 'received', to: 'accepted' } }
  test.each<[string, string, Record<string, unknown>, readonly string[]]>([
    ['a payload that fits', good.type, good.data, []],
    ['an optional text', 'complaint.accepted', { identityChecked: false, note: 'x' }, []],
    ['a missing field', 'complaint.accepted', {}, ['complaint.accepted.identityChecked is no boolean']],
    ['an unknown field', 'complaint.accepted', { identityChecked: true, phone: '1' }, ['complaint.accepted has an unknown field phone']],
    ['null where it may be', 'complaint.confirmed', { confirmation: '01a20155-38e4-726b-a02d-832c2ceaff0b', method: 'portal', satisfied: null }, []],
    ['null where it may not be', 'complaint.taken', { owner: null }, ['complaint.taken.owner is no id']],
    ['an unknown type', 'complaint.vanished', {}, ['complaint.vanished is not in the catalogue']],
    ['a name every object has', 'toString', {}, ['toString is not in the catalogue']],
    ['a gist too long', 'complaint.over_age_decided', { accept: true, reason: 'x'.repeat(201) }, ['complaint.over_age_decided.reason is no gist']],
    ['an instant without zone', 'complaint.paused', { reason: 'x', until: '2026-11-22T10:00:00' }, ['complaint.paused.until is no instant']],
  ])('%s', (_name, type, data, problems) => expect(eventProblems(type, data)).toEqual(problems))
})
