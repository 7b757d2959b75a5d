// Questions as their unit sees them: masked, its own part only, with what speaks for or against it in the parcel's course (OPN-39).
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { z } from 'zod'
import type { listMyOrders, orderCard } from '../../contract/investigation.ts'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { WaybillView } from '../../contract/waybills.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { viewClock } from '../complaints/clock-view.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import { ordersOf, visibleTo } from '../complaints/visible.ts'
import { gist } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { standingOf } from './standing.ts'

export type OrderCard = z.output<typeof orderCard>

type Attached = Omit<OrderCard['attachments'][number], 'addedAt'> & { addedAt: string }
type CardRow = Pick<OrderCard, 'id' | 'complaintId' | 'complaintNo' | 'keyword' | 'unit' | 'question' | 'wanted' | 'askedBy' | 'state' | 'answer' | 'answerText' | 'answeredBy' | 'reasonCode' | 'waybillNo'> & {
  asked_at: number; due_at: number; answered_at: number | null; now: number; restricted: boolean; summary: string | null; verbatim: string; customer: string | null; snapshot: WaybillView | null; files: Attached[] | null
  kind: ClockRow['kind'] | null; opened_at: number; clock_due_at: number; strict_due_at: number; rolled_due_at: number | null; statutory: boolean; provisional: boolean; stopped_at: number | null; cancelled: boolean; paused_at: number | null; epoch: number
}

const countCap = 1000

/** One page of the questions to the actor's unit: open ones soonest first, answered ones newest first. */
export async function listOrders(ctx: Ctx, query: QueryOf<typeof listMyOrders>): Promise<ReplyOf<typeof listMyOrders>> {
  const open = query.state === 'open'
  const key = positionOf(readCursor(query.cursor))
  const sortedBy = open ? sql.ref('o.due_at') : sql.ref('o.answered_at')
  const after = key === null ? sql<SqlBool>`true` : open ? sql<SqlBool>`(o.due_at, o.id) > (${new Date(key.at)}, ${key.id}::uuid)` : sql<SqlBool>`(o.answered_at, o.id) < (${new Date(key.at)}, ${key.id}::uuid)`
  const order = open ? sql`o.due_at, o.id` : sql`o.answered_at desc, o.id desc`
  const rows = await readCards(ctx.db, ctx.actor, sql<SqlBool>`o.id in (select o.id from orders o where o.state = ${query.state} and ${ordersOf(ctx.actor)} and ${after} order by ${order} limit ${query.limit + 1}) and ${sortedBy} is not null`, order)
  const shown = rows.slice(0, query.limit)
  const last = shown.at(-1)
  const next = rows.length > query.limit && last ? `${open ? last.due_at : last.answered_at}|${last.id}` : undefined
  return { items: shown.map((row) => cardOf(row)), nextCursor: cursorOf(next), ...(await countOpen(ctx.db, ctx.actor)) }
}

/** One question to the actor's unit. @throws Refusal `not_found` (404): not there, or another unit's. */
export async function readOrder(db: Db, actor: Actor, id: string): Promise<OrderCard> {
  const rows = await readCards(db, actor, sql<SqlBool>`o.id = ${id} and ${ordersOf(actor)}`, sql`o.id`)
  const row = rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return cardOf(row)
}

/** How many wait, and how many of them until the end of the day in business time; what is late counts too. Beyond the cap they are not told apart. */
async function countOpen(db: Db, actor: Actor): Promise<{ openCount: number; dueTodayCount: number }> {
  const found = await sql<{ n: number; today: number }>`select count(*)::int as n, (count(*) filter (where x.due_at <= (date_trunc('day', app_now() at time zone 'Asia/Shanghai') + interval '1 day') at time zone 'Asia/Shanghai'))::int as today
    from (select o.due_at from orders o where o.state = 'open' and ${ordersOf(actor)} order by o.due_at limit ${countCap}) x`.execute(db)
  return { openCount: found.rows[0]?.n ?? 0, dueTodayCount: found.rows[0]?.today ?? 0 }
}

function positionOf(key: string | null): { at: number; id: string } | null {
  if (key === null) return null
  const parsed = /^(\d{1,13})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(key)
  if (!parsed) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { at: Number(parsed[1]), id: parsed[2] ?? '' }
}

async function readCards(db: Db, actor: Actor, where: RawBuilder<SqlBool>, order: RawBuilder<unknown>): Promise<CardRow[]> {
  const found = await sql<CardRow>`
    select o.id, o.complaint_id as "complaintId", c.complaint_no as "complaintNo", c.keyword, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, o.question, o.wanted, o.asked_at, o.asked_by_name as "askedBy", o.due_at, o.state,
      o.answer, o.answer_text as "answerText", o.answered_at, o.answered_by_name as "answeredBy", c.reason_code as "reasonCode", c.flags @> '{restricted}' as restricted, c.summary, c.verbatim_masked as verbatim, c.name_masked as customer, c.item_number as "waybillNo", app_now() as now,
      (select s.public from waybill_snapshots s where s.complaint_id = o.complaint_id order by s.taken_at desc, s.number limit 1) as snapshot,
      (select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'mediaType', a.media_type, 'size', a.size, 'sha256', encode(a.sha256, 'hex'), 'addedAt', a.added_at, 'addedBy', coalesce((select w.name from users w where w.id::text = a.uploader_id), a.uploader_kind)) order by a.added_at, a.id)
        from attachments a where a.complaint_id = o.complaint_id and a.order_id = o.id) as files,
      k.kind, k.epoch, k.opened_at, k.due_at as clock_due_at, k.strict_due_at, k.rolled_due_at, k.statutory, k.provisional, k.stopped_at, k.cancelled, k.paused_at
    from orders o join complaints c on c.id = o.complaint_id join org_units u on u.id = o.unit_id left join clocks k on k.complaint_id = o.complaint_id and k.kind = 'outlet_reply' and k.epoch = o.epoch
    where ${where} and ${visibleTo(actor)} order by ${order}`.execute(db)
  return found.rows
}

function cardOf(row: CardRow): OrderCard {
  const clock = row.kind === null ? null : viewClock({ ...row, kind: row.kind, complaint_id: row.complaintId, due_at: row.clock_due_at, policy_version: '', calendar_version: '', note: null, subject_id: row.id, stop_event: null }, row.now)
  return {
    id: row.id, complaintId: row.complaintId, complaintNo: row.complaintNo, keyword: row.keyword, unit: row.unit, question: row.question, wanted: row.wanted, askedAt: iso(row.asked_at), askedBy: row.askedBy, dueAt: iso(row.due_at), state: row.state,
    clock, answer: row.answer, answerText: row.answerText, answeredAt: row.answered_at === null ? null : iso(row.answered_at), answeredBy: row.answeredBy, attachments: (row.files ?? []).map((f) => ({ ...f, addedAt: new Date(f.addedAt).toISOString() })),
    // in a restricted case the unit learns only what it is asked
    reasonCode: row.reasonCode, summary: row.restricted ? row.keyword : (row.summary ?? gist(row.verbatim)), waybillNo: row.waybillNo, customerName: row.restricted ? null : row.customer, city: row.snapshot?.toCity ?? null,
    likely: row.snapshot === null ? [] : standingOf(row.snapshot, row.unit.code),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
