// What a run over many cases found, added up case by case in bounded memory: counts, groups of counts, and the gravest concrete cases.

export type Counts = Readonly<Record<string, number>>
export type Grouping = 'clock' | 'unit' | 'reason' | 'change'

/** A concrete case worth showing; the heavier the graver. `before` and `after` are instants or codes as text. */
export type Example<E extends string = string> = { readonly id: string; readonly effect: E; readonly weight: number; readonly clock: string | null; readonly before: string | null; readonly after: string | null }

/** What one case contributes. */
export type Contribution<E extends string = string> = { readonly counts: Counts; readonly groups: readonly { readonly by: Grouping; readonly key: string; readonly counts: Counts }[]; readonly example: Example<E> | null }

export type Tally<E extends string = string> = { readonly counts: Counts; readonly groups: readonly { readonly by: Grouping; readonly key: string; readonly counts: Counts }[]; readonly examples: readonly Example<E>[] }

export const nothingCounted: Tally<never> = { counts: {}, groups: [], examples: [] }

/** Kept of a kind of group; what comes after counts under `*`. */
const groupsKept = 300

/** The tally with more cases in it. Whatever the order in which they come, the same examples stay. */
export function addUp<E extends string>(tally: Tally<E>, cases: readonly Contribution<E>[], examplesKept: number): Tally<E> {
  const groups = new Map(tally.groups.map((g) => [`${g.by} ${g.key}`, { ...g, counts: { ...g.counts } }]))
  const counts = { ...tally.counts }
  for (const one of cases) {
    add(counts, one.counts)
    for (const g of one.groups) {
      const isNew = !groups.has(`${g.by} ${g.key}`)
      const key = isNew && [...groups.values()].filter((k) => k.by === g.by).length >= groupsKept ? '*' : g.key
      const known = groups.get(`${g.by} ${key}`) ?? { by: g.by, key, counts: {} }
      add(known.counts, g.counts)
      groups.set(`${g.by} ${key}`, known)
    }
  }
  const examples = [...tally.examples, ...cases.flatMap((c) => (c.example === null ? [] : [c.example]))].sort((a, b) => b.weight - a.weight || (a.id < b.id ? -1 : 1)).slice(0, examplesKept)
  return { counts, groups: [...groups.values()], examples }
}

function add(to: Record<string, number>, more: Counts): void {
  for (const [name, n] of Object.entries(more)) to[name] = (to[name] ?? 0) + n
}
