// Responsibility as a viewer may see it: headquarters everything, a unit its own share, reasons and what it may still do.
import { sql } from 'kysely'
import type { LiabilityView } from '../../contract/liability.ts'
import { mustHear } from '../../domain/liability/flow.ts'
import type { LiabilityRules } from '../../domain/liability/rules.ts'
import { may } from '../../domain/identity/actor.ts'
import { decided } from '../complaints/deciders.ts'
import { loadVisible, unitScope } from '../complaints/visible.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { answeringFor, rulesOf } from './case-state.ts'
import type { LiabilityRow } from './case-state.ts'
import { contestingOf } from './contest-windows.ts'
import { proposalOf } from './proposal.ts'

type Ref = LiabilityView['others'][number]
type Row = LiabilityRow & { final_at: number | null }
type Judgements = { id: string; stage: LiabilityView['judgements'][number]['stage']; reasoning: string; rule: string | null; by_name: string; at: number; superseded_at: number | null; shares: { bearer: LiabilityView['judgements'][number]['shares'][number]['bearer']; unit: Ref | null; staffNo: string | null; staffNote: string | null; percent: number; basis: string }[] }
type Statements = { unit: Ref; answering: Ref; percent: number; statement: 'asked' | 'given' | 'silent'; asked_at: number; due_at: number; text: string | null; stated_by_name: string | null; stated_at: number | null }
type Contests = { id: string; unit: Ref; ground: LiabilityView['contests'][number]['ground']; text: string; wanted_percent: number; by_name: string; at: number; outcome: LiabilityView['contests'][number]['outcome'] }
type Arbitrations = { id: string; unit: Ref; claim: string; grounds: string; wanted_percent: number; against: Ref[]; by_name: string; at: number; answer_due_at: number; outcome: Contests['outcome']; reasons: string | null; frivolous: boolean | null; penalty_minor: number; decided_by_name: string | null; decided_at: number | null; answers: { unit: Ref; answering: Ref; state: 'asked' | 'given' | 'silent'; text: string | null; by_name: string | null; at: string | null }[] | null }

const iso = (at: number): string => new Date(at).toISOString()
const isoMaybe = (at: number | null): string | null => (at === null ? null : iso(at))
const ref = (alias: string) => sql`jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'code', ${sql.ref(`${alias}.code`)}, 'name', ${sql.ref(`${alias}.name`)}, 'kind', ${sql.ref(`${alias}.kind`)})`
const yuan = (minor: number) => ({ minor, currency: 'CNY' as const })

/** @throws Refusal `not_found` (404) when the case doesn't exist for the actor. */
export async function viewLiability(ctx: Ctx, policy: PolicyInForce, id: string): Promise<LiabilityView> {
  const c = await loadVisible(ctx.db, ctx.actor, id)
  const { db } = ctx
  const now = (await sql<{ now: number }>`select app_now() as now`.execute(db)).rows[0]?.now ?? 0
  const row = (await sql<Row>`select epoch, state, rules_version, above_limit, amount_minor::float8 as amount_minor, judge_id, reviewer_id, judgement_id, due_kind, due_at, final_at from liability_cases where complaint_id = ${id} order by epoch desc limit 1`.execute(db)).rows[0] ?? null
  const rules = rulesOf(policy, row)
  const epoch = row?.epoch ?? c.reopened
  const judgements = await judgementsOf(db, id, epoch)
  const statements = await statementsOf(db, id, epoch)
  const contests = await contestsOf(db, id, epoch)
  const arbitration = await arbitrationOf(db, id, epoch)
  const finding = (await sql<{ facts: string; by: string }>`select facts, by_name as by from findings where complaint_id = ${id} order by at desc, id desc limit 1`.execute(db)).rows[0] ?? null
  const whole: LiabilityView = {
    complaintNo: c.complaint_no, keyword: c.keyword, reasonCode: c.reason_code, finding,
    state: row?.state ?? null, epoch, version: c.version, aboveLimit: row?.above_limit ?? true, hearingNeeded: mustHear(rules, { amountMinor: row?.amount_minor ?? 0, reasonCode: c.reason_code }), amount: yuan(row?.amount_minor ?? 0), dueKind: row?.due_kind ?? null, dueAt: isoMaybe(row?.due_at ?? null), finalAt: isoMaybe(row?.final_at ?? null),
    proposal: null, statements, judgements, contests, arbitration, own: [], others: [], needs: [...rules.arbitration.requires], leastWords: rules.arbitration.leastWords, frivolousMax: yuan(rules.arbitration.frivolousMaxMinor),
    mine: await hasDecided(ctx, id, epoch),
  }
  if (unitScope(ctx.actor) !== null) return unitPart(ctx, id, whole, row, rules, now)
  return { ...whole, proposal: ctx.actor.scope.kind === 'all' ? await proposalOf(db, policy, rules, { id, reasonCode: c.reason_code, epoch, receivedAt: c.received_at }) : null }
}

/** Its own statement, share, reasons and contest; those of others only once an arbitration sets them against each other. */
async function unitPart(ctx: Ctx, id: string, v: LiabilityView, row: Row | null, rules: LiabilityRules, now: number): Promise<LiabilityView> {
  const named = new Map<string, Ref>([...v.statements.map((s) => s.unit), ...v.judgements.flatMap((j) => j.shares.flatMap((s) => s.unit ?? []))].map((u) => [u.id, u]))
  const mine = may(ctx.actor, 'liability:contest') ? (await answeringFor(ctx.db, [...named.keys()])).filter((u) => u.unit === ctx.actor.unitId || u.answering === ctx.actor.unitId) : (await answeringFor(ctx.db, [...named.keys()])).filter((u) => u.unit === ctx.actor.unitId)
  const isMine = (unit: Ref | null): boolean => unit !== null && mine.some((m) => m.unit === unit.id)
  const a = v.arbitration
  const isParty = a !== null && (isMine(a.unit) || a.against.some(isMine))
  const judgements = v.judgements.map((j) => ({ ...j, shares: j.shares.filter((s) => isMine(s.unit)) })).filter((j) => j.shares.length > 0)
  const inForce = judgements.find((j) => !j.superseded)
  const contesting = await contestingOf(ctx.db, rules, id, v.epoch, row?.judgement_id ?? null, now)
  const mayAct = may(ctx.actor, 'liability:contest')
  const own = mine.map((m) => {
    const unit = named.get(m.unit) as Ref
    const shares = inForce?.shares.filter((s) => s.unit?.id === m.unit) ?? []
    const statement = v.statements.find((s) => s.unit.id === m.unit)
    return {
      unit, percent: shares.reduce((sum, s) => sum + s.percent, 0), basis: shares.map((s) => s.basis).join('；'),
      mayState: mayAct && (row?.state === 'asked' || row?.state === 'heard') && statement !== undefined && statement.state !== 'given',
      mayContest: mayAct && (row?.state === 'judged' || row?.state === 'contested' || (row?.state === 'reviewed' && row.due_kind === 'contest')) && contesting.some((c) => c.unitId === m.unit),
      mayArbitrate: mayAct && row?.state === 'reviewed' && row.due_kind === 'arbitration_request', mayAnswer: mayAct && a?.decidedAt === null && a.answers.some((x) => x.unit.id === m.unit && x.state !== 'given'),
    }
  })
  return {
    ...v, finding: null, aboveLimit: false, amount: yuan(0), proposal: null, statements: v.statements.filter((s) => isMine(s.unit)), judgements, contests: v.contests.filter((k) => isMine(k.unit)), arbitration: isParty ? a : null, own,
    others: own.some((o) => o.mayArbitrate) ? [...named.values()].filter((u) => !isMine(u)) : [],
  }
}

/** Whether the next instance is about a decision of the actor's own. */
async function hasDecided({ db, actor }: Ctx, id: string, epoch: number): Promise<boolean> {
  if (actor.kind !== 'user') return false
  return (await sql`select 1 from liability_cases l where l.complaint_id = ${id} and l.epoch = ${epoch} and exists (select from judgements j where ${decided} and j.by_id = ${actor.id}::uuid)`.execute(db)).rows.length > 0
}

async function judgementsOf(db: Db, id: string, epoch: number): Promise<LiabilityView['judgements']> {
  const found = await sql<Judgements>`select j.id, j.stage, j.reasoning, j.rule, j.by_name, j.at, j.superseded_at, (select jsonb_agg(jsonb_build_object('bearer', s.bearer, 'unit', case when u.id is null then null else ${ref('u')} end, 'staffNo', s.staff_no, 'staffNote', s.staff_note, 'percent', s.percent, 'basis', s.basis) order by s.seq)
      from judgement_shares s left join org_units u on u.id = s.unit_id where s.complaint_id = j.complaint_id and s.judgement_id = j.id) as shares from judgements j where j.complaint_id = ${id} and j.epoch = ${epoch} order by j.at desc, j.id desc limit 20`.execute(db)
  return found.rows.map((j) => ({ id: j.id, stage: j.stage, reasoning: j.reasoning, rule: j.rule, by: j.by_name, at: iso(j.at), superseded: j.superseded_at !== null, shares: j.shares }))
}

async function statementsOf(db: Db, id: string, epoch: number): Promise<LiabilityView['statements']> {
  const found = await sql<Statements>`select ${ref('u')} as unit, ${ref('w')} as answering, s.percent, s.statement, s.asked_at, s.due_at, s.text, s.stated_by_name, s.stated_at from liability_units s join org_units u on u.id = s.unit_id join org_units w on w.id = s.answering_unit_id where s.complaint_id = ${id} and s.epoch = ${epoch} order by s.percent desc, u.code`.execute(db)
  return found.rows.map((s) => ({ unit: s.unit, answering: s.answering, percent: s.percent, state: s.statement, askedAt: iso(s.asked_at), dueAt: iso(s.due_at), text: s.text, by: s.stated_by_name, at: isoMaybe(s.stated_at) }))
}

async function contestsOf(db: Db, id: string, epoch: number): Promise<LiabilityView['contests']> {
  const found = await sql<Contests>`select k.id, ${ref('u')} as unit, k.ground, k.text, k.wanted_percent, k.by_name, k.at, k.outcome from liability_contests k join org_units u on u.id = k.unit_id where k.complaint_id = ${id} and k.epoch = ${epoch} order by k.at`.execute(db)
  return found.rows.map((k) => ({ id: k.id, unit: k.unit, ground: k.ground, text: k.text, wantedPercent: k.wanted_percent, by: k.by_name, at: iso(k.at), outcome: k.outcome }))
}

async function arbitrationOf(db: Db, id: string, epoch: number): Promise<LiabilityView['arbitration']> {
  const found = await sql<Arbitrations>`select a.id, ${ref('u')} as unit, a.claim, a.grounds, a.wanted_percent, (select jsonb_agg(${ref('g')} order by g.code) from org_units g where g.id = any(a.against)) as against, a.by_name, a.at, a.answer_due_at, a.outcome, a.reasons, a.frivolous, a.penalty_minor::float8 as penalty_minor, a.decided_by_name, a.decided_at,
      (select jsonb_agg(jsonb_build_object('unit', ${ref('x')}, 'answering', ${ref('y')}, 'state', s.state, 'text', s.text, 'by_name', s.by_name, 'at', s.at) order by x.code) from arbitration_answers s join org_units x on x.id = s.unit_id join org_units y on y.id = s.answering_unit_id where s.complaint_id = a.complaint_id and s.arbitration_id = a.id) as answers
    from arbitrations a join org_units u on u.id = a.unit_id where a.complaint_id = ${id} and a.epoch = ${epoch}`.execute(db)
  const a = found.rows[0]
  return a ? {
    id: a.id, unit: a.unit, claim: a.claim, grounds: a.grounds, wantedPercent: a.wanted_percent, against: a.against, by: a.by_name, at: iso(a.at), answerDueAt: iso(a.answer_due_at),
    answers: (a.answers ?? []).map(({ by_name, at, ...x }) => ({ ...x, by: by_name, at: at === null ? null : new Date(at).toISOString() })), outcome: a.outcome, reasons: a.reasons, frivolous: a.frivolous, penalty: yuan(a.penalty_minor), decidedBy: a.decided_by_name, decidedAt: isoMaybe(a.decided_at),
  } : null
}
