// What counts as the customer's confirmation of the execution, or as a good reason to go on without it (C17, FUP-06, FUP-08).
import type { ConfirmationMethod } from '../complaints/vocabulary.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** The no-response rule [values are ours, source: C17]: so many attempts, spread over so many days. */
export const attemptsNeeded = 3
export const attemptDaysNeeded = 2

/** Business days are those of Asia/Shanghai, which has a fixed offset. */
const zone = 8 * 3_600_000
const day = 24 * 3_600_000

export type Confirming = {
  readonly method: ConfirmationMethod
  readonly satisfied: boolean | null
  readonly hasReference: boolean
  readonly hasReason: boolean
  readonly byCustomer: boolean
  /** When the customer was tried in vain, epoch ms; one instant counts once. */
  readonly attemptsAt: readonly number[]
}

/** Why this is no confirmation; null when it is one. */
export function whyNotConfirmation(c: Confirming): Why | null {
  if ((c.method === 'portal') !== c.byCustomer) return why('confirmation.portal_only_customer')
  switch (c.method) {
    case 'no_response': {
      const tried = [...new Set(c.attemptsAt)]
      const days = new Set(tried.map((at) => Math.floor((at + zone) / day)))
      if (tried.length < attemptsNeeded || days.size < attemptDaysNeeded) return why('confirmation.attempts_too_few', { attempts: tried.length, days: days.size, attemptsNeeded, daysNeeded: attemptDaysNeeded })
      return c.satisfied === null ? null : why('confirmation.satisfaction_unknown')
    }
    case 'reasoned_refusal':
      return c.hasReason ? null : why('confirmation.reason_missing')
    case 'oral_recorded':
      return c.hasReference ? null : why('confirmation.reference_missing')
    default:
      return null
  }
}
