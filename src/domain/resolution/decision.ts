// When a decision may be told: agreed with consent, or not agreed with limits, reasons, the appeal route, and in writing where money is refused.
import type { NoticeChannel } from '../complaints/vocabulary.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** Channels that leave the customer something to read (C16). */
export const writtenChannels: readonly NoticeChannel[] = ['sms', 'email', 'letter', 'portal', 'wechat', 'app']

export type DecisionFacts = {
  readonly outcome: 'agreed' | 'not_agreed'
  readonly channel: NoticeChannel
  readonly appealRouteTold: boolean
  readonly limitsTold: boolean
  readonly needsConsent: boolean
  /** An offer of the plan in force was accepted. */
  readonly accepted: boolean
  /** The customer asked for money, or was offered some. */
  readonly moneyAsked: boolean
  readonly planPays: boolean
}

/** Why the decision may not be told as it stands (OPN-01, SOL-07, SOL-09, C16, ESC-02); null when it may. */
export function whyNotDecision(d: DecisionFacts): Why | null {
  if (d.outcome === 'agreed' && d.needsConsent && !d.accepted) return why('decision.no_consent')
  if (d.outcome === 'not_agreed' && d.accepted) return why('offer.accepted_already')
  if (d.outcome === 'not_agreed' && (!d.limitsTold || !d.appealRouteTold)) return why('decision.appeal_route_missing')
  const refusesMoney = d.moneyAsked && !d.accepted && (d.outcome === 'not_agreed' || !d.planPays)
  if (refusesMoney && !writtenChannels.includes(d.channel)) return why('decision.written_needed', { channel: d.channel })
  return null
}

/** Demands that ask for money (INT-07). */
export const moneyDemands: readonly string[] = ['compensation', 'refund', 'fee_waiver']
