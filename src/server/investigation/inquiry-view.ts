// The investigation of a case as its page shows it: check, lead, plan with its gaps, who was heard, the board of facts and what is proposed for it.
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { getInquiry, InquiryView } from '../../contract/inquiry.ts'
import { causeCodes, priorityLevels } from '../../domain/complaints/vocabulary.ts'
import { causesBelow } from '../../domain/investigation/causes.ts'
import { teamGrounds } from '../../domain/investigation/departments.ts'
import { departmentFor, fits, gapsOf, itemState, planFor, stillToPlan } from '../../domain/investigation/plan.ts'
import type { EvidencePlans } from '../../domain/investigation/plan.ts'
import type { Proposal } from '../../domain/investigation/propose.ts'
import { findReason } from '../../domain/policy/reason-tree.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { loadVisible } from '../complaints/visible.ts'
import type { ComplaintRow } from '../complaints/visible.ts'
import type { Ctx } from '../platform/context.ts'
import { loadInquiry } from './inquiry-rows.ts'
import type { FactRow, InquiryRows } from './inquiry-rows.ts'
import { knowledgeOf } from './known.ts'
import type { CaseKnowledge, HeldPiece } from './known.ts'
import { causesDocument, evidencePlansDocument } from './policy.ts'
import { readSignals } from './signals.ts'

/** Who sees the whole investigation of a case: headquarters, and the province that investigates unless the case is restricted; a unit sees what it is asked and what it is told. */
export function seesInquiry({ scope }: Ctx['actor'], { flags }: Pick<ComplaintRow, 'flags'>): boolean {
  return scope.kind === 'all' || (scope.kind === 'province' && !flags.includes('restricted'))
}

/** @throws Refusal `not_found` (404) when the case doesn't exist for the actor */
export async function viewInquiry(ctx: Ctx, policy: PolicyInForce, id: string): Promise<ReplyOf<typeof getInquiry>> {
  const row = await loadVisible(ctx.db, ctx.actor, id)
  if (!seesInquiry(ctx.actor, row) || row.kind !== 'complaint') return { inquiry: null }
  const [rows, known, signals] = [await loadInquiry(ctx.db, row.id), await knowledgeOf(ctx.db, policy, row), await readSignals(ctx.db, ctx.actor, row, demandMinor(row))]
  const plans = policy.of(evidencePlansDocument)
  const tree = policy.of(causesDocument)
  return {
    inquiry: {
      ...checkAndLead(rows, row, plans), branch: row.reason_code === null ? 'none' : (findReason(policy.reasons, row.reason_code)?.branch ?? 'none'),
      ...planPart(rows, row, plans, known), records: rows.records.map((r) => ({ id: r.id, kind: r.kind, person: r.person, staffNo: r.staff_no, unit: r.unit, place: r.place, method: r.method, result: r.result, readBack: r.read_back, happenedAt: iso(r.happened_at), evidenceIds: r.evidence_ids, by: r.by_name, at: iso(r.at) })),
      facts: rows.facts.map((f) => ({ id: f.id, ...factView(f), proposed: f.proposed, by: f.by_name, at: iso(f.at) })), ...proposalPart(rows, known), evidence: known.evidence.map(pieceView),
      found: rows.found && { causeCode: rows.found.cause_code, causeDetail: rows.found.cause_detail, causeWords: tree.causes[rows.found.cause_code].find((c) => c.code === rows.found?.cause_detail)?.words ?? null, demands: rows.found.demands, facts: rows.found.facts.map(factView), similar: rows.found.similar },
      causes: causeCodes.flatMap((cause) => causesBelow(tree, cause, row.reason_code).map((c) => ({ cause, code: c.code, words: c.words }))), signals: [...signals],
      contactDueAt: rows.contact_due === null ? null : iso(rows.contact_due), dueAt: rows.due === null ? null : iso(rows.due),
    },
  }
}

function checkAndLead(rows: InquiryRows, row: ComplaintRow, plans: EvidencePlans): Pick<InquiryView, 'check' | 'checks' | 'lead' | 'suggested'> {
  const { check, lead } = rows
  return {
    check: check && { id: check.id, result: check.result, basis: check.basis, told: check.told, points: check.checklist, by: check.by_name, at: iso(check.at) }, checks: [...planFor(plans, row.reason_code).checks],
    lead: lead && { department: lead.department, lead: { id: lead.lead_id, name: lead.lead_name }, team: lead.team, teamReason: lead.team_reason, members: rows.members, since: iso(lead.changed_at) },
    suggested: { department: departmentFor(plans, row.reason_code), team: [...teamGrounds(plans.team, { level: priorityLevels[row.priority - 1] ?? 'p4', reasonCode: row.reason_code, demandMinor: demandMinor(row) })] },
  }
}

function planPart(rows: InquiryRows, row: ComplaintRow, plans: EvidencePlans, known: CaseKnowledge): Pick<InquiryView, 'plan' | 'wants' | 'gaps'> {
  const wordsOf = (code: string | null) => { const kind = code === null ? undefined : plans.items[code]; return kind === undefined ? null : { what: kind.what, why: kind.why } }
  return {
    plan: rows.plan.map((i) => ({ id: i.id, code: i.code, words: wordsOf(i.code), what: i.what, why: i.why, givers: i.givers, types: i.types, mandatory: i.mandatory, dueAt: iso(i.due_at), state: itemState(i, known.held), reason: i.reason, settledBy: i.settled_by_name, evidenceIds: known.evidence.flatMap((e) => (fits(i, e) ? [e.id] : [])) })),
    wants: stillToPlan(planFor(plans, row.reason_code), rows.plan).flatMap((want) => { const kind = plans.items[want.item]; return kind === undefined ? [] : [{ code: want.item, words: { what: kind.what, why: kind.why }, givers: [...kind.givers], types: [...kind.types], mandatory: want.mandatory }] }),
    gaps: gapsOf(rows.plan, known.held).length,
  }
}

/** Proposals that nobody took or refused yet, and those refused with the reason. */
function proposalPart(rows: InquiryRows, known: CaseKnowledge): Pick<InquiryView, 'proposals' | 'refused'> {
  const unitOf = (p: Pick<Proposal, 'unitCode'>) => (p.unitCode === null ? null : (known.units.get(p.unitCode) ?? null))
  const open = known.proposals.filter((p) => !rows.refused.some((r) => r.key === p.key) && !rows.facts.some((f) => f.code === p.code && (f.unit?.id ?? null) === (unitOf(p)?.id ?? null)) && (p.unitCode === null || unitOf(p) !== null))
  return {
    proposals: open.map((p) => ({ key: p.key, code: p.code, unit: unitOf(p), verdict: p.verdict, source: p.source, because: { code: p.because.code, params: p.because.params }, opposingSide: p.opposingSide })),
    refused: rows.refused.map((r) => { const [code = '', unit = ''] = r.key.split(':'); return { key: r.key, code, unit: known.units.get(unit)?.name ?? null, reason: r.reason, by: r.by_name, at: iso(r.at) } }),
  }
}

function demandMinor({ demand }: Pick<ComplaintRow, 'demand'>): number | null {
  return (demand as { amount?: { minor: number } | null } | null)?.amount?.minor ?? null
}

function factView(f: FactRow) {
  return { code: f.code, unit: f.unit, staffNo: f.staff_no, verdict: f.verdict, text: f.text, evidenceIds: f.evidence_ids, opposing: f.opposing, opposingSide: f.opposing_side, heard: f.heard }
}

function pieceView(e: HeldPiece): InquiryView['evidence'][number] {
  return { id: e.id, seq: e.seq, type: e.type, side: e.side, unit: e.unit, text: e.text, name: e.name, attachmentId: e.attachment_id, addedAt: iso(e.added_at), addedBy: e.added_by_name }
}

function iso(at: Date | string): string {
  return new Date(at).toISOString()
}
