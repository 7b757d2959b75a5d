// Whether a case is one of many (INV-15): how often its like came lately against what is usual.

export type SimilarPolicy = { readonly days: number; readonly baselineDays: number; readonly factor: number; readonly least: number }

/** `recent`: cases of the kind within the last days, this one among them; `before`: those of the stretch before that. */
export type SimilarCounts = { readonly recent: number; readonly before: number }

/** How many of the kind usually come in as many days. */
export function usualCount(policy: SimilarPolicy, { before }: SimilarCounts): number {
  return (before / policy.baselineDays) * policy.days
}

/** How many times its usual the recent number is, to one decimal; null while nothing came before, so that nothing is usual. */
export function timesUsual(policy: SimilarPolicy, counts: SimilarCounts): number | null {
  const usual = usualCount(policy, counts)
  return usual === 0 ? null : Math.round((counts.recent / usual) * 10) / 10
}

/** A common problem: enough of them, and clearly more than usual or than nothing. */
export function isCommon(policy: SimilarPolicy, counts: SimilarCounts): boolean {
  const times = timesUsual(policy, counts)
  return counts.recent >= policy.least && (times === null || times >= policy.factor)
}
