// Work contact orders (SOL-14): asking a unit, its answer, and the clock that runs between the two.
import { sql } from 'kysely'
import type { answerOrder as answerEndpoint, issueOrder as issueEndpoint } from '../../contract/investigation.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { hourMillis } from '../../domain/sla/days.ts'
import { attachFiles } from '../complaints/attach.ts'
import { openedRow } from '../complaints/clocks.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { unitScope } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'

type Unit = { id: string; code: string; name: string; province_id: string | null; hub_id: string | null; outlet_id: string | null }


/**
 * Asks a unit a question; it becomes a party of the case and a clock of its own runs.
 * @throws Refusal `order.unit_unfit`, `order.unit_outside` (a unit asks only below itself), `order.internal_report` (OPN-15).
 */
export async function issueOrder(step: Step, body: BodyOf<typeof issueEndpoint>): Promise<Decided> {
  const { deps, tx, row, now, ctx } = step
  // a question would tell the line who reported it (OPN-15)
  if (row.complainant_role === 'staff') throw new Refusal('order.internal_report')
  const unit = await answeringUnit(step, body.unitId)
  const id = newId(now)
  const epoch = await nextEpoch(tx, row.id)
  const path = [unit.province_id, unit.hub_id, unit.outlet_id, unit.id].filter((each) => each !== null)
  const opening = { kind: 'outlet_reply' as const, subjectId: id, note: unit.name, unitPath: path, ...(body.hours === undefined ? {} : { dueAt: now + body.hours * hourMillis }) }
  const dueAt = openedRow(deps.policy(), row.id, { ...opening, epoch, policyVersion: row.policy_version ?? deps.policy().version }, now).due_at
  await sql`insert into orders (complaint_id, id, unit_id, province_id, hub_id, outlet_id, question, wanted, asked_by, asked_by_name, asked_at, due_at, epoch, state)
    values (${row.id}, ${id}, ${unit.id}, ${unit.province_id}, ${unit.hub_id}, ${unit.outlet_id}, ${clean(body.question)}, ${body.wanted.map(clean)}::text[], ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}, ${new Date(dueAt)}, ${epoch}, 'open')`.execute(tx)
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at)
    select ${row.id}, ${unit.id}, 'respondent', ${unit.province_id}, ${unit.hub_id}, ${unit.outlet_id}, ${new Date(row.received_at)}
    where not exists (select 1 from parties p where p.complaint_id = ${row.id} and p.unit_id = ${unit.id})`.execute(tx)
  return {
    made: id, opens: [opening],
    data: { order: id, unit: unit.id, unitCode: unit.code, unitName: unit.name, question: gist(body.question), wanted: body.wanted.map(clean), dueAt: new Date(dueAt).toISOString() },
  }
}

async function answeringUnit(step: Step, id: string): Promise<Unit> {
  const found = await sql<Unit>`select id, code, name, province_id, hub_id, outlet_id from org_units where id = ${id} and status = 'active' and kind <> 'headquarters'`.execute(step.tx)
  const unit = found.rows[0]
  if (!unit) throw new Refusal('order.unit_unfit')
  const scope = unitScope(step.ctx.actor)
  const column = scope === null ? null : scope.kind === 'unit' ? unit.id : unit[`${scope.kind}_id`]
  if (scope !== null && column !== scope.id) throw new Refusal('order.unit_outside')
  return unit
}

/** The epoch the gate will give the clock; the case is locked, so nobody takes it in between. */
async function nextEpoch(tx: Db, complaintId: string): Promise<number> {
  const found = await sql<{ epoch: number }>`select coalesce(max(epoch), 0)::int + 1 as epoch from clocks where complaint_id = ${complaintId} and kind = 'outlet_reply'`.execute(tx)
  return found.rows[0]?.epoch ?? 1
}

/**
 * The unit's answer: once, and it stops the clock of this question only.
 * @throws Refusal `order.answered_already`, `order.cancelled`, `order.other_unit_missing` (400), `order.other_unit_unknown` (400).
 */
export async function answerOrder(step: Step, id: string, body: BodyOf<typeof answerEndpoint>): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const otherUnit = await namedUnit(step, body)
  const answered = await sql<{ epoch: number; unit_id: string }>`update orders set state = 'answered', answer = ${body.answer}, answer_text = ${clean(body.text)}, other_unit_code = ${otherUnit}, answered_by = ${ctx.actor.id}, answered_by_name = ${ctx.actor.name}, answered_at = ${new Date(now)}
    where complaint_id = ${row.id} and id = ${id} and state = 'open' returning epoch, unit_id`.execute(tx)
  const order = answered.rows[0]
  if (!order) {
    const is = await sql<{ state: string }>`select state from orders where complaint_id = ${row.id} and id = ${id}`.execute(tx)
    throw new Refusal(is.rows[0]?.state === 'cancelled' ? 'order.cancelled' : 'order.answered_already')
  }
  await attachFiles(tx, ctx.actor, row.id, body.attachmentIds ?? [], id)
  return {
    made: id, stopOnly: [{ kind: 'outlet_reply', epoch: order.epoch }],
    data: { order: id, unit: order.unit_id, answer: body.answer, text: gist(body.text), files: body.attachmentIds?.length ?? 0, ...(otherUnit === null ? {} : { otherUnit }) },
  }
}

async function namedUnit(step: Step, body: BodyOf<typeof answerEndpoint>): Promise<string | null> {
  if (body.answer !== 'other_unit') return null
  if (body.otherUnitCode === undefined) throw new Refusal('order.other_unit_missing', {}, 400)
  const found = await sql`select 1 from org_units where code = ${body.otherUnitCode}`.execute(step.tx)
  if (found.rows.length === 0) throw new Refusal('order.other_unit_unknown', { code: body.otherUnitCode }, 400)
  return body.otherUnitCode
}
