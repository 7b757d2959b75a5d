// Hearing the units before the judgement: each that is to bear a share is asked, says something or is recorded as silent, and it goes on either way.
import { sql } from 'kysely'
import type { BodyOf } from '../../contract/endpoint.ts'
import type { askStatements as askEndpoint, state as stateEndpoint } from '../../contract/liability.ts'
import { Refusal } from '../../domain/refusal.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { clean, gist } from '../complaints/words.ts'
import { answeringFor, liabilityOf, limitOf, moveTo, rulesOf, spokenFor, toldUnits, windowEnd } from './case-state.ts'
import { insistOnShares, toldShares, unitsIn } from './judgement.ts'

/**
 * Asks every unit that is to bear a share. The proposal that was asked about is kept.
 * @throws Refusal `liability.nobody_to_ask`, `liability.internal_report` (OPN-15), `liability.order_first` where a restricted case is closed to the unit.
 */
export async function askStatements(step: Step, body: BodyOf<typeof askEndpoint>): Promise<Decided> {
  const { tx, row, now, deps, facts } = step
  if (row.complainant_role === 'staff') throw new Refusal('liability.internal_report')
  const units = await answeringFor(tx, unitsIn(body.shares))
  if (units.length === 0) throw new Refusal('liability.nobody_to_ask')
  await addParties(step, units.map((u) => u.unit))
  await insistOnShares(step, body.shares)
  if (row.flags.includes('restricted')) await insistOnOrders(step, units.map((u) => u.unit))
  const rules = rulesOf(deps.policy(), null)
  const { aboveLimit, weight } = await limitOf(step, rules, body.shares)
  const dueAt = windowEnd(rules, 'statementHours', now)
  await moveTo(step, { state: 'asked', due_kind: 'statement', due_at: dueAt, rules_version: rules.version, finding_id: facts.finding?.id ?? null, above_limit: aboveLimit, amount_minor: weight.amountMinor, proposal: JSON.stringify(toldShares(body.shares)) })
  await sql`insert into liability_units (complaint_id, epoch, unit_id, answering_unit_id, percent, asked_at, due_at)
    select ${row.id}, ${row.reopened}, u.unit, u.answering, u.percent, ${new Date(now)}, ${new Date(dueAt)} from json_to_recordset(${JSON.stringify(toldUnits(units, body.shares))}::json) as u (unit uuid, answering uuid, percent smallint)
    on conflict (complaint_id, epoch, unit_id) do update set answering_unit_id = excluded.answering_unit_id, percent = excluded.percent, statement = 'asked', text = null, asked_at = excluded.asked_at, due_at = excluded.due_at, stated_at = null, stated_by = null, stated_by_name = null`.execute(tx)
  return { data: { epoch: row.reopened, rulesVersion: rules.version, aboveLimit, amountMinor: weight.amountMinor, units: toldUnits(units, body.shares), dueAt: new Date(dueAt).toISOString(), ...(body.note === undefined ? {} : { note: gist(body.note) }) } }
}

/** Who is asked has a part in the case from then on, and can read it. */
async function addParties({ tx, row }: Step, units: readonly string[]): Promise<void> {
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at)
    select ${row.id}, u.id, 'respondent', u.province_id, u.hub_id, u.outlet_id, ${new Date(row.received_at)} from org_units u
    where u.id = any(${units}::uuid[]) and not exists (select from parties p where p.complaint_id = ${row.id} and p.unit_id = u.id)`.execute(tx)
}

async function insistOnOrders({ tx, row }: Step, units: readonly string[]): Promise<void> {
  const found = await sql<{ unit_id: string }>`select distinct unit_id from orders where complaint_id = ${row.id} and state <> 'cancelled'`.execute(tx)
  if (units.some((u) => !found.rows.some((o) => o.unit_id === u))) throw new Refusal('liability.order_first')
}

/** What a unit says: once; when all have, the case waits for its judge. @throws Refusal `liability.stated_already` */
export async function giveStatement(step: Step, body: BodyOf<typeof stateEndpoint>): Promise<Decided> {
  const { tx, row, now, ctx, deps } = step
  const asked = await sql<{ unit_id: string; statement: string; due_at: number }>`select unit_id, statement, due_at from liability_units where complaint_id = ${row.id} and epoch = ${row.reopened}`.execute(tx)
  const unit = await spokenFor(tx, ctx.actor, asked.rows.map((u) => u.unit_id), body.unitId)
  const own = asked.rows.find((u) => u.unit_id === unit.unit)
  if (own?.statement === 'given') throw new Refusal('liability.stated_already')
  await sql`update liability_units set statement = 'given', text = ${clean(body.text)}, stated_at = ${new Date(now)}, stated_by = ${ctx.actor.id}, stated_by_name = ${ctx.actor.name} where complaint_id = ${row.id} and epoch = ${row.reopened} and unit_id = ${unit.unit}`.execute(tx)
  await registerEvidence(step, [{ text: body.text, type: 'statement', unitId: unit.unit, origin: 'statement', originId: unit.unit }, ...body.attachmentIds.map((attachmentId) => ({ attachmentId, unitId: unit.unit, origin: 'statement' as const, originId: unit.unit }))])
  const liability = await liabilityOf(step)
  const complete = liability?.state === 'asked' && asked.rows.every((u) => u.unit_id === unit.unit || u.statement !== 'asked')
  if (complete) await moveTo(step, { state: 'heard', due_kind: 'judgement', due_at: windowEnd(rulesOf(deps.policy(), liability), 'judgementHours', now) })
  return { data: { epoch: row.reopened, unit: unit.unit, unitName: unit.name, text: gist(body.text), files: body.attachmentIds.length, late: now > (own?.due_at ?? now), complete } }
}
