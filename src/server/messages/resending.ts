// Sending a failed message again: the same words to the same address, once more through the queue, with who asked for it in the record.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { message } from '../../contract/messages.ts'
import { Refusal } from '../../domain/refusal.ts'
import { record } from '../identity/record.ts'
import type { Platform } from '../platform/platform.ts'
import type { Tx } from '../platform/write.ts'
import { listMessages } from './queries.ts'
import type { Seen } from './queries.ts'

/** Queues a failed message anew; what is given back shows no more than the log. @throws Refusal `not_found` (404), `message.not_failed` (409). */
export async function resendMessage(p: Pick<Platform, 'enqueue'>, t: Tx, seenBy: Seen, id: string): Promise<z.output<typeof message>> {
  const found = (await sql<{ state: string; template: string; channel: string }>`select state, template, channel from messages where id = ${id} for update`.execute(t.tx)).rows[0]
  if (!found) throw new Refusal('not_found', {}, 404)
  if (found.state !== 'failed') throw new Refusal('message.not_failed', { state: found.state })
  await sql`update messages set state = 'queued' where id = ${id}`.execute(t.tx)
  await p.enqueue(t.tx, [{ name: 'send_message', payload: { id } }])
  await record(t, 'message', id, { type: 'message.resent', data: { template: found.template, channel: found.channel } })
  const [shown] = (await listMessages({ db: t.tx, actor: t.ctx.actor }, seenBy, { limit: 1, id })).items
  if (!shown) throw new Refusal('not_found', {}, 404)
  return shown
}
