// A draft of the priority matrix or the reason tree played on cases: whose level and whose class for the regulator would be another.
import { sql } from 'kysely'
import type { RunEffect } from '../../contract/policy-runs.ts'
import type { Contribution } from '../../domain/policy/tally.ts'
import type { Db } from '../platform/context.ts'
import { assess } from './assessment.ts'
import type { Assessed, Assessment } from './assessment.ts'
import type { Play, Player } from './players.ts'

type Line = {
  id: string; reason: string | null; secondary: string | null; link: string | null; parcels: number; amount: number | null; mood: number; marks: string[]; goods: string[]; chased: number; repeat: boolean; complex: boolean; keyCustomer: boolean; statutoryAt: number | null
}

/** Levels, and classes that follow from another tree: both come from one assessment, so each document's draft tells both. */
export const assessmentPlayers: readonly Player[] = (['priority', 'reasons'] as const).map((document) => ({
  document,
  play: async (db, ids, play) => (await loadLines(db, ids)).map((line) => playLine(line, play, document)),
}))

async function loadLines(db: Db, ids: readonly string[]): Promise<Line[]> {
  return (await sql<Line>`select c.id, coalesce(c.reason_code, c.suggested ->> 'code') as reason, c.secondary_reason as secondary, c.link, greatest(1, (select count(*)::int from complaint_items i where i.complaint_id = c.id)) as parcels, (c.demand #>> '{amount,minor}')::bigint as amount,
      c.mood, c.risk_marks as marks, c.goods, c.chased, c.flags @> '{repeat}' as repeat, c.complex, coalesce((c.preferences ->> 'keyCustomer')::boolean, false) as "keyCustomer", (select k.due_at from clocks k where k.complaint_id = c.id and k.kind = 'statutory_watch' and k.stopped_at is null limit 1) as "statutoryAt"
    from complaints c where c.id = any(${ids}::uuid[]) and c.kind = 'complaint'`.execute(db)).rows
}

function playLine(line: Line, play: Play, document: 'priority' | 'reasons'): Contribution<RunEffect> {
  const facts: Assessed = {
    reasonCode: line.reason, secondaryReason: line.secondary, link: line.link, parcels: line.parcels, amountMinor: line.amount, mood: line.mood, riskMarks: line.marks, goods: line.goods, contacts: 1 + line.chased + (line.repeat ? 1 : 0),
    complex: line.complex, keyCustomer: line.keyCustomer, hoursToStatutory: line.statutoryAt === null ? null : (line.statutoryAt - play.until) / 3_600_000, given: new Set(),
  }
  const [was, would] = [assess(play.before, facts), assess(play.after, facts)]
  const level = effectOf(was, would)
  const isOther = was.regulatorClass !== would.regulatorClass
  const effects = [...(level === null ? [] : [level]), ...(isOther ? ['other_class' as const] : [])]
  if (effects.length === 0) return { counts: { cases: 1 }, groups: [], example: null }
  const counts = Object.fromEntries(effects.map((e) => [e, 1]))
  const told = document === 'reasons' && isOther ? (['other_class', was.regulatorClass, would.regulatorClass] as const) : level === null ? (['other_class', was.regulatorClass, would.regulatorClass] as const) : ([level, `p${was.level}`, `p${would.level}`] as const)
  return {
    counts: { cases: 1, moved: 1, ...counts },
    groups: [{ by: 'change', key: `${told[1] ?? '-'}>${told[2] ?? '-'}`, counts: { moved: 1 } }, { by: 'reason', key: line.reason ?? '-', counts: { moved: 1, ...counts } }],
    example: { id: line.id, effect: told[0], weight: Math.abs(was.level - would.level) * 10 + (5 - would.level), clock: null, before: told[1], after: told[2] },
  }
}

/** 1 is the most urgent. */
function effectOf(was: Assessment, would: Assessment): 'rises' | 'falls' | null {
  return would.level < was.level ? 'rises' : would.level > was.level ? 'falls' : null
}
