// Entries of the ledger of pauses as people read them: on a case, waiting for a second person, and who lets cases stand how much.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { z } from 'zod'
import type { listAskedPauses, pauseEntry, pauseUse } from '../../contract/clocks.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { PauseCode, PauseState } from '../../domain/sla/pause-rules.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'

type Entry = z.output<typeof pauseEntry>
type Row = {
  complaint_id: string; id: string; code: PauseCode; state: PauseState; reason: string; evidence: string | null; files: { id: string; name: string }[]; kinds: ClockKind[]; from_at: number; until_at: number; to_at: number | null; cap_at: number | null; late: boolean; by_id: string; by_name: string
  entered_at: number; decided_by_name: string | null; decided_at: number | null; decision_reason: string | null; excuses: ClockKind[]
}

/** Newest first, at most two hundred. */
export async function readEntries(db: Db, where: RawBuilder<SqlBool>): Promise<Row[]> {
  const found = await sql<Row>`select z.complaint_id, z.id, z.code, z.state, z.reason, z.evidence, array(select distinct k.kind from clocks k where k.complaint_id = z.complaint_id and k.kind = any(z.kinds) order by 1) as kinds, z.from_at, coalesce(z.until_at, z.from_at) as until_at, z.to_at, z.cap_at, z.late, z.by_id, z.by_name, z.entered_at, z.decided_by_name, z.decided_at, z.decision_reason,
      coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.added_at, a.id) from attachments a where a.id = any(z.attachment_ids)), '[]') as files,
      array(select b.kind from clock_breaches b where b.complaint_id = z.complaint_id and b.excused_by = z.id and b.excused_at >= b.noticed_at order by 1) as excuses
    from clock_pauses z where ${where} order by z.entered_at desc, z.id desc limit 200`.execute(db)
  return found.rows
}

export function viewEntry(r: Row): Entry {
  return {
    id: r.id, code: r.code, state: r.state, reason: r.reason, evidence: r.evidence, files: r.files, kinds: r.kinds, from: iso(r.from_at), until: iso(r.until_at), to: isoOrNull(r.to_at), capAt: isoOrNull(r.cap_at), late: r.late, by: { id: r.by_id, name: r.by_name },
    enteredAt: iso(r.entered_at), decidedBy: r.decided_by_name, decidedAt: isoOrNull(r.decided_at), decisionReason: r.decision_reason, excuses: r.excuses,
  }
}

type CaseRef = { id: string; complaint_no: string; keyword: string; status: Status; version: number; statutory_due: number | null }

/** What waits for a second person on cases the actor may see, oldest first. */
export async function askedPauses(ctx: Ctx): Promise<ReplyOf<typeof listAskedPauses>> {
  const cases = await sql<CaseRef>`select c.id, c.complaint_no, c.keyword, c.status, c.version, (select k.due_at from clocks k where k.complaint_id = c.id and k.kind = 'statutory_watch' and k.stopped_at is null order by k.epoch desc limit 1) as statutory_due
    from clock_pauses z join complaints c on c.id = z.complaint_id where z.state = 'asked' and ${visibleTo(ctx.actor)} order by z.entered_at limit 100`.execute(ctx.db)
  const entries = await readEntries(ctx.db, sql`z.state = 'asked' and z.complaint_id = any(${cases.rows.map((c) => c.id)}::uuid[])`)
  return {
    items: cases.rows.flatMap((c) => entries.filter((e) => e.complaint_id === c.id).map((e) => ({
      case: { id: c.id, complaintNo: c.complaint_no, keyword: c.keyword, status: c.status, version: c.version }, entry: viewEntry(e), mine: e.by_id === ctx.actor.id, statutoryDueAt: isoOrNull(c.statutory_due),
    }))),
  }
}

type Use = { id: string; name: string; entries: number; cases: number; hours: number; late: number; refused: number; excused: number; near_limit: number }

/** Who let cases stand: how often, how long, how often after the fact, how often with less than four hours left on the clock. */
export async function pauseUseOf(ctx: Ctx, days: number): Promise<ReplyOf<typeof pauseUse>> {
  const found = await sql<Use>`select z.by_id as id, max(z.by_name) as name, count(*)::int as entries, count(distinct z.complaint_id)::int as cases,
      round(coalesce(sum(extract(epoch from coalesce(z.to_at, least(z.until_at, app_now())) - z.from_at)) filter (where z.state = 'counted'), 0) / 3600, 1)::float8 as hours,
      count(*) filter (where z.late)::int as late, count(*) filter (where z.state = 'refused')::int as refused, count(*) filter (where exists (select from clock_breaches b where b.complaint_id = z.complaint_id and b.excused_by = z.id))::int as excused,
      count(*) filter (where z.near_limit)::int as near_limit
    from (select z.*, exists (select from clocks k where k.complaint_id = z.complaint_id and k.kind = any(z.kinds) and k.strict_due_at between z.from_at and z.from_at + interval '4 hours') as near_limit from clock_pauses z
      join complaints c on c.id = z.complaint_id where z.entered_at > app_now() - make_interval(days => ${days}) and ${visibleTo(ctx.actor)}) z
    group by z.by_id order by entries desc, hours desc, name limit 100`.execute(ctx.db)
  const all = await sql<{ from: number; cases: number }>`select app_now() - make_interval(days => ${days}) as from, (select count(distinct z.complaint_id)::int from clock_pauses z join complaints c on c.id = z.complaint_id where z.entered_at > app_now() - make_interval(days => ${days}) and ${visibleTo(ctx.actor)}) as cases`.execute(ctx.db)
  return {
    from: iso(all.rows[0]?.from ?? 0), cases: all.rows[0]?.cases ?? 0,
    items: found.rows.map((r) => ({ person: { id: r.id, name: r.name }, entries: r.entries, cases: r.cases, hours: r.hours, late: r.late, refused: r.refused, excused: r.excused, nearLimit: r.near_limit })),
  }
}

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))
