// The only writer of people and their posts: creating, posting, disabling, passwords; each change goes to the record.
import { sql } from 'kysely'
import type { RecordedPost } from '../../domain/identity/events.ts'
import { isWeakPassword } from '../../domain/identity/passwords.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { Malformed } from '../platform/problems.ts'
import type { Tx } from '../platform/write.ts'
import { record } from './record.ts'
import { searchVector } from './search-words.ts'

export type NewPost = { readonly roleCode: string; readonly unitId: string }
export type NewUser = { readonly username: string; readonly name: string; readonly staffNo?: string | undefined; readonly passwordHash: string; readonly mustChangePassword: boolean; readonly posts: readonly NewPost[] }

/** @throws Refusal `identity.weak_password` (409). The length is the contract's to check. */
export function refuseWeakPassword(password: string, username: string): void {
  if (isWeakPassword(password, username)) throw new Refusal('identity.weak_password')
}

/**
 * Creates a person with posts; gives the id.
 * @throws Refusal `identity.username_taken`, `identity.staff_no_taken` (409); Malformed for an unknown role or unit.
 */
export async function createUser(t: Tx, user: NewUser): Promise<string> {
  const posts = await namePosts(t.tx, user.posts)
  const staffNo = user.staffNo ?? null
  if (staffNo !== null && (await sql`select 1 from users where staff_no = ${staffNo}`.execute(t.tx)).rows.length > 0) throw new Refusal('identity.staff_no_taken')
  const id = newId(t.now)
  const made = await sql`insert into users (id, username, name, staff_no, password_hash, must_change_password, search)
    values (${id}, ${user.username}, ${user.name}, ${staffNo}, ${user.passwordHash}, ${user.mustChangePassword}, ${searchVector([user.name], [user.username, staffNo])}::tsvector) on conflict do nothing returning 1`.execute(t.tx)
  if (made.rows.length === 0) throw new Refusal('identity.username_taken')
  await insertPosts(t, id, user.posts, 0)
  await record(t, 'user', id, { type: 'identity.user_created', data: { username: user.username, name: user.name, staffNo, posts } })
  return id
}

/**
 * Replaces the posts of a person; sessions on ended posts end at once.
 * @throws Refusal `not_found` (404), `identity.last_admin` (409).
 */
export async function setPosts(t: Tx, userId: string, posts: readonly NewPost[]): Promise<void> {
  const user = await lockUser(t.tx, userId)
  const after = await namePosts(t.tx, posts)
  const current = (await sql<{ id: string; role_code: string; unit_id: string; unit_code: string }>`select p.id, p.role_code, p.unit_id, o.code as unit_code from posts p join org_units o on o.id = p.unit_id
    where p.user_id = ${userId} and p.ended_at is null order by p.position`.execute(t.tx)).rows
  const keeps = (p: { role_code: string; unit_id: string }) => posts.some((n) => n.roleCode === p.role_code && n.unitId === p.unit_id)
  const ended = current.filter((p) => !keeps(p)).map((p) => p.id)
  await sql`update posts set ended_at = app_now() where id = any(${ended}::uuid[])`.execute(t.tx)
  await sql`update sessions set revoked_at = now() where post_id = any(${ended}::uuid[]) and revoked_at is null`.execute(t.tx)
  const added = posts.filter((n) => !current.some((p) => n.roleCode === p.role_code && n.unitId === p.unit_id))
  await insertPosts(t, userId, added, current.length)
  await keepAnAdmin(t.tx)
  await record(t, 'user', userId, { type: 'identity.user_posts_set', data: { username: user.username, before: current.map((p) => ({ roleCode: p.role_code, unitCode: p.unit_code })), after } })
}

/**
 * Disables a person: every session and token of theirs ends at once; their open cases go to `casesTo`, else to the pool.
 * @throws Refusal `not_found` (404), `identity.own_account`, `identity.already_disabled`, `identity.last_admin`, `complaint.owner_unfit` (409).
 */
export async function disableUser(t: Tx, userId: string, reason: string, casesTo: string | null = null): Promise<void> {
  if (userId === t.ctx.actor.id) throw new Refusal('identity.own_account')
  const user = await lockUser(t.tx, userId)
  if (user.status === 'disabled') throw new Refusal('identity.already_disabled')
  if (casesTo !== null) await refuseUnfit(t.tx, userId, casesTo)
  await sql`update users set status = 'disabled', leaves_cases = true, cases_to = ${casesTo}, updated_at = app_now() where id = ${userId}`.execute(t.tx)
  const sessions = await endSessionsOf(t.tx, userId, null)
  const tokens = (await sql<{ id: string; name: string }>`update api_tokens set revoked_at = now() where created_by = ${userId} and revoked_at is null returning id, name`.execute(t.tx)).rows
  await keepAnAdmin(t.tx)
  for (const token of tokens) await record(t, 'token', token.id, { type: 'identity.token_revoked', data: { name: token.name, because: 'creator_disabled' } })
  await record(t, 'user', userId, { type: 'identity.user_disabled', data: { username: user.username, reason, sessions, tokens: tokens.length } })
}

async function refuseUnfit(tx: Db, leaving: string, userId: string): Promise<void> {
  const fit = await sql`select 1 from users u where u.id = ${userId} and u.id <> ${leaving} and u.status = 'active' and exists (select from posts p join roles r on r.code = p.role_code where p.user_id = u.id and p.ended_at is null and r.permissions && array['complaint:take','complaint:investigate'])`.execute(tx)
  if (fit.rows.length === 0) throw new Refusal('complaint.owner_unfit')
}

/** Enables a person again; tokens stay revoked. @throws Refusal `not_found` (404), `identity.not_disabled` (409). */
export async function enableUser(t: Tx, userId: string, reason: string): Promise<void> {
  const user = await lockUser(t.tx, userId)
  if (user.status === 'active') throw new Refusal('identity.not_disabled')
  await sql`update users set status = 'active', leaves_cases = false, cases_to = null, updated_at = app_now() where id = ${userId}`.execute(t.tx)
  await record(t, 'user', userId, { type: 'identity.user_enabled', data: { username: user.username, reason } })
}

/**
 * Sets a one-time password which must be changed, and ends the person's sessions.
 * @throws Refusal `not_found` (404), `identity.own_account` (409: one's own is changed with the old one).
 */
export async function resetPassword(t: Tx, userId: string, passwordHash: string): Promise<void> {
  if (userId === t.ctx.actor.id) throw new Refusal('identity.own_account')
  const user = await lockUser(t.tx, userId)
  await sql`update users set password_hash = ${passwordHash}, must_change_password = true, updated_at = app_now() where id = ${userId}`.execute(t.tx)
  await endSessionsOf(t.tx, userId, null)
  await record(t, 'user', userId, { type: 'identity.password_reset', data: { username: user.username } })
}

/** Sets the person's own new password and ends their other sessions; `keep` is the hash of the one that stays. */
export async function changePassword(t: Tx, userId: string, passwordHash: string, keep: Buffer): Promise<void> {
  const user = await lockUser(t.tx, userId)
  await sql`update users set password_hash = ${passwordHash}, must_change_password = false, updated_at = app_now() where id = ${userId}`.execute(t.tx)
  await endSessionsOf(t.tx, userId, keep)
  await record(t, 'user', userId, { type: 'identity.password_changed', data: { username: user.username } })
}

/** Refuses a state in which nobody could manage people any more. @throws Refusal `identity.last_admin` (409). */
export async function keepAnAdmin(tx: Db): Promise<void> {
  // One at a time: two admins who remove each other must not both succeed.
  await sql`select pg_advisory_xact_lock(7216002)`.execute(tx)
  const left = await sql`select 1 from users u join posts p on p.user_id = u.id and p.ended_at is null join roles r on r.code = p.role_code
    where u.status = 'active' and 'identity:manage' = any(r.permissions) limit 1`.execute(tx)
  if (left.rows.length === 0) throw new Refusal('identity.last_admin')
}

async function endSessionsOf(tx: Db, userId: string, keep: Buffer | null): Promise<number> {
  const ended = await sql`update sessions set revoked_at = now() where user_id = ${userId} and revoked_at is null and (${keep}::bytea is null or token_hash <> ${keep}::bytea) returning 1`.execute(tx)
  return ended.rows.length
}

async function lockUser(tx: Db, id: string): Promise<{ username: string; status: string }> {
  const found = await tx.selectFrom('users').select(['username', 'status']).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!found) throw new Refusal('not_found', {}, 404)
  return found
}

async function namePosts(tx: Db, posts: readonly NewPost[]): Promise<RecordedPost[]> {
  const roles = new Set((await sql<{ code: string }>`select code from roles where code = any(${posts.map((p) => p.roleCode)}::text[])`.execute(tx)).rows.map((r) => r.code))
  const units = new Map((await sql<{ id: string; code: string }>`select id, code from org_units where id = any(${posts.map((p) => p.unitId)}::uuid[]) and status <> 'closed'`.execute(tx)).rows.map((u) => [u.id, u.code]))
  const problems = posts.flatMap((p, i) => [
    ...(roles.has(p.roleCode) ? [] : [{ path: `posts.${i}.roleCode`, code: 'unknown' }]),
    ...(units.has(p.unitId) ? [] : [{ path: `posts.${i}.unitId`, code: 'unknown' }]),
    ...(posts.findIndex((o) => o.roleCode === p.roleCode && o.unitId === p.unitId) < i ? [{ path: `posts.${i}`, code: 'repeated' }] : []),
  ])
  if (problems.length > 0) throw new Malformed(problems)
  return posts.map((p) => ({ roleCode: p.roleCode, unitCode: units.get(p.unitId) ?? '' }))
}

async function insertPosts(t: Tx, userId: string, posts: readonly NewPost[], from: number): Promise<void> {
  for (const [i, post] of posts.entries()) {
    await sql`insert into posts (id, user_id, role_code, unit_id, position) values (${newId(t.now)}, ${userId}, ${post.roleCode}, ${post.unitId}, ${from + i})`.execute(t.tx)
  }
}
