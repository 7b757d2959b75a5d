// What the policy says of pauses: for which reasons a clock may stand, which clocks, for how long, on whose word and with what proof.
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import { hourMillis } from './days.ts'
import { unpausableKinds } from './kinds.ts'
import type { ClockKind } from './kinds.ts'
import { totalMillis, unionSpans } from './pauses.ts'

/** Why a case may stand; the policy says which of them the house grants. */
export const pauseCodes = ['waiting_customer', 'customer_asked', 'authority_hold', 'appraisal', 'force_majeure', 'foreign_carrier'] as const
export type PauseCode = (typeof pauseCodes)[number]

/** Whose word it takes: nobody's but the asker's, always a second person's, or a second person's for longer than so many hours. */
export type PauseApproval = 'none' | 'always' | { readonly aboveHours: number }

export type PauseReason = {
  readonly code: PauseCode
  readonly stands: readonly ClockKind[]
  /** The customer is waited for: the case shows it. */
  readonly waitsForCustomer: boolean
  readonly capHours: number
  readonly caseCapHours: number
  readonly approval: PauseApproval
  readonly evidence: boolean
}

export type PauseRules = {
  readonly version: string
  /** An entry that begins longer ago than this is one after the fact. */
  readonly lateAfterMinutes: number
  /** How long after the last word with the customer the first negotiation waits by advice (SLA-15). */
  readonly coolDownMinutes: number
  /** After how many days without an answer the customer may go to the regulator (C6). */
  readonly regulatorAfterDays: number
  readonly reasons: readonly PauseReason[]
}

/** An entry of the ledger: `asked` waits for approval, `counted` stands or stood, `refused` and `lapsed` never counted. */
export const pauseStates = ['asked', 'counted', 'refused', 'lapsed'] as const
export type PauseState = (typeof pauseStates)[number]

/** One entry as rules and clocks look at it. `until`: its agreed end; `to`: when it ended, null before. */
export type LedgerEntry = { readonly id: string; readonly code: PauseCode; readonly state: PauseState; readonly kinds: readonly ClockKind[]; readonly from: number; readonly until: number; readonly to: number | null }

/** What somebody asks for. `receivedAt`: no clock of the case ran before. `explains`: a clock that is overdue now would stand since before it was. */
export type PauseAsk = { readonly code: PauseCode; readonly from: number; readonly until: number; readonly evidence: boolean; readonly receivedAt: number; readonly explains: boolean }

/** What would become of the asked pause; `no` is what speaks against it. */
export type WeighedPause = { readonly reason: PauseReason; readonly late: boolean; readonly needsApproval: boolean; readonly capAt: number }

/** The reason of a code as granted by the policy, or undefined. */
export function pauseReason(rules: PauseRules, code: PauseCode): PauseReason | undefined {
  return rules.reasons.find((r) => r.code === code)
}

/** Weighs an asked pause against policy and ledger: what it would be, or why it is not to be had. */
export function weighPause(rules: PauseRules, ask: PauseAsk, ledger: readonly LedgerEntry[], now: number): WeighedPause | Why {
  const reason = pauseReason(rules, ask.code)
  if (!reason) return why('pause.not_granted', { reason: ask.code })
  if (ask.from > now) return why('pause.begins_ahead')
  if (ask.from < ask.receivedAt) return why('instant.before_receipt')
  if (ask.until <= ask.from) return why('pause.ends_before')
  // nobody un-breaches a case alone, not even by a minute
  const late = ask.explains || now - ask.from > rules.lateAfterMinutes * 60_000
  if (!late && ask.until <= now) return why('instant.in_past')
  const used = usedMillis(ledger, ask.code)
  const capAt = ask.from + Math.max(0, Math.min(reason.capHours * hourMillis, reason.caseCapHours * hourMillis - used))
  if (ask.until > capAt) return why('pause.beyond_cap', { hours: reason.capHours, caseHours: reason.caseCapHours, used: Math.round(used / hourMillis) })
  if (reason.evidence && !ask.evidence) return why('pause.evidence_missing')
  return { reason, late, capAt, needsApproval: late || asksSecond(reason.approval, ask.until - ask.from) }
}

/** Whether a weighing ended with a no. */
export function isNo(weighed: WeighedPause | Why): weighed is Why {
  return 'params' in weighed
}

/** How much of a reason a case has used up: what counted, an open entry to its agreed end, overlaps once. */
export function usedMillis(ledger: readonly LedgerEntry[], code: PauseCode): number {
  return totalMillis(unionSpans(ledger.filter((e) => e.code === code && (e.state === 'counted' || e.state === 'asked')).map((e) => ({ from: e.from, to: e.to ?? e.until }))))
}

/** What forbids using the rules; a parameter `path` says where. */
export function pauseRuleProblems(rules: PauseRules): readonly Why[] {
  const codes = rules.reasons.map((r) => r.code)
  return [
    ...rules.reasons.flatMap((r, i) => [
      ...(codes.indexOf(r.code) < i ? [why('policy.pauses.twice', { path: `reasons[${i}].code`, code: r.code })] : []),
      ...r.stands.filter((kind) => unpausableKinds.includes(kind)).map((kind) => why('policy.pauses.never', { path: `reasons[${i}].stands`, kind })),
      ...(r.caseCapHours < r.capHours ? [why('policy.pauses.caps', { path: `reasons[${i}].caseCapHours`, code: r.code })] : []),
    ]),
    ...(rules.regulatorAfterDays < 1 ? [why('policy.pauses.days', { path: 'regulatorAfterDays' })] : []),
  ]
}

/** Until when the first negotiation is better left alone (SLA-15), null when it needn't be or has been. Advice only: no clock knows of it. */
export function coolDownUntil(c: { readonly lastContactAt: number | null; readonly negotiated: boolean; readonly mood: number }, rules: PauseRules, now: number): number | null {
  if (c.negotiated || c.lastContactAt === null || c.mood < 2) return null
  const until = c.lastContactAt + rules.coolDownMinutes * 60_000
  return until > now ? until : null
}

function asksSecond(approval: PauseApproval, length: number): boolean {
  if (approval === 'none') return false
  return approval === 'always' || length > approval.aboveHours * hourMillis
}
