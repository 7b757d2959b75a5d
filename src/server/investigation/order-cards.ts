// Questions as their unit sees them: masked, its own part only, with what speaks for or against it in the parcel's course (OPN-39).
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { z } from 'zod'
import type { listMyOrders, orderCard } from '../../contract/investigation.ts'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { WaybillView } from '../../contract/waybills.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { classOf, stepAt, stepsFor } from '../../domain/sla/ladders.ts'
import { viewClock } from '../complaints/clock-view.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { Deps } from '../complaints/deps.ts'
import { laddersDocument } from '../complaints/ladders.ts'
import { ordersOf, visibleTo } from '../complaints/visible.ts'
import { gist } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { standingOf } from './standing.ts'

export type OrderCard = z.output<typeof orderCard>
type Limits = Pick<Deps, 'policy'>

type Attached = Omit<OrderCard['attachments'][number], 'addedAt'> & { addedAt: string }
type AsItIs = Pick<OrderCard, 'id' | 'complaintId' | 'complaintNo' | 'keyword' | 'unit' | 'question' | 'wanted' | 'askedBy' | 'state' | 'answer' | 'answerText' | 'answeredBy' | 'reasonCode' | 'waybillNo' | 'kind' | 'addressee' | 'staffName' | 'stage' | 'wantedTypes' | 'acceptedBy' | 'returned' | 'missing' | 'reminded' | 'endReason' | 'fields' | 'meantFor'>
type Instants = { asked_at: number; due_at: number; answered_at: number | null; accept_due_at: number | null; accepted_at: number | null; part_answered_at: number | null; extended_at: number | null; silent_at: number | null; settled_at: number | null; now: number }
type CardRow = AsItIs & Instants & {
  restricted: boolean; inquiry: boolean; summary: string | null; verbatim: string; customer: string | null; snapshot: WaybillView | null; files: Attached[] | null
  clock_kind: ClockRow['kind'] | null; opened_at: number; clock_due_at: number; strict_due_at: number; rolled_due_at: number | null; statutory: boolean; provisional: boolean; stopped_at: number | null; cancelled: boolean; paused_at: number | null; epoch: number
}

const countCap = 1000

/** One page of the questions to the actor's unit: open ones that came back first, then soonest first; answered ones newest first. Questions of a batch are answered as one, elsewhere. */
export async function listOrders(d: Limits, ctx: Ctx, query: QueryOf<typeof listMyOrders>): Promise<ReplyOf<typeof listMyOrders>> {
  const key = positionOf(readCursor(query.cursor))
  const ids = (await executeOften(ctx.db, query.state === 'open' ? openIds(ctx.actor, key, query.limit + 1) : answeredIds(ctx.actor, key, query.limit + 1))).rows.map((r) => r.id)
  const shown = ids.slice(0, query.limit)
  const [rows, counts] = await Promise.all([shown.length === 0 ? [] : readCards(ctx.db, ctx.actor, sql<SqlBool>`o.id = any(${shown}::uuid[])`), countOpen(ctx.db, ctx.actor)])
  const byId = new Map(rows.map((row) => [row.id, row]))
  const items = shown.flatMap((id) => byId.get(id) ?? [])
  const last = items.at(-1)
  const next = ids.length > query.limit && last ? `${last.stage === 'returned' ? 0 : 1}|${query.state === 'open' ? last.due_at : last.answered_at}|${last.id}` : undefined
  return { items: items.map((row) => cardOf(d, row)), nextCursor: cursorOf(next), ...counts }
}

type Key = { rank: number; at: number; id: string } | null

// Two short walks along their indexes instead of a sort over everything a province has open.
function openIds(actor: Actor, key: Key, limit: number): RawBuilder<{ id: string }> {
  const after = (rank: number): RawBuilder<SqlBool> => (key === null || key.rank < rank ? sql`true` : key.rank > rank ? sql`false` : sql`(o.due_at, o.id) > (${new Date(key.at)}, ${key.id}::uuid)`)
  const walk = (rank: number, which: RawBuilder<SqlBool>) => sql`(select ${rank}::int as rank, o.due_at, o.id from orders o where o.state = 'open' and ${which} and o.batch_id is null and ${ordersOf(actor)} and ${after(rank)} order by o.due_at, o.id limit ${limit})`
  return sql`select id from (${walk(0, sql`o.stage = 'returned'`)} union all ${walk(1, sql`o.stage <> 'returned'`)}) x order by rank, due_at, id limit ${limit}`
}

function answeredIds(actor: Actor, key: Key, limit: number): RawBuilder<{ id: string }> {
  const after = key === null ? sql`true` : sql`(o.answered_at, o.id) < (${new Date(key.at)}, ${key.id}::uuid)`
  return sql`select o.id from orders o where o.state = 'answered' and ${ordersOf(actor)} and ${after} order by o.answered_at desc, o.id desc limit ${limit}`
}

/** One question to the actor's unit. @throws Refusal `not_found` (404): not there, or another unit's. */
export async function readOrder(d: Limits, db: Db, actor: Actor, id: string): Promise<OrderCard> {
  return readOne(d, db, actor, sql<SqlBool>`o.id = ${id} and ${ordersOf(actor)}`)
}

/** The question a link is bound to, for who holds it. @throws Refusal `not_found` (404). */
export async function readLinkedOrder(d: Limits, db: Db, holder: Actor, id: string): Promise<OrderCard> {
  return readOne(d, db, holder, sql<SqlBool>`o.id = ${id}`)
}

async function readOne(d: Limits, db: Db, actor: Actor, where: RawBuilder<SqlBool>): Promise<OrderCard> {
  const row = (await readCards(db, actor, where))[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  return cardOf(d, row)
}

/** How many wait, and how many of them until the end of the day in business time, what is late too; and whether the actor's unit is out of order. Beyond the cap they are not told apart. */
async function countOpen(db: Db, actor: Actor): Promise<Pick<ReplyOf<typeof listMyOrders>, 'openCount' | 'dueTodayCount' | 'abnormal'>> {
  const found = await executeOften(db, sql<{ n: number; today: number; abnormal: 'suspended' | 'absconded' | null }>`select count(*)::int as n, (count(*) filter (where x.due_at <= (date_trunc('day', app_now() at time zone 'Asia/Shanghai') + interval '1 day') at time zone 'Asia/Shanghai'))::int as today,
      (select b.kind from unit_abnormalities b where b.unit_id = ${actor.unitId}::uuid and b.ended_at is null and b.from_at <= app_now() and (b.to_at is null or b.to_at > app_now()) order by b.from_at desc limit 1) as abnormal
    from (select o.due_at from orders o where o.state = 'open' and ${ordersOf(actor)} order by o.due_at limit ${countCap}) x`)
  return { openCount: found.rows[0]?.n ?? 0, dueTodayCount: found.rows[0]?.today ?? 0, abnormal: found.rows[0]?.abnormal ?? null }
}

function positionOf(key: string | null): Key {
  if (key === null) return null
  const parsed = /^([01])\|(\d{1,13})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(key)
  if (!parsed) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { rank: Number(parsed[1]), at: Number(parsed[2]), id: parsed[3] ?? '' }
}

async function readCards(db: Db, actor: Actor, where: RawBuilder<SqlBool>): Promise<CardRow[]> {
  const found = await executeOften(db, sql<CardRow>`
    select o.id, o.complaint_id as "complaintId", c.complaint_no as "complaintNo", c.keyword, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, o.question, o.wanted, o.asked_at, o.asked_by_name as "askedBy", o.due_at, o.state,
      o.answer, o.answer_text as "answerText", o.answered_at, o.answered_by_name as "answeredBy", o.kind, o.addressee, o.staff_name as "staffName", o.stage, o.wanted_types as "wantedTypes", o.accept_due_at, o.accepted_at, o.accepted_by_name as "acceptedBy", o.returned, o.missing,
      o.part_answered_at, o.extended_at, o.reminded, o.silent_at, o.settled_at, o.end_reason as "endReason", o.fields, (select jsonb_build_object('id', m.id, 'code', m.code, 'name', m.name, 'kind', m.kind) from org_units m where m.id = o.meant_for) as "meantFor",
      c.reason_code as "reasonCode", c.flags @> '{restricted}' as restricted, c.flags @> '{inquiry}' as inquiry, c.summary, c.verbatim_masked as verbatim, c.name_masked as customer, c.item_number as "waybillNo", app_now() as now,
      (select s.public from waybill_snapshots s where s.complaint_id = o.complaint_id order by s.taken_at desc, s.number limit 1) as snapshot,
      (select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'mediaType', a.media_type, 'size', a.size, 'sha256', encode(a.sha256, 'hex'), 'addedAt', a.added_at, 'addedBy', coalesce((select w.name from users w where w.id::text = a.uploader_id), a.uploader_kind)) order by a.added_at, a.id)
        from attachments a where a.complaint_id = o.complaint_id and a.order_id = o.id) as files,
      k.kind as clock_kind, k.epoch, k.opened_at, k.due_at as clock_due_at, k.strict_due_at, k.rolled_due_at, k.statutory, k.provisional, k.stopped_at, k.cancelled, k.paused_at
    from orders o join complaints c on c.id = o.complaint_id join org_units u on u.id = o.unit_id left join clocks k on k.complaint_id = o.complaint_id and k.kind = 'outlet_reply' and k.epoch = o.epoch
    where ${where} and ${visibleTo(actor)}`)
  return found.rows
}

function cardOf(d: Limits, row: CardRow): OrderCard {
  const clock = row.clock_kind === null ? null : viewClock({ ...row, kind: row.clock_kind, complaint_id: row.complaintId, due_at: row.clock_due_at, policy_version: '', calendar_version: '', note: null, subject_id: row.id, stop_event: null }, row.now)
  // a department is no link of the parcel's chain; in a restricted case the unit learns only what it is asked; a partner learns the item and no more (OPN-38)
  const least = row.unit.kind === 'partner'
  const hidden = row.restricted || row.inquiry
  const standing = row.snapshot === null || least || row.inquiry || row.addressee === 'department' ? { likely: [], kit: null } : standingOf(row.snapshot, row.unit.code, { limits: d.policy().custodyLimits, now: row.now, reasonCode: row.reasonCode })
  return {
    id: row.id, complaintId: row.complaintId, complaintNo: row.complaintNo, keyword: row.keyword, unit: row.unit, question: row.question, wanted: row.wanted, askedAt: iso(row.asked_at), askedBy: row.askedBy, dueAt: iso(row.due_at), state: row.state,
    clock, answer: row.answer, answerText: row.answerText, answeredAt: maybe(row.answered_at), answeredBy: row.answeredBy, attachments: (row.files ?? []).map((f) => ({ ...f, addedAt: new Date(f.addedAt).toISOString() })),
    kind: row.kind, addressee: row.addressee, staffName: row.staffName, stage: row.stage, wantedTypes: row.wantedTypes, acceptDueAt: maybe(row.accept_due_at), acceptedAt: maybe(row.accepted_at), acceptedBy: row.acceptedBy, returned: row.returned, missing: row.missing,
    partAnsweredAt: maybe(row.part_answered_at), extendedAt: maybe(row.extended_at), reminded: row.reminded, silentAt: maybe(row.silent_at), settledAt: maybe(row.settled_at), endReason: row.endReason, fields: row.fields,
    reasonCode: row.reasonCode, summary: hidden || least ? row.keyword : (row.summary ?? gist(row.verbatim)), waybillNo: row.inquiry ? null : row.waybillNo, customerName: hidden || least ? null : row.customer, city: row.inquiry || least ? null : (row.snapshot?.toCity ?? null), least, meantFor: row.meantFor, silence: silenceOf(d, row), ...standing,
  }
}

/** What follows when nobody answers: the steps of the ladder at and after the due instant that are still to come, the next two. */
function silenceOf(d: Limits, row: CardRow): OrderCard['silence'] {
  if (row.state !== 'open' || row.kind === 'notice') return []
  const policy = d.policy()
  const clock = { openedAt: row.asked_at, dueAt: row.due_at }
  return stepsFor(policy.of(laddersDocument), 'outlet_reply').filter((step) => classOf(step) === 'breach').map((step) => ({ at: stepAt(step.at, clock, policy.time), to: [...step.to] }))
    .filter((step) => step.at >= row.now).toSorted((a, b) => a.at - b.at).slice(0, 2).map((step) => ({ ...step, at: iso(step.at) }))
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

function maybe(at: number | null): string | null {
  return at === null ? null : iso(at)
}
