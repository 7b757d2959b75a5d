// The marks of the axis as they stand on screen: stretches by themselves, instants that would touch as one; and which comes next.
import { clustersOf, lanes } from './axis.ts'
import type { Lane, Mark, Window } from './axis.ts'

/** A mark on screen: alone, or several that lie too close to be told apart. */
export type Spot = { readonly key: string; readonly lane: Lane; readonly at: number; readonly to: number | undefined; readonly marks: readonly Mark[]; readonly words: string }

/** What is seen of the marks in a window drawn `width` px wide; `head` says how many stand together. */
export function spotsOf(marks: readonly Mark[], shown: Window, width: number, head: (n: number) => string): Spot[] {
  return lanes.flatMap((lane): Spot[] => {
    const own = marks.filter((m) => m.lane === lane)
    const stretches = own.filter((m) => m.to !== undefined && m.to >= shown.from && m.at <= shown.to).map((m): Spot => ({ key: m.key, lane, at: m.at, to: m.to, marks: [m], words: m.words }))
    const points = clustersOf(own.filter((m) => m.to === undefined), shown, width).map((c): Spot => ({ key: c.marks[0]?.key ?? '', lane, at: c.at, to: undefined, marks: c.marks, words: c.marks.length === 1 ? (c.marks[0]?.words ?? '') : [head(c.marks.length), ...c.marks.map((m) => m.words)].join('\n') }))
    return [...stretches, ...points].sort((a, b) => a.at - b.at)
  })
}

/** The key of the mark `by` spots on in the same lane, also beyond the window; the first or last for ±Infinity. */
export function nextIn(marks: readonly Mark[], here: Spot, by: number): string | undefined {
  const lane = marks.filter((m) => m.lane === here.lane).toSorted((a, b) => a.at - b.at)
  if (!Number.isFinite(by)) return (by > 0 ? lane.at(-1) : lane[0])?.key
  const places = here.marks.map((m) => lane.indexOf(m))
  return lane[by > 0 ? Math.max(...places) + 1 : Math.min(...places) - 1]?.key
}

/** The key of the spot of another lane that lies nearest. */
export function nearestIn(spots: readonly Spot[], lane: Lane, at: number): string | undefined {
  return spots.filter((s) => s.lane === lane).toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0]?.key
}
