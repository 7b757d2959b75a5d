// Proves what another rule or calendar may move of a stored clock, and what it never may.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar, off, someCalendar, windowStart } from '../../../test/calendars.ts'
import { budgetUnits, dueAfter } from './budgets.ts'
import type { Budget } from './budgets.ts'
import { openClock } from './clocks.ts'
import type { OpenedClock } from './clocks.ts'
import { dayMillis, hourMillis, startOfDay } from './days.ts'
import { dueWithPauses, unionSpans } from './pauses.ts'
import { defaultProfile } from './profile.fixture.ts'
import type { ClockRule } from './profiles.ts'
import { asStored, countsAlike, isMoved, recount, toldKinds } from './recount.ts'
import type { StoredClock } from './recount.ts'
import { compileCalendar } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'

const time = compileCalendar(aCalendar())
const { rules } = defaultProfile
const at = (text: string): number => Date.parse(`${text}+08:00`)
const received = at('2026-11-02T09:15:00')
const by = (rule: ClockRule, budget: Budget): ClockRule => ({ ...rule, budget })
const stored = (clock: OpenedClock, rule: ClockRule, t: WorkingTime, more: Partial<StoredClock> = {}, pauses: readonly { from: number; to: number }[] = []): StoredClock => asStored({ ...clock, stoppedAt: null, ...more }, { rule, time: t }, pauses)

const someBudget = fc.record({ value: fc.integer({ min: 1, max: 40 }), unit: fc.constantFrom(...budgetUnits) })
const someRule = fc.record({ kind: fc.constantFrom('decision', 'first_contact', 'payment', 'platform', 'callback', 'corrective_action'), budget: someBudget, roll: fc.constantFrom('none', 'off_days', 'holidays'), pausable: fc.boolean() }).map((r): ClockRule => ({ ...rules[r.kind], budget: r.budget, roll: r.roll, pausable: r.pausable }))
const start = fc.integer({ min: startOfDay(windowStart - 10), max: startOfDay(windowStart + 50) })
const somePauses = fc.array(fc.tuple(start, fc.integer({ min: 1, max: 6 * dayMillis })), { maxLength: 4 }).map((some) => unionSpans(some.map(([from, length]) => ({ from, to: from + length }))))

describe('what moves', () => {
  test('another budget counts from the same opening', () => {
    const rule = by(rules.decision, { value: 48, unit: 'hour' })
    const clock = stored(openClock(rules.decision, received, time), rules.decision, time)
    expect(recount(clock, rule, time, [])).toEqual({ dueAt: received + 48 * hourMillis, strictDueAt: received + 48 * hourMillis, rolledDueAt: null, provisional: false })
  })

  test('a day taken off by a later notice moves workdays, and so does a pause the old rule knew', () => {
    const rule = by(rules.decision, { value: 3, unit: 'workday' })
    const later = compileCalendar(aCalendar([off('2026-11-04')]))
    const pause = [{ from: at('2026-11-03T00:00:00'), to: at('2026-11-04T00:00:00') }]
    const clock = { ...stored(openClock(rule, received, time), rule, time), dueAt: dueWithPauses({ value: 3, unit: 'workday' }, received, time, pause) }
    expect(recount(asStored(clock, { rule, time }, pause), rule, later, pause)).toMatchObject({ strictDueAt: at('2026-11-07T00:00:00'), dueAt: at('2026-11-10T00:00:00') })
  })

  test('the same rule, calendar and pauses change nothing, ever; going there and back neither', () => {
    fc.assert(fc.property(someCalendar, someCalendar, someRule, someRule, start, somePauses, fc.integer({ min: 0, max: dayMillis }), (one, other, rule, another, openedAt, pauses, shift) => {
      const [here, there] = [compileCalendar(one), compileCalendar(other)]
      const opened = openClock(rule, openedAt, here)
      const clock = stored({ ...opened, ...recount(stored(opened, rule, here), rule, here, pauses) }, rule, here, {}, pauses)
      const moved = stored({ ...opened, dueAt: clock.dueAt + shift }, rule, here, { provisional: clock.provisional }, pauses)
      expect(isMoved(moved, recount(moved, rule, here, pauses))).toBe(false)
      const gone = { ...moved, ...recount(moved, { ...another, kind: rule.kind }, there, pauses) }
      expect(isMoved(moved, recount(gone, rule, here, pauses))).toBe(false)
    }), { numRuns: 300 })
  })

  test('it is what opening and pausing under the new rule would have given, plus what had shifted it', () => {
    fc.assert(fc.property(someCalendar, someRule, someBudget, start, somePauses, fc.integer({ min: 0, max: dayMillis }), (calendar, rule, budget, openedAt, pauses, shift) => {
      const t = compileCalendar(calendar)
      const before = stored({ ...openClock(rule, openedAt, t), dueAt: (recount(stored(openClock(rule, openedAt, t), rule, t), rule, t, pauses)).dueAt + shift }, rule, t, {}, pauses)
      const next = by(rule, budget)
      const after = recount(before, next, t, pauses)
      const due = dueAfter(budget, rule.roll, openedAt, t)
      expect([after.strictDueAt, after.rolledDueAt]).toEqual([due.strictDueAt, due.rolledDueAt])
      expect(after.dueAt - shift).toBe(next.pausable && next.kind !== 'platform' ? dueWithPauses(budget, openedAt, t, pauses) : due.strictDueAt)
    }), { numRuns: 300 })
  })
})

describe('what never moves', () => {
  const anything = fc.tuple(someCalendar, someRule, start, somePauses)

  test('a stopped clock', () => {
    fc.assert(fc.property(anything, anything, ([c1, rule, openedAt, pauses], [c2, another]) => {
      const clock = stored(openClock(rule, openedAt, compileCalendar(c1)), rule, compileCalendar(c1), { stoppedAt: openedAt + 1 })
      expect(isMoved(clock, recount(clock, another, compileCalendar(c2), pauses))).toBe(false)
    }), { numRuns: 100 })
  })

  test('an agreed instant: brought by the case, or told on paper of its own', () => {
    fc.assert(fc.property(anything, fc.constantFrom(...toldKinds), fc.integer({ min: 1, max: 30 * dayMillis }), ([calendar, rule, openedAt, pauses], kind, later) => {
      const t = compileCalendar(calendar)
      for (const clock of [stored(openClock({ ...rule, kind }, openedAt, t), { ...rule, kind }, t), stored(openClock(rule, openedAt, t, { agreedDueAt: dueAfter(rule.budget ?? { value: 1, unit: 'hour' }, 'none', openedAt, t).strictDueAt + later }), rule, t)]) {
        expect(clock.agreed).toBe(true)
        expect(isMoved(clock, recount(clock, by(rule, { value: 1, unit: 'hour' }), t, pauses))).toBe(false)
      }
    }), { numRuns: 100 })
  })

  test('a clock pinned to what nobody knows any more', () => {
    const clock = asStored({ ...openClock(rules.decision, received, time), stoppedAt: null }, null, [])
    expect(isMoved(clock, recount(clock, by(rules.decision, { value: 1, unit: 'hour' }), time, []))).toBe(false)
  })

  test('the strict instant of a watch of the law; its roll follows the calendar', () => {
    fc.assert(fc.property(someCalendar, someCalendar, start, someBudget, somePauses, (one, other, openedAt, budget, pauses) => {
      const here = compileCalendar({ ...one, zoneOffsetMinutes: 480 })
      const there = compileCalendar({ ...other, zoneOffsetMinutes: 480 })
      const watch = stored(openClock(rules.statutory_watch, openedAt, here), rules.statutory_watch, here)
      const after = recount(watch, by(rules.statutory_watch, budget), there, pauses)
      expect([after.dueAt, after.strictDueAt]).toEqual([watch.dueAt, watch.strictDueAt])
      expect(after.rolledDueAt).toBe(openClock(rules.statutory_watch, openedAt, there).rolledDueAt)
    }), { numRuns: 200 })
  })
})

test('a rule that differs only in aim and source counts alike', () => {
  expect(countsAlike(rules.decision, { ...rules.decision, target: null, source: 'house_policy' })).toBe(true)
  expect(countsAlike(rules.decision, { ...rules.decision, pausable: false })).toBe(false)
  expect(countsAlike(rules.decision, by(rules.decision, { value: 6, unit: 'calendar_day' }))).toBe(false)
})
