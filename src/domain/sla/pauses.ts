// The ledger of pauses as plain intervals: united, cut to a window, and subtracted in the time the clock itself counts.
import { addDays, dayNumber, hourMillis } from './days.ts'
import { endOn, localDate, startOn } from './budgets.ts'
import type { Budget } from './budgets.ts'
import { addWorkdays, addWorkingMillis, workdaysBetween, workingMillisBetween } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'

/** Half-open stretch of instants, from < to. */
export type Span = { readonly from: number; readonly to: number }

/** One entry of the ledger; `to` is null while it lasts. `enteredAt` later than `from` shows an entry after the fact. `capAt`: no later than this. */
export type Pause = {
  readonly from: number
  readonly to: number | null
  readonly reason: string
  readonly evidence: string | null
  readonly by: string
  readonly approvedBy: string | null
  readonly enteredAt: number
  readonly capAt: number | null
}

/** The ledger as it stands now: open pauses last until now, none beyond its cap; overlaps united. */
export function pausedSpans(pauses: readonly Pause[], now: number): readonly Span[] {
  return unionSpans(pauses.map((p) => ({ from: p.from, to: Math.min(p.to ?? now, p.capAt ?? Infinity) })))
}

/** Sorted, apart, without the empty: touching spans become one. */
export function unionSpans(spans: readonly Span[]): readonly Span[] {
  const united: Span[] = []
  for (const span of spans.filter((s) => s.from < s.to).sort((a, b) => a.from - b.from)) {
    const last = united.at(-1)
    if (last !== undefined && span.from <= last.to) united[united.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else united.push(span)
  }
  return united
}

/** What two united lists have in common. */
export function intersectSpans(a: readonly Span[], b: readonly Span[]): readonly Span[] {
  const common: Span[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i]
    const y = b[j]
    if (x === undefined || y === undefined) break
    const from = Math.max(x.from, y.from)
    const to = Math.min(x.to, y.to)
    if (from < to) common.push({ from, to })
    if (x.to < y.to) i += 1
    else j += 1
  }
  return common
}

/** Summed length in milliseconds of spans that don't overlap. */
export function totalMillis(spans: readonly Span[]): number {
  return spans.reduce((sum, s) => sum + s.to - s.from, 0)
}

/**
 * When a budget is used up although the clock stood still during the given united spans. Hours and working hours lose exactly the paused
 * part of the time they count. Days are whole: a day drops out only when the clock stood through all of it, so no brief pause wins a day.
 */
export function dueWithPauses(budget: Budget, startAt: number, time: WorkingTime, paused: readonly Span[]): number {
  if (budget.unit === 'workday' || budget.unit === 'calendar_day') return daysWithPauses(budget, startAt, time, paused)
  const working = budget.unit === 'working_hour'
  const measured = (from: number, to: number): number => (working ? workingMillisBetween(time, from, to) : to - from)
  let left = budget.value * hourMillis
  let at = startAt
  for (const pause of paused) {
    if (pause.to <= at) continue
    const run = Math.max(0, measured(at, Math.max(at, pause.from)))
    if (run >= left) break
    left -= run
    at = pause.to
  }
  return working ? addWorkingMillis(time, at, left).at : at + left
}

function daysWithPauses(budget: Budget, startAt: number, time: WorkingTime, paused: readonly Span[]): number {
  const startOn = localDate(startAt, time)
  const after = (days: number): string => (budget.unit === 'workday' ? addWorkdays(time, startOn, days).on : addDays(startOn, days))
  let dueOn = after(budget.value)
  for (;;) {
    const window = { from: endOn(startOn, time), to: endOn(dueOn, time) }
    const lost = intersectSpans(paused, [window]).reduce((sum, span) => sum + wholeDays(span, budget, time), 0)
    const moved = after(budget.value + lost)
    if (moved === dueOn) return endOn(dueOn, time)
    dueOn = moved
  }
}

/** Countable days that lie wholly inside a span. */
function wholeDays(span: Span, budget: Budget, time: WorkingTime): number {
  const firstOn = localDate(span.from, time)
  const starts = startOn(firstOn, time) === span.from
  const beforeOn = starts ? addDays(firstOn, -1) : firstOn
  const lastOn = addDays(localDate(span.to, time), -1)
  return Math.max(0, budget.unit === 'workday' ? workdaysBetween(time, beforeOn, lastOn) : dayNumber(lastOn) - dayNumber(beforeOn))
}
