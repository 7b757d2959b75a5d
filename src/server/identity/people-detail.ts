// A person as an administrator sees them before acting on them: posts, sessions, and what they would leave behind.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { personDetail } from '../../contract/administration.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import type { Tx } from '../platform/write.ts'
import { listSessions } from './queries.ts'
import { record } from './record.ts'

type Detail = z.output<typeof personDetail>
type Row = { id: string; username: string; name: string; staff_no: string | null; status: Detail['status']; created_at: number; last_seen_at: number | null; must: boolean; posts: { id: string; roleCode: string; unit: Detail['posts'][number]['unit']; since: string; until: string | null }[]; cases: number; tokens: number }

const cap = 1000
const iso = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString())

/** @throws Refusal `not_found` (404). */
export async function getPerson(db: Db, id: string): Promise<Detail> {
  const row = (await sql<Row>`select u.id, u.username, u.name, u.staff_no, u.status, u.created_at, u.last_seen_at, u.must_change_password as must,
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'roleCode', p.role_code, 'unit', jsonb_build_object('id', o.id, 'code', o.code, 'name', o.name, 'kind', o.kind), 'since', p.created_at, 'until', p.ends_at) order by p.position, p.created_at) from posts p join org_units o on o.id = p.unit_id where p.user_id = u.id and p.ended_at is null), '[]'::jsonb) as posts,
      (select count(*)::int from (select from complaints c where c.owner_id = u.id and c.status in ('received','accepted','investigating','planning','approving','negotiating','decided','executing','confirming') limit ${cap}) n) as cases,
      (select count(*)::int from api_tokens t where t.created_by = u.id and t.revoked_at is null) as tokens
    from users u where u.id = ${id}`.execute(db)).rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  const sessions = await listSessions(db, id, Buffer.alloc(0))
  return {
    id: row.id, username: row.username, name: row.name, staffNo: row.staff_no, status: row.status, createdAt: new Date(row.created_at).toISOString(), lastSeenAt: row.last_seen_at === null ? null : new Date(row.last_seen_at).toISOString(), mustChangePassword: row.must,
    posts: row.posts.map((p) => ({ ...p, since: iso(p.since) ?? '', until: iso(p.until) })), sessions: sessions.map(({ current: _current, ...s }) => s), openCases: row.cases, tokens: row.tokens, cap,
  }
}

/** Ends another person's session at once. @throws Refusal `not_found` (404), `identity.own_session` (409: one's own is ended in one's own list). */
export async function endUserSession(t: Tx, id: string): Promise<void> {
  const found = (await sql<{ user_id: string; username: string }>`select s.user_id, u.username from sessions s join users u on u.id = s.user_id where s.id = ${id} and s.revoked_at is null for update of s`.execute(t.tx)).rows[0]
  if (!found) throw new Refusal('not_found', {}, 404)
  if (found.user_id === t.ctx.actor.id) throw new Refusal('identity.own_session')
  await sql`update sessions set revoked_at = now() where id = ${id}`.execute(t.tx)
  await record(t, 'user', found.user_id, { type: 'identity.session_ended', data: { username: found.username, session: id } })
}
