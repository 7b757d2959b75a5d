// What a report still tells once the data of the complaint's person were destroyed: codes, staff, hashes and the course, no sentence and nothing of the person (ADR 092).
import { sql } from 'kysely'
import type { ReportContent } from '../../contract/reports.ts'
import type { ComplaintRow } from '../complaints/visible.ts'
import type { Db } from '../platform/context.ts'

/** When the person's data were destroyed, as an instant; null while they are there. */
export async function erasedAt(db: Db, row: Pick<ComplaintRow, 'id' | 'received_at' | 'recorded_at'>): Promise<string | null> {
  const since = new Date(Math.min(Number(row.received_at), Number(row.recorded_at)))
  const found = await sql<{ at: number | Date }>`select e.at from events e where e.stream_id = ${row.id} and e.at >= ${since} and e.type = 'personal_data.erased' order by e.seq desc limit 1`.execute(db)
  return found.rows[0] === undefined ? null : new Date(found.rows[0].at).toISOString()
}

/** The content without its person: whatever anybody wrote can quote them, and where the parcel went is where they live. The bytes that were handed in stay as the hash says. */
export function withoutPerson(content: ReportContent): ReportContent {
  return { ...content, customer: null, demand: null, check: null, parcel: null, facts: [], finding: null, records: [], orders: [], unknown: [], lead: content.lead && { ...content.lead, teamReason: null } }
}
