// The door to carriers: what an adapter must offer, and a lookup that never throws and never takes longer than it may.
import type { ParcelState, Waybill } from '../../domain/waybills/scans.ts'

/** What a caller may know of a parcel without its number (OPN-10, OPN-14). All given fields must fit. */
export type ParcelQuery = { phone?: string; phoneTail?: string; name?: string; pickupCode?: string; orderTail?: string; address?: string }

/** A parcel that fits, personal data masked. `score` 0–1, best first. */
export type ParcelHit = {
  number: string
  carrier: string
  score: number
  matched: (keyof ParcelQuery)[]
  consignee: { name: string; phone: string }
  senderCity: string
  consigneeCity: string
  goodsName: string
  acceptedAt: number
  state: ParcelState
}

/** An adapter to one carrier. Both calls stop when `signal` aborts; both may throw, so call them through the functions below. */
export type Carrier = {
  code: string
  lookup: (number: string, signal: AbortSignal) => Promise<Waybill | null>
  find: (query: ParcelQuery, signal: AbortSignal) => Promise<ParcelHit[]>
}

export type LookupResult = { kind: 'found'; waybill: Waybill } | { kind: 'not_found' } | { kind: 'unavailable'; reason: 'timeout' | 'error' }

export type FindResult = { kind: 'found'; hits: ParcelHit[] } | { kind: 'unavailable'; reason: 'timeout' | 'error' }

/** Longest wait for a carrier inside a request (architecture: read-only, outside any transaction). */
export const LOOKUP_MS = 2000

/** A waybill within `ms` milliseconds. Never throws: a slow or failing carrier is `unavailable`, and the complaint is taken all the same. */
export async function lookupWithin(carrier: Carrier, number: string, ms = LOOKUP_MS): Promise<LookupResult> {
  const outcome = await within(ms, (signal) => carrier.lookup(number, signal))
  if (outcome.kind === 'unavailable') return outcome
  return outcome.value === null ? { kind: 'not_found' } : { kind: 'found', waybill: outcome.value }
}

/** Parcels that fit within `ms` milliseconds. Never throws. */
export async function findWithin(carrier: Carrier, query: ParcelQuery, ms = LOOKUP_MS): Promise<FindResult> {
  const outcome = await within(ms, (signal) => carrier.find(query, signal))
  return outcome.kind === 'unavailable' ? outcome : { kind: 'found', hits: outcome.value }
}

type Outcome<T> = { kind: 'done'; value: T } | { kind: 'unavailable'; reason: 'timeout' | 'error' }

/** Races the call against the clock, since an adapter may ignore its signal. */
function within<T>(ms: number, call: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
  const abort = new AbortController()
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve({ kind: 'unavailable', reason: 'timeout' })
      abort.abort()
    }, ms)
    const settle = (outcome: Outcome<T>) => {
      clearTimeout(timer)
      resolve(outcome)
    }
    const failed = () => settle({ kind: 'unavailable', reason: 'error' })
    try {
      call(abort.signal).then((value) => settle({ kind: 'done', value }), failed)
    } catch {
      failed()
    }
  })
}
