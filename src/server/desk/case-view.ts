// The case page: the rows of a case as the viewer may see them, personal data masked, a unit's view cut to its part.
import type { CaseView } from '../../contract/desk.ts'
import type { ClockRow } from '../complaints/clocks.ts'
import { viewClock } from '../complaints/clock-view.ts'
import type { ClockView } from '../complaints/clock-view.ts'
import { noteAccess } from '../complaints/inquiry-access.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { unitScope } from '../complaints/visible.ts'
import { priorityLevels } from '../../domain/complaints/vocabulary.ts'
import { maskName, maskPhone } from '../../domain/customers/masking.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx } from '../platform/context.ts'
import { readCase } from './case-rows.ts'
import type { AttachmentJson, CaseRows, OrderJson } from './case-rows.ts'

/**
 * The case by id or complaint number.
 * @throws Refusal `not_found` (404) when it doesn't exist for the actor.
 */
export async function viewCase(ctx: Ctx, policy: PolicyInForce, idOrNo: string): Promise<CaseView> {
  const rows = await readCase(ctx.db, ctx.actor, idOrNo)
  if (!rows) throw new Refusal('not_found', {}, 404)
  const full = fullView(rows, policy)
  // who opens a case under inquiry stands on record, whichever page they open (CLS-12)
  if (full.flags.includes('inquiry')) await noteAccess(ctx.db, ctx.actor, full.id)
  return ctx.actor.scope.kind === 'all' ? full : unitView(full, rows, ctx.actor)
}

function fullView(r: CaseRows, policy: PolicyInForce): CaseView {
  const clocks = (r.clocks ?? []).map((k) => ({ row: clockRow(k), view: viewClock(clockRow(k), r.now) }))
  const outletClock = (epoch: number) => clocks.find((k) => k.row.kind === 'outlet_reply' && k.row.epoch === epoch)?.view ?? null
  return {
    ...headOf(r), secondWindow: policy.profileOf(r.policy_version ?? '').secondWindow === true, verbatim: r.verbatim_masked, summary: r.summary, anonymous: r.anonymous,
    complainant: { name: r.name_masked, phone: r.phone_masked, email: r.email_masked, handle: r.handle_masked, role: r.complainant_role as NonNullable<CaseView['complainant']>['role'], preferences: maskedPreferences(r.preferences), identityChecked: r.identity_checked },
    demand: demandOf(r.demand), place: r.place_masked, respondent: respondentOf(r.respondent), details: (r.details ?? {}) as Record<string, unknown>, items: r.items ?? [], missingFields: r.missing_fields, owner: personOf(r.owner_id, r.owner_name), firstContactOwner: personOf(r.first_contact_owner_id, r.first_contact_owner_name),
    clocks: clocks.map((k) => k.view), likely: likelyOf(r, clocks.map((k) => k.view)), parties: (r.parties ?? []).map((p) => ({ unit: p.unit, role: p.role, suspended: p.status !== 'active' })), waybill: r.waybill, duplicates: r.duplicates ?? [], mergedInto: r.merged,
    history: (r.history ?? []).map((h) => ({ ...h, receivedAt: iso(h.receivedAt) })), orders: (r.orders ?? []).map((o) => orderOf(o, r, o.stage === 'rerouted' ? null : outletClock(o.epoch))),
    ...handlingOf(r), attachments: (r.attachments ?? []).filter((a) => a.order_id === null).map(attachmentOf),
  }
}

/** Warnings whose clock still runs and has less left than is needed; a pause may have given it more. */
function likelyOf(r: CaseRows, clocks: readonly ClockView[]): NonNullable<CaseView['likely']> {
  const running = clocks.filter((k) => k.state === 'running' || k.state === 'soon')
  return (r.warnings ?? []).flatMap((w) => running.filter((k) => k.kind === w.kind && k.epoch === w.epoch && Date.parse(k.dueAt) - r.now < w.needsMs).map((k) => ({ kind: k.kind, dueAt: k.dueAt, needsMs: w.needsMs, sample: w.sample })))
}

function headOf(r: CaseRows): Pick<CaseView, 'id' | 'complaintNo' | 'keyword' | 'kind' | 'channel' | 'status' | 'outcome' | 'version' | 'flags' | 'receivedAt' | 'reportedAt' | 'recordedAt' | 'occurredAt' | 'acceptedOn' | 'receivedBy' | 'readBack' | 'reasonCode' | 'secondaryReason' | 'link' | 'regulatorClass' | 'suggestedReason' | 'priority'> {
  return {
    id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, kind: r.kind as CaseView['kind'], channel: r.channel as CaseView['channel'], status: r.status as CaseView['status'], outcome: r.outcome as CaseView['outcome'], version: r.version, flags: r.flags as CaseView['flags'],
    receivedAt: iso(r.received_at), reportedAt: isoOrNull(r.reported_at), recordedAt: iso(r.recorded_at), occurredAt: isoOrNull(r.occurred_at), acceptedOn: r.accepted_on, receivedBy: r.received_by_name, readBack: r.read_back,
    reasonCode: r.reason_code, secondaryReason: r.secondary_reason, link: r.link as CaseView['link'], regulatorClass: r.regulator_class, suggestedReason: (r.suggested ?? null) as CaseView['suggestedReason'],
    priority: { level: priorityLevels[r.priority - 1] ?? 'p4', because: (r.priority_because ?? []) as CaseView['priority']['because'] },
  }
}

function handlingOf(r: CaseRows): Pick<CaseView, 'finding' | 'judgement' | 'plan' | 'offers' | 'decision' | 'confirmation' | 'withdrawal' | 'reviews' | 'handover' | 'contacts' | 'rating'> {
  const { finding: f, judgement: j, plan: p, decision: d, confirmation: c, withdrawal: w, handover: h } = r
  return {
    finding: f && { id: f.id, facts: f.facts, causeCode: f.cause_code, companyLiability: f.company_liability, liabilityBasis: f.liability_basis, demandJudgement: f.demand_judgement, demandReason: f.demand_reason, commonProblem: f.common_problem, by: f.by_name, at: iso(f.at) },
    judgement: j && { id: j.id, reasoning: j.reasoning, rule: j.rule, by: j.by_name, at: iso(j.at), shares: j.shares ?? [] },
    plan: p && {
      id: p.id, state: p.state, reasoning: p.reasoning, basis: p.basis, needsConsent: p.needs_consent, approvalLevels: p.approval_levels, by: p.maker_name, at: iso(p.at), approvals: (p.approvals ?? []).map((a) => ({ level: a.level, approve: a.approve, reason: a.reason, by: a.by_name, at: iso(a.at) })),
      measures: (p.measures ?? []).map((m) => ({ seq: m.seq, kind: m.kind, description: m.description, amount: moneyOf(m.amount_minor), state: m.state, evidence: m.evidence, dueAt: isoOrNull(m.due_at), executedAt: isoOrNull(m.executed_at), executedBy: m.executed_by_name })),
    },
    offers: (r.offers ?? []).map((o) => ({ id: o.id, round: o.round, text: o.text, grounds: o.grounds, amount: { minor: o.amount_minor, currency: 'CNY' }, state: o.state, madeAt: iso(o.made_at), expiresAt: isoOrNull(o.expires_at), answeredAt: isoOrNull(o.answered_at), answerWords: o.answer_words, counterAmount: moneyOf(o.counter_minor) })),
    decision: d && { id: d.id, outcome: d.outcome, text: d.text, reasons: d.reasons, basis: d.basis, channel: d.channel, toldAt: iso(d.told_at), by: d.by_name, appealRouteTold: d.appeal_route_told },
    confirmation: c && { id: c.id, method: c.method, satisfied: c.satisfied, reference: c.reference, reason: c.reason, at: iso(c.at), by: c.by_name },
    withdrawal: w && { id: w.id, state: w.state, words: w.words, at: iso(w.requested_at) },
    reviews: (r.reviews ?? []).map((v) => ({ id: v.id, kind: v.kind, words: v.words, raisedAt: iso(v.raised_at), state: v.state, reasons: v.reasons, by: v.handler_name, decidedAt: isoOrNull(v.decided_at) })),
    handover: h && { id: h.id, from: h.from ?? '', toId: h.to_id, to: h.to ?? '', reason: h.reason, happened: h.happened, promised: h.promised, wants: h.wants, state: h.state, at: iso(h.at) },
    contacts: (r.contacts ?? []).map((k) => ({ id: k.id, at: iso(k.at), by: k.by_name, direction: k.direction, channel: k.channel, outcome: k.outcome, purpose: k.purpose, summary: k.summary, reference: k.reference, verified: k.verified, promise: k.promise })),
    rating: r.rating && { score: r.rating.score, comment: r.rating.comment, at: iso(r.rating.at) },
  }
}

/**
 * What a unit sees (OPN-30): itself, its questions and what concerns them. The customer's words only with a question to answer; never the
 * ways to reach the customer, the plan, offers, decision, contacts, or other units' part. Every field is named, so that a new one asks for a decision.
 */
function unitView(full: CaseView, rows: CaseRows, actor: Actor): CaseView {
  // under inquiry a unit is asked and learns nothing besides (CLS-12)
  const inquired = full.flags.includes('inquiry')
  // in a restricted case a unit learns only what it is asked; a partner learns of the item and no more (OPN-38)
  const closed = full.flags.includes('restricted') || full.parties.some((p) => p.unit.id === actor.unitId && p.unit.kind === 'partner')
  const asked = !closed && full.orders.some((o) => o.state !== 'cancelled')
  const scope = unitScope(actor)
  const own = (rows.attachments ?? []).filter((a) => (scope !== null && a.uploader_unit_id === actor.unitId && a.uploader_unit_id !== null) || full.orders.some((o) => o.id === a.order_id))
  const waybill = full.waybill && { ...full.waybill, sender: { ...full.waybill.sender, phone: null }, consignee: { ...full.waybill.consignee, phone: null } }
  return {
    id: full.id, complaintNo: full.complaintNo, keyword: full.keyword, kind: full.kind, channel: full.channel, status: full.status, outcome: full.outcome, version: full.version, flags: full.flags,
    receivedAt: full.receivedAt, reportedAt: null, recordedAt: full.recordedAt, occurredAt: full.occurredAt, acceptedOn: full.acceptedOn, receivedBy: null, readBack: full.readBack,
    reasonCode: full.reasonCode, secondaryReason: full.secondaryReason, link: full.link, regulatorClass: null, suggestedReason: null, priority: { level: full.priority.level, because: [] }, secondWindow: false,
    verbatim: asked ? full.verbatim : null, summary: asked ? full.summary : null, anonymous: full.anonymous,
    complainant: closed ? null : full.complainant && { name: full.complainant.name, phone: null, email: null, handle: null, role: full.complainant.role, preferences: null, identityChecked: false },
    demand: asked && full.demand ? { kinds: full.demand.kinds, amount: null, text: null } : null, place: asked ? full.place : null, respondent: asked ? full.respondent : null, details: {}, items: inquired ? [] : full.items, missingFields: [], owner: full.owner, firstContactOwner: null,
    clocks: full.orders.flatMap((o) => (o.clock ? [o.clock] : [])), parties: closed ? full.parties.filter((p) => p.unit.id === actor.unitId) : full.parties, waybill: closed ? null : waybill, duplicates: [], mergedInto: null, history: [],
    orders: full.orders, finding: null, judgement: full.judgement && full.judgement.shares.length > 0 ? full.judgement : null, plan: null, offers: [], decision: null, confirmation: null,
    withdrawal: null, reviews: [], handover: null, contacts: [], attachments: own.filter((a) => a.order_id === null).map(attachmentOf), rating: null,
  }
}

function clockRow(k: NonNullable<CaseRows['clocks']>[number]): ClockRow {
  return { ...k, opened_at: Date.parse(k.opened_at), due_at: Date.parse(k.due_at), strict_due_at: Date.parse(k.strict_due_at), rolled_due_at: k.rolled_due_at === null ? null : Date.parse(k.rolled_due_at), stopped_at: k.stopped_at === null ? null : Date.parse(k.stopped_at), paused_at: k.paused_at === null ? null : Date.parse(k.paused_at) }
}

function orderOf(o: OrderJson, r: CaseRows, clock: ClockView | null): CaseView['orders'][number] {
  return {
    id: o.id, complaintId: r.id, complaintNo: r.complaint_no, keyword: r.keyword, unit: o.unit, question: o.question, wanted: o.wanted, askedAt: iso(o.asked_at), askedBy: o.asked_by_name, dueAt: iso(o.due_at), state: o.state,
    clock, answer: o.answer, answerText: o.answer_text, answeredAt: isoOrNull(o.answered_at), answeredBy: o.answered_by_name, attachments: (r.attachments ?? []).filter((a) => a.order_id === o.id).map(attachmentOf),
    kind: o.kind, addressee: o.addressee, staffName: o.staff_name, stage: o.stage, wantedTypes: o.wanted_types, acceptDueAt: isoOrNull(o.accept_due_at), acceptedAt: isoOrNull(o.accepted_at), acceptedBy: o.accepted_by_name, returned: o.returned, missing: o.missing,
    partAnsweredAt: isoOrNull(o.part_answered_at), extendedAt: isoOrNull(o.extended_at), reminded: o.reminded, silentAt: isoOrNull(o.silent_at), settledAt: isoOrNull(o.settled_at), endReason: o.end_reason, fields: o.fields,
  }
}

function attachmentOf(a: AttachmentJson): CaseView['attachments'][number] {
  return { id: a.id, name: a.name, mediaType: a.media_type, size: a.size, sha256: a.sha256, addedAt: iso(a.added_at), addedBy: a.added_by }
}

// Guardians are persons too; the column holds what was typed.
function maskedPreferences(value: unknown): NonNullable<CaseView['complainant']>['preferences'] {
  if (value === null || value === undefined) return null
  const p = value as NonNullable<NonNullable<CaseView['complainant']>['preferences']>
  return { ...p, ...(p.guardianName === undefined ? {} : { guardianName: maskName(p.guardianName) }), ...(p.guardianPhone === undefined ? {} : { guardianPhone: maskPhone(p.guardianPhone) }) }
}

function demandOf(value: unknown): CaseView['demand'] {
  const d = value as Partial<NonNullable<CaseView['demand']>> | null
  return d ? { kinds: d.kinds ?? [], amount: d.amount ?? null, text: d.text ?? null } : null
}

function respondentOf(value: unknown): CaseView['respondent'] {
  const d = value as Partial<NonNullable<CaseView['respondent']>> | null
  return d ? { orgCode: d.orgCode ?? null, staffNo: d.staffNo ?? null, name: d.name ?? null } : null
}

function personOf(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null ? null : { id, name: name ?? '' }
}

function moneyOf(minor: number | null): { minor: number; currency: 'CNY' } | null {
  return minor === null ? null : { minor, currency: 'CNY' }
}

function iso(at: number | string): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: number | string | null): string | null {
  return at === null ? null : iso(at)
}
