// What a parcel's course says for or against one unit that is asked about it, from that unit's own part alone (自证清白, OPN-39).
import { unitStanding } from '../waybills/anomalies.ts'
import type { Anomaly } from '../waybills/anomalies.ts'
import { measureCourse } from '../waybills/course.ts'
import type { CustodyLimits } from '../waybills/custody.ts'
import { eventsInOrder } from '../waybills/parcel-events.ts'
import type { ParcelEvent } from '../waybills/parcel-events.ts'
import { inOrder } from '../waybills/scans.ts'
import type { Scan, Waybill } from '../waybills/scans.ts'
import { likelySegments } from '../waybills/segments.ts'
import { signoffKit } from '../waybills/signoff-kit.ts'
import type { KitLine } from '../waybills/signoff-kit.ts'

export const unitVerdicts = ['liable', 'not_liable', 'unclear'] as const
export type UnitVerdict = (typeof unitVerdicts)[number]

type Because = { readonly code: string; readonly params: Record<string, number | string> }

/** `because`: the strongest reason first. `scans` and `events` are the unit's own; `lines` hold the sign-off against itself where the unit made it. */
export type UnitKit = { readonly verdict: UnitVerdict; readonly because: readonly Because[]; readonly scans: readonly Scan[]; readonly events: readonly ParcelEvent[]; readonly lines: readonly KitLine[] }

/** From this weight on the course points at a unit; below it speaks of it only. */
const points = 0.5
const mostReasons = 3
/** A phone shows so many of each; the newest say most. */
const mostShown = 12

type Seen = { readonly parcel: Pick<Waybill, 'scans' | 'events' | 'plan'>; readonly anomalies: readonly Anomaly[]; readonly limits: CustodyLimits; readonly now: number; /** The customer says after the sign-off that nothing came. */ readonly notReceived: boolean }

/** The kit of a unit. A unit that isn't in the course gets its reason and nothing else. */
export function unitKit(unitCode: string, { parcel, anomalies, limits, now, notReceived }: Seen): UnitKit {
  const kit = signoffKit(parcel, limits, notReceived)
  const own = likelySegments({ course: measureCourse(parcel, now, limits), anomalies, kit }).find((s) => s.unitCode === unitCode)
  const standing = unitStanding(parcel, anomalies, unitCode)
  const against = own !== undefined && own.weight >= points
  return {
    verdict: standing.likelyLiable || against ? 'liable' : own === undefined ? 'not_liable' : 'unclear',
    because: distinct(against ? [own.because, ...own.more] : standing.likelyLiable || own === undefined ? [standing.because] : [standing.because, own.because]).slice(0, mostReasons),
    scans: inOrder(parcel.scans).filter((s) => s.unitCode === unitCode).slice(-mostShown),
    events: eventsInOrder(parcel.events).filter((e) => e.unitCode === unitCode).slice(-mostShown),
    lines: kit.filter((l) => l.unitCode === unitCode),
  }
}

/** Lines of the sign-off that say again what the anomaly beside them says. */
const saysAgain: Readonly<Record<string, string>> = { position_far: 'pod_far_from_address', photo_far: 'pod_far_from_address', signer_denied: 'false_pod_suspected' }

function distinct(reasons: readonly Because[]): Because[] {
  const nameOf = (r: Because): string => { const line = String(r.params['line'] ?? ''); return saysAgain[line] ?? (line === '' ? r.code : line) }
  return reasons.filter((r, i) => reasons.findIndex((other) => nameOf(other) === nameOf(r)) === i)
}
