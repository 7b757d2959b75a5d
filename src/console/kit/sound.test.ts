// Quiet hours run over midnight when they begin later than they end.
import { expect, test } from 'vitest'
import { isQuiet } from './sound.ts'

const at = (hour: number) => Date.UTC(2026, 10, 22, hour) - 8 * 3_600_000

test.each([[21, true], [23, true], [0, true], [7, true], [8, false], [12, false], [20, false]])('21 to 8: %i h is quiet: %s', (hour, quiet) => {
  expect(isQuiet(at(hour), [21, 8])).toBe(quiet)
})

test.each([[12, true], [13, false], [11, false]])('12 to 13: %i h is quiet: %s', (hour, quiet) => {
  expect(isQuiet(at(hour), [12, 13])).toBe(quiet)
})
