// How a clock would stand if it were another moment: the thought experiment of the deadline ribbon, from the same rules as the real state.
import type { Budget } from './budgets.ts'
import { clockState } from './clocks.ts'
import type { ClockState } from './kinds.ts'
import { dueWithPauses, unionSpans } from './pauses.ts'
import type { Span } from './pauses.ts'
import type { WorkingTime } from './working-time.ts'

/** A pause without its words; `until` is the end it has at the latest. */
export type PauseTimes = { readonly from: number; readonly to: number | null; readonly until: number | null }

/** What a clock's row says today. `budget` is null where the instant was agreed. */
export type KnownClock = { readonly openedAt: number; readonly dueAt: number; readonly stoppedAt: number | null; readonly cancelled: boolean; readonly budget: Budget | null; readonly pauses: readonly PauseTimes[] }

export type SupposedState = ClockState | 'not_opened'

/**
 * The clock as it stood or would stand at `at`, if nothing happened that has not happened yet but that pauses end when agreed. `knownAt` is when the row was read.
 * Without the working time of its calendar a clock keeps the due instant it has.
 */
export function supposeAt(clock: KnownClock, at: number, knownAt: number, time: WorkingTime | null): { readonly state: SupposedState; readonly dueAt: number } {
  const dueAt = supposedDue(clock, at, knownAt, time)
  if (at < clock.openedAt) return { state: 'not_opened', dueAt }
  const ended = clock.stoppedAt !== null && clock.stoppedAt <= at ? clock.stoppedAt : null
  const standing = clock.pauses.find((p) => p.from <= at && at < endOf(p) && (clock.stoppedAt === null || p.from < clock.stoppedAt))
  const state = clockState({ openedAt: clock.openedAt, dueAt, metAt: clock.cancelled ? null : ended, cancelledAt: clock.cancelled ? ended : null, pausedAt: ended === null ? (standing?.from ?? null) : null }, at)
  return { state, dueAt }
}

function supposedDue(clock: KnownClock, at: number, knownAt: number, time: WorkingTime | null): number {
  const { budget, openedAt } = clock
  if (budget === null || time === null || clock.pauses.length === 0 || (clock.stoppedAt !== null && clock.stoppedAt <= at)) return clock.dueAt
  const due = (paused: readonly Span[]): number => dueWithPauses(budget, openedAt, time, unionSpans(paused))
  // the row holds the pauses that had ended when it was read; whatever else moved it stays
  const held = due(clock.pauses.filter((p) => p.to !== null).map((p) => ({ from: p.from, to: Math.min(endOf(p), knownAt) })))
  return clock.dueAt - held + due(clock.pauses.map((p) => ({ from: p.from, to: Math.min(endOf(p), at) })))
}

function endOf(pause: PauseTimes): number {
  return Math.min(pause.to ?? Infinity, pause.until ?? Infinity)
}
