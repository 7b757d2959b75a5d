// Who may be given work, who is gone, and when they are back.
import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { standingOf } from './availability.ts'
import type { DutyFacts, Span } from './availability.ts'
import { overlap, shiftOn } from './shifts.ts'
import { languageOf } from './skills.ts'

const h = 3_600_000
const policy = { graceMs: 15 * 60_000, unplannedReturnMs: 24 * h }
const facts = (change: Partial<DutyFacts> = {}): DutyFacts => ({ shifts: [{ from: 0, to: 8 * h }, { from: 24 * h, to: 32 * h }], absences: [], state: 'online', isSeen: true, ...change })

describe('who may be given work', () => {
  test.each([
    ['on shift and there', {}, 1, true], ['before the shift', {}, -1, false], ['at its last moment', {}, 8 * h - 1, true], ['at its end', {}, 8 * h, false], ['busy', { state: 'busy' }, 1, false], ['on a break', { state: 'break' }, 1, false],
    ['said offline', { state: 'offline' }, 1, false], ['not seen', { isSeen: false }, 1, false], ['absent', { absences: [{ from: 0, to: 9 * h }] }, 1, false], ['not rostered', { shifts: [] }, 1, false],
  ] as const)('%s', (_name, change, now, expected) => {
    expect(standingOf(facts(change as Partial<DutyFacts>), now, policy).isAvailable).toBe(expected)
  })
})

describe('who is gone, and until when', () => {
  test.each([
    ['who works on after the shift keeps the cases', {}, 9 * h, null],
    ['within the grace nobody is gone', { isSeen: false }, 8 * h + 60_000, null],
    ['then until the next shift', { isSeen: false }, 9 * h, { because: 'shift_over', since: 8 * h, returnsAt: 24 * h }],
    ['without a next one a day', { isSeen: false, shifts: [{ from: 0, to: 8 * h }] }, 9 * h, { because: 'shift_over', since: 8 * h, returnsAt: 33 * h }],
    ['absent from one shift: back for the next', { absences: [{ from: 0, to: 10 * h }] }, h, { because: 'absent', since: 0, returnsAt: 24 * h }],
    ['absent into the next shift: back within it', { absences: [{ from: 0, to: 26 * h }] }, h, { because: 'absent', since: 0, returnsAt: 26 * h }],
    ['two absences in a row are one', { absences: [{ from: 0, to: 26 * h }, { from: 26 * h, to: 28 * h }] }, h, { because: 'absent', since: 0, returnsAt: 28 * h }],
    ['absent beyond what is planned: back at its end', { absences: [{ from: 0, to: 90 * h }] }, h, { because: 'absent', since: 0, returnsAt: 90 * h }],
    ['never rostered: never gone by a shift', { isSeen: false, shifts: [] }, h, null],
    ['before the first shift nobody has gone', { isSeen: false }, -h, null],
  ] as const)('%s', (_name, change, now, expected) => {
    expect(standingOf(facts(change as unknown as Partial<DutyFacts>), now, policy).away).toEqual(expected)
  })

  test('nobody is gone and available at once, and whoever is gone comes back later than now', () => {
    const span = fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: 1, max: 30 })).map(([from, length]): Span => ({ from: from * h, to: (from + length) * h }))
    fc.assert(fc.property(fc.array(span, { maxLength: 6 }), fc.array(span, { maxLength: 4 }), fc.boolean(), fc.integer({ min: -100, max: 100 }), (shifts, absences, isSeen, at) => {
      const standing = standingOf({ shifts, absences, state: 'online', isSeen }, at * h, policy)
      expect(standing.away !== null && standing.isAvailable).toBe(false)
      expect(standing.away === null || standing.away.returnsAt > at * h).toBe(true)
    }))
  })
})

test('a night shift ends on the next day, in business time', () => {
  const night = shiftOn('2026-11-22', { fromMinute: 1380, minutes: 480 })
  expect([new Date(night.from).toISOString(), new Date(night.to).toISOString()]).toEqual(['2026-11-22T15:00:00.000Z', '2026-11-22T23:00:00.000Z'])
  expect(overlap(night, shiftOn('2026-11-23', { fromMinute: 420, minutes: 480 }))).toBe(false)
})

test.each([['粤语', 'yue'], ['说广东话的老人', 'yue'], ['Cantonese', 'yue'], ['普通话', 'zh'], ['閩南語', 'nan'], ['手语', 'sign'], ['en', 'en'], ['克林贡语', null], ['', null]])('%s is %s', (words, code) => {
  expect(languageOf(words)).toBe(code)
})
