// The content of an investigation report: all sides of the case as codes and figures, with what was not found out said in so many words.
import { sql } from 'kysely'
import type { z } from 'zod'
import { cutParts } from '../../contract/reports.ts'
import type { ReportContent, reportUnknown } from '../../contract/reports.ts'
import type { Parcel360 as ParcelView } from '../../contract/waybill-360.ts'
import type { EvidenceSide, EvidenceType } from '../../domain/complaints/evidence.ts'
import type { CauseCode } from '../../domain/complaints/vocabulary.ts'
import { itemState } from '../../domain/investigation/plan.ts'
import { isCustomer } from '../../domain/investigation/records.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import type { ComplaintRow } from '../complaints/visible.ts'
import type { Db } from '../platform/context.ts'
import { loadInquiry } from './inquiry-rows.ts'
import type { FactRow, InquiryRows } from './inquiry-rows.ts'
import { readParcel360 } from './parcel-360.ts'
import { causesDocument, evidencePlansDocument } from './policy.ts'
import { viewParcel } from './waybill-360.ts'

type Unknown = z.output<typeof reportUnknown>
type Piece = { id: string; seq: number; type: EvidenceType; side: EvidenceSide; unit: string | null; sha256: string | null; added_by: string; added_at: number; state: string; order_id: string | null }
type Finding = { facts: string; company_liability: NonNullable<ReportContent['finding']>['companyLiability']; liability_basis: string; demand_judgement: NonNullable<ReportContent['finding']>['demandJudgement']; demand_reason: string; common_problem: boolean; by_name: string; at: number }
type Order = { id: string; unit: string; question: string; asked_at: number; due_at: number; stage: string; silent_at: number | null; answer: string | null; answer_text: string | null; answered_at: number | null; answered_by: string | null; kind: string }
type Line = { at: number; step: string; by: string | null; unit: string | null }
type Request = { what: string; state: string; due_at: number }

/** Steps of the record that a report tells, in order; what merely looked or noted is left out. */
const told = ['complaint.received', 'complaint.accepted', 'investigation.checked', 'investigation.lead_named', 'investigation.recorded', 'complaint.customer_contacted', 'complaint.chased', 'order.issued', 'order.answered', 'order.returned', 'order.silent', 'evidence.requested', 'investigation.found', 'waybill.refreshed', 'liability.judged', 'complaint.decision_told', 'complaint.closed', 'complaint.reopened', 'report.submitted']

/** The most lines a report tells of each kind; how many there are beyond is said in the report (`cut`). */
const most: Readonly<Record<(typeof cutParts)[number], number>> = { orders: 200, unknown: 300, evidence: 500, chronology: 300 }

/** Reads everything a report tells of a case the caller may see, as of `now` (epoch ms). */
export async function reportContent(db: Db, policy: PolicyInForce, row: ComplaintRow, now: number): Promise<ReportContent> {
  const reason = row.reason_code ?? (row.suggested as { code?: string } | null)?.code ?? null
  const inquiry = await loadInquiry(db, row.id)
  const parcel = await readParcel360(db, policy, { id: row.id, receivedAt: Number(row.received_at), reason })
  const [pieces, finding, orders, lines, requests] = [await piecesOf(db, row.id), await findingOf(db, row.id), await ordersOf(db, row.id), await linesOf(db, row), await requestsOf(db, row.id)]
  const seqs = (ids: readonly string[]): number[] => pieces.flatMap((p) => (ids.includes(p.id) ? [p.seq] : []))
  const view = parcel && withoutLooks(viewParcel(parcel, policy.custodyLimits))
  const demand = row.demand as { kinds?: string[]; amount?: { minor: number; currency: 'CNY' } | null } | null
  const unknown = [...openFacts(inquiry), ...missing(inquiry, pieces, policy), ...unanswered(orders), ...requests.filter((r) => r.state === 'asked' && r.due_at < now).map((r): Unknown => ({ code: 'request_unanswered', what: r.what, unit: null, words: null })), ...ofParcel(view)]
  const whole = { orders, unknown, evidence: pieces, chronology: lines }
  const shown = { orders: orders.slice(0, most.orders), unknown: unknown.slice(0, most.unknown), evidence: pieces.slice(0, most.evidence), chronology: firstLines(lines) }
  const cut = cutParts.filter((part) => shown[part].length < whole[part].length).map((part) => ({ part, shown: shown[part].length, all: whole[part].length }))
  return {
    ...(cut.length === 0 ? {} : { cut }),
    complaintNo: row.complaint_no, keyword: row.keyword, reasonCode: reason, link: row.link, receivedAt: iso(row.received_at), asOf: iso(now), customer: row.name_masked, waybillNo: row.item_number, restricted: row.flags.includes('restricted'),
    demand: demand && { kinds: demand.kinds ?? [], amount: demand.amount ?? null },
    lead: inquiry.lead && { department: inquiry.lead.department, name: inquiry.lead.lead_name, team: inquiry.lead.team, teamReason: inquiry.lead.team_reason, members: inquiry.members.map((m) => ({ name: m.name, role: m.role })) },
    check: inquiry.check && { result: inquiry.check.result, basis: inquiry.check.basis, by: inquiry.check.by_name, at: iso(inquiry.check.at) },
    parcel: view, facts: (inquiry.found?.facts.length ? inquiry.found.facts : inquiry.facts).map((f) => factOf(f, seqs)), finding: finding && foundOf(finding, inquiry, policy),
    // what a customer said when heard stays in its piece of evidence, from which it can be erased (ADR 089)
    records: inquiry.records.map((r) => ({ kind: r.kind, person: r.person, staffNo: r.staff_no, unit: r.unit?.name ?? null, place: isCustomer(r.person) ? null : r.place, method: r.method, result: isCustomer(r.person) ? '' : r.result, readBack: r.read_back, happenedAt: iso(r.happened_at), evidence: seqs(r.evidence_ids), by: r.by_name })),
    orders: shown.orders.map((o) => ({ unit: o.unit, question: o.question, askedAt: iso(o.asked_at), dueAt: iso(o.due_at), stage: o.stage, silent: o.silent_at !== null, answer: o.answer, answerText: o.answer_text, answeredAt: o.answered_at === null ? null : iso(o.answered_at), answeredBy: o.answered_by, evidence: pieces.flatMap((p) => (p.order_id === o.id ? [p.seq] : [])) })),
    evidence: shown.evidence.map((p) => ({ seq: p.seq, type: p.type, side: p.side, unit: p.unit, sha256: p.sha256, addedBy: p.added_by, addedAt: iso(p.added_at), withdrawn: p.state === 'withdrawn' })),
    chronology: shown.chronology.map((l) => ({ at: iso(l.at), step: l.step, by: l.by ?? '', unit: l.unit })),
    unknown: shown.unknown,
  }
}

/** Handing a report in is always told, so that it alone never changes what is left out. */
function firstLines(lines: readonly Line[]): readonly Line[] {
  const others = new Set(lines.filter((l) => l.step !== 'report.submitted').slice(0, most.chronology))
  return lines.filter((l) => l.step === 'report.submitted' || others.has(l))
}

/** What changes with every look at the carrier, and events whose weight the kit has already said, are no part of a report. */
function withoutLooks({ looks: _looks, newScans: _news, events: _events, ...rest }: ParcelView): NonNullable<ReportContent['parcel']> {
  return rest
}

function factOf(f: FactRow, seqs: (ids: readonly string[]) => number[]): ReportContent['facts'][number] {
  return { code: f.code, unit: f.unit?.name ?? null, staffNo: f.staff_no, verdict: f.verdict, text: f.text, evidence: seqs(f.evidence_ids), opposing: f.opposing, opposingSide: f.opposing_side, heard: f.heard }
}

function foundOf(f: Finding, { found }: InquiryRows, policy: PolicyInForce): ReportContent['finding'] {
  const cause: CauseCode = found?.cause_code ?? 'unknown'
  const detail = policy.of(causesDocument).causes[cause]?.find((c) => c.code === found?.cause_detail)
  return {
    facts: f.facts, causeCode: cause, causeWords: detail?.words ?? null, companyLiability: f.company_liability, liabilityBasis: f.liability_basis, demandJudgement: f.demand_judgement, demandReason: f.demand_reason,
    demands: found?.demands ?? [], commonProblem: f.common_problem, similar: found?.similar ?? null, by: f.by_name, at: iso(f.at),
  }
}

function openFacts({ facts, found }: InquiryRows): Unknown[] {
  return (found?.facts.length ? found.facts : facts).filter((f) => f.verdict === 'open').map((f) => ({ code: 'fact_open', what: f.code, unit: f.unit?.name ?? null, words: null }))
}

/** Items of the plan that were wanted and are not there, whatever the reason. */
function missing({ plan }: InquiryRows, pieces: readonly Piece[], policy: PolicyInForce): Unknown[] {
  const held = pieces.filter((p) => p.state === 'kept')
  const { items } = policy.of(evidencePlansDocument)
  return plan.filter((i) => { const state = itemState(i, held); return state === 'open' || state === 'not_obtainable' }).map((i) => ({ code: 'plan_missing', what: i.what, unit: null, words: (i.code === null ? undefined : items[i.code]?.what) ?? null }))
}

function unanswered(orders: readonly Order[]): Unknown[] {
  return orders.filter((o) => o.kind !== 'notice' && o.answered_at === null && o.stage !== 'cancelled' && o.stage !== 'handed_over' && o.stage !== 'rerouted').map((o) => ({ code: o.silent_at === null ? 'order_unanswered' : 'order_silent', what: o.question, unit: o.unit, words: null }))
}

function ofParcel(parcel: ReportContent['parcel']): Unknown[] {
  if (parcel === null) return [{ code: 'no_parcel', what: '', unit: null, words: null }]
  const gaps = [...parcel.stays.flatMap((s) => (s.gap === null ? [] : [{ gap: s.gap, unit: s.unitName }])), ...parcel.hops.flatMap((h) => (h.gap === null ? [] : h.gap === 'passed_without_scan' ? h.passed.map((p) => ({ gap: h.gap, unit: p.unitName })) : [{ gap: h.gap, unit: h.next.unitName }]))]
  return [...parcel.kit.filter((l) => l.state === 'unknown').map((l): Unknown => ({ code: 'kit_unknown', what: l.line, unit: null, words: null })), ...gaps.map((g): Unknown => ({ code: 'scan_gap', what: g.gap ?? '', unit: g.unit, words: null }))]
}

async function piecesOf(db: Db, id: string): Promise<Piece[]> {
  return (await sql<Piece>`select e.id, e.seq, e.type, e.side, u.name as unit, encode(e.sha256, 'hex') as sha256, case when e.added_by_kind = 'customer' then '' else e.added_by_name end as added_by, e.added_at, e.state, e.order_id
    from evidence e left join org_units u on u.id = e.unit_id where e.complaint_id = ${id} and e.state <> 'erased' order by e.seq`.execute(db)).rows
}

async function findingOf(db: Db, id: string): Promise<Finding | null> {
  return (await sql<Finding>`select facts, company_liability, liability_basis, demand_judgement, demand_reason, common_problem, by_name, at from findings where complaint_id = ${id} order by at desc, id desc limit 1`.execute(db)).rows[0] ?? null
}

async function ordersOf(db: Db, id: string): Promise<Order[]> {
  return (await sql<Order>`select o.id, u.name as unit, o.question, o.asked_at, o.due_at, o.stage, o.silent_at, o.answer, o.answer_text, o.answered_at, o.answered_by_name as answered_by, o.kind from orders o join org_units u on u.id = o.unit_id where o.complaint_id = ${id} order by o.asked_at, o.id`.execute(db)).rows
}

async function requestsOf(db: Db, id: string): Promise<Request[]> {
  return (await sql<Request>`select what, state, due_at from evidence_requests where complaint_id = ${id} order by asked_at`.execute(db)).rows
}

async function linesOf(db: Db, row: ComplaintRow): Promise<Line[]> {
  const since = new Date(Math.min(Number(row.received_at), Number(row.recorded_at)))
  const found = await sql<Line>`select e.at, e.type as step, case when e.body::jsonb #>> '{actor,kind}' = 'customer' then null else e.body::jsonb #>> '{actor,name}' end as by, u.name as unit
    from events e left join org_units u on u.id = case when e.body::jsonb #>> '{data,unit}' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (e.body::jsonb #>> '{data,unit}')::uuid end
    where e.stream_id = ${row.id} and e.at >= ${since} and e.type = any(${told}::text[]) order by e.seq`.execute(db)
  return found.rows
}

function iso(at: number | string | Date): string {
  return new Date(at).toISOString()
}
