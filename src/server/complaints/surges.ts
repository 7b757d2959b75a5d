// Surge mode (OPN-34): begun with its end, author and reason, ended by itself; lends people posts for its time. It never touches the statutory watch.
import { sql } from 'kysely'
import type { z } from 'zod'
import type * as wire from '../../contract/administration.ts'
import { Refusal } from '../../domain/refusal.ts'
import { record } from '../identity/record.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { cursorOf, isMoment, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import type { Sweep } from '../platform/jobs.ts'
import type { Tx } from '../platform/write.ts'
import { appendToStream } from '../platform/record.ts'
import type { Deps } from './deps.ts'

type Surge = z.output<typeof wire.surge>
type NewSurge = z.output<typeof wire.startSurge['body']>

const longestDays = 31
const dayMs = 86_400_000
/** What a lent post may do: the work of an agent, nothing more. */
const lentRole = 'agent'

/** Begins or plans a surge; gives its id. @throws Refusal `surge.one_at_a_time` (409); Malformed for an end that is past, before its start, or too far. */
export async function startSurge(t: Tx, body: NewSurge): Promise<string> {
  const { actor } = t.ctx
  if (actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  const startsAt = body.startsAt === undefined ? t.now : Math.max(t.now, Date.parse(body.startsAt))
  const endsAt = Date.parse(body.endsAt)
  if (endsAt <= startsAt) throw new Malformed([{ path: 'endsAt', code: 'past' }])
  if (endsAt - startsAt > longestDays * dayMs) throw new Malformed([{ path: 'endsAt', code: 'too_far' }])
  await sql`select pg_advisory_xact_lock(7216003)`.execute(t.tx)
  const other = await sql`select 1 from surges where tstzrange(starts_at, coalesce(ended_at, ends_at)) && tstzrange(${new Date(startsAt)}, ${new Date(endsAt)})`.execute(t.tx)
  if (other.rows.length > 0) throw new Refusal('surge.one_at_a_time')
  const id = newId(t.now)
  await sql`insert into surges (id, starts_at, ends_at, reason, notice, expected_hours, short_intake, suspends, started_by, started_by_name)
    values (${id}, ${new Date(startsAt)}, ${new Date(endsAt)}, ${body.reason}, ${body.notice ?? null}, ${body.expectedHours}, ${body.shortIntake}, ${[...new Set(body.suspends)]}::text[], ${actor.id}, ${actor.name})`.execute(t.tx)
  await record(t, 'surge', id, { type: 'surge.started', data: { startsAt: new Date(startsAt).toISOString(), endsAt: new Date(endsAt).toISOString(), reason: body.reason, shortIntake: body.shortIntake, suspends: body.suspends, expectedHours: body.expectedHours } })
  return id
}

/** Ends a surge now, with the posts it lent. @throws Refusal `not_found` (404), `surge.over` (409). */
export async function endSurge(t: Tx, id: string, reason: string): Promise<void> {
  const surge = await lockSurge(t.tx, id)
  if (surge.over) throw new Refusal('surge.over')
  await sql`update surges set ended_at = greatest(starts_at, ${new Date(t.now)}), ended_by = ${t.ctx.actor.name}, end_reason = ${reason} where id = ${id}`.execute(t.tx)
  const posts = await endLentPosts(t.tx, sql`p.surge_id = ${id}`)
  await record(t, 'surge', id, { type: 'surge.ended', data: { because: 'person', reason, posts } })
}

/** Gives people a post as agent at headquarters until the surge ends. @throws Refusal `not_found` (404), `surge.over` (409); Malformed for people who are not there or disabled. */
export async function lendStaff(t: Tx, id: string, userIds: readonly string[]): Promise<void> {
  const surge = await lockSurge(t.tx, id)
  if (surge.over) throw new Refusal('surge.over')
  const people = (await sql<{ id: string; username: string }>`select id, username from users where id = any(${[...new Set(userIds)]}::uuid[]) and status = 'active' order by username for update`.execute(t.tx)).rows
  const unknown = userIds.flatMap((userId, i) => (people.some((p) => p.id === userId) ? [] : [{ path: `userIds.${i}`, code: 'unknown' }]))
  if (unknown.length > 0) throw new Malformed(unknown)
  const unit = (await sql<{ id: string }>`select id from org_units where kind = 'headquarters' order by code limit 1`.execute(t.tx)).rows[0]
  if (!unit) throw new Refusal('not_found', {}, 404)
  const lent: string[] = []
  for (const person of people) {
    const made = await sql`insert into posts (id, user_id, role_code, unit_id, position, ends_at, surge_id)
      select ${newId(t.now)}, ${person.id}, ${lentRole}, ${unit.id}, coalesce((select max(position) + 1 from posts where user_id = ${person.id} and ended_at is null), 0), ${new Date(surge.endsAt)}, ${id}
      where not exists (select from posts p where p.user_id = ${person.id} and p.ended_at is null and p.role_code = ${lentRole}) returning 1`.execute(t.tx)
    if (made.rows.length > 0) lent.push(person.username)
  }
  if (lent.length > 0) await record(t, 'surge', id, { type: 'surge.staff_lent', data: { usernames: lent, roleCode: lentRole, until: new Date(surge.endsAt).toISOString() } })
}

async function lockSurge(tx: Db, id: string): Promise<{ endsAt: number; over: boolean }> {
  const found = (await sql<{ endsAt: number; over: boolean }>`select ends_at as "endsAt", coalesce(ended_at, ends_at) <= app_now() or ended_at is not null as over from surges where id = ${id} for update`.execute(tx)).rows[0]
  if (!found) throw new Refusal('not_found', {}, 404)
  return found
}

async function endLentPosts(tx: Db, which: ReturnType<typeof sql>): Promise<number> {
  const ended = await sql`with over as (update posts p set ended_at = app_now() where p.ended_at is null and ${which} returning p.id), out as (update sessions s set revoked_at = now() from over where s.post_id = over.id and s.revoked_at is null) select id from over`.execute(tx)
  return ended.rows.length
}

/** Ends what is over by time: the surge's record is closed, lent posts end with their sessions. In force it was no longer since its instant. */
export async function endDueSurges(deps: Pick<Deps, 'db' | 'house'>): Promise<number> {
  const house = { kind: 'system', id: 'system', name: 'Huiyin' } as const
  const ended = await inTransaction(deps.db, async ({ tx, now }) => {
    const over = (await sql<{ id: string }>`update surges set ended_at = ends_at, ended_by = 'system' where id in (select id from surges where ended_at is null and ends_at <= app_now() for update skip locked) returning id`.execute(tx)).rows
    for (const { id } of over) await appendToStream(tx, now, house, { id, kind: 'surge' }, [{ type: 'surge.ended', data: { because: 'time', reason: null, posts: await endLentPosts(tx, sql`p.surge_id = ${id}`) } }])
    return over.length
  })
  if (ended > 0) await deps.house.refresh()
  return ended
}

/** Every five seconds. */
export function surgeSweep(deps: Pick<Deps, 'db' | 'house'>): Sweep {
  return { name: 'surges', everyMs: 5000, run: () => endDueSurges(deps) }
}

type Row = { id: string; startsAt: number; endsAt: number; endedAt: number | null; state: Surge['state']; reason: string; notice: string | null; expectedHours: number; shortIntake: boolean; suspends: Surge['suspends']; startedBy: string; endReason: string | null; staff: Surge['staff']; received: number; key: string }

/** Surges, newest first; with an id only that one. */
export async function listSurges(db: Db, page: { readonly limit: number; readonly cursor?: string | undefined }, id: string | null = null): Promise<{ items: Surge[]; nextCursor: string | null }> {
  const after = readCursor(page.cursor)
  if (after !== null && !isMoment(after)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const rows = (await sql<Row>`select s.id, s.starts_at as "startsAt", s.ends_at as "endsAt", s.ended_at as "endedAt", s.reason, s.notice, s.expected_hours as "expectedHours", s.short_intake as "shortIntake", s.suspends, s.started_by_name as "startedBy", s.end_reason as "endReason",
      case when s.ended_at is not null or s.ends_at <= app_now() then 'over' when s.starts_at > app_now() then 'planned' else 'running' end as state, to_char(s.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as key,
      coalesce((select jsonb_agg(jsonb_build_object('postId', p.id, 'userId', u.id, 'name', u.name) order by u.name) from posts p join users u on u.id = p.user_id where p.surge_id = s.id), '[]'::jsonb) as staff,
      (select count(*)::int from (select from complaints c where c.received_at >= s.starts_at and c.received_at < coalesce(s.ended_at, s.ends_at) limit 100000) n) as received
    from surges s where (${id}::uuid is null or s.id = ${id}::uuid) and ${after === null ? sql`true` : sql`s.starts_at < ${after}::timestamptz`} order by s.starts_at desc, s.id desc limit ${page.limit + 1}`.execute(db)).rows
  const iso = (ms: number): string => new Date(ms).toISOString()
  return {
    items: rows.slice(0, page.limit).map(({ key: _key, startsAt, endsAt, endedAt, ...rest }) => ({ ...rest, startsAt: iso(startsAt), endsAt: iso(endsAt), endedAt: endedAt === null ? null : iso(endedAt) })),
    nextCursor: rows.length > page.limit ? cursorOf(rows[page.limit - 1]?.key) : null,
  }
}

/** @throws Refusal `not_found` (404). */
export async function readSurge(db: Db, id: string): Promise<Surge> {
  const [surge] = (await listSurges(db, { limit: 1 }, id)).items
  if (!surge) throw new Refusal('not_found', {}, 404)
  return surge
}

/** What the last day says about an honest expected time: how many came, how many wait for a first contact, and the hours four of five waited. */
export async function suggestSurge({ db }: Pick<Ctx, 'db'>): Promise<{ received: number; waiting: number; firstContactHours: number | null }> {
  const found = await sql<{ received: number; waiting: number; hours: number | null }>`select count(*)::int as received, count(*) filter (where k.stopped_at is null)::int as waiting,
      percentile_cont(0.8) within group (order by extract(epoch from coalesce(k.stopped_at, app_now()) - k.opened_at)) / 3600 as hours
    from clocks k join (select id from complaints where received_at > app_now() - interval '24 hours' limit 50000) c on c.id = k.complaint_id where k.kind = 'first_contact' and not k.cancelled`.execute(db)
  const row = found.rows[0]
  return { received: row?.received ?? 0, waiting: row?.waiting ?? 0, firstContactHours: row?.hours === null || row?.hours === undefined ? null : Math.round(row.hours * 10) / 10 }
}
