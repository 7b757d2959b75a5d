// Links to a file that end by themselves: signed for one person, one file and ten to fifteen minutes. The permission is asked all the same, each time.
import { createHmac } from 'node:crypto'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Keys } from '../platform/crypto.ts'
import { ready } from '../platform/crypto.ts'
import { sameBytes } from '../platform/ids.ts'

const stepMillis = 5 * 60_000

/** `picture`: as drawn for looking; `original`: the bytes as they came. */
export type TicketFor = 'picture' | 'original'

/** A ticket and when it ends (epoch ms of the real clock): the same within five minutes, so that a list read again shows the same addresses. */
export function ticketFor(keys: Keys, actor: Actor, fileId: string, what: TicketFor, now: number = Date.now()): { readonly ticket: string; readonly expiresAt: number } {
  const expiresAt = (Math.floor(now / stepMillis) + 3) * stepMillis
  return { ticket: `${Math.floor(expiresAt / 1000).toString(36)}.${sign(keys, actor, fileId, what, Math.floor(expiresAt / 1000))}`, expiresAt }
}

/** @throws Refusal 403 `attachment.link_expired` for a ticket of another person or file, or one that has ended */
export function insistOnTicket(keys: Keys, actor: Actor, fileId: string, what: TicketFor, ticket: string, now: number = Date.now()): void {
  const [end = '', mac = ''] = ticket.split('.')
  const seconds = Number.parseInt(end, 36)
  if (!(seconds * 1000 >= now) || !sameBytes(Buffer.from(mac), Buffer.from(sign(keys, actor, fileId, what, seconds)))) throw new Refusal('attachment.link_expired', {}, 403)
}

function sign(keys: Keys, actor: Actor, fileId: string, what: TicketFor, seconds: number): string {
  return createHmac('sha256', ready(keys.indexKey)).update(`file ticket|${actor.kind}|${actor.id}|${fileId}|${what}|${seconds}`).digest('base64url').slice(0, 32)
}
