// Chance for played business: the same seed throws the same dice in the same order.
import { pick, roll } from '../waybills/demo-random.ts'

export type Dice = {
  /** An even whole number from `from` to `to`, both included. */
  readonly between: (from: number, to: number) => number
  /** True this often, 0 to 1. */
  readonly chance: (share: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
  /** One of the items, each as often as its weight says. */
  readonly weighed: <T extends { readonly weight: number }>(items: readonly T[]) => T
}

/** Dice for a seed. */
export function diceOf(seed: number): Dice {
  let salt = 0
  const next = (n: number): number => roll(seed, ++salt, n)
  return {
    between: (from, to) => from + next(to - from + 1),
    chance: (share) => next(1_000_000) < share * 1_000_000,
    pick: (items) => pick(seed, ++salt, items),
    weighed: (items) => {
      let left = next(items.reduce((sum, each) => sum + each.weight, 0))
      const found = items.find((each) => (left -= each.weight) < 0)
      if (!found) throw new Error('nothing to choose from')
      return found
    },
  }
}
