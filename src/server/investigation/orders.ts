// Work contact orders (SOL-14): asking a unit, a department, a partner or a person, and the answer.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { answerOrder as answerEndpoint, issueOrder as issueEndpoint, orderFields } from '../../contract/investigation.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { checkS10, normaliseNumber } from '../../domain/waybills/numbers.ts'
import { registerEvidence } from '../complaints/evidence.ts'
import type { Decided, Step } from '../complaints/gate.ts'
import { unitScope } from '../complaints/visible.ts'
import { clean, gist } from '../complaints/words.ts'
import type { Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { addressed, addTurn, insistHours, nextEpoch, orderFor, windowOf } from './order-rows.ts'
import type { Addressee, OrderUnit } from './order-rows.ts'
import { ordersDocument } from './order-rules.ts'

/** What an order is made of; every field but the words and whom it goes to has a default. */
export type NewOrder = Pick<BodyOf<typeof issueEndpoint>, 'question' | 'unitId' | 'staffId' | 'hours' | 'fields' | 'prefill'> & Partial<Pick<BodyOf<typeof issueEndpoint>, 'kind' | 'wanted' | 'wantedTypes'>>

/**
 * Asks; the unit becomes a party of the case and a clock of its own runs. `onBehalf` is the person for whom a job asks.
 * @throws Refusal `order.internal_report` (OPN-15), `order.not_a_partner`, `order.fields_missing`, and those of `addressed`.
 */
export async function issueOrder(step: Step, body: NewOrder, { onBehalf }: { readonly onBehalf?: { readonly id: string; readonly name: string } } = {}): Promise<Decided> {
  const { tx, row, now, ctx, deps } = step
  // a question would tell the line who reported it (OPN-15)
  if (row.complainant_role === 'staff') throw new Refusal('order.internal_report')
  const kind = body.kind ?? 'question'
  insistHours(kind, body.hours)
  const to = await addressed(step, body)
  const fields = kind === 'partner_enquiry' ? enquiryFields(to, body) : null
  const id = newId(now)
  const epoch = await nextEpoch(tx, row.id)
  const window = windowOf(step, to.unit, id, epoch, body.hours ?? (kind === 'partner_enquiry' ? deps.policy().of(ordersDocument).partnerHours.value : undefined))
  const asker = onBehalf ?? { id: ctx.actor.kind === 'user' || ctx.actor.kind === 'token' ? ctx.actor.id : null, name: ctx.actor.name }
  const [wanted, types] = [(body.wanted ?? []).map(clean), body.wantedTypes ?? []]
  await sql`insert into orders (complaint_id, id, unit_id, province_id, hub_id, outlet_id, kind, addressee, staff_id, staff_name, question, wanted, wanted_types, fields, prefill, asked_by, asked_by_name, asked_unit_id, asked_at, due_at, accept_due_at, epoch, state, meant_for)
    values (${row.id}, ${id}, ${to.unit.id}, ${to.unit.province_id}, ${to.unit.hub_id}, ${to.unit.outlet_id}, ${kind}, ${to.addressee}, ${to.staff?.id ?? null}, ${to.staff?.name ?? null}, ${clean(body.question)}, ${wanted}::text[], ${types}::text[], ${fields === null ? null : JSON.stringify(fields)}::jsonb, ${body.prefill === undefined ? null : JSON.stringify(body.prefill)}::jsonb,
      ${asker.id}, ${asker.name}, ${unitScope(ctx.actor) === null ? null : ctx.actor.unitId}, ${new Date(now)}, ${new Date(window.dueAt)}, ${new Date(window.acceptDueAt)}, ${epoch}, 'open', ${to.meantFor})`.execute(tx)
  await addTurn(step, id, 'issued', { text: clean(body.question), dueAt: window.dueAt })
  await joinParties(tx, row, to.unit)
  return {
    made: id, opens: [window.opening],
    data: {
      order: id, unit: to.unit.id, unitCode: to.unit.code, unitName: to.unit.name, question: gist(body.question), wanted, dueAt: new Date(window.dueAt).toISOString(), ...(kind === 'question' ? {} : { kind }), ...(to.staff === null ? {} : { staff: to.staff.id }),
      ...(types.length === 0 ? {} : { types }), ...(to.meantFor === null ? {} : { meantFor: to.meantFor }), ...(body.prefill === undefined ? {} : { prefill: body.prefill.from }),
    },
  }
}

/** The fields of CN 08, with what the number says of itself. */
function enquiryFields(to: Addressee, { fields }: Pick<NewOrder, 'fields'>): z.output<typeof orderFields> {
  if (to.addressee !== 'partner') throw new Refusal('order.not_a_partner')
  if (fields === undefined) throw new Refusal('order.fields_missing', {}, 400)
  const itemNumber = normaliseNumber(fields.itemNumber)
  return { ...fields, itemNumber, ...(fields.contents === undefined ? {} : { contents: clean(fields.contents) }), numberHolds: checkS10(itemNumber)?.valid ?? null }
}

/** Who is asked about a case is a party of it; a department or a province that helps is not complained about. */
export async function joinParties(tx: Db, row: { readonly id: string; readonly received_at: number }, unit: OrderUnit): Promise<void> {
  await sql`insert into parties (complaint_id, unit_id, role, province_id, hub_id, outlet_id, received_at)
    select ${row.id}, ${unit.id}, ${unit.kind === 'department' || unit.kind === 'province' ? 'asked' : 'respondent'}, ${unit.province_id}, ${unit.hub_id}, ${unit.outlet_id}, ${new Date(row.received_at)}
    where not exists (select 1 from parties p where p.complaint_id = ${row.id} and p.unit_id = ${unit.id})`.execute(tx)
}

/**
 * The unit's answer: it stops the clock of this question only; of a part, the question stays open and its clock runs on.
 * @throws Refusal `order.answered_already`, `order.cancelled`, `order.handed_over`, `order.only_receipt`, `order.other_unit_missing` (400), `order.other_unit_unknown` (400).
 */
export async function answerOrder(step: Step, id: string, body: Omit<BodyOf<typeof answerEndpoint>, 'partial'> & { readonly partial?: boolean }): Promise<Decided> {
  const { tx, row, now, ctx } = step
  const order = await orderFor(step, id, 'answer')
  const otherUnit = await namedUnit(step, body)
  const text = clean(body.text)
  const partial = body.partial === true && body.answer !== 'other_unit'
  await (partial
    ? sql`update orders set part_answered_at = ${new Date(now)}, accepted_at = coalesce(accepted_at, ${new Date(now)}), accepted_by_name = coalesce(accepted_by_name, ${ctx.actor.name}) where complaint_id = ${row.id} and id = ${id}`
    : sql`update orders set state = 'answered', answer = ${body.answer}, answer_text = ${text}, other_unit_code = ${otherUnit}, answered_by = ${ctx.actor.id}, answered_by_name = ${ctx.actor.name}, answered_at = ${new Date(now)}, extension = case when extended_at is null then null else extension end,
        accepted_at = coalesce(accepted_at, ${new Date(now)}), accepted_by_name = coalesce(accepted_by_name, ${ctx.actor.name}) where complaint_id = ${row.id} and id = ${id}`
  ).execute(tx)
  await registerEvidence(step, (body.attachmentIds ?? []).map((attachmentId) => ({ attachmentId, unitId: order.unit_id, origin: 'order', originId: id, orderId: id })))
  await addTurn(step, id, partial ? 'part_answered' : 'answered', { text, answer: body.answer, files: body.attachmentIds ?? [], byUnit: true })
  return {
    made: id, ...(partial ? { event: 'order.part_answered' } : { stopOnly: [{ kind: 'outlet_reply' as const, epoch: order.epoch }] }),
    data: { order: id, unit: order.unit_id, answer: body.answer, text: gist(body.text), files: body.attachmentIds?.length ?? 0, ...(otherUnit === null ? {} : { otherUnit }) },
  }
}

async function namedUnit(step: Step, body: Pick<BodyOf<typeof answerEndpoint>, 'answer' | 'otherUnitCode'>): Promise<string | null> {
  if (body.answer !== 'other_unit') return null
  if (body.otherUnitCode === undefined) throw new Refusal('order.other_unit_missing', {}, 400)
  const found = await sql`select 1 from org_units where code = ${body.otherUnitCode}`.execute(step.tx)
  if (found.rows.length === 0) throw new Refusal('order.other_unit_unknown', { code: body.otherUnitCode }, 400)
  return body.otherUnitCode
}
