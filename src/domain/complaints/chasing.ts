// What a repeat contact does to a case: counted, urgent on the second within a day, a complaint as soon as somebody grieves (OPN-13).
import type { ContactKind, Status } from './vocabulary.ts'
import { isOpen } from './vocabulary.ts'

/** What a repeat contact on a case can be; only a chaser counts as urging. */
export const repeatKinds = ['chaser', 'trace', 'enquiry'] as const
export type RepeatKind = (typeof repeatKinds)[number]

/** A second chaser within this long of the one before is an urgent one. */
export const chaserSpanMillis = 24 * 3_600_000

export type Chased = {
  readonly kind: ContactKind
  readonly status: Status
  readonly receivedAt: number
  /** Chasers so far, and when the last came. */
  readonly times: number
  readonly lastAt: number | null
  readonly priority: number
}

export type ChaseEffect = { readonly times: number; readonly isSecond: boolean; readonly becomesComplaint: boolean; readonly priority: number }

/** What a repeat contact at `now` does; `grieves` when it holds a grievance. A case filed as a chaser is its own first chaser. */
export function chaseEffect(c: Chased, kind: RepeatKind, grieves: boolean, now: number): ChaseEffect {
  // a request about one's own data keeps its own limit, which no complaint has; it is answered however often it is urged
  const becomes = (isSecond: boolean): boolean => c.kind !== 'complaint' && c.kind !== 'data_request' && isOpen(c.status) && (grieves || isSecond)
  if (kind !== 'chaser') return { times: c.times, isSecond: false, becomesComplaint: becomes(false), priority: c.priority }
  const before = c.lastAt ?? (c.kind === 'chaser' ? c.receivedAt : null)
  const isSecond = before !== null && now - before <= chaserSpanMillis
  return { times: c.times + 1, isSecond, becomesComplaint: becomes(isSecond), priority: isSecond ? Math.max(1, c.priority - 1) : c.priority }
}
