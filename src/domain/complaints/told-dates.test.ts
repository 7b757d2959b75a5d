// Dates told by customers, in the ways they write them.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toldDates } from './told-dates.ts'

test.each<[string, number | null]>([
  ['5月2号订的,5月13号还没到货', 11], ['6.11下单，6.19号总算收到', 8], ['四月7号下单，22号才到货', 15], ['28号下的单，到今天3号下午才收到', 5], ['1月30日买的，2月4日才送来', 5], ['12月28日寄出，1月3日还没收到', 6],
  ['8号下单。14号终于送到', 6], ['10/11付款，10/19才到货', 8], ['9月7日拍的,9日到货', 2],
  ['买了3.5斤，第2天收到', null], ['13号下单', null], ['收到两件，5号和9号', null], ['45号下单，60号才到', null], ['3月1号订的，9月1号才到', null], ['', null],
])('%s: %s days', (text, days) => expect(toldDates(text)?.days ?? null).toBe(days))

test('two dates told with their months are as far apart as in the calendar', () => {
  const at = fc.integer({ min: Date.UTC(2025, 0, 1) / 86_400_000, max: Date.UTC(2025, 10, 20) / 86_400_000 })
  const say = (day: number): string => `${new Date(day * 86_400_000).getUTCMonth() + 1}月${new Date(day * 86_400_000).getUTCDate()}号`
  fc.assert(fc.property(at, fc.integer({ min: 0, max: 40 }), (day, later) => {
    expect(toldDates(`${say(day)}下单，${say(day + later)}才到`)?.days).toBe(later)
  }))
})

test('any text is read in bounded time', () => {
  for (const piece of ['1号', '下单', '1号下单', '1.', '1号下单2号']) expect(toldDates(piece.repeat(50_000))?.days ?? 0).toBeLessThanOrEqual(90)
})
