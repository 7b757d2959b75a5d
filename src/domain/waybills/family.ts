// One shipment under several numbers: the key that return labels, new labels and the pieces of a parcel share.
import type { Family, Waybill } from './scans.ts'

/**
 * The stable key of a shipment family: `carrier:root number`, the same for every member (OPN-19). Links are followed
 * back (piece → parent, return and new label → first number) through `familyOf` when known; a ring of links ends at its
 * smallest number.
 */
export function familyKey(waybill: Pick<Waybill, 'carrier' | 'number' | 'family'>, familyOf?: (number: string) => Family | undefined): string {
  let number = waybill.number
  let family: Family | undefined = waybill.family
  const seen = [number]
  for (;;) {
    const back: string | undefined = family?.parent ?? family?.returnOf ?? family?.relabelOf
    if (!back) return `${waybill.carrier}:${number}`
    const ring = seen.indexOf(back)
    if (ring >= 0) return `${waybill.carrier}:${seen.slice(ring).sort()[0]}`
    seen.push(back)
    number = back
    family = familyOf?.(back)
  }
}

/** Every other number of the family this waybill names, in a fixed order, each once. */
export function familyNumbers({ number, family }: Pick<Waybill, 'number' | 'family'>): string[] {
  const named = [family.parent, family.returnOf, family.relabelOf, family.returnedAs, family.relabelledAs, ...family.children]
  return [...new Set(named.filter((n): n is string => n !== undefined && n !== number))]
}
