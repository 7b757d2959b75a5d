// One-time codes: the same answer and the same work whether a phone is known or not; five tries; ten minutes (quality C3).
import { randomBytes, randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { maskPhone } from '../../domain/customers/masking.ts'
import { normalisePhone } from '../../domain/customers/phone.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Words } from '../../contract/words.ts'
import type { Deps } from '../complaints/deps.ts'
import { phoneIndex } from '../customers/indexes.ts'
import { queueMessage } from '../messages/store.ts'
import type { Db } from '../platform/context.ts'
import { blindIndex, seal, unseal } from '../platform/crypto.ts'
import { inTransaction } from '../platform/database.ts'
import { newId, sameBytes } from '../platform/ids.ts'
import { stillKept } from './portal-session.ts'

export const codeMinutes = 10
export const codeWaitSeconds = 60
const codesPerHour = 5
const tries = 5
/** Nobody learns from the time of an answer whether a message was queued. */
const floorMs = 150

/** Who asks for a code: a phone as typed and, if named, a complaint number (17 digits). For one's own data (`goal`) a case counts as long as it is kept at all, not only while it is shown. */
export type Asking = { readonly phone: string; readonly complaintNo?: string | undefined; readonly goal?: 'data' | undefined }

type Target = { readonly index: Buffer; readonly phone: string; readonly complaintId: string | null; readonly known: boolean }

/** Sends a code when the phone has a complaint that the portal still shows; always takes the same time and says nothing. */
export async function requestCode(d: Deps, asking: Asking, t: Words): Promise<void> {
  const floor = sleep(floorMs)
  const phone = normalisePhone(asking.phone)
  const index = phoneIndex(d.keys, asking.phone)
  if (phone !== null && index !== null) await inTransaction(d.db, async ({ tx, now }) => sendCode(d, tx, now, await targetOf(tx, phone, index, asking), t))
  await floor
}

async function targetOf(db: Db, phone: string, index: Buffer, { complaintNo, goal }: Asking): Promise<Target> {
  const named = complaintNo === undefined ? sql`true` : sql`c.complaint_no = ${complaintNo}`
  const found = await sql<{ id: string }>`select c.id from complaints c where c.phone_index = ${index} and ${named} and ${goal === 'data' ? sql`true` : stillKept()} limit 1`.execute(db)
  const id = found.rows[0]?.id
  // a number that isn't this phone's gets a code bound to nothing, which nobody is sent
  return { index, phone, complaintId: complaintNo === undefined ? null : (id ?? newId()), known: id !== undefined }
}

async function sendCode(d: Deps, tx: Db, now: number, target: Target, t: Words): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${target.index.toString('hex')}, 7216))`.execute(tx)
  const recent = await sql<{ hour: number; soon: boolean }>`select count(*)::int as hour, coalesce(max(created_at) > now() - make_interval(secs => ${codeWaitSeconds}), false) as soon from portal_codes where phone_index = ${target.index} and created_at > now() - interval '1 hour'`.execute(tx)
  const seen = recent.rows[0]
  if (!seen || seen.soon || seen.hour >= codesPerHour) return
  const id = newId()
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0')
  const hash = target.known ? codeHash(d, id, code) : randomBytes(16)
  await sql`insert into portal_codes (id, phone_index, complaint_id, code_hash, expires_at) values (${id}, ${target.index}, ${target.complaintId}, ${hash}, now() + make_interval(mins => ${codeMinutes}))`.execute(tx)
  if (!target.known) return
  // the last line lets phones fill the code in by themselves, on our page only (origin-bound one-time codes)
  await queueMessage(d, tx, now, { dedupeKey: `code:${id}`, complaintId: null, complaintNo: null, channel: 'sms', to: target.phone, toMasked: maskPhone(target.phone), template: 'portal_code', body: `${t('portal.sms.code', { code, minutes: codeMinutes })}\n\n@${new URL(d.publicUrl).hostname} #${code}` })
}

function codeHash(d: Deps, id: string, code: string): Buffer {
  return blindIndex(d.keys, 'portal_code', `${id}:${code}`)
}

type Row = { id: string; code_hash: Buffer; attempts: number; left: number }

/**
 * Takes a code; gives the phone's index and the case it opens (null: the list). Every try is booked before it is looked at.
 * @throws Refusal `portal.code_wrong` (401), the same for wrong, expired, used and never sent; `too_many_attempts` (429) with `retryAfter`.
 */
export async function takeCode(d: Deps, asking: Asking & { readonly code: string }): Promise<{ index: Buffer; complaintId: string | null }> {
  const floor = sleep(floorMs)
  const phone = normalisePhone(asking.phone)
  const index = phoneIndex(d.keys, asking.phone)
  if (phone === null || index === null) throw new Refusal('portal.code_wrong', {}, 401)
  const outcome = await inTransaction(d.db, async ({ tx }) => {
    const target = await targetOf(tx, phone, index, asking)
    const rows = (await sql<Row>`select id, code_hash, attempts, ceil(extract(epoch from expires_at - now()))::int as left from portal_codes where phone_index = ${index} and used_at is null and expires_at > now() order by created_at desc for update`.execute(tx)).rows
    if (rows.reduce((n, r) => n + r.attempts, 0) >= tries) return { kind: 'wait' as const, seconds: Math.max(1, ...rows.map((r) => r.left)) }
    const mine = (await sql<{ id: string }>`select id from portal_codes where id = any(${rows.map((r) => r.id)}::uuid[]) and complaint_id is not distinct from ${target.complaintId}`.execute(tx)).rows.map((r) => r.id)
    const hit = rows.find((r) => mine.includes(r.id) && sameBytes(r.code_hash, codeHash(d, r.id, asking.code)))
    if (hit) await sql`update portal_codes set used_at = now() where id = any(${rows.map((r) => r.id)}::uuid[])`.execute(tx)
    else if (rows[0]) await sql`update portal_codes set attempts = attempts + 1 where id = ${rows[0].id}`.execute(tx)
    return { kind: hit ? ('right' as const) : ('wrong' as const), complaintId: target.complaintId }
  })
  await floor
  if (outcome.kind === 'wait') throw new Refusal('too_many_attempts', { retryAfter: outcome.seconds }, 429)
  if (outcome.kind === 'wrong') throw new Refusal('portal.code_wrong', {}, 401)
  return { index, complaintId: outcome.complaintId }
}

const challengePlace = 'portal|challenge|'

/** What the code page carries hidden: the asking, sealed, so that no phone stands in the page. */
export function sealChallenge(d: Deps, asking: Asking): string {
  return seal(d.keys, challengePlace, JSON.stringify({ ...asking, at: Date.now() })).toString('base64url')
}

/** The asking of a challenge not older than an hour, or null. */
export function openChallenge(d: Deps, challenge: string): Asking | null {
  if (!/^[\w-]{20,600}$/.test(challenge)) return null
  try {
    const opened = JSON.parse(unseal(d.keys, challengePlace, Buffer.from(challenge, 'base64url'))) as Asking & { at: number }
    return Date.now() - opened.at < 3_600_000 ? opened : null
  } catch {
    return null
  }
}
