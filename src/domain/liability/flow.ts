// The procedure around a judgement: where it stands, who may not decide, what a contest came to, and what a submission to arbitration lacks.
import type { ReasonCode } from '../complaints/vocabulary.ts'
import type { ArbitrationNeed, LiabilityRules } from './rules.ts'
import type { Share } from './shares.ts'

/** Which instance made a judgement: each is made by another person. */
export const stages = ['judgement', 'review', 'arbitration'] as const
export type Stage = (typeof stages)[number]

export const statementStates = ['asked', 'given', 'silent'] as const

/** On what a unit contests its share. */
export const contestGrounds = ['facts_wrong', 'evidence_missing', 'rule_wrong', 'share_too_high', 'not_heard', 'other'] as const

/** What became of a contest: `partial` is less than before, `changed` more or for another person of the unit. */
export const contestOutcomes = ['upheld', 'changed', 'partial', 'overturned'] as const
export type ContestOutcome = (typeof contestOutcomes)[number]

/** The share of a unit, whoever of its people it names. */
export function percentOf(unitId: string, shares: readonly Share[]): number {
  return shares.filter((s) => s.unitId === unitId).reduce((total, s) => total + s.percent, 0)
}

/** What new shares mean for a unit that contested the former ones; read from the shares, so that word and figure never differ. */
export function contestOutcome(unitId: string, before: readonly Share[], after: readonly Share[]): ContestOutcome {
  const [was, is] = [percentOf(unitId, before), percentOf(unitId, after)]
  if (is === 0 && was > 0) return 'overturned'
  if (is < was) return 'partial'
  return is === was && persons(unitId, before) === persons(unitId, after) ? 'upheld' : 'changed'
}

function persons(unitId: string, shares: readonly Share[]): string {
  return shares.filter((s) => s.unitId === unitId).map((s) => `${s.staffNo ?? ''} ${s.percent}`).toSorted().join('|')
}

/** Since when a unit knows its share: from the judgement, or from a review that changed it. `judgementId`: which of them told it. */
export type Told = { readonly unitId: string; readonly judgementId: string; readonly at: number; readonly hasContested: boolean }

/** Units that may still contest at `now` and until when: each once and in a window of its own, whatever another unit's contest came to. */
export function openContests(told: readonly Told[], windowMillis: number, now: number): readonly { readonly unitId: string; readonly until: number }[] {
  return told.filter((u) => !u.hasContested && u.at + windowMillis > now).map((u) => ({ unitId: u.unitId, until: u.at + windowMillis }))
}

/** What a case turns on for the limits: money asked for or promised in minor units, its reason, and the shares if there are any. */
export type Weight = { readonly amountMinor: number; readonly reasonCode: string | null; readonly shares: readonly Pick<Share, 'percent' | 'bearer'>[] }

const grave = (reasons: readonly ReasonCode[], code: string | null): boolean => (reasons as readonly string[]).includes(code?.split('.')[0] ?? '')

/** Whether another person than the investigator must judge. */
export function isAboveLimit(rules: LiabilityRules, w: Weight): boolean {
  const { aboveMinor, abovePercent, reasons, sameBelow } = rules.secondPerson
  return !sameBelow || w.amountMinor > aboveMinor || grave(reasons, w.reasonCode) || w.shares.some((s) => (s.bearer === 'unit' || s.bearer === 'partner') && s.percent > abovePercent)
}

/** Whether the units are heard before the judgement, and not by their contest only. */
export function mustHear(rules: LiabilityRules, w: Pick<Weight, 'amountMinor' | 'reasonCode'>): boolean {
  return w.amountMinor > rules.hearing.aboveMinor || grave(rules.hearing.reasons, w.reasonCode)
}

export type Submission = { readonly claim: string; readonly wantedPercent: number | null; readonly against: readonly string[]; readonly grounds: string; readonly files: number }

/** What of the needs of the policy a submission lacks. */
export function missingOf(rules: LiabilityRules, s: Submission): readonly ArbitrationNeed[] {
  const { requires, leastWords } = rules.arbitration
  const has: Readonly<Record<ArbitrationNeed, boolean>> = {
    claim: s.claim.trim().length >= leastWords, wanted_percent: s.wantedPercent !== null, against: s.against.length > 0, grounds: s.grounds.trim().length >= leastWords, evidence: s.files > 0,
  }
  return requires.filter((need) => !has[need])
}
