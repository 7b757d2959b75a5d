// A clock's row as the wire shows it; its state is decided here, at the moment of reading.
import type { z } from 'zod'
import type { clock } from '../../contract/complaints.ts'
import { clockState } from '../../domain/sla/clocks.ts'
import { clockTimes } from './clocks.ts'
import type { ClockRow } from './clocks.ts'

export type ClockView = z.output<typeof clock>

/** The clock as it stands at `now` (epoch ms). */
export function viewClock(row: ClockRow, now: number): ClockView {
  return {
    kind: row.kind, epoch: row.epoch, openedAt: iso(row.opened_at), dueAt: iso(row.due_at), strictDueAt: iso(row.strict_due_at), rolledDueAt: row.rolled_due_at === null ? null : iso(row.rolled_due_at),
    statutory: row.statutory, provisional: row.provisional, state: clockState(clockTimes(row), now), stoppedAt: row.stopped_at === null ? null : iso(row.stopped_at),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
