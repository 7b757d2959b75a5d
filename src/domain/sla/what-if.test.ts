// Tests of the thought experiment: the past as it stood, the future if nothing happens, pauses that end when agreed.
import { describe, expect, test } from 'vitest'
import { aCalendar } from '../../../test/calendars.ts'
import { hourMillis } from './days.ts'
import { supposeAt } from './what-if.ts'
import type { KnownClock } from './what-if.ts'
import { compileCalendar } from './working-time.ts'

const time = compileCalendar(aCalendar())
const h = (hours: number): number => Date.parse('2026-09-14T09:00:00+08:00') + hours * hourMillis
const plain: KnownClock = { openedAt: h(0), dueAt: h(24), stoppedAt: null, cancelled: false, budget: { value: 24, unit: 'hour' }, pauses: [] }

describe('without pauses', () => {
  test.each([
    ['before it was opened', plain, -1, 'not_opened'], ['just opened', plain, 0, 'running'], ['the last quarter', plain, 18, 'soon'], ['the due instant itself', plain, 24, 'soon'], ['a moment later', plain, 24.001, 'overdue'],
    ['before it was met', { ...plain, stoppedAt: h(20) }, 10, 'running'], ['once met', { ...plain, stoppedAt: h(20) }, 30, 'met'], ['met late, while late', { ...plain, stoppedAt: h(30) }, 26, 'overdue'], ['met late', { ...plain, stoppedAt: h(30) }, 31, 'met_late'],
    ['cancelled', { ...plain, stoppedAt: h(5), cancelled: true }, 50, 'cancelled'], ['before it was cancelled', { ...plain, stoppedAt: h(5), cancelled: true }, 4, 'running'],
  ] as const)('%s', (_, clock, at, state) => {
    expect(supposeAt(clock, h(at), h(8), time)).toEqual({ state, dueAt: clock.dueAt })
  })
})

describe('with pauses', () => {
  const standing: KnownClock = { ...plain, pauses: [{ from: h(4), to: null, until: h(14) }] }

  test('one that lasts moves the due instant with the moment supposed, and ends when agreed', () => {
    expect([2, 4, 10, 13.9].map((at) => supposeAt(standing, h(at), h(8), time).state)).toEqual(['running', 'paused', 'paused', 'paused'])
    expect([2, 10, 14, 40].map((at) => (supposeAt(standing, h(at), h(8), time).dueAt - h(0)) / hourMillis)).toEqual([24, 30, 34, 34])
    expect(supposeAt(standing, h(34), h(8), time).state).toBe('soon')
    expect(supposeAt(standing, h(34.001), h(8), time).state).toBe('overdue')
  })

  test('one that has ended is in the row already; before it, the row is told without it', () => {
    const ended: KnownClock = { ...plain, dueAt: h(30), pauses: [{ from: h(4), to: h(10), until: null }] }
    expect([3, 7, 10, 20].map((at) => (supposeAt(ended, h(at), h(12), time).dueAt - h(0)) / hourMillis)).toEqual([24, 27, 30, 30])
  })

  test('what else moved the clock stays; without a calendar nothing is counted anew', () => {
    expect(supposeAt({ ...standing, dueAt: h(25) }, h(10), h(8), time).dueAt).toBe(h(31))
    expect(supposeAt(standing, h(40), h(8), null)).toEqual({ state: 'overdue', dueAt: h(24) })
  })

  test('working hours lose only what the pause took of them', () => {
    const hours: KnownClock = { ...plain, budget: { value: 8, unit: 'working_hour' }, dueAt: h(9), pauses: [{ from: h(8), to: null, until: h(25) }] }
    expect((supposeAt(hours, h(30), h(8), time).dueAt - h(0)) / hourMillis).toBe(26)
  })

  test('a clock that was late before the pause stays late', () => {
    expect(supposeAt({ ...plain, pauses: [{ from: h(26), to: null, until: h(40) }] }, h(30), h(28), time).state).toBe('overdue')
  })
})
