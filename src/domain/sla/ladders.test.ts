// Which steps are due, which are overtaken, who is passed over and when reminders rest: tables of cases, and that no order of looks tells a step twice.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aCalendar } from '../../../test/calendars.ts'
import { breachGraceMs, decideSteps, firstLook, ladderProblems, passOn, placeSteps, restsUntil } from './ladders.ts'
import type { Ladders, LadderStep, Recipient, StepTime, ToldStep } from './ladders.ts'
import { clockKinds } from './kinds.ts'
import { compileCalendar } from './working-time.ts'

const hour = 3_600_000
const time = compileCalendar(aCalendar())
/** Business time of November 2026; the 23rd is a Monday. */
const on = (day: number, clock: string): number => Date.parse(`2026-11-${String(day).padStart(2, '0')}T${clock}:00+08:00`)
const step = (code: string, at: StepTime, to: readonly Recipient[] = ['owner']): LadderStep => ({ code, at, to, via: ['in_app'] })
const before = (value: number, unit: 'hour' | 'working_hour' | 'workday' = 'hour'): StepTime => ({ before: { value, unit } })
const after = (value: number): StepTime => ({ after: { value, unit: 'hour' } })
const ladder = [step('h24', before(24)), step('h4', before(4)), step('h1', before(1)), step('due', 'due'), step('p4', after(4), ['role:lead'])]
const told = (dueAt: number, ...codes: string[]): ToldStep[] => codes.map((code) => ({ step: code, dueAt }))

describe('where steps stand', () => {
  const due = on(24, '10:00')
  test.each<[string, StepTime, number]>([
    ['a day before', before(24), on(23, '10:00')],
    ['two working hours before: the evening of the day before', before(2, 'working_hour'), on(23, '17:00')],
    ['a workday before', before(1, 'workday'), on(23, '10:00')],
    ['half of its life', { share: 0.5 }, on(23, '10:00')],
    ['the due instant', 'due', due],
    ['four hours after', after(4), on(24, '14:00')],
  ])('%s', (_name, at, expected) => {
    expect(placeSteps([step('s', at)], { openedAt: on(22, '10:00'), dueAt: due }, time).map((p) => p.at)).toEqual([expected])
  })

  test('a reminder that would stand before the clock ran, or as it began, is none; a breach always is', () => {
    expect(placeSteps(ladder, { openedAt: on(24, '06:00'), dueAt: due }, time).map((p) => p.step.code)).toEqual(['h1', 'due', 'p4'])
    expect(placeSteps(ladder, { openedAt: due, dueAt: due - hour }, time).map((p) => p.step.code)).toEqual(['due', 'p4'])
  })
})

describe('what is told', () => {
  const life = { openedAt: on(20, '10:00'), dueAt: on(24, '10:00') }
  const placed = placeSteps(ladder, life, time)
  const g = breachGraceMs
  test.each<[string, number, ToldStep[], string[], number | null]>([
    ['nothing yet', on(23, '09:59'), [], [], on(23, '10:00')],
    ['the first reminder, at its instant', on(23, '10:00'), [], ['h24'], on(24, '06:00')],
    ['not a second time', on(23, '10:01'), told(life.dueAt, 'h24'), [], on(24, '06:00')],
    ['of two missed reminders the later one', on(24, '07:00'), [], ['-h24', 'h4'], on(24, '09:00')],
    ['at the due instant itself nothing is late', life.dueAt, told(life.dueAt, 'h24', 'h4', 'h1'), [], life.dueAt + g],
    ['the breach, after the grace', life.dueAt + g, told(life.dueAt, 'h24', 'h4', 'h1'), ['due'], on(24, '14:00') + g],
    ['a breach overtakes every reminder', on(24, '11:00'), [], ['-h24', '-h4', '-h1', 'due'], on(24, '14:00') + g],
    ['after a night without a sweep both late steps, oldest first', on(25, '10:00'), told(life.dueAt, 'h24', 'h4', 'h1'), ['due', 'p4'], null],
    ['the ladder is climbed', on(26, '10:00'), told(life.dueAt, 'h24', 'h4', 'h1', 'due', 'p4'), [], null],
    ['told for a later instant than this one: not again', on(23, '12:00'), told(on(25, '10:00'), 'h24'), [], on(24, '06:00')],
    ['the due instant has moved later since: again', on(23, '12:00'), told(on(23, '18:00'), 'h24', 'h4'), ['h24'], on(24, '06:00')],
  ])('%s', (_name, now, sofar, expected, lookAt) => {
    const made = decideSteps(placed, life, sofar, now, () => null)
    expect(made.now.map((v) => (v.state === 'tell' ? '' : '-') + v.placed.step.code)).toEqual(expected)
    expect(made.lookAt).toBe(lookAt)
  })

  test('a reminder rests until morning and is told then; the breach wakes whoever sleeps', () => {
    const night = { openedAt: on(20, '10:00'), dueAt: on(24, '02:00') }
    const steps = placeSteps(ladder, night, time)
    const rests = (): number => on(24, '08:00')
    const sofar = told(night.dueAt, 'h24')
    expect(decideSteps(steps, night, sofar, on(23, '22:00'), rests)).toEqual({ now: [], lookAt: on(24, '01:00') })
    expect(decideSteps(steps, night, sofar, night.dueAt + g, rests).now.map((v) => [v.placed.step.code, v.state])).toEqual([['h4', 'overtaken'], ['h1', 'overtaken'], ['due', 'tell']])
    const morning = { openedAt: on(20, '10:00'), dueAt: on(24, '08:30') }
    const atDawn = placeSteps(ladder, morning, time)
    expect(decideSteps(atDawn, morning, told(morning.dueAt, 'h24'), on(24, '04:31'), rests)).toEqual({ now: [], lookAt: on(24, '07:30') })
    expect(decideSteps(atDawn, morning, told(morning.dueAt, 'h24'), on(24, '08:00'), () => null).now.map((v) => [v.placed.step.code, v.state])).toEqual([['h4', 'overtaken'], ['h1', 'tell']])
  })

  test('whatever the order and number of looks, every step is decided once and every breach told', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -30 * 60, max: 30 * 60 }), { minLength: 1, maxLength: 40 }), fc.boolean(), (minutes, rests) => {
      const seen: ToldStep[] = []
      const verdicts: string[] = []
      // looks of several sweeps, not in their order; then one after everything
      for (const m of [...minutes, 30 * 60]) {
        const now = life.dueAt + m * 60_000
        for (const v of decideSteps(placed, life, seen, now, () => (rests && m < 0 ? now + hour : null)).now) {
          seen.push({ step: v.placed.step.code, dueAt: life.dueAt })
          verdicts.push(`${v.state} ${v.placed.step.code}`)
          if (v.placed.class === 'breach') expect(now).toBeGreaterThan(v.placed.at)
        }
      }
      expect(seen.map((s) => s.step).toSorted()).toEqual(['due', 'h1', 'h24', 'h4', 'p4'])
      expect(verdicts).toEqual(expect.arrayContaining(['tell due', 'tell p4']))
    }), { numRuns: 300 })
  })

  test('one look that came late tells what looks in time would have told, but for what was overtaken', () => {
    fc.assert(fc.property(fc.integer({ min: -40 * 60, max: 10 * 60 }), (m) => {
      const now = life.dueAt + m * 60_000
      const late = decideSteps(placed, life, [], now, () => null)
      expect(late.now.filter((v) => v.state === 'tell' && v.placed.class === 'reminder').length).toBeLessThanOrEqual(1)
      expect(late.now.map((v) => v.placed.at)).toEqual(late.now.map((v) => v.placed.at).toSorted((a, b) => a - b))
      if (late.lookAt !== null) expect(late.lookAt).toBeGreaterThan(now)
    }), { numRuns: 300 })
  })
})

describe('the first look at a clock that has just begun', () => {
  const opened = on(23, '09:00')
  test.each<[string, number, number | null, number]>([
    ['its first step that lies ahead', on(24, '12:00'), null, on(23, '12:00')],
    ['the warning, when it comes sooner', on(24, '12:00'), on(23, '10:30'), on(23, '10:30')],
    ['a warning of before it began: at once', on(24, '12:00'), on(22, '10:30'), opened],
    ['a life too short for a reminder: the breach, after its grace', on(23, '09:30'), null, on(23, '09:30') + breachGraceMs],
    ['due before it was entered: at once', on(23, '08:00'), null, opened],
  ])('%s', (_what, dueAt, warnedFrom, expected) => {
    const life = { openedAt: Math.min(opened, dueAt), dueAt }
    expect(firstLook(placeSteps(ladder, life, time), life, warnedFrom, opened)).toBe(expected)
  })

  test('no ladder and no warning: none', () => {
    expect(firstLook([], { openedAt: opened, dueAt: on(24, '12:00') }, null, opened)).toBeNull()
  })
})

test.each<[string, number, boolean, number | null]>([
  ['in the day', on(24, '10:00'), false, null], ['at nine in the evening', on(24, '21:00'), false, on(25, '08:00')], ['at three in the morning', on(24, '03:00'), false, on(24, '08:00')], ['at eight', on(24, '08:00'), false, null],
  ['at night, for who is on shift', on(24, '03:00'), true, null],
])('reminders rest: %s', (_name, now, onDuty, until) => {
  expect(restsUntil({ fromMinute: 21 * 60, toMinute: 8 * 60, offDays: false }, time, now, onDuty)).toBe(until)
})

test('days nobody works rest wholly where the policy says so', () => {
  const quiet = { fromMinute: 21 * 60, toMinute: 8 * 60, offDays: true }
  expect(restsUntil(quiet, time, on(27, '22:00'), false)).toBe(on(30, '08:00'))
  expect(restsUntil(quiet, time, on(28, '12:00'), false)).toBe(on(30, '08:00'))
  expect(restsUntil({ fromMinute: 0, toMinute: 0, offDays: false }, time, on(28, '03:00'), false)).toBeNull()
})

test.each<[string, Recipient[], Recipient[][], string[], string[], boolean]>([
  ['the owner is there', ['owner'], [['role:lead']], ['owner'], [], false],
  ['the owner is away: those of the next step, at once', ['owner'], [['role:lead']], ['role:lead'], ['owner'], true],
  ['one of two is enough', ['owner', 'role:lead'], [], ['role:lead'], ['owner'], false],
  ['over an empty step too', ['owner'], [['first_contact_owner'], ['role:lead']], ['role:lead'], ['owner', 'first_contact_owner'], true],
  ['nobody at all', ['owner'], [['first_contact_owner']], [], ['owner', 'first_contact_owner'], false],
])('passed on: %s', (_name, own, later, reached, passed, passedOn) => {
  const here = new Set<Recipient>(reached.includes('owner') ? ['owner'] : ['role:lead'])
  const found = passOn<Recipient>(own, later, (to) => ({ reached: to.filter((r) => here.has(r)), missing: to.filter((r) => !here.has(r)).map((r) => ({ to: r, because: 'absent' as const })) }))
  expect([found.told, found.passed.map((p) => p.to), found.passedOn]).toEqual([reached, passed, passedOn])
})

const sound: Ladders = {
  version: 'ladders@1', ladders: { all: ladder }, kinds: Object.fromEntries(clockKinds.map((k) => [k, 'all'])) as Ladders['kinds'], quiet: { fromMinute: 1260, toMinute: 480, offDays: false },
  warning: { kinds: ['decision'], to: ['owner'], minSample: 30, windowDays: 90, percentile: 50, hours: {} },
}
test.each<[string, Partial<Ladders>, string[]]>([
  ['sound ones', {}, []],
  ['a ladder without its due step', { ladders: { all: ladder.filter((s) => s.code !== 'due') } }, ['ladder_without_due']],
  ['a kind that leads nowhere', { kinds: { ...sound.kinds, promise: 'gone' } }, ['ladder_unknown']],
  ['a code twice', { ladders: { all: [ladder[0]!, ...ladder] } }, ['step_twice']],
  ['the warning as a step', { ladders: { all: [step('likely', before(9)), ...ladder.slice(1)] } }, ['step_code']],
  ['out of order', { ladders: { all: [ladder[1]!, ladder[0]!, ...ladder.slice(2)] } }, ['step_order']],
  ['a share of more than all', { ladders: { all: [step('s', { share: 1.5 }), ...ladder] } }, ['step_time']],
  ['a night of twenty hours', { quiet: { fromMinute: 12 * 60, toMinute: 8 * 60, offDays: false } }, ['quiet_hours']],
])('ladders: %s', (_name, more, codes) => {
  expect(ladderProblems({ ...sound, ...more }, clockKinds).map((p) => p.code)).toEqual(codes)
})
