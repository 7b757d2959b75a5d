// The course of a parcel measured: each stay and each road against the service plan and against what is usual there, gaps in the scans marked.
import type { CustodyLimits, CustodyNode } from './custody.ts'
import { custodyChain } from './custody.ts'
import type { PlanStop } from './parcel-events.ts'
import { ENDED, inOrder, stateAfter } from './scans.ts'
import type { Scan, Waybill } from './scans.ts'

/** Among `n` parcels measured at the same place or on the same road, the share (0–1) that took less time. */
export type Usual = { n: number; share: number }

/** `unknown`: neither a plan nor enough other parcels to compare with; `open`: still going on, within its time. */
export type Pace = 'ok' | 'slow' | 'stuck' | 'open' | 'unknown'

/** What a scan that should be there and isn't means: not arrived though due, seen further on only, or sent on without having been scanned in. */
export type Gap = 'not_arrived' | 'passed_without_scan' | 'no_arrival_scan'

export type PlaceRef = { unitCode?: string; unitName?: string }

/** A stay with its time `ms` (until now while it lasts), what the plan gave it, and what the scales showed against the weighing before. */
export type CourseStay = CustodyNode & { seq: number; ms: number; lasts: boolean; planMs?: number; usual?: Usual; pace: Pace; gap?: Gap; weightChangeGrams?: number }

/** The road from a stay to the next; without `to` nobody has scanned the parcel in yet. `passed`: planned places that never scanned it. */
export type CourseHop = { from: number; to?: number; leftAt: number; ms: number; lasts: boolean; next: PlaceRef; planMs?: number; usual?: Usual; pace: Pace; gap?: Gap; passed: PlaceRef[] }

export type Course = { stays: CourseStay[]; hops: CourseHop[] }

/** A stretch to be compared: at one place (`to` = `from`) or from one to the next. */
export type Stretch = { from: string; to: string; ms: number; endedAt: number }

type Parcel = Pick<Waybill, 'scans' | 'plan'>
/** What is known of a stretch by its `stretchKey`. */
export type Usuals = ReadonlyMap<string, Usual>

const HOUR = 3_600_000
/** Over plan by half and by two hours at least: less is traffic. */
const OVER = 1.5
const OVER_MS = 2 * HOUR
const LEAVES = new Set<Scan['code']>(['outlet_out', 'hub_out'])

/** The key a stretch is compared under. */
export function stretchKey({ from, to }: Pick<Stretch, 'from' | 'to'>): string {
  return `${from}>${to}`
}

/** The finished stretches of a parcel between units with codes: what other parcels can be compared with. */
export function stretchesOf(parcel: Pick<Waybill, 'scans'>): Stretch[] {
  const chain = custodyChain(parcel.scans).map(held)
  return chain.flatMap((node, i): Stretch[] => {
    const before = chain[i - 1]
    const stay: Stretch[] = node.unitCode && node.leftAt !== undefined ? [{ from: node.unitCode, to: node.unitCode, ms: node.dwellMs, endedAt: node.leftAt }] : []
    const road: Stretch[] = before?.unitCode && node.unitCode && before.leftAt !== undefined ? [{ from: before.unitCode, to: node.unitCode, ms: node.arrivedAt - before.leftAt, endedAt: node.arrivedAt }] : []
    return [...road, ...stay]
  })
}

/** Measures the course as of `now`. `usuals` holds what is known of other parcels; too few of them are never a judgement (`limits.usual.atLeast`). */
export function measureCourse(parcel: Parcel, now: number, limits: CustodyLimits, usuals: Usuals = new Map()): Course {
  const scans = inOrder(parcel.scans).filter((s) => s.at <= now)
  const chain = custodyChain(scans).map(held)
  const state = stateAfter(scans)
  // a lost parcel's last road ends nowhere: until it was given up
  const ruler: Ruler = { plan: parcel.plan ?? [], now: state === 'lost' ? (scans.at(-1)?.at ?? now) : now, limits, usuals, ended: ENDED.has(state), lost: state === 'lost' }
  let weighed: number | undefined
  const stays = chain.map((node, i): CourseStay => {
    const stay = stayOf(node, i, i === chain.length - 1, ruler)
    const change = node.weightGrams !== undefined && weighed !== undefined ? node.weightGrams - weighed : undefined
    weighed = node.weightGrams ?? weighed
    return { ...stay, ...(change !== undefined && { weightChangeGrams: change }) }
  })
  return { stays, hops: stays.flatMap((stay, i) => hopOf(stay, stays[i + 1], ruler) ?? []) }
}

/** A stay counts from when the unit held the parcel: an order waiting for its collection is nobody's custody. */
function held(node: CustodyNode): CustodyNode {
  const taken = node.scans.find((s) => s.code !== 'ordered' && s.code !== 'pickup_pending')
  return taken === undefined || taken.at === node.arrivedAt ? node : { ...node, arrivedAt: taken.at, dwellMs: Math.max(0, node.arrivedAt + node.dwellMs - taken.at) }
}

type Ruler = { plan: readonly PlanStop[]; now: number; limits: CustodyLimits; usuals: Usuals; ended: boolean; lost: boolean }

function stayOf(node: CustodyNode, seq: number, isLast: boolean, ruler: Ruler): CourseStay {
  const lasts = isLast && node.leftAt === undefined && !ruler.ended
  const ms = lasts ? ruler.now - node.arrivedAt : node.dwellMs
  const stop = ruler.plan.find((p) => p.unitCode === node.unitCode)
  const planMs = stop?.leaveBy === undefined ? undefined : stop.leaveBy - stop.arriveBy
  const quiet = ruler.now - (node.scans.at(-1)?.at ?? node.arrivedAt)
  const stuck = lasts && quiet >= ruler.limits.stuckHours[node.link] * HOUR
  const usual = node.unitCode ? usualOf(ruler, node.unitCode, node.unitCode) : undefined
  const blind = seq > 0 && LEAVES.has(node.scans[0]?.code ?? 'ordered')
  return { ...node, seq, ms, lasts, ...(planMs !== undefined && { planMs }), ...(usual && { usual }), pace: stuck ? 'stuck' : paceOf(ms, lasts, planMs, usual, ruler.limits), ...(blind && { gap: 'no_arrival_scan' as const }) }
}

function hopOf(stay: CourseStay, after: CourseStay | undefined, ruler: Ruler): CourseHop | undefined {
  if (!after && (stay.leftAt === undefined || (ruler.ended && !ruler.lost))) return undefined
  const leftAt = stay.leftAt ?? stay.arrivedAt + stay.dwellMs
  const ms = (after?.arrivedAt ?? ruler.now) - leftAt
  const next: PlaceRef = after ? refOf(after.unitCode, after.unitName) : refOf(stay.nextCode, stay.next)
  const passed = after ? passedOver(stay, after, ruler.plan) : []
  const planMs = roadPlan(ruler.plan, stay.unitCode, next.unitCode)
  const usual = stay.unitCode && next.unitCode ? usualOf(ruler, stay.unitCode, next.unitCode) : undefined
  const lasts = after === undefined
  const due = planMs === undefined ? ruler.limits.hopHours * HOUR : Math.max(planMs * OVER, planMs + OVER_MS)
  const gap: Gap | undefined = lasts && (ms > due || ruler.lost) ? 'not_arrived' : passed.length > 0 ? 'passed_without_scan' : undefined
  return {
    from: stay.seq, ...(after && { to: after.seq }), leftAt, ms, lasts, next, ...(planMs !== undefined && { planMs }), ...(usual && { usual }), passed, ...(gap && { gap }),
    pace: gap === 'not_arrived' ? 'stuck' : paceOf(ms, lasts, planMs, usual, ruler.limits),
  }
}

function paceOf(ms: number, lasts: boolean, planMs: number | undefined, usual: Usual | undefined, limits: CustodyLimits): Pace {
  const overPlan = planMs !== undefined && ms > planMs * OVER && ms - planMs > OVER_MS
  if (usual ? usual.share >= limits.usual.share && (planMs === undefined || ms > planMs) : overPlan) return 'slow'
  if (lasts) return 'open'
  return planMs === undefined && !usual ? 'unknown' : 'ok'
}

function usualOf({ usuals, limits }: Ruler, from: string, to: string): Usual | undefined {
  const usual = usuals.get(stretchKey({ from, to }))
  return usual && usual.n >= limits.usual.atLeast ? usual : undefined
}

/** Planned places between two that scanned the parcel; without a plan, the one it was sent to if it then was seen elsewhere. */
function passedOver(stay: CourseStay, after: CourseStay, plan: readonly PlanStop[]): PlaceRef[] {
  const [a, b] = [plan.findIndex((p) => p.unitCode === stay.unitCode), plan.findIndex((p) => p.unitCode === after.unitCode)]
  if (a >= 0 && b > a) return plan.slice(a + 1, b).map((p) => refOf(p.unitCode, p.unitName))
  return stay.nextCode !== undefined && after.unitCode !== undefined && stay.nextCode !== after.unitCode ? [refOf(stay.nextCode, stay.next)] : []
}

function roadPlan(plan: readonly PlanStop[], from: string | undefined, to: string | undefined): number | undefined {
  const [a, b] = [plan.find((p) => p.unitCode === from), plan.find((p) => p.unitCode === to)]
  return a?.leaveBy !== undefined && b !== undefined && b.arriveBy > a.leaveBy ? b.arriveBy - a.leaveBy : undefined
}

function refOf(unitCode: string | undefined, unitName: string | undefined): PlaceRef {
  return { ...(unitCode !== undefined && { unitCode }), ...(unitName !== undefined && { unitName }) }
}
