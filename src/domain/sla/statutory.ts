// The 7-day watch of the law: how it is counted, what ends it, what survives a merge (快递暂行条例 Art. 29; 民法典 Art. 200–204).
import { dueAfter } from './budgets.ts'
import type { RollOver } from './budgets.ts'
import type { ClockKind } from './kinds.ts'
import type { WorkingTime } from './working-time.ts'

/** 快递暂行条例 Art. 29 (2025 text): handled, and the user told, within 7 days of receipt. */
export const statutoryDays = 7

/** Clocks whose duty lies within the seven days: for them the watch is the last limit. What follows the decision, and what others set, has its own. */
export const watchedKinds: readonly ClockKind[] = ['first_contact', 'verification_call', 'substantive_reply', 'preliminary_finding', 'outlet_reply', 'decision']

export type StatutoryWatch = { readonly dueAt: number; readonly strictDueAt: number; readonly rolledDueAt: number; readonly provisional: boolean }

/**
 * The watch of a complaint received at an instant. The day of receipt isn't counted, the seventh day after it ends at 24:00.
 * `dueAt` is that strict instant and what the company works to; `rolledDueAt` is what the law may grant when the last day is one of rest.
 * Nothing but the receipt and the calendar enters: no pause, profile, hand-over or reopening.
 */
export function statutoryWatch(receivedAt: number, time: WorkingTime, roll: Exclude<RollOver, 'none'> = 'off_days'): StatutoryWatch {
  const due = dueAfter({ value: statutoryDays, unit: 'calendar_day' }, roll, receivedAt, time)
  return { dueAt: due.strictDueAt, strictDueAt: due.strictDueAt, rolledDueAt: due.rolledDueAt ?? due.strictDueAt, provisional: due.provisional }
}

/**
 * Whether an event, with the status the case has after it, ends the watch (`contract.md`): the decision and its reasons told; invalid,
 * duplicate or out of scope told; the customer's own withdrawal verified (not merely asked for, nor found to be pressed: then the
 * status isn't `withdrawn`); merged into another case, which keeps the earlier watch.
 */
export function endsStatutoryWatch(eventType: string, statusAfter: string): boolean {
  switch (eventType) {
    case 'complaint.decision_told':
    case 'complaint.merged':
      return true
    case 'complaint.rejected':
      return statusAfter === 'rejected' || statusAfter === 'duplicate'
    case 'complaint.withdrawal_verified':
      return statusAfter === 'withdrawn'
    default:
      return false
  }
}

/** The watch a surviving case keeps after a merge: the earliest, whole (its rolled instant belongs to the same receipt). */
export function earliestWatch<W extends { readonly strictDueAt: number }>(first: W, ...others: readonly W[]): W {
  return others.reduce((earliest, w) => (w.strictDueAt < earliest.strictDueAt ? w : earliest), first)
}
