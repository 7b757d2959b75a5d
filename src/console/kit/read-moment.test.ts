// What people type for a moment, and what it means on 22 November 2026, 12:30 in business time.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { momentToField } from './form.ts'
import { readMoment } from './read-moment.ts'

const words = { '昨天': -1, '今天': 0, '明天': 1, '後天': 2, 'tomorrow': 1 }
const now = Date.parse('2026-11-22T12:30:00+08:00')

test.each([
  ['11-25 18:00', '2026-11-25T18:00'], ['11/25 8:05', '2026-11-25T08:05'], ['11月25日18点', '2026-11-25T18:00'], ['11月25日 18点30分', '2026-11-25T18:30'], ['2027-01-02T09:30', '2027-01-02T09:30'], ['2026年12月1日 9:00', '2026-12-01T09:00'],
  ['今天 18：00', '2026-11-22T18:00'], ['明天9:30', '2026-11-23T09:30'], ['後天 12點', '2026-11-24T12:00'], ['tomorrow 10:00', '2026-11-23T10:00'],
  ['18:00', '2026-11-22T18:00'], ['9:00', '2026-11-23T09:00'], ['01-03 10:00', '2027-01-03T10:00'],
  ['11-25', undefined], ['25:00', undefined], ['02-30 10:00', undefined], ['13-01 10:00', undefined], ['下周', undefined], ['', undefined],
])('%s ahead', (typed, meant) => {
  expect(readMoment(typed, now, false, words)).toBe(meant)
})

test.each([['18:00', '2026-11-21T18:00'], ['9:00', '2026-11-22T09:00'], ['昨天 20:15', '2026-11-21T20:15'], ['12-03 10:00', '2025-12-03T10:00']])('%s behind', (typed, meant) => {
  expect(readMoment(typed, now, true, words)).toBe(meant)
})

test('what the field shows is read back as the same moment', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 60_000_000 }), fc.boolean(), (minutes, past) => {
    const shown = momentToField(minutes * 60_000)
    expect(readMoment(shown.replace('T', ' '), now, past)).toBe(shown)
  }))
})
