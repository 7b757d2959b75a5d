// The rows of incidents as an actor may see them, and the condition by which a rule gathers cases.
import { sql } from 'kysely'
import type { RawBuilder, SqlBool } from 'kysely'
import { incidentRule } from '../../contract/incidents.ts'
import type { IncidentRule } from '../../contract/incidents.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Link } from '../../domain/complaints/vocabulary.ts'
import { normaliseNumber } from '../../domain/waybills/numbers.ts'
import { Refusal } from '../../domain/refusal.ts'
import { isOpenSql } from '../complaints/open.ts'
import { visibleTo } from '../complaints/visible.ts'
import type { Db } from '../platform/context.ts'

export type IncidentRow = {
  id: string; title: string; what: string; unit_id: string | null; link: Link | null; rule: IncidentRule; state: 'open' | 'closed'; province_id: string | null; finding: Record<string, unknown> | null; notice: string | null
  opened_by: string; opened_by_name: string; opened_role: string; opened_unit_id: string; opened_at: number; closed_at: number | null; closed_by_name: string | null; closed_reason: string | null
}

/** Incidents (alias `i`) that exist for the actor: headquarters' eyes see all, a province those opened for it, a unit none (it sees its orders). */
export function incidentsOf(actor: Actor): RawBuilder<SqlBool> {
  if (actor.scope.kind === 'all') return sql<SqlBool>`true`
  return actor.scope.kind === 'province' && may(actor, 'incident:manage') ? sql<SqlBool>`i.province_id = ${actor.scope.id}::uuid` : sql<SqlBool>`false`
}

/** @throws Refusal 404 when it isn't there for the actor; `incident.closed` when it must be open and isn't. */
export async function loadIncident(db: Db, actor: Actor, id: string, mustBeOpen = false): Promise<IncidentRow> {
  const row = (await sql<IncidentRow>`select i.* from incidents i where i.id = ${id} and ${incidentsOf(actor)}`.execute(db)).rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  if (mustBeOpen && row.state !== 'open') throw new Refusal('incident.closed')
  return { ...row, rule: incidentRule.parse(row.rule) }
}

/** Cases (alias `c`) a rule gathers, of those the actor may see: open complaints, never restricted ones or those brought by staff. */
export function gathers(rule: IncidentRule, actor: Actor): RawBuilder<SqlBool> {
  const numbers = rule.waybills.map((each) => normaliseNumber(each))
  const reason = sql`coalesce(c.reason_code, c.suggested->>'code')`
  const parts: RawBuilder<SqlBool>[] = [
    sql<SqlBool>`c.kind = 'complaint' and ${isOpenSql} and not c.flags @> '{restricted}' and c.complainant_role <> 'staff' and c.received_at >= ${rule.from}::timestamptz`,
    ...(rule.to === null ? [] : [sql<SqlBool>`c.received_at <= ${rule.to}::timestamptz`]),
    ...(rule.reasons.length === 0 ? [] : [sql<SqlBool>`(${reason} = any(${rule.reasons}::text[]) or split_part(${reason}, '.', 1) = any(${rule.reasons}::text[]))`]),
    // begun at the unit's few open parties, as a unit's queue is
    ...(rule.units.length === 0 ? [] : [sql<SqlBool>`c.id = any(array(select p.complaint_id from parties p where p.unit_id = any(${rule.units}::uuid[]) and not p.ended))`]),
    ...(rule.regionId === null ? [] : [sql<SqlBool>`exists (select 1 from parties p where p.complaint_id = c.id and p.province_id = ${rule.regionId}::uuid)`]),
    ...(rule.lastSeenAt === null ? [] : [sql<SqlBool>`exists (select 1 from waybill_snapshots s where s.complaint_id = c.id and s.public->'scans'->-1->>'unitCode' = (select u.code from org_units u where u.id = ${rule.lastSeenAt}::uuid))`]),
    ...(rule.parcelState === null ? [] : [sql<SqlBool>`exists (select 1 from waybill_snapshots s where s.complaint_id = c.id and s.state = ${rule.parcelState})`]),
    ...(rule.prefix === null ? [] : [sql<SqlBool>`exists (select 1 from complaint_items n where n.complaint_id = c.id and starts_with(n.number_index, ${rule.prefix}))`]),
    ...(numbers.length === 0 ? [] : [sql<SqlBool>`c.id = any(array(select n.complaint_id from complaint_items n where n.number_index = any(${numbers}::text[])))`]),
    visibleTo(actor),
  ]
  return sql<SqlBool>`(${sql.join(parts, sql` and `)})`
}
