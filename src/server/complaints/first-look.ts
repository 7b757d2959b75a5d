// When the ladder of a clock is to be looked at first, said by who opens it, so that a new case is no news for the sweep.
import { expectedTime, warnAt } from '../../domain/sla/expectation.ts'
import type { LearntTime } from '../../domain/sla/expectation.ts'
import { firstLook, placeSteps, stepsFor } from '../../domain/sla/ladders.ts'
import type { ClockRow } from './clocks.ts'
import { laddersDocument } from './ladders.ts'
import type { PolicyInForce } from './policy.ts'

/** Of a new case's clock: epoch ms, or null when nothing of it is to be told; also null for a clock no ladder can be placed on, which the sweep finds and says so. */
export function firstLookAt(policy: PolicyInForce, learnt: ReadonlyMap<string, LearntTime>, clock: ClockRow, reasonCode: string | null, now: number): number | null {
  const ladders = policy.of(laddersDocument)
  const life = { openedAt: clock.opened_at, dueAt: clock.due_at }
  const expected = ladders.warning.kinds.includes(clock.kind) ? expectedTime(learnt, ladders.warning, 'received', (reasonCode ?? '').split('.')[0] ?? '') : null
  try {
    return firstLook(placeSteps(stepsFor(ladders, clock.kind), life, policy.timeOf(clock.calendar_version)), life, expected === null ? null : warnAt(life, expected), now)
  } catch {
    return null
  }
}
