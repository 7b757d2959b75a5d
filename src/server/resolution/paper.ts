// Issues the compensation paper of a case: what is to be paid, to whom (masked), on what ground, who approved it and who bears it; each issue is an event.
import { sql } from 'kysely'
import type { CompensationPaper } from '../../contract/compensation.ts'
import { capitalAmount } from '../../domain/compensation/capital-amount.ts'
import { maskName } from '../../domain/customers/masking.ts'
import { sharesOf } from '../../domain/liability/parts.ts'
import { Refusal } from '../../domain/refusal.ts'
import { moneyMeasures } from '../../domain/complaints/vocabulary.ts'
import type { Deps } from '../complaints/deps.ts'
import { takeStep } from '../complaints/gate.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { unseal } from '../platform/crypto.ts'
import { payeePlace } from './plan.ts'

type Measure = { seq: number; kind: CompensationPaper['measures'][number]['kind']; description: string; amount_minor: number | null; payee_sealed: Buffer | null; state: 'open' | 'done' | 'dropped'; executed_at: number | null; executed_by_name: string | null }
type Plan = { id: string; reasoning: string; basis: string; maker_name: string }
type Row = { complaint_no: string; keyword: string; name_masked: string | null; waybill: string | null; received_at: number; told_at: number | null; outcome: string | null; issued: number }

/** @throws Refusal 403 `paper.not_yours` for units, which see no amounts of a case; 409 `paper.no_money` when nothing is to be paid; as the gate. */
export async function issuePaper(d: Deps, ctx: Ctx, id: string): Promise<CompensationPaper> {
  if (ctx.actor.scope.kind !== 'all') throw new Refusal('paper.not_yours', {}, 403)
  let paper: CompensationPaper | undefined
  await takeStep(d, ctx, id, 'paper', null, async ({ tx, row, now }) => {
    paper = await readPaper(d, ctx, tx, row.id, now)
    return { data: { totalMinor: paper.total.minor, times: paper.times, measures: paper.measures.length } }
  })
  if (!paper) throw new Error('a paper was issued without one')
  return paper
}

async function readPaper(d: Deps, ctx: Ctx, tx: Db, id: string, now: number): Promise<CompensationPaper> {
  const plan = (await sql<Plan>`select id, reasoning, basis, maker_name from plans where complaint_id = ${id} and state = 'approved' order by at desc, id desc limit 1`.execute(tx)).rows[0]
  const all = plan ? (await sql<Measure>`select seq, kind, description, amount_minor, payee_sealed, state, executed_at, executed_by_name from plan_measures where complaint_id = ${id} and plan_id = ${plan.id} and state <> 'dropped' order by seq`.execute(tx)).rows : []
  const paid = all.filter((m) => moneyMeasures.includes(m.kind) && m.amount_minor !== null)
  if (!plan || paid.length === 0) throw new Refusal('paper.no_money')
  const total = paid.reduce((sum, m) => sum + (m.amount_minor ?? 0), 0)
  const row = (await sql<Row>`select c.complaint_no, c.keyword, c.name_masked, (select i.number from complaint_items i where i.complaint_id = c.id and i.type = 'waybill' order by i.seq limit 1) as waybill, c.received_at, t.told_at, t.outcome,
      (select count(*)::int from events e where e.stream_id = c.id and e.type = 'compensation.paper_issued') as issued
    from complaints c left join lateral (select told_at, outcome from decisions x where x.complaint_id = c.id order by x.told_at desc, x.id desc limit 1) t on true where c.id = ${id}`.execute(tx)).rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  const approvals = (await sql<{ level: number; by: string; at: number }>`select level, by_name as by, at from approvals where complaint_id = ${id} and plan_id = ${plan.id} and approve order by level`.execute(tx)).rows
  const judged = (await sql<{ bearer: CompensationPaper['shares'][number]['bearer']; unit: string | null; percent: number }>`select s.bearer, o.name as unit, s.percent from judgement_shares s left join org_units o on o.id = s.unit_id
    where s.complaint_id = ${id} and s.judgement_id = (select j.id from judgements j where j.complaint_id = ${id} order by j.at desc, j.id desc limit 1) order by s.seq`.execute(tx)).rows
  const money = (minor: number) => ({ minor, currency: 'CNY' as const })
  const parts = sharesOf(total, judged.map((s) => s.percent))
  return {
    id, complaintNo: row.complaint_no, keyword: row.keyword, customer: row.name_masked, waybillNo: row.waybill, receivedAt: iso(row.received_at), issuedAt: iso(now), issuedBy: ctx.actor.name, times: row.issued + 1,
    measures: paid.map((m) => ({ seq: m.seq, kind: m.kind, description: m.description, amount: money(m.amount_minor ?? 0), payee: m.payee_sealed === null ? null : maskName(unseal(d.keys, payeePlace(plan.id, m.seq), m.payee_sealed)), state: m.state, executedAt: m.executed_at === null ? null : iso(m.executed_at), executedBy: m.executed_by_name })),
    total: money(total), capitals: capitalAmount(total), basis: plan.basis, reasoning: plan.reasoning, maker: plan.maker_name, approvals: approvals.map((a) => ({ level: a.level, by: a.by, at: iso(a.at) })),
    decision: row.told_at === null || row.outcome === null ? null : { toldAt: iso(row.told_at), outcome: row.outcome }, shares: judged.map((s, i) => ({ ...s, amount: money(parts[i] ?? 0) })),
  }
}

const iso = (at: number): string => new Date(at).toISOString()
