// An incident as it is shown: the rule with names, figures counted over the cases the viewer may see, orders, notices, runs and what happened when.
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { z } from 'zod'
import type { FindingDraft, Incident, IncidentCase, IncidentHead, IncidentRule, shownRule as shownRuleShape } from '../../contract/incidents.ts'
import type { Status } from '../../domain/complaints/vocabulary.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { loadVisible, visibleTo } from '../complaints/visible.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { rowsOf } from '../platform/own-rows.ts'
import { cursorOf, isMoment, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import { incidentsOf, loadIncident } from './incident-rows.ts'
import type { IncidentRow } from './incident-rows.ts'
import { noticeFor } from './incident-notices.ts'
import { readRuns, runView } from './mass-runs.ts'
import { batchesOf } from './order-batches.ts'

type Unit = { id: string; code: string; name: string; kind: string }
const soonHours = 24

/** The rule with the names of its units. @throws Refusal 400 `incident.unknown_unit` for one that isn't there. */
export async function shownRule(db: Db, rule: IncidentRule): Promise<z.output<typeof shownRuleShape>> {
  const ids = [...rule.units, rule.regionId, rule.lastSeenAt].filter((id) => id !== null)
  const units = await unitsById(db, ids)
  const named = (id: string): Unit => {
    const unit = units.get(id)
    if (!unit) throw new Refusal('incident.unknown_unit', {}, 400)
    return unit
  }
  return { from: rule.from, to: rule.to, reasons: rule.reasons, units: rule.units.map(named), region: rule.regionId === null ? null : named(rule.regionId), lastSeenAt: rule.lastSeenAt === null ? null : named(rule.lastSeenAt), parcelState: rule.parcelState, prefix: rule.prefix, waybills: rule.waybills.length }
}

async function unitsById(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Unit>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<Unit>`select id, code, name, kind from org_units where id = any(${ids}::uuid[])`.execute(db)
  return new Map(rows.map((u) => [u.id, u]))
}

type HeadRow = IncidentRow & { unit: Unit | null; cases: number }

function headsWhere(actor: Actor, where: RawBuilder<unknown>, limit: number) {
  return sql<HeadRow>`select i.*, (select jsonb_build_object('id', u.id, 'code', u.code, 'name', u.name, 'kind', u.kind) from org_units u where u.id = i.unit_id) as unit,
    (select count(*) from incident_cases j join complaints c on c.id = j.complaint_id where j.incident_id = i.id and j.state = 'joined' and ${visibleTo(actor)})::int as cases from incidents i where ${incidentsOf(actor)} and ${where} order by i.opened_at desc, i.id desc limit ${limit}`
}

const iso = (at: number): string => new Date(at).toISOString()

function headOf(r: HeadRow): IncidentHead {
  return { id: r.id, title: r.title, state: r.state, unit: r.unit, link: r.link, openedBy: r.opened_by_name, openedAt: iso(r.opened_at), closedAt: r.closed_at === null ? null : iso(r.closed_at), cases: r.cases }
}

/** Incidents the actor may see. */
export async function listIncidents(ctx: Ctx, query: { limit: number; cursor?: string | undefined; state: 'open' | 'closed' }): Promise<{ items: IncidentHead[]; nextCursor: string | null }> {
  const after = positionOf(query.cursor)
  const { rows } = await headsWhere(ctx.actor, sql`i.state = ${query.state} and ${after === null ? sql`true` : sql`(i.opened_at, i.id) < (${after.at}::timestamptz, ${after.id}::uuid)`}`, query.limit + 1).execute(ctx.db)
  const last = rows[query.limit - 1]
  return { items: rows.slice(0, query.limit).map(headOf), nextCursor: rows.length > query.limit && last ? cursorOf(`${iso(last.opened_at)}|${last.id}`) : null }
}

/** The whole of an incident. @throws Refusal 404 */
export async function readIncident(db: Db, actor: Actor, id: string): Promise<Incident> {
  const row = (await headsWhere(actor, sql`i.id = ${id}`, 1).execute(db)).rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  const { rule } = await loadIncident(db, actor, id)
  const runs = await readRuns(db, sql`r.incident_id = ${id}`)
  return {
    ...headOf(row), what: row.what, rule: await shownRule(db, rule), closedBy: row.closed_by_name, closedReason: row.closed_reason, mayManage: may(actor, 'incident:manage'), finding: row.finding as Incident['finding'], figures: await figuresOf(db, actor, id),
    batches: await batchesOf(db, sql`b.incident_id = ${id}`), notices: runs.filter((r) => r.kind === 'notice').map((r) => ({ ...runView(r), text: String(r.body['text'] ?? '') })), runs: runs.map(runView),
    timeline: [
      { at: iso(row.opened_at), code: 'opened', params: { by: row.opened_by_name } }, ...runs.map((r) => ({ at: r.at, code: `run_${r.kind}`, params: { by: r.by, count: r.total } })),
      ...(row.finding === null ? [] : [{ at: String(row.finding['at']), code: 'finding', params: { by: String(row.finding['by']) } }]), ...(row.closed_at === null ? [] : [{ at: iso(row.closed_at), code: 'closed', params: { by: row.closed_by_name ?? '', reason: row.closed_reason ?? '' } }]),
    ].sort((a, b) => b.at.localeCompare(a.at)),
  }
}

async function figuresOf(db: Db, actor: Actor, id: string): Promise<Incident['figures']> {
  const { rows } = await sql<{ status: Status; n: number; late: number; soon: number; open_orders: number }>`select c.status, count(*)::int as n, (count(*) filter (where c.next_due_at < app_now()))::int as late, (count(*) filter (where c.next_due_at between app_now() and app_now() + make_interval(hours => ${soonHours})))::int as soon,
      (sum((select count(*) filter (where o.state = 'open') from orders o where o.complaint_id = c.id)))::int as open_orders
    from incident_cases j join complaints c on c.id = j.complaint_id where j.incident_id = ${id} and j.state = 'joined' and ${visibleTo(actor)} group by c.status order by n desc`.execute(db)
  const out = await sql<{ n: number }>`select count(*)::int as n from incident_cases j join complaints c on c.id = j.complaint_id where j.incident_id = ${id} and j.state = 'excluded' and ${visibleTo(actor)}`.execute(db)
  const sum = (of: (r: (typeof rows)[number]) => number): number => rows.reduce((all, r) => all + of(r), 0)
  return { byStatus: rows.map((r) => ({ status: r.status, count: r.n })), late: sum((r) => r.late), dueSoon: sum((r) => r.soon), unanswered: sum((r) => r.open_orders), excluded: out.rows[0]?.n ?? 0 }
}

type CaseRow = { id: string; complaint_no: string; keyword: string; item_number: string | null; status: Status; owner_id: string | null; owner_name: string | null; next_due_at: number | null; next_due_kind: NonNullable<IncidentCase['nextDue']>['kind'] | null; how: IncidentCase['how']; at: number; key: string; asked: IncidentCase['order'] | null; told: boolean }

/** Its cases, those that joined last first. */
export async function listIncidentCases(ctx: Ctx, id: string, query: { limit: number; cursor?: string | undefined }): Promise<{ items: IncidentCase[]; nextCursor: string | null }> {
  await loadIncident(ctx.db, ctx.actor, id)
  const after = positionOf(query.cursor)
  const { rows } = await sql<CaseRow>`select c.id, c.complaint_no, c.keyword, c.item_number, c.status, c.owner_id, u.name as owner_name, c.next_due_at, c.next_due_kind, j.how, j.at, j.at::text as key,
      (select o.state from orders o join order_batches b on b.id = o.batch_id where o.complaint_id = c.id and b.incident_id = ${id} order by o.asked_at desc limit 1) as asked,
      exists (select 1 from mass_items m join mass_runs r on r.id = m.run_id where m.complaint_id = c.id and m.state = 'done' and r.incident_id = ${id} and r.kind = 'notice') as told
    from incident_cases j join complaints c on c.id = j.complaint_id left join users u on u.id = c.owner_id where j.incident_id = ${id} and j.state = 'joined' and ${visibleTo(ctx.actor)}
      and ${after === null ? sql`true` : sql`(j.at, j.complaint_id) < (${after.at}::timestamptz, ${after.id}::uuid)`} order by j.at desc, j.complaint_id desc limit ${query.limit + 1}`.execute(ctx.db)
  const last = rows[query.limit - 1]
  return {
    items: rows.slice(0, query.limit).map((r) => ({
      id: r.id, complaintNo: r.complaint_no, keyword: r.keyword, number: r.item_number, status: r.status, owner: r.owner_id === null ? null : { id: r.owner_id, name: r.owner_name ?? '' }, nextDue: r.next_due_at === null || r.next_due_kind === null ? null : { kind: r.next_due_kind, dueAt: iso(r.next_due_at) },
      how: r.how, at: iso(r.at), order: r.asked ?? 'none', told: r.told,
    })),
    nextCursor: rows.length > query.limit && last ? cursorOf(`${last.key.replace(' ', 'T').replace(/\+00$/, 'Z')}|${last.id}`) : null,
  }
}

/** The incident a case is in, latest first; a unit learns of none. @throws Refusal 404 when the case isn't there for the actor. */
export async function incidentOfCase(ctx: Ctx, id: string): Promise<{ incident: (IncidentHead & { what: string; notice: string | null; finding: FindingDraft | null }) | null }> {
  const complaint = await loadVisible(ctx.db, ctx.actor, id)
  const row = (await headsWhere(ctx.actor, sql`i.id in (select j.incident_id from ${rowsOf('incident_cases', complaint.id)} j where j.state = 'joined')`, 1).execute(ctx.db)).rows[0]
  if (!row) return { incident: null }
  const notice = await noticeFor(ctx.db, complaint.id)
  const { by: _by, at: _at, ...finding } = (row.finding ?? {}) as NonNullable<Incident['finding']>
  return { incident: { ...headOf(row), what: row.what, notice: notice?.text ?? null, finding: row.finding === null ? null : finding } }
}

function positionOf(cursor: string | undefined): { at: string; id: string } | null {
  const key = readCursor(cursor)
  if (key === null) return null
  const parsed = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)\|([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(key)
  if (!parsed?.[1] || !isMoment(parsed[1])) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  return { at: parsed[1], id: parsed[2] ?? '' }
}
