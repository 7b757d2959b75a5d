// Personal data at rest: AES-256-GCM fields bound to their place, HMAC blind indexes for looking them up.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { freshBytes } from './chance.ts'

/** Keys in memory; `fieldKey` and `indexKey` are 32 bytes each and never leave the process. */
export type Keys = { readonly version: number; readonly fieldKey: Buffer; readonly indexKey: Buffer }

// Node checks and copies a key given as bytes at every use, which costs more than the cipher itself.
const prepared = new WeakMap<Uint8Array, KeyObject>()

/** A key ready for many uses; the same bytes object gives the same one. */
export function ready(key: Uint8Array): KeyObject {
  const known = prepared.get(key)
  if (known) return known
  const made = createSecretKey(key)
  prepared.set(key, made)
  return made
}

/** Encrypts text as version(1) ‖ iv(12) ‖ tag(16) ‖ ciphertext; `place` = table|column|row id is authenticated, so a value can't be moved. */
export function seal(keys: Keys, place: string, plain: string): Buffer {
  return sealBytes(keys, place, Buffer.from(plain))
}

/** The same for bytes. */
export function sealBytes(keys: Keys, place: string, plain: Uint8Array): Buffer {
  const iv = freshBytes(12)
  const cipher = createCipheriv('aes-256-gcm', ready(keys.fieldKey), iv)
  cipher.setAAD(Buffer.from(place))
  const body = cipher.update(plain)
  cipher.final() // a stream cipher has nothing left to give
  return Buffer.concat([Buffer.of(keys.version), iv, cipher.getAuthTag(), body])
}

/**
 * The plain text of a sealed value.
 * @throws Error when the value was altered, moved or sealed with another key.
 */
export function unseal(keys: Keys, place: string, sealed: Uint8Array): string {
  return unsealBytes(keys, place, sealed).toString('utf8')
}

/** The same for bytes. */
export function unsealBytes(keys: Keys, place: string, sealed: Uint8Array): Buffer {
  const b = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (b.length < 29 || b[0] !== keys.version) throw new Error('sealed value of an unknown key version')
  const decipher = createDecipheriv('aes-256-gcm', ready(keys.fieldKey), b.subarray(1, 13))
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(b.subarray(13, 29))
  const plain = decipher.update(b.subarray(29))
  decipher.final()
  return plain
}

/** A blind index: the same normalised value of a kind gives the same 16 bytes, which say nothing without the key. */
export function blindIndex(keys: Keys, kind: string, normalised: string): Buffer {
  return createHmac('sha256', ready(keys.indexKey)).update(`${kind}|${normalised}`).digest().subarray(0, 16)
}
