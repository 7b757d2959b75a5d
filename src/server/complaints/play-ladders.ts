// A draft of the ladders played on cases: how many steps would have been told, through which channel, had the clocks run as they did.
import type { RunEffect } from '../../contract/policy-runs.ts'
import type { Contribution } from '../../domain/policy/tally.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import { placeSteps, stepsFor } from '../../domain/sla/ladders.ts'
import type { Ladders, LadderStep } from '../../domain/sla/ladders.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import type { ClockRow } from './clocks.ts'
import { laddersDocument } from './ladders.ts'
import type { Play, Player } from './players.ts'
import { loadCases } from './recount-cases.ts'
import type { OpenCase } from './recount-cases.ts'

/** Steps a clock came to before it ended. A sweep in time is assumed, and that nobody's quiet hours or absence held one back: those are the same on both sides. */
export const laddersPlayer: Player = {
  document: 'ladders',
  play: async (db, ids, play) => (await loadCases(db, ids, { lock: false, stopped: true })).map((c) => playSteps(c, play)),
}

function playSteps(c: OpenCase, { before, after, until }: Play): Contribution<RunEffect> {
  const counts: Record<string, number> = { cases: 1 }
  const groups = new Map<ClockKind, { moved: number; steps_before: number; steps_after: number }>()
  const add = (name: string, n: number): void => { if (n > 0) counts[name] = (counts[name] ?? 0) + n }
  for (const row of c.clocks.filter((k) => !k.cancelled)) {
    const time = before.timeOf(row.calendar_version)
    const [was, would] = [told(before.of(laddersDocument), row, time, until), told(after.of(laddersDocument), row, time, until)]
    for (const [side, steps] of [['before', was], ['after', would]] as const) {
      add(`steps_${side}`, steps.length)
      for (const channel of ['in_app', 'email', 'sms'] as const) add(`${channel}_${side}`, steps.filter((s) => s.via.includes(channel)).length)
    }
    if (textOf(was) === textOf(would)) continue
    const group = groups.get(row.kind) ?? { moved: 0, steps_before: 0, steps_after: 0 }
    groups.set(row.kind, { moved: group.moved + 1, steps_before: group.steps_before + was.length, steps_after: group.steps_after + would.length })
  }
  const [was, would] = [...groups.values()].reduce(([a, b], g) => [a + g.steps_before, b + g.steps_after], [0, 0] as [number, number])
  if (groups.size === 0) return { counts, groups: [], example: null }
  const effect = would < was ? 'fewer_steps' : 'more_steps'
  const clock = [...groups].toSorted(([, a], [, b]) => Math.abs(b.steps_after - b.steps_before) - Math.abs(a.steps_after - a.steps_before))[0]?.[0] ?? null
  return {
    counts: { ...counts, moved: 1, [effect]: 1 },
    groups: [...[...groups].map(([kind, g]) => ({ by: 'clock' as const, key: kind, counts: g })), { by: 'reason', key: c.reasonCode ?? '-', counts: { moved: 1, [effect]: 1 } }],
    example: { id: c.id, effect, weight: Math.abs(would - was), clock, before: String(was), after: String(would) },
  }
}

function told(ladders: Ladders, row: ClockRow, time: WorkingTime, until: number): readonly LadderStep[] {
  const end = Math.min(row.stopped_at ?? row.paused_at ?? until, until)
  return placeSteps(stepsFor(ladders, row.kind), { openedAt: row.opened_at, dueAt: row.due_at }, time).filter((p) => p.at < end).map((p) => p.step)
}

function textOf(steps: readonly LadderStep[]): string {
  return JSON.stringify(steps.map((s) => [s.code, s.to, s.via]))
}
