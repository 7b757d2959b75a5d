// How the ledger of pauses moves a clock: what it stood through, since when it stands, what it becomes. Overlaps count once, per kind of clock.
import { canPause, dueAfterPauses } from './clocks.ts'
import type { OpenedClock } from './clocks.ts'
import type { ClockKind } from './kinds.ts'
import type { LedgerEntry } from './pause-rules.ts'
import { unionSpans } from './pauses.ts'
import type { Span } from './pauses.ts'
import type { ClockRule } from './profiles.ts'
import type { WorkingTime } from './working-time.ts'

/** What a clock of this kind has stood through: counted entries that have ended, united. */
export function endedSpans(ledger: readonly LedgerEntry[], kind: ClockKind): readonly Span[] {
  return unionSpans(ledger.flatMap((e) => (e.state === 'counted' && e.to !== null && e.kinds.includes(kind) ? [{ from: e.from, to: e.to }] : [])))
}

/** Where a clock is by the ledger. `pausedAt`: since when it stands, null while it runs. */
export type Stood = { readonly dueAt: number; readonly pausedAt: number | null }

/**
 * A clock's due instant after all ended entries, and since when it stands by an open one. A clock that was overdue when the open entry
 * began runs on: nothing is won by a pause any more. A clock that no entry touches keeps its due instant whatever it was counted by.
 */
export function standBy(ledger: readonly LedgerEntry[], rule: ClockRule, clock: OpenedClock, time: WorkingTime): Stood {
  if (!canPause(rule)) return { dueAt: clock.dueAt, pausedAt: null }
  const ended = endedSpans(ledger, rule.kind).filter((span) => span.to > clock.openedAt)
  const dueAt = ended.length === 0 ? clock.dueAt : dueAfterPauses(rule, clock, time, ended)
  const open = ledger.filter((e) => e.state === 'counted' && e.to === null && e.kinds.includes(rule.kind)).map((e) => e.from)
  const since = Math.max(clock.openedAt, Math.min(...open))
  return { dueAt, pausedAt: open.length > 0 && since <= dueAt ? since : null }
}

/** The due instant if one more entry counted and lasted until its agreed end. */
export function dueIfPaused(ledger: readonly LedgerEntry[], entry: Pick<LedgerEntry, 'from' | 'until' | 'kinds'>, rule: ClockRule, clock: OpenedClock, time: WorkingTime): number {
  const counted: LedgerEntry = { id: '', code: 'waiting_customer', state: 'counted', kinds: entry.kinds, from: entry.from, until: entry.until, to: entry.until }
  return standBy([...ledger.map((e) => (e.to === null && e.state === 'counted' ? { ...e, to: e.until } : e)), counted], rule, clock, time).dueAt
}
