// What a case still needs: by its reason, else its status, else the policy; and from when on that is more than is left.
import { expect, test } from 'vitest'
import { expectedTime, learntKey, measureWarnings, warnAt } from './expectation.ts'
import type { LearntTime } from './expectation.ts'

const hour = 3_600_000
const policy = { kinds: [], to: [], minSample: 30, windowDays: 90, percentile: 50, hours: { investigating: 30 } }
const learnt = new Map([{ status: 'investigating', reason: 'damage', sample: 40, needsMs: 51 * hour }, { status: 'investigating', reason: '', sample: 400, needsMs: 26 * hour }, { status: 'investigating', reason: 'loss', sample: 29, needsMs: 200 * hour }].map((l: LearntTime) => [learntKey(l.status, l.reason), l]))

test.each([
  ['enough of its reason', learnt, 'investigating', 'damage', { needsMs: 51 * hour, sample: 40, basis: 'reason' }],
  ['too few of its reason', learnt, 'investigating', 'loss', { needsMs: 26 * hour, sample: 400, basis: 'status' }],
  ['no reason yet', learnt, 'investigating', '', { needsMs: 26 * hour, sample: 400, basis: 'status' }],
  ['no history at all', new Map<string, LearntTime>(), 'investigating', 'damage', { needsMs: 30 * hour, sample: 0, basis: 'policy' }],
  ['its decision has been told', learnt, 'decided', 'damage', null],
] as const)('%s', (_name, known, status, reason, expected) => {
  expect(expectedTime(known, policy, status, reason)).toEqual(expected)
})

test('the warning stands where less is left than needed, at the earliest where the clock began', () => {
  const needs = (hours: number) => ({ needsMs: hours * hour, sample: 40, basis: 'reason' as const })
  expect(warnAt({ openedAt: 0, dueAt: 120 * hour }, needs(51))).toBe(69 * hour)
  expect(warnAt({ openedAt: 0, dueAt: 24 * hour }, needs(51))).toBe(0)
})

test('false alarms and breaches foreseen, as shares', () => {
  expect(measureWarnings({ breached: 6, kept: 2, missed: 2 })).toEqual({ falseAlarms: 0.25, foreseen: 0.75 })
  expect(measureWarnings({ breached: 0, kept: 0, missed: 0 })).toEqual({ falseAlarms: null, foreseen: null })
})
