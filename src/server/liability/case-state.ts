// Where the question of responsibility stands for a case: its row, its limits, its windows, and who speaks for a unit.
import { sql } from 'kysely'
import type { LiabilityState } from '../../domain/complaints/liability-states.ts'
import { isAboveLimit } from '../../domain/liability/flow.ts'
import type { Weight } from '../../domain/liability/flow.ts'
import type { LiabilityRules, WindowName } from '../../domain/liability/rules.ts'
import type { Share } from '../../domain/liability/shares.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import type { Step } from '../complaints/gate.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import type { Db } from '../platform/context.ts'
import { liabilityDocument } from './rules-policy.ts'

export type DueKind = 'statement' | 'judgement' | 'contest' | 'review' | 'arbitration_request' | 'arbitration_answer' | 'arbitration_decision'
export type LiabilityRow = { readonly epoch: number; readonly state: LiabilityState; readonly rules_version: number | null; readonly above_limit: boolean; readonly amount_minor: number; readonly judge_id: string | null; readonly reviewer_id: string | null; readonly judgement_id: string | null; readonly due_kind: DueKind | null; readonly due_at: number | null }

/** The row of a case since its last reopening. The case is locked, so nobody changes it meanwhile. */
export async function liabilityOf({ tx, row }: Pick<Step, 'tx' | 'row'>, epoch = row.reopened): Promise<LiabilityRow | null> {
  const found = await sql<LiabilityRow>`select epoch, state, rules_version, above_limit, amount_minor::float8 as amount_minor, judge_id, reviewer_id, judgement_id, due_kind, due_at from liability_cases where complaint_id = ${row.id} and epoch = ${epoch}`.execute(tx)
  return found.rows[0] ?? null
}

/** The rules a case is judged by: those pinned to it, before that those in force. */
export function rulesOf(policy: PolicyInForce, row: Pick<LiabilityRow, 'rules_version'> | null): LiabilityRules {
  return policy.of(liabilityDocument, row?.rules_version ?? undefined)
}

type Change = { state: LiabilityState; due_kind?: DueKind | null; due_at?: number | null } & Partial<Record<'rules_version' | 'finding_id' | 'above_limit' | 'amount_minor' | 'judge_id' | 'reviewer_id' | 'arbitrator_id' | 'judgement_id' | 'proposal', unknown>>

/** Windows that a unit has to act in: it is reminded before they end. The others are waited for, and reminded of when they have. */
const unitWindows: readonly (DueKind | null | undefined)[] = ['statement', 'contest', 'arbitration_request', 'arbitration_answer']

/** Moves the case on, making its row when there is none. */
export async function moveTo({ tx, now, row }: Pick<Step, 'tx' | 'now' | 'row'>, change: Change, epoch = row.reopened): Promise<void> {
  const due = change.due_at ?? null
  const remind = due === null ? null : unitWindows.includes(change.due_kind) ? now + ((due - now) * 2) / 3 : due
  const fields = { ...change, due_kind: change.due_kind ?? null, due_at: due === null ? null : new Date(due), remind_at: remind === null ? null : new Date(remind), final_at: change.state === 'final' ? new Date(now) : null }
  await sql`insert into liability_cases (complaint_id, epoch, state, opened_at) values (${row.id}, ${epoch}, 'proposed', ${new Date(now)}) on conflict do nothing`.execute(tx)
  await sql`update liability_cases set ${sql.join(Object.entries(fields).map(([name, value]) => sql`${sql.ref(name)} = ${value}`))} where complaint_id = ${row.id} and epoch = ${epoch}`.execute(tx)
}

/** When a window of the rules that opens now ends (epoch ms). */
export function windowEnd(rules: LiabilityRules, name: WindowName, now: number): number {
  return now + rules.windows[name] * hourMillis
}

/** What the case turns on for the limits: the larger of what is asked for and what the plan would pay. */
export async function weightOf(tx: Db, row: Pick<Step['row'], 'id' | 'reason_code'>, shares: readonly Share[]): Promise<Weight> {
  const found = await sql<{ minor: number }>`select greatest(coalesce((c.demand #>> '{amount,minor}')::bigint, 0), coalesce((select sum(m.amount_minor) from plans p join plan_measures m on m.complaint_id = p.complaint_id and m.plan_id = p.id where p.complaint_id = c.id and p.state in ('approving', 'approved') and m.state <> 'dropped'), 0))::float8 as minor
    from complaints c where c.id = ${row.id}`.execute(tx)
  return { amountMinor: found.rows[0]?.minor ?? 0, reasonCode: row.reason_code, shares }
}

/** The limit and the stake of a case with these shares. */
export async function limitOf(step: Pick<Step, 'tx' | 'row'>, rules: LiabilityRules, shares: readonly Share[]): Promise<{ readonly aboveLimit: boolean; readonly weight: Weight }> {
  const weight = await weightOf(step.tx, step.row, shares)
  return { aboveLimit: isAboveLimit(rules, weight), weight }
}

export type Answering = { readonly unit: string; readonly name: string; readonly answering: string; readonly province: string | null; readonly hub: string | null; readonly outlet: string | null }

/** Who speaks for each unit: itself; its province where it has stopped working or has nobody who may. */
export async function answeringFor(tx: Db, units: readonly string[]): Promise<readonly Answering[]> {
  const found = await sql<Answering>`select u.id as unit, u.name, u.province_id as province, u.hub_id as hub, u.outlet_id as outlet, case when u.status = 'active' and not exists (select from unit_abnormalities a where a.unit_id = u.id and a.ended_at is null)
      and exists (select from posts p join users x on x.id = p.user_id and x.status = 'active' join roles r on r.code = p.role_code where p.unit_id = u.id and p.ended_at is null and r.permissions @> array['liability:contest']) then u.id else coalesce(u.province_id, u.id) end as answering
    from org_units u where u.id = any(${units}::uuid[]) order by array_position(${units}::uuid[], u.id)`.execute(tx)
  return found.rows
}

/** The one of these units the actor speaks for now. @throws Refusal `liability.not_your_unit` (403), `liability.which_unit` (400) when they must say which. */
export async function spokenFor(tx: Db, actor: Actor, units: readonly string[], wanted: string | undefined): Promise<Answering> {
  const mine = (await answeringFor(tx, units)).filter((u) => u.unit === actor.unitId || u.answering === actor.unitId)
  const own = wanted === undefined ? (mine.find((u) => u.unit === actor.unitId) ?? (mine.length === 1 ? mine[0] : undefined)) : mine.find((u) => u.unit === wanted)
  if (own) return own
  if (wanted === undefined && mine.length > 1) throw new Refusal('liability.which_unit', {}, 400)
  throw new Refusal('liability.not_your_unit', {}, 403)
}

/** As the record tells whom a step concerns, so that they are notified. */
export function toldUnits(units: readonly Answering[], shares: readonly Share[] = [], contesting: readonly { readonly unitId: string; readonly until: number }[] = []): readonly { readonly unit: string; readonly name: string; readonly answering: string; readonly percent?: number; readonly contestUntil?: string }[] {
  return units.map((u) => {
    const percent = shares.filter((s) => s.unitId === u.unit).reduce((sum, s) => sum + s.percent, 0)
    const until = contesting.find((c) => c.unitId === u.unit)?.until
    return { unit: u.unit, name: u.name, answering: u.answering, ...(percent === 0 ? {} : { percent }), ...(until === undefined ? {} : { contestUntil: new Date(until).toISOString() }) }
  })
}
