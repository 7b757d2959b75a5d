// Turns an amount of time ("24 hours", "7 calendar days") and a start into the instant it is used up.
import { addDays, dateOf, dayNumber, hourMillis } from './days.ts'
import { dayIn, startIn } from './zone.ts'
import { addWorkdays, addWorkingMillis, dayFacts, nextWorkday } from './working-time.ts'
import type { WorkingTime } from './working-time.ts'

export const budgetUnits = ['hour', 'working_hour', 'workday', 'calendar_day'] as const
export type BudgetUnit = (typeof budgetUnits)[number]

/** A positive whole amount. Hours run from the instant itself; days count from the day after it and end at 24:00 (民法典 Art. 201, 203). */
export type Budget = { readonly value: number; readonly unit: BudgetUnit }

/**
 * What happens when the last calendar day is a day of rest (民法典 Art. 203 ¶1, 法定休假日):
 * `off_days` moves it over every day the calendar doesn't work, weekly rest included, as courts and offices do in practice;
 * `holidays` only over days a notice made OFF, the narrow reading; `none` never. A make-up Saturday is worked, so it moves nothing.
 */
export type RollOver = 'none' | 'off_days' | 'holidays'

/**
 * `strictDueAt`: counted without rolling. `rolledDueAt`: after the roll, equal to the strict one when the last day is worked, null when
 * the question doesn't arise (hours, workdays, roll `none`). `provisional`: one of the two rests on days no notice covers yet.
 */
export type Due = { readonly strictDueAt: number; readonly rolledDueAt: number | null; readonly provisional: boolean }

/**
 * The earliest instant at which the budget is used up.
 * @param startAt epoch milliseconds; @throws RangeError for a negative or fractional value, a bug in policy checking.
 */
export function dueAfter(budget: Budget, roll: RollOver, startAt: number, time: WorkingTime): Due {
  if (!Number.isInteger(budget.value) || budget.value < 0) throw new RangeError(`budget of ${budget.value} ${budget.unit}`)
  switch (budget.unit) {
    case 'hour':
      return { strictDueAt: startAt + budget.value * hourMillis, rolledDueAt: null, provisional: false }
    case 'working_hour': {
      const { at, provisional } = addWorkingMillis(time, startAt, budget.value * hourMillis)
      return { strictDueAt: at, rolledDueAt: null, provisional }
    }
    case 'workday': {
      const { on, provisional } = addWorkdays(time, localDate(startAt, time), budget.value)
      return { strictDueAt: endOn(on, time), rolledDueAt: null, provisional }
    }
    case 'calendar_day':
      return calendarDays(budget.value, roll, startAt, time)
  }
}

function calendarDays(days: number, roll: RollOver, startAt: number, time: WorkingTime): Due {
  const lastOn = addDays(localDate(startAt, time), days)
  const strictDueAt = endOn(lastOn, time)
  if (roll === 'none') return { strictDueAt, rolledDueAt: null, provisional: false }
  const rolledOn = rolledDay(lastOn, roll, time)
  return { strictDueAt, rolledDueAt: endOn(rolledOn, time), provisional: dayNumber(rolledOn) > time.coveredThrough }
}

/** The last day after rolling: the day itself, or the first day after the rest it falls in. */
export function rolledDay(lastOn: string, roll: RollOver, time: WorkingTime): string {
  if (roll === 'none') return lastOn
  if (roll === 'off_days') return nextWorkday(time, lastOn).on
  let on = lastOn
  while (dayFacts(time, dayNumber(on)).kind === 'holiday') on = addDays(on, 1)
  return on
}

/** The date an instant falls on in the calendar's zone. */
export function localDate(at: number, time: WorkingTime): string {
  return dateOf(dayIn(time.calendar, at))
}

/** The first instant of a date in the calendar's zone. */
export function startOn(on: string, time: WorkingTime): number {
  return startIn(time.calendar, dayNumber(on))
}

/** The instant of 24:00 of a date in the calendar's zone. */
export function endOn(on: string, time: WorkingTime): number {
  return startIn(time.calendar, dayNumber(on) + 1)
}
