// Penalties as read and decided by a person: never who judged, never more than proposed, never without a duty to do better (RSP-05; 快递市场管理办法 Art. 20, 49).
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import type { z } from 'zod'
import type { decidePenalty as decideWire, getCaseSettlement, listPenalties as listWire, penalty } from '../../contract/settlements.ts'
import type { BodyOf, QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import { may } from '../../domain/identity/actor.ts'
import { insist, Refusal } from '../../domain/refusal.ts'
import { whyNotMeasureText } from '../../domain/liability/staff-measures.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { loadVisible, unitScope, visibleTo } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import { unitAbnormalAt } from '../identity/abnormal-units.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { cursorOf } from '../platform/pages.ts'
import { write } from '../platform/write.ts'
import { bookEntries, monthOf } from './entries.ts'
import { penaltiesDocument } from './penalty-policy.ts'
import { customerGot, isClaim, oneAtATime } from './settle-case.ts'
import { positionOf } from './settlement-keys.ts'
import { addMeasure } from './staff-measures.ts'

export type Penalty = z.output<typeof penalty>
type Row = {
  id: string; complaint_id: string; complaint_no: string; reason_code: string; unit: Penalty['unit']; rule: string; laws: string[]; education: boolean; fault_no: number; proposed_minor: number; amount_minor: number; because: Penalty['because']; duty_kind: Penalty['duty']; duty_days: number; state: Penalty['state']
  percent: number; judged_by: string; judged_by_id: string; proposed_at: number; decided_by_name: string | null; decided_at: number | null; decision_reason: string | null; reversed_at: number | null
}
const cny = (minor: number) => ({ minor: Number(minor), currency: 'CNY' as const })
const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

async function readRows(db: Db, where: RawBuilder<SqlBool>, order: RawBuilder<unknown>, limit: number): Promise<Row[]> {
  const found = await sql<Row>`select p.id, p.complaint_id, c.complaint_no, p.reason_code, jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, p.rule, p.laws, p.education, p.fault_no, p.proposed_minor, p.amount_minor, p.because, p.duty_kind, p.duty_days, p.state,
      coalesce((select sum(s.percent)::int from judgement_shares s where s.complaint_id = p.complaint_id and s.judgement_id = p.judgement_id and s.unit_id = p.unit_id), 0) as percent, j.by_name as judged_by, j.by_id as judged_by_id, p.proposed_at, p.decided_by_name, p.decided_at, p.decision_reason, p.reversed_at
    from penalties p join complaints c on c.id = p.complaint_id join org_units u on u.id = p.unit_id cross join lateral (select by_name, by_id from judgements where complaint_id = p.complaint_id and id = p.judgement_id offset 0) j where ${where} order by ${order} limit ${limit}`.execute(db)
  return found.rows
}

function toPenalty(r: Row): Penalty {
  return {
    id: r.id, case: { id: r.complaint_id, complaintNo: r.complaint_no, reasonCode: r.reason_code }, unit: r.unit, rule: r.rule, laws: r.laws, education: r.education, faultNo: r.fault_no, proposed: cny(r.proposed_minor), amount: cny(r.amount_minor), because: r.because, duty: r.duty_kind, dutyDays: r.duty_days, state: r.state,
    percent: r.percent, judgedBy: r.judged_by, proposedAt: new Date(r.proposed_at).toISOString(), decidedBy: r.decided_by_name, decidedAt: iso(r.decided_at), decisionReason: r.decision_reason, reversedAt: iso(r.reversed_at),
  }
}

/** One page; a case the reader may not open shows nothing of its penalties. */
export async function listPenalties({ db, actor }: Ctx, query: QueryOf<typeof listWire>): Promise<ReplyOf<typeof listWire>> {
  const open = query.state === 'proposed'
  const key = positionOf(query.cursor)
  const by = open ? sql`p.proposed_at` : sql`p.decided_at`
  const after = key === null ? sql<SqlBool>`true` : open ? sql<SqlBool>`(${by}, p.id) > (${new Date(key.at)}, ${key.id}::uuid)` : sql<SqlBool>`(${by}, p.id) < (${new Date(key.at)}, ${key.id}::uuid)`
  const rows = await readRows(db, sql<SqlBool>`${open ? sql`p.state = 'proposed'` : sql`p.decided_at is not null`} and ${visibleTo(actor)} and ${after}`, open ? sql`${by}, p.id` : sql`${by} desc, p.id desc`, query.limit + 1)
  const last = rows[query.limit - 1]
  const count = await sql<{ n: number }>`select count(*)::int as n from (select 1 from penalties p join complaints c on c.id = p.complaint_id where p.state = 'proposed' and ${visibleTo(actor)} limit 1000) x`.execute(db)
  return { items: rows.slice(0, query.limit).map(toPenalty), nextCursor: rows.length > query.limit && last ? cursorOf(`${open ? last.proposed_at : last.decided_at}|${last.id}`) : null, openCount: count.rows[0]?.n ?? 0 }
}

/** What the units of a case bear. A unit sees its own part, and a penalty only once somebody decided it. */
export async function readCaseSettlement({ db, actor }: Ctx, id: string): Promise<ReplyOf<typeof getCaseSettlement>> {
  const row = await loadVisible(db, actor, id)
  const scope = unitScope(actor)
  const nothing = { got: cny(0), claims: [], penalties: [] }
  if (scope !== null && !may(actor, 'settlement:dispute')) return nothing
  const own = scope === null ? sql<SqlBool>`true` : sql<SqlBool>`u.id in (select x.id from org_units x where x.${sql.ref(scope.kind === 'unit' ? 'id' : `${scope.kind}_id`)} = ${scope.id}::uuid)`
  const penalties = await readRows(db, sql<SqlBool>`p.complaint_id = ${row.id} and ${own} and ${scope === null ? sql`true` : sql`p.decided_at is not null`}`, sql`p.proposed_at desc, u.code`, 50)
  const claims = await sql<{ unit: Penalty['unit']; percent: number; sum: number; n: number; since: number; last: number }>`select jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) as unit, (array_agg(e.percent order by e.at desc, e.id desc) filter (where e.kind = 'recovery'))[1]::int as percent, sum(e.amount_minor)::bigint as sum, count(*)::int as n, min(e.at) as since, max(e.at) as last
    from settlement_entries e join org_units u on u.id = e.unit_id where e.complaint_id = ${row.id} and ${isClaim} and ${own} group by u.id order by sum(e.amount_minor) desc, u.code`.execute(db)
  return { got: cny(scope === null ? await customerGot(db, row.id) : 0), claims: claims.rows.map((c) => ({ unit: c.unit, percent: c.percent ?? 0, amount: cny(c.sum), bookings: c.n, since: new Date(c.since).toISOString(), last: new Date(c.last).toISOString() })), penalties: penalties.map(toPenalty) }
}

/** A person decides. @throws Refusal 404; 409 `penalty.decided`, `penalty.own_judgement`, `penalty.duty_missing`, `penalty.above_proposal`, `penalty.reason_missing`, and those of `insistOnRoom`. */
export async function decidePenalty(d: Deps, ctx: Ctx, id: string, body: BodyOf<typeof decideWire>): Promise<Penalty> {
  if (ctx.actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  return write(ctx, async (open) => {
    const found = await sql<{ complaint_id: string }>`select p.complaint_id from penalties p join complaints c on c.id = p.complaint_id where p.id = ${id} and ${visibleTo(ctx.actor)}`.execute(open.tx)
    const at = found.rows[0]
    if (!at) throw new Refusal('not_found', {}, 404)
    await stepWithin(d, open, at.complaint_id, 'penalty', null, (step) => decide(step, id, body))
    const [row] = await readRows(open.tx, sql<SqlBool>`p.id = ${id}`, sql`p.id`, 1)
    if (!row) throw new Error('a decided penalty is gone')
    return toPenalty(row)
  })
}

async function decide(step: Step, id: string, body: BodyOf<typeof decideWire>): Promise<Decided> {
  const { tx, ctx, now } = step
  const [p] = await readRows(tx, sql<SqlBool>`p.id = ${id}`, sql`p.id`, 1)
  if (!p || p.state !== 'proposed') throw new Refusal('penalty.decided')
  if (p.judged_by_id === ctx.actor.id) throw new Refusal('penalty.own_judgement')
  const proposed = Number(p.proposed_minor)
  const amount = body.decision === 'waive' ? 0 : (body.amountMinor ?? proposed)
  if (amount > proposed) throw new Refusal('penalty.above_proposal', { minor: proposed })
  // lowered or waived is said why; confirmed as proposed needs no words of its own
  if ((body.decision === 'waive' || amount < proposed) && body.reason === undefined) throw new Refusal('penalty.reason_missing')
  if (body.decision === 'confirm' && body.duty === undefined) throw new Refusal('penalty.duty_missing')
  if (body.reason !== undefined) insist(whyNotMeasureText(body.reason), 409)
  if (amount > 0) await insistOnRoom(step, p.unit.id, amount)
  await sql`update penalties set state = ${body.decision === 'confirm' ? 'confirmed' : 'waived'}, amount_minor = ${amount}, decided_by = ${ctx.actor.id}, decided_by_name = ${ctx.actor.name}, decided_at = ${new Date(now)}, decision_reason = ${body.reason === undefined ? null : clean(body.reason)} where id = ${id}`.execute(tx)
  const duty = body.decision === 'confirm' && body.duty ? await addMeasure({ ctx, tx, now }, { unitId: p.unit.id, complaintId: p.complaint_id, penaltyId: id, kind: p.duty_kind, ...body.duty }) : null
  const entries = amount === 0 ? [] : await bookEntries(step, [{ unitId: p.unit.id, kind: 'penalty', amountMinor: amount, penaltyId: id, percent: p.percent, rule: p.rule, reason: 'penalty' }])
  return { made: id, data: { penalty: id, unit: p.unit.id, decision: body.decision, proposedMinor: proposed, minor: amount, rule: p.rule, ...(body.reason === undefined ? {} : { reason: gist(body.reason) }), ...(duty === null ? {} : { duty }), entries } }
}

/** What was proposed weeks ago must still be reasonable when it is booked. @throws Refusal `penalty.unit_abnormal` (OPN-35), `penalty.above_month` above what the month has left. */
async function insistOnRoom({ tx, now, deps }: Step, unitId: string, amount: number): Promise<void> {
  const policy = deps.policy().of(penaltiesDocument)
  await oneAtATime(tx, unitId)
  if (policy.noneWhileAbnormal && await unitAbnormalAt(tx, unitId, now) !== null) throw new Refusal('penalty.unit_abnormal')
  const found = await sql<{ used: number }>`select coalesce(sum(p.amount_minor), 0)::bigint as used from penalties p where p.unit_id = ${unitId} and p.state = 'confirmed' and p.decided_at > ${new Date(now)}::timestamptz - interval '32 days' and ${monthOf(sql`p.decided_at`)} = ${monthOf(sql`${new Date(now)}::timestamptz`)}`.execute(tx)
  const left = Math.max(0, policy.perMonthMinor - Number(found.rows[0]?.used ?? 0))
  if (amount > left) throw new Refusal('penalty.above_month', { minor: left })
}
