// Makes the notices to staff from the feed, in commit order and exactly once: position and notices are written in one transaction (ADR 050).
import { sql } from 'kysely'
import { mentionCandidates, noticedTypes, noticesOf } from '../../domain/complaints/notices.ts'
import type { ClockStep, NewNotice, NoticeKind, NoticeSource } from '../../domain/complaints/notices.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'

const batch = 500
const noticed: ReadonlySet<string> = new Set(noticedTypes)
const atMost = 40

type Row = {
  tx: string; id: string; at: number; type: string; complaint_id: string | null; data: Record<string, unknown> | null; by_id: string | null; by_kind: string | null; by_name: string | null
  owner_id: string | null; handover_from: string | null; plan_maker: string | null; steps: ClockStep[] | null; respondents: string[] | null; note: string | null
}
type Merged = NewNotice & { complaintId: string; byId: string | null; times: number; at: number }

/** Follows the feed until it is read; gives how many notices were made or renewed. Only one worker does it at a time. */
export async function makeNotices(deps: Pick<Deps, 'db' | 'house'>): Promise<number> {
  let made = 0
  for (let left = atMost; left > 0; left--) {
    const step = await inTransaction(deps.db, ({ tx, now }) => makeSome(tx, now, deps))
    made += step.made
    if (!step.full) break
  }
  return made
}

/** Every second. */
export function noticeSweep(deps: Pick<Deps, 'db' | 'house'>): Sweep {
  return { name: 'notices', everyMs: 1000, run: () => makeNotices(deps) }
}

async function makeSome(tx: Db, now: number, deps: Pick<Deps, 'house'>): Promise<{ made: number; full: boolean }> {
  const held = (await sql<{ tx: string; id: string }>`select value->>'tx' as tx, value->>'id' as id from settings where name = 'notices' for update skip locked`.execute(tx)).rows[0]
  if (!held) return { made: 0, full: false }
  const rows = await readRows(tx, held)
  const last = rows.at(-1)
  if (!last) return { made: 0, full: false }
  const resting = deps.house.surgeAt(now)?.suspends.includes('regular_contact_reminders') ? ['regular_contact'] : []
  let made = 0
  // In their order, so that an approval given after the plan settles what the plan asked for; alike ones in a row are one.
  const merged = new Map<string, Merged>()
  for (const row of rows) {
    if (row.complaint_id === null || !noticed.has(row.type)) continue
    const found = noticesOf(await sourceOf(tx, row, resting))
    for (const kind of found.settled ?? []) {
      for (const [key, one] of merged) if (one.complaintId === row.complaint_id && one.kind === kind) merged.delete(key)
      await settle(tx, row.complaint_id, kind)
    }
    for (const notice of found.notices) {
      // one question about many parcels rings once, not for each of them
      const key = JSON.stringify([notice.to, notice.kind.startsWith('order_') ? row.data?.['bulk'] ?? row.complaint_id : row.complaint_id, notice.kind])
      merged.set(key, { ...notice, complaintId: row.complaint_id, byId: row.by_id, times: (merged.get(key)?.times ?? 0) + 1, at: row.at })
    }
  }
  for (const one of merged.values()) made += await keep(tx, now, one)
  await sql`update settings set value = ${JSON.stringify({ tx: last.tx, id: last.id })}::jsonb, updated_at = app_now() where name = 'notices'`.execute(tx)
  return { made, full: rows.length === batch }
}

/** What came after the position and is settled, with the event that each line stands for and what is around it. A position of another cluster's counting starts anew. */
async function readRows(tx: Db, from: { tx: string; id: string }): Promise<Row[]> {
  const rows = await sql<Row>`
    with news as materialized (select o.tx, o.id, o.at, o.type, o.complaint_id from outbox o
      where (o.tx, o.id) > (least(${from.tx}::xid8, pg_snapshot_xmin(pg_current_snapshot())), ${from.id}::bigint) and o.tx < pg_snapshot_xmin(pg_current_snapshot()) order by o.tx, o.id limit ${batch})
    select o.tx::text as tx, o.id::text as id, o.at, o.type, o.complaint_id, e.body::jsonb -> 'data' as data, e.actor_id as by_id, e.body::jsonb #>> '{actor,kind}' as by_kind, e.body::jsonb #>> '{actor,name}' as by_name, c.owner_id,
      case when o.type = 'complaint.hand_over_answered' then (select h.from_id from handovers h where h.complaint_id = o.complaint_id and h.id::text = e.body::jsonb #>> '{data,handover}') end as handover_from,
      case when o.type = 'plan.approval_given' then (select p.maker_id from plans p where p.complaint_id = o.complaint_id and p.id::text = e.body::jsonb #>> '{data,plan}') end as plan_maker,
      case when o.type in ('clock.breached', 'clock.step_told') then (select jsonb_agg(jsonb_build_object('clock', s.kind, 'step', s.step, 'dueAt', to_char(s.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'isLate', s.placed_at >= date_trunc('milliseconds', s.due_at), 'told', s.told, 'because', s.because) order by s.due_at, s.kind)
        from clock_steps s where s.complaint_id = o.complaint_id and s.told_at = o.at and (s.step = 'due') = (o.type = 'clock.breached')) end as steps,
      case when o.type = 'complaint.received' then (select array_agg(p.unit_id) from parties p where p.complaint_id = o.complaint_id and p.role = 'respondent') end as respondents,
      case when o.type = 'complaint.noted' then (select n.text from notes n where n.complaint_id = o.complaint_id and n.id::text = e.body::jsonb #>> '{data,note}') end as note
    from news o left join complaints c on c.id = o.complaint_id and o.type = any(${[...noticedTypes]}::text[])
      left join lateral (select e.body, e.actor_id from events e where e.stream_id = c.id and e.at = o.at and e.type = o.type and (o.type <> 'complaint.received' or c.owner_id is not null) order by e.seq limit 1) e on true
    order by o.tx, o.id`.execute(tx)
  return rows.rows
}

async function sourceOf(tx: Db, row: Row, resting: readonly string[]): Promise<NoticeSource> {
  return {
    type: row.type, data: row.data ?? {}, by: { id: row.by_id, kind: row.by_kind, name: row.by_name }, ownerId: row.owner_id, handoverFrom: row.handover_from, planMaker: row.plan_maker,
    steps: row.steps ?? [], respondents: row.respondents ?? [], mentioned: row.note?.includes('@') ? await mentionedIn(tx, row.note) : [], resting,
  }
}

/** Whom a note names by `@`: a username, or a name only one person has. */
async function mentionedIn(tx: Db, note: string): Promise<string[]> {
  const candidates = mentionCandidates(note)
  if (candidates.length === 0) return []
  const all = [...new Set(candidates.flat())]
  const words = all.map((name) => `'${name.toLowerCase()}'`).join(' | ')
  const people = (await sql<{ id: string; name: string; username: string }>`select id, name, username from users where status = 'active' and search @@ ${words}::tsquery and (name = any(${all}::text[]) or username = any(${all}::text[]))`.execute(tx)).rows
  return [...new Set(candidates.flatMap((names) => {
    const hit = names.map((name) => people.filter((p) => p.username === name || p.name === name)).find((some) => some.length > 0)
    return hit?.length === 1 && hit[0] ? [hit[0].id] : []
  }))]
}

async function settle(tx: Db, complaintId: string, kind: NoticeKind): Promise<void> {
  await sql`delete from notifications where complaint_id = ${complaintId} and kind = ${kind} and user_id is null`.execute(tx)
}

/** One row per case and kind until it is read; the feed carries it to the streams of those it is for. */
async function keep(tx: Db, now: number, n: Merged): Promise<number> {
  const userId = 'userId' in n.to ? n.to.userId : null
  const { permission, unitId } = 'userId' in n.to ? { permission: null, unitId: null } : n.to
  const conflict = userId !== null ? sql`(user_id, complaint_id, kind) where user_id is not null and read_at is null` : sql`(permission, unit_id, complaint_id, kind) where user_id is null`
  const kept = await sql`with kept as (
      insert into notifications (id, user_id, unit_id, permission, complaint_id, kind, params, by_id, times, at)
      select ${newId(now)}::uuid, ${userId}::uuid, ${unitId}::uuid, ${permission}::text, ${n.complaintId}::uuid, ${n.kind}, ${JSON.stringify(n.params)}::jsonb, ${n.byId}, ${n.times}::int, ${new Date(n.at)}::timestamptz
      where ${userId}::uuid is null or exists (select from users where id = ${userId}::uuid and status = 'active')
      on conflict ${conflict} do update set times = notifications.times + excluded.times, at = excluded.at, params = excluded.params, by_id = excluded.by_id returning id)
    insert into outbox (type, notification_id) select 'notification', id from kept returning 1`.execute(tx)
  return kept.rows.length
}
