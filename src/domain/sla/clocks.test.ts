// Proves how clocks open, stand and end, at the instants where systems usually get it wrong.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar, off, someCalendar, windowStart } from '../../../test/calendars.ts'
import { budgetUnits, dueAfter } from './budgets.ts'
import { canPause, clockState, dueAfterPauses, isBreached, nextDue, openClock, soonAt } from './clocks.ts'
import type { ClockTimes } from './clocks.ts'
import { dayMillis, hourMillis, startOfDay } from './days.ts'
import { clockKinds } from './kinds.ts'
import type { ClockKind } from './kinds.ts'
import { defaultProfile } from './profile.fixture.ts'
import { earliestWatch, endsStatutoryWatch, statutoryWatch } from './statutory.ts'
import { compileCalendar } from './working-time.ts'

const time = compileCalendar(aCalendar())
const rules = defaultProfile.rules
const at = (text: string): number => Date.parse(`${text}+08:00`)
const received = at('2026-11-02T09:15:00')
const clock = (more: Partial<ClockTimes> = {}): ClockTimes => ({ openedAt: 0, dueAt: 24 * hourMillis, metAt: null, cancelledAt: null, pausedAt: null, ...more })

describe('budgets', () => {
  test.each([
    [{ value: 24, unit: 'hour' }, '2026-11-03T09:15:00'],
    [{ value: 2, unit: 'working_hour' }, '2026-11-02T11:15:00'],
    [{ value: 1, unit: 'workday' }, '2026-11-04T00:00:00'],
    [{ value: 5, unit: 'calendar_day' }, '2026-11-08T00:00:00'],
    [{ value: 0, unit: 'hour' }, '2026-11-02T09:15:00'],
  ] as const)('%j', (budget, due) => expect(dueAfter(budget, 'none', received, time).strictDueAt).toBe(at(due)))

  test.each([-1, 1.5, Number.NaN])('%d is no amount', (value) => expect(() => dueAfter({ value, unit: 'hour' }, 'none', received, time)).toThrow(RangeError))

  test('more budget or a later start is never due earlier; the roll only ever adds', () => {
    const start = fc.integer({ min: startOfDay(windowStart - 10), max: startOfDay(windowStart + 50) })
    fc.assert(
      fc.property(someCalendar, fc.constantFrom(...budgetUnits), start, start, fc.nat(60), fc.nat(60), (calendar, unit, s1, s2, a, b) => {
        const t = compileCalendar(calendar)
        const due = (from: number, value: number): number => dueAfter({ value, unit }, 'none', from, t).strictDueAt
        expect(due(s1, Math.min(a, b))).toBeLessThanOrEqual(due(s1, Math.max(a, b)))
        expect(due(Math.min(s1, s2), a)).toBeLessThanOrEqual(due(Math.max(s1, s2), a))
        const { strictDueAt, rolledDueAt } = dueAfter({ value: a, unit }, 'off_days', s1, t)
        expect(rolledDueAt ?? strictDueAt).toBeGreaterThanOrEqual(strictDueAt)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the default profile', () => {
  test('has a rule for every kind, under its own name', () => {
    for (const kind of clockKinds) expect(rules[kind].kind).toBe(kind)
    expect(Object.keys(rules).toSorted()).toEqual([...clockKinds].toSorted())
  })

  test('OPN-04: aim 48 hours, told the customer 5 days, watched 7 days', () => {
    const decision = openClock(rules.decision, received, time)
    expect(decision).toMatchObject({ targetAt: at('2026-11-04T09:15:00'), dueAt: at('2026-11-08T00:00:00'), statutory: false, epoch: 1, calendarVersion: 'test@1' })
    expect(openClock(rules.statutory_watch, received, time)).toMatchObject({ dueAt: at('2026-11-10T00:00:00'), strictDueAt: at('2026-11-10T00:00:00'), rolledDueAt: at('2026-11-10T00:00:00'), statutory: true })
    expect(openClock(rules.first_contact, received, time)).toMatchObject({ dueAt: received + dayMillis, targetAt: null, rolledDueAt: null })
  })

  test('no aim lies after what was committed', () => {
    const opened = Object.values(rules).filter((r) => r.budget !== null).map((r) => openClock(r, received, time))
    expect(opened.filter((c) => (c.targetAt ?? c.dueAt) > c.dueAt).map((c) => c.kind)).toEqual([])
  })

  test('a promise brings its own instant and can’t be opened without', () => {
    expect(openClock(rules.promise, received, time, { agreedDueAt: received + 1000, epoch: 3 })).toMatchObject({ dueAt: received + 1000, epoch: 3, provisional: false })
    expect(() => openClock(rules.promise, received, time)).toThrow(RangeError)
  })

  test('law and outsiders can’t be paused', () => {
    for (const kind of ['statutory_watch', 'regulator_reply', 'platform'] as const) {
      expect(canPause(rules[kind])).toBe(false)
      expect(canPause({ ...rules[kind], pausable: true })).toBe(false)
    }
    expect(canPause(rules.decision)).toBe(true)
    expect(canPause({ ...rules.decision, statutory: true })).toBe(false)
    const watch = openClock(rules.statutory_watch, received, time)
    expect(dueAfterPauses(rules.statutory_watch, watch, time, [{ from: received, to: received + 30 * dayMillis }])).toBe(watch.dueAt)
  })
})

describe('how a clock stands', () => {
  const due = 24 * hourMillis
  test.each<[string, Partial<ClockTimes>, number, string, boolean]>([
    ['fresh', {}, 0, 'running', false],
    ['one ms before it is soon', {}, due - 6 * hourMillis - 1, 'running', false],
    ['soon', {}, due - 6 * hourMillis, 'soon', false],
    ['at the due instant itself', {}, due, 'soon', false],
    ['one ms after', {}, due + 1, 'overdue', true],
    ['met at the due instant', { metAt: due }, due + dayMillis, 'met', false],
    ['met one ms late', { metAt: due + 1 }, due + dayMillis, 'met_late', true],
    ['cancelled in time', { cancelledAt: due }, due + dayMillis, 'cancelled', false],
    ['cancelled late stays a breach', { cancelledAt: due + 1 }, due + dayMillis, 'cancelled', true],
    ['paused in time, looked at later', { pausedAt: due - 1 }, due + dayMillis, 'paused', false],
    ['paused after it was overdue', { pausedAt: due + 1 }, due + dayMillis, 'overdue', true],
    ['a pause that begins later', { pausedAt: 5 }, 4, 'running', false],
  ])('%s', (_, more, now, state, breached) => {
    expect(clockState(clock(more), now)).toBe(state)
    expect(isBreached(clock(more), now)).toBe(breached)
  })

  test.each([
    ['30 minutes', 30, 15],
    ['2 hours', 120, 60],
    ['8 hours', 480, 120],
    ['48 hours', 2880, 720],
    ['7 days', 10_080, 1440],
  ])('%s is soon %d minutes long, %d before the end', (_, life, ahead) => expect(soonAt({ openedAt: 0, dueAt: life * 60_000 })).toBe((life - ahead) * 60_000))

  test('the next due is the earliest that still runs', () => {
    const of = (kind: ClockKind, dueAt: number, more: Partial<ClockTimes> = {}) => ({ ...clock({ dueAt, ...more }), kind })
    const clocks = [of('statutory_watch', 50), of('decision', 40, { pausedAt: 1 }), of('first_contact', 10, { metAt: 5 }), of('outlet_reply', 20, { cancelledAt: 5 }), of('promise', 50)]
    expect(nextDue(clocks, 30)?.kind).toBe('statutory_watch')
    expect(nextDue([of('promise', 50), of('decision', 50)], 99)?.kind).toBe('decision')
    expect(nextDue([of('first_contact', 10, { metAt: 5 })], 30)).toBeNull()
  })
})

describe('what ends the statutory watch', () => {
  test.each([
    ['complaint.decision_told', 'decided', true],
    ['complaint.rejected', 'rejected', true],
    ['complaint.rejected', 'duplicate', true],
    ['complaint.withdrawal_verified', 'withdrawn', true],
    ['complaint.merged', 'duplicate', true],
    ['complaint.withdrawal_verified', 'investigating', false],
    ['complaint.withdrawal_requested', 'investigating', false],
    ['complaint.customer_contacted', 'investigating', false],
    ['offer.made', 'negotiating', false],
    ['offer.answered', 'negotiating', false],
    ['plan.approval_given', 'negotiating', false],
    ['complaint.closed', 'closed', false],
    ['complaint.reopened', 'investigating', false],
    ['complaint.paused', 'investigating', false],
  ])('%s leading to %s: %s', (event, status, ends) => expect(endsStatutoryWatch(event, status)).toBe(ends))

  test('a merge keeps the earliest watch whole', () => {
    const holiday = compileCalendar(aCalendar([off('2026-11-09'), off('2026-11-10')]))
    const older = statutoryWatch(received, holiday)
    const younger = statutoryWatch(received + dayMillis, holiday)
    expect(earliestWatch(younger, older)).toBe(older)
    expect(earliestWatch(older)).toBe(older)
    expect(older.rolledDueAt).toBe(younger.rolledDueAt)
  })
})
