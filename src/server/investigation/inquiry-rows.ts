// The rows of a case's investigation in one statement, by the key of the case.
import { sql } from 'kysely'
import type { EvidenceSide, EvidenceType } from '../../domain/complaints/evidence.ts'
import type { CauseCode, DemandJudgement, DemandKind } from '../../domain/complaints/vocabulary.ts'
import type { CheckPoint, CheckResult, PointAnswer } from '../../domain/investigation/check.ts'
import type { Department, MemberRole } from '../../domain/investigation/departments.ts'
import type { FactCode, FactVerdict } from '../../domain/investigation/facts.ts'
import type { Giver, ItemSettlement } from '../../domain/investigation/plan.ts'
import type { HeardPerson, RecordKind, SiteMethod } from '../../domain/investigation/records.ts'
import type { Db } from '../platform/context.ts'

type Unit = { id: string; code: string; name: string; kind: string }
export type FactRow = { code: FactCode; unit: Unit | null; staff_no: string | null; verdict: FactVerdict; text: string; evidence_ids: string[]; opposing: string | null; opposing_side: EvidenceSide | null; heard: string[] }
export type InquiryRows = {
  check: { id: string; result: CheckResult; basis: string; told: string | null; checklist: { point: CheckPoint; answer: PointAnswer }[]; by_name: string; at: string } | null
  lead: { department: Department; lead_id: string; lead_name: string; team: boolean; team_reason: string | null; changed_at: string } | null
  members: { id: string; name: string; role: MemberRole }[]
  plan: { id: string; code: string | null; what: string; why: string; givers: Giver[]; types: EvidenceType[]; mandatory: boolean; due_at: string; settled: ItemSettlement | null; reason: string | null; settled_by_name: string | null }[]
  records: { id: string; kind: RecordKind; person: HeardPerson | null; staff_no: string | null; unit: Unit | null; place: string | null; method: SiteMethod | null; result: string; read_back: boolean | null; happened_at: string; evidence_ids: string[]; by_name: string; at: string }[]
  facts: (FactRow & { id: string; proposed: boolean; by_name: string; at: string })[]
  refused: { key: string; reason: string; by_name: string; at: string }[]
  found: { cause_code: CauseCode; cause_detail: string | null; demands: { kind: DemandKind; judgement: DemandJudgement; reason: string }[]; similar: { recent: number; times: number | null; days: number } | null; facts: FactRow[] } | null
  contact_due: string | null
  due: string | null
}

/** Everything of the case's investigation that is stored; lists in their order. */
export async function loadInquiry(db: Db, id: string): Promise<InquiryRows> {
  const unit = sql`(select jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) from org_units u where u.id = x.unit_id)`
  const fact = sql`jsonb_build_object('code', x.code, 'unit', ${unit}, 'staff_no', x.staff_no, 'verdict', x.verdict, 'text', x.text, 'evidence_ids', x.evidence_ids, 'opposing', x.opposing, 'opposing_side', x.opposing_side, 'heard', x.heard)`
  const found = await sql<InquiryRows>`select
    (select to_jsonb(x) from initial_checks x where x.complaint_id = ${id} order by x.at desc, x.id desc limit 1) as check,
    (select to_jsonb(x) from investigations x where x.complaint_id = ${id}) as lead,
    (select coalesce(jsonb_agg(jsonb_build_object('id', x.user_id, 'name', x.name, 'role', x.role) order by x.added_at, x.name), '[]') from investigation_members x where x.complaint_id = ${id} and x.left_at is null) as members,
    (select coalesce(jsonb_agg(to_jsonb(x) order by x.seq), '[]') from evidence_plan_items x where x.complaint_id = ${id}) as plan,
    (select coalesce(jsonb_agg(to_jsonb(x) || jsonb_build_object('unit', ${unit}) order by x.happened_at, x.id), '[]') from investigation_records x where x.complaint_id = ${id}) as records,
    (select coalesce(jsonb_agg(${fact} || jsonb_build_object('id', x.id, 'proposed', x.proposed, 'by_name', x.by_name, 'at', x.at) order by x.seq), '[]') from case_facts x where x.complaint_id = ${id} and x.dropped_at is null) as facts,
    (select coalesce(jsonb_agg(to_jsonb(x) order by x.at), '[]') from refused_proposals x where x.complaint_id = ${id}) as refused,
    (select jsonb_build_object('cause_code', f.cause_code, 'cause_detail', f.cause_detail, 'demands', f.demands, 'similar', f.alike,
        'facts', (select coalesce(jsonb_agg(${fact} order by x.seq), '[]') from finding_facts x where x.complaint_id = ${id} and x.finding_id = f.id)) from findings f where f.complaint_id = ${id} order by f.at desc, f.id desc limit 1) as found,
    (select min(k.due_at) from clocks k where k.complaint_id = ${id} and k.kind = 'regular_contact' and k.stopped_at is null) as contact_due,
    (select min(k.due_at) from clocks k where k.complaint_id = ${id} and k.kind in ('preliminary_finding','decision') and k.stopped_at is null) as due`.execute(db)
  const rows = found.rows[0]
  if (rows === undefined) throw new Error('the rows of an investigation came back empty')
  return rows
}
