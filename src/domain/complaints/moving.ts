// What may not move by itself from an absent owner: a case nobody has understood yet waits for a person (SOL-15, C14).
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'
import type { Status } from './vocabulary.ts'

/** Why a case may not move by itself, or null. What the initial check has accepted is understood, whatever papers are still asked for. */
export function whyNotMoved(c: { readonly status: Status; readonly reasonCode: string | null; readonly missingFields: readonly string[] }): Why | null {
  if (c.reasonCode === null) return why('complaint.not_classified')
  return c.status === 'received' && c.missingFields.length > 0 ? why('complaint.intake_incomplete', { fields: c.missingFields }) : null
}
