// The parcel of a case from all sides as the wire shows it: whole for headquarters, for a unit its own part with the neighbours' hand-overs.
import { sql } from 'kysely'
import type { z } from 'zod'
import type { milestone, Parcel360 as ParcelView, Waybill360 } from '../../contract/waybill-360.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { stretchKey } from '../../domain/waybills/course.ts'
import type { CourseHop, CourseStay } from '../../domain/waybills/course.ts'
import type { CustodyLimits } from '../../domain/waybills/custody.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import { noteAccess } from '../complaints/inquiry-access.ts'
import type { PolicyInForce } from '../complaints/policy.ts'
import { idOf, ordersOf, unitScope, visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { viewEvents, viewScan, viewStop } from '../waybills/view.ts'
import { ownPart } from './own-part.ts'
import { readParcel360 } from './parcel-360.ts'
import type { Parcel360 } from './parcel-360.ts'

type CaseRow = { id: string; complaint_no: string; keyword: string; received_at: number; recorded_at: number; reason: string | null; restricted: boolean; inquiry: boolean; now: number; numbers: string[] | null }
type Milestone = z.output<typeof milestone>

/** Events of the record that stand on the axis beside the parcel's. */
const shownEvents = ['complaint.received', 'complaint.accepted', 'complaint.customer_contacted', 'complaint.chased', 'order.issued', 'order.answered', 'investigation.found', 'liability.judged', 'offer.made', 'complaint.decision_told', 'complaint.closed', 'complaint.reopened', 'waybill.refreshed']

/** @throws Refusal `not_found` (404) when the case doesn't exist for the actor. */
export async function viewWaybill360(ctx: Pick<Ctx, 'db' | 'actor'>, policy: PolicyInForce, idOrNo: string, asked: { number?: string | undefined; takenAt?: string | undefined } = {}): Promise<Waybill360> {
  const { db, actor } = ctx
  const row = await readRow(db, actor, idOrNo)
  const scope = unitScope(actor)
  const numbers = row.numbers ?? []
  const number = asked.number === undefined ? undefined : normaliseNumber(asked.number)
  // in a restricted case a unit learns only what it is asked
  const hidden = scope !== null && row.restricted
  const parcel = hidden ? null : await readParcel360(db, policy, { id: row.id, receivedAt: row.received_at, reason: row.reason }, number, asked.takenAt === undefined ? undefined : Date.parse(asked.takenAt))
  const whole = parcel && viewParcel(parcel, policy.custodyLimits)
  return {
    complaintId: row.id, complaintNo: row.complaint_no, keyword: row.keyword, now: iso(row.now), filedAt: iso(row.received_at), whole: scope === null, mayRefresh: scope === null && may(actor, 'complaint:classify'), numbers: hidden ? [] : numbers,
    parcel: whole && scope ? ownPart(whole, await ownCodes(db, actor, whole)) : whole, milestones: await milestonesOf(db, actor, row),
  }
}

async function readRow(db: Db, actor: Actor, idOrNo: string): Promise<CaseRow> {
  const found = await sql<CaseRow>`select c.id, c.complaint_no, c.keyword, c.received_at, c.recorded_at, coalesce(c.reason_code, c.suggested->>'code') as reason, c.flags @> '{restricted}' as restricted, c.flags @> '{inquiry}' as inquiry, app_now() as now,
      (select array_agg(s.number order by s.number = c.item_number desc, s.number) from (select distinct w.number from waybill_snapshots w where w.complaint_id = c.id) s) as numbers
    from complaints c where c.id = ${idOf(idOrNo)} and ${visibleTo(actor)}`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  if (row.inquiry) await noteAccess(db, actor, row.id)
  return row
}

/** The codes of the parcel's units that lie in the actor's scope. */
async function ownCodes(db: Db, actor: Actor, parcel: ParcelView): Promise<ReadonlySet<string>> {
  const scope = unitScope(actor)
  if (!scope) return new Set()
  const codes = [...new Set([...parcel.stays.flatMap((s) => s.unitCode ?? []), ...parcel.plan.map((p) => p.unitCode)])]
  const below = scope.kind === 'unit' ? sql`false` : sql`${sql.ref(`u.${scope.kind}_id`)} = ${scope.id}::uuid`
  const found = await sql<{ code: string }>`select u.code from org_units u where u.code = any(${codes}::text[]) and (u.id = ${scope.id}::uuid or ${below})`.execute(db)
  return new Set(found.rows.map((r) => r.code))
}

async function milestonesOf(db: Db, actor: Actor, row: CaseRow): Promise<Milestone[]> {
  if (unitScope(actor)) {
    const orders = await sql<{ asked_at: number; answered_at: number | null; name: string }>`select o.asked_at, o.answered_at, u.name from ${rowsOf('orders', row.id)} o join org_units u on u.id = o.unit_id where ${ordersOf(actor)} order by o.asked_at`.execute(db)
    return [{ at: iso(row.received_at), kind: 'complaint.received', what: null }, ...orders.rows.flatMap((o): Milestone[] => [{ at: iso(o.asked_at), kind: 'order.issued', what: o.name }, ...(o.answered_at === null ? [] : [{ at: iso(o.answered_at), kind: 'order.answered', what: o.name }])])]
  }
  const since = new Date(Math.min(row.recorded_at, row.received_at))
  const found = await sql<{ at: number; kind: string; what: string | null }>`select e.at, e.type as kind, (select u.name from orders o join org_units u on u.id = o.unit_id where e.type like 'order.%' and o.complaint_id = e.stream_id and o.id::text = e.body::jsonb #>> '{data,order}') as what
    from events e where e.stream_id = ${row.id} and e.at >= ${since} and e.type = any(${shownEvents}::text[]) order by e.seq desc limit 60`.execute(db)
  return found.rows.reverse().map((m) => ({ at: m.kind === 'complaint.received' ? iso(row.received_at) : iso(m.at), kind: m.kind, what: m.what }))
}

/** The whole parcel on the wire. */
export function viewParcel(p: Parcel360, limits: CustodyLimits): ParcelView {
  const known = new Set(p.first.scans.map((s) => `${s.at}|${s.code}|${s.unitCode ?? ''}`))
  const isNew = (s: { at: string; code: string; unitCode: string | null }): boolean => !known.has(`${s.at}|${s.code}|${s.unitCode ?? ''}`)
  const stays = p.course.stays.map((s): ParcelView['stays'][number] => ({
    seq: s.seq, part: 'whole', unitCode: s.unitCode ?? null, unitName: s.unitName ?? null, unitKind: s.unitKind ?? null, city: s.city ?? null, role: s.role, link: s.link, arrivedAt: iso(s.arrivedAt), leftAt: s.leftAt === undefined ? null : iso(s.leftAt), ...measured(p, limits, s, s.unitCode, s.unitCode),
    staffNos: s.staffNos, weightGrams: s.weightGrams ?? null, weightChangeGrams: s.weightChangeGrams ?? null, scans: s.scans.map(viewScan).map((v) => ({ ...v, isNew: isNew(v) })),
  }))
  return {
    number: p.number, carrier: p.view.carrier, product: p.view.product, state: p.view.state, fromCity: p.view.fromCity, toCity: p.view.toCity, acceptedAt: p.view.acceptedAt, promisedAt: p.view.promisedAt, takenAt: iso(p.takenAt), looks: p.looks.map((l) => ({ ...l, takenAt: iso(l.takenAt) })),
    newScans: stays.reduce((n, s) => n + s.scans.filter((v) => v.isNew).length, 0), stays, plan: (p.waybill.plan ?? []).map(viewStop), events: viewEvents(p.waybill.events ?? []),
    hops: p.course.hops.map((h) => ({ from: h.from, to: h.to ?? null, next: place(h.next), leftAt: iso(h.leftAt), ...measured(p, limits, h, p.course.stays[h.from]?.unitCode, h.next.unitCode), passed: h.passed.map(place) })),
    anomalies: p.anomalies.map((a) => ({ code: a.code, params: { ...a.params, unit: a.unitName ?? '' }, at: iso(a.at), unitCode: a.unitCode ?? null })),
    segments: p.segments.map((s) => ({ ...place(s), link: s.link, weight: s.weight, because: s.because, more: s.more })),
    kit: p.kit.map((l) => ({ line: l.line, state: l.state, because: l.because, law: l.law, at: l.at === undefined ? null : iso(l.at), unitCode: l.unitCode ?? null })),
  }
}

function measured(p: Parcel360, limits: CustodyLimits, s: CourseStay | CourseHop, from: string | undefined, to: string | undefined): Pick<ParcelView['hops'][number], 'minutes' | 'lasts' | 'planMinutes' | 'usual' | 'known' | 'pace' | 'gap'> {
  const known = from !== undefined && to !== undefined ? (p.usuals.get(stretchKey({ from, to }))?.n ?? 0) : 0
  return { minutes: minutes(s.ms), lasts: s.lasts, planMinutes: s.planMs === undefined ? null : minutes(s.planMs), usual: s.usual ? { ...s.usual, days: limits.usual.days } : null, known, pace: s.pace, gap: s.gap ?? null }
}

function place(at: { unitCode?: string; unitName?: string }): { unitCode: string | null; unitName: string | null } {
  return { unitCode: at.unitCode ?? null, unitName: at.unitName ?? null }
}

function minutes(ms: number): number {
  return Math.round(ms / 60_000)
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
