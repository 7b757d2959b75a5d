// What a step that may be taken back means for its message: wait until then, or never be written.
import { sql } from 'kysely'
import type { Db } from '../platform/context.ts'

/**
 * Until when (epoch ms) the message of a step waits: 'undone' when the step was taken back, null when it can't be. The lock on the case makes
 * whoever asks and whoever takes the step back follow each other, so that no message is written past an undo.
 */
export async function holdOf(tx: Db, complaintId: string, version: number): Promise<number | 'undone' | null> {
  await sql`select 1 from complaints where id = ${complaintId} for share`.execute(tx)
  const found = await sql<{ expires_at: number; undone_at: number | null }>`select expires_at, undone_at from undoable_steps where complaint_id = ${complaintId} and version = ${version}`.execute(tx)
  const step = found.rows[0]
  if (!step) return null
  return step.undone_at === null ? step.expires_at : 'undone'
}
