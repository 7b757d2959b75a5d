// Writes a whole batch of prepared complaints, 1…64, with everything they carry, in one set-based statement.
import { CompiledQuery } from 'kysely'
import type { Db } from '../platform/context.ts'
import { prepareOnce } from '../platform/database.ts'
import type { Prepared } from './intake-member.ts'

/** Columns of `complaints` as json_to_recordset reads them; `tokens`, parted by spaces (one string is read faster than an array), becomes the search vector. */
export const columns = {
  id: 'uuid', complaint_no: 'text', parent_id: 'uuid', kind: 'text', channel: 'text', source_detail: 'text', status: 'text', reason_code: 'text', link: 'text', regulator_class: 'text', suggested: 'jsonb', policy_version: 'text', priority: 'smallint', priority_because: 'jsonb', severity: 'smallint', impact: 'smallint', mood: 'smallint',
  keyword: 'text', summary: 'text', verbatim_masked: 'text', demand: 'jsonb', place_masked: 'text', details: 'jsonb', respondent: 'jsonb', name_masked: 'text', phone_masked: 'text', email_masked: 'text', handle_masked: 'text', complainant_role: 'text', preferences: 'jsonb', anonymous: 'boolean', identity_checked: 'boolean',
  sealed: 'bytea', phone_index: 'bytea', email_index: 'bytea', risk_marks: 'text[]', goods: 'text[]', complex: 'boolean', flags: 'text[]', missing_fields: 'text[]', received_at: 'timestamptz', reported_at: 'timestamptz', recorded_at: 'timestamptz', occurred_at: 'timestamptz', accepted_on: 'date', read_back: 'boolean',
  received_by: 'uuid', owner_id: 'uuid', first_contact_owner_id: 'uuid', next_due_at: 'timestamptz', next_due_kind: 'text', item_number: 'text', family_key: 'text', chain_seq: 'integer', chain_hash: 'bytea',
} as const
const names = Object.keys(columns).join(', ')
const declared = Object.entries(columns).map(([name, type]) => `${name} ${type}`).join(', ')

/** The one statement. Parameters are JSON arrays: complaints, items, parties, clocks, events, snapshots, duplicates, idempotency keys, follow links. */
export const intakeStatement = prepareOnce(`
  with c as materialized (select * from json_to_recordset($1::json) as t (${declared}, tokens text)),
  insert_complaints as (insert into complaints (${names}, search) select ${names}, array_to_tsvector(string_to_array(tokens, ' ')) from c),
  insert_numbers as (insert into complaint_numbers (complaint_no, complaint_id) select complaint_no, id from c),
  insert_items as (insert into complaint_items select * from json_to_recordset($2::json) as t (complaint_id uuid, seq smallint, type text, number text, number_index text, family_key text)),
  insert_parties as (insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at)
    select distinct on (t.complaint_id, u.id, t.role) t.complaint_id, u.id, t.role, u.province_id, u.hub_id, u.outlet_id, t.received_at from json_to_recordset($3::json) as t (complaint_id uuid, code text, unit_id uuid, role text, received_at timestamptz) join org_units u on u.code = t.code or u.id = t.unit_id),
  k as materialized (select * from json_to_recordset($4::json) as t (complaint_id uuid, kind text, epoch smallint, opened_at timestamptz, due_at timestamptz, strict_due_at timestamptz, rolled_due_at timestamptz, statutory boolean, provisional boolean, policy_version text, calendar_version text, look_at timestamptz, seen_at timestamptz)),
  insert_clocks as (insert into clocks (complaint_id, kind, epoch, opened_at, due_at, strict_due_at, rolled_due_at, statutory, provisional, policy_version, calendar_version)
    select complaint_id, kind, epoch, opened_at, due_at, strict_due_at, rolled_due_at, statutory, provisional, policy_version, calendar_version from k),
  insert_watches as (insert into clock_watches (complaint_id, kind, epoch, step_at, seen_at) select complaint_id, kind, epoch, look_at, seen_at from k where look_at is not null),
  insert_events as (insert into events (stream_id, seq, at, stream_kind, type, actor_id, body, hash) select stream_id, seq, at, stream_kind, type, actor_id, body, hash from json_to_recordset($5::json) as t (stream_id uuid, seq integer, at timestamptz, stream_kind text, type text, actor_id text, body text, hash bytea)),
  insert_snapshots as (insert into waybill_snapshots (complaint_id, number, taken_at, state, carrier, public, sealed) select complaint_id, number, taken_at, state, carrier, public, sealed from json_to_recordset($6::json) as t (complaint_id uuid, number text, taken_at timestamptz, state text, carrier text, public jsonb, sealed bytea)),
  insert_duplicates as (insert into duplicates (complaint_id, other_id, because) select * from json_to_recordset($7::json) as t (complaint_id uuid, other_id uuid, because jsonb) on conflict do nothing),
  insert_keys as (insert into idempotency_keys (scope, key, request_hash, status, reply, complaint_id) select scope, key, request_hash, 201, reply, complaint_id from json_to_recordset($8::json) as t (scope text, key text, request_hash bytea, reply text, complaint_id uuid)),
  insert_links as (insert into follow_links (token_hash, complaint_id) select * from json_to_recordset($9::json) as t (token_hash bytea, complaint_id uuid))
  insert into outbox (at, complaint_id, version, type) select recorded_at, id, 1, 'complaint.received' from c`)

/** Inserts the batch; every foreign key, index and chain row included. `replyOf` gives a member's reply as it is kept. Throws on any conflict: then nothing of the batch is there. */
export async function insertPrepared(tx: Db, batch: readonly Prepared[], replyOf: (p: Prepared) => string): Promise<void> {
  await tx.executeQuery(CompiledQuery.raw(intakeStatement, parametersOf(batch, replyOf)))
}

function parametersOf(batch: readonly Prepared[], replyOf: (p: Prepared) => string): string[] {
  const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
  return [
    batch.map((p) => withoutNulls(p.row)),
    batch.flatMap((p) => p.items.map((i, seq) => ({ complaint_id: p.id, seq: seq + 1, type: i.type, number: i.number, number_index: i.numberIndex, family_key: i.familyKey }))),
    batch.flatMap((p) => p.parties.map((q) => ({ complaint_id: p.id, code: q.code, unit_id: q.id, role: q.role, received_at: p.row['received_at'] }))),
    batch.flatMap((p) => p.clocks.map((c) => ({ complaint_id: p.id, kind: c.kind, epoch: c.epoch, opened_at: instant(c.opened_at), due_at: instant(c.due_at), strict_due_at: instant(c.strict_due_at), ...(c.rolled_due_at === null ? {} : { rolled_due_at: instant(c.rolled_due_at) }), statutory: c.statutory, provisional: c.provisional, policy_version: c.policy_version, calendar_version: c.calendar_version, ...(c.look_at === null ? {} : { look_at: instant(c.look_at), seen_at: p.row['recorded_at'] }) }))),
    batch.flatMap((p) => p.events.map((e) => ({ ...e, at: instant(e.at), hash: `\\x${e.hash.toString('hex')}` }))),
    batch.flatMap((p) => p.snapshots),
    batch.flatMap((p) => p.duplicates.map((d) => ({ complaint_id: p.id, other_id: d.id, because: { code: `same_${d.how}`, params: {} } }))),
    batch.flatMap((p) => (p.member.idempotency === null ? [] : [{ scope: p.member.idempotency.scope, key: p.member.idempotency.key, request_hash: `\\x${p.member.idempotency.requestHash.toString('hex')}`, reply: replyOf(p), complaint_id: p.id }])),
    batch.flatMap((p) => (p.member.followHash === null ? [] : [{ token_hash: `\\x${p.member.followHash.toString('hex')}`, complaint_id: p.id }])),
  ].map((rows) => JSON.stringify(rows))
}

// json_to_recordset reads what is absent as null: less to send and to parse.
function withoutNulls(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given: Record<string, unknown> = {}
  for (const name in row) if (row[name] !== null) given[name] = row[name]
  return given
}
