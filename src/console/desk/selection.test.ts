// Tests of picking rows: toggling, ranges in both directions, the limit.
import { expect, test } from 'vitest'
import { nothingPicked, pickAll, pickRange, togglePick } from './selection.ts'

const order = ['a', 'b', 'c', 'd', 'e', 'f']
const ids = (picked: { ids: ReadonlySet<string> }): string => [...picked.ids].join('')

test('a row picked twice is not picked, and it stays where a range begins', () => {
  const once = togglePick(nothingPicked, 'c', 9)
  expect([ids(once), ids(togglePick(once, 'c', 9)), togglePick(once, 'c', 9).anchor]).toEqual(['c', '', 'c'])
})

test.each([['b', 'd', 'bcd'], ['d', 'b', 'dcb'], ['a', 'a', 'a'], ['a', 'f', 'abcdef']])('from %s to %s picks %s', (from, to, expected) => {
  expect(ids(pickRange(togglePick(nothingPicked, from, 9), order, to, 9))).toBe(expected)
})

test('a range adds to what is picked and always begins at the same row', () => {
  const two = togglePick(togglePick(nothingPicked, 'f', 9), 'b', 9)
  const range = pickRange(two, order, 'c', 9)
  expect([ids(range), ids(pickRange(range, order, 'a', 9))]).toEqual(['fbc', 'fbca'])
})

test('a range without a beginning, or from a row that is gone, picks the one row', () => {
  expect(ids(pickRange(nothingPicked, order, 'd', 9))).toBe('d')
  expect(ids(pickRange({ ids: new Set(['x']), anchor: 'x' }, order, 'd', 9))).toBe('xd')
})

test('no more are picked than can be done at once', () => {
  expect([ids(pickAll(order, 4)), ids(pickRange(togglePick(nothingPicked, 'b', 3), order, 'f', 3)), ids(togglePick(pickAll(order, 2), 'f', 2)), ids(togglePick(pickAll(order, 2), 'a', 2))]).toEqual(['abcd', 'bcd', 'ab', 'b'])
})
