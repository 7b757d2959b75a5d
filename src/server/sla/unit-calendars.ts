// Regions and units with a calendar of their own: their list, and one unit's layer with what it lies on.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type * as wire from '../../contract/sla.ts'
import type { Layer } from '../../domain/sla/layers.ts'
import { isEmptyLayer } from '../../domain/sla/layers.ts'
import { readUnit } from '../identity/tree.ts'
import type { UnitRef } from '../identity/tree.ts'
import type { Db } from '../platform/context.ts'
import { cursorOf, readCursor } from '../platform/pages.ts'
import { readConfirmed } from './calendar-house.ts'
import type { Calendars } from './calendar-house.ts'

type Row = { unit: UnitRef; layer: Layer }

/** By the unit's code; units that gave their calendar back are not among them. */
export async function listUnitCalendars(db: Db, calendars: Calendars, page: { readonly limit: number; readonly cursor?: string | undefined }): Promise<ReplyOf<typeof wire.listUnitCalendars>> {
  const after = readCursor(page.cursor)
  const rows = (await sql<Row>`select json_build_object('id', o.id, 'code', o.code, 'name', o.name, 'kind', o.kind) as unit, own.body as layer
    from (select distinct on (unit_id) unit_id, body from calendar_changes where state = 'confirmed' and kind = 'unit' order by unit_id, seq desc) own join org_units o on o.id = own.unit_id
    where (own.body->'weekly' <> 'null'::jsonb or jsonb_array_length(own.body->'days') > 0) and ${after === null ? sql`true` : sql`o.code > ${after}`} order by o.code limit ${page.limit + 1}`.execute(db)).rows
  const items = rows.slice(0, page.limit).map(({ unit, layer }) => ({ unit, version: calendars.inForce().units.get(unit.id)?.version ?? calendars.inForce().time.calendar.version, ownWeekly: layer.weekly !== null, days: layer.days.length }))
  return { items, nextCursor: rows.length > page.limit ? cursorOf(items.at(-1)?.unit.code) : null }
}

/** A unit's own layer; `from` are the units above whose calendars it lies on. @throws Refusal `not_found` (404). */
export async function showUnitCalendar(db: Db, calendars: Calendars, id: string): Promise<ReplyOf<typeof wire.getUnitCalendar>> {
  const { path, ...unit } = await readUnit(db, id)
  const { layers } = await readConfirmed(db)
  const own = layers.find((l) => l.unitId === id)?.layer ?? { weekly: null, days: [] }
  const above = path.filter((u) => layers.some((l) => l.unitId === u.id && !isEmptyLayer(l.layer)))
  const time = calendars.timeFor([...path.map((u) => u.id), id])
  const copy = (weekly: NonNullable<Layer['weekly']>): { from: number; to: number }[][] => weekly.map((hours) => [...hours])
  return {
    unit: { id: unit.id, code: unit.code, name: unit.name, kind: unit.kind }, version: isEmptyLayer(own) ? null : time.calendar.version, ownWeekly: own.weekly === null ? null : copy(own.weekly), weekly: copy(time.calendar.weekly),
    days: own.days.map((d) => ({ ...d, hours: d.hours === null ? null : [...d.hours] })), from: above,
  }
}
