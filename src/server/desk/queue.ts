// The queue: keyset pages over what the actor may see, soonest due first, ended cases after the open ones.
import { sql } from 'kysely'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { listComplaints, QueueRow } from '../../contract/desk.ts'
import type { Channel, ContactKind, Flag, Outcome, Status } from '../../domain/complaints/vocabulary.ts'
import { isOpen, priorityLevels } from '../../domain/complaints/vocabulary.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { inScope, openWithParty, unitScope, visibleTo } from '../complaints/visible.ts'
import type { UnitScope } from '../complaints/visible.ts'
import { scopeOf } from '../../domain/identity/scope.ts'
import type { UnitKind } from '../../domain/identity/unit-kinds.ts'
import type { Ctx, Db } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import { readCursor, writeCursor } from './cursor.ts'
import { matches } from './search.ts'
import { halvesOf, isEndedSql, isOpenSql, viewCondition } from './views.ts'
import type { Condition } from './views.ts'

type Query = QueryOf<typeof listComplaints>
type Row = {
  id: string; complaint_no: string; keyword: string; kind: ContactKind; channel: Channel; status: Status; outcome: Outcome | null; priority: number; reason_code: string | null; flags: Flag[]; name_masked: string | null; item_number: string | null
  owner_id: string | null; owner_name: string | null; received_at: number; next_due_at: number | null; next_due_kind: ClockKind | null; reopened: number; chased: number; version: number; due_key: string | null; received_key: string
}

/** One stretch of the list with an order an index can give: open cases by due instant, open ones without one, ended or all by receipt. */
type Stretch = { readonly name: 'due' | 'undated' | 'ended' | 'received'; readonly holds: Condition; readonly after: (key: string | null, id: string) => Condition; readonly order: ReturnType<typeof sql>; readonly key: (row: Row) => string | null }

const stretches: Record<Stretch['name'], Stretch> = {
  due: { name: 'due', holds: sql`${isOpenSql} and c.next_due_at is not null`, after: (key, id) => sql`(c.next_due_at, c.id) > (${key}::timestamptz, ${id}::uuid)`, order: sql`c.next_due_at, c.id`, key: (row) => row.due_key },
  undated: { name: 'undated', holds: sql`${isOpenSql} and c.next_due_at is null`, after: (_, id) => sql`c.id > ${id}::uuid`, order: sql`c.next_due_at, c.id`, key: () => null },
  ended: { name: 'ended', holds: isEndedSql, after: beforeReceipt, order: sql`c.received_at desc, c.id desc`, key: (row) => row.received_key },
  received: { name: 'received', holds: sql`true`, after: beforeReceipt, order: sql`c.received_at desc, c.id desc`, key: (row) => row.received_key },
}

function beforeReceipt(key: string | null, id: string): Condition {
  return sql`(c.received_at, c.id) < (${key}::timestamptz, ${id}::uuid)`
}

/** A page of the queue. Ended cases follow the open ones, newest first, unless the filters ask for one half only. */
export async function listQueue(ctx: Ctx, keys: Keys, query: Query): Promise<ReplyOf<typeof listComplaints>> {
  const order = orderOf(query)
  const from = query.cursor === undefined ? null : readCursor(query.cursor, order)
  const org = query.org === undefined ? null : await scopeOfUnit(ctx.db, query.org)
  const filters = [visibleTo(ctx.actor), ...(org ? [org.parties] : []), ...conditions(query, ctx.actor, keys)]
  const begin = [unitScope(ctx.actor), org?.scope].flatMap((scope) => (scope ? [openWithParty(scope)] : []))
  const rows: { row: Row; stretch: Stretch }[] = []
  for (const name of order.slice(from ? order.indexOf(from.stretch) : 0)) {
    const stretch = stretches[name]
    const start = from?.stretch === name ? [stretch.after(from.key, from.id)] : []
    const found = await readRows(ctx.db, sql.join([stretch.holds, ...start, ...(isOpenOnly(name, query) ? begin : []), ...filters], sql` and `), stretch.order, query.limit + 1 - rows.length)
    rows.push(...found.map((row) => ({ row, stretch })))
    if (rows.length > query.limit) break
  }
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return { items: page.map((r) => toQueueRow(r.row)), nextCursor: rows.length > query.limit && last ? writeCursor({ stretch: last.stretch.name, key: last.stretch.key(last.row), id: last.row.id }) : null }
}

/** Complaints that meet a condition, newest first, at most `limit`; for lookups. */
export async function listNewest(ctx: Ctx, condition: Condition, limit: number): Promise<QueueRow[]> {
  const rows = await readRows(ctx.db, sql<boolean>`${condition} and ${visibleTo(ctx.actor)}`, stretches.received.order, limit)
  return rows.map(toQueueRow)
}

function orderOf(query: Query): Stretch['name'][] {
  if (query.sort === 'newest') return ['received']
  const half = query.view === undefined ? { open: true, ended: true } : halvesOf(query.view)
  const open = half.open && (query.status === undefined || query.status.some(isOpen))
  const ended = half.ended && (query.status === undefined || query.status.some((s) => !isOpen(s)))
  return [...(open ? (['due', 'undated'] as const) : []), ...(ended ? (['ended'] as const) : [])]
}

function isOpenOnly(name: Stretch['name'], query: Query): boolean {
  return name === 'due' || name === 'undated' || (query.view !== undefined && !halvesOf(query.view).ended)
}

/** The cases a unit or one below it is a party of; everything for headquarters, nothing for a unit that doesn't exist. */
async function scopeOfUnit(db: Db, id: string): Promise<{ scope: UnitScope | null; parties: Condition }> {
  const found = await sql<{ kind: UnitKind }>`select kind from org_units where id = ${id}::uuid`.execute(db)
  const kind = found.rows[0]?.kind
  if (kind === undefined) return { scope: null, parties: sql`false` }
  const scope = scopeOf('unit', { id, kind })
  if (scope.kind === 'all' || scope.kind === 'case' || scope.kind === 'none') return { scope: null, parties: sql`true` }
  return { scope, parties: sql`exists (select 1 from parties p where p.complaint_id = c.id and ${inScope(scope, 'p')})` }
}

function conditions(query: Query, actor: Actor, keys: Keys): Condition[] {
  const found: Condition[] = []
  const half = query.view === undefined ? null : halvesOf(query.view)
  if (half && !half.ended) found.push(isOpenSql)
  if (half && !half.open) found.push(isEndedSql)
  if (query.view) found.push(viewCondition(query.view, actor))
  if (query.status) found.push(sql`c.status = any(${query.status}::text[])`)
  if (query.reason) found.push(query.reason.includes('.') ? sql`c.reason_code = ${query.reason}` : sql`(c.reason_code = ${query.reason} or starts_with(c.reason_code, ${`${query.reason}.`}))`)
  if (query.priority) found.push(sql`c.priority = any(${query.priority.map((p) => priorityLevels.indexOf(p) + 1)}::smallint[])`)
  if (query.owner === 'none') found.push(sql`c.owner_id is null`)
  else if (query.owner) found.push(query.owner === 'me' ? viewCondition('mine', actor) : sql`c.owner_id = ${query.owner}::uuid`)
  if (query.due_before) found.push(sql`c.next_due_at < ${query.due_before}::timestamptz`)
  if (query.flag) found.push(sql`c.flags @> array[${query.flag}]::text[]`)
  if (query.kind) found.push(sql`c.kind = ${query.kind}`)
  if (query.q) found.push(matches(query.q, actor, keys))
  return found
}

async function readRows(db: Db, where: Condition, order: ReturnType<typeof sql>, limit: number): Promise<Row[]> {
  const found = await sql<Row>`
    select c.id, c.complaint_no, c.keyword, c.kind, c.channel, c.status, c.outcome, c.priority, c.reason_code, c.flags, c.name_masked, c.item_number, c.owner_id, u.name as owner_name,
      c.received_at, c.next_due_at, c.next_due_kind, c.reopened, c.chased, c.version, c.next_due_at::text as due_key, c.received_at::text as received_key
    from complaints c left join users u on u.id = c.owner_id
    where ${where} order by ${order} limit ${limit}`.execute(db)
  return found.rows
}

function toQueueRow(r: Row): QueueRow {
  return {
    id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, kind: r.kind, status: r.status, outcome: r.outcome, priority: priorityLevels[r.priority - 1] ?? 'p4', reasonCode: r.reason_code, flags: r.flags, customer: r.name_masked, number: r.item_number,
    owner: r.owner_id === null ? null : { id: r.owner_id, name: r.owner_name ?? '' }, receivedAt: new Date(r.received_at).toISOString(), nextDue: r.next_due_at === null || r.next_due_kind === null ? null : { kind: r.next_due_kind, dueAt: new Date(r.next_due_at).toISOString() },
    reopened: r.reopened, chased: r.chased, version: r.version,
  }
}
