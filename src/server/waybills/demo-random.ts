// Chance for the demo as plain functions of values: the same seed and salt give the same roll for ever.

/** A 32-bit seed of a text (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** An even whole number in [0, n), for this seed and salt. */
export function roll(seed: number, salt: number, n: number): number {
  let x = (seed ^ Math.imul(salt + 1, 0x9e3779b9)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  x = (x ^ (x >>> 16)) >>> 0
  return Math.floor((x / 0x100000000) * n)
}

/** One of the items. Throws when there is none. */
export function pick<T>(seed: number, salt: number, items: readonly T[]): T {
  const item = items[roll(seed, salt, items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** A whole number from `from` to `to`, both included. */
export function between(seed: number, salt: number, from: number, to: number): number {
  return from + roll(seed, salt, to - from + 1)
}
