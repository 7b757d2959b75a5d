// The one way to write: a transaction with the database's clock, and the reply of an idempotent request kept in it.
import { sql } from 'kysely'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from './context.ts'
import { executeOften, inTransaction } from './database.ts'
import { sameBytes } from './ids.ts'
import { Replayed } from './routes.ts'

export type Tx = { readonly ctx: Ctx; readonly tx: Db; readonly now: number }

/**
 * Runs `fn` in one transaction; `now` is read once from SQL `app_now()` (epoch ms). With an idempotency claim the key is taken
 * first (a twin in flight is waited for up to 5 s, then 409) and the reply is stored with what it answers for.
 * @throws Refusal `idempotency.other_body` (422) when the key was used with another request.
 * @throws Replayed when the key was answered before.
 */
export async function write<T>(ctx: Ctx, fn: (t: Tx) => Promise<T>, status = 200): Promise<T> {
  return inTransaction(ctx.db, async ({ tx, now }) => {
    if (ctx.idempotency) await claimKey(tx, ctx.idempotency)
    const reply = await fn({ ctx, tx, now })
    if (ctx.idempotency) {
      await executeOften(tx, sql`update idempotency_keys set status = ${status}, reply = ${JSON.stringify(reply)} where scope = ${ctx.idempotency.scope} and key = ${ctx.idempotency.key}`)
    }
    return reply
  })
}

async function claimKey(tx: Db, claim: NonNullable<Ctx['idempotency']>): Promise<void> {
  await executeOften(tx, sql`select set_config('lock_timeout', '5s', true)`)
  const taken = await executeOften(tx, sql`insert into idempotency_keys (scope, key, request_hash) values (${claim.scope}, ${claim.key}, ${claim.requestHash}) on conflict do nothing returning 1`)
  if (taken.rows.length > 0) return
  const found = await executeOften(tx, sql<{ request_hash: Buffer; status: number | null; reply: string | null }>`select request_hash, status, reply from idempotency_keys where scope = ${claim.scope} and key = ${claim.key}`)
  const row = found.rows[0]
  if (!row) throw new Refusal('idempotency.in_flight', {}, 409)
  if (!sameBytes(row.request_hash, claim.requestHash)) throw new Refusal('idempotency.other_body', {}, 422)
  if (row.reply === null || row.status === null) throw new Refusal('idempotency.in_flight', {}, 409)
  throw new Replayed(row.status, row.reply)
}
