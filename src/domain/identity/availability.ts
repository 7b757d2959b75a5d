// Whether somebody can be given work now, when they come back, and until when what they own can wait for them (OPN-32).
import type { DutyState } from './duty-words.ts'

/** Values of the duty policy; times in milliseconds. */
export type DutyPolicy = {
  readonly version: string
  readonly undoMs: number
  readonly capacity: number
  readonly graceMs: number
  readonly answerMs: number
  readonly unplannedReturnMs: number
  readonly soonMs: number
}

/** Half-open: a shift that ends at 15:00 and one that begins then don't overlap. */
export type Span = { readonly from: number; readonly to: number }

export type DutyFacts = {
  /** Planned shifts around now, in any order. */
  readonly shifts: readonly Span[]
  readonly absences: readonly Span[]
  readonly state: DutyState
  /** Seen by a live stream or a beat a moment ago. */
  readonly isSeen: boolean
}

export type Standing = {
  readonly shift: Span | null
  readonly absence: Span | null
  /** What they are as others see it: who isn't seen is offline whatever they said last. */
  readonly state: DutyState
  /** May be given work by a rule: on shift, not absent, there, and neither busy nor on a break. */
  readonly isAvailable: boolean
  /** Gone: absent, or their shift is over and they no longer work on. Null while they are expected to look at their cases. */
  readonly away: Away | null
}

/** `because`: 'absent' or 'shift_over'. `returnsAt`: from when they are expected to look again. */
export type Away = { readonly because: 'absent' | 'shift_over'; readonly since: number; readonly returnsAt: number }

/** How a person stands at an instant. Who has no shift planned and none behind them is not rostered: they are never "gone" by a shift. */
export function standingOf(facts: DutyFacts, now: number, policy: Pick<DutyPolicy, 'graceMs' | 'unplannedReturnMs'>): Standing {
  const shift = covering(facts.shifts, now)
  const absence = covering(facts.absences, now)
  const state = facts.isSeen ? facts.state : 'offline'
  return { shift, absence, state, isAvailable: shift !== null && absence === null && state === 'online', away: awayOf(facts, { shift, absence, state }, now, policy) }
}

function awayOf(facts: DutyFacts, at: { shift: Span | null; absence: Span | null; state: DutyState }, now: number, policy: Pick<DutyPolicy, 'graceMs' | 'unplannedReturnMs'>): Away | null {
  if (at.absence) return { because: 'absent', since: at.absence.from, returnsAt: returnAfter(facts, at.absence.to, at.absence.to) }
  if (at.shift) return null
  const ended = Math.max(...facts.shifts.filter((s) => s.to <= now).map((s) => s.to))
  // who still works after the end of the shift keeps their cases until they leave
  if (!Number.isFinite(ended) || now < ended + policy.graceMs || at.state !== 'offline') return null
  return { because: 'shift_over', since: ended, returnsAt: returnAfter(facts, now, now + policy.unplannedReturnMs) }
}

/** The first moment from `from` on that lies in a shift and in no absence; `otherwise` when none is planned. */
function returnAfter(facts: DutyFacts, from: number, otherwise: number): number {
  let found = Number.POSITIVE_INFINITY
  for (const shift of facts.shifts) {
    if (shift.to <= from) continue
    let at = Math.max(shift.from, from)
    for (let blocking = covering(facts.absences, at); blocking !== null; blocking = covering(facts.absences, at)) at = blocking.to
    if (at < shift.to) found = Math.min(found, at)
  }
  return Number.isFinite(found) ? found : otherwise
}

function covering(spans: readonly Span[], at: number): Span | null {
  // of several that cover it the one that ends last
  return spans.filter((s) => s.from <= at && at < s.to).reduce<Span | null>((last, s) => (last === null || s.to > last.to ? s : last), null)
}
