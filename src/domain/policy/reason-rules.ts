// The wording rules of the suggestion as policy data: their shape.

export type WordRule = { readonly w: number; readonly any: readonly string[] }
export type ReasonHint = { readonly reason: string; readonly w: number }

/** How words suggest a reason; patterns are written in the small language of `complaints/rule-patterns.ts`. */
export type ReasonRules = {
  readonly version: number
  readonly validFrom: string
  readonly source: string
  /** Pairs of characters: another form, the form the patterns use. */
  readonly variants: string
  readonly negations: { readonly far: readonly string[]; readonly near: readonly string[] }
  readonly lists: Readonly<Record<string, readonly string[]>>
  /** By first-level or leaf code. */
  readonly reasons: Readonly<Record<string, readonly WordRule[]>>
  /** A pair of dates, ordered and arrived or still waiting, at least `days` apart speaks for `reason`. */
  readonly toldDates: ReasonHint & { readonly days: number }
  readonly anomalies: Readonly<Record<string, ReasonHint>>
  readonly demands: Readonly<Record<string, ReasonHint>>
  readonly links: Readonly<Record<string, readonly string[]>>
  readonly mood: Readonly<Record<string, readonly string[]>>
  readonly praise: readonly string[]
  readonly kinds: Readonly<Record<string, readonly string[]>>
  readonly marks: Readonly<Record<string, readonly string[]>>
  readonly goods: Readonly<Record<string, { readonly word: string; readonly any: readonly string[] }>>
  readonly scene: readonly string[]
  readonly places: string
}
