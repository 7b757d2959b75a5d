// One parcel of a case as rules see it: the snapshot, its course measured against plan and other parcels, likely segments, the sign-off kit.
import { sql } from 'kysely'
import type { WaybillView } from '../../contract/waybills.ts'
import { findAnomalies } from '../../domain/waybills/anomalies.ts'
import type { Anomaly, CustomerWord } from '../../domain/waybills/anomalies.ts'
import { measureCourse } from '../../domain/waybills/course.ts'
import type { Course, Usuals } from '../../domain/waybills/course.ts'
import { likelySegments } from '../../domain/waybills/segments.ts'
import type { Segment } from '../../domain/waybills/segments.ts'
import type { Waybill } from '../../domain/waybills/scans.ts'
import { signoffKit } from '../../domain/waybills/signoff-kit.ts'
import type { KitLine } from '../../domain/waybills/signoff-kit.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import type { Db } from '../platform/context.ts'
import { usualsOf } from '../waybills/hop-times.ts'
import { parcelOf } from '../waybills/read-view.ts'

/** What of a case the judgement of its parcel asks: since when it is here, and the reason that tells what the customer says. */
export type ParcelCase = { readonly id: string; readonly receivedAt: number; readonly reason: string | null }

/** `takenAt`: the instant the carrier spoke; nothing later is judged, for nobody looked. `first`: the look the case was filed with. */
export type Parcel360 = { number: string; takenAt: number; waybill: Waybill; view: WaybillView; first: WaybillView; looks: { takenAt: number; state: string; scans: number }[]; course: Course; usuals: Usuals; anomalies: Anomaly[]; segments: Segment[]; kit: KitLine[] }

type Row = { number: string; taken_at: number; state: string; scans: number; seen: WaybillView | null }

/** Reasons by which the customer says that it did not arrive: a sign-off before is then in doubt. */
const NOT_RECEIVED = new Set(['false_signoff', 'loss', 'misdelivery'])

/** What the customer says of the parcel, as its rules ask for it. */
export function wordOf(c: ParcelCase): CustomerWord | undefined {
  return c.reason !== null && NOT_RECEIVED.has(c.reason.split('.')[0] ?? '') ? { kind: 'not_received', at: c.receivedAt } : undefined
}

/**
 * The parcel `number` of a case (normalised; the case's first by default) as it was seen at `takenAt` (the newest look by default), or
 * null when nothing is known of it. Reads what is stored only: the caller has made sure that the case may be seen.
 */
export async function readParcel360(db: Db, policy: PolicyInForce, c: ParcelCase, number?: string, takenAt?: number): Promise<Parcel360 | null> {
  const rows = await looksOf(db, c.id, number, takenAt)
  const shown = rows.find((r) => r.seen !== null && (takenAt === undefined || r.taken_at === takenAt))
  const first = rows.at(-1)
  if (!shown?.seen || !first) return null
  const limits = policy.custodyLimits
  const waybill = parcelOf(shown.seen)
  const asOf = shown.taken_at
  const word = wordOf(c)
  const bare = measureCourse(waybill, asOf, limits)
  const usuals = await usualsOf(db, shown.number, askedOf(bare), limits)
  const course = measureCourse(waybill, asOf, limits, usuals)
  const anomalies = findAnomalies(waybill, Math.max(asOf, word ? word.at : 0), limits, word)
  const kit = signoffKit(waybill, limits, word !== undefined)
  return {
    number: shown.number, takenAt: asOf, waybill, view: shown.seen, first: first.seen ?? shown.seen, course, usuals, anomalies, kit, segments: likelySegments({ course, anomalies, kit }),
    looks: rows.map((r) => ({ takenAt: r.taken_at, state: r.state, scans: r.scans })),
  }
}

/** Every look at one parcel, the newest first; only the shown one and the first bring their view. */
async function looksOf(db: Db, complaintId: string, number: string | undefined, takenAt: number | undefined): Promise<Row[]> {
  const found = await sql<Row>`
    with looks as (select w.number, w.taken_at, w.state, w.public, row_number() over (order by w.taken_at desc) as newest, row_number() over (order by w.taken_at) as oldest from waybill_snapshots w
      where w.complaint_id = ${complaintId}::uuid and w.number = coalesce(${number ?? null}::text, (select f.number from waybill_snapshots f join complaints c on c.id = f.complaint_id where f.complaint_id = ${complaintId}::uuid order by f.number = c.item_number desc, f.taken_at desc, f.number limit 1)))
    select number, taken_at, state, jsonb_array_length(public -> 'scans') as scans, case when oldest = 1 or ${takenAt === undefined ? sql`newest = 1` : sql`taken_at = ${new Date(takenAt)}`} then public end as seen from looks order by taken_at desc`.execute(db)
  return found.rows
}

function askedOf(course: Course): { from: string; to: string; ms: number }[] {
  const stays = course.stays.flatMap((s) => (s.unitCode ? [{ from: s.unitCode, to: s.unitCode, ms: s.ms }] : []))
  const hops = course.hops.flatMap((h) => {
    const from = course.stays[h.from]?.unitCode
    return from && h.next.unitCode ? [{ from, to: h.next.unitCode, ms: h.ms }] : []
  })
  return [...stays, ...hops]
}
