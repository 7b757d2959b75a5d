// What a stored clock becomes under another rule or calendar: the one function behind simulation, preview and recompute.
import { dueAfter, endOn, localDate, rolledDay } from './budgets.ts'
import { canPause } from './clocks.ts'
import type { ClockKind } from './kinds.ts'
import { dueWithPauses, unionSpans } from './pauses.ts'
import type { Span } from './pauses.ts'
import type { ClockRule } from './profiles.ts'
import type { WorkingTime } from './working-time.ts'
import { dayIn } from './zone.ts'

/** Kinds whose instant was told to a customer or a unit and stands in their own paper: nobody is told another one behind their back. */
export const toldKinds: readonly ClockKind[] = ['promise', 'outlet_reply', 'customer_answer', 'data_request']

/** The instants of a clock that its rule and calendar decide. */
export type Counted = { readonly dueAt: number; readonly strictDueAt: number; readonly rolledDueAt: number | null; readonly provisional: boolean }

/**
 * A clock as it stands. `agreed`: its instant was brought by the case, not counted by a rule. `shiftMs`: by how much it lies off its
 * count for another reason than a pause (time spent merged); that stays.
 */
export type StoredClock = Counted & { readonly kind: ClockKind; readonly openedAt: number; readonly statutory: boolean; readonly stoppedAt: number | null; readonly agreed: boolean; readonly shiftMs: number }

/** What a rule and a calendar a clock is pinned to say; null when nothing is known of them. */
export type Pinned = { readonly rule: ClockRule; readonly time: WorkingTime } | null

/**
 * Tells from data alone whether a clock was counted by the rule it is pinned to, and by how much it was shifted since. What its own
 * rule and calendar don't yield was agreed, and so was everything of `toldKinds`.
 */
export function asStored(clock: Omit<StoredClock, 'agreed' | 'shiftMs'>, pinned: Pinned, pauses: readonly Span[]): StoredClock {
  // of a watch of the law nothing but its roll may follow a calendar, wherever its count came from
  if (clock.statutory) return { ...clock, agreed: false, shiftMs: 0 }
  const own = pinned === null || pinned.rule.budget === null || toldKinds.includes(clock.kind) ? null : counted(clock.openedAt, pinned.rule, pinned.time, pauses)
  if (own === null || own.strictDueAt !== clock.strictDueAt) return { ...clock, agreed: true, shiftMs: 0 }
  return { ...clock, agreed: false, shiftMs: clock.dueAt - own.dueAt }
}

/**
 * What the clock becomes under another rule, calendar and its ended pauses. Stopped clocks and agreed instants never change; a watch of
 * the law keeps its strict instant and follows the calendar only in where it rolls to.
 */
export function recount(clock: StoredClock, rule: ClockRule, time: WorkingTime, pauses: readonly Span[]): Counted {
  const { dueAt, strictDueAt, rolledDueAt, provisional } = clock
  const same: Counted = { dueAt, strictDueAt, rolledDueAt, provisional }
  if (clock.stoppedAt !== null || clock.agreed) return same
  if (clock.statutory) return rolledAnew(same, rule, time)
  const anew = counted(clock.openedAt, rule, time, pauses)
  return anew === null ? same : { ...anew, dueAt: anew.dueAt + clock.shiftMs }
}

/** Whether anything a person could see differs. */
export function isMoved(before: Counted, after: Counted): boolean {
  return before.dueAt !== after.dueAt || before.strictDueAt !== after.strictDueAt || before.rolledDueAt !== after.rolledDueAt || before.provisional !== after.provisional
}

/** Whether two rules count alike; sources and aims inside the house move no clock. */
export function countsAlike(a: ClockRule, b: ClockRule): boolean {
  return a.budget?.value === b.budget?.value && a.budget?.unit === b.budget?.unit && a.roll === b.roll && canPause(a) === canPause(b)
}

function rolledAnew(clock: Counted, rule: ClockRule, time: WorkingTime): Counted {
  const lastOn = localDate(clock.strictDueAt - 1, time)
  if (rule.roll === 'none' || endOn(lastOn, time) !== clock.strictDueAt) return clock
  const rolledDueAt = endOn(rolledDay(lastOn, rule.roll, time), time)
  return { ...clock, rolledDueAt, provisional: isUncovered(rolledDueAt, time) }
}

function counted(openedAt: number, rule: ClockRule, time: WorkingTime, pauses: readonly Span[]): Counted | null {
  if (rule.budget === null) return null
  const due = dueAfter(rule.budget, rule.roll, openedAt, time)
  if (!canPause(rule) || pauses.length === 0) return { ...due, dueAt: due.strictDueAt }
  const dueAt = dueWithPauses(rule.budget, openedAt, time, unionSpans(pauses))
  const byCalendar = rule.budget.unit === 'workday' || rule.budget.unit === 'working_hour'
  return { ...due, dueAt, provisional: due.provisional || (byCalendar && isUncovered(dueAt, time)) }
}

function isUncovered(dueAt: number, time: WorkingTime): boolean {
  return dayIn(time.calendar, dueAt - 1) > time.coveredThrough
}
