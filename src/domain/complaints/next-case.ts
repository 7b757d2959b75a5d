// Which case is the next for this person: urgency times fit, among the pool and their own, with the reasons in words (取下一件).
import type { Skills } from '../identity/skills.ts'
import { lacks, matched } from './assignment.ts'
import type { Because, CaseTraits } from './assignment.ts'

export type NextCandidate = CaseTraits & { readonly dueAt: number | null; readonly dueKind: string | null; readonly watchDueAt: number | null; readonly isOwn: boolean; readonly isChased: boolean }
export type Asker = { readonly skills: Skills; /** Units whose region is the asker's own. */ readonly regionIds: readonly string[] }
export type Ranked = { readonly id: string; readonly score: number; readonly because: readonly Because[] }

const hour = 3_600_000
/** House values: what a deadline this near weighs. Overdue weighs most, and more each hour up to two days. */
const nearness: readonly (readonly [hours: number, weight: number])[] = [[1, 90], [4, 70], [24, 50], [72, 30]]
const priorityWeight = { p1: 60, p2: 30, p3: 10, p4: 0 } as const
/** House values: what a lacking skill leaves of a case's weight. Who doesn't speak the language gets it only when nothing else is there. */
const lackingLeaves = { language: 0.02, regulator: 0.2, key_customer: 0.4, reason: 0.6, channel: 0.8 } as const

/** Most pressing first; the same question has the same answer. */
export function rankNext(candidates: readonly NextCandidate[], asker: Asker, now: number): readonly Ranked[] {
  return candidates.map((c) => rank(c, asker, now)).toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
}

function rank(c: NextCandidate, asker: Asker, now: number): Ranked {
  const left = c.dueAt === null ? null : c.dueAt - now
  const near = left === null ? 5 : left < 0 ? 100 + Math.min(48, -left / hour) : (nearness.find(([hours]) => left <= hours * hour)?.[1] ?? 10)
  const statutory = c.watchDueAt !== null && c.watchDueAt - now < 24 * hour
  const lacking = lacks(asker.skills, c)
  const inRegion = c.units.some((u) => asker.regionIds.includes(u))
  const fit = lacking.reduce((rest, each) => rest * lackingLeaves[each], 1) * (inRegion ? 1.15 : 1) * (matched(asker.skills, c).length > 0 ? 1.2 : 1) * (c.isOwn ? 1.25 : 1)
  const because: Because[] = [
    ...(c.isOwn ? [{ code: 'own', params: {} }] : []), ...(left === null ? [] : left < 0 ? [{ code: 'overdue', params: { minutes: Math.round(-left / 60_000) } }] : [{ code: 'due_in', params: { minutes: Math.round(left / 60_000) } }]),
    ...(c.priority === 'p1' || c.priority === 'p2' ? [{ code: 'priority', params: { priority: c.priority } }] : []), ...(statutory ? [{ code: 'statutory', params: {} }] : []), ...(c.isChased ? [{ code: 'chased', params: {} }] : []),
    ...matched(asker.skills, c), ...(inRegion ? [{ code: 'region', params: {} }] : []),
  ]
  return { id: c.id, score: (near + priorityWeight[c.priority] + (statutory ? 40 : 0) + (c.regulator ? 30 : 0) + (c.isChased ? 15 : 0)) * fit, because }
}
