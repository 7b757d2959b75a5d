// The pauses of a case as the explanation of its deadlines reads them, with the names behind the ids.
import { sql } from 'kysely'
import type { Pause } from '../../domain/sla/pauses.ts'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'

type Row = { from_at: number; to_at: number | null; until_at: number | null; reason: string; evidence: string | null; by_name: string | null; entered_at: number }

/** Oldest first. `by` and `approvedBy` are names; a pause ends at its agreed end at the latest, whether or not the sweep was there yet. */
export async function loadPauses(db: Db, complaintId: string): Promise<readonly Pause[]> {
  const found = await executeOften(db, sql<Row>`select z.from_at, z.to_at, z.until_at, z.reason, z.evidence, (select u.name from users u where u.id = z.by_id) as by_name, z.entered_at
    from clock_pauses z where z.complaint_id = ${complaintId}::uuid order by z.from_at, z.id`)
  return found.rows.map((r) => ({ from: r.from_at, to: r.to_at, reason: r.reason, evidence: r.evidence, by: r.by_name ?? '', approvedBy: null, enteredAt: r.entered_at, capAt: r.until_at }))
}
