// Everything a case carries, read in one round trip as JSON beside the case's row.
import { sql } from 'kysely'
import type { CaseView } from '../../contract/desk.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { idOf, inScope, ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import type { ComplaintRow } from '../complaints/visible.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { rowsOf } from '../platform/own-rows.ts'

/** Rows as `to_jsonb` gives them: instants are ISO texts, bytes are hex. */
type Json<T> = T | null
type Time = string
type Unit = CaseView['parties'][number]['unit']
export type AttachmentJson = { id: string; order_id: string | null; name: string; media_type: string; size: number; sha256: string; added_at: Time; added_by: string; uploader_unit_id: string | null }
export type OrderJson = { id: string; unit: Unit; question: string; wanted: string[]; asked_at: Time; asked_by_name: string; due_at: Time; epoch: number; state: 'open' | 'answered' | 'cancelled'; answer: 'true' | 'not_true' | 'other_unit' | null; answer_text: string | null; answered_at: Time | null; answered_by_name: string | null } & OrderLife
/** What has happened to an order besides its answer. */
type OrderLife = { wanted_types: string[]; staff_name: string | null; accept_due_at: Time | null; accepted_at: Time | null; accepted_by_name: string | null; returned: number; missing: string | null; part_answered_at: Time | null; extended_at: Time | null; reminded: number; silent_at: Time | null; settled_at: Time | null; end_reason: string | null } & Pick<CaseView['orders'][number], 'kind' | 'addressee' | 'stage' | 'fields'>
type MeasureJson = { seq: number; kind: NonNullable<CaseView['plan']>['measures'][number]['kind']; description: string; amount_minor: number | null; currency: 'CNY'; state: 'open' | 'done' | 'dropped'; evidence: string | null; due_at: Time | null; executed_at: Time | null; executed_by_name: string | null }

export type CaseRows = Omit<ComplaintRow, 'sealed' | 'search'> & {
  now: number; owner_name: string | null; first_contact_owner_name: string | null; received_by_name: string | null
  clocks: Json<(Omit<ClockRow, 'opened_at' | 'due_at' | 'strict_due_at' | 'rolled_due_at' | 'stopped_at' | 'paused_at'> & { opened_at: Time; due_at: Time; strict_due_at: Time; rolled_due_at: Time | null; stopped_at: Time | null; paused_at: Time | null })[]>
  warnings: Json<{ kind: ClockKind; epoch: number; needsMs: number; sample: number }[]>
  items: Json<CaseView['items']>; parties: Json<{ unit: Unit; role: string; status: string }[]>; waybill: CaseView['waybill']
  duplicates: Json<CaseView['duplicates']>; merged: CaseView['mergedInto']; history: Json<(CaseView['history'][number])[]>
  orders: Json<OrderJson[]>; attachments: Json<AttachmentJson[]>
  finding: Json<{ id: string; facts: string; cause_code: string; company_liability: NonNullable<CaseView['finding']>['companyLiability']; liability_basis: string; demand_judgement: NonNullable<CaseView['finding']>['demandJudgement']; demand_reason: string; common_problem: boolean; by_name: string; at: Time }>
  judgement: Json<{ id: string; reasoning: string; rule: string | null; by_name: string; at: Time; shares: Json<NonNullable<CaseView['judgement']>['shares']> }>
  plan: Json<{ id: string; state: NonNullable<CaseView['plan']>['state']; reasoning: string; basis: string; needs_consent: boolean; approval_levels: number; maker_name: string; at: Time; measures: Json<MeasureJson[]>; approvals: Json<{ level: number; approve: boolean; reason: string; by_name: string; at: Time }[]> }>
  offers: Json<{ id: string; round: number; text: string; grounds: string; amount_minor: number; currency: 'CNY'; state: CaseView['offers'][number]['state']; made_at: Time; expires_at: Time | null; answered_at: Time | null; answer_words: string | null; counter_minor: number | null }[]>
  decision: Json<{ id: string; outcome: string; text: string; reasons: string; basis: string | null; channel: string; told_at: Time; by_name: string; appeal_route_told: boolean }>
  confirmation: Json<{ id: string; method: NonNullable<CaseView['confirmation']>['method']; satisfied: boolean | null; reference: string | null; reason: string | null; at: Time; by_name: string }>
  withdrawal: Json<{ id: string; state: NonNullable<CaseView['withdrawal']>['state']; words: string; requested_at: Time }>
  reviews: Json<{ id: string; kind: CaseView['reviews'][number]['kind']; words: string; raised_at: Time; state: CaseView['reviews'][number]['state']; reasons: string | null; handler_name: string | null; decided_at: Time | null }[]>
  handover: Json<{ id: string; from: string | null; to_id: string; to: string | null; reason: string; happened: { text: string; source: string }; promised: { text: string; source: string }; wants: { text: string; source: string }; state: 'offered' | 'accepted' | 'declined'; at: Time }>
  contacts: Json<{ id: string; at: Time; by_name: string; direction: 'in' | 'out'; channel: CaseView['contacts'][number]['channel']; outcome: CaseView['contacts'][number]['outcome']; purpose: CaseView['contacts'][number]['purpose']; summary: string; reference: string | null; verified: boolean; promise: string | null }[]>
  rating: Json<{ score: number; comment: string | null; at: Time }>
}

const unitJson = sql`jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind)`
const historyLimit = 10
const contactLimit = 100

/** The rows of a case by id or complaint number, or null when there is none for the actor. A unit's orders, parties and shares are only its own. */
export async function readCase(db: Db, actor: Actor, idOrNo: string): Promise<CaseRows | null> {
  const scope = unitScope(actor)
  const ownParties = scope ? inScope(scope, 'p') : sql`true`
  const ownShares = scope ? sql`(u.id = ${scope.id}::uuid or ${scope.kind === 'unit' ? sql`false` : sql`${sql.ref(`u.${scope.kind}_id`)} = ${scope.id}::uuid`})` : sql`true`
  const found = await executeOften(db, sql<CaseRows>`
    with x as materialized (select c.* from complaints c where c.id = ${idOf(idOrNo)} and ${visibleTo(actor)})
    select app_now() as now, x.id, x.complaint_no, x.version, x.kind, x.channel, x.source_detail, x.status, x.outcome, x.reason_code, x.secondary_reason, x.link, x.regulator_class, x.suggested, x.policy_version,
      x.priority, x.priority_because, x.severity, x.impact, x.mood, x.keyword, x.summary, x.verbatim_masked, x.demand, x.place_masked, x.details, x.respondent, x.name_masked, x.phone_masked, x.email_masked, x.handle_masked,
      x.complainant_role, x.preferences, x.anonymous, x.identity_checked, x.flags, x.missing_fields, x.received_at, x.reported_at, x.recorded_at, x.occurred_at, x.accepted_on, x.read_back, x.received_by, x.owner_id, x.first_contact_owner_id,
      x.item_number, x.merged_into,
      (select name from users where id = x.owner_id) as owner_name, (select name from users where id = x.first_contact_owner_id) as first_contact_owner_name, (select name from users where id = x.received_by) as received_by_name,
      (select jsonb_agg(to_jsonb(k) order by k.stopped_at is not null, k.due_at, k.kind, k.epoch) from clocks k where k.complaint_id = x.id) as clocks,
      (select jsonb_agg(jsonb_build_object('kind', w.kind, 'epoch', w.epoch, 'needsMs', w.needs_ms, 'sample', w.sample)) filter (where w.outcome is null) from clock_warnings w where w.complaint_id = x.id) as warnings,
      (select jsonb_agg(jsonb_build_object('type', i.type, 'number', i.number) order by i.seq) from complaint_items i where i.complaint_id = x.id) as items,
      (select jsonb_agg(jsonb_build_object('unit', ${unitJson}, 'role', p.role, 'status', u.status) order by p.role, u.code) from parties p join org_units u on u.id = p.unit_id where p.complaint_id = x.id and ${ownParties}) as parties,
      (select w.public - 'events' - 'plan' from waybill_snapshots w where w.complaint_id = x.id order by w.number = x.item_number desc, w.taken_at desc limit 1) as waybill,
      (select jsonb_agg(jsonb_build_object('id', c.id, 'complaintNo', c.complaint_no, 'keyword', c.keyword, 'status', c.status) order by c.received_at desc) from ${rowsOf('duplicates', sql`x.id`)} d join complaints c on c.id = d.other_id where d.dismissed_at is null and ${visibleTo(actor)}) as duplicates,
      (select jsonb_build_object('id', c.id, 'complaintNo', c.complaint_no) from complaints c where c.id = x.merged_into and ${visibleTo(actor)}) as merged,
      ${scope ? sql`null::jsonb` : history(actor)} as history,
      (select jsonb_agg(to_jsonb(o) || jsonb_build_object('unit', ${unitJson}) order by o.asked_at desc, o.id) from ${rowsOf('orders', sql`x.id`)} o join org_units u on u.id = o.unit_id where ${ordersOf(actor)}) as orders,
      (select jsonb_agg(to_jsonb(a) || jsonb_build_object('added_by', coalesce((select name from users where id::text = a.uploader_id), a.uploader_kind), 'sha256', encode(a.sha256, 'hex')) order by a.added_at, a.id) from attachments a where a.complaint_id = x.id) as attachments,
      (select to_jsonb(f) from findings f where f.complaint_id = x.id order by f.at desc, f.id desc limit 1) as finding,
      (select to_jsonb(j) || jsonb_build_object('shares', (select jsonb_agg(jsonb_build_object('bearer', s.bearer, 'unit', u.name, 'unitCode', u.code, 'staffNo', s.staff_no, 'percent', s.percent, 'basis', s.basis) order by s.seq)
         from judgement_shares s left join org_units u on u.id = s.unit_id where s.complaint_id = x.id and s.judgement_id = j.id and ${ownShares})) from judgements j where j.complaint_id = x.id and j.superseded_at is null order by j.at desc, j.id desc limit 1) as judgement,
      ${scope ? sql`null::jsonb as plan, null::jsonb as offers, null::jsonb as decision, null::jsonb as confirmation, null::jsonb as withdrawal, null::jsonb as reviews, null::jsonb as handover, null::jsonb as contacts, null::jsonb as rating` : handling}
    from x`)
  return found.rows[0] ?? null
}

// The same customer's other cases, found by the blind index of the phone.
function history(actor: Actor): ReturnType<typeof sql> {
  return sql`(select jsonb_agg(jsonb_build_object('id', h.id, 'complaintNo', h.complaint_no, 'keyword', h.keyword, 'status', h.status, 'receivedAt', h.received_at) order by h.received_at desc)
    from (select c.* from complaints c where c.phone_index = x.phone_index and c.id <> x.id and ${visibleTo(actor)} order by c.received_at desc limit ${historyLimit}) h)`
}

const handling = sql`
  (select to_jsonb(p) || jsonb_build_object('measures', (select jsonb_agg(to_jsonb(m) - 'payee_sealed' order by m.seq) from plan_measures m where m.complaint_id = x.id and m.plan_id = p.id),
     'approvals', (select jsonb_agg(to_jsonb(a) order by a.level) from approvals a where a.complaint_id = x.id and a.plan_id = p.id)) from plans p where p.complaint_id = x.id order by p.state = 'superseded', p.at desc, p.id desc limit 1) as plan,
  (select jsonb_agg(to_jsonb(o) order by o.round desc) from offers o where o.complaint_id = x.id) as offers,
  (select to_jsonb(d) from decisions d where d.complaint_id = x.id and d.epoch = x.reopened order by d.told_at desc, d.id desc limit 1) as decision,
  (select to_jsonb(k) from confirmations k where k.complaint_id = x.id and k.epoch = x.reopened order by k.at desc, k.id desc limit 1) as confirmation,
  (select to_jsonb(w) from withdrawals w where w.complaint_id = x.id order by w.requested_at desc, w.id desc limit 1) as withdrawal,
  (select jsonb_agg(to_jsonb(r) order by r.raised_at desc, r.id) from reviews r where r.complaint_id = x.id) as reviews,
  (select to_jsonb(h) || jsonb_build_object('from', (select name from users where id = h.from_id), 'to', (select name from users where id = h.to_id)) from handovers h where h.complaint_id = x.id order by h.at desc, h.id desc limit 1) as handover,
  (select jsonb_agg(to_jsonb(k) order by k.at desc, k.id) from (select * from contacts k where k.complaint_id = x.id order by k.at desc, k.id limit ${contactLimit}) k) as contacts,
  (select to_jsonb(r) from ratings r where r.complaint_id = x.id order by r.at desc limit 1) as rating`
