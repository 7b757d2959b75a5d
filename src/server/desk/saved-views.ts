// Saved views of the queue: who sees and who may change which, kept in their order; what a view for others says is on the record.
import { sql } from 'kysely'
import { z } from 'zod'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import { queueFilters } from '../../contract/desk.ts'
import type { createView, listViews, SavedView, updateView, ViewLevel } from '../../contract/views.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { appendToStream } from '../platform/record.ts'
import { write } from '../platform/write.ts'
import type { Tx } from '../platform/write.ts'
import type { Filters } from './filters.ts'
import type { Condition } from './views.ts'

export type ViewRow = { id: string; level: ViewLevel; owner_id: string | null; unit_id: string | null; name: string; filters: Record<string, string>; place: number; version: number }

/** How many views of a level one person, one unit, or the house can have. */
const mostOfLevel = 40
const shape = z.strictObject(queueFilters)

/** The filters of a stored view as the queue reads them; one that a later version no longer knows narrows nothing. */
export function filtersOf(stored: Record<string, string>): Filters {
  const read = shape.safeParse(stored)
  return read.success ? read.data : shape.parse({})
}

/** The views the actor sees, in the order of the rail: own, team, system. */
export async function viewRows({ db, actor }: Ctx): Promise<ViewRow[]> {
  const found = await sql<ViewRow>`select v.id, v.level, v.owner_id, v.unit_id, v.name, v.filters, v.place, v.version from saved_views v where ${seenBy(actor)}
    order by array_position(array['own', 'team', 'system'], v.level), v.place, v.id limit ${3 * mostOfLevel}`.execute(db)
  return found.rows
}

/** The same on the wire. */
export async function listSavedViews(ctx: Ctx): Promise<ReplyOf<typeof listViews>> {
  return { items: (await viewRows(ctx)).map((row) => toView(row, ctx.actor)) }
}

/** Saves filters under a name, last in its level. */
export async function saveView(ctx: Ctx, body: NonNullable<BodyOf<typeof createView>>): Promise<SavedView> {
  const { actor } = ctx
  const home = homeOf(actor, body.level)
  return write(ctx, async (open) => {
    const { tx, now } = open
    await sql`select pg_advisory_xact_lock(hashtextextended(${`saved_views ${home.level} ${home.ownerId ?? home.unitId ?? ''}`}, 0))`.execute(tx)
    const { n, last } = (await sql<{ n: number; last: number | null }>`select count(*)::int as n, max(place) as last from saved_views v where ${ofHome(home)}`.execute(tx)).rows[0] ?? { n: 0, last: 0 }
    if (n >= mostOfLevel) throw new Refusal('view.too_many', { limit: mostOfLevel })
    const row: ViewRow = { id: newId(now), level: body.level, owner_id: home.ownerId, unit_id: home.unitId, name: body.name, filters: body.filters, place: (last ?? 0) + 1, version: 1 }
    await sql`insert into saved_views (id, level, owner_id, unit_id, name, filters, place, updated_by, updated_at) values (${row.id}, ${row.level}, ${row.owner_id}, ${row.unit_id}, ${row.name}, ${JSON.stringify(row.filters)}, ${row.place}, ${actor.id}, ${new Date(now)})`.execute(tx)
    await noted(open, row, 'view.shared')
    return toView(row, actor)
  }, 201)
}

/** Renames a view, gives it other filters or another place. */
export async function changeView(ctx: Ctx, id: string, body: NonNullable<BodyOf<typeof updateView>>): Promise<SavedView> {
  return write(ctx, async (open) => {
    const row = await lockView(open.tx, ctx.actor, id)
    if (row.version !== body.version) throw new Refusal('stale_version', { version: row.version })
    const next: ViewRow = { ...row, name: body.name ?? row.name, filters: body.filters ?? row.filters, version: row.version + 1 }
    await sql`update saved_views set name = ${next.name}, filters = ${JSON.stringify(next.filters)}, version = ${next.version}, updated_by = ${ctx.actor.id}, updated_at = ${new Date(open.now)} where id = ${id}`.execute(open.tx)
    if (body.place !== undefined) await moveTo(open.tx, row, body.place)
    await noted(open, next, 'view.changed')
    return toView(next, ctx.actor)
  })
}

/** Drops a view. */
export async function dropView(ctx: Ctx, id: string): Promise<{ ok: true }> {
  return write(ctx, async (open) => {
    const row = await lockView(open.tx, ctx.actor, id)
    await sql`delete from saved_views where id = ${id}`.execute(open.tx)
    await noted(open, row, 'view.dropped')
    return { ok: true as const }
  })
}

type Home = { readonly level: ViewLevel; readonly ownerId: string | null; readonly unitId: string | null }

/** Where a new view of the actor lives. @throws Refusal when others would see it and the actor may not share. */
function homeOf(actor: Actor, level: ViewLevel): Home {
  if (actor.kind !== 'user') throw new Refusal('view.persons_only', {}, 403)
  if (level !== 'own' && !may(actor, 'view:share')) throw new Refusal('permission.missing', { permission: 'view:share' }, 403)
  if (level === 'team' && actor.unitId === null) throw new Refusal('view.no_unit')
  return { level, ownerId: level === 'own' ? actor.id : null, unitId: level === 'team' ? actor.unitId : null }
}

function ofHome({ level, ownerId, unitId }: Home): Condition {
  return sql<boolean>`v.level = ${level} and v.owner_id is not distinct from ${ownerId}::uuid and v.unit_id is not distinct from ${unitId}::uuid`
}

function seenBy(actor: Actor): Condition {
  const own = actor.kind === 'user' ? sql`v.owner_id = ${actor.id}::uuid or ` : sql``
  const team = actor.unitId === null ? sql`` : sql`v.unit_id = ${actor.unitId}::uuid or `
  return sql<boolean>`(${own}${team}v.level = 'system')`
}

function mayChange(row: ViewRow, actor: Actor): boolean {
  return row.level === 'own' ? row.owner_id === actor.id : may(actor, 'view:share')
}

/** @throws Refusal 404 when the view isn't there for the actor, 403 when others see it and the actor may not share. */
async function lockView(tx: Db, actor: Actor, id: string): Promise<ViewRow> {
  const found = await sql<ViewRow>`select v.id, v.level, v.owner_id, v.unit_id, v.name, v.filters, v.place, v.version from saved_views v where v.id = ${id} and ${seenBy(actor)} for update`.execute(tx)
  const row = found.rows[0]
  if (!row) throw new Refusal('not_found', {}, 404)
  if (!mayChange(row, actor)) throw new Refusal('permission.missing', { permission: 'view:share' }, 403)
  return row
}

async function moveTo(tx: Db, row: ViewRow, place: number): Promise<void> {
  const home = { level: row.level, ownerId: row.owner_id, unitId: row.unit_id }
  await sql`update saved_views t set place = n.place from (select v.id, row_number() over (order by case when v.id = ${row.id} then ${place} + case when ${place} > ${row.place} then 0.5 else -0.5 end else v.nth end) as place
    from (select v.*, row_number() over (order by v.place, v.id) as nth from saved_views v where ${ofHome(home)}) v) n where n.id = t.id`.execute(tx)
}

/** What others see goes on the record; one's own views are nobody else's business. */
async function noted({ tx, ctx, now }: Tx, row: ViewRow, type: string): Promise<void> {
  if (row.level === 'own') return
  await appendToStream(tx, now, { kind: ctx.actor.kind, id: ctx.actor.id, name: ctx.actor.name }, { id: row.id, kind: 'view' }, [{ type, data: { level: row.level, unit: row.unit_id, name: row.name, filters: row.filters } }])
}

function toView(row: ViewRow, actor: Actor): SavedView {
  return { id: row.id, level: row.level, name: row.name, filters: row.filters, version: row.version, mayChange: mayChange(row, actor) }
}
