// A draft of the approval authority played on plans: which would need more people or fewer, and how much money stands in them.
import { sql } from 'kysely'
import type { RunEffect } from '../../contract/policy-runs.ts'
import type { Contribution } from '../../domain/policy/tally.ts'
import { approvalLevels } from '../../domain/resolution/approval.ts'
import type { Play, Player } from '../complaints/players.ts'
import { approvalDocument } from './policy.ts'

type Line = { id: string; reason: string | null; restricted: boolean; plans: readonly number[] | null }

/** Every plan of a case counts, superseded ones too: each was somebody's work to approve. What a case had been paid before is left out on both sides. */
export const approvalPlayer: Player = {
  document: 'approval',
  play: async (db, ids, play) => {
    const found = await sql<Line>`select c.id, c.reason_code as reason, c.flags @> '{restricted}' as restricted, (select array_agg(t.total) from (select coalesce(sum(m.amount_minor), 0)::float8 as total from plans p left join plan_measures m on m.complaint_id = p.complaint_id and m.plan_id = p.id
        where p.complaint_id = c.id group by p.id) t) as plans from complaints c where c.id = any(${ids}::uuid[])`.execute(db)
    return found.rows.map((line) => playPlans(line, play))
  },
}

function playPlans(line: Line, play: Play): Contribution<RunEffect> {
  const rules = [play.before.of(approvalDocument), play.after.of(approvalDocument)] as const
  const plans = (line.plans ?? []).map((totalMinor) => {
    const [was, would] = [approvalLevels({ totalMinor, restricted: line.restricted }, rules[0]), approvalLevels({ totalMinor, restricted: line.restricted }, rules[1])]
    return { totalMinor, was, would, effect: would > was ? ('more_levels' as const) : would < was ? ('fewer_levels' as const) : null }
  })
  const moved = plans.flatMap((p) => (p.effect === null ? [] : [{ ...p, effect: p.effect }]))
  const counts: Record<string, number> = { cases: 1, plans: plans.length, approvals_before: plans.reduce((n, p) => n + p.was, 0), approvals_after: plans.reduce((n, p) => n + p.would, 0), plans_minor: plans.reduce((n, p) => n + p.totalMinor, 0) }
  for (const p of moved) {
    counts[`plans_${p.effect}`] = (counts[`plans_${p.effect}`] ?? 0) + 1
    counts[`${p.effect}_minor`] = (counts[`${p.effect}_minor`] ?? 0) + p.totalMinor
  }
  const gravest = moved.toSorted((a, b) => b.totalMinor - a.totalMinor)[0]
  if (gravest === undefined) return { counts, groups: [], example: null }
  return {
    counts: { ...counts, moved: 1, ...Object.fromEntries(moved.map((p) => [p.effect, 1])) },
    groups: [...moved.map((p) => ({ by: 'change' as const, key: `${p.was}>${p.would}`, counts: { moved: 1, minor: p.totalMinor } })), { by: 'reason', key: line.reason ?? '-', counts: { moved: moved.length, minor: moved.reduce((n, p) => n + p.totalMinor, 0) } }],
    example: { id: line.id, effect: gravest.effect, weight: Math.min(gravest.totalMinor, 1e12), clock: null, before: String(gravest.was), after: String(gravest.would) },
  }
}
