// A clock's row as the wire shows it; its state is decided here, at the moment of reading.
import type { z } from 'zod'
import type { clock } from '../../contract/complaints.ts'
import { canPause, clockState } from '../../domain/sla/clocks.ts'
import type { ClockTimes } from '../../domain/sla/clocks.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { Profile } from '../../domain/sla/profiles.ts'

export type ClockView = z.output<typeof clock>

/** Columns of a clock with instants in epoch ms; `paused_at`: since when the case waits for the customer, null while it doesn't. */
export type ClockColumns = {
  readonly kind: ClockKind; readonly epoch: number; readonly opened_at: number; readonly due_at: number; readonly strict_due_at: number; readonly rolled_due_at: number | null
  readonly statutory: boolean; readonly provisional: boolean; readonly stopped_at: number | null; readonly cancelled: boolean
}

/** What the state is decided from; a pause holds only clocks whose rule may stand still. */
export function clockTimes(c: ClockColumns, pausedAt: number | null, profile: Profile): ClockTimes {
  const holds = pausedAt !== null && !c.statutory && canPause(profile.rules[c.kind])
  return { openedAt: c.opened_at, dueAt: c.due_at, metAt: c.cancelled ? null : c.stopped_at, cancelledAt: c.cancelled ? c.stopped_at : null, pausedAt: holds ? pausedAt : null }
}

/** The clock as it stands at `now` (epoch ms). */
export function viewClock(c: ClockColumns, now: number, pausedAt: number | null, profile: Profile): ClockView {
  return {
    kind: c.kind, epoch: c.epoch, openedAt: iso(c.opened_at), dueAt: iso(c.due_at), strictDueAt: iso(c.strict_due_at), rolledDueAt: c.rolled_due_at === null ? null : iso(c.rolled_due_at),
    statutory: c.statutory, provisional: c.provisional, state: clockState(clockTimes(c, pausedAt, profile), now), stoppedAt: c.stopped_at === null ? null : iso(c.stopped_at),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
