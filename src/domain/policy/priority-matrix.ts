// The priority matrix as policy data: its shape and what it must satisfy.
import type { Level } from './reason-tree.ts'

export const levels = ['p1', 'p2', 'p3', 'p4'] as const satisfies readonly Level[]

/** Lifts to at least `to`, or by `steps` without passing `cap`. */
export type Raise = { readonly to?: Level; readonly steps?: number; readonly cap?: Level; readonly source: string }

export type PriorityMatrix = {
  readonly version: number
  readonly validFrom: string
  readonly sources: Readonly<Record<string, string>>
  /** `levels[severity - 1][impact - 1]`. */
  readonly matrix: { readonly source: string; readonly levels: readonly (readonly Level[])[] }
  /** Least values for impact 2, 3, 4; money in minor units. */
  readonly impact: { readonly source: string; readonly parcels: readonly number[]; readonly amountMinor: readonly number[]; readonly publicMarks: Readonly<Record<string, number>> }
  readonly mood: { readonly source: string; readonly steps: readonly number[]; readonly cap: Level }
  readonly marks: Readonly<Record<string, Raise>>
  readonly goods: Readonly<Record<string, Raise>>
  /** First-level reasons in which the kind of goods matters. */
  readonly goodsWhenUnknown: readonly string[]
  readonly goodsOnlyWhen: readonly string[]
  readonly repeat: Raise & { readonly from: number }
  readonly complex: Raise
  readonly keyCustomer: Raise
  readonly statutoryNear: Raise & { readonly hours: number }
  readonly statutoryLate: Raise & { readonly hours: number }
}

/** Problems that forbid publishing the matrix: shape, order (more severe or wider is never less urgent), sources. */
export function checkPriorityMatrix(m: PriorityMatrix): readonly { readonly code: string; readonly at: string }[] {
  const problems: { code: string; at: string }[] = []
  const rows = m.matrix.levels
  if (rows.length !== 4 || rows.some((r) => r.length !== 4)) return [{ code: 'matrix_not_4x4', at: 'matrix' }]
  const rank = (s: number, i: number): number => levels.indexOf(rows[s]?.[i] ?? 'p4')
  for (let s = 0; s < 4; s++) {
    for (let i = 0; i < 4; i++) {
      if (s > 0 && rank(s, i) > rank(s - 1, i)) problems.push({ code: 'matrix_not_monotonic', at: `${s + 1}x${i + 1}` })
      if (i > 0 && rank(s, i) > rank(s, i - 1)) problems.push({ code: 'matrix_not_monotonic', at: `${s + 1}x${i + 1}` })
    }
  }
  for (const [at, steps] of [['parcels', m.impact.parcels], ['amountMinor', m.impact.amountMinor]] as const) {
    if (steps.length !== 3 || steps.some((v, i) => i > 0 && v <= (steps[i - 1] ?? 0))) problems.push({ code: 'impact_steps', at })
  }
  if (m.mood.steps.length !== 4) problems.push({ code: 'mood_steps', at: 'mood' })
  const raises = { ...m.marks, ...m.goods, repeat: m.repeat, complex: m.complex, keyCustomer: m.keyCustomer, statutoryNear: m.statutoryNear, statutoryLate: m.statutoryLate }
  for (const [at, r] of Object.entries(raises)) {
    if ((r.to === undefined) === (r.steps === undefined)) problems.push({ code: 'raise_needs_to_or_steps', at })
    if (!m.sources[r.source]) problems.push({ code: 'source_unknown', at })
  }
  for (const [at, s] of [['matrix', m.matrix.source], ['impact', m.impact.source], ['mood', m.mood.source]] as const) if (!m.sources[s]) problems.push({ code: 'source_unknown', at })
  return problems
}
