// Batch cases as rows: how far the filing is, the lines with clock, finding and result of each, and what a case page shows of its batch.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { BatchHead, BatchRow, getCaseBatch } from '../../contract/batch-cases.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { isOpenSql } from './open.ts'
import { loadVisible, visibleTo } from './visible.ts'

type HeadRow = { id: string; complaint_no: string; title: string; customer: string | null; lines: number; filed: number; refused: number; state: BatchHead['state']; problem: string | null; by_name: string; at: number }

/** Batch cases that exist for the actor: headquarters' only, since a merchant's whole is no unit's business. */
async function readHeads(db: Db, actor: Actor, where: RawBuilder<unknown>, limit: number): Promise<BatchHead[]> {
  if (actor.scope.kind !== 'all') return []
  const { rows } = await sql<HeadRow>`select b.parent_id as id, c.complaint_no, b.title, c.name_masked as customer, b.lines, b.state, b.problem, b.by_name, b.at,
      (select count(*) from batch_lines l where l.parent_id = b.parent_id and l.state = 'filed')::int as filed, (select count(*) from batch_lines l where l.parent_id = b.parent_id and l.state = 'refused')::int as refused
    from batch_cases b join complaints c on c.id = b.parent_id where ${visibleTo(actor)} and ${where} order by b.parent_id desc limit ${limit}`.execute(db)
  return rows.map((r) => ({ id: r.id, complaintNo: r.complaint_no, title: r.title, customer: r.customer, lines: r.lines, filed: r.filed, refused: r.refused, waiting: r.lines - r.filed - r.refused, state: r.state, problem: r.problem, by: r.by_name, at: new Date(r.at).toISOString() }))
}

/** @throws Refusal 404 */
export async function readBatchHead(db: Db, actor: Actor, id: string): Promise<BatchHead> {
  const [head] = await readHeads(db, actor, sql`b.parent_id = ${id}::uuid`, 1)
  if (!head) throw new Refusal('not_found', {}, 404)
  return head
}

const idKey = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Newest first. */
export async function listBatchCases(ctx: Ctx, query: { limit: number; cursor?: string | undefined }): Promise<{ items: BatchHead[]; nextCursor: string | null }> {
  const after = readKey(query.cursor, idKey)
  const heads = await readHeads(ctx.db, ctx.actor, after === null ? sql`true` : sql`b.parent_id < ${after}::uuid`, query.limit + 1)
  return { items: heads.slice(0, query.limit), nextCursor: heads.length > query.limit ? cursorOf(heads[query.limit - 1]?.id) : null }
}

function readKey(cursor: string | undefined, shape: RegExp): string | null {
  const key = readCursor(cursor)
  if (key !== null && !shape.test(key)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return key
}

type Case = NonNullable<BatchRow['case']>
type LineRow = { line: number; number: string; state: BatchRow['state']; problem: BatchRow['problem']; id: string | null; complaint_no: string; status: Case['status']; outcome: Case['outcome']; next_due_at: number | null; next_due_kind: NonNullable<Case['nextDue']>['kind'] | null; finding: Case['finding']; promised: number | null; asked: string | null }

/** Money of the plan in force, what a line's customer is to get so far. */
const promisedOf = sql`(select sum(m.amount_minor)::int8 from plan_measures m join plans p on p.complaint_id = m.complaint_id and p.id = m.plan_id where m.complaint_id = c.id and p.state = 'approved' and m.state <> 'dropped' and m.kind = any(${[...moneyMeasures]}::text[]))`

/** The lines in their order. */
export async function listBatchLines(ctx: Ctx, id: string, query: { limit: number; cursor?: string | undefined; state: 'all' | 'refused' | 'open' }): Promise<{ items: BatchRow[]; nextCursor: string | null }> {
  await readBatchHead(ctx.db, ctx.actor, id)
  const after = readKey(query.cursor, /^\d{1,6}$/)
  const only = { all: sql`true`, refused: sql`l.state = 'refused'`, open: sql`${isOpenSql}` }[query.state]
  const { rows } = await sql<LineRow>`select l.line, l.number, l.state, l.problem, c.id, c.complaint_no, c.status, c.outcome, c.next_due_at, c.next_due_kind, ${promisedOf} as promised,
      (select jsonb_build_object('companyLiability', f.company_liability, 'demandJudgement', f.demand_judgement) from findings f where f.complaint_id = c.id order by f.at desc, f.id desc limit 1) as finding,
      (select min(case o.state when 'open' then 'a' when 'answered' then 'b' end) from orders o where o.complaint_id = c.id) as asked
    from batch_lines l left join complaints c on c.id = l.complaint_id and ${visibleTo(ctx.actor)} where l.parent_id = ${id} and ${only} and l.line > ${Number(after ?? 0)} order by l.line limit ${query.limit + 1}`.execute(ctx.db)
  const last = rows[query.limit - 1]
  return { items: rows.slice(0, query.limit).map(rowView), nextCursor: rows.length > query.limit && last ? cursorOf(String(last.line)) : null }
}

function rowView(r: LineRow): BatchRow {
  return {
    line: r.line, number: r.number, state: r.state, problem: r.problem,
    case: r.id === null ? null : {
      id: r.id, complaintNo: r.complaint_no, status: r.status, outcome: r.outcome, nextDue: r.next_due_at === null || r.next_due_kind === null ? null : { kind: r.next_due_kind, dueAt: new Date(r.next_due_at).toISOString() },
      finding: r.finding, promised: r.promised === null ? null : { minor: Number(r.promised), currency: 'CNY' }, order: r.asked === 'a' ? 'open' : r.asked === 'b' ? 'answered' : 'none',
    },
  }
}

type TotalRow = { status: Case['status']; n: number; found: number; late: number; unanswered: number; promised: number | null }

/** Counted over the lines the actor may see. */
export async function batchTotals(db: Db, actor: Actor, id: string): Promise<{ byStatus: { status: Case['status']; count: number }[]; found: number; late: number; unanswered: number; promised: { minor: number; currency: 'CNY' } }> {
  const { rows } = await sql<TotalRow>`select c.status, count(*)::int as n, (count(*) filter (where exists (select 1 from findings f where f.complaint_id = c.id)))::int as found, (count(*) filter (where c.next_due_at < app_now()))::int as late,
      sum((select count(*) filter (where o.state = 'open') from orders o where o.complaint_id = c.id))::int as unanswered, sum(${promisedOf})::int8 as promised
    from batch_lines l join complaints c on c.id = l.complaint_id where l.parent_id = ${id} and ${visibleTo(actor)} group by c.status order by n desc`.execute(db)
  const sum = (of: (r: TotalRow) => number): number => rows.reduce((all, r) => all + of(r), 0)
  return { byStatus: rows.map((r) => ({ status: r.status, count: r.n })), found: sum((r) => r.found), late: sum((r) => r.late), unanswered: sum((r) => r.unanswered), promised: { minor: sum((r) => Number(r.promised ?? 0)), currency: 'CNY' } }
}

type Contact = NonNullable<ReplyOf<typeof getCaseBatch>['batch']>['contacts'][number]

/** The batch a case is the parent or a line of, with the contacts logged once for all. @throws Refusal 404 when the case isn't there for the actor. */
export async function batchOfCase(ctx: Ctx, id: string): Promise<ReplyOf<typeof getCaseBatch>> {
  const row = await loadVisible(ctx.db, ctx.actor, id)
  const [head] = await readHeads(ctx.db, ctx.actor, sql`b.parent_id = ${row.parent_id ?? row.id}::uuid`, 1)
  if (!head) return { batch: null }
  const line = (await sql<{ line: number }>`select line from batch_lines where parent_id = ${head.id} and complaint_id = ${row.id}`.execute(ctx.db)).rows[0]?.line ?? null
  const said = await sql<Omit<Contact, 'at'> & { at: number }>`select id, at, by_name as by, direction, channel, outcome, purpose, summary, reference, verified, promise from contacts where complaint_id = ${head.id} order by at desc limit 20`.execute(ctx.db)
  return { batch: { ...head, isParent: head.id === row.id, line, contacts: said.rows.map((c) => ({ ...c, at: new Date(c.at).toISOString() })) } }
}

/** How many lines the portal lists; a merchant with more asks for the file. */
const portalLines = 300

/** The lines of a batch for its merchant, by the parent's id; null for a case that is none. */
export async function portalBatch(db: Db, parentId: string): Promise<{ lines: number; items: { waybillNo: string; status: Case['status']; outcome: string | null }[] } | null> {
  const found = await sql<{ lines: number; items: { waybillNo: string; status: Case['status']; outcome: string | null }[] | null }>`select b.lines, (select jsonb_agg(jsonb_build_object('waybillNo', x.number, 'status', x.status, 'outcome', x.outcome) order by x.line)
      from (select l.line, l.number, c.status, c.outcome from batch_lines l join complaints c on c.id = l.complaint_id where l.parent_id = b.parent_id order by l.line limit ${portalLines}) x) as items from batch_cases b where b.parent_id = ${parentId}`.execute(db)
  const row = found.rows[0]
  return row ? { lines: row.lines, items: row.items ?? [] } : null
}

/** Whether a case (alias `c`) is a line of a batch: its merchant meets it in the batch, not beside it. */
export const isBatchLine: RawBuilder<boolean> = sql<boolean>`(c.parent_id is not null and exists (select 1 from batch_cases b where b.parent_id = c.parent_id))`
