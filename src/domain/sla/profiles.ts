// SLA profiles as data: one rule per kind of clock, each value with the source it comes from (requirements C1–C4, OPN-04, OPN-05).
import type { Budget, RollOver } from './budgets.ts'
import type { ClockKind } from './kinds.ts'
import type { Milestone } from './milestones.ts'
import { statutoryDays } from './statutory.ts'

/** Where a value comes from: a law, a requirement of the source documents, an outside contract, or the house's own choice. */
export const ruleSources = ['express_regulation_29', 'postal_appeals_rule', 'standard_27917', 'platform_contract', 'promise_to_customer', 'requirement_ack_03', 'requirement_sla_03', 'requirement_sla_04', 'requirement_sla_05', 'requirement_sla_06', 'requirement_sla_07', 'requirement_sla_09', 'requirement_sla_11', 'operations_opn_04', 'operations_opn_05', 'personal_information_50', 'house_policy'] as const
export type RuleSource = (typeof ruleSources)[number]

/**
 * One stage's limit. `budget` is what is committed (null: each case brings its own instant, as a promise does); `target` an earlier aim
 * kept inside the house. `roll` applies to calendar days. A statutory rule is never pausable.
 */
export type ClockRule = {
  readonly kind: ClockKind
  readonly budget: Budget | null
  readonly target: Budget | null
  readonly roll: RollOver
  readonly statutory: boolean
  readonly pausable: boolean
  /** The event the limit asks for (C3). */
  readonly milestone: Milestone
  readonly source: RuleSource
}

/** `secondWindow`: a first finding may leave the checking open, and its end gives the decision its time anew (SLA-05). */
export type Profile = { readonly code: string; readonly version: number; readonly secondWindow?: boolean; readonly rules: Readonly<Record<ClockKind, ClockRule>> }

/** What decides which profile a case gets (SLA-02): the units it concerns, the reason known so far, the door it came in by, the link of the service it happened in. */
export type ProfileFacts = { readonly unitCodes: readonly string[]; readonly reasonCode: string | null; readonly channel: string; readonly link: string | null }

/** A case about which nothing is known yet, as it comes by the portal. */
export const plainFacts: ProfileFacts = { unitCodes: [], reasonCode: null, channel: 'web', link: null }

/** A choice of profile: every condition that is named must hold; a first-level reason stands for its leaves. */
export type ProfileChoice = { readonly units?: readonly string[]; readonly reasons?: readonly string[]; readonly channels?: readonly string[]; readonly links?: readonly string[]; readonly profile: string; readonly source: RuleSource }

/** The profiles of one version, and which case gets which. */
export type Profiles = { readonly version: number; readonly default: string; readonly choices: readonly ProfileChoice[]; readonly profiles: Readonly<Record<string, Profile>> }

/** The profile a case gets: of the first choice all of whose conditions hold, else the default one. */
export function profileFor(all: Profiles, facts: ProfileFacts): Profile {
  const chosen = all.choices.find((c) => holds(c, facts))
  const found = all.profiles[chosen?.profile ?? all.default]
  if (!found) throw new RangeError(`no profile ${chosen?.profile ?? all.default}`)
  return found
}

function holds(c: ProfileChoice, f: ProfileFacts): boolean {
  const [first = ''] = (f.reasonCode ?? '').split('.')
  return (c.units === undefined || c.units.some((u) => f.unitCodes.includes(u))) && named(c.reasons, f.reasonCode, first) && named(c.channels, f.channel) && named(c.links, f.link)
}

function named(list: readonly string[] | undefined, ...values: readonly (string | null)[]): boolean {
  return list === undefined || values.some((v) => v !== null && list.includes(v))
}

/** What a clock's row keeps of the policy it was opened under. */
export function profileVersion(profile: Profile): string {
  return `${profile.code}@${profile.version}`
}

/** The law's own rule: part of every profile, written in none, changed by nobody. */
export const statutoryRule: ClockRule = { kind: 'statutory_watch', budget: { value: statutoryDays, unit: 'calendar_day' }, target: null, roll: 'off_days', statutory: true, pausable: false, milestone: 'result_notified', source: 'express_regulation_29' }
