// When people were last seen, by their live stream or by a beat of the case they have open; real time, kept unlogged.
import { sql } from 'kysely'
import type { Db } from '../platform/context.ts'
import { executeOften } from '../platform/database.ts'

/** Who was seen within this many seconds is there: a stream beats every fifteen. */
export const seenSeconds = 50

/** Notes that these people are there now; ids that are no people's are passed over. */
export async function beat(db: Db, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return
  await executeOften(db, sql`insert into duty_beats (user_id, seen_at) select u.id, now() from users u where u.id = any(${userIds}::uuid[]) order by u.id on conflict (user_id) do update set seen_at = excluded.seen_at`)
}
