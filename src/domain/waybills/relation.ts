// Whether a caller has shown to be party to a parcel, and how (the phone on an e-commerce label is often a virtual number).
import type { Person, WaybillParties } from './scans.ts'

export type RelationClaim = { pickupCode?: string; orderTail?: string; name?: string; phoneLast4?: string }

export type RelationProof = { by: 'pickup_code' | 'order_tail' | 'name_and_phone'; as: 'sender' | 'consignee' }

/**
 * The first proof that holds: pickup code, tail of the order number (at least six characters), or name with the last four
 * digits of the phone (OPN-14). Undefined when none does. Being able to prove nothing never prevents a complaint (OPN-10).
 */
export function proveRelation(parties: WaybillParties, claim: RelationClaim): RelationProof | undefined {
  const code = plain(claim.pickupCode)
  if (code !== '' && code === plain(parties.pickupCode)) return { by: 'pickup_code', as: 'consignee' }
  const tail = plain(claim.orderTail)
  if (tail.length >= 6 && plain(parties.orderNo).endsWith(tail)) return { by: 'order_tail', as: 'consignee' }
  for (const as of ['consignee', 'sender'] as const) {
    if (isPerson(parties[as], claim)) return { by: 'name_and_phone', as }
  }
  return undefined
}

function isPerson(person: Person, { name, phoneLast4 }: RelationClaim): boolean {
  return plain(name) !== '' && plain(name) === plain(person.name) && /^\d{4}$/.test(phoneLast4 ?? '') && person.phone.endsWith(phoneLast4 ?? '')
}

function plain(text: string | undefined): string {
  return (text ?? '').normalize('NFKC').replace(/[\s·•-]/g, '').toUpperCase()
}
