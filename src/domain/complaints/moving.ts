// What may not move by itself from an absent owner: a case nobody has understood yet waits for a person (SOL-15, C14).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** Why a case may not move by itself, or null. What has a reason is understood, whatever is still asked for: that is told to who gets it (OPN-10, OPN-32). */
export function whyNotMoved(c: { readonly reasonCode: string | null }): Why | null {
  return c.reasonCode === null ? why('complaint.not_classified') : null
}
