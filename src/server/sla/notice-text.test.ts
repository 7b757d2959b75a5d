// A notice is read in the two shapes people have it in, and refused with its place when it can't be meant.
import { expect, test } from 'vitest'
import { Refusal } from '../../domain/refusal.ts'
import { Malformed } from '../platform/problems.ts'
import { readNotice } from './notice-text.ts'

const house = `
number: 试行〔2026〕1号
title: 试行通知
published_on: 2026-11-20
covers_until: 2027-12-31
days:
  - { name: new_year, off: [2027-01-01..2027-01-03], work: [2027-01-09] }
`
const year = (days: readonly [string, string, boolean][]): string => JSON.stringify({ $schema: 'x', year: 2027, papers: [], days: days.map(([name, date, isOffDay]) => ({ name, date, isOffDay })) })
const head = { number: '试行〔2026〕2号', title: '试行', publishedOn: '2026-11-20' }
const problem = (text: string, more: Parameters<typeof readNotice>[1] = {}): unknown => {
  try { return readNotice(text, more) } catch (error) { return error instanceof Refusal ? [error.code, error.params] : error instanceof Malformed ? error.fields : error }
}

test('an entry of the shipped shape, as YAML, as JSON, as a list of one', () => {
  const notice = { number: '试行〔2026〕1号', title: '试行通知', published_on: '2026-11-20', covers_until: '2027-12-31', days: [{ name: 'new_year', off: ['2027-01-01..2027-01-03'], work: ['2027-01-09'] }] }
  expect(readNotice(house, {})).toEqual({ notice, shape: 'house' })
  expect(readNotice(JSON.stringify(notice), {})).toEqual({ notice, shape: 'house' })
  expect(readNotice(`- ${house.trim().replaceAll('\n', '\n  ')}`, {})).toEqual({ notice, shape: 'house' })
})

test('what stands beside the text fills what the text leaves out, and never overrules it', () => {
  expect(readNotice(house.replace(/title.*\n/, ''), { title: '补的标题', number: 'other' }).notice).toMatchObject({ title: '补的标题', number: '试行〔2026〕1号' })
})

test('a year of holiday-cn: neighbours become ranges, names codes, joined holidays one code', () => {
  const text = year([['元旦', '2027-01-02', true], ['元旦', '2027-01-01', true], ['元旦', '2027-01-09', false], ['中秋节、国庆节', '2027-09-30', true], ['国庆节、中秋节', '2027-10-01', true], ['抗战胜利纪念日', '2027-09-03', true]])
  expect(readNotice(text, head)).toEqual({
    shape: 'holiday_cn',
    notice: { number: head.number, title: head.title, published_on: head.publishedOn, covers_until: '2027-12-31', days: [{ name: 'new_year', off: ['2027-01-01..2027-01-02'], work: ['2027-01-09'] }, { name: 'national_day_mid_autumn', off: ['2027-09-30..2027-10-01'], work: [] }, { name: 'other', off: ['2027-09-03'], work: [] }] },
  })
})

test('what is empty, contradictory, unreadable or incomplete is refused', () => {
  expect(problem(year([]), head)).toEqual(['calendar.notice_empty', {}])
  expect(problem(house.replace(/days:[^]*/, 'days: []'))).toEqual(['calendar.notice_empty', {}])
  expect(problem(house.replace('2027-01-09', '2027-01-02'))).toEqual(['calendar.contradiction', { on: '2027-01-02' }])
  expect(problem('number: 1\ntitle: [')).toEqual(['calendar.unreadable', { line: 2 }])
  expect(problem(year([['元旦', '2027-01-01', true]]))).toEqual([{ path: 'number', code: 'required' }, { path: 'title', code: 'required' }, { path: 'publishedOn', code: 'required' }])
  expect(problem(year([['元旦', '2027-02-30', true]]), head)).toEqual([{ path: 'text.days.0.date', code: 'invalid_format' }])
  expect(problem('just words')).toMatchObject([{ path: 'text' }])
  expect(problem('a: &x [1]\nb: *x')).toMatchObject(['calendar.unreadable', {}])
  expect(problem(`${house}surprise: 1`)).toEqual([{ path: 'text.surprise', code: 'unknown_field' }])
})
