// Rows of the queue as the database has them and as the wire shows them.
import { sql } from 'kysely'
import type { QueueRow } from '../../contract/desk.ts'
import type { Channel, ContactKind, Flag, Outcome, Status } from '../../domain/complaints/vocabulary.ts'
import { priorityLevels } from '../../domain/complaints/vocabulary.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { Db } from '../platform/context.ts'
import type { Condition } from './views.ts'

export type Row = {
  id: string; complaint_no: string; keyword: string; kind: ContactKind; channel: Channel; status: Status; outcome: Outcome | null; priority: number; reason_code: string | null; flags: Flag[]; name_masked: string | null; item_number: string | null
  owner_id: string | null; owner_name: string | null; received_at: number; next_due_at: number | null; next_due_kind: ClockKind | null; next_due: { epoch: number; provisional: boolean } | null; reopened: number; chased: number; version: number; due_key: string | null; received_key: string
}

/** Rows that meet a condition over complaints (alias `c`) in an order, at most `limit`. */
export async function readRows(db: Db, where: Condition, order: ReturnType<typeof sql>, limit: number): Promise<Row[]> {
  return (await rowsQuery(where, order, limit).execute(db)).rows
}

/** The query itself, so that a test can have its plan explained. */
export function rowsQuery(where: Condition, order: ReturnType<typeof sql>, limit: number) {
  return sql<Row>`
    select c.id, c.complaint_no, c.keyword, c.kind, c.channel, c.status, c.outcome, c.priority, c.reason_code, c.flags, c.name_masked, c.item_number, c.owner_id, u.name as owner_name,
      c.received_at, c.next_due_at, c.next_due_kind, c.reopened, c.chased, c.version, c.next_due_at::text as due_key, c.received_at::text as received_key,
      (select jsonb_build_object('epoch', k.epoch, 'provisional', k.provisional) from clocks k where k.complaint_id = c.id and k.kind = c.next_due_kind and k.due_at = c.next_due_at and k.stopped_at is null order by k.epoch limit 1) as next_due
    from complaints c left join users u on u.id = c.owner_id
    where ${where} order by ${order} limit ${limit}`
}

/** The row as it goes to the console. */
export function toQueueRow(r: Row): QueueRow {
  return {
    id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, kind: r.kind, status: r.status, outcome: r.outcome, priority: priorityLevels[r.priority - 1] ?? 'p4', reasonCode: r.reason_code, flags: r.flags, customer: r.name_masked, number: r.item_number,
    owner: r.owner_id === null ? null : { id: r.owner_id, name: r.owner_name ?? '' }, receivedAt: new Date(r.received_at).toISOString(), nextDue: r.next_due_at === null || r.next_due_kind === null ? null : { kind: r.next_due_kind, dueAt: new Date(r.next_due_at).toISOString(), ...r.next_due },
    reopened: r.reopened, chased: r.chased, version: r.version,
  }
}
