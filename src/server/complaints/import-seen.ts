// Which lines of an import were met before, in sixteen bytes a line: a table of open addresses, because fifty thousand entries of a map weigh ten times that.

export type SeenLines = {
  /** Remembers a line by the hash of what it says; gives the line that said the same before. */
  readonly meet: (hash: Buffer, line: number) => number | undefined
}

const words = 4

/** A memory for about `lines` lines; it grows when more come. */
export function seenLines(lines: number): SeenLines {
  let slots = 1024
  while (slots < lines * 2) slots *= 2
  let table = new Uint32Array(slots * words)
  let kept = 0
  const place = (into: Uint32Array, a: number, b: number, c: number): number => {
    const mask = into.length / words - 1
    let slot = a & mask
    for (let at = slot * words; into[at + 3] !== 0; slot = (slot + 1) & mask, at = slot * words) {
      if (into[at] === a && into[at + 1] === b && into[at + 2] === c) return at
    }
    return slot * words
  }
  const put = (into: Uint32Array, at: number, entry: readonly [number, number, number, number]): void => into.set(entry, at)
  const grow = (): void => {
    const larger = new Uint32Array(table.length * 2)
    for (let at = 0; at < table.length; at += words) {
      const [a = 0, b = 0, c = 0, line = 0] = table.subarray(at, at + words)
      if (line !== 0) put(larger, place(larger, a, b, c), [a, b, c, line])
    }
    table = larger
  }
  return {
    meet: (hash, line) => {
      const [a, b, c] = [hash.readUInt32LE(0), hash.readUInt32LE(4), hash.readUInt32LE(8)]
      const at = place(table, a, b, c)
      const before = table[at + 3]
      if (before) return before
      put(table, at, [a, b, c, line])
      kept += 1
      if (kept * words * 2 > table.length) grow()
      return undefined
    },
  }
}
