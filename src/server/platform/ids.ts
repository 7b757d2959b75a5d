// Ids made by the application: UUIDv7 (time ordered), secrets, and canonical JSON for what is hashed.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { freshBytes } from './chance.ts'
import { ready } from './crypto.ts'

let lastMs = 0
let counter = 0

/** A UUIDv7 for an instant in epoch ms; within one millisecond ids of this process ascend. */
export function newId(atMs: number = Date.now()): string {
  const b = freshBytes(16)
  if (atMs === lastMs) counter = (counter + 1) & 0xfff
  else { lastMs = atMs; counter = ((b[6]! & 0x07) << 8) | b[7]! }
  b.writeUIntBE(atMs, 0, 6)
  b[6] = 0x70 | (counter >> 8)
  b[7] = counter & 0xff
  b[8] = (b[8]! & 0x3f) | 0x80
  const h = b.toString('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`
}

/** A 256-bit secret for a session, token or link, and the hash that is stored of it. */
export function newSecret(): { secret: string; hash: Buffer } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, hash: secretHash(secret) }
}

/** SHA-256 of a secret as stored; secrets have 256 bits, so no salt or stretching is needed. */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Constant-time comparison; unequal lengths and empty values never match. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length > 0 && a.length === b.length && timingSafeEqual(a, b)
}

/** JSON with sorted keys and no undefined: the bytes the record's chain and idempotency hashes are made of. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  let out = ''
  if (Array.isArray(value)) {
    for (const v of value as unknown[]) out += `${out && ','}${canonicalJson(v === undefined ? null : v)}`
    return `[${out}]`
  }
  for (const key of Object.keys(value).sort()) {
    const v = (value as Record<string, unknown>)[key]
    if (v !== undefined) out += `${out && ','}${JSON.stringify(key)}:${canonicalJson(v)}`
  }
  return `{${out}}`
}

/** What is kept of an idempotent request to tell a repeat from another: keyed, for its body may hold a password or a phone. */
export function requestHash(key: Uint8Array, request: unknown): Buffer {
  return createHmac('sha256', ready(key)).update(canonicalJson(request)).digest()
}
