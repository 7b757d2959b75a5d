// The only writer of messages to customers, and to staff where a deadline's step goes by mail or text: queued once per key in the business transaction, sent by a job into the log.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Db } from '../platform/context.ts'
import { seal } from '../platform/crypto.ts'
import type { Keys } from '../platform/crypto.ts'
import { executeOften, inTransaction } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { jobOfMany } from '../platform/jobs.ts'
import type { Job, Sweep } from '../platform/jobs.ts'
import type { Platform } from '../platform/platform.ts'

export type MessageChannel = 'sms' | 'email' | 'phone' | 'letter' | 'portal' | 'chat'

export type NewMessage = {
  /** The same key queues nothing a second time, e.g. `receipt:<complaint id>`. */
  readonly dedupeKey: string
  readonly complaintId: string | null
  readonly complaintNo: string | null
  readonly channel: MessageChannel
  /** The address in plain: sealed at once, shown only masked. */
  readonly to: string
  readonly toMasked: string
  /** The template's name; its words are under `messages.<template>`. */
  readonly template: string
  /** What the customer reads; no personal data beyond what they must read. */
  readonly body: string
  /** What sending puts in place of `secretPlace` in the body, e.g. the secret of a link: sealed, so that whoever reads the log can't use it. */
  readonly secret?: string
  /** Epoch ms before which it stays in the queue, while its step may be taken back. */
  readonly notBefore?: number
}

/** Where a message's address is sealed (AAD). */
export const messagePlace = (id: string): string => `messages|to_sealed|${id}`

/** Where a message's secret is sealed (AAD), and what stands for it in the body. */
const secretOf = (id: string): string => `messages|secret_sealed|${id}`
export const secretPlace = '••••••'

/** Queues a message in the caller's transaction (`now` is its epoch ms); gives its id, or null when the key was queued before. */
export async function queueMessage(p: Pick<Platform, 'keys' | 'enqueue'>, tx: Db, now: number, message: NewMessage): Promise<string | null> {
  return (await queueMessages(p, tx, now, [message]))[0] ?? null
}

/** The same for many in one statement; their ids in order, null for a key that was queued before, among them earlier ones of these. */
export async function queueMessages(p: Pick<Platform, 'keys' | 'enqueue'>, tx: Db, now: number, messages: readonly NewMessage[]): Promise<(string | null)[]> {
  const rows = messages.map((m) => {
    const id = newId(now)
    const hex = (place: string, plain: string | undefined): string | null => (plain === undefined ? null : `\\x${seal(p.keys, place, plain).toString('hex')}`)
    return { id, key: m.dedupeKey, case_id: m.complaintId, no: m.complaintNo, channel: m.channel, masked: m.toMasked, sealed: hex(messagePlace(id), m.to), secret: hex(secretOf(id), m.secret), template: m.template, body: m.body, not_before: m.notBefore === undefined ? null : new Date(m.notBefore) }
  })
  const queued = await executeOften(tx, sql<{ id: string; held: boolean }>`with m as materialized (select * from json_to_recordset(${JSON.stringify(rows)}::json) as t (id uuid, key text, case_id uuid, no text, channel text, masked text, sealed bytea, secret bytea, template text, body text, not_before timestamptz)),
      fresh as (insert into message_keys (dedupe_key, message_id) select distinct on (key) key, id from m order by key, id on conflict do nothing returning message_id)
    insert into messages (id, at, complaint_id, complaint_no, channel, to_masked, to_sealed, secret_sealed, template, body, dedupe_key, not_before)
      select id, ${new Date(now)}::timestamptz, case_id, no, channel, masked, sealed, secret, template, body, key, not_before from m join fresh f on f.message_id = m.id returning id, not_before is not null as held`)
  const sent = queued.rows.filter((m) => !m.held)
  if (sent.length > 0) await p.enqueue(tx, sent.map(({ id }) => ({ name: 'send_message', payload: { id }, key: id })))
  const taken = new Set(queued.rows.map((m) => m.id))
  return rows.map((m) => (taken.has(m.id) ? m.id : null))
}

/** A message with its address sealed, for a statement that queues many with other rows. */
export type SealedMessage = { readonly id: string; readonly dedupeKey: string; readonly complaintId: string | null; readonly complaintNo: string | null; readonly channel: MessageChannel; readonly toMasked: string; readonly toSealed: string; readonly template: string; readonly body: string }

/** Seals a message at `now` (epoch ms). */
export function sealedMessage(keys: Keys, now: number, message: Omit<NewMessage, 'notBefore'>): SealedMessage {
  const { to, ...rest } = message
  const id = newId(now)
  return { ...rest, id, toSealed: seal(keys, messagePlace(id), to).toString('hex') }
}

/**
 * Parts of a `with` that queue messages in the same statement as other rows: each key once, and only where `only` holds of the row `message`
 * (with what else was handed over beside it, as text). They are held until the next look at held messages, which sends them on.
 */
export function queueingMessages(messages: readonly (SealedMessage & { readonly step: string })[], only: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`message as materialized (select * from jsonb_to_recordset(${JSON.stringify(messages)}::jsonb) as m(id uuid, "dedupeKey" text, "complaintId" uuid, "complaintNo" text, channel text, "toMasked" text, "toSealed" text, template text, body text, step text)),
    message_keyed as (insert into message_keys (dedupe_key, message_id) select message."dedupeKey", message.id from message where ${only} order by 1 on conflict do nothing returning message_id),
    message_queued as (insert into messages (id, at, complaint_id, complaint_no, channel, to_masked, to_sealed, template, body, dedupe_key, not_before)
      select m.id, app_now(), m."complaintId", m."complaintNo", m.channel, m."toMasked", decode(m."toSealed", 'hex'), m.template, m.body, m."dedupeKey", app_now() from message m join message_keyed k on k.message_id = m.id)`
}

/** Takes a message out of the queue by its key, for ever; gives false when it has been sent. One that was never queued is no obstacle. */
export async function cancelMessage(tx: Db, dedupeKey: string): Promise<boolean> {
  const found = await sql<{ state: string }>`select m.state from message_keys k join messages m on m.id = k.message_id where k.dedupe_key = ${dedupeKey} for update of m`.execute(tx)
  if (found.rows[0] === undefined) return true
  const cancelled = await sql`update messages m set state = 'cancelled' from message_keys k where k.dedupe_key = ${dedupeKey} and m.id = k.message_id and m.state = 'queued' returning 1`.execute(tx)
  return cancelled.rows.length > 0
}

/** Lets go of held messages whose time has come, each with its job in the same transaction; gives how many. */
export async function releaseMessages(p: Pick<Platform, 'db' | 'enqueue'>): Promise<number> {
  return inTransaction(p.db, async ({ tx }) => {
    const due = await sql<{ id: string }>`update messages set not_before = null where id = any(array(select id from messages where state = 'queued' and not_before <= app_now() order by not_before limit 500 for update skip locked)) and state = 'queued' returning id`.execute(tx)
    if (due.rows.length > 0) await p.enqueue(tx, due.rows.map(({ id }) => ({ name: 'send_message', payload: { id }, key: id })))
    return due.rows.length
  })
}

/** Every second. */
export function messageSweep(p: Pick<Platform, 'db' | 'enqueue'>): Sweep {
  return { name: 'held_messages', everyMs: 1000, run: () => releaseMessages(p) }
}

/** Sends queued messages. No provider is configured yet: the log that `message:read` opens is where they arrive. */
export function messageJobs(p: Platform): Job[] {
  return [jobOfMany({
    name: 'send_message', payload: z.object({ id: z.uuid() }),
    run: async (some) => {
      await sql`update messages set state = 'sent', sent_at = app_now() where id = any(${some.map((m) => m.id)}::uuid[]) and state = 'queued' and not_before is null`.execute(p.db)
    },
  })]
}
