// Paste anything: what was typed is read as a complaint number, a parcel's number, a phone, else as words.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type { lookUp as endpoint } from '../../contract/desk.ts'
import { readComplaintNumber } from '../../domain/complaints/number.ts'
import { may } from '../../domain/identity/actor.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import { phoneIndex } from '../customers/indexes.ts'
import type { Ctx } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import { listNewest, listQueue } from './queue.ts'

type Found = ReplyOf<typeof endpoint>
const limit = 20
/** How long words are looked for here; the list of the queue goes on from page to page. */
const textMs = 150

/** What the typed text stands for and the cases it leads to, newest first. Only those who may see customers find cases by phone. */
export async function lookUp(ctx: Ctx, keys: Keys, typed: string): Promise<Found> {
  const no = readComplaintNumber(typed)
  if (no !== null) {
    const items = await listNewest(ctx, sql`c.id = (select complaint_id from complaint_numbers where complaint_no = ${no})`, 1)
    if (items.length > 0) return { kind: 'complaint_no', items }
  }
  const number = normaliseNumber(typed)
  if (/^[A-Z0-9]{5,40}$/.test(number) && /\d{4}/.test(number)) {
    const items = await listNewest(ctx, sql`c.id in (select i.complaint_id from complaint_items i where i.number_index = ${number})`, limit)
    if (items.length > 0) return { kind: 'item', items }
  }
  const phone = phoneIndex(keys, typed)
  if (phone !== null && may(ctx.actor, 'customer:read')) return { kind: 'phone', items: await listNewest(ctx, sql`c.phone_index = ${phone}`, limit) }
  if (no !== null) return { kind: 'complaint_no', items: [] }
  return { kind: 'text', items: (await listQueue(ctx, keys, { q: typed, sort: 'newest', limit }, textMs)).items }
}
