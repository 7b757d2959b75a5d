// What the snapshot of a parcel says for or against one unit that is asked about it (OPN-39).
import type { WaybillView } from '../../contract/waybills.ts'
import { ANOMALY_CODES, unitStanding } from '../../domain/waybills/anomalies.ts'
import type { Anomaly } from '../../domain/waybills/anomalies.ts'
import type { Link } from '../../domain/waybills/custody.ts'
import { SCAN_CODES } from '../../domain/waybills/scans.ts'
import type { Scan } from '../../domain/waybills/scans.ts'
import type { OrderCard } from './order-cards.ts'

const links: readonly Link[] = ['pickup', 'transit', 'delivery', 'station', 'none']

/** The reasons a unit is shown beside the question, as code and figures; `likelyLiable` says which way they point. */
export function standingOf(snapshot: WaybillView, unitCode: string): OrderCard['likely'] {
  const scans = snapshot.scans.flatMap((s, i): Scan[] => {
    const code = SCAN_CODES.find((c) => c === s.code)
    // the view doesn't keep where a scan sent the parcel, so it is where it was seen next
    const next = snapshot.scans.slice(i + 1).find((later) => later.unitName !== null && later.unitCode !== s.unitCode)?.unitName
    return code === undefined ? [] : [{ at: Date.parse(s.at), code, ...(s.unitCode === null ? {} : { unitCode: s.unitCode }), ...(s.unitName === null ? {} : { unitName: s.unitName }), ...(next === null || next === undefined ? {} : { next }) }]
  })
  const anomalies = snapshot.anomalies.flatMap((a): Anomaly[] => {
    const code = ANOMALY_CODES.find((c) => c === a.code)
    const { unit, link, ...figures } = a.params
    return code === undefined ? [] : [{ code, link: links.find((l) => l === link) ?? 'none', at: a.at === null ? 0 : Date.parse(a.at), params: plain(figures), ...(a.unitCode === null ? {} : { unitCode: a.unitCode }), ...(typeof unit === 'string' ? { unitName: unit } : {}) }]
  })
  const { likelyLiable, because } = unitStanding({ scans }, anomalies, unitCode)
  return [{ code: because.code, params: { ...because.params, likelyLiable } }]
}

function plain(params: Readonly<Record<string, unknown>>): Record<string, number | string> {
  return Object.fromEntries(Object.entries(params).filter((entry): entry is [string, number | string] => typeof entry[1] === 'number' || typeof entry[1] === 'string'))
}
