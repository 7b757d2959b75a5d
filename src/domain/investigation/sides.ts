// When a fact may be called established or refuted: with evidence, with the proof its kind demands, and never on one side's word alone when it is contested (INV-09).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { EvidenceSide, EvidenceType } from '../complaints/evidence.ts'
import { factKind } from './facts.ts'
import type { FactCode, FactVerdict } from './facts.ts'

/** Those who tell the same story are one voice: a unit and its staff. */
export type Voice = 'customer' | 'unit' | 'partner' | 'company' | 'third_party' | 'system'

export type WeighedFact = { readonly code: FactCode; readonly unitId: string | null; readonly verdict: FactVerdict; readonly opposing: string | null; readonly opposingSide: EvidenceSide | null }
export type Backing = { readonly type: EvidenceType; readonly side: EvidenceSide }

/** What else speaks: the tracking itself (a proposal taken from it), units that denied it, and those asked whose time to answer is over. */
export type Surroundings = { readonly tracked: boolean; readonly deniedBy: readonly string[]; readonly silent: readonly string[] }

/** The voice of a side. */
export function voiceOf(side: EvidenceSide): Voice {
  return side === 'staff' ? 'unit' : side
}

/** Whether anybody says otherwise: an opposing statement stands, or the unit it names denied it. */
export function isContested(fact: WeighedFact, around: Surroundings): boolean {
  return (fact.opposing ?? '') !== '' || (factKind(fact.code).bearing === 'unit' && fact.unitId !== null && around.deniedBy.includes(fact.unitId))
}

/** Whose voices have been heard about the fact; who was asked and let the time pass has had their say. */
export function voicesHeard(fact: WeighedFact, backing: readonly Backing[], around: Surroundings): readonly Voice[] {
  const heard = new Set(backing.map((b) => voiceOf(b.side)))
  if (around.tracked) heard.add('system')
  if (fact.unitId !== null && around.silent.includes(fact.unitId)) heard.add('unit')
  return [...heard]
}

/** The voice still missing to hear several sides; null when there are two or more. */
export function missingVoice(fact: WeighedFact, heard: readonly Voice[]): Voice | null {
  if (heard.length >= 2) return null
  if (heard[0] === 'unit' || heard[0] === 'partner') return 'customer'
  if (heard[0] === 'customer') return fact.unitId === null ? 'company' : 'unit'
  const opposing = fact.opposingSide === null ? null : voiceOf(fact.opposingSide)
  return opposing !== null && !heard.includes(opposing) ? opposing : fact.unitId === null ? 'customer' : 'unit'
}

/** Why the fact can't be weighed so, or null. An open fact needs no more than its unit. */
export function whyNotWeighed(fact: WeighedFact, backing: readonly Backing[], around: Surroundings): Why | null {
  const kind = factKind(fact.code)
  if (kind.unit === 'needed' && fact.unitId === null) return why('fact.unit_missing', { fact: fact.code })
  if (kind.unit === 'none' && fact.unitId !== null) return why('fact.unit_unfit', { fact: fact.code })
  if ((fact.opposing === null) !== (fact.opposingSide === null)) return why('fact.opposing_side_missing', { fact: fact.code })
  if (fact.verdict === 'open') return null
  if (backing.length === 0 && !around.tracked) return why('fact.evidence_missing', { fact: fact.code })
  const musts = kind.musts
  if (fact.verdict === 'established' && musts !== undefined && !backing.some((b) => musts.includes(b.type))) return why('fact.proof_missing', { fact: fact.code, evidence: [...musts] })
  const missing = isContested(fact, around) ? missingVoice(fact, voicesHeard(fact, backing, around)) : null
  return missing === null ? null : why('fact.one_sided', { fact: fact.code, voice: missing })
}
