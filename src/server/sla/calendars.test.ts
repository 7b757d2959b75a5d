// Proves the shipped calendar day by day against an independent package, and the deadlines people will argue about as golden cases.
import { isWorkday as independentlyWorked } from 'chinese-days'
import { beforeAll, describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { dueAfter } from '../../domain/sla/budgets.ts'
import type { Budget } from '../../domain/sla/budgets.ts'
import { issueCalendar } from '../../domain/sla/calendar.ts'
import { openClock } from '../../domain/sla/clocks.ts'
import { addDays, dayNumber, weekdayIndex } from '../../domain/sla/days.ts'
import { explain } from '../../domain/sla/explanation.ts'
import { defaultProfile } from '../../domain/sla/profile.fixture.ts'
import { statutoryWatch } from '../../domain/sla/statutory.ts'
import { addWorkdays, compileCalendar, dayFacts, isWorkday } from '../../domain/sla/working-time.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import { loadCalendarPack, loadWorkingTime, parseCalendarPack } from './calendars.ts'

let time: WorkingTime
beforeAll(async () => {
  time = await loadWorkingTime()
})

const at = (text: string): number => Date.parse(`${text}+08:00`)
/** 24:00 of a date. */
const end = (on: string): number => at(`${addDays(on, 1)}T00:00:00`)
const due = (budget: Budget, start: string): { strictDueAt: number; provisional: boolean } => dueAfter(budget, 'none', at(start), time)

describe('the shipped calendar', () => {
  test('is worked on the same 3,287 days of 2018–2026 as an independent source says', () => {
    const different: string[] = []
    let days = 0
    for (let on = '2018-01-01'; on <= '2026-12-31'; on = addDays(on, 1), days += 1) if (isWorkday(time, on) !== independentlyWorked(on)) different.push(on)
    expect(different).toEqual([])
    expect(days).toBe(3287)
  })

  test('is known through 2026 and names its youngest notice', () => {
    expect(time.calendar).toMatchObject({ version: 'cn.1@2025-11-04', coverageUntil: '2026-12-31', zoneOffsetMinutes: 480 })
  })

  test('every notice makes up for each working day it takes, but the legal holidays themselves', async () => {
    // 全国年节及纪念日放假办法: 11 days a year, 13 from 2025 on; the extension of Spring Festival 2020 was a gift of three days.
    const notices = (await loadCalendarPack()).notices.filter((n) => n.coversUntil !== null)
    for (const notice of notices) {
      const weekday = (on: string): boolean => weekdayIndex(dayNumber(on)) < 5
      const taken = notice.days.filter((d) => d.day === 'off' && weekday(d.on)).length
      const given = notice.days.filter((d) => d.day === 'work' && !weekday(d.on)).length
      expect(taken - given).toBeLessThanOrEqual(notice.publishedOn >= '2024-11-12' ? 13 : 11)
      expect(taken - given).toBeGreaterThanOrEqual(8)
      expect(notice.days.filter((d) => d.day === 'work' && weekday(d.on)).map((d) => d.on)).toEqual([])
    }
  })

  test.each(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'])('%s is a make-up day of 2026', (on) => {
    expect(dayFacts(time, dayNumber(on))).toMatchObject({ kind: 'make_up_day', override: { notice: '国办发明电〔2025〕7号' } })
    expect(addWorkdays(time, addDays(on, -1), 1)).toEqual({ on, provisional: false })
  })

  test('the revisions of 2019 and 2020 change the calendar from their day on, not before', async () => {
    const pack = await loadCalendarPack()
    const known = (on: string): WorkingTime => compileCalendar(issueCalendar(pack, on))
    expect(addWorkdays(known('2019-03-21'), '2019-04-26', 3).on).toBe('2019-05-02')
    expect(addWorkdays(known('2019-03-22'), '2019-04-26', 3).on).toBe('2019-04-30')
    expect(addWorkdays(known('2019-03-22'), '2019-04-30', 1).on).toBe('2019-05-05')
    expect(addWorkdays(known('2020-01-26'), '2020-01-23', 1).on).toBe('2020-01-31')
    expect(addWorkdays(known('2020-01-27'), '2020-01-23', 1).on).toBe('2020-02-03')
    expect(known('2019-12-01').calendar.coverageUntil).toBe('2020-12-31')
  })
})

describe('working days', () => {
  test.each([
    ['Spring Festival 2026', '2026-02-13', 1, '2026-02-14'],
    ['Spring Festival 2026, over it', '2026-02-14', 1, '2026-02-24'],
    ['Spring Festival 2026, with both make-up days', '2026-02-12', 7, '2026-02-28'],
    ['National Day 2026', '2026-09-30', 1, '2026-10-08'],
    ['National Day 2026, with its make-up Saturday', '2026-09-30', 3, '2026-10-10'],
    ['started inside the holiday', '2026-10-03', 1, '2026-10-08'],
    ['started on a make-up Sunday', '2026-09-20', 5, '2026-09-28'],
    ['New Year’s own days off lie in the old year', '2018-12-28', 2, '2019-01-02'],
    ['7 working days of D4, a plain fortnight', '2026-11-02', 7, '2026-11-11'],
    ['7 working days of D4, over National Day', '2026-09-28', 7, '2026-10-13'],
    ['30 working days through early 2020', '2020-01-18', 30, '2020-03-06'],
    ['15 working days through early 2020', '2020-01-23', 15, '2020-02-21'],
    ['over the year end 2020', '2020-12-23', 7, '2021-01-04'],
  ])('%s: %s + %d = %s', (_, start, n, expected) => {
    expect(addWorkdays(time, start, n)).toEqual({ on: expected, provisional: false })
    expect(due({ value: n, unit: 'workday' }, `${start}T15:30:00`)).toMatchObject({ strictDueAt: end(expected) })
  })

  test('past the end of 2026 the answer stands on no notice: provisional', () => {
    expect(addWorkdays(time, '2026-12-24', 5)).toEqual({ on: '2026-12-31', provisional: false })
    expect(addWorkdays(time, '2026-12-24', 6)).toEqual({ on: '2027-01-01', provisional: true })
    expect(due({ value: 7, unit: 'workday' }, '2026-12-28T09:00:00').provisional).toBe(true)
  })

  test('D7: five working days, then five more after the check ends', () => {
    const preliminary = due({ value: 5, unit: 'workday' }, '2026-09-24T10:00:00')
    expect(preliminary.strictDueAt).toBe(end('2026-10-09'))
    const result = due({ value: 5, unit: 'workday' }, '2026-10-09T17:00:00')
    expect(result.strictDueAt).toBe(end('2026-10-15'))
    // Received 24 September, the law's seven days end on 1 October: the preliminary answer alone comes too late.
    expect(statutoryWatch(at('2026-09-24T10:00:00'), time).strictDueAt).toBe(end('2026-10-01'))
  })

  test('one working hour before a make-up Saturday closes and after National Day opens', () => {
    expect(due({ value: 1, unit: 'working_hour' }, '2026-09-30T17:30:00').strictDueAt).toBe(at('2026-10-08T09:30:00'))
    expect(due({ value: 8, unit: 'working_hour' }, '2026-10-09T18:00:00').strictDueAt).toBe(at('2026-10-10T18:00:00'))
  })
})

describe('the statutory watch', () => {
  test.each([
    ['an ordinary week', '2026-11-02T09:15:00', '2026-11-09', '2026-11-09', false],
    ['received one millisecond before midnight', '2026-11-02T23:59:59.999', '2026-11-09', '2026-11-09', false],
    ['received at midnight: the new day', '2026-11-03T00:00:00', '2026-11-10', '2026-11-10', false],
    ['last day a Sunday', '2026-11-01T10:00:00', '2026-11-08', '2026-11-09', false],
    ['last day inside National Day', '2026-09-24T10:00:00', '2026-10-01', '2026-10-08', false],
    ['last day the eve of National Day', '2026-09-23T10:00:00', '2026-09-30', '2026-09-30', false],
    ['last day a make-up Saturday is not rolled', '2026-10-03T10:00:00', '2026-10-10', '2026-10-10', false],
    ['last day in Spring Festival', '2026-02-09T10:00:00', '2026-02-16', '2026-02-24', false],
    ['New Year 2027, unknown yet', '2026-12-25T10:00:00', '2027-01-01', '2027-01-01', true],
    ['ends on the last covered day', '2026-12-24T10:00:00', '2026-12-31', '2026-12-31', false],
  ])('%s', (_, received, strict, rolled, provisional) => {
    expect(statutoryWatch(at(received), time)).toEqual({ dueAt: end(strict), strictDueAt: end(strict), rolledDueAt: end(rolled), provisional })
  })

  test('the narrow reading rolls over holidays by notice, not over a plain weekend', () => {
    expect(statutoryWatch(at('2026-11-01T10:00:00'), time, 'holidays').rolledDueAt).toBe(end('2026-11-08'))
    expect(statutoryWatch(at('2026-09-24T10:00:00'), time, 'holidays').rolledDueAt).toBe(end('2026-10-08'))
  })

  test('explains itself over National Day with article and notice', () => {
    const rule = defaultProfile.rules.statutory_watch
    const told = explain(openClock(rule, at('2026-09-24T10:00:00'), time), rule, time)
    expect(told).toMatchObject({ kind: 'statutory_watch', source: 'express_regulation_29', statutory: true, calendarVersion: 'cn.1@2025-11-04' })
    const notice = { holiday: 'national_day', notice: '国办发明电〔2025〕7号' }
    expect(told.segments).toEqual([
      { from: at('2026-09-24T10:00:00'), to: end('2026-09-24'), counted: false, code: 'first_day', params: { law: 'civil_code_201' } },
      { from: end('2026-09-24'), to: end('2026-10-01'), counted: true, code: 'calendar_days', params: { law: 'civil_code_200', days: 7 } },
      { from: end('2026-10-01'), to: end('2026-10-07'), counted: false, code: 'holiday', params: { ...notice, days: 6 } },
      { from: end('2026-10-07'), to: end('2026-10-08'), counted: true, code: 'rolled_day', params: { ...notice, law: 'civil_code_203', days: 1 } },
    ])
  })
})

describe('a malformed file is refused with its place', () => {
  const good = `{code: x, edition: 1, zone: {name: Asia/Shanghai, offset_minutes: 480}, hours: ["09:00-18:00"], weekly: {monday: hours, tuesday: off, wednesday: ["00:00-24:00"], thursday: off, friday: off, saturday: off, sunday: off}, make_up: hours, notices: [{number: A, title: T, published_on: 2025-11-04, covers_until: 2026-12-31, days: [{name: new_year, off: [2026-01-01..2026-01-03]}]}]}`
  test('a good one is read, 24:00 included', () => {
    const pack = parseCalendarPack(good)
    expect(pack.weekly[0]).toEqual([{ from: 540, to: 1080 }])
    expect(pack.weekly[2]).toEqual([{ from: 0, to: 1440 }])
    expect(pack.notices[0]?.days.map((d) => d.on)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03'])
  })
  test('summer time is dated changes', () => {
    const pack = parseCalendarPack(good.replace('offset_minutes: 480', 'offset_minutes: 60, changes: [{ at: "2026-03-29T01:00:00Z", offset_minutes: 120 }]'))
    expect(issueCalendar(pack)).toMatchObject({ zoneOffsetMinutes: 60, offsetChanges: [{ at: Date.UTC(2026, 2, 29, 1), offsetMinutes: 120 }] })
  })
  test.each([
    ['date', '2026-01-01..', '2026-02-30..'],
    ['turned range', '2026-01-01..2026-01-03', '2026-01-03..2026-01-01'],
    ['hours', '09:00-18:00', '9-18'],
    ['unknown field', 'edition: 1', 'edition: 1, editon: 1'],
    ['missing weekday', 'sunday: off', 'sonntag: off'],
  ])('%s', (_, right, wrong) => expect(() => parseCalendarPack(good.replace(right, wrong))).toThrow(ZodError))
})
