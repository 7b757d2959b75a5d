// How a judgement divides the cost inside: who may bear a share, and that all shares make a whole (RSP-01, RSP-02).
import type { BearerKind } from '../complaints/vocabulary.ts'
import { why } from '../refusal.ts'
import type { Why } from '../refusal.ts'

/** One share in whole per cent. `unitId` names the unit when a unit or partner bears it; `staffNo` a responsible person of it (RSP-05). */
export type Share = { readonly bearer: BearerKind; readonly unitId?: string | undefined; readonly staffNo?: string | undefined; readonly percent: number }

/** Bearers that are a unit of the org tree and must be named. */
export const namedBearers: readonly BearerKind[] = ['unit', 'partner']

/** Why these shares are no judgement: a unit unnamed or named without need, one bearer twice, or a sum other than 100; else null. */
export function whyNotShares(shares: readonly Share[]): Why | null {
  const seen = new Set<string>()
  for (const share of shares) {
    const named = namedBearers.includes(share.bearer)
    if (named && share.unitId === undefined) return why('liability.unit_missing', { bearer: share.bearer })
    if (!named && share.unitId !== undefined) return why('liability.unit_unwanted', { bearer: share.bearer })
    if (share.staffNo !== undefined && share.bearer !== 'unit') return why('liability.staff_unwanted', { bearer: share.bearer })
    const key = `${share.bearer}|${share.unitId ?? ''}|${share.staffNo ?? ''}`
    if (seen.has(key)) return why('liability.bearer_twice', { bearer: share.bearer })
    seen.add(key)
  }
  const sum = shares.reduce((total, share) => total + share.percent, 0)
  return sum === 100 ? null : why('liability.shares', { sum })
}
