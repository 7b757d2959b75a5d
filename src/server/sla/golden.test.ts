// The shipped calendar against cases people published, a minute-stepper over ten years, and the notices' own regularity.
import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { isWorkedMinute } from '../../../test/calendars.ts'
import { dueAfter } from '../../domain/sla/budgets.ts'
import type { Budget } from '../../domain/sla/budgets.ts'
import { issueCalendar } from '../../domain/sla/calendar.ts'
import type { WeeklyHours } from '../../domain/sla/calendar.ts'
import { addDays, dateOf, dayNumber, hourMillis, minuteMillis } from '../../domain/sla/days.ts'
import { layCalendar } from '../../domain/sla/layers.ts'
import { dayChanges, noticeDoubts } from '../../domain/sla/notices.ts'
import { offsetFrom } from '../../domain/sla/offsets.ts'
import type { Offset } from '../../domain/sla/offsets.ts'
import { addWorkdays, addWorkingMillis, compileCalendar, dayFacts, isWorkday, nextWorkday, subtractWorkdays, workdaysBetween, workingMillisBetween } from '../../domain/sla/working-time.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import { loadCalendarPack, loadWorkingTime } from './calendars.ts'
import type { ShippedCalendar } from './calendars.ts'

let pack: ShippedCalendar
let time: WorkingTime
let urumqi: WorkingTime
const late = [{ from: 600, to: 840 }, { from: 930, to: 1170 }]
const lateWeek: WeeklyHours = [late, late, late, late, late, [], []]
beforeAll(async () => {
  ;[pack, time] = await Promise.all([loadCalendarPack(), loadWorkingTime()])
  urumqi = compileCalendar(layCalendar(time.calendar, { weekly: lateWeek, days: [] }, 'urumqi'))
})

const at = (text: string): number => Date.parse(`${text}+08:00`)
const local = (instant: number): string => new Date(instant + 8 * hourMillis).toISOString().slice(0, 16)

describe('workdays as published for each year', () => {
  test.each([
    ['2020-01-18', 30, '2020-03-06'], ['2020-01-23', 3, '2020-02-05'], ['2020-01-23', 30, '2020-03-13'], ['2021-02-10', 1, '2021-02-18'], ['2021-02-10', 30, '2021-03-30'], ['2021-02-21', 1, '2021-02-22'],
    ['2021-03-13', 30, '2021-04-25'], ['2022-06-18', 7, '2022-06-28'], ['2022-09-06', 30, '2022-10-24'], ['2022-09-30', 1, '2022-10-08'], ['2023-07-22', 7, '2023-08-01'], ['2023-09-28', 3, '2023-10-09'],
    ['2024-02-03', 1, '2024-02-04'], ['2024-02-09', 15, '2024-03-07'], ['2024-09-13', 15, '2024-10-11'], ['2025-01-26', 1, '2025-01-27'], ['2025-01-27', 1, '2025-02-05'], ['2025-09-30', 1, '2025-10-09'],
    ['2026-01-04', 7, '2026-01-13'], ['2026-02-14', 1, '2026-02-24'], ['2026-09-24', 7, '2026-10-12'], ['2026-10-03', 3, '2026-10-10'],
  ])('%s + %d = %s', (start, n, expected) => {
    expect(addWorkdays(time, start, n).on).toBe(expected)
    expect(workdaysBetween(time, start, expected)).toBe(n)
  })
})

describe('hours people will argue about', () => {
  const hours = (value: number): Budget => ({ value, unit: 'working_hour' })
  test.each<[string, string, number, string]>([
    ['one hour before lunch ends at noon, not at one', '2026-02-12T11:00', 1, '2026-02-12T12:00'],
    ['asked at noon exactly', '2026-02-12T12:00', 1, '2026-02-12T14:00'],
    ['asked in the lunch break', '2026-02-12T12:30', 1, '2026-02-12T14:00'],
    ['asked at closing exactly, before a make-up Saturday', '2026-02-13T18:00', 1, '2026-02-14T10:00'],
    ['over Spring Festival 2026', '2026-02-14T17:30', 1, '2026-02-24T09:30'],
    ['asked inside Spring Festival', '2026-02-18T10:00', 8, '2026-02-24T18:00'],
    ['over National Day 2026', '2026-09-30T17:00', 2, '2026-10-08T10:00'],
    ['through the make-up Saturday after it', '2026-10-09T17:00', 9, '2026-10-10T18:00'],
    ['asked on the make-up Sunday of National Day', '2026-09-20T17:30', 1, '2026-09-21T09:30'],
    ['over New Year 2026 onto its make-up Sunday', '2025-12-31T17:30', 1, '2026-01-04T09:30'],
    ['over Labour Day onto a plain Wednesday', '2026-04-30T18:00', 1, '2026-05-06T10:00'],
    ['the end of the make-up Saturday in May', '2026-05-09T17:59', 1, '2026-05-11T09:59'],
  ])('%s', (_, start, n, due) => expect(local(dueAfter(hours(n), 'none', at(start), time).strictDueAt)).toBe(due))

  test.each<[string, string, Offset, string]>([
    ['2 working hours before the first morning after National Day', '2026-10-08T10:00', { value: -2, unit: 'working_hour' }, '2026-09-30T17:00'],
    ['1 workday before the end of the first day after Spring Festival', '2026-02-25T00:00', { value: -1, unit: 'workday' }, '2026-02-24T00:00'],
    ['1 workday before that day begins is the make-up Saturday', '2026-02-24T00:00', { value: -1, unit: 'workday' }, '2026-02-14T00:00'],
    ['4 hours of the clock know no holiday', '2026-10-08T02:00', { value: -4, unit: 'hour' }, '2026-10-07T22:00'],
  ])('%s', (_, from, offset, expected) => expect(local(offsetFrom(at(from), offset, time))).toBe(expected))

  test('no time asked is due at once, at night and in a holiday', () => {
    expect(dueAfter(hours(0), 'none', at('2026-10-03T03:00'), time)).toEqual({ strictDueAt: at('2026-10-03T03:00'), rolledDueAt: null, provisional: false })
  })

  test('the year’s end: the last covered day is firm, what lies past it provisional', () => {
    expect(dueAfter(hours(1), 'none', at('2026-12-31T17:00'), time)).toMatchObject({ strictDueAt: at('2026-12-31T18:00'), provisional: false })
    expect(dueAfter(hours(2), 'none', at('2026-12-31T17:00'), time)).toMatchObject({ strictDueAt: at('2027-01-01T10:00'), provisional: true })
    expect(dueAfter({ value: 7, unit: 'calendar_day' }, 'off_days', at('2026-12-25T09:00'), time)).toMatchObject({ strictDueAt: at('2027-01-02T00:00'), provisional: true })
  })
})

describe('against a stepper, 2018–2027', () => {
  const someMinute = fc.integer({ min: dayNumber('2018-01-01') * 1440, max: dayNumber('2027-12-20') * 1440 })
  test.each([['Shanghai', () => time], ['Urumqi', () => urumqi]] as const)('minutes of %s', (_, calendar) => {
    fc.assert(
      fc.property(someMinute, fc.integer({ min: 1, max: 10 * 1440 }), (start, steps) => {
        const of = calendar()
        const instant = (minute: number): number => (minute - 480) * minuteMillis
        let worked = 0
        let last = start
        for (let m = start; m < start + steps; m += 1) if (isWorkedMinute(of.calendar, m)) { worked += 1; last = m + 1 }
        expect(workingMillisBetween(of, instant(start), instant(start + steps))).toBe(worked * minuteMillis)
        expect(addWorkingMillis(of, instant(start), worked * minuteMillis).at).toBe(instant(last))
      }),
      { numRuns: 12 },
    )
  })

  test('days, forward and back, and the next workday', () => {
    fc.assert(
      fc.property(fc.integer({ min: dayNumber('2018-01-01'), max: dayNumber('2027-10-01') }), fc.integer({ min: 1, max: 60 }), (day, n) => {
        const start = dateOf(day)
        let on = start
        for (let left = n; left > 0;) { on = addDays(on, 1); if (isWorkday(time, on)) left -= 1 }
        expect(addWorkdays(time, start, n)).toEqual({ on, provisional: on > '2026-12-31' })
        // from the start of the day after, the n-th workday back is the first one that was counted
        expect(subtractWorkdays(time, addDays(on, 1), n)).toBe(addWorkdays(time, start, 1).on)
        let next = start
        while (!isWorkday(time, next)) next = addDays(next, 1)
        expect(nextWorkday(time, start).on).toBe(next)
      }),
      { numRuns: 200 },
    )
  })
})

describe('notices', () => {
  const before = (number: string): WorkingTime => compileCalendar(issueCalendar({ ...pack, notices: pack.notices.slice(0, pack.notices.findIndex((n) => n.number === number)) }))

  test('the revision of 2019 changes these days and no other', () => {
    const notice = pack.notices.find((n) => n.number === '国办发明电〔2019〕3号')
    const was = before('国办发明电〔2019〕3号')
    const is = compileCalendar(issueCalendar({ ...pack, notices: pack.notices.slice(0, 3) }))
    const all = Array.from({ length: 365 }, (_, i) => addDays('2019-01-01', i))
    expect(dayChanges(was, is, all).filter((d) => d.alters).map((d) => [d.on, d.before.kind, d.after.kind])).toEqual([
      ['2019-04-28', 'weekend', 'make_up_day'], ['2019-05-02', 'workday', 'holiday'], ['2019-05-03', 'workday', 'holiday'], ['2019-05-04', 'weekend', 'holiday'], ['2019-05-05', 'weekend', 'make_up_day'],
    ])
    expect(dayFacts(is, dayNumber('2019-05-01')).override?.notice).toBe(notice?.number)
    expect(is.calendar.coverageUntil).toBe('2019-12-31')
  })

  test('nothing shipped looks doubtful on the day it came, but the extended Spring Festival of 2020', () => {
    const doubts = pack.notices.slice(1).flatMap((n, i) => noticeDoubts(n, before(n.number), pack.legalHolidays, n.publishedOn, pack.notices[i]?.publishedOn ?? '').map((d) => [n.number, d.code, d.on]))
    expect(doubts).toEqual([['国办发明电〔2020〕1号', 'off_without_make_up', '2020-01-24'], ['国办发明电〔2020〕1号', 'work_on_workday', '2020-02-03']])
  })

  test.each<[string, (days: ShippedCalendar['notices'][number]) => object, string]>([
    ['a holiday left out', (n) => ({ days: n.days.filter((d) => d.name !== 'qingming') }), 'holiday_missing'],
    ['a day named twice', (n) => ({ days: [...n.days, n.days[0]] }), 'named_twice'],
    ['a day beyond its reach', () => ({ coversUntil: '2026-06-30' }), 'outside_coverage'],
    ['a date of publication ahead', () => ({ publishedOn: '2025-12-01' }), 'not_yet_published'],
    ['published before the one in force', () => ({ publishedOn: '2024-11-01' }), 'older_than_in_force'],
    ['a reach that is none', () => ({ coversUntil: '2025-12-31' }), 'extends_nothing'],
    ['a day that is past', (n) => ({ days: [...n.days, { on: '2025-06-06', day: 'off', hours: [], name: 'dragon_boat', notice: 'x' }] }), 'already_past'],
  ])('doubtful: %s', (_, change, code) => {
    const notice = pack.notices.at(-1)!
    expect(noticeDoubts({ ...notice, ...change(notice) }, before(notice.number), pack.legalHolidays, '2025-11-05', '2024-11-12').map((d) => d.code)).toContain(code)
  })

  test('the same notice again changes nothing, and says so', () => {
    expect(noticeDoubts(pack.notices.at(-1)!, time, pack.legalHolidays, '2026-01-01', '2025-11-04').map((d) => d.code)).toEqual(expect.arrayContaining(['changes_nothing', 'extends_nothing']))
  })
})
