// Batch orders: one question about many parcels as staff follow it and as the unit answers it, once for all or line by line.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { z } from 'zod'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import type { answerBatch as answerEndpoint, batchOrder, OrderBatch, UnitBatch } from '../../contract/incidents.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { postOf } from '../complaints/person-now.ts'
import { ordersOf, visibleTo } from '../complaints/visible.ts'
import { clean } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { write } from '../platform/write.ts'
import { layDownRun, readRun } from './mass-runs.ts'
import type { Standing } from './mass-acts.ts'

type BatchRow = { id: string; title: string; unit: OrderBatch['unit']; question: string; wanted: string[]; asked_by_name: string; asked_at: number; total: number; open: number; due_at: number | null; late: number; standing: Standing | null }

const iso = (at: number): string => new Date(at).toISOString()

/** Batches with how far they are, latest first. */
export async function batchesOf(db: Db, where: RawBuilder<unknown>, orders: RawBuilder<unknown> = sql`true`): Promise<OrderBatch[]> {
  const { rows } = await sql<BatchRow>`select b.id, b.title, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, b.question, b.wanted, b.asked_by_name, b.asked_at, b.standing, x.total, x.open, x.due_at,
      case when b.incident_id is null then 0 else (select count(*) from incident_cases j where j.incident_id = b.incident_id and j.state = 'joined' and j.at > b.asked_at and not exists (select 1 from orders o where o.complaint_id = j.complaint_id and o.batch_id = b.id)) end::int as late
    from order_batches b join org_units u on u.id = b.unit_id cross join lateral (select count(*)::int as total, (count(*) filter (where o.state = 'open'))::int as open, min(o.due_at) filter (where o.state = 'open') as due_at from orders o where o.batch_id = b.id and o.state <> 'cancelled' and ${orders}) x
    where ${where} order by b.asked_at desc, b.id desc limit 50`.execute(db)
  return rows.map((b) => ({
    id: b.id, title: b.title, unit: b.unit, question: b.question, wanted: b.wanted, askedBy: b.asked_by_name, askedAt: iso(b.asked_at), total: b.total, open: b.open, dueAt: b.due_at === null ? null : iso(b.due_at), late: b.late,
    standingAnswer: b.standing === null ? null : { answer: b.standing.answer, text: b.standing.text, by: b.standing.post.name, at: b.standing.at },
  }))
}

/** One batch. @throws Refusal 404 */
export async function readBatch(db: Db, id: string): Promise<OrderBatch> {
  const [batch] = await batchesOf(db, sql`b.id = ${id}`)
  if (!batch) throw new Refusal('not_found', {}, 404)
  return batch
}

// A unit counts its own orders only; what else the incident holds it never learns.
const own = (actor: Actor): RawBuilder<unknown> => ordersOf(actor)
const asked = (actor: Actor): RawBuilder<unknown> => sql`b.id = any(array(select distinct o.batch_id from orders o where o.batch_id is not null and o.state = 'open' and ${ordersOf(actor)}))`

/** Batches with open questions to the actor's unit. */
export async function listUnitBatches(ctx: Ctx): Promise<{ items: UnitBatch[] }> {
  return { items: (await batchesOf(ctx.db, asked(ctx.actor), own(ctx.actor))).map(unitView) }
}

const unitView = ({ late: _late, ...batch }: OrderBatch): UnitBatch => batch

type OrderRow = Omit<z.output<typeof batchOrder>, 'dueAt'> & { due_at: number }

/** The parcels of a batch for the unit. @throws Refusal 404 when none of its orders is the actor's. */
export async function listBatchOrders(ctx: Ctx, id: string, query: { limit: number; cursor?: string | undefined; state: 'open' | 'answered' }): Promise<{ items: z.output<typeof batchOrder>[]; nextCursor: string | null }> {
  const after = readCursor(query.cursor)
  if (after !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(after)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const { rows } = await sql<OrderRow>`select o.id, c.complaint_no as "complaintNo", c.keyword, c.item_number as number, o.state, o.due_at, o.answer, o.answer_text as "answerText" from orders o join complaints c on c.id = o.complaint_id
    where o.batch_id = ${id} and o.state = ${query.state} and ${ordersOf(ctx.actor)} and ${visibleTo(ctx.actor)} and ${after === null ? sql`true` : sql`o.id > ${after}::uuid`} order by o.id limit ${query.limit + 1}`.execute(ctx.db)
  if (rows.length === 0) await insistMine(ctx.db, ctx.actor, id)
  const last = rows[query.limit - 1]
  return { items: rows.slice(0, query.limit).map(({ due_at, ...r }) => ({ ...r, dueAt: iso(due_at) })), nextCursor: rows.length > query.limit && last ? cursorOf(last.id) : null }
}

async function insistMine(db: Db, actor: Actor, id: string): Promise<void> {
  const mine = await sql`select 1 from orders o where o.batch_id = ${id} and ${ordersOf(actor)} limit 1`.execute(db)
  if (mine.rows.length === 0) throw new Refusal('not_found', {}, 404)
}

type Answer = BodyOf<typeof answerEndpoint>

/** The unit's one answer, laid down for a job to give case by case. An answer for all stands for cases that come later, once staff confirm it for them. */
export async function answerBatch(d: Deps, ctx: Ctx, id: string, body: Answer): Promise<ReplyOf<typeof answerEndpoint>> {
  return write(ctx, async ({ tx, now }) => {
    await insistMine(tx, ctx.actor, id)
    await insistOtherUnits(tx, body.for === 'lines' ? body.lines : [body])
    const open = await sql<{ id: string; complaint_id: string; number: string | null }>`select o.id, o.complaint_id, c.item_number as number from orders o join complaints c on c.id = o.complaint_id where o.batch_id = ${id} and o.state = 'open' and ${ordersOf(ctx.actor)} and ${visibleTo(ctx.actor)}
      and not exists (select 1 from mass_items m join mass_runs r on r.id = m.run_id where m.order_id = o.id and m.state = 'waiting' and r.state = 'running') order by o.due_at, o.id`.execute(tx)
    const { chosen, unknown } = choose(open.rows, body)
    if (chosen.length === 0) throw new Refusal('batch.nothing_open')
    const common = body.for === 'lines' ? {} : said(body)
    const parent = (await sql<{ incident_id: string | null; parent_id: string | null }>`select incident_id, parent_id from order_batches where id = ${id}`.execute(tx)).rows[0]
    const run = await layDownRun(d, tx, ctx.actor, now, { kind: 'answers', batchId: id, ...(parent?.incident_id ? { incidentId: parent.incident_id } : {}), ...(parent?.parent_id ? { parentId: parent.parent_id } : {}), body: common },
      sql`select complaint_id, id, body from jsonb_to_recordset(${JSON.stringify(chosen)}::jsonb) as t (complaint_id uuid, id uuid, body jsonb)`)
    const post = postOf(ctx.actor)
    if (body.for === 'all' && post !== null) await sql`update order_batches set standing = ${JSON.stringify({ ...said(body), post, at: iso(now) } satisfies Standing)}::jsonb where id = ${id}`.execute(tx)
    return { run: await readRun(tx, run), unknown }
  })
}

type Said = { readonly answer: string; readonly text: string; readonly otherUnitCode?: string | undefined }

/** @throws Refusal 400 as for a single answer, before anything is laid down. */
async function insistOtherUnits(db: Db, answers: readonly Said[]): Promise<void> {
  const named = answers.filter((a) => a.answer === 'other_unit')
  if (named.some((a) => a.otherUnitCode === undefined)) throw new Refusal('order.other_unit_missing', {}, 400)
  const codes = [...new Set(named.map((a) => a.otherUnitCode ?? ''))]
  const known = await sql<{ code: string }>`select code from org_units where code = any(${codes}::text[])`.execute(db)
  const strange = codes.find((code) => !known.rows.some((u) => u.code === code))
  if (strange !== undefined) throw new Refusal('order.other_unit_unknown', { code: strange }, 400)
}

function said(a: Said): { answer: string; text: string; otherUnitCode?: string } {
  return { answer: a.answer, text: clean(a.text), ...(a.otherUnitCode === undefined ? {} : { otherUnitCode: a.otherUnitCode }) }
}

type Open = { readonly id: string; readonly complaint_id: string; readonly number: string | null }

/** Which open orders an answer means; numbers of lines that mean none are told. One case's answer counts once. */
function choose(open: readonly Open[], body: Answer): { chosen: (Open & { body: unknown })[]; unknown: string[] } {
  if (body.for === 'all') return { chosen: open.map((o) => ({ ...o, body: null })), unknown: [] }
  if (body.for === 'some') {
    const ids = new Set(body.orderIds)
    return { chosen: open.filter((o) => ids.has(o.id)).map((o) => ({ ...o, body: null })), unknown: [] }
  }
  const byNumber = new Map(body.lines.map((each) => [normaliseNumber(each.number), each]))
  const chosen = open.flatMap((o) => { const line = byNumber.get(normaliseNumber(o.number ?? '')); return line ? [{ ...o, body: said(line) }] : [] })
  const met = new Set(chosen.map((o) => normaliseNumber(o.number ?? '')))
  return { chosen, unknown: [...byNumber].filter(([number]) => !met.has(number)).map(([, line]) => line.number) }
}
