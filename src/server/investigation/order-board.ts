// Work contact orders as those who ask see them: the board of one case with its history and acts, and the list across cases.
import { sql } from 'kysely'
import type { z } from 'zod'
import type * as wire from '../../contract/orders.ts'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { transitionOf, whyNot } from '../../domain/complaints/lifecycle.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { isOpen } from '../../domain/complaints/vocabulary.ts'
import { orderSteps, whyNotOrder } from '../../domain/investigation/orders.ts'
import type { OrderLimits, OrderStep } from '../../domain/investigation/orders.ts'
import { why } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import { viewClock } from '../complaints/clock-view.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { Deps } from '../complaints/deps.ts'
import type { CaseRow } from '../complaints/gate.ts'
import { loadStepFacts } from '../complaints/process-store.ts'
import { loadVisible, ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { limitsOf, orderFacts } from './order-rows.ts'
import type { OrderRow } from './order-rows.ts'
import { ordersDocument, templatesFor } from './order-rules.ts'

type Detail = z.output<typeof wire.orderDetail>
type Issued = z.output<typeof wire.issuedOrder>
type Ref = Detail['unit']
type Time = string
type Json = Omit<OrderRow, 'due_at' | 'accepted_at' | 'extended_at' | 'reminded_at' | 'silent_at'> & {
  due_at: Time; accepted_at: Time | null; extended_at: Time | null; reminded_at: Time | null; silent_at: Time | null; asked_at: Time; answered_at: Time | null; accept_due_at: Time | null; part_answered_at: Time | null; settled_at: Time | null
  answer: Detail['answer']; answer_text: string | null; answered_by_name: string | null; accepted_by_name: string | null; missing: string | null; end_reason: string | null
}
type Row = { o: Json; now: number; unit: Ref; other: Ref | null; meant: Ref | null; former: Ref | null; successor: Ref | null; clock: (ClockRow & { opened_at: Time }) | null; turns: Detail['turns'] | null; files: Detail['attachments'] | null; unverified: boolean; abnormal: Detail['abnormal'] }

const stepActions: Readonly<Record<OrderStep, Action>> = { acceptance: 'order_acceptance', answer: 'order_answer', return: 'order_return', settlement: 'order_settlement', handover: 'order_handover', cancellation: 'order_cancellation', extension: 'order_extension', extension_decision: 'order_extension', reminder: 'order_reminder' }
const ref = (alias: string) => sql`jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'code', ${sql.ref(`${alias}.code`)}, 'name', ${sql.ref(`${alias}.name`)}, 'kind', ${sql.ref(`${alias}.kind`)})`

/** The orders of a case with their history, the latest first; a unit sees its own. @throws Refusal `not_found` (404). */
export async function listCaseOrders(d: Deps, ctx: Ctx, idOrNo: string): Promise<ReplyOf<typeof wire.listCaseOrders>> {
  const row = await loadVisible(ctx.db, ctx.actor, idOrNo)
  const facts = await loadStepFacts(ctx.db, d.policy(), row as unknown as CaseRow)
  const mayIssue = whyNot('order', facts, ctx.actor) ?? (row.complainant_role === 'staff' ? why('order.internal_report') : null)
  const rows = await readRows(ctx, row.id)
  const limits = limitsOf(d.policy())
  const isUnit = unitScope(ctx.actor) !== null
  return {
    items: rows.map((r) => detailOf(r, row, ctx.actor, limits, isUnit)), mayIssue: mayIssue === null ? true : shown(mayIssue),
    templates: mayIssue === null ? templatesFor(d.policy().of(ordersDocument), row.reason_code).map((t) => ({ ref: t.reason, reason: t.reason, words: t.words, wanted: t.wanted })) : [],
  }
}

async function readRows(ctx: Ctx, complaintId: string): Promise<Row[]> {
  const found = await sql<Row>`select to_jsonb(o) as o, app_now() as now, ${ref('u')} as unit, (select ${ref('x')} from org_units x where x.code = o.other_unit_code) as other, (select ${ref('x')} from org_units x where x.id = o.meant_for) as meant,
      (select ${ref('x')} from orders f join org_units x on x.id = f.unit_id where f.complaint_id = o.complaint_id and f.id = o.former_id) as former, (select ${ref('x')} from orders f join org_units x on x.id = f.unit_id where f.complaint_id = o.complaint_id and f.id = o.successor_id) as successor,
      (select to_jsonb(k) from clocks k where k.complaint_id = o.complaint_id and k.kind = 'outlet_reply' and k.epoch = o.epoch and o.kind <> 'notice' and o.stage <> 'rerouted') as clock,
      (select jsonb_agg(jsonb_build_object('seq', t.seq, 'step', t.step, 'at', t.at, 'by', t.by_name, 'byUnit', t.by_unit, 'answer', t.answer, 'text', t.text, 'files', to_jsonb(t.files), 'dueAt', t.due_at) order by t.seq) from order_turns t where t.complaint_id = o.complaint_id and t.order_id = o.id) as turns,
      (select jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'mediaType', a.media_type, 'size', a.size, 'sha256', encode(a.sha256, 'hex'), 'addedAt', a.added_at, 'addedBy', coalesce((select w.name from users w where w.id::text = a.uploader_id), a.uploader_kind)) order by a.added_at, a.id)
        from attachments a where a.complaint_id = o.complaint_id and a.order_id = o.id) as files,
      exists (select 1 from contacts n join posts p on p.user_id = n.by_id and p.unit_id = o.unit_id where n.complaint_id = o.complaint_id and not n.verified and n.outcome in ('reached','received')) as unverified,
      (select a.kind from unit_abnormalities a where a.unit_id = o.unit_id and a.from_at <= app_now() and (a.to_at is null or a.to_at > app_now()) and a.ended_at is null limit 1) as abnormal
    from ${rowsOf('orders', complaintId)} o join org_units u on u.id = o.unit_id where ${ordersOf(ctx.actor)} order by o.asked_at desc, o.id desc`.execute(ctx.db)
  return found.rows
}

type Case = { readonly id: string; readonly complaint_no: string; readonly keyword: string; readonly status: string }

function detailOf(r: Row, c: Case, actor: Actor, limits: OrderLimits, isUnit: boolean): Detail {
  const { o } = r
  const facts = orderFacts({ ...o, due_at: Date.parse(o.due_at), extended_at: at(o.extended_at), reminded_at: at(o.reminded_at) })
  const can = (step: OrderStep): Why | null => {
    const { permission, from } = transitionOf(stepActions[step])
    if (!may(actor, permission)) return why('permission.missing', { permission })
    return (from as readonly string[]).includes(c.status) ? whyNotOrder(step, facts, actor, r.now, limits) : why('lifecycle.ended', { status: c.status, action: stepActions[step] })
  }
  const k = r.clock
  return {
    ...plainOf(o, r.unit, c), clock: k === null ? null : viewClock({ ...k, opened_at: at(k.opened_at) ?? 0, due_at: ms(k.due_at), strict_due_at: ms(k.strict_due_at), rolled_due_at: k.rolled_due_at === null ? null : ms(k.rolled_due_at), stopped_at: k.stopped_at === null ? null : ms(k.stopped_at), paused_at: k.paused_at === null ? null : ms(k.paused_at) }, r.now),
    attachments: (r.files ?? []).map((f) => ({ ...f, addedAt: iso(f.addedAt) })), turns: (r.turns ?? []).map((t) => ({ ...t, at: iso(t.at), dueAt: isoMaybe(t.dueAt) })),
    acts: Object.fromEntries(orderSteps.map((step) => { const no = can(step); return [step, no === null ? true : shown(no)] })),
    automatic: o.automatic, otherUnit: r.other, meantFor: r.meant, formerUnit: isUnit ? null : r.former, successorUnit: isUnit ? null : r.successor,
    extension: o.extension === null || o.extended_at !== null || isUnit ? null : { hours: o.extension.hours, reason: o.extension.reason, by: o.extension.by }, contactUnverified: r.unverified, abnormal: r.abnormal,
  }
}

/** The fields an order has wherever it is shown. */
function plainOf(o: Json, unit: Ref, c: Pick<Case, 'id' | 'complaint_no' | 'keyword'>): Omit<Issued, 'owner' | 'acts'> {
  return {
    id: o.id, complaintId: c.id, complaintNo: c.complaint_no, keyword: c.keyword, unit, question: o.question, wanted: o.wanted, askedAt: iso(o.asked_at), askedBy: o.asked_by_name, dueAt: iso(o.due_at), state: o.state,
    answer: o.answer, answerText: o.answer_text, answeredAt: isoMaybe(o.answered_at), answeredBy: o.answered_by_name, kind: o.kind, addressee: o.addressee, staffName: o.staff_name, stage: o.stage, wantedTypes: o.wanted_types,
    acceptDueAt: isoMaybe(o.accept_due_at), acceptedAt: isoMaybe(o.accepted_at), acceptedBy: o.accepted_by_name, returned: o.returned, missing: o.missing, partAnsweredAt: isoMaybe(o.part_answered_at),
    extendedAt: isoMaybe(o.extended_at), reminded: o.reminded, silentAt: isoMaybe(o.silent_at), settledAt: isoMaybe(o.settled_at), endReason: o.end_reason, fields: o.fields as Issued['fields'],
  }
}

type List = QueryOf<typeof wire.listIssuedOrders>['list']
// each list has an order of its own and goes by one index: what is open soonest first, what is done newest first
const lists: Readonly<Record<List, { readonly where: ReturnType<typeof sql>; readonly newest: boolean }>> = {
  open: { where: sql`o.state = 'open'`, newest: false },
  unaccepted: { where: sql`o.state = 'open' and o.accepted_at is null and o.accept_due_at < app_now()`, newest: false },
  late: { where: sql`o.state = 'open' and o.due_at < app_now()`, newest: false },
  extension: { where: sql`o.state = 'open' and o.extension is not null and o.extended_at is null`, newest: false },
  answered: { where: sql`o.state = 'answered' and o.settled_at is null and o.stage = 'answered'`, newest: true },
  disowned: { where: sql`o.state = 'answered' and o.settled_at is null and o.stage = 'disowned'`, newest: true },
  done: { where: sql`(o.settled_at is not null or o.state = 'cancelled')`, newest: true },
}

/** One page of the orders that the actor asks about: of their own cases and questions, or all they may see. */
export async function listIssuedOrders(d: Deps, ctx: Ctx, query: QueryOf<typeof wire.listIssuedOrders>): Promise<ReplyOf<typeof wire.listIssuedOrders>> {
  const list = lists[query.list]
  const key = positionOf(readCursor(query.cursor))
  const by = list.newest ? sql.ref('o.asked_at') : sql.ref('o.due_at')
  const after = key === null ? sql`true` : list.newest ? sql`(${by}, o.id) < (${new Date(key.at)}, ${key.id}::uuid)` : sql`(${by}, o.id) > (${new Date(key.at)}, ${key.id}::uuid)`
  const { id } = ctx.actor
  const sorted = sql`order by ${by} ${list.newest ? sql`desc` : sql`asc`}, o.id ${list.newest ? sql`desc` : sql`asc`} limit ${query.limit + 1}`
  // what I asked and what is asked about my cases, each by its own index; an or over both would walk all there is
  const mine = sql`o.id = any(array((select o.id from orders o where o.asked_by = ${id}::uuid and ${list.where} and ${after} ${sorted}) union all (select o.id from complaints c join orders o on o.complaint_id = c.id where c.owner_id = ${id}::uuid and ${list.where} and ${after} ${sorted})))`
  const whose = query.whose === 'all' || ctx.actor.kind !== 'user' ? sql`true` : mine
  const rows = (await sql<{ o: Json; unit: Ref; c: Case; owner: string | null; now: number }>`select to_jsonb(o) as o, ${ref('u')} as unit, jsonb_build_object('id', c.id, 'complaint_no', c.complaint_no, 'keyword', c.keyword, 'status', c.status) as c, (select w.name from users w where w.id = c.owner_id) as owner, app_now() as now
    from orders o join complaints c on c.id = o.complaint_id join org_units u on u.id = o.unit_id
    where ${list.where} and ${ordersOf(ctx.actor)} and ${whose} and ${query.kind === undefined ? sql`true` : sql`o.kind = ${query.kind}`} and ${query.unit === undefined ? sql`true` : sql`o.unit_id = (select z.id from org_units z where z.code = ${query.unit})`} and ${after} and ${visibleTo(ctx.actor)}
    ${sorted}`.execute(ctx.db)).rows
  const limits = limitsOf(d.policy())
  const items = rows.slice(0, query.limit).map(({ o, unit, c, owner, now }): Issued => {
    const facts = orderFacts({ ...o, due_at: Date.parse(o.due_at), extended_at: at(o.extended_at), reminded_at: at(o.reminded_at) })
    const no = isOpen(c.status as CaseRow['status']) ? whyNotOrder('reminder', facts, ctx.actor, now, limits) : why('lifecycle.ended', { status: c.status, action: 'order_reminder' })
    return { ...plainOf(o, unit, c), owner, acts: { reminder: no === null ? true : shown(no) } }
  })
  const last = rows.length > query.limit ? rows[query.limit - 1] : undefined
  return { items, nextCursor: cursorOf(last && `${ms(list.newest ? last.o.asked_at : last.o.due_at)}|${last.o.id}`) }
}

function positionOf(key: string | null): { at: number; id: string } | null {
  if (key === null) return null
  const parsed = /^(\d{1,13})\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(key)
  if (!parsed) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { at: Number(parsed[1]), id: parsed[2] ?? '' }
}

function shown({ code, params }: Why): { code: string; params: Record<string, unknown> } {
  return { code, params: { ...params } }
}

const ms = (time: Time | number): number => new Date(time).getTime()
const at = (time: Time | null): number | null => (time === null ? null : Date.parse(time))
const iso = (time: Time): string => new Date(time).toISOString()
const isoMaybe = (time: Time | null): string | null => (time === null ? null : iso(time))
