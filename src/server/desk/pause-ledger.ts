// The pauses of a case as the explanation of its deadlines reads them.
import { sql } from 'kysely'
import type { ExplanationView } from '../../contract/deadlines.ts'
import type { ClockKind } from '../../domain/sla/kinds.ts'
import type { Pause } from '../../domain/sla/pauses.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'

/** An entry of the ledger: which kinds of clock it bears on, and whether it counts. `by` and `approvedBy` are names. */
export type LedgerEntry = Pause & { readonly code: string; readonly state: ExplanationView['pauses'][number]['state']; readonly kinds: readonly ClockKind[]; readonly late: boolean; readonly decisionReason: string | null }

type Row = { from_at: number; to_at: number | null; until_at: number | null; cap_at: number | null; code: string; state: LedgerEntry['state']; kinds: ClockKind[]; late: boolean; reason: string; evidence: string | null; by_name: string; decided_by_name: string | null; decision_reason: string | null; entered_at: number }

/** Oldest first. A pause ends at its agreed end at the latest, whether or not the sweep was there yet. */
export async function loadLedger(db: Db, complaintId: string): Promise<readonly LedgerEntry[]> {
  const found = await executeOften(db, sql<Row>`select z.from_at, z.to_at, z.until_at, z.cap_at, z.code, z.state, z.kinds, z.late, z.reason, z.evidence, z.by_name, z.decided_by_name, z.decision_reason, z.entered_at
    from clock_pauses z where z.complaint_id = ${complaintId}::uuid order by z.from_at, z.id`)
  return found.rows.map((r) => ({
    from: r.from_at, to: r.to_at, reason: r.reason, evidence: r.evidence, by: r.by_name, approvedBy: r.decided_by_name, enteredAt: r.entered_at, capAt: least(r.until_at, r.cap_at), code: r.code, state: r.state, kinds: r.kinds, late: r.late, decisionReason: r.decision_reason,
  }))
}

/** Those that move a clock of this kind. */
export function counted(ledger: readonly LedgerEntry[], kind: ClockKind): readonly LedgerEntry[] {
  return ledger.filter((p) => p.state === 'counted' && p.kinds.includes(kind))
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b)
}
