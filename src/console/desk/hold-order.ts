// Keeps the queue still: rows stay where they are while the data under them changes; what is new waits above.

export type Held<T> = Readonly<{ rows: readonly T[]; arrivals: number }>

/**
 * Lays fresh rows out in the order already on screen. Rows that are new and would stand among or above held rows count as arrivals
 * and wait; rows after the last held one (the next page) are appended. Rows gone from the fresh list show what `left` says they are now
 * (ended, handed on), and keep their last known form until that is known.
 */
export function holdOrder<T extends { readonly id: string }>(held: readonly T[], fresh: readonly T[], left: readonly T[] = []): Held<T> {
  if (held.length === 0) return { rows: fresh, arrivals: 0 }
  const now = new Map([...left, ...fresh].map((row) => [row.id, row]))
  const known = new Set(held.map((row) => row.id))
  const lastHeld = fresh.findLastIndex((row) => known.has(row.id))
  const isNew = (row: T) => !known.has(row.id)
  return {
    rows: [...held.map((row) => now.get(row.id) ?? row), ...(lastHeld < 0 ? [] : fresh.slice(lastHeld + 1).filter(isNew))],
    arrivals: fresh.slice(0, lastHeld < 0 ? fresh.length : lastHeld).filter(isNew).length,
  }
}

/** The held rows that the fresh list no longer has, by id; at most as many as can be asked for at once. */
export function leftOf<T extends { readonly id: string }>(held: readonly T[], fresh: readonly T[]): readonly string[] {
  const there = new Set(fresh.map((row) => row.id))
  return held.filter((row) => !there.has(row.id)).map((row) => row.id).slice(0, 100)
}
