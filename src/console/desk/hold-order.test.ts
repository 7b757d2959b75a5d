// The list never jumps: held rows keep their places whatever arrives.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdOrder, leftOf } from './hold-order.ts'

const rows = (...ids: string[]) => ids.map((id) => ({ id }))
const ids = (list: readonly { id: string }[]) => list.map((row) => row.id).join('')

describe('holdOrder', () => {
  test.each([
    ['first load shows everything', '', 'abc', 'abc', 0],
    ['a new urgent case waits above', 'abc', 'xabc', 'abc', 1],
    ['a new case in the middle waits too', 'abc', 'axbc', 'abc', 1],
    ['the next page is appended', 'abc', 'abcde', 'abcde', 0],
    ['a row that left stays until asked', 'abc', 'ac', 'abc', 0],
    ['re-sorted rows stay put', 'abc', 'cba', 'abc', 0],
    ['everything replaced waits', 'abc', 'xy', 'abc', 2],
  ])('%s', (_, held, fresh, shown, arrivals) => {
    const result = holdOrder(rows(...held), rows(...fresh))
    expect(ids(result.rows)).toBe(shown)
    expect(result.arrivals).toBe(arrivals)
  })

  test('a row that left shows what it has become, in its place', () => {
    const row = (id: string, status: string) => ({ id, status })
    const held = [row('a', 'confirming'), row('b', 'confirming'), row('c', 'confirming')]
    const fresh = [row('a', 'confirming'), row('c', 'executing')]
    expect(leftOf(held, fresh)).toEqual(['b'])
    expect(holdOrder(held, fresh, [row('b', 'closed')]).rows).toEqual([row('a', 'confirming'), row('b', 'closed'), row('c', 'executing')])
    expect(holdOrder(held, fresh).rows[1]).toEqual(row('b', 'confirming'))
    expect(holdOrder(held, [row('b', 'accepted')], [row('b', 'closed')]).rows[1]).toEqual(row('b', 'accepted'))
  })

  test('held rows are always a prefix, in their order, and no row appears twice', () => {
    const list = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 2 }), { maxLength: 20 })
    fc.assert(fc.property(list, list, (held, fresh) => {
      const shown = holdOrder(rows(...held), rows(...fresh)).rows.map((row) => row.id)
      expect(shown.slice(0, held.length)).toEqual(held)
      expect(new Set(shown).size).toBe(shown.length)
    }))
  })
})
