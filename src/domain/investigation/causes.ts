// The tree of causes (INV-11, INV-12, CLS-14): nine first levels that everybody shares, and below them what policy names.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import { causeCodes } from '../complaints/vocabulary.ts'
import type { CauseCode, ReasonCode } from '../complaints/vocabulary.ts'
import type { CaseWords } from './words.ts'

/** A second level: which reasons it is offered for first, and whether it may only be named with proof of an authority or of the weather. */
export type Cause = { readonly code: string; readonly words: CaseWords; readonly reasons: readonly ReasonCode[]; readonly retired: boolean }
export type CauseTree = { readonly version: number; readonly causes: Readonly<Record<CauseCode, readonly Cause[]>> }

/** Why the path doesn't stand in the tree. A cause nobody knows has nothing below it. */
export function whyNotCause(tree: CauseTree, code: CauseCode, detail: string | undefined): Why | null {
  if (detail === undefined) return null
  const cause = tree.causes[code].find((c) => c.code === detail)
  return cause === undefined ? why('finding.cause_unknown', { cause: code, detail }) : null
}

/** Second levels of a cause, those for the reason first. */
export function causesBelow(tree: CauseTree, code: CauseCode, reasonCode: string | null): readonly Cause[] {
  const first = reasonCode?.split('.')[0]
  const rank = (c: Cause) => (first !== undefined && (c.reasons as readonly string[]).includes(first) ? 0 : 1)
  return tree.causes[code].filter((c) => !c.retired).toSorted((a, b) => rank(a) - rank(b))
}

/** What can't be meant in a tree: a first level missing, a code twice. */
export function causeProblems(tree: CauseTree): readonly Why[] {
  return causeCodes.flatMap((code) => {
    const codes = tree.causes[code].map((c) => c.code)
    return codes.filter((c, i) => codes.indexOf(c) !== i).map((c) => why('policy.cause.twice', { path: `causes.${code}`, code: c }))
  })
}
