import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { wholePercents } from './propose.ts'
import { moveBorder, setPart } from './split.ts'

test.each<[readonly number[], number, number, readonly number[]]>([
  [[60, 40], 0, 10, [70, 30]], [[60, 40], 0, -100, [0, 100]], [[10, 30, 60], 1, 5, [10, 35, 55]], [[10, 30, 60], 2, 5, [10, 30, 60]],
])('the border of %j behind %i by %i: %j', (parts, at, by, expected) => expect(moveBorder(parts, at, by)).toEqual(expected))

test.each<[readonly number[], number, number, readonly number[]]>([
  [[60, 40], 0, 70, [70, 30]], [[10, 30, 60], 2, 20, [20, 60, 20]], [[100, 0], 0, 40, [40, 60]], [[100], 0, 40, [100]], [[50, 50], 1, 130, [0, 100]],
])('%j with part %i at %i: %j', (parts, at, to, expected) => expect(setPart(parts, at, to)).toEqual(expected))

test('whatever is dragged or typed, the parts stay whole and make a hundred', () => {
  const parts = fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }).map(wholePercents)
  fc.assert(fc.property(parts, fc.array(fc.tuple(fc.boolean(), fc.nat(5), fc.integer({ min: -150, max: 150 })), { maxLength: 12 }), (start, moves) => {
    const end = moves.reduce((now, [isBorder, at, by]) => (isBorder ? moveBorder(now, at, by) : setPart(now, at, by)), start)
    expect(end.reduce((a, b) => a + b, 0)).toBe(100)
    expect(end.every((p) => Number.isInteger(p) && p >= 0)).toBe(true)
  }))
})
