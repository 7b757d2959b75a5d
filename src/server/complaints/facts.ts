// Loads what the lifecycle's guards look at, in one query, and the rows a step works on.
import { sql } from 'kysely'
import type { CaseFacts } from '../../domain/complaints/facts.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { decided } from './deciders.ts'

type FactsRow = {
  finding: CaseFacts['finding']; judgement: CaseFacts['judgement']; liability: CaseFacts['liability']; plan: CaseFacts['plan']; offer: (Omit<NonNullable<CaseFacts['offer']>, 'expiresAt'> & { expiresAt: string | null }) | null
  decision: { outcome: NonNullable<CaseFacts['decision']>['outcome']; toldAt: string; by: string } | null; confirmation: CaseFacts['confirmation']; withdrawal: CaseFacts['withdrawal']; review: CaseFacts['review']
  reviews_used: CaseFacts['reviewsUsed']; reviews_by_customer: CaseFacts['reviewsUsed']; barred: CaseFacts['barredIds']; handover: CaseFacts['handover']; undoable: CaseFacts['undoable']; open_orders: number; pause: CaseFacts['pause']; open_promises: number; survivor: CaseFacts['survivor']; over_age_refused: boolean; verification_attempted: boolean; customer_reached: boolean
}
type Head = Pick<CaseFacts, 'status' | 'outcome' | 'kind' | 'channel' | 'flags'> & { id: string; reason_code: string | null; owner_id: string | null; first_contact_owner_id: string | null; missing_fields: string[]; over_age_decided: boolean; reopened: number; version: number; verbatim_masked: string }

/** The facts of a case from its row and its organs' tables. Everything since the last reopening counts; what lies before is history. */
export async function loadFacts(db: Db, c: Head): Promise<CaseFacts> {
  const result = await executeOften(db, sql<FactsRow>`
    select
      (select jsonb_build_object('id', f.id, 'by', f.by_id, 'companyLiability', f.company_liability, 'demandJudgement', f.demand_judgement) from findings f where f.complaint_id = ${c.id} order by f.at desc, f.id desc limit 1) as finding,
      (select jsonb_build_object('id', j.id, 'by', j.by_id) from judgements j where j.complaint_id = ${c.id} and j.superseded_at is null order by j.at desc, j.id desc limit 1) as judgement,
      (select jsonb_build_object('state', l.state, 'dueKind', l.due_kind, 'ownJudging', not l.above_limit, 'deciders', coalesce((select jsonb_agg(distinct j.by_id) from judgements j where ${decided}), '[]'::jsonb)) from liability_cases l where l.complaint_id = ${c.id} and l.epoch = ${c.reopened}) as liability,
      (select jsonb_build_object('id', p.id, 'makerId', p.maker_id, 'state', p.state, 'approvalLevels', p.approval_levels, 'needsConsent', p.needs_consent,
         'approvedBy', coalesce((select jsonb_agg(a.by_id order by a.level) from approvals a where a.complaint_id = p.complaint_id and a.plan_id = p.id and a.approve), '[]'::jsonb),
         'measures', coalesce((select jsonb_agg(jsonb_build_object('seq', m.seq, 'kind', m.kind, 'amountMinor', m.amount_minor, 'state', m.state, 'hasEvidence', m.evidence is not null) order by m.seq) from plan_measures m where m.complaint_id = p.complaint_id and m.plan_id = p.id), '[]'::jsonb))
       from plans p where p.complaint_id = ${c.id} and p.state in ('approving','approved','sent_back') order by p.at desc, p.id desc limit 1) as plan,
      (select jsonb_build_object('id', o.id, 'planId', o.plan_id, 'round', o.round, 'state', case when o.state = 'open' and o.expires_at < app_now() then 'expired' else o.state end, 'expiresAt', o.expires_at) from offers o join plans p on p.complaint_id = o.complaint_id and p.id = o.plan_id where o.complaint_id = ${c.id} and o.state <> 'superseded' and p.state <> 'superseded' order by o.round desc limit 1) as offer,
      (select jsonb_build_object('outcome', d.outcome, 'toldAt', d.told_at, 'by', d.by_id) from decisions d where d.complaint_id = ${c.id} and d.epoch = ${c.reopened} and d.outcome <> 'duplicate' order by d.told_at desc, d.id desc limit 1) as decision,
      (select jsonb_build_object('method', x.method, 'satisfied', x.satisfied) from confirmations x where x.complaint_id = ${c.id} and x.epoch = ${c.reopened} order by x.at desc, x.id desc limit 1) as confirmation,
      (select jsonb_build_object('id', w.id, 'state', w.state, 'requestedBy', w.requested_by) from withdrawals w where w.complaint_id = ${c.id} order by w.requested_at desc, w.id desc limit 1) as withdrawal,
      (select jsonb_build_object('id', r.id, 'kind', r.kind, 'handlerId', r.handler_id) from reviews r where r.complaint_id = ${c.id} and r.state = 'open' limit 1) as review,
      (select jsonb_build_object('objection', count(*) filter (where kind = 'objection'), 'internal_appeal', count(*) filter (where kind = 'internal_appeal')) from reviews r where r.complaint_id = ${c.id}) as reviews_used,
      (select jsonb_build_object('objection', count(*) filter (where kind = 'objection'), 'internal_appeal', count(*) filter (where kind = 'internal_appeal')) from reviews r where r.complaint_id = ${c.id} and r.raised_by = 'customer') as reviews_by_customer,
      (select coalesce(jsonb_agg(r.previous_owner_id), '[]'::jsonb) from reviews r where r.complaint_id = ${c.id} and r.state = 'reopened' and r.previous_owner_id is not null) as barred,
      (select jsonb_build_object('id', h.id, 'fromId', h.from_id, 'toId', h.to_id) from ${rowsOf('handovers', c.id)} h where h.state = 'offered' limit 1) as handover,
      (select jsonb_build_object('action', u.action, 'byId', u.by_id, 'isOver', u.expires_at <= app_now()) from undoable_steps u where u.complaint_id = ${c.id} and u.version = ${c.version} and u.undone_at is null) as undoable,
      (select count(*) filter (where o.state = 'open')::int from orders o where o.complaint_id = ${c.id}) as open_orders,
      (select jsonb_build_object('id', z.id, 'state', case z.state when 'asked' then 'asked' else 'running' end, 'byId', z.by_id) from clock_pauses z where z.complaint_id = ${c.id} and z.to_at is null and z.state in ('asked','counted') order by z.entered_at limit 1) as pause,
      case when ${c.outcome}::text = 'duplicate' then (select s.status from complaints m join complaints s on s.id = m.merged_into where m.id = ${c.id}) end as survivor,
      (select count(*) filter (where k.kind = 'promise' and k.stopped_at is null)::int from clocks k where k.complaint_id = ${c.id}) as open_promises,
      case when ${c.over_age_decided} then (select e.body::jsonb #>> '{data,accept}' = 'false' from events e where e.stream_id = ${c.id} and e.type = 'complaint.over_age_decided' order by e.seq desc limit 1) else false end as over_age_refused,
      exists (select 1 from contacts k where k.complaint_id = ${c.id} and k.direction = 'out' and k.purpose = 'verification' and k.verified) as verification_attempted,
      exists (select 1 from contacts k where k.complaint_id = ${c.id} and k.outcome in ('reached','received') and k.verified) as customer_reached`)
  const row = result.rows[0]
  if (!row) throw new Error('facts of a case came back empty')
  return {
    status: c.status, outcome: c.outcome, kind: c.kind, channel: c.channel, flags: c.flags, reasonCode: c.reason_code, ownerId: c.owner_id, firstContactOwnerId: c.first_contact_owner_id,
    missingFields: c.missing_fields, overAgeDecided: c.over_age_decided, overAgeRefused: row.over_age_refused, verificationAttempted: row.verification_attempted, customerReached: row.customer_reached, finding: row.finding, judgement: row.judgement, liability: row.liability, inspectorIds: [],
    plan: row.plan, offer: row.offer && { ...row.offer, expiresAt: row.offer.expiresAt === null ? null : Date.parse(row.offer.expiresAt) }, decision: row.decision && { ...row.decision, toldAt: Date.parse(row.decision.toldAt) },
    confirmation: row.confirmation, withdrawal: row.withdrawal, review: row.review, barredIds: row.barred, reviewsUsed: row.reviews_used, reviewsByCustomer: row.reviews_by_customer, handover: row.handover, undoable: row.undoable, openOrders: row.open_orders, pause: row.pause, openPromises: row.open_promises, survivor: row.survivor,
    // nobody files a case without a word
    isErased: c.verbatim_masked === '',
    // the few who judge by it load it themselves (`process-store.ts`): most templates add nothing to the lifecycle
    process: null,
  }
}
