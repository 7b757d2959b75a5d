// Disputed lines: raised by the unit within the window with its evidence, answered by another person, corrected in the statement that follows.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { z } from 'zod'
import type { answerDispute as answerWire, disputeLine as disputeWire, disputeView, listDisputes as listWire } from '../../contract/settlements.ts'
import type { BodyOf, QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import { lockCase, saveStep } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import type { Action } from '../../domain/complaints/lifecycle.ts'
import { loadStepFacts } from '../complaints/process-store.ts'
import { visibleTo } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { cursorOf } from '../platform/pages.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import { bookEntries } from './entries.ts'
import { isClaim } from './settle-case.ts'
import { positionOf } from './settlement-keys.ts'
import { cny, ownUnits, readLines } from './statements.ts'

type Dispute = z.output<typeof disputeView>
type Row = { id: string; entry_id: string; statement_id: string; month: string; unit: ReplyOf<typeof listWire>['items'][number]['unit']; reason: string; files: number; raised_by: string; raised_by_name: string; raised_at: number; state: Dispute['state']; answer: string | null; corrected_minor: number | null; answered_by_name: string | null; answered_at: number | null; complaint_id: string }

/** The house, for the lock alone: a line is its unit's, whatever of the case the unit may see. */
const keeper: Actor = { kind: 'system', id: 'system', name: 'Huiyin', roleCode: null, unitId: null, permissions: new Set(), scope: { kind: 'all' } }

async function onLine(d: Deps, { ctx, tx, now }: Tx, complaintId: string, action: Action, work: (step: Step) => Promise<Decided>): Promise<void> {
  const row = await lockCase(tx, { ...ctx, actor: keeper }, complaintId)
  const step: Step = { deps: d, ctx, tx, now, row, facts: await loadStepFacts(tx, d.policy(), row), told: [] }
  await saveStep(step, action, await work(step))
}

/** A unit disputes a line of its statement. @throws Refusal 404; 409 `settlement.window_over`, `settlement.disputed`. */
export async function disputeLine(d: Deps, ctx: Ctx, statementId: string, body: BodyOf<typeof disputeWire>): Promise<Dispute> {
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  return write(ctx, async (open) => {
    const found = await sql<{ unit_id: string; complaint_id: string; until: number; disputed: boolean }>`select s.unit_id, e.complaint_id, s.dispute_until as until, exists (select 1 from settlement_disputes q where q.entry_id = e.id) as disputed
      from settlement_statements s join org_units u on u.id = s.unit_id join settlement_entries e on e.unit_id = s.unit_id and e.month = s.month where s.id = ${statementId} and e.id = ${body.entryId} and ${ownUnits(ctx.actor)}`.execute(open.tx)
    const line = found.rows[0]
    if (!line) throw new Refusal('not_found', {}, 404)
    if (open.now >= line.until) throw new Refusal('settlement.window_over', { until: new Date(line.until).toISOString() })
    if (line.disputed) throw new Refusal('settlement.disputed')
    const id = newId(open.now)
    await onLine(d, open, line.complaint_id, 'settlement_dispute', async (step) => {
      const evidence = await registerEvidence(step, body.attachmentIds.map((attachmentId) => ({ attachmentId, origin: 'contest', originId: id, unitId: line.unit_id })))
      await sql`insert into settlement_disputes (id, statement_id, entry_id, unit_id, complaint_id, reason, evidence_ids, raised_by, raised_by_name, raised_at)
        values (${id}, ${statementId}, ${body.entryId}, ${line.unit_id}, ${line.complaint_id}, ${clean(body.reason)}, ${[...evidence]}::uuid[], ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(open.now)})`.execute(open.tx)
      return { made: id, data: { dispute: id, entry: body.entryId, unit: line.unit_id, reason: gist(body.reason), files: evidence.length } }
    })
    return toDispute(await readOne(open.tx, id))
  }, 201)
}

/** Somebody who settles answers, never who booked the penalty. @throws Refusal 404; 409 `settlement.answered`, `settlement.own_penalty`, `settlement.above_line`. */
export async function answerDispute(d: Deps, ctx: Ctx, id: string, body: BodyOf<typeof answerWire>): Promise<Dispute> {
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  return write(ctx, async (open) => {
    const found = await sql<{ complaint_id: string; unit_id: string; entry_id: string }>`select q.complaint_id, q.unit_id, q.entry_id from settlement_disputes q join complaints c on c.id = q.complaint_id where q.id = ${id} and ${visibleTo(ctx.actor)}`.execute(open.tx)
    const at = found.rows[0]
    if (!at) throw new Refusal('not_found', {}, 404)
    await onLine(d, open, at.complaint_id, 'settlement_answer', (step) => answer(step, id, at, body))
    return toDispute(await readOne(open.tx, id))
  })
}

async function answer(step: Step, id: string, at: { unit_id: string; entry_id: string }, body: BodyOf<typeof answerWire>): Promise<Decided> {
  const { tx, ctx, now } = step
  const found = await sql<{ state: string; by_id: string | null; amount: number; penalty_id: string | null }>`select q.state, e.by_id, e.amount_minor as amount, e.penalty_id from settlement_disputes q join settlement_entries e on e.id = q.entry_id where q.id = ${id} for update of q`.execute(tx)
  const line = found.rows[0]
  if (line?.state !== 'open') throw new Refusal('settlement.answered')
  if (line.by_id === ctx.actor.id) throw new Refusal('settlement.own_penalty')
  const amount = Number(line.amount)
  const left = await leftOf(step, at.entry_id)
  if (body.correctMinor > left) throw new Refusal('settlement.above_line', { minor: left })
  const booked = body.correctMinor === 0 ? [] : await bookEntries(step, [{ unitId: at.unit_id, kind: 'correction', amountMinor: -Math.sign(amount) * body.correctMinor, reverses: at.entry_id, reason: 'dispute' }])
  await sql`update settlement_disputes set state = ${booked.length === 0 ? 'kept' : 'corrected'}, answer = ${clean(body.answer)}, corrected_minor = ${booked[0]?.minor ?? null}, correction_id = ${booked[0]?.id ?? null}, answered_by = ${ctx.actor.id}, answered_by_name = ${ctx.actor.name}, answered_at = ${new Date(now)} where id = ${id}`.execute(tx)
  return { data: { dispute: id, entry: at.entry_id, unit: at.unit_id, result: booked.length === 0 ? 'kept' : 'corrected', answer: gist(body.answer), entries: booked } }
}

/** How much of a line may still be corrected: what was taken back since, by a reversal or an adjusted claim, is not given back again. */
async function leftOf({ tx }: Step, entryId: string): Promise<number> {
  const found = await sql<{ left: number }>`select greatest(0, case when l.amount_minor < 0 then -l.amount_minor when l.kind = 'recovery' then least(l.amount_minor, (select coalesce(sum(e.amount_minor), 0) from settlement_entries e where e.complaint_id = l.complaint_id and e.unit_id = l.unit_id and ${isClaim}))
      else l.amount_minor + (select coalesce(sum(x.amount_minor), 0) from settlement_entries x where x.reverses = l.id) end)::bigint as left from settlement_entries l where l.id = ${entryId}`.execute(tx)
  return Number(found.rows[0]?.left ?? 0)
}

/** One page of disputed lines with what they are about. */
export async function listDisputes({ db, actor }: Ctx, query: QueryOf<typeof listWire>): Promise<ReplyOf<typeof listWire>> {
  const open = query.state === 'open'
  const key = positionOf(query.cursor)
  const by = open ? sql`q.raised_at` : sql`q.answered_at`
  const after = key === null ? sql`true` : open ? sql`(${by}, q.id) > (${new Date(key.at)}, ${key.id}::uuid)` : sql`(${by}, q.id) < (${new Date(key.at)}, ${key.id}::uuid)`
  const seen = sql<SqlBool>`${open ? sql`q.state = 'open'` : sql`q.state <> 'open'`} and ${visibleTo(actor)}`
  const rows = await readRows(db, sql<SqlBool>`${seen} and ${after}`, open ? sql`${by}, q.id` : sql`${by} desc, q.id desc`, query.limit + 1)
  const page = rows.slice(0, query.limit)
  const lines = page.length === 0 ? [] : await readLines(db, actor, sql<SqlBool>`e.id = any(${page.map((r) => r.entry_id)}::uuid[])`, page.length)
  const count = await sql<{ n: number }>`select count(*)::int as n from (select 1 from settlement_disputes q join complaints c on c.id = q.complaint_id where q.state = 'open' and ${visibleTo(actor)} limit 1000) x`.execute(db)
  const last = page.at(-1)
  return {
    items: page.flatMap((r) => lines.filter((l) => l.id === r.entry_id).map(({ dispute: _dispute, ...line }) => ({ ...toDispute(r), unit: r.unit, month: r.month, statementId: r.statement_id, line }))),
    nextCursor: rows.length > query.limit && last ? cursorOf(`${open ? last.raised_at : last.answered_at}|${last.id}`) : null, openCount: count.rows[0]?.n ?? 0,
  }
}

async function readOne(db: Db, id: string): Promise<Row> {
  const [row] = await readRows(db, sql<SqlBool>`q.id = ${id}`, sql`q.id`, 1)
  if (!row) throw new Error('a dispute is gone')
  return row
}

async function readRows(db: Db, where: RawBuilder<SqlBool>, order: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const found = await sql<Row>`select q.id, q.entry_id, q.statement_id, to_char(s.month, 'YYYY-MM') as month, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, q.reason, cardinality(q.evidence_ids) as files, q.raised_by, q.raised_by_name, q.raised_at, q.state, q.answer, q.corrected_minor, q.answered_by_name, q.answered_at, q.complaint_id
    from settlement_disputes q join settlement_statements s on s.id = q.statement_id join org_units u on u.id = q.unit_id join complaints c on c.id = q.complaint_id where ${where} order by ${order} limit ${limit}`.execute(db)
  return found.rows
}

function toDispute(r: Row): Dispute {
  return { id: r.id, entryId: r.entry_id, reason: r.reason, files: r.files, raisedBy: r.raised_by_name, raisedAt: new Date(r.raised_at).toISOString(), state: r.state, answer: r.answer, corrected: r.corrected_minor === null ? null : cny(r.corrected_minor), answeredBy: r.answered_by_name, answeredAt: r.answered_at === null ? null : new Date(r.answered_at).toISOString() }
}
