// When the customer may go to the regulator (C6): too long without an answer, dissatisfied with it, or no way in to us. One rule for the case page and the portal.
import { dueAfter } from './budgets.ts'
import type { WorkingTime } from './working-time.ts'

/** The most days without an answer the law lets a customer wait before the regulator takes the matter. */
export const regulatorDaysByLaw = 7

/** `since`: from when silence counts, the receipt by the case's watch; null when it has none and silence opens nothing. */
export type Unanswered = { readonly since: number | null; readonly answeredAt: number | null; readonly isDissatisfied: boolean; readonly isChannelBlocked: boolean }
export type RegulatorBecause = 'dissatisfied' | 'channel_blocked' | 'no_answer'

/** The end of the last day of patience, counted as the Civil Code counts. */
export function regulatorFrom(since: number, days: number, time: WorkingTime): number {
  return dueAfter({ value: days, unit: 'calendar_day' }, 'none', since, time).strictDueAt
}

/** Why the way is open now, the first that holds; null while none does. An answer that came too late does not close it again. */
export function regulatorOpen(c: Unanswered, days: number, time: WorkingTime, now: number): RegulatorBecause | null {
  if (c.isDissatisfied) return 'dissatisfied'
  if (c.isChannelBlocked) return 'channel_blocked'
  return c.since !== null && (c.answeredAt ?? now) > regulatorFrom(c.since, days, time) ? 'no_answer' : null
}
