// What a proposed calendar would do to deadlines that rest on no notice yet: which become firm, which move; nothing is written.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type * as wire from '../../contract/sla.ts'
import type { Ctx } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { findChange } from '../sla/calendar-changes.ts'
import { readConfirmed } from '../sla/calendar-house.ts'
import { candidateOf } from '../sla/calendar-review.ts'
import type { Deps } from './deps.ts'
import type { PolicyInForce } from './policy.ts'
import { loadCases, recountCase } from './recount-cases.ts'
import { visibleTo } from './visible.ts'

const looksAt = 2000
const shows = 50

/** Looks at the cases whose provisional clock is due first. Numbers count them all; only cases that exist for the actor are named. */
export async function previewChange(ctx: Ctx, deps: Pick<Deps, 'policy' | 'calendars'>, id: string): Promise<ReplyOf<typeof wire.previewCalendarChange>> {
  const row = await findChange(ctx.db, id)
  const candidate = row.state === 'proposed' ? await candidateOf(ctx.db, deps.calendars, row, await readConfirmed(ctx.db)) : { time: deps.calendars.inForce().time, ofUnit: (unitId: string) => deps.calendars.timeFor([unitId]) }
  const lines = new Map((await sql<{ version: string; line: string }>`select version, line from calendar_versions where base_version is not null`.execute(ctx.db)).rows.map((r) => [r.version, r.line]))
  const policy: PolicyInForce = { ...deps.policy(), time: candidate.time, timeNow: (version) => { const unit = lines.get(version); return unit === undefined ? candidate.time : candidate.ofUnit(unit) } }
  const found = (await sql<{ id: string; complaintNo: string; seen: boolean }>`select c.id, c.complaint_no as "complaintNo", ${visibleTo(ctx.actor)} as seen
    from (select complaint_id, min(due_at) as due_at from clocks where provisional and stopped_at is null group by complaint_id order by 2, 1 limit ${looksAt + 1}) k join complaints c on c.id = k.complaint_id order by k.due_at, c.id`.execute(ctx.db)).rows
  const looked = found.slice(0, looksAt)
  const names = new Map(looked.map((c) => [c.id, c]))
  const cases = await loadCases(ctx.db, looked.map((c) => c.id), { lock: false, stopped: false })
  const now = await readClock(ctx.db)
  const changed = cases.flatMap((c) => recountCase(c, { kind: 'calendar', provisionalOnly: true }, policy, now).clocks)
  const moved = changed.filter(({ before, after }) => before.due_at !== after.due_at || before.rolled_due_at !== after.rolled_due_at).toSorted((a, b) => a.before.due_at - b.before.due_at)
  const items = moved.flatMap(({ before, after }) => {
    const complaint = names.get(before.complaint_id)
    if (complaint?.seen !== true) return []
    return [{ complaint: { id: complaint.id, complaintNo: complaint.complaintNo }, kind: before.kind, before: { dueAt: iso(before.due_at), rolledDueAt: isoOr(before.rolled_due_at) }, after: { dueAt: iso(after.due_at), rolledDueAt: isoOr(after.rolled_due_at), provisional: after.provisional } }]
  })
  return { looked: looked.length, more: found.length > looksAt, firm: changed.filter(({ before, after }) => before.provisional && !after.provisional).length, moved: moved.length, items: items.slice(0, shows) }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function isoOr(at: number | null): string | null {
  return at === null ? null : iso(at)
}
