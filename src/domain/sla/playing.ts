// A case played under another policy: which of its clocks would be due when, which breach comes or goes. Pure; its clocks are history, not touched.
import { isBreached } from './clocks.ts'
import type { ClockTimes } from './clocks.ts'
import { hourMillis } from './days.ts'
import type { ClockKind } from './kinds.ts'
import type { Counted } from './recount.ts'
import type { Contribution } from '../policy/tally.ts'

/** A clock as it stands and as it would. */
export type PlayedClock = Omit<ClockTimes, 'dueAt'> & { readonly kind: ClockKind; readonly before: Counted; readonly after: Counted }

/** `receivedAt` and `decidedAt` are of the case, for the share told within 48 hours, which is counted so whatever the profile (C19). */
export type PlayedCase = { readonly id: string; readonly unit: string | null; readonly reason: string | null; readonly isComplaint: boolean; readonly receivedAt: number; readonly decidedAt: number | null; readonly clocks: readonly PlayedClock[] }

export type ClockEffect = 'becomes_overdue' | 'ceases_overdue' | 'later' | 'earlier' | 'rolls'

const kpiMillis = 48 * hourMillis

/** What the case adds to the tally at `now`: every clock counts once, a case as moved once. */
export function playCase(c: PlayedCase, now: number): Contribution<ClockEffect> {
  const clocks = c.clocks.map((clock) => playClock(clock, now))
  const moved = clocks.filter((k) => k.effect !== null)
  const gravest = moved.toSorted((a, b) => b.weight - a.weight)[0]
  const own: Record<string, number> = { cases: 1, ...(moved.length > 0 ? { moved: 1 } : {}), ...kpiOf(c, now) }
  for (const effect of new Set(moved.map((k) => k.effect))) if (effect !== null) own[effect] = 1
  const counts = sum([own, ...clocks.map((k) => k.times)])
  const groups = moved.length === 0 ? [] : [
    ...moved.map((k) => ({ by: 'clock' as const, key: k.clock.kind, counts: { moved: 1, ...(k.effect === null ? {} : { [k.effect]: 1 }), moved_minutes: Math.round(k.shift / 60_000) } })),
    ...(c.unit === null ? [] : [{ by: 'unit' as const, key: c.unit, counts: effectsOf(own) }]),
    { by: 'reason' as const, key: c.reason ?? '-', counts: effectsOf(own) },
  ]
  return { counts, groups, example: gravest === undefined || gravest.effect === null ? null : { id: c.id, effect: gravest.effect, weight: gravest.weight, clock: gravest.clock.kind, before: iso(gravest.effect === 'rolls' ? gravest.clock.before.rolledDueAt : gravest.clock.before.dueAt), after: iso(gravest.effect === 'rolls' ? gravest.clock.after.rolledDueAt : gravest.clock.after.dueAt) } }
}

function playClock(clock: PlayedClock, now: number) {
  const { before, after } = clock
  const [was, would] = [before, after].map((c) => isBreached({ ...clock, dueAt: c.dueAt }, now)) as [boolean, boolean]
  const shift = after.dueAt - before.dueAt
  const effect: ClockEffect | null = would && !was ? 'becomes_overdue' : was && !would ? 'ceases_overdue' : shift > 0 ? 'later' : shift < 0 ? 'earlier' : before.rolledDueAt !== after.rolledDueAt || before.provisional !== after.provisional ? 'rolls' : null
  const rank = effect === 'becomes_overdue' ? 3 : effect === 'ceases_overdue' ? 2 : effect === 'rolls' ? 0 : 1
  const times: Record<string, number> = { clocks: 1 }
  if (effect !== null) times['clocks_moved'] = 1
  const isMet = clock.metAt !== null
  if (isMet || was) times['timed_before'] = 1
  if (isMet && !was) times['on_time_before'] = 1
  if (isMet || would) times['timed_after'] = 1
  if (isMet && !would) times['on_time_after'] = 1
  return { clock, effect, shift, weight: rank * 1e8 + Math.min(Math.round(Math.abs(shift) / 60_000), 1e8 - 1), times }
}

/** A case counts once it was told its result, or once the 48 hours are over without. */
function kpiOf(c: PlayedCase, now: number): Record<string, number> {
  if (!c.isComplaint || (c.decidedAt === null && now - c.receivedAt <= kpiMillis)) return {}
  return { kpi_48h: 1, ...(c.decidedAt !== null && c.decidedAt - c.receivedAt <= kpiMillis ? { kpi_48h_met: 1 } : {}) }
}

function effectsOf(own: Readonly<Record<string, number>>): Record<string, number> {
  const { cases: _cases, kpi_48h: _of, kpi_48h_met: _met, ...effects } = own
  return effects
}

function sum(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total: Record<string, number> = {}
  for (const one of all) for (const [name, n] of Object.entries(one)) total[name] = (total[name] ?? 0) + n
  return total
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
