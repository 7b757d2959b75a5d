// Statements as they are read: by those who settle, and by the unit they are about; a case the reader may not know stands in a line without its number.
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { z } from 'zod'
import type { disputeView, getStatement, listMyStatements as mineWire, listStatements as listWire, settlementLine, statement } from '../../contract/settlements.ts'
import type { QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db, Exchange } from '../platform/context.ts'
import { cursorOf } from '../platform/pages.ts'
import { monthOf } from './entries.ts'
import { positionOf } from './settlement-keys.ts'

type Statement = z.output<typeof statement>
export type Line = z.output<typeof settlementLine>
type Row = { id: string; unit: Statement['unit']; month: string; opening: number; recovery: number; penalty: number; reversal: number; correction: number; closing: number; entries: number; issued_at: number; dispute_until: number; open_disputes: number; hash: string; now: number; month_key: number }
type LineRow = {
  id: string; kind: Line['kind']; amount: number; at: number; complaint_id: string | null; complaint_no: string | null; reason_code: string | null; percent: number | null; base_minor: number | null; rule: string | null; laws: string[] | null; reason: string; by_name: string
  d_id: string | null; d_reason: string; d_files: number; d_by: string; d_at: number; d_state: 'open' | 'kept' | 'corrected'; d_answer: string | null; d_corrected: number | null; d_answered_by: string | null; d_answered_at: number | null
}
const linesAtMost = 500
export const cny = (minor: number) => ({ minor: Number(minor), currency: 'CNY' as const })

/** Units (alias `u`) whose statements are the actor's own business. */
export function ownUnits(actor: Actor): RawBuilder<SqlBool> {
  const scope = unitScope(actor)
  if (scope === null || !may(actor, 'settlement:dispute')) return sql<SqlBool>`false`
  return scope.kind === 'unit' ? sql<SqlBool>`u.id = ${scope.id}::uuid` : sql<SqlBool>`u.${sql.ref(`${scope.kind}_id`)} = ${scope.id}::uuid`
}

const settles = (actor: Actor): boolean => actor.scope.kind === 'all' && may(actor, 'settlement:manage')

async function readRows(db: Db, where: RawBuilder<SqlBool>, order: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const found = await sql<Row>`select s.id, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, to_char(s.month, 'YYYY-MM') as month, s.opening_minor as opening, s.recovery_minor as recovery, s.penalty_minor as penalty, s.reversal_minor as reversal, s.correction_minor as correction, s.closing_minor as closing, s.entries, s.issued_at, s.dispute_until,
      (select count(*)::int from settlement_disputes q where q.statement_id = s.id and q.state = 'open') as open_disputes, encode(s.hash, 'hex') as hash, app_now() as now, extract(epoch from s.month)::bigint as month_key
    from settlement_statements s join org_units u on u.id = s.unit_id where ${where} order by ${order} limit ${limit}`.execute(db)
  return found.rows
}

function toStatement(r: Row): Statement {
  return { id: r.id, unit: r.unit, month: r.month, opening: cny(r.opening), recovery: cny(r.recovery), penalty: cny(r.penalty), reversal: cny(r.reversal), correction: cny(r.correction), closing: cny(r.closing), entries: r.entries, issuedAt: new Date(r.issued_at).toISOString(), disputeUntil: new Date(r.dispute_until).toISOString(), openDisputes: r.open_disputes }
}

/** A month's statements, the largest first; `q` looks in code and name of the unit. */
export async function listStatements({ db }: Ctx, query: QueryOf<typeof listWire>): Promise<ReplyOf<typeof listWire>> {
  const key = positionOf(query.cursor)
  const after = key === null ? sql`true` : sql`(s.closing_minor < ${key.at} or (s.closing_minor = ${key.at} and s.id > ${key.id}::uuid))`
  const sought = (query.q ?? '').trim()
  const matches = sought === '' ? sql`true` : sql`(u.code ilike ${`${like(sought)}%`} or u.name like ${`%${like(sought)}%`})`
  const rows = await readRows(db, sql<SqlBool>`s.month = ${`${query.month}-01`}::date and ${after} and ${matches}`, sql`s.closing_minor desc, s.id`, query.limit + 1)
  const last = rows[query.limit - 1]
  return { items: rows.slice(0, query.limit).map(toStatement), nextCursor: rows.length > query.limit && last ? cursorOf(`${last.closing}|${last.id}`) : null }
}

/** The statements of the actor's unit and those below, the newest first, with what is booked in the month that runs. */
export async function listMyStatements({ db, actor }: Ctx, query: QueryOf<typeof mineWire>): Promise<ReplyOf<typeof mineWire>> {
  const key = positionOf(query.cursor)
  const after = key === null ? sql`true` : sql`(extract(epoch from s.month)::bigint, s.id) < (${key.at}::bigint, ${key.id}::uuid)`
  const rows = await readRows(db, sql<SqlBool>`${ownUnits(actor)} and ${after}`, sql`s.month desc, s.id desc`, query.limit + 1)
  const since = await sql<{ sum: number; n: number }>`select coalesce(sum(e.amount_minor), 0)::bigint as sum, count(*)::int as n from settlement_entries e join org_units u on u.id = e.unit_id where e.month = ${monthOf(sql`app_now()`)} and ${ownUnits(actor)}`.execute(db)
  const last = rows[query.limit - 1]
  return { items: rows.slice(0, query.limit).map(toStatement), nextCursor: rows.length > query.limit && last ? cursorOf(`${last.month_key}|${last.id}`) : null, since: cny(since.rows[0]?.sum ?? 0), sinceEntries: since.rows[0]?.n ?? 0 }
}

/** One statement with its lines. @throws Refusal `not_found` (404): not there, or another unit's. */
export async function readStatement({ db, actor }: Ctx, id: string): Promise<ReplyOf<typeof getStatement>> {
  const [row] = await readRows(db, sql<SqlBool>`s.id = ${id} and ${settles(actor) ? sql`true` : ownUnits(actor)}`, sql`s.id`, 1)
  if (!row) throw new Refusal('not_found', {}, 404)
  const lines = await readLines(db, actor, sql<SqlBool>`e.unit_id = ${row.unit.id}::uuid and e.month = ${`${row.month}-01`}::date`, linesAtMost + 1)
  return { ...toStatement(row), hash: row.hash, mayDispute: may(actor, 'settlement:dispute') && unitScope(actor) !== null && row.now < row.dispute_until, lines: lines.slice(0, linesAtMost), more: lines.length > linesAtMost }
}

/** Lines of entries (alias `e`) with their disputes, in the order of the statement. */
export async function readLines(db: Db, actor: Actor, where: RawBuilder<SqlBool>, limit: number): Promise<Line[]> {
  const found = await sql<LineRow>`select e.id, e.kind, e.amount_minor as amount, e.at, c.id as complaint_id, c.complaint_no, c.reason_code, e.percent, e.base_minor, coalesce(e.rule, p.rule) as rule, p.laws, coalesce(p.decision_reason, e.reason) as reason, e.by_name,
      d.id as d_id, d.reason as d_reason, cardinality(d.evidence_ids) as d_files, d.raised_by_name as d_by, d.raised_at as d_at, d.state as d_state, d.answer as d_answer, d.corrected_minor as d_corrected, d.answered_by_name as d_answered_by, d.answered_at as d_answered_at
    from settlement_entries e left join complaints c on c.id = e.complaint_id and ${visibleTo(actor)} left join penalties p on p.id = e.penalty_id left join settlement_disputes d on d.entry_id = e.id where ${where} order by e.at, e.id limit ${limit}`.execute(db)
  return found.rows.map((r) => ({
    id: r.id, kind: r.kind, amount: cny(r.amount), at: new Date(r.at).toISOString(), case: r.complaint_id === null ? null : { id: r.complaint_id, complaintNo: r.complaint_no ?? '', reasonCode: r.reason_code }, percent: r.percent, base: r.base_minor === null ? null : cny(r.base_minor), rule: r.rule, laws: r.laws ?? [], reason: r.reason, by: r.by_name,
    dispute: r.d_id === null ? null : toDispute(r, r.d_id),
  }))
}

function toDispute(r: LineRow, id: string): z.output<typeof disputeView> {
  return { id, entryId: r.id, reason: r.d_reason, files: r.d_files, raisedBy: r.d_by, raisedAt: new Date(r.d_at).toISOString(), state: r.d_state, answer: r.d_answer, corrected: r.d_corrected === null ? null : cny(r.d_corrected), answeredBy: r.d_answered_by, answeredAt: r.d_answered_at === null ? null : new Date(r.d_answered_at).toISOString() }
}

/** The statements of a month as CSV for a spreadsheet, streamed; cells that look like formulas are made text. */
export async function exportMonth({ db }: Ctx, month: string, exchange: Exchange): Promise<Readable> {
  const known = await sql`select 1 from settlement_runs where month = ${`${month}-01`}::date and state = 'done'`.execute(db)
  if (known.rows.length === 0) throw new Refusal('not_found', {}, 404)
  void exchange.reply.header('content-type', 'text/csv; charset=utf-8').header('content-disposition', `attachment; filename="settlement-${month}.csv"`)
  return Readable.from(csvOf(db, month))
}

async function* csvOf(db: Db, month: string): AsyncGenerator<string> {
  yield '\ufeffunit_code,unit_name,kind,month,opening,recovery,penalty,reversal,correction,closing,entries,open_disputes,sha256\r\n'
  let after: { closing: number; id: string } | null = null
  for (;;) {
    const from: RawBuilder<unknown> = after === null ? sql`true` : sql`(s.closing_minor < ${after.closing} or (s.closing_minor = ${after.closing} and s.id > ${after.id}::uuid))`
    const rows: Row[] = await readRows(db, sql<SqlBool>`s.month = ${`${month}-01`}::date and ${from}`, sql`s.closing_minor desc, s.id`, 1000)
    if (rows.length > 0) yield rows.map((r) => [cell(r.unit.code), cell(r.unit.name), r.unit.kind, r.month, ...[r.opening, r.recovery, r.penalty, r.reversal, r.correction, r.closing].map(yuan), r.entries, r.open_disputes, r.hash].join(',')).join('\r\n') + '\r\n'
    const last: Row | undefined = rows.at(-1)
    if (rows.length < 1000 || !last) return
    after = { closing: Number(last.closing), id: last.id }
  }
}

const yuan = (minor: number): string => `${Number(minor) < 0 ? '-' : ''}${Math.trunc(Math.abs(Number(minor)) / 100)}.${String(Math.abs(Number(minor)) % 100).padStart(2, '0')}`
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`
const like = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
