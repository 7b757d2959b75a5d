// The floor now, for who leads it: who is there and on what, what waits, what breaches within the hour by skill, what its absent owner can't do in time.
import { sql } from 'kysely'
import type { z } from 'zod'
import { presenceSeconds } from '../../contract/duty.ts'
import type { getFloor } from '../../contract/duty.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { PresenceAct } from '../../domain/identity/duty-words.ts'
import { languageOf } from '../../domain/identity/skills.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { floorPerson } from '../../contract/duty.ts'
import type { Deps } from '../complaints/deps.ts'
import { countOpen } from '../complaints/loads.ts'
import type { Load } from '../complaints/loads.ts'
import { listStranded } from '../complaints/moves.ts'
import { isOpenSql } from '../complaints/open.ts'
import { visibleTo } from '../complaints/visible.ts'
import { loadDuty } from '../identity/duty-people.ts'
import type { DutyPerson } from '../identity/duty-people.ts'
import type { Ctx } from '../platform/context.ts'
import { listNewest } from './queue.ts'

export type Floor = ReplyOf<typeof getFloor>
type Counted = { skill: string; count: number }
type Pool = {
  unowned: number; overdue: number; breaching: number; oldest: { id: string; complaintNo: string; keyword: string; receivedAt: string; kind: ClockKind | null; dueAt: string | null } | null
  soon: { reason: string | null; language: string | null; regulator: boolean; key: boolean; n: number }[] | null; reasons: { reason: string | null; n: number }[] | null
  on: { user_id: string; id: string; complaintNo: string; keyword: string; doing: PresenceAct; since: string }[] | null
}

/** No counter counts further: a floor with more has another trouble than the number. */
const cap = 5000
const freshMs = 1000

/** The floor's view, read at most once a second for all who see the same cases. */
export function createFloor(deps: Deps): (ctx: Ctx) => Promise<Floor> {
  const kept = new Map<string, { at: number; floor: Promise<Floor> }>()
  return (ctx) => {
    const key = JSON.stringify(visibleTo(ctx.actor).compile(ctx.db))
    const last = kept.get(key)
    if (last && performance.now() - last.at < freshMs) return last.floor
    if (kept.size > 50) kept.clear()
    const floor = readFloor(deps, ctx)
    kept.set(key, { at: performance.now(), floor })
    floor.catch(() => kept.delete(key))
    return floor
  }
}

async function readFloor(deps: Deps, ctx: Ctx): Promise<Floor> {
  const [{ people, now }, pool] = await Promise.all([loadDuty(ctx.db, deps.policy().duty), readPool(ctx)])
  const [loads, stranded] = await Promise.all([countOpen(ctx.db, people.map((p) => p.id)), listStranded(ctx.db, people, 20)])
  const rows = await listNewest(ctx, sql`c.id = any(${stranded.map((s) => s.id)}::uuid[])`, 20)
  const on = new Map((pool.on ?? []).map((o) => [o.user_id, o]))
  return {
    at: new Date(now).toISOString(), people: people.filter((p) => p.isSeen || p.standing.shift || p.standing.absence || (loads.get(p.id)?.open ?? 0) > 0).map((p) => shown(p, loads.get(p.id), on.get(p.id))),
    unowned: pool.unowned, overdue: pool.overdue, breaching: pool.breaching, cap,
    oldest: pool.oldest && { id: pool.oldest.id, complaintNo: pool.oldest.complaintNo, keyword: pool.oldest.keyword, receivedAt: iso(pool.oldest.receivedAt), due: pool.oldest.kind && pool.oldest.dueAt ? { kind: pool.oldest.kind, dueAt: iso(pool.oldest.dueAt) } : null },
    breachingBySkill: bySkill(pool.soon ?? []), unownedByReason: (pool.reasons ?? []).map((r) => ({ reason: r.reason, count: r.n })),
    stranded: stranded.flatMap((s) => {
      const row = rows.find((r) => r.id === s.id)
      return row ? [{ case: row, because: { code: s.blocked ? 'intake_incomplete' : s.pending ? 'pending' : 'nobody_here', params: { owner: s.owner.name, returnsAt: new Date(s.away.returnsAt).toISOString() } } }] : []
    }),
  }
}

async function readPool(ctx: Ctx): Promise<Pool> {
  const mine = sql`${isOpenSql} and ${visibleTo(ctx.actor)}`
  const found = await sql<Pool>`
    with pool as materialized (select c.id, c.complaint_no, c.keyword, c.received_at, c.next_due_kind, c.next_due_at, split_part(coalesce(c.reason_code, c.suggested ->> 'code'), '.', 1) as reason from complaints c where c.owner_id is null and ${mine} order by c.next_due_at, c.id limit ${cap}),
    soon as materialized (select split_part(coalesce(c.reason_code, c.suggested ->> 'code'), '.', 1) as reason, c.preferences ->> 'language' as language, (c.channel = 'regulator' or c.flags @> '{regulator_appeal}') as regulator, coalesce((c.preferences ->> 'keyCustomer')::boolean, false) as key
      from complaints c where ${mine} and c.next_due_at >= (select app_now()) and c.next_due_at <= (select app_now()) + interval '1 hour' order by c.next_due_at, c.id limit ${cap})
    select (select count(*)::int from pool) as unowned, (select count(*)::int from soon) as breaching, (select count(*)::int from (select 1 from complaints c where ${mine} and c.next_due_at < (select app_now()) limit ${cap}) o) as overdue,
      (select jsonb_build_object('id', p.id, 'complaintNo', p.complaint_no, 'keyword', p.keyword, 'receivedAt', p.received_at, 'kind', p.next_due_kind, 'dueAt', p.next_due_at) from pool p order by p.received_at, p.id limit 1) as oldest,
      (select jsonb_agg(to_jsonb(s)) from (select reason, language, regulator, key, count(*)::int as n from soon group by 1, 2, 3, 4) s) as soon,
      (select jsonb_agg(to_jsonb(r) order by r.n desc, r.reason) from (select nullif(reason, '') as reason, count(*)::int as n from pool group by 1) r) as reasons,
      (select jsonb_agg(to_jsonb(o)) from (select distinct on (p.user_id) p.user_id, c.id, c.complaint_no as "complaintNo", c.keyword, p.doing, p.since from case_presence p join complaints c on c.id = p.complaint_id
        where p.seen_at > now() - make_interval(secs => ${presenceSeconds}) and ${visibleTo(ctx.actor)} order by p.user_id, p.seen_at desc) o) as on`.execute(ctx.db)
  const pool = found.rows[0]
  if (!pool) throw new Error('the floor came back empty')
  return pool
}

/** One count per skill that a case asks for: its reason's family, its language, the regulator, key customers. */
function bySkill(rows: NonNullable<Pool['soon']>): Counted[] {
  const counts = new Map<string, number>()
  const add = (skill: string | null, n: number): void => { if (skill !== null) counts.set(skill, (counts.get(skill) ?? 0) + n) }
  for (const r of rows) {
    const language = languageOf(r.language)
    add(r.reason ? `reason:${r.reason}` : null, r.n)
    add(language !== null && language !== 'zh' ? `language:${language}` : null, r.n)
    add(r.regulator ? 'regulator' : null, r.n)
    add(r.key ? 'key_customer' : null, r.n)
  }
  return [...counts].map(([skill, count]) => ({ skill, count })).toSorted((a, b) => b.count - a.count || (a.skill < b.skill ? -1 : 1))
}

function shown(p: DutyPerson, load: Load | undefined, on: NonNullable<Pool['on']>[number] | undefined): z.output<typeof floorPerson> {
  return {
    person: { id: p.id, name: p.name }, unit: { ...p.unit }, state: p.standing.state, present: p.isSeen, onShift: p.standing.shift !== null, absent: p.standing.absence !== null, shiftEndsAt: p.standing.shift ? new Date(p.standing.shift.to).toISOString() : null,
    open: load?.open ?? 0, overdue: load?.overdue ?? 0, capacity: p.capacity, on: on && p.isSeen ? { id: on.id, complaintNo: on.complaintNo, keyword: on.keyword, doing: on.doing, since: iso(on.since) } : null,
  }
}

function iso(text: string): string {
  return new Date(text).toISOString()
}
