// One notice to the customers of an incident: who gets it, how it reads for each, and sending it once per case (FUP-03).
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Audience, MassRun } from '../../contract/incidents.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { fillNotice, unknownFields } from '../../domain/investigation/incident-rule.ts'
import type { NoticeFields } from '../../domain/investigation/incident-rule.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { addressOf, businessMoment } from '../complaints/tell.ts'
import type { Reachable } from '../complaints/tell.ts'
import { visibleTo } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import { queueMessage } from '../messages/store.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { unseal } from '../platform/crypto.ts'
import { write } from '../platform/write.ts'
import { loadIncident } from './incident-rows.ts'
import { insistIn } from './incident-steps.ts'
import { layDownRun, readRun } from './mass-runs.ts'
import type { RunRow } from './mass-runs.ts'

type Sendable = 'sms' | 'email' | 'chat'
type Row = Reachable & { id: string; complaint_no: string; keyword: string; item_number: string | null; due_at: number | null }

const shown = 3

/**
 * Whom a notice reaches now: somebody who asked not to be called gets no text to their phone either, only what they read when they like.
 * Masked addresses say what there is; nothing is opened for a preview.
 */
export async function audienceOf(db: Db, actor: Actor, incidentId: string, text: string): Promise<Audience> {
  const { rows } = await sql<Row & { told: boolean }>`select ${rowFields}, exists (select 1 from mass_items i join mass_runs r on r.id = i.run_id where i.complaint_id = c.id and r.incident_id = ${incidentId} and r.kind = 'notice' and i.state = 'done' and r.body->>'text' = ${clean(text)}) as told
    from incident_cases j join complaints c on c.id = j.complaint_id where j.incident_id = ${incidentId} and j.state = 'joined' and ${visibleTo(actor)} and not c.flags @> '{restricted}' order by c.received_at, c.id`.execute(db)
  const reached = rows.filter((r) => !r.told).map((row) => ({ row, address: maskedAddress(row) }))
  const by = new Map<Sendable, number>()
  const without = { do_not_call: [] as string[], no_channel: [] as string[] }
  for (const { row, address } of reached) {
    if ('why' in address) without[address.why].push(row.complaint_no)
    else by.set(address.channel, (by.get(address.channel) ?? 0) + 1)
  }
  return {
    total: rows.length, told: rows.length - reached.length, by: [...by].map(([channel, count]) => ({ channel, count })),
    without: (['do_not_call', 'no_channel'] as const).filter((why) => without[why].length > 0).map((why) => ({ why, count: without[why].length, sample: without[why].slice(0, 5) })),
    sample: reached.flatMap(({ row, address }) => ('why' in address ? [] : [{ complaintNo: row.complaint_no, channel: address.channel, to: address.masked, body: fillNotice(clean(text), fieldsOf(row)) }])).slice(0, shown),
  }
}

/**
 * Lays the notice down for every case it would reach now.
 * @throws Refusal `notice.unknown_field`, `notice.nobody`; `notice.audience_changed` when it is another number than was looked at.
 */
export async function startNotice(d: Deps, ctx: Ctx, incidentId: string, body: { text: string; expected: number }): Promise<MassRun> {
  const [unknown] = unknownFields(body.text)
  if (unknown !== undefined) throw new Refusal('notice.unknown_field', { field: unknown }, 400)
  return write(ctx, async ({ tx, now }) => {
    await loadIncident(tx, ctx.actor, incidentId, true)
    const audience = await audienceOf(tx, ctx.actor, incidentId, body.text)
    const reached = audience.by.reduce((sum, each) => sum + each.count, 0)
    if (reached === 0) throw new Refusal('notice.nobody')
    if (reached !== body.expected) throw new Refusal('notice.audience_changed', { count: reached })
    const text = clean(body.text)
    await sql`update incidents set notice = ${text} where id = ${incidentId}`.execute(tx)
    const id = await layDownRun(d, tx, ctx.actor, now, { kind: 'notice', incidentId, body: { text } }, sql`select c.id, null::uuid, null::jsonb from incident_cases j join complaints c on c.id = j.complaint_id where j.incident_id = ${incidentId} and j.state = 'joined' and ${visibleTo(ctx.actor)} and not c.flags @> '{restricted}' order by c.received_at, c.id`)
    return readRun(tx, id)
  }, 201)
}

/** One case of a notice: its message in the customer's own channel and a line in its record. @throws Refusal `incident.not_in`, `notice.no_channel`, `notice.do_not_call`, `notice.told_already`. */
export async function noticed(step: Step, run: RunRow): Promise<Decided> {
  const { tx, row, now, deps } = step
  await insistIn(tx, run.incident_id, row.id)
  const text = String(run.body['text'] ?? '')
  const plain = JSON.parse(unseal(deps.keys, `complaints|sealed|${row.id}`, row.sealed)) as Record<string, string | undefined>
  const preferences = row.preferences as Reachable['preferences']
  const address = addressOf({ ...row, preferences }, preferences?.doNotCall === true ? { ...plain, phone: undefined } : plain)
  if (address === null) throw new Refusal(preferences?.doNotCall === true ? 'notice.do_not_call' : 'notice.no_channel')
  const sent = await queueMessage(deps, tx, now, { dedupeKey: `incident:${run.incident_id ?? ''}:${hashOf(text)}:${row.id}`, complaintId: row.id, complaintNo: row.complaint_no, channel: address.channel, to: address.to, toMasked: address.masked, template: 'incident', body: fillNotice(text, fieldsOf({ ...row, due_at: row.next_due_at })) })
  if (sent === null) throw new Refusal('notice.told_already')
  return { event: 'incident.noticed', data: { incident: run.incident_id ?? '', message: sent, channel: address.channel, text: gist(text) } }
}

/** A notice as it reads for one case, for its page in the portal. */
export async function noticeFor(db: Db, complaintId: string): Promise<{ readonly title: string; readonly text: string } | null> {
  const found = await sql<Row & { title: string; notice: string }>`select i.title, i.notice, ${rowFields} from incident_cases j join incidents i on i.id = j.incident_id join complaints c on c.id = j.complaint_id
    where j.complaint_id = ${complaintId} and j.state = 'joined' and i.notice is not null order by j.at desc limit 1`.execute(db)
  const row = found.rows[0]
  return row ? { title: row.title, text: fillNotice(row.notice, fieldsOf(row)) } : null
}

const rowFields = sql`c.id, c.complaint_no, c.keyword, c.item_number, c.channel, c.preferences, c.phone_masked, c.email_masked, c.handle_masked, c.next_due_at as due_at`

function maskedAddress(row: Row): { channel: Sendable; masked: string } | { why: 'do_not_call' | 'no_channel' } {
  const isQuiet = row.preferences?.doNotCall === true
  const plain = { phone: isQuiet ? undefined : row.phone_masked ?? undefined, email: row.email_masked ?? undefined, handle: row.handle_masked ?? undefined }
  const address = addressOf(row, plain)
  if (address === null) return { why: isQuiet && row.phone_masked !== null ? 'do_not_call' : 'no_channel' }
  return { channel: address.channel as Sendable, masked: address.masked }
}

function fieldsOf(row: Pick<Row, 'complaint_no' | 'keyword' | 'item_number' | 'due_at'>): NoticeFields {
  return { no: showComplaintNumber(row.complaint_no), waybill: row.item_number ?? '', keyword: row.keyword, due: row.due_at === null ? '' : businessMoment(row.due_at) }
}

// The same words are the same notice, whoever sends them again.
function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
