// Moments are said in the business zone, whatever the server's zone; deadlines at midnight are 24:00 of the day before.
import { describe, expect, test } from 'vitest'
import { examplePage, exampleWords } from '../examples.ts'
import { distanceText, momentText } from './moment.ts'

const words = exampleWords()
const zh = examplePage(words['zh-CN'])
const en = examplePage(words.en, { locale: 'en' })

describe('moments', () => {
  test.each([
    ['2026-11-24T10:00:00Z', false, '今天 18:00', 'today, 18:00'], ['2026-11-24T18:00:00+08:00', true, '今天 18:00', 'today, 18:00'], ['2026-11-24T16:30:00Z', false, '明天 00:30', 'tomorrow, 00:30'], ['2026-11-23T15:59:00Z', false, '昨天 23:59', 'yesterday, 23:59'],
    ['2026-11-29T16:00:00Z', true, '11 月 29 日 24:00', '29 November, 24:00'], ['2026-11-29T16:00:00Z', false, '11 月 30 日 00:00', '30 November, 00:00'], ['2026-11-24T16:00:00Z', true, '今天 24:00', 'today, 24:00'], ['2026-12-31T16:00:00Z', true, '12 月 31 日 24:00', '31 December, 24:00'],
    ['2027-01-02T10:00:00+08:00', false, '2027 年 1 月 2 日 10:00', '2 January 2027, 10:00'],
  ])('%s deadline %s', (iso, deadline, chinese, english) => {
    expect(momentText(zh, iso, deadline)).toBe(chinese)
    expect(momentText(en, iso, deadline)).toBe(english)
  })
  test.each([[102, '还有 1 小时 42 分'], [60, '还有 1 小时'], [0, '还有 0 分钟'], [-5, '已过 5 分钟'], [2 * 1440, '还有 2 天'], [2 * 1440 + 185, '还有 2 天 3 小时'], [59, '还有 59 分钟']])('%d minutes', (minutes, text) => {
    expect(distanceText(zh, new Date(zh.now + minutes * 60_000).toISOString())).toBe(text)
  })
})
