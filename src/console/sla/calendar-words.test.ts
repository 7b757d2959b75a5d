// Typed hours are read the way people write them, and written the way they are read.
import { describe, expect, test } from 'vitest'
import { hoursTyped, readHours } from './calendar-words.ts'

describe('typed hours', () => {
  test.each([
    ['', []],
    ['09:00-12:00, 13:00-18:00', [{ from: 540, to: 720 }, { from: 780, to: 1080 }]],
    ['9:00–12:00、13:00～24:00', [{ from: 540, to: 720 }, { from: 780, to: 1440 }]],
    ['10：00至14：00', [{ from: 600, to: 840 }]],
  ])('%j', (typed, hours) => {
    expect(readHours(typed)).toEqual(hours)
    expect(readHours(hoursTyped(hours))).toEqual(hours)
  })
  test.each(['9-18', '09:00', '09:00-24:01', 'office hours'])('%j is not understood', (typed) => expect(readHours(typed)).toBeUndefined())
})
