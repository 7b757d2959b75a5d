// Destroys what a person said and how they can be reached; what was done in the case stays, with the hashes of what is left (Art. 47).
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Decided, Step } from '../complaints/gate.ts'
import { seal } from '../platform/crypto.ts'
import { messagePlace } from '../messages/store.ts'

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What the customer does by themselves, as the scopes of their idempotency keys name it: their replies hold the case as they saw it. */
const ownActs = ['material', 'answer', 'withdrawal', 'objection', 'chaser', 'rating', 'confirmation']

/**
 * The step on one case that has ended. Files of what was erased are taken from everybody here; the nightly round takes the bytes, as it does with every
 * upload that no case holds. A file without a row would be left where it is when there are many.
 */
export async function eraseCase(step: Step, requestId: string): Promise<Decided> {
  const { deps, tx, row } = step
  const id = row.id
  const sealed = seal(deps.keys, `complaints|sealed|${id}`, '{}')
  const pieces = await eraseEvidence(step)
  const files = await sql`update attachments a set complaint_id = null, order_id = null, attached_at = null, uploader_id = 'erased', name = 'file', from_place = null, meta_sealed = null where a.complaint_id = ${id} and not exists (select from evidence e where e.attachment_id = a.id)`.execute(tx)
  await sql`update evidence_requests set words = null where complaint_id = ${id}`.execute(tx)
  await sql`update contacts set summary = '' where complaint_id = ${id}`.execute(tx)
  await sql`update investigation_records set result = '', place = null where complaint_id = ${id} and person in ('sender','consignee')`.execute(tx)
  await sql`update withdrawals set words = '' where complaint_id = ${id}`.execute(tx)
  await sql`update ratings set comment = null where complaint_id = ${id}`.execute(tx)
  await sql`update repeat_contacts set words = null where complaint_id = ${id}`.execute(tx)
  await sql`update merges set notice = null where complaint_id = ${id}`.execute(tx)
  await sql`update reviews set words = '' where complaint_id = ${id}`.execute(tx)
  await sql`update offers set answer_words = null where complaint_id = ${id}`.execute(tx)
  await sql`update plan_measures set payee_sealed = null where complaint_id = ${id}`.execute(tx)
  // where a parcel went is where a person lives
  await sql`delete from waybill_snapshots where complaint_id = ${id}`.execute(tx)
  await sql`delete from follow_links where complaint_id = ${id}`.execute(tx)
  await sql`update portal_sessions set ended_at = now() where complaint_id = ${id} and ended_at is null`.execute(tx)
  const scopes = [...ownActs.map((act) => `customer:${row.complaint_no} POST /p/case/${act}`), ...(row.phone_index === null ? [] : ownActs.map((act) => `customer:portal ${row.phone_index?.toString('hex')} POST /p/api/${act}`))]
  await sql`delete from idempotency_keys where scope = any(${scopes}::text[])`.execute(tx)
  const messages = await sql<{ id: string }>`select id from messages where complaint_id = ${id}`.execute(tx)
  for (const message of messages.rows) await sql`update messages set to_masked = '', to_sealed = ${seal(deps.keys, messagePlace(message.id), '')}, state = case when state = 'queued' then 'cancelled' else state end where id = ${message.id}`.execute(tx)
  await sql`update complaints set search = array_to_tsvector(array_remove(array[lower(complaint_no), lower(item_number)], null)) where id = ${id}`.execute(tx)
  return {
    set: {
      sealed, phone_index: null, email_index: null, name_masked: null, phone_masked: null, email_masked: null, handle_masked: null, place_masked: null, verbatim_masked: '', summary: null, demand: null, respondent: null, preferences: null, details: JSON.stringify({}),
    },
    data: { request: requestId, files: Number(files.numAffectedRows ?? 0n), evidence: pieces, sealedHash: sha(sealed), wordsHash: sha(Buffer.from('')) },
  }
}

/** What the person brought, by themselves or through the desk, or said when heard, but what is held: the pieces stay as lines without file and words, and their custody says what became of them. */
async function eraseEvidence({ tx, row, now, ctx }: Step): Promise<readonly string[]> {
  const gone = await sql<{ id: string }>`update evidence e set state = 'erased', attachment_id = null, text = null, from_place = null, state_by = ${ctx.actor.id}, state_by_name = ${ctx.actor.name}, state_at = ${new Date(now)}, state_reason = null
    where e.complaint_id = ${row.id} and (e.added_by_kind = 'customer' or e.side = 'customer') and e.state <> 'erased' and not exists (select from evidence_holds h where h.complaint_id = e.complaint_id and h.released_at is null and (h.evidence_id is null or h.evidence_id = e.id)) returning e.id`.execute(tx)
  const ids = gone.rows.map((e) => e.id)
  await sql`insert into evidence_custody (id, complaint_id, evidence_id, at, act, by_kind, by_id, by_name, unit_id) select gen_random_uuid(), ${row.id}, x, ${new Date(now)}, 'erased', ${ctx.actor.kind}, ${ctx.actor.id}, ${ctx.actor.name}, ${ctx.actor.unitId} from unnest(${ids}::uuid[]) x`.execute(tx)
  return ids
}
