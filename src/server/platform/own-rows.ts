// The rows of one case in a table of many, found by the case whatever the planner knows of the table.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

type Table = 'orders' | 'clocks' | 'duplicates' | 'handovers' | 'clock_pauses' | 'parties' | 'incident_cases'

/**
 * The rows of a case as a table to select from. Beside a further condition, PostgreSQL without statistics takes a partial index of that
 * condition for as good as the key of the case, and reads all of it; here the condition meets only the few rows there are (ADR 070).
 */
export function rowsOf(table: Table, complaintId: string | RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select * from ${sql.table(table)} where complaint_id = ${complaintId} offset 0)`
}
