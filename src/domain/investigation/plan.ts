// The plan of evidence (证据计划): what an investigation wants, from whom and why, proposed from the reason, checked off as evidence comes in.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { EvidenceSide, EvidenceType } from '../complaints/evidence.ts'
import type { ReasonCode } from '../complaints/vocabulary.ts'
import type { CheckPoint } from './check.ts'
import type { Department, TeamPolicy } from './departments.ts'
import type { SimilarPolicy } from './similar.ts'
import type { CaseWords } from './words.ts'

/** Who can give a piece of evidence. */
export const givers = ['customer', 'outlet', 'courier', 'hub', 'station', 'warehouse', 'dispatcher', 'driver', 'partner', 'quality', 'it', 'finance', 'system', 'authority'] as const
export type Giver = (typeof givers)[number]

/** What a person said of an item that evidence didn't settle by itself. */
export const itemSettlements = ['got', 'not_obtainable', 'waived'] as const
export type ItemSettlement = (typeof itemSettlements)[number]
export type ItemState = 'open' | ItemSettlement

export type PlanItemKind = { readonly types: readonly EvidenceType[]; readonly givers: readonly Giver[]; readonly hours: number; readonly what: CaseWords; readonly why: CaseWords }
export type Want = { readonly item: string; readonly mandatory: boolean }
export type EvidencePlan = { readonly checks: readonly CheckPoint[]; readonly wants: readonly Want[] }
export type EvidencePlans = {
  readonly version: number
  readonly items: Readonly<Record<string, PlanItemKind>>
  readonly plans: Readonly<Record<ReasonCode, EvidencePlan>>
  readonly team: TeamPolicy
  readonly similar: SimilarPolicy
  readonly departments: { readonly default: Department; readonly byReason: Readonly<Partial<Record<ReasonCode, Department>>> }
}

/** First level of a reason; what nobody has classified yet is looked into as anything else. */
export function firstLevel(reasonCode: string | null): ReasonCode {
  return (reasonCode?.split('.')[0] ?? 'other') as ReasonCode
}

/** What the plan of a reason asks and checks. */
export function planFor(plans: EvidencePlans, reasonCode: string | null): EvidencePlan {
  return plans.plans[firstLevel(reasonCode)]
}

/** The department that usually leads such a case (INV-01). */
export function departmentFor(plans: EvidencePlans, reasonCode: string | null): Department {
  return plans.departments.byReason[firstLevel(reasonCode)] ?? plans.departments.default
}

export type PlannedItem = { readonly code: string | null; readonly types: readonly EvidenceType[]; readonly givers: readonly Giver[]; readonly mandatory: boolean; readonly settled: ItemSettlement | null }
export type HeldPiece = { readonly type: EvidenceType; readonly side: EvidenceSide }

/** Whose voice a giver has. */
const sideOf: Readonly<Record<Giver, readonly EvidenceSide[]>> = {
  customer: ['customer'], outlet: ['unit', 'staff'], courier: ['unit', 'staff'], hub: ['unit', 'staff'], station: ['unit', 'staff', 'partner'], warehouse: ['unit', 'staff'], dispatcher: ['unit', 'staff'], driver: ['unit', 'staff', 'partner'],
  partner: ['partner'], quality: ['company', 'unit'], it: ['company', 'unit'], finance: ['company', 'unit'], system: ['system', 'company'], authority: ['third_party', 'company'],
}

/** Whether a piece is what an item wants. A file is one whoever brought it; words count only from those who were to speak. */
export function fits(item: Pick<PlannedItem, 'types' | 'givers'>, piece: HeldPiece): boolean {
  return item.types.includes(piece.type) && ((piece.type !== 'interview' && piece.type !== 'statement') || item.givers.some((giver) => sideOf[giver].includes(piece.side)))
}

/** How an item stands: what a person said of it counts first, else whether a fitting piece has come. */
export function itemState(item: Pick<PlannedItem, 'types' | 'givers' | 'settled'>, held: readonly HeldPiece[]): ItemState {
  return item.settled ?? (held.some((piece) => fits(item, piece)) ? 'got' : 'open')
}

/** Mandatory items nothing has been got or said of: the gaps before a finding. */
export function gapsOf<T extends PlannedItem>(items: readonly T[], held: readonly HeldPiece[]): readonly T[] {
  return items.filter((item) => item.mandatory && itemState(item, held) === 'open')
}

/** Wants of the plan that the case's own plan doesn't have yet. */
export function stillToPlan(plan: EvidencePlan, items: readonly Pick<PlannedItem, 'code'>[]): readonly Want[] {
  return plan.wants.filter((want) => !items.some((item) => item.code === want.item))
}

/** What can't be meant in the document. */
export function planProblems(plans: EvidencePlans): readonly Why[] {
  return (Object.entries(plans.plans) as [string, EvidencePlan][]).flatMap(([reason, plan]) => [
    ...plan.wants.filter((want) => plans.items[want.item] === undefined).map((want) => why('policy.evidence.item_unknown', { path: `plans.${reason}`, item: want.item })),
    ...(plan.wants.some((want) => want.mandatory) ? [] : [why('policy.evidence.nothing_mandatory', { path: `plans.${reason}` })]),
  ])
}
