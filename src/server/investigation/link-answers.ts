// An answer that came through a link: taken once, as the unit's, under the name its sender typed.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { orderAnswerBody } from '../../contract/complaints.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { stepWithin } from '../complaints/gate.ts'
import { clean } from '../complaints/words.ts'
import type { Ctx } from '../platform/context.ts'
import { nobody } from '../platform/http.ts'
import { write } from '../platform/write.ts'
import { holderOf, linkState } from './order-links.ts'
import type { FoundLink } from './order-links.ts'
import { answerOrder } from './orders.ts'

type Said = { readonly name: string; readonly role: string }

/**
 * Answers the question of a link; with that the link opens nothing more. Files are those the page kept, which belong to nobody until now.
 * @throws Refusal `not_found` (404) when the link has ended meanwhile, and as `answerOrder`.
 */
export async function answerThroughLink(d: Deps, ctx: Omit<Ctx, 'actor'>, link: FoundLink, said: Said, body: z.output<typeof orderAnswerBody>): Promise<{ ok: true }> {
  const holder = holderOf(link, clean(`${said.name} · ${said.role}`))
  return write({ ...ctx, actor: holder }, async (open) => {
    const { tx, now } = open
    // taken first: a second press of the same link waits here and then finds it used
    const held = await sql<{ state: string }>`select ${linkState} as state from order_links l join orders o on o.complaint_id = l.complaint_id and o.id = l.order_id where l.id = ${link.id} for update of l`.execute(tx)
    if (held.rows[0]?.state !== 'open') throw new Refusal('not_found', {}, 404)
    const files = body.attachmentIds ?? []
    if (files.length > 0) await sql`update attachments set uploader_kind = ${holder.kind}, uploader_id = ${link.id}, uploader_unit_id = ${link.unitId} where id = any(${files}::uuid[]) and complaint_id is null and uploader_kind = ${nobody.kind} and uploader_id = ${nobody.id}`.execute(tx)
    await stepWithin(d, open, link.complaintId, 'order_answer', null, (step) => answerOrder(step, link.orderId, body))
    await sql`update order_links set used_at = ${new Date(now)} where id = ${link.id}`.execute(tx)
    return { ok: true as const }
  })
}
