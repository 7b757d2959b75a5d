// Password hashes: argon2id with a cap on how many are computed at once, so that sign-ins cannot starve the server.
import { hash, verify } from '@node-rs/argon2'
import { Refusal } from '../../domain/refusal.ts'

// 19 MiB, two passes, one lane: OWASP's floor, about 20 ms. argon2id is the library's default algorithm.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const atOnce = 2
const mayWait = 64

let running = 0
const waiting: (() => void)[] = []

/** Hashes a password for storing. @throws Refusal `busy` (503) when too many wait already. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost))
}

/** Whether a password belongs to a stored hash; without one (no such user) the same time is spent and the answer is no. */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? await nobodysHash()
  const isRight = await inTurn(() => verify(against, password))
  return isRight && stored !== null
}

let ofNobody: Promise<string> | undefined
function nobodysHash(): Promise<string> {
  ofNobody ??= hash('no such user', cost)
  return ofNobody
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= mayWait) throw new Refusal('busy', { retryAfter: 2 }, 503)
    await new Promise<void>((go) => waiting.push(go))
  }
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}
