// The record of a case for people: newest first, each line with its type, who did it and values safe for the viewer.
import { sql } from 'kysely'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { listEvents } from '../../contract/desk.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { inScope, ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { Malformed } from '../platform/problems.ts'
import type { Condition } from './views.ts'

type Page = ReplyOf<typeof listEvents>
type Line = Page['items'][number]
type Row = { seq: number; at: number; type: string; body: string; hash: string; note: string | null }
type Data = Readonly<Record<string, unknown>>
type Body = { actor?: { kind?: Line['by']['kind']; name?: string }; data?: Data }

/** Steps of the case every party may know about. */
const plainForUnits = ['complaint.received', 'complaint.accepted', 'complaint.closed', 'complaint.reopened'] as const
const plainParams = ['kind', 'channel', 'outcome', 'from', 'to'] as const

/**
 * A page of the record. A unit reads the case's beginning and end, what concerns its own questions, and judgements that name it.
 * @throws Refusal `not_found` (404) when the case doesn't exist for the actor.
 */
export async function listRecord(ctx: Ctx, id: string, query: QueryOf<typeof listEvents>): Promise<Page> {
  const before = query.cursor === undefined ? null : readSeq(query.cursor)
  const found = await executeOften(ctx.db, sql<{ recorded_at: number }>`select least(c.recorded_at, c.received_at) as recorded_at from complaints c where c.id = ${id}::uuid and ${visibleTo(ctx.actor)}`)
  const head = found.rows[0]
  if (!head) throw new Refusal('not_found', {}, 404)
  // Nothing of a case is recorded before its receipt: older months need not be opened.
  const rows = await executeOften(ctx.db, sql<Row>`
    select e.seq, e.at, e.type, e.body, encode(e.hash, 'hex') as hash, case when e.type = 'complaint.noted' then (select n.text from notes n where n.complaint_id = e.stream_id and n.id::text = e.body::jsonb #>> '{data,note}') end as note
    from events e where e.stream_id = ${id}::uuid and e.at >= ${new Date(head.recorded_at)} and ${before === null ? sql`true` : sql`e.seq < ${before}`} and ${linesFor(ctx.actor)}
    order by e.seq desc limit ${query.limit + 1}`)
  const page = rows.rows.slice(0, query.limit)
  const last = page.at(-1)
  return { items: page.map((r) => lineOf(r, ctx.actor)), nextCursor: rows.rows.length > query.limit && last ? String(last.seq) : null }
}

function readSeq(cursor: string): number {
  if (!/^[1-9]\d{0,8}$/.test(cursor)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return Number(cursor)
}

function linesFor(actor: Actor): Condition {
  if (actor.scope.kind === 'all') return sql`true`
  const scope = unitScope(actor)
  if (!scope) return sql`e.type = any(${plainForUnits}::text[])`
  return sql`(e.type = any(${plainForUnits}::text[])
    or (e.type like 'order.%' and e.body::jsonb #>> '{data,order}' in (select o.id::text from ${rowsOf('orders', sql`e.stream_id`)} o where ${ordersOf(actor)}))
    or (e.type in ('liability.judged', 'liability.reviewed', 'liability.arbitrated') and exists (select 1 from judgement_shares s join parties p on p.complaint_id = s.complaint_id and p.unit_id = s.unit_id where s.complaint_id = e.stream_id and s.judgement_id::text = e.body::jsonb #>> '{data,judgement}' and ${inScope(scope, 'p')})))`
}

function lineOf(r: Row, actor: Actor): Line {
  const body = JSON.parse(r.body) as Body
  const data = body.data ?? {}
  const full = actor.scope.kind === 'all' || r.type.startsWith('order.')
  const params = full ? { ...data, ...(r.type === 'complaint.received' ? {} : { clocks: undefined }), ...spokenNumbers(data), ...spoken(r.type, data), ...(r.note === null ? {} : { text: r.note }) } : pick(data, plainParams)
  return { seq: r.seq, at: new Date(r.at).toISOString(), type: r.type, by: { kind: body.actor?.kind ?? 'system', name: body.actor?.name ?? '' }, params, hash: r.hash }
}

/** Numbers of other cases as people read them out. */
function spokenNumbers(data: Data): Data {
  return Object.fromEntries(Object.entries(data).flatMap(([name, value]) => (/^(from|into|outOf|case|other|parent)No$/.test(name) && typeof value === 'string' ? [[name, showComplaintNumber(value)]] : [])))
}

/** Values under the names the sentences use, where the record's own name means something else to them; checksums are left to verify-audit. */
function spoken(type: string, data: Data): Data {
  switch (type) {
    case 'complaint.received': return { sealed: undefined, words: undefined }
    case 'complaint.customer_contacted': return { via: data['channel'], result: data['outcome'] }
    case 'complaint.rejected': case 'complaint.decision_told': return { via: data['channel'] }
    case 'offer.made': return { amount: { minor: data['amountMinor'], currency: 'CNY' } }
    case 'offer.answered': return { reply: data['answer'] }
    case 'plan.measure_executed': return { measure: data['kind'] }
    case 'complaint.linked': case 'complaint.unlinked': return { relation: data['kind'] }
    case 'complaint.parent_set': return { under: data['parent'] !== null }
    // what each piece is stands in the list of evidence
    case 'evidence.added': return { count: Array.isArray(data['items']) ? data['items'].length : 0, items: undefined }
    case 'review.raised': return { review: data['kind'] }
    default: return type.startsWith('liability.') && Array.isArray(data['units']) ? { unitNames: (data['units'] as { name?: string }[]).map((u) => u.name ?? '').join('、') } : {}
  }
}

function pick(data: Data, names: readonly string[]): Data {
  return Object.fromEntries(names.filter((name) => name in data).map((name) => [name, data[name]]))
}
