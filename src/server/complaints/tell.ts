// Telling the customer what happened: one message per event of the record, on the channel they can be reached by (ACK-02, FUP-03).
import { sql } from 'kysely'
import { z } from 'zod'
import { heldTemplates } from '../../domain/complaints/undo.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { unseal } from '../platform/crypto.ts'
import type { Db } from '../platform/context.ts'
import { executeOften, inTransaction } from '../platform/database.ts'
import { jobOfMany } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import { wordsOf } from '../platform/locales.ts'
import type { NewJob, Platform } from '../platform/platform.ts'
import { queueMessages } from '../messages/store.ts'
import type { MessageChannel, NewMessage } from '../messages/store.ts'
import type { RecordedStep } from './deps.ts'
import { otherNumber } from './merge-told.ts'
import { holdOf } from './undo-hold.ts'

/** Events the customer is told of, with the template whose words are under `messages.<template>`. */
export const toldEvents: Readonly<Record<string, string>> = {
  'complaint.received': 'received', 'complaint.accepted': 'accepted', 'offer.made': 'offer', 'complaint.decision_told': 'decision', 'complaint.rejected': 'rejected', 'complaint.closed': 'closed', 'complaint.reopened': 'reopened', 'complaint.merged': 'merged', 'complaint.unmerged': 'unmerged',
  'complaint.withdrawal_requested': 'withdrawal', 'review.raised': 'review', 'review.decided': 'review_decided', 'data_request.answered': 'data_answered',
}

/** The job that tells of an event, enqueued with it. */
export function tellJob(step: RecordedStep, type: string, key: string): readonly NewJob[] {
  const template = toldEvents[type]
  return template === undefined ? [] : [{ name: 'tell_customer', payload: { complaintId: step.complaintId, template, key }, key }]
}

type Asked = { readonly complaintId: string; readonly template: string; readonly key: string }
type Row = { id: string; complaint_no: string; kind: string; sealed: Buffer; keyword: string; channel: string; preferences: { noticeChannel?: string; doNotCall?: boolean } | null; phone_masked: string | null; email_masked: string | null; handle_masked: string | null; due_at: number | null; surge_hours: number | null; of_batch: boolean }
export type Address = { channel: MessageChannel; to: string; masked: string }
/** What is known of how a customer wants and can be written to. */
export type Reachable = Pick<Row, 'channel' | 'preferences' | 'phone_masked' | 'email_masked' | 'handle_masked'>

/** Queues the messages; a customer who can't be written to is left to the caller's list, and nothing is sent twice. */
export function tellJobs(p: Platform): Job[] {
  return [jobOfMany({
    name: 'tell_customer', payload: z.object({ complaintId: z.uuid(), template: z.string(), key: z.string() }),
    run: async (some) => inTransaction(p.db, async ({ tx, now }) => {
      const rows = await loadTold(tx, some)
      const messages: NewMessage[] = []
      // in one order, so that the locks of two such jobs never wait for each other
      for (const asked of some.toSorted((a, b) => (a.complaintId < b.complaintId ? -1 : 1))) {
        const row = rows.get(asked.complaintId)
        const message = row && await messageOf(p, tx, now, asked, row)
        if (message) messages.push(message)
      }
      await queueMessages(p, tx, now, messages)
    }),
  })]
}

async function loadTold(tx: Db, some: readonly Asked[]): Promise<ReadonlyMap<string, Row>> {
  const found = await executeOften(tx, sql<Row>`select c.id, c.complaint_no, c.kind, c.sealed, c.keyword, c.channel, c.preferences, c.phone_masked, c.email_masked, c.handle_masked, (select k.due_at from clocks k where k.complaint_id = c.id and k.kind in ('decision', 'data_request') and k.stopped_at is null order by k.epoch desc limit 1) as due_at,
    case when c.flags @> '{surge}' then (select s.expected_hours from surges s where s.starts_at <= c.recorded_at order by s.starts_at desc limit 1) end as surge_hours,
    c.parent_id is not null and exists (select 1 from batch_cases b where b.parent_id = c.parent_id) as of_batch from complaints c where c.id = any(${[...new Set(some.map((a) => a.complaintId))]}::uuid[])`)
  return new Map(found.rows.map((row) => [row.id, row]))
}

/** What is to be said of an event, or null when its step was taken back, nobody can be written to, or there is nothing to tell any more. */
async function messageOf(p: Platform, tx: Db, now: number, { complaintId, template, key }: Asked, row: Row): Promise<NewMessage | null> {
  const step = heldTemplates.includes(template) ? stepOf(key) : null
  const held = step ? await holdOf(tx, step.complaintId, step.version) : null
  if (held === 'undone') return null
  // a merchant hears once that a batch arrived, of its parent
  if (row.of_batch && (template === 'received' || template === 'accepted')) return null
  const address = addressOf(row, JSON.parse(unseal(p.keys, `complaints|sealed|${complaintId}`, row.sealed)) as Record<string, string | undefined>)
  if (!address) return null
  const other = await otherNumber(tx, complaintId, template, now)
  if (other === null) return null
  const no = showComplaintNumber(row.complaint_no)
  // a request about one's own data is acknowledged as what it is
  const said = template !== 'received' ? template : row.kind === 'data_request' ? 'data_received' : row.due_at === null ? 'received_plain' : row.surge_hours !== null ? 'received_surge' : template
  const body = wordsOf('zh-CN')(`messages.${said}`, { no, other, hours: row.surge_hours ?? 0, keyword: row.keyword, due: row.due_at === null ? '' : businessMoment(row.due_at), url: `${p.publicUrl}/p/follow` })
  return { dedupeKey: `${template}:${key}`, complaintId, complaintNo: row.complaint_no, channel: address.channel, to: address.to, toMasked: address.masked, template, body, ...(held === null ? {} : { notBefore: held }) }
}

/** The step a key speaks of: case and version as `reactions.ts` writes them. */
function stepOf(key: string): { complaintId: string; version: number } | null {
  const [complaintId, version] = key.split(':')
  return complaintId !== undefined && version !== undefined && /^\d+$/.test(version) ? { complaintId, version: Number(version) } : null
}

/** The customer's own choice first, then how they came, then what there is (C16). Text reaches everybody: nobody is told by a call here. */
export function addressOf(row: Reachable, plain: Record<string, string | undefined>): Address | null {
  const { phone, email, handle } = plain
  const byPhone: Address | null = phone ? { channel: 'sms', to: phone, masked: row.phone_masked ?? '' } : null
  const byEmail: Address | null = email ? { channel: 'email', to: email, masked: row.email_masked ?? '' } : null
  const byHandle: Address | null = handle ? { channel: 'chat', to: handle, masked: row.handle_masked ?? '' } : null
  if (row.preferences?.noticeChannel === 'email' && byEmail) return byEmail
  if (row.channel === 'email') return byEmail ?? byPhone ?? byHandle
  return byPhone ?? byEmail ?? byHandle
}

/** `11月25日 24:00` in business time: the end of a day is said as its 24:00, not as the next day's 0:00. */
export function businessMoment(at: number): string {
  const local = new Date(at + 8 * 3_600_000)
  const midnight = local.getUTCHours() === 0 && local.getUTCMinutes() === 0
  const day = midnight ? new Date(local.getTime() - 1) : local
  const time = midnight ? '24:00' : `${String(local.getUTCHours()).padStart(2, '0')}:${String(local.getUTCMinutes()).padStart(2, '0')}`
  return `${day.getUTCMonth() + 1}月${day.getUTCDate()}日 ${time}`
}
