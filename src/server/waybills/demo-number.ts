// How a demo parcel's number tells its story: HY, two digits of scenario, two of days ago, eight of serial, one check digit.
import { luhnDigit, normaliseNumber } from '../../domain/waybills/numbers.ts'

/** The order is the code in the number (from 20 on) and never changes; new scenarios go to the end. */
export const DEMO_SCENARIOS = [
  'normal', 'in_transit', 'out_today', 'delayed', 'stuck', 'hub_jam', 'thorough_delay', 'false_signoff', 'pod_reversed', 'lost', 'found', 'damaged', 'shortage',
  'attempts', 'refused', 'returned', 'relabelled', 'locker', 'station', 'multi_piece', 'intercepted', 'seized', 'partner',
] as const
export type DemoScenario = (typeof DEMO_SCENARIOS)[number]

export type DemoNumberParts = { scenario: DemoScenario; daysAgo: number; n: number }

const FIRST_CODE = 20

/**
 * The n-th number of a scenario; `daysAgo` (0–99) moves the whole history back. Families: for `returned` and `relabelled`
 * an even n is the first parcel and n + 1 its new label; for `multi_piece` n = 10k is the parent, 10k + 1… its pieces.
 */
export function demoNumber(scenario: DemoScenario, n: number, daysAgo = 0): string {
  const code = FIRST_CODE + DEMO_SCENARIOS.indexOf(scenario)
  const digits = `${code}${String(daysAgo % 100).padStart(2, '0')}${String(n % 100_000_000).padStart(8, '0')}`
  return `HY${digits}${luhnDigit(digits)}`
}

/** What a number says, or undefined when it is not one of the demo carrier's. A code without a scenario is an ordinary parcel. */
export function readDemoNumber(typed: string): DemoNumberParts | undefined {
  const number = normaliseNumber(typed)
  if (!/^HY\d{13}$/.test(number) || luhnDigit(number.slice(2, 14)) !== Number(number.charAt(14))) return undefined
  return {
    scenario: DEMO_SCENARIOS[Number(number.slice(2, 4)) - FIRST_CODE] ?? 'normal',
    daysAgo: Number(number.slice(4, 6)),
    n: Number(number.slice(6, 14)),
  }
}
