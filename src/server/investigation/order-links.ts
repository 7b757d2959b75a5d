// Links to one question for people without an account: made, listed, withdrawn; what one opens, and who answers through it.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { z } from 'zod'
import type { orderLink } from '../../contract/order-links.ts'
import { maskPhone } from '../../domain/customers/masking.ts'
import { normalisePhone } from '../../domain/customers/phone.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { linkEnd, mayMakeLink, mostLinks } from '../../domain/investigation/order-links.ts'
import type { LinkState } from '../../domain/investigation/order-links.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Deps } from '../complaints/deps.ts'
import { businessMoment } from '../complaints/tell.ts'
import { ordersOf, visibleTo } from '../complaints/visible.ts'
import { queueMessage, secretPlace } from '../messages/store.ts'
import type { Db } from '../platform/context.ts'
import { newId, newSecret, secretHash } from '../platform/ids.ts'
import { createLimiter } from '../platform/limits.ts'
import { wordsOf } from '../platform/locales.ts'
import { appendToStream } from '../platform/record.ts'
import type { Tx } from '../platform/write.ts'

export type LinkView = z.output<typeof orderLink>
/** A link found by its secret, with the question it is bound to. */
export type FoundLink = { readonly id: string; readonly complaintId: string; readonly orderId: string; readonly unitId: string; readonly state: LinkState }

/** Where a link leads: the secret is the whole of it. */
export const linkPath = (secret: string): string => `/p/o/${secret}`

type Ordered = { complaint_id: string; complaint_no: string; unit_id: string; unit_name: string; state: string; due_at: number }

/**
 * Makes a link to an open question; with a phone it is sent there. Its address is in the reply and nowhere else.
 * @throws Refusal `not_found` (404), `permission.missing` (403), `order_link.not_open`, `order_link.too_many`, `order_link.phone` (400), 429 `too_many_requests` beyond what is texted.
 */
export async function createOrderLink(d: Pick<Deps, 'keys' | 'enqueue' | 'publicUrl'>, { ctx, tx, now }: Tx, orderId: string, { phone }: { readonly phone?: string | undefined } = {}): Promise<LinkView & { url: string }> {
  const order = await seenOrder(tx, ctx.actor, orderId, true)
  if (order.state !== 'open') throw new Refusal('order_link.not_open')
  const to = phone === undefined ? null : normalisePhone(phone)
  if (phone !== undefined && to === null) throw new Refusal('order_link.phone', {}, 400)
  const live = await sql`select 1 from order_links l where l.order_id = ${orderId} and l.used_at is null and l.revoked_at is null and l.expires_at > app_now()`.execute(tx)
  if (live.rows.length >= mostLinks) throw new Refusal('order_link.too_many', { limit: mostLinks })
  if (to !== null) insistOnTexts(ctx.actor, orderId)
  const id = newId(now)
  const { secret, hash } = newSecret()
  const expiresAt = linkEnd(now, order.due_at)
  const masked = to === null ? null : maskPhone(to)
  await sql`insert into order_links (id, token_hash, complaint_id, order_id, unit_id, phone_masked, made_by, made_by_name, made_at, expires_at)
    values (${id}, ${hash}, ${order.complaint_id}, ${orderId}, ${order.unit_id}, ${masked}, ${ctx.actor.id}, ${ctx.actor.name}, ${new Date(now)}, ${new Date(expiresAt)})`.execute(tx)
  await appendToStream(tx, now, ctx.actor, { id, kind: 'order_link' }, [{ type: 'order_link.made', data: { order: orderId, complaintNo: order.complaint_no, unitName: order.unit_name, expiresAt: new Date(expiresAt).toISOString(), sent: to !== null, unit: order.unit_id, linkHash: createHash('sha256').update(hash).digest('hex') } }])
  if (to !== null) {
    const words = wordsOf('zh-CN')('messages.order_link', { unit: order.unit_name, due: businessMoment(order.due_at), url: `${d.publicUrl}${linkPath(secretPlace)}` })
    await queueMessage(d, tx, now, { dedupeKey: `order_link:${id}`, complaintId: order.complaint_id, complaintNo: order.complaint_no, channel: 'sms', to, toMasked: masked ?? '', template: 'order_link', body: words, secret })
  }
  return { ...(await readLink(tx, id)), url: `${d.publicUrl}${linkPath(secret)}` }
}

/** Texts of one person and about one question, withdrawn links too: nobody is flooded in the house's name. */
const textsOfPerson = createLimiter({ perSecond: 30 / 3600, burst: 30 })
const textsOfOrder = createLimiter({ perSecond: 10 / 86_400, burst: 10 })

function insistOnTexts(actor: Actor, orderId: string): void {
  const wait = textsOfOrder.take(orderId) || textsOfPerson.take(actor.id)
  if (wait > 0) throw new Refusal('too_many_requests', { retryAfter: wait }, 429)
}

/** The links of a question, newest first. @throws Refusal as `createOrderLink`. */
export async function listOrderLinks(db: Db, actor: Actor, orderId: string): Promise<{ items: LinkView[] }> {
  await seenOrder(db, actor, orderId, false)
  return { items: await readLinks(db, sql`l.order_id = ${orderId}`) }
}

/** Ends a link; one that has ended already stays as it is. @throws Refusal `not_found` (404), `permission.missing` (403). */
export async function revokeOrderLink({ ctx, tx, now }: Tx, id: string): Promise<LinkView> {
  const found = await sql<{ order_id: string }>`select order_id from order_links where id = ${id}`.execute(tx)
  const orderId = found.rows[0]?.order_id
  if (orderId === undefined) throw new Refusal('not_found', {}, 404)
  await seenOrder(tx, ctx.actor, orderId, false)
  const ended = await sql`update order_links set revoked_at = ${new Date(now)}, revoked_by_name = ${ctx.actor.name} where id = ${id} and revoked_at is null and used_at is null returning 1`.execute(tx)
  if (ended.rows.length > 0) await appendToStream(tx, now, ctx.actor, { id, kind: 'order_link' }, [{ type: 'order_link.revoked', data: { order: orderId } }])
  return readLink(tx, id)
}

/** The order if it exists for the actor, who may also make links for it. Locked until the transaction ends when `lock` is set, so that its links are counted one after the other. */
async function seenOrder(db: Db, actor: Actor, id: string, lock: boolean): Promise<Ordered> {
  const found = await sql<Ordered>`select o.complaint_id, c.complaint_no, o.unit_id, u.name as unit_name, o.state, o.due_at from orders o join complaints c on c.id = o.complaint_id join org_units u on u.id = o.unit_id
    where o.id = ${id} and ${ordersOf(actor)} and ${visibleTo(actor)} ${lock ? sql`for update of o` : sql``}`.execute(db)
  const order = found.rows[0]
  if (!order) throw new Refusal('not_found', {}, 404)
  if (!mayMakeLink(actor)) throw new Refusal('permission.missing', { permission: 'order:issue' }, 403)
  return order
}

/** The state of a link (alias `l`) with its order (alias `o`). A question that went on to another unit leaves the links of the first behind. */
export const linkState: RawBuilder<LinkState> = sql`case when l.revoked_at is not null then 'revoked' when l.used_at is not null then 'answered' when o.state <> 'open' or o.unit_id <> l.unit_id then 'over' when l.expires_at <= app_now() then 'expired' else 'open' end`

async function readLinks(db: Db, where: RawBuilder<unknown>): Promise<LinkView[]> {
  const found = await sql<Omit<LinkView, 'madeAt' | 'expiresAt' | 'lastOpenedAt'> & { made_at: number; expires_at: number; last_opened_at: number | null }>`
    select l.id, l.made_at, l.made_by_name as "madeBy", l.phone_masked as "phoneMasked", l.expires_at, ${linkState} as state, l.opened, l.last_opened_at from order_links l join orders o on o.complaint_id = l.complaint_id and o.id = l.order_id where ${where} order by l.made_at desc, l.id desc limit 50`.execute(db)
  return found.rows.map(({ made_at, expires_at, last_opened_at, ...l }) => ({ ...l, madeAt: new Date(made_at).toISOString(), expiresAt: new Date(expires_at).toISOString(), lastOpenedAt: last_opened_at === null ? null : new Date(last_opened_at).toISOString() }))
}

async function readLink(db: Db, id: string): Promise<LinkView> {
  const [link] = await readLinks(db, sql`l.id = ${id}`)
  if (!link) throw new Refusal('not_found', {}, 404)
  return link
}

/** The link of a secret in whatever state; null for a secret nobody was given. What is asked is the same work for every secret. */
export async function findLink(db: Db, secret: string): Promise<FoundLink | null> {
  const found = await sql<FoundLink>`select l.id, l.complaint_id as "complaintId", l.order_id as "orderId", l.unit_id as "unitId", ${linkState} as state from order_links l join orders o on o.complaint_id = l.complaint_id and o.id = l.order_id where l.token_hash = ${secretHash(secret)}`.execute(db)
  return found.rows[0] ?? null
}

/** Takes note that an open link was opened; the record gets a line at most once a minute. */
export async function noteOpening({ tx, now }: Pick<Tx, 'tx' | 'now'>, link: FoundLink): Promise<void> {
  const before = await sql<{ last: number | null }>`select last_opened_at as last from order_links where id = ${link.id} for update`.execute(tx)
  const last = before.rows[0]?.last ?? null
  await sql`update order_links set opened = opened + 1, last_opened_at = ${new Date(now)} where id = ${link.id}`.execute(tx)
  if (last === null || now - last >= 60_000) await appendToStream(tx, now, holderOf(link, ''), { id: link.id, kind: 'order_link' }, [{ type: 'order_link.opened', data: { order: link.orderId } }])
}

/** Who holds a link, as an actor: may answer its question and sees its case alone; `name` is what they say they are called. */
export function holderOf(link: FoundLink, name: string): Actor {
  return { kind: 'link', id: link.id, name, roleCode: null, unitId: link.unitId, permissions: new Set(['order:answer']), scope: { kind: 'case', id: link.complaintId } }
}
