// Signing in: equal work for known and unknown names, failures that delay but never lock, a fresh session every time.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { failureWindowSeconds, throttles, waitSeconds } from '../../domain/identity/passwords.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { placeKey } from '../platform/limits.ts'
import { write } from '../platform/write.ts'
import { checkPassword } from './passwords.ts'
import { openSession } from './sessions.ts'

export type Credentials = { readonly username: string; readonly password: string }
export type From = { readonly ip: string; readonly userAgent: string; readonly oldSession: Buffer | null }

/**
 * Opens a session for the right password and gives its secret; a session the request came with is ended (no fixation).
 * @throws Refusal `identity.wrong_credentials` (401), the same for a wrong password, an unknown and a disabled person.
 * @throws Refusal `too_many_attempts` (429) with `retryAfter`.
 */
export async function signInWith(ctx: Ctx, credentials: Credentials, from: From): Promise<string> {
  const username = credentials.username.trim().toLowerCase()
  const attempt = await beginAttempt(ctx.db, username, from.ip)
  const found = await sql<{ id: string; password_hash: string; status: string; post_id: string | null }>`select u.id, u.password_hash, u.status,
      (select p.id from posts p where p.user_id = u.id and p.ended_at is null and (p.ends_at is null or p.ends_at > app_now()) order by p.position, p.created_at, p.id limit 1) as post_id
    from users u where u.username = ${username}`.execute(ctx.db)
  const user = found.rows[0]
  const isRight = await checkPassword(user?.password_hash ?? null, credentials.password)
  if (!isRight || user?.status !== 'active') throw new Refusal('identity.wrong_credentials', {}, 401)
  const { post_id: postId, id: userId } = user
  if (postId === null) throw new Refusal('identity.no_post', {}, 403)
  return write(ctx, async ({ tx }) => {
    if (from.oldSession) await sql`update sessions set revoked_at = now() where token_hash = ${from.oldSession} and revoked_at is null`.execute(tx)
    await forgive(tx, attempt.keys)
    await sql`update users set last_seen_at = app_now() where id = ${userId}`.execute(tx)
    return openSession(tx, userId, postId, from.userAgent)
  })
}

type Attempt = { readonly keys: { readonly pair: string; readonly account: string; readonly place: string } }

/**
 * Books an attempt as failed before the password is looked at, so that a hundred at once do not all pass; success forgives it.
 * A throttled attempt is taken off again: hammering does not lengthen the wait.
 * @throws Refusal `too_many_attempts` (429) with `retryAfter` in seconds.
 */
export async function beginAttempt(db: Db, account: string, ip: string): Promise<Attempt> {
  const place = placeKey(ip)
  // Hashed, because people type passwords into the name field.
  const who = createHash('sha256').update(account).digest('base64url').slice(0, 22)
  const keys = { pair: `pair:${who}:${place}`, account: `account:${who}`, place: `place:${place}` }
  const all = Object.values(keys)
  const booked = await sql<{ key: string; at_text: string }>`insert into sign_in_failures (key, at) select k, clock_timestamp() from unnest(${all}::text[]) as k returning key, at::text as at_text`.execute(db)
  const seen = await sql<{ key: string; failures: number; since: number | null }>`select f.key, count(*) filter (where f.at < mine.at)::int as failures,
      extract(epoch from clock_timestamp() - max(f.at) filter (where f.at < mine.at))::float8 as since
    from sign_in_failures f join (select k as key, t as at from unnest(${all}::text[], ${booked.rows.map((r) => r.at_text)}::timestamptz[]) as b(k, t)) mine on mine.key = f.key
    where f.at > now() - make_interval(secs => ${failureWindowSeconds}) group by f.key`.execute(db)
  const wait = Math.max(0, ...seen.rows.map((row) => {
    const kind = row.key.slice(0, row.key.indexOf(':'))
    if (kind !== 'pair' && kind !== 'account' && kind !== 'place') return 0
    return waitSeconds(throttles[kind], row.failures, row.since ?? 0)
  }))
  if (wait > 0) {
    await sql`delete from sign_in_failures f using unnest(${booked.rows.map((r) => r.key)}::text[], ${booked.rows.map((r) => r.at_text)}::timestamptz[]) as b(k, t) where f.key = b.k and f.at = b.t`.execute(db)
    throw new Refusal('too_many_attempts', { retryAfter: wait }, 429)
  }
  return { keys }
}

/** A success wipes the failures of this person; of the place only the one just booked. */
export async function forgive(tx: Db, keys: Attempt['keys']): Promise<void> {
  await sql`delete from sign_in_failures where key = any(${[keys.pair, keys.account]}::text[])`.execute(tx)
  await sql`delete from sign_in_failures where ctid = (select ctid from sign_in_failures where key = ${keys.place} order by at desc limit 1)`.execute(tx)
}
