// Writes identity's part of the record: which stream a person, unit, role or token has, and the shape of its events.
import { createHash } from 'node:crypto'
import type { IdentityEvent, IdentityStream } from '../../domain/identity/events.ts'
import type { Tx } from '../platform/write.ts'
import { appendToStream } from '../platform/record.ts'

/** Appends one event to the stream of a person, unit, role or token, as the one who acts in the transaction. */
export function record({ ctx, tx, now }: Tx, kind: IdentityStream, id: string, event: IdentityEvent): Promise<void> {
  return appendToStream(tx, now, { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name }, { id, kind }, [event])
}

/** The stream of a role. */
export function roleStream(code: string): string {
  return nameStream('role', code)
}

/** The stream of what has a word for its key: always the same UUID for the same word. */
export function nameStream(kind: IdentityStream | 'policy', name: string): string {
  const b = createHash('sha256').update(`${kind}|${name}`).digest().subarray(0, 16)
  b[6] = (b[6]! & 0x0f) | 0x80
  b[8] = (b[8]! & 0x3f) | 0x80
  const h = b.toString('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`
}
