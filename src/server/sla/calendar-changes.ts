// Changes of calendars: proposed by one person, confirmed by another, in force from that moment; each step a line in the record.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { BodyOf, ReplyOf } from '../../contract/endpoint.ts'
import type * as wire from '../../contract/sla.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Layer } from '../../domain/sla/layers.ts'
import { nameStream, record } from '../identity/record.ts'
import { readUnit } from '../identity/tree.ts'
import type { UnitRef } from '../identity/tree.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { newId } from '../platform/ids.ts'
import { cursorOf, isMoment, readCursor } from '../platform/pages.ts'
import { Malformed } from '../platform/problems.ts'
import type { Tx } from '../platform/write.ts'
import { composeInForce, composePlan, readConfirmed } from './calendar-house.ts'
import type { NoticeFile, ShippedCalendar } from './calendars.ts'
import { readNotice } from './notice-text.ts'

type Change = ReplyOf<typeof wire.listCalendarChanges>['items'][number]
type ProposedNotice = BodyOf<typeof wire.proposeNotice>
type ProposedLayer = BodyOf<typeof wire.proposeUnitCalendar>

/** A row with its unit. `version_before` and `version_after` are there once it is confirmed. */
export type ChangeRow = {
  readonly id: string; readonly kind: 'notice' | 'unit'; readonly body: NoticeFile | Layer; readonly reason: string | null; readonly state: Change['state']; readonly unit: UnitRef | null
  readonly proposed_by: string; readonly proposed_by_name: string; readonly proposed_at: number; readonly settled_by: string | null; readonly settled_by_name: string | null; readonly settled_at: number | null; readonly settle_reason: string | null
  readonly version_before: string | null; readonly version_after: string | null
}

/** Serialises everything that changes a calendar. */
const lockKey = 7216014
const nationalStream = nameStream('calendar', 'national')

/** @throws Refusal `calendar.open_proposal` (409), and what `readNotice` throws; Malformed. */
export async function proposeNotice(t: Tx, body: ProposedNotice): Promise<string> {
  const { notice, shape } = readNotice(body.text, body)
  const id = await insertChange(t, { kind: 'notice', unitId: null, number: notice.number, body: notice, source: body.text, reason: body.reason ?? null })
  const digest = createHash('sha256').update(body.text).digest('hex')
  await record(t, 'calendar', nationalStream, { type: 'calendar.notice_proposed', data: { change: id, number: notice.number, title: notice.title, publishedOn: notice.published_on, coversUntil: notice.covers_until ?? null, shape, textSha256: digest } })
  return id
}

/** @throws Refusal `not_found` (404), `calendar.headquarters`, `calendar.no_capacity`, `calendar.malformed`, `calendar.open_proposal` (409). */
export async function proposeUnitCalendar(t: Tx, pack: ShippedCalendar, unitId: string, body: ProposedLayer): Promise<string> {
  const unit = await readUnit(t.tx, unitId)
  if (unit.kind === 'headquarters') throw new Refusal('calendar.headquarters')
  const layer = layerOf(body)
  await insistSound(t.tx, pack, unitId, layer)
  const id = await insertChange(t, { kind: 'unit', unitId, number: null, body: layer, source: null, reason: body.reason })
  await record(t, 'unit', unitId, { type: 'calendar.unit_proposed', data: { change: id, code: unit.code, ownWeekly: layer.weekly !== null, days: layer.days.length, reason: body.reason } })
  return id
}

/** Days in order. @throws Malformed for a day named twice, a day off with hours, or hours that overlap, are turned round or empty. */
function layerOf(body: ProposedLayer): Layer {
  const days = body.days.toSorted((a, b) => (a.on < b.on ? -1 : 1))
  const isSound = (hours: readonly { from: number; to: number }[]): boolean => hours.every((h, i) => h.from < h.to && h.from >= (hours[i - 1]?.to ?? 0))
  const wrong = [
    ...days.flatMap((d, i) => (d.on === days[i - 1]?.on ? [{ path: `days.${i}.on`, code: 'twice' }] : [])),
    ...body.days.flatMap((d, i) => (d.hours !== null && (d.day === 'off' || !isSound(d.hours)) ? [{ path: `days.${i}.hours`, code: 'hours' }] : [])),
    ...(body.weekly ?? []).flatMap((hours, i) => (isSound(hours) ? [] : [{ path: `weekly.${i}`, code: 'hours' }])),
  ]
  if (wrong.length > 0) throw new Malformed(wrong)
  return { weekly: body.weekly, days }
}

/** That neither the unit nor one below it would be left without working time. */
async function insistSound(db: Db, pack: ShippedCalendar, unitId: string, layer: Layer): Promise<void> {
  const unit = await readUnit(db, unitId)
  const confirmed = await readConfirmed(db)
  const own = { unitId, code: unit.code, path: [...unit.path.map((u) => u.id), unitId], layer }
  const before = composePlan(pack, confirmed).unsound
  const lost = composePlan(pack, { ...confirmed, layers: [...confirmed.layers.filter((l) => l.unitId !== unitId), own] }).unsound.filter((id) => !before.includes(id))
  if (lost.length > 0) throw new Refusal('calendar.no_capacity', { version: unit.code })
}

type NewChange = { readonly kind: 'notice' | 'unit'; readonly unitId: string | null; readonly number: string | null; readonly body: NoticeFile | Layer; readonly source: string | null; readonly reason: string | null }

async function insertChange(t: Tx, change: NewChange): Promise<string> {
  const { actor } = t.ctx
  if (actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  await sql`select pg_advisory_xact_lock(${lockKey})`.execute(t.tx)
  const open = await sql`select 1 from calendar_changes where state = 'proposed' and kind = ${change.kind} and unit_id is not distinct from ${change.unitId} and notice_number is not distinct from ${change.number}`.execute(t.tx)
  if (open.rows.length > 0) throw new Refusal('calendar.open_proposal')
  const id = newId(t.now)
  await sql`insert into calendar_changes (id, kind, unit_id, notice_number, body, source, reason, proposed_by, proposed_by_name, proposed_at)
    values (${id}, ${change.kind}, ${change.unitId}, ${change.number}, ${JSON.stringify(change.body)}::jsonb, ${change.source}, ${change.reason}, ${actor.id}, ${actor.name}, ${new Date(t.now)})`.execute(t.tx)
  return id
}

/**
 * Puts a change in force. `against`: the version the confirming person saw the difference to.
 * @throws Refusal `not_found` (404), `calendar.settled`, `calendar.own_proposal`, `calendar.changed_meanwhile`, `calendar.no_capacity` (409), `identity.session_needed` (403).
 */
export async function confirmChange(t: Tx, pack: ShippedCalendar, id: string, against: string): Promise<void> {
  const { actor } = t.ctx
  if (actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  const row = await lockChange(t.tx, id)
  if (row.proposed_by === actor.id) throw new Refusal('calendar.own_proposal')
  if (row.unit !== null) await insistSound(t.tx, pack, row.unit.id, row.body as Layer)
  const keeping = { tx: t.tx, now: t.now, by: { kind: actor.kind, id: actor.id, name: actor.name } }
  const before = versionFor(await composeInForce(keeping, pack), row)
  if (before !== against) throw new Refusal('calendar.changed_meanwhile')
  await sql`update calendar_changes set state = 'confirmed', seq = (select coalesce(max(seq), 0) + 1 from calendar_changes), settled_by = ${actor.id}, settled_by_name = ${actor.name}, settled_at = ${new Date(t.now)}, version_before = ${before} where id = ${id}`.execute(t.tx)
  const after = versionFor(await composeInForce(keeping, pack), row)
  await sql`update calendar_changes set version_after = ${after} where id = ${id}`.execute(t.tx)
  await recordSettled(t, row, { type: 'calendar.change_confirmed', data: { change: id, what: whatOf(row), proposedBy: row.proposed_by_name, before, after } })
}

/** Takes a proposal back, or refuses it; either person may. @throws Refusal `not_found` (404), `calendar.settled` (409), `identity.session_needed` (403). */
export async function withdrawChange(t: Tx, id: string, reason: string): Promise<void> {
  const { actor } = t.ctx
  if (actor.kind !== 'user') throw new Refusal('identity.session_needed', {}, 403)
  const row = await lockChange(t.tx, id)
  await sql`update calendar_changes set state = 'withdrawn', settled_by = ${actor.id}, settled_by_name = ${actor.name}, settled_at = ${new Date(t.now)}, settle_reason = ${reason} where id = ${id}`.execute(t.tx)
  await recordSettled(t, row, { type: 'calendar.change_withdrawn', data: { change: id, what: whatOf(row), proposedBy: row.proposed_by_name, reason } })
}

async function recordSettled(t: Tx, row: ChangeRow, event: Parameters<typeof record>[3]): Promise<void> {
  await (row.unit === null ? record(t, 'calendar', nationalStream, event) : record(t, 'unit', row.unit.id, event))
}

function whatOf(row: ChangeRow): string {
  return row.unit?.code ?? (row.body as NoticeFile).number
}

/** The version in force where a change belongs: its unit's, else the national one. */
export function versionFor(inForce: Awaited<ReturnType<typeof composeInForce>>, row: Pick<ChangeRow, 'unit'>): string {
  return (row.unit === null ? undefined : inForce.units.get(row.unit.id)?.version) ?? inForce.time.calendar.version
}

async function lockChange(tx: Db, id: string): Promise<ChangeRow> {
  await sql`select pg_advisory_xact_lock(${lockKey})`.execute(tx)
  const row = await findChange(tx, id)
  if (row.state !== 'proposed') throw new Refusal('calendar.settled')
  return row
}

const columns = sql`c.id, c.kind, c.body, c.reason, c.state, c.proposed_by, c.proposed_by_name, c.proposed_at, c.settled_by, c.settled_by_name, c.settled_at, c.settle_reason, c.version_before, c.version_after,
  case when o.id is null then null else json_build_object('id', o.id, 'code', o.code, 'name', o.name, 'kind', o.kind) end as unit`

/** @throws Refusal `not_found` (404). */
export async function findChange(db: Db, id: string): Promise<ChangeRow> {
  const row = (await sql<ChangeRow>`select ${columns} from calendar_changes c left join org_units o on o.id = c.unit_id where c.id = ${id}`.execute(db)).rows[0]
  if (row === undefined) throw new Refusal('not_found', {}, 404)
  return row
}

/** Newest first. */
export async function listChanges(db: Pick<Ctx, 'db'>['db'], page: { readonly limit: number; readonly cursor?: string | undefined; readonly state?: Change['state'] | undefined }): Promise<{ items: Change[]; nextCursor: string | null }> {
  const after = readCursor(page.cursor)
  if (after !== null && !isMoment(after)) throw new Malformed([{ path: 'query.cursor', code: 'invalid_format' }])
  const [at = '', id = ''] = after?.split('|') ?? []
  const rows = (await sql<ChangeRow & { key: string }>`select ${columns}, to_char(c.proposed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || c.id as key from calendar_changes c left join org_units o on o.id = c.unit_id
    where ${page.state === undefined ? sql`true` : sql`c.state = ${page.state}`} and ${after === null ? sql`true` : sql`(c.proposed_at, c.id::text) < (${at}::timestamp at time zone 'utc', ${id})`} order by c.proposed_at desc, c.id::text desc limit ${page.limit + 1}`.execute(db)).rows
  return { items: rows.slice(0, page.limit).map(showChange), nextCursor: rows.length > page.limit ? cursorOf(rows[page.limit - 1]?.key) : null }
}

/** A change as the wire shows it. */
export function showChange(row: ChangeRow): Change {
  const notice = row.kind === 'notice' ? (row.body as NoticeFile) : null
  return {
    id: row.id, kind: row.kind, state: row.state, title: notice?.title ?? row.unit?.name ?? '', number: notice?.number ?? null, publishedOn: notice?.published_on ?? null, coversUntil: notice?.covers_until ?? null, unit: row.unit, reason: row.reason,
    proposedBy: { id: row.proposed_by, name: row.proposed_by_name }, proposedAt: new Date(row.proposed_at).toISOString(), settledBy: row.settled_by === null ? null : { id: row.settled_by, name: row.settled_by_name ?? '' },
    settledAt: row.settled_at === null ? null : new Date(row.settled_at).toISOString(), settleReason: row.settle_reason, version: row.version_after,
  }
}
