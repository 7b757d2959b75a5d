// Which units likely answer for what went wrong with a parcel, ranked, each with its reason: a proposal for people to check, never a judgement.
import type { Anomaly, AnomalyCode } from './anomalies.ts'
import type { Course, CourseHop, CourseStay } from './course.ts'
import type { Link } from './custody.ts'
import type { KitLine } from './signoff-kit.ts'

export const segmentReasons = ['slow_stay', 'slow_road', 'sent_to_it', 'passed_without_scan', 'no_arrival_scan', 'kit_line'] as const
export type SegmentReason = AnomalyCode | (typeof segmentReasons)[number]

export type Because = { code: SegmentReason; params: Record<string, number | string> }

/** `weight` 0–1: how strongly the course points there. `because` is the strongest reason, `more` the others. */
export type Segment = { unitCode?: string; unitName?: string; link: Link; weight: number; because: Because; more: Because[] }

export type SegmentSigns = { course: Course; anomalies: readonly Anomaly[]; kit?: readonly KitLine[] }

/** How strongly an anomaly points at the unit it arose at. What blames nobody of the carrier's is not named. */
const POINTS: Partial<Record<AnomalyCode, number>> = {
  false_pod_suspected: 0.8, pod_reversed: 0.75, pod_far_from_address: 0.6, lost_confirmed: 0.85, lost_suspected: 0.75, thorough_delay: 0.55, damaged: 0.7, weight_drop: 0.75,
  missing_arrival: 0.7, stuck: 0.7, out_for_delivery_open: 0.6, station_overdue: 0.4, late: 0.35, attempt_failed: 0.2, returned: 0.15,
}
/** The unit it was sent to may have taken it in without scanning it. */
const RECEIVER = 0.35
const GAPS = { passed_without_scan: 0.45, no_arrival_scan: 0.3, not_arrived: 0 } as const
const KIT = 0.45
/** Lines of the kit that say what an anomaly says already. */
const SAME: Record<string, AnomalyCode> = { position_far: 'pod_far_from_address', signer_denied: 'false_pod_suspected' }
const TURNED_AWAY = new Set<AnomalyCode>(['refused', 'intercepted', 'seized'])
const HOUR = 3_600_000

type Sign = { unitCode?: string | undefined; unitName?: string | undefined; link: Link; points: number; because: Because }

/**
 * The units the course points at, the strongest first; empty when nothing is out of the ordinary. Several signs at one unit
 * strengthen each other (each leaves the doubt the others left), so that a weight never exceeds 1.
 */
export function likelySegments({ course, anomalies, kit = [] }: SegmentSigns): Segment[] {
  const told = new Set(anomalies.map((a) => a.code))
  const news = kit.filter((line) => !SAME[line.because.code] || !told.has(SAME[line.because.code] as AnomalyCode))
  const signs = [...fromAnomalies(anomalies, course), ...course.stays.flatMap(fromStay), ...course.hops.flatMap((hop) => fromHop(hop, course)), ...fromKit(news, course)]
  const groups = new Map<string, Sign[]>()
  for (const sign of signs) {
    const key = sign.unitCode ?? sign.unitName ?? `link:${sign.link}`
    const before = groups.get(key) ?? []
    // several anomalies may say the same of the unit it was sent to: it counts once
    if (sign.because.code !== 'sent_to_it' || !before.some((s) => s.because.code === 'sent_to_it')) groups.set(key, [...before, sign])
  }
  return [...groups.values()].map(segmentOf).sort((a, b) => b.weight - a.weight || (a.unitCode ?? '').localeCompare(b.unitCode ?? ''))
}

function segmentOf(signs: readonly Sign[]): Segment {
  const ranked = signs.toSorted((a, b) => b.points - a.points)
  const [first, ...rest] = ranked
  if (!first) throw new Error('a segment has at least one sign')
  const doubt = ranked.reduce((left, s) => left * (1 - s.points), 1)
  return { ...(first.unitCode && { unitCode: first.unitCode }), ...(first.unitName && { unitName: first.unitName }), link: first.link, weight: Math.round((1 - doubt) * 100) / 100, because: first.because, more: rest.map((s) => s.because) }
}

function fromAnomalies(anomalies: readonly Anomaly[], course: Course): Sign[] {
  const turnedAway = anomalies.some((a) => TURNED_AWAY.has(a.code))
  return anomalies.flatMap((a): Sign[] => {
    const points = POINTS[a.code]
    if (points === undefined || (turnedAway && a.code === 'returned') || (a.link === 'none' && a.unitCode === undefined)) return []
    const own: Sign = { unitCode: a.unitCode, unitName: a.unitName, link: a.link, points, because: { code: a.code, params: { ...a.params, ...rarity(a, course), unit: a.unitName ?? '' } } }
    const lost = a.code === 'missing_arrival' || a.code === 'lost_suspected' || a.code === 'lost_confirmed'
    const from = lost ? course.stays.findLast((s) => s.unitCode === a.unitCode) : undefined
    const sentTo: Sign[] = from?.nextCode !== undefined || from?.next !== undefined
      ? [{ unitCode: from.nextCode, unitName: from.next, link: 'transit', points: RECEIVER, because: { code: 'sent_to_it', params: { from: from.unitName ?? '', unit: from.next ?? '' } } }] : []
    return [own, ...sentTo]
  })
}

/** How a standstill compares with the plan and with others: of the stay, or of the road nobody has scanned the end of. */
function rarity(a: Anomaly, course: Course): Record<string, number> {
  const stay = course.stays.findLast((s) => s.unitCode === a.unitCode)
  const at = a.code === 'stuck' || a.code === 'out_for_delivery_open' || a.code === 'station_overdue' ? stay : a.code === 'missing_arrival' ? course.hops.find((h) => h.from === stay?.seq && h.lasts) : undefined
  return at === undefined ? {} : compared(at)
}

function compared({ planMs, usual }: Pick<CourseStay, 'planMs' | 'usual'>): Record<string, number> {
  return { ...(planMs !== undefined && { planHours: Math.round((planMs / HOUR) * 10) / 10 }), ...(usual && { percent: Math.floor(usual.share * 100), n: usual.n }) }
}

function fromStay(stay: CourseStay): Sign[] {
  const where = { unitCode: stay.unitCode, unitName: stay.unitName, link: stay.link }
  const slow: Sign[] = stay.pace === 'slow' ? [{ ...where, points: slowness(stay), because: { code: 'slow_stay', params: figures(stay, stay.unitName) } }] : []
  const blind: Sign[] = stay.gap === 'no_arrival_scan' ? [{ ...where, points: GAPS.no_arrival_scan, because: { code: 'no_arrival_scan', params: { unit: stay.unitName ?? '' } } }] : []
  return [...slow, ...blind]
}

/** A slow road is charged to who sent the parcel: custody is theirs until the next unit scans it in. */
function fromHop(hop: CourseHop, course: Course): Sign[] {
  const from = course.stays[hop.from]
  if (!from) return []
  const slow: Sign[] = hop.pace === 'slow' ? [{ unitCode: from.unitCode, unitName: from.unitName, link: 'transit', points: slowness(hop), because: { code: 'slow_road', params: { ...figures(hop, from.unitName), next: hop.next.unitName ?? '' } } }] : []
  const passed = hop.passed.map((place): Sign => ({ ...place, link: 'transit', points: GAPS.passed_without_scan, because: { code: 'passed_without_scan', params: { unit: place.unitName ?? '' } } }))
  return [...slow, ...passed]
}

function fromKit(kit: readonly KitLine[], course: Course): Sign[] {
  const last = course.stays.findLast((s) => s.link === 'delivery' || s.link === 'station') ?? course.stays.at(-1)
  if (!last) return []
  return kit.filter((line) => line.state === 'bad').map((line) => {
    const at = course.stays.find((s) => s.unitCode !== undefined && s.unitCode === line.unitCode) ?? last
    return { unitCode: at.unitCode, unitName: at.unitName, link: at.link, points: KIT, because: { code: 'kit_line' as const, params: { ...line.because.params, line: line.because.code, unit: at.unitName ?? '' } } }
  })
}

/** Between 0.2 and 0.6: by how many times the plan was exceeded, and how rare that is. */
function slowness({ ms, planMs, usual }: Pick<CourseStay, 'ms' | 'planMs' | 'usual'>): number {
  const times = planMs ? Math.min(1, (ms / planMs - 1) / 6) : 0
  return Math.round((0.2 + 0.25 * times + (usual ? 0.15 * usual.share : 0)) * 100) / 100
}

function figures({ ms, planMs, usual }: Pick<CourseStay, 'ms' | 'planMs' | 'usual'>, unit: string | undefined): Record<string, number | string> {
  return { unit: unit ?? '', hours: Math.round((ms / HOUR) * 10) / 10, ...compared({ ...(planMs !== undefined && { planMs }), ...(usual && { usual }) }) }
}
