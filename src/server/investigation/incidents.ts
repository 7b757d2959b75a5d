// Opening, joining, leaving and closing an incident, and one question to a unit about all of its cases (OPN-18's storm, ADR 080).
import { sql } from 'kysely'
import type { Incident, IncidentRule, OrderBatch } from '../../contract/incidents.ts'
import { incidentCap, previewCap } from '../../contract/incidents.ts'
import type * as contract from '../../contract/incidents.ts'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { findReason } from '../../domain/policy/reason-tree.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import { resolveCase } from '../complaints/merge-store.ts'
import { postOf } from '../complaints/person-now.ts'
import { unitScope, visibleTo } from '../complaints/visible.ts'
import { clean } from '../complaints/words.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { databaseTrouble } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import { write } from '../platform/write.ts'
import { gathers, loadIncident } from './incident-rows.ts'
import { joined, left } from './incident-steps.ts'
import { readIncident, shownRule } from './incident-view.ts'
import { layDownRun } from './mass-runs.ts'
import { readBatch } from './order-batches.ts'

/** Which cases a rule would gather now. @throws Refusal `incident.rule_too_wide` when counting them takes too long. */
export async function previewIncident(d: Deps, ctx: Ctx, rule: IncidentRule): Promise<ReplyOf<typeof contract.previewIncident>> {
  insistRule(d, rule)
  const shown = await shownRule(ctx.db, rule)
  return ctx.db.transaction().execute(async (tx) => {
    await sql`select set_config('statement_timeout', '4000', true)`.execute(tx)
    const counted = await sql<{ n: number; elsewhere: number }>`select count(*)::int as n, (count(*) filter (where exists (select 1 from incident_cases j join incidents i on i.id = j.incident_id where j.complaint_id = x.id and j.state = 'joined' and i.state = 'open')))::int as elsewhere
      from (select c.id from complaints c where ${gathers(rule, ctx.actor)} limit ${previewCap + 1}) x`.execute(tx)
    const sample = await sql<{ id: string; complaint_no: string; keyword: string; item_number: string | null; status: Incident['figures']['byStatus'][number]['status']; received_at: number }>`select c.id, c.complaint_no, c.keyword, c.item_number, c.status, c.received_at from complaints c where ${gathers(rule, ctx.actor)} order by c.received_at desc limit 8`.execute(tx)
    const { n = 0, elsewhere = 0 } = counted.rows[0] ?? {}
    return { rule: shown, count: Math.min(n, previewCap), capped: n > previewCap, elsewhere, sample: sample.rows.map((c) => ({ id: c.id, complaintNo: c.complaint_no, keyword: c.keyword, number: c.item_number, status: c.status, receivedAt: new Date(c.received_at).toISOString() })) }
  }).catch((error: unknown) => {
    if ((error as { code?: string }).code === '57014' || databaseTrouble(error) === 'busy') throw new Refusal('incident.rule_too_wide', {}, 400)
    throw error
  })
}

/** Opens an incident; what matches now joins by a job. */
export async function openIncident(d: Deps, ctx: Ctx, body: BodyOf<typeof contract.openIncident>): Promise<Incident> {
  insistRule(d, body.rule)
  await shownRule(ctx.db, body.rule)
  const post = postOf(ctx.actor)
  if (post === null) throw new Refusal('bulk.persons_only', {}, 403)
  return write(ctx, async ({ tx, now }) => {
    const id = newId(now)
    if (body.unitId !== null) await insistUnits(tx, [body.unitId])
    await sql`insert into incidents (id, title, what, unit_id, link, rule, province_id, opened_by, opened_by_name, opened_role, opened_unit_id, opened_at)
      values (${id}, ${clean(body.title)}, ${clean(body.what)}, ${body.unitId}, ${body.link}, ${JSON.stringify(body.rule)}::jsonb, ${unitScope(ctx.actor)?.id ?? null}, ${post.id}, ${post.name}, ${post.role}, ${post.unitId}, ${new Date(now)})`.execute(tx)
    await layDownRun(d, tx, ctx.actor, now, { kind: 'join', incidentId: id }, sql`select c.id, null::uuid, null::jsonb from complaints c where ${gathers(body.rule, ctx.actor)} order by c.received_at limit ${incidentCap}`)
    return readIncident(tx, ctx.actor, id)
  }, 201)
}

/** Puts a case in by hand. */
export async function joinByHand(d: Deps, ctx: Ctx, id: string, body: BodyOf<typeof contract.joinIncident>): Promise<{ ok: true }> {
  return write(ctx, async (open) => {
    await loadIncident(open.tx, ctx.actor, id, true)
    const caseId = await resolveCase(open.tx, body.caseRef)
    if (caseId === null) throw new Refusal('incident.no_case', {}, 400)
    await stepWithin(d, open, caseId, 'incident', null, (step) => joined(step, id, { how: 'hand', reason: body.reason }))
    return { ok: true }
  })
}

/** Takes a case out; the rule never joins it again. */
export async function exclude(d: Deps, ctx: Ctx, id: string, body: BodyOf<typeof contract.excludeFromIncident>): Promise<{ ok: true }> {
  return write(ctx, async (open) => {
    await loadIncident(open.tx, ctx.actor, id)
    await stepWithin(d, open, body.complaintId, 'incident', null, (step) => left(step, id, body.reason))
    return { ok: true }
  })
}

/** Ends the joining; what was asked goes on. */
export async function closeIncident(ctx: Ctx, id: string, reason: string): Promise<Incident> {
  return write(ctx, async ({ tx, now }) => {
    await loadIncident(tx, ctx.actor, id, true)
    const closed = await sql`update incidents set state = 'closed', closed_at = ${new Date(now)}, closed_by_name = ${ctx.actor.name}, closed_reason = ${clean(reason)} where id = ${id} and state = 'open' returning 1`.execute(tx)
    if (closed.rows.length === 0) throw new Refusal('incident.closed')
    return readIncident(tx, ctx.actor, id)
  })
}

/** One finding offered as draft to the investigators of all its cases. */
export async function adoptFinding(ctx: Ctx, id: string, body: BodyOf<typeof contract.adoptFinding>): Promise<Incident> {
  return write(ctx, async ({ tx, now }) => {
    await loadIncident(tx, ctx.actor, id, true)
    const finding = { ...body, facts: clean(body.facts), liabilityBasis: clean(body.liabilityBasis), demandReason: clean(body.demandReason), by: ctx.actor.name, at: new Date(now).toISOString() }
    await sql`update incidents set finding = ${JSON.stringify(finding)}::jsonb where id = ${id}`.execute(tx)
    return readIncident(tx, ctx.actor, id)
  })
}

/** One question to a unit about every case: the batch stands once, a job makes each case's own order. */
export async function orderForAll(d: Deps, ctx: Ctx, id: string, body: BodyOf<typeof contract.orderForAll>): Promise<OrderBatch> {
  return write(ctx, async ({ tx, now }) => {
    const incident = await loadIncident(tx, ctx.actor, id, true)
    await insistUnits(tx, [body.unitId])
    const batchId = await layDownBatch(tx, ctx, now, { incidentId: id, title: incident.title }, body)
    await layDownRun(d, tx, ctx.actor, now, { kind: 'orders', incidentId: id, batchId, body: { ...body, question: clean(body.question), wanted: body.wanted.map(clean) } }, sql`select c.id, null::uuid, null::jsonb from incident_cases j join complaints c on c.id = j.complaint_id where j.incident_id = ${id} and j.state = 'joined' and ${visibleTo(ctx.actor)} order by c.received_at`)
    return readBatch(tx, batchId)
  }, 201)
}

/** Writes the batch down: the question once, for what it is about. */
export async function layDownBatch(tx: Db, ctx: Ctx, now: number, about: { incidentId?: string; parentId?: string; title: string }, body: BodyOf<typeof contract.orderForAll>): Promise<string> {
  const id = newId(now)
  await sql`insert into order_batches (id, incident_id, parent_id, unit_id, title, question, wanted, hours, asked_by_name, asked_at)
    values (${id}, ${about.incidentId ?? null}, ${about.parentId ?? null}, ${body.unitId}, ${about.title}, ${clean(body.question)}, ${body.wanted.map(clean)}::text[], ${body.hours ?? null}, ${ctx.actor.name}, ${new Date(now)})`.execute(tx)
  return id
}

/** Asks about the cases that came later; with `standing` each is answered at once as the others were, confirmed by who asks. */
export async function askTheRest(d: Deps, ctx: Ctx, batchId: string, standing: boolean): Promise<OrderBatch> {
  return write(ctx, async ({ tx, now }) => {
    const batch = (await sql<{ incident_id: string | null; unit_id: string; question: string; wanted: string[]; hours: number | null; standing: unknown }>`select incident_id, unit_id, question, wanted, hours, standing from order_batches where id = ${batchId} for update`.execute(tx)).rows[0]
    if (!batch || batch.incident_id === null) throw new Refusal('not_found', {}, 404)
    await loadIncident(tx, ctx.actor, batch.incident_id, true)
    if (standing && batch.standing === null) throw new Refusal('batch.no_standing')
    const body = { unitId: batch.unit_id, question: batch.question, wanted: batch.wanted, ...(batch.hours === null ? {} : { hours: batch.hours }) }
    await layDownRun(d, tx, ctx.actor, now, { kind: standing ? 'standing' : 'orders', incidentId: batch.incident_id, batchId, body }, sql`select c.id, null::uuid, null::jsonb from incident_cases j join complaints c on c.id = j.complaint_id where j.incident_id = ${batch.incident_id} and j.state = 'joined' and ${visibleTo(ctx.actor)}
      and not exists (select 1 from orders o where o.complaint_id = c.id and o.batch_id = ${batchId}) order by c.received_at`)
    return readBatch(tx, batchId)
  })
}

/** @throws Refusal 400 when a unit isn't there or a reason isn't in the tree. */
function insistRule(d: Deps, rule: IncidentRule): void {
  const unknown = rule.reasons.find((code) => findReason(d.policy().reasons, code) === null)
  if (unknown !== undefined) throw new Refusal('complaint.unknown_reason', { reason: unknown }, 400)
}

/** @throws Refusal 400 `incident.unknown_unit` */
export async function insistUnits(db: Db, ids: readonly string[]): Promise<void> {
  const found = await sql<{ n: number }>`select count(*)::int as n from org_units where id = any(${ids}::uuid[])`.execute(db)
  if ((found.rows[0]?.n ?? 0) < new Set(ids).size) throw new Refusal('incident.unknown_unit', {}, 400)
}
