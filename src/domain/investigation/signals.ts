// Signs that a demand goes beyond the matter (INV-19): for the eyes of staff at headquarters, to look for what really hurts; they decide nothing.

export const signalCodes = ['demand_above_value', 'many_cases', 'demand_raised', 'other_issue_behind'] as const
export type SignalCode = (typeof signalCodes)[number]
export type Signal = { readonly code: SignalCode; readonly params: Readonly<Record<string, number | string>> }

export type SignalFacts = { readonly demandMinor: number | null; readonly valueMinor: number | null; readonly casesInYear: number; readonly settledInYear: number; readonly counters: readonly number[]; readonly secondaryReason: string | null }

/** More of one's cases in a year than this is worth a look. */
const manyCases = 6
/** A demand this many times the value of the goods is worth a question. */
const wayAbove = 3

/** What stands out, with its figures. */
export function signalsOf(facts: SignalFacts): readonly Signal[] {
  const { demandMinor, valueMinor, casesInYear, settledInYear, counters, secondaryReason } = facts
  const last = counters.at(-1)
  return [
    ...(demandMinor !== null && valueMinor !== null && valueMinor > 0 && demandMinor >= wayAbove * valueMinor ? [{ code: 'demand_above_value' as const, params: { times: Math.round(demandMinor / valueMinor) } }] : []),
    ...(casesInYear >= manyCases ? [{ code: 'many_cases' as const, params: { n: casesInYear, settled: settledInYear } }] : []),
    ...(last !== undefined && demandMinor !== null && last > demandMinor ? [{ code: 'demand_raised' as const, params: {} }] : []),
    ...(secondaryReason === null ? [] : [{ code: 'other_issue_behind' as const, params: { reason: secondaryReason } }]),
  ]
}
