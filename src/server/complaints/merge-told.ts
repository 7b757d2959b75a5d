// What the customer of a merged case is told: which case goes on for both, and that it is undone only if they were told of it.
import { sql } from 'kysely'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import type { Db } from '../platform/context.ts'

type Row = { id: string; no: string; told: boolean; in_force: boolean }

/**
 * The number of the other case for the message `template`, '' for any other template, or null when there is nothing to tell any more:
 * a merge undone before its message went out is as if it had never been.
 */
export async function otherNumber(tx: Db, complaintId: string, template: string, now: number): Promise<string | null> {
  if (template !== 'merged' && template !== 'unmerged') return ''
  const found = await sql<Row>`select m.id, s.complaint_no as no, m.undone_at is null as in_force, m.told_at is not null or m.messaged_at is not null as told from merges m join complaints s on s.id = m.into_id where m.complaint_id = ${complaintId} order by m.at desc, m.id desc limit 1`.execute(tx)
  const merge = found.rows[0]
  if (!merge || merge.in_force !== (template === 'merged') || (template === 'unmerged' && !merge.told)) return null
  if (template === 'merged') await sql`update merges set messaged_at = ${new Date(now)} where id = ${merge.id}`.execute(tx)
  return showComplaintNumber(merge.no)
}
