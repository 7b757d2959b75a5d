// Proves what a case adds to a simulation: effects, the share on time, and 48 hours counted the same under any profile.
import { describe, expect, test } from 'vitest'
import { playCase } from './playing.ts'
import type { PlayedCase, PlayedClock } from './playing.ts'

const hour = 3_600_000
const now = 1000 * hour
const counted = (dueAt: number, rolledDueAt: number | null = null) => ({ dueAt, strictDueAt: dueAt, rolledDueAt, provisional: false })
const clock = (before: number, after: number, more: Partial<PlayedClock> = {}): PlayedClock => ({ kind: 'decision', openedAt: now - 90 * hour, metAt: null, cancelledAt: null, pausedAt: null, before: counted(before), after: counted(after), ...more })
const aCase = (clocks: readonly PlayedClock[], more: Partial<PlayedCase> = {}): PlayedCase => ({ id: 'a', unit: 'u', reason: 'delay', isComplaint: true, receivedAt: now - 90 * hour, decidedAt: null, clocks, ...more })

describe('effects', () => {
  test.each([
    ['becomes_overdue', clock(now + hour, now - hour)],
    ['ceases_overdue', clock(now - hour, now + hour)],
    ['later', clock(now + hour, now + 2 * hour)],
    ['earlier', clock(now + 2 * hour, now + hour)],
    ['rolls', clock(now + hour, now + hour, { after: counted(now + hour, now + 9 * hour) })],
    // a clock met in time stays history, but would have been late
    ['becomes_overdue', clock(now - hour, now - 9 * hour, { metAt: now - 2 * hour })],
  ] as const)('%s', (effect, one) => {
    const { counts, example } = playCase(aCase([one]), now)
    expect([counts['moved'], counts[effect], example?.effect]).toEqual([1, 1, effect])
  })

  test('at the due instant itself nothing is late', () => {
    expect(playCase(aCase([clock(now + hour, now)]), now).counts['becomes_overdue']).toBeUndefined()
  })

  test('what does not move is counted and shown nowhere', () => {
    expect(playCase(aCase([clock(now + hour, now + hour)]), now)).toMatchObject({ counts: { cases: 1, clocks: 1 }, groups: [], example: null })
  })

  test('of several clocks the gravest is the example, each counts in its group, the case once', () => {
    const { counts, example, groups } = playCase(aCase([clock(now + hour, now + 500 * hour), clock(now + hour, now - 1, { kind: 'first_contact' })]), now)
    expect([counts['moved'], counts['clocks_moved'], example?.clock]).toEqual([1, 2, 'first_contact'])
    expect(groups.filter((g) => g.by === 'clock').map((g) => g.key)).toEqual(['decision', 'first_contact'])
  })
})

test('on time is of what was met or is late, before and after', () => {
  const { counts } = playCase(aCase([clock(now + hour, now - hour), clock(now - hour, now - 3 * hour, { metAt: now - 2 * hour })]), now)
  expect(counts).toMatchObject({ timed_before: 1, on_time_before: 1, timed_after: 2 })
  expect(counts['on_time_after']).toBeUndefined()
})

describe('told within 48 hours (C19)', () => {
  test.each([
    ['told in time', { decidedAt: now - 90 * hour + 48 * hour }, 1, 1],
    ['told a moment late', { decidedAt: now - 90 * hour + 48 * hour + 1 }, 1, undefined],
    ['not told yet, and over', {}, 1, undefined],
    ['still within', { receivedAt: now - 48 * hour }, undefined, undefined],
    ['no complaint', { isComplaint: false }, undefined, undefined],
  ] as const)('%s', (_name, more, of, met) => {
    const { counts } = playCase(aCase([], more), now)
    expect([counts['kpi_48h'], counts['kpi_48h_met']]).toEqual([of, met])
  })
})
