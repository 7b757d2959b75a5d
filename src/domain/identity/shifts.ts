// Shifts by template: a template says when a shift begins in business time and how long it lasts; a night ends on the next day.
import type { Span } from './availability.ts'

export type ShiftTemplate = { readonly fromMinute: number; readonly minutes: number }

/** Business time is UTC+8 the year round. */
const offsetMs = 8 * 3_600_000

/** The span of a template on a business day (`YYYY-MM-DD`). */
export function shiftOn(day: string, template: ShiftTemplate): Span {
  const from = Date.parse(`${day}T00:00:00Z`) - offsetMs + template.fromMinute * 60_000
  return { from, to: from + template.minutes * 60_000 }
}

/** Whether two spans share a moment. */
export function overlap(a: Span, b: Span): boolean {
  return a.from < b.to && b.from < a.to
}
