// The hash chain of the record: each row's hash covers the previous hash, its number and the stored bytes (`contract.md`, The chain).
import { createHash } from 'node:crypto'
import { canonicalJson } from './ids.ts'

export const chainStart: Buffer = Buffer.alloc(32)

/** Who did it, as the record keeps it: an id and a name of staff, never a customer's personal data. */
export type RecordedActor = { readonly kind: string; readonly id: string; readonly name: string }
export type NewEvent = { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
export type ChainHead = { readonly seq: number; readonly hash: Buffer }
export type EventRow = { stream_id: string; seq: number; at: number; stream_kind: string; type: string; actor_id: string; body: string; hash: Buffer }

/** hash = SHA-256(prev ‖ seq ‖ stored canonical bytes); seq as 8 bytes big-endian. */
export function chainHash(prev: Uint8Array, seq: number, body: string): Buffer {
  const n = Buffer.alloc(8)
  n.writeBigUInt64BE(BigInt(seq))
  return createHash('sha256').update(prev).update(n).update(body, 'utf8').digest()
}

/**
 * The rows that append events to a stream after its head, and the new head. Each body names its stream, so that no chain can be passed off as another's. `at` is epoch ms, the transaction's clock.
 * Data must hold no personal data in plain: what identifies a person stays encrypted in its own column.
 */
export function appendEvents(stream: { id: string; kind: string }, head: ChainHead, at: number, actor: RecordedActor, events: readonly NewEvent[]): { rows: EventRow[]; head: ChainHead } {
  let { seq, hash } = head
  const rows = events.map((e) => {
    seq += 1
    const body = canonicalJson({ stream: stream.id, type: e.type, at: new Date(at).toISOString(), actor: { kind: actor.kind, id: actor.id, name: actor.name }, data: e.data })
    hash = chainHash(hash, seq, body)
    return { stream_id: stream.id, seq, at, stream_kind: stream.kind, type: e.type, actor_id: actor.id, body, hash }
  })
  return { rows, head: { seq, hash } }
}
