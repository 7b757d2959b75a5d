// Which department leads an investigation (INV-01) and when a team is worth its people (INV-02).
import type { PriorityLevel } from '../complaints/vocabulary.ts'

export const departments = ['operations', 'customer_service', 'quality', 'it_security', 'legal'] as const
export type Department = (typeof departments)[number]

/** What a member does in the investigation. */
export const memberRoles = ['interviews', 'tracking', 'site', 'technical', 'legal', 'customer'] as const
export type MemberRole = (typeof memberRoles)[number]

export type TeamPolicy = { readonly levels: readonly PriorityLevel[]; readonly reasons: readonly string[]; readonly amountMinor: number }

/** What of a case decides about a team. */
export type Gravity = { readonly level: PriorityLevel; readonly reasonCode: string | null; readonly demandMinor: number | null }

/** Why a team is suggested, each ground once; none when one lead is enough. */
export function teamGrounds(policy: TeamPolicy, { level, reasonCode, demandMinor }: Gravity): readonly ('level' | 'reason' | 'amount')[] {
  return [
    ...(policy.levels.includes(level) ? ['level' as const] : []),
    ...(reasonCode !== null && policy.reasons.some((r) => reasonCode === r || reasonCode.startsWith(`${r}.`)) ? ['reason' as const] : []),
    ...(demandMinor !== null && demandMinor >= policy.amountMinor ? ['amount' as const] : []),
  ]
}
