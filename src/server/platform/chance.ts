// Secure random bytes in small pieces: the system is asked once for many, as asking costs more than the bytes.
import { randomBytes } from 'node:crypto'

const ahead = 4096
let pool = Buffer.alloc(0)
let at = 0

/** `n` fresh bytes (at most 4,096) that nobody else gets; for ids and initialisation vectors. Secrets ask the system themselves. */
export function freshBytes(n: number): Buffer {
  if (at + n > pool.length) {
    pool = randomBytes(ahead)
    at = 0
  }
  at += n
  return pool.subarray(at - n, at)
}
