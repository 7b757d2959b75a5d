// How long a case still needs from where it stands, by what its like needed, and whether that is more than its deadline leaves (CAP-04).
import { hourMillis } from './days.ts'
import type { WarningPolicy } from './ladders.ts'

/** What history says of a status, and of a status and reason together (`reason` '' is all of them). */
export type LearntTime = { readonly status: string; readonly reason: string; readonly sample: number; readonly needsMs: number }

/** `basis`: cases of this status and reason, of this status, or the policy while both are too few. */
export type Expectation = { readonly needsMs: number; readonly sample: number; readonly basis: 'reason' | 'status' | 'policy' }

/** What a case of this status and branch of reasons still needs; null where nothing is expected (its decision has been told). */
export function expectedTime(learnt: ReadonlyMap<string, LearntTime>, policy: WarningPolicy, status: string, reason: string): Expectation | null {
  const known = (key: string): LearntTime | undefined => {
    const found = learnt.get(key)
    return found !== undefined && found.sample >= policy.minSample ? found : undefined
  }
  const ofReason = reason === '' ? undefined : known(learntKey(status, reason))
  const ofStatus = known(learntKey(status, ''))
  if (ofReason) return { needsMs: ofReason.needsMs, sample: ofReason.sample, basis: 'reason' }
  if (ofStatus) return { needsMs: ofStatus.needsMs, sample: ofStatus.sample, basis: 'status' }
  const hours = policy.hours[status]
  return hours === undefined ? null : { needsMs: hours * hourMillis, sample: 0, basis: 'policy' }
}

export const learntKey = (status: string, reason: string): string => `${status} ${reason}`

/** From when on less time is left than is needed: once the clock runs, at the earliest when it began. */
export function warnAt(clock: { readonly openedAt: number; readonly dueAt: number }, expected: Expectation): number {
  return Math.max(clock.openedAt, clock.dueAt - expected.needsMs)
}

export type WarningOutcome = 'breached' | 'kept' | 'moved'

/** How warnings turned out. `missed`: breaches nobody warned of. Shares are null while nothing is settled. */
export function measureWarnings(counts: { readonly breached: number; readonly kept: number; readonly missed: number }): { falseAlarms: number | null; foreseen: number | null } {
  const { breached, kept, missed } = counts
  return { falseAlarms: breached + kept === 0 ? null : kept / (breached + kept), foreseen: breached + missed === 0 ? null : breached / (breached + missed) }
}
