// What is final of who bears it, for what follows: recoveries, penalties, statements of account.
import { sql } from 'kysely'
import type { BearerKind } from '../../domain/complaints/vocabulary.ts'
import type { Db } from '../platform/context.ts'

export type FinalShare = { readonly bearer: BearerKind; readonly unitId: string | null; readonly staffNo: string | null; readonly percent: number; readonly basis: string }
/** `epoch`: how many times the case had been reopened; a later one takes the place of an earlier. `penalty`: what an unfounded submission to arbitration costs the unit that made it. */
export type FinalShares = { readonly judgementId: string; readonly epoch: number; readonly finalAt: number; readonly shares: readonly FinalShare[]; readonly penalty: { readonly unitId: string; readonly minor: number } | null }

/** The shares that are final for a case since it was last reopened, or before; null while none are. */
export async function finalSharesOf(tx: Db, complaintId: string): Promise<FinalShares | null> {
  const found = await sql<{ judgement_id: string; epoch: number; final_at: number; shares: FinalShare[] | null; penalty: { unitId: string; minor: number } | null }>`
    select l.judgement_id, l.epoch, l.final_at, (select jsonb_agg(jsonb_build_object('bearer', s.bearer, 'unitId', s.unit_id, 'staffNo', s.staff_no, 'percent', s.percent, 'basis', s.basis) order by s.seq) from judgement_shares s where s.complaint_id = l.complaint_id and s.judgement_id = l.judgement_id) as shares,
      (select jsonb_build_object('unitId', a.unit_id, 'minor', a.penalty_minor) from arbitrations a where a.complaint_id = l.complaint_id and a.epoch = l.epoch and a.penalty_minor > 0) as penalty
    from liability_cases l where l.complaint_id = ${complaintId} and l.state = 'final' order by l.epoch desc limit 1`.execute(tx)
  const row = found.rows[0]
  return row ? { judgementId: row.judgement_id, epoch: row.epoch, finalAt: row.final_at, shares: row.shares ?? [], penalty: row.penalty } : null
}
