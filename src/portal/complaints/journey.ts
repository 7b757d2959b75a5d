// A complaint's journey in the customer's words: which stations are reached, where it is, what comes next. Never the internal states.
import type { Status } from '../../domain/complaints/vocabulary.ts'
import type { Instant, Station } from '../models.ts'

type Code = Station['code']

const course: readonly Code[] = ['received', 'checking', 'proposal', 'told', 'doing', 'confirmed', 'closed']

const stationOf: Readonly<Record<Status, Code | null>> = {
  received: 'received', accepted: 'checking', investigating: 'checking', planning: 'checking', approving: 'checking', negotiating: 'proposal',
  decided: 'told', executing: 'doing', confirming: 'confirmed', closed: 'closed', archived: 'closed', rejected: null, duplicate: null, withdrawn: null,
}

/** The station a status stands for; null for an end off the main line (rejected, duplicate, withdrawn). */
export function stationAt(status: Status): Code | null {
  return stationOf[status]
}

/**
 * The stations of the main line, in order. `reachedAt` holds the instant each status was first entered; stations passed without a
 * stop, and those an early end leaves untouched, are `skipped`. `promisedAt` is the moment the result is promised for. Without
 * agreement there is nothing to carry out and to confirm: those stations are skipped too.
 */
export function journey(status: Status, reachedAt: Readonly<Partial<Record<Status, Instant>>>, promisedAt: Instant | null, agreed = true): Station[] {
  const now = stationOf[status]
  const here = now === null ? -1 : course.indexOf(now)
  const first = firstInstants(reachedAt)
  return course.map((code, index): Station => {
    const at = first[code] ?? null
    const state = index === here ? (now === 'closed' ? 'reached' : 'now') : here >= 0 && index > here ? (!agreed && (code === 'doing' || code === 'confirmed') ? 'skipped' : 'next') : at === null ? 'skipped' : 'reached'
    return { code, state, at: state === 'next' ? null : at, dueAt: code === 'told' && state === 'next' ? promisedAt : null }
  })
}

function firstInstants(reachedAt: Readonly<Partial<Record<Status, Instant>>>): Partial<Record<Code, Instant>> {
  const first: Partial<Record<Code, Instant>> = {}
  for (const [status, at] of Object.entries(reachedAt)) {
    const code = stationOf[status as Status]
    const known = code === null ? undefined : first[code]
    if (code !== null && (known === undefined || Date.parse(at) < Date.parse(known))) first[code] = at
  }
  return first
}
