// Deadlines change their level at the right instant.
import { expect, test } from 'vitest'
import { deadlineLevel, splitSpan } from './time-words.ts'

const hour = 3_600_000

test.each([
  ['past', 1000, 1000, 'overdue'], ['a millisecond left', 1001, 1000, 'soon'], ['four hours left', 4 * hour, 0, 'soon'], ['a little more', 4 * hour + 1, 0, 'calm'],
])('%s', (_, dueAt, now, level) => {
  expect(deadlineLevel(dueAt, now)).toBe(level)
})

test('a length is split whole, whichever its sign', () => {
  expect(splitSpan(-(26 * hour + 61_000))).toEqual({ days: 1, hours: 2, minutes: 1, seconds: 1 })
})
