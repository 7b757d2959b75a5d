// Appends to the record's streams that are not complaints (people, units, roles, tokens, policy), under the lock of their head.
import { sql } from 'kysely'
import { appendEvents, chainStart } from './chain.ts'
import type { NewEvent, RecordedActor } from './chain.ts'
import type { Db } from './context.ts'
import { at } from './database.ts'

/**
 * Adds events to a stream in the given transaction; `now` is its epoch ms. The head's row is locked until the transaction
 * ends, so two writers of one stream follow each other. Event data must hold no personal data beyond staff names.
 */
export async function appendToStream(tx: Db, now: number, actor: RecordedActor, stream: { readonly id: string; readonly kind: string }, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  await sql`insert into stream_heads (stream_id, stream_kind, seq, hash) values (${stream.id}, ${stream.kind}, 0, ${chainStart}) on conflict do nothing`.execute(tx)
  const head = await tx.selectFrom('stream_heads').select(['seq', 'hash']).where('stream_id', '=', stream.id).forUpdate().executeTakeFirstOrThrow()
  const appended = appendEvents(stream, head, now, actor, events)
  await tx.insertInto('events').values(appended.rows.map((row) => ({ ...row, at: at(row.at) }))).execute()
  await tx.updateTable('stream_heads').set({ seq: appended.head.seq, hash: appended.head.hash }).where('stream_id', '=', stream.id).execute()
}
