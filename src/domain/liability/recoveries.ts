// What each bearing unit owes of what the customer got, and what must still be booked so that the books say it (OPN-02).
import { sharesOf } from './parts.ts'
import type { BearerKind } from '../complaints/vocabulary.ts'

/** One share of a judgement; `unitId` is null for bearers that are no unit (sender, force majeure, the company itself). */
export type BornShare = { readonly bearer: BearerKind; readonly unitId: string | null; readonly percent: number }
/** A unit's part: its per cent of the whole and the amount in minor units. */
export type Owed = { readonly unitId: string; readonly percent: number; readonly amountMinor: number }
export type Booking = { readonly unitId: string; readonly percent: number; readonly amountMinor: number; readonly isFirst: boolean }

/** The parts of the units. All shares are rounded together by the largest remainder, so that with what others bear they make the whole to the fen. */
export function owedBy(totalMinor: number, shares: readonly BornShare[]): readonly Owed[] {
  const parts = sharesOf(totalMinor, shares.map((s) => s.percent))
  const units = new Map<string, Owed>()
  shares.forEach((share, i) => {
    if (share.unitId === null) return
    const before = units.get(share.unitId)
    units.set(share.unitId, { unitId: share.unitId, percent: (before?.percent ?? 0) + share.percent, amountMinor: (before?.amountMinor ?? 0) + (parts[i] ?? 0) })
  })
  return [...units.values()]
}

/** What must be booked so that each unit's sum is what it owes: nothing when the books say it already. A unit that owes nothing any more gets back what stands. */
export function bookingsFor(owed: readonly Owed[], booked: ReadonlyMap<string, number>): readonly Booking[] {
  const units = [...new Set([...owed.map((o) => o.unitId), ...booked.keys()])]
  return units.flatMap((unitId) => {
    const target = owed.find((o) => o.unitId === unitId)
    const amountMinor = (target?.amountMinor ?? 0) - (booked.get(unitId) ?? 0)
    return amountMinor === 0 ? [] : [{ unitId, percent: target?.percent ?? 0, amountMinor, isFirst: !booked.has(unitId) }]
  })
}
