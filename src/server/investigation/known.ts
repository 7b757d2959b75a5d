// What the house already knows of a case before anybody weighs it: tracking, sign-off, the units' answers, the evidence held; and the facts proposed from it.
import { sql } from 'kysely'
import type { EvidenceSide, EvidenceType } from '../../domain/complaints/evidence.ts'
import type { OrderAnswer } from '../../domain/complaints/vocabulary.ts'
import { proposeFacts } from '../../domain/investigation/propose.ts'
import type { Proposal } from '../../domain/investigation/propose.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import type { Db } from '../platform/context.ts'
import { readParcel360 } from './parcel-360.ts'

export type HeldPiece = { readonly id: string; readonly seq: number; readonly type: EvidenceType; readonly side: EvidenceSide; readonly unit_id: string | null; readonly unit: string | null; readonly text: string | null; readonly name: string | null; readonly attachment_id: string | null; readonly added_at: Date; readonly added_by_name: string }
type Asked = { readonly unit_id: string; readonly code: string; readonly answer: OrderAnswer | null; readonly late: boolean }
type Row = { readonly id: string; readonly reason_code: string | null; readonly received_at: number }

export type CaseKnowledge = {
  readonly evidence: readonly HeldPiece[]
  /** What items of the plan are held against: the evidence, and the tracking that every case with a parcel has. */
  readonly held: readonly { readonly type: EvidenceType; readonly side: EvidenceSide }[]
  readonly proposals: readonly Proposal[]
  /** Units by the code the tracking uses. */
  readonly units: ReadonlyMap<string, { readonly id: string; readonly code: string; readonly name: string; readonly kind: string }>
  /** Units that said "not true", and those asked whose time is over. */
  readonly deniedBy: readonly string[]
  readonly silent: readonly string[]
}

/** Reads it all; small queries by the case's key. */
export async function knowledgeOf(db: Db, policy: PolicyInForce, row: Row): Promise<CaseKnowledge> {
  const evidence = await heldEvidence(db, row.id)
  const asked = await sql<Asked>`select o.unit_id, u.code, o.answer, (o.answer is null and o.due_at <= app_now() and o.state <> 'cancelled') as late from orders o join org_units u on u.id = o.unit_id where o.complaint_id = ${row.id} order by o.asked_at`.execute(db)
  const parcel = await readParcel360(db, policy, { id: row.id, receivedAt: row.received_at, reason: row.reason_code })
  const view = parcel === null ? null : { anomalies: parcel.anomalies.map((a) => ({ code: a.code, unitCode: a.unitCode ?? null, params: { ...a.params, unit: a.unitName ?? '' } })), scans: parcel.waybill.scans.map((s) => ({ code: s.code, unitCode: s.unitCode ?? null })) }
  const proposals = proposeFacts({ view, reasonCode: row.reason_code, answers: asked.rows.map((o) => ({ unitCode: o.code, answer: o.answer, late: o.late })), evidence, kit: parcel?.kit ?? [] })
  const codes = [...new Set(proposals.flatMap((p) => (p.unitCode === null ? [] : [p.unitCode])))]
  const units = await sql<{ id: string; code: string; name: string; kind: string }>`select id, code, name, kind from org_units where code = any(${codes}::text[])`.execute(db)
  return {
    evidence, held: parcel === null ? evidence : [...evidence, { type: 'tracking_snapshot', side: 'system' }], proposals, units: new Map(units.rows.map((u) => [u.code, u])),
    deniedBy: asked.rows.flatMap((o) => (o.answer === 'not_true' ? [o.unit_id] : [])), silent: asked.rows.flatMap((o) => (o.late ? [o.unit_id] : [])),
  }
}

async function heldEvidence(db: Db, complaintId: string): Promise<readonly HeldPiece[]> {
  const found = await sql<HeldPiece>`select e.id, e.seq, e.type, e.side, e.unit_id, u.name as unit, left(e.text, 200) as text, a.name, e.attachment_id, e.added_at, e.added_by_name
    from evidence e left join org_units u on u.id = e.unit_id left join attachments a on a.id = e.attachment_id where e.complaint_id = ${complaintId} and e.state = 'kept' order by e.seq`.execute(db)
  return found.rows
}
