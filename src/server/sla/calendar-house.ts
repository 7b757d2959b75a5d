// The calendars in force: the shipped notices, those imported, the layers of regions and units; every value ever in force stays resolvable by its version.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { calendarProblems, issueCalendar, withNotices } from '../../domain/sla/calendar.ts'
import type { Calendar } from '../../domain/sla/calendar.ts'
import { emptyLayer, isEmptyLayer, joinLayers, layCalendar } from '../../domain/sla/layers.ts'
import type { Layer } from '../../domain/sla/layers.ts'
import { compileCalendar } from '../../domain/sla/working-time.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import { system } from '../identity/founding.ts'
import { nameStream } from '../identity/record.ts'
import type { RecordedActor } from '../platform/chain.ts'
import type { Db } from '../platform/context.ts'
import { inTransaction } from '../platform/database.ts'
import { appendToStream } from '../platform/record.ts'
import { loadCalendarPack, noticeOf } from './calendars.ts'
import type { NoticeFile, ShippedCalendar } from './calendars.ts'

/** A unit with a calendar of its own or of a unit above it. `path`: the units above, the root first, itself last. */
export type UnitCalendar = { readonly unitId: string; readonly path: readonly string[]; readonly layer: Layer; readonly version: string }

/** One consistent picture of what is in force. */
export type CalendarsInForce = { readonly pack: ShippedCalendar; readonly time: WorkingTime; readonly units: ReadonlyMap<string, UnitCalendar> }

export type Calendars = {
  readonly inForce: () => CalendarsInForce
  /** As shipped, before anything was imported. */
  readonly shipped: ShippedCalendar
  /** The working time of a version ever in force; null when there never was one. */
  readonly find: (version: string) => WorkingTime | null
  /** The same, by the calendar in force for a version that isn't there. */
  readonly timeOf: (version: string) => WorkingTime
  /** What is in force now where this version was: the national calendar, or that of its unit. */
  readonly timeNow: (version: string) => WorkingTime
  /** For clocks in working hours of a unit: `path` is its units from the root down to itself; the nearest own calendar counts, else the national one. */
  readonly timeFor: (path: readonly string[]) => WorkingTime
  /** Reads what was confirmed since; who confirms calls this once it is committed. */
  readonly refresh: () => Promise<void>
  readonly close: () => void
}

export type UnitLayer = { readonly unitId: string; readonly code: string; readonly path: readonly string[]; readonly layer: Layer }
/** Notices confirmed in their order, and what each unit says itself, as the database has them. */
export type Confirmed = { readonly notices: readonly NoticeFile[]; readonly layers: readonly UnitLayer[] }
type Kept = { readonly version: string; readonly line: string; readonly base: string | null; readonly body: Calendar | Layer }

const everyMs = 2000
const nationalLine = 'national'
const versionStream = { id: nameStream('calendar', 'versions'), kind: 'calendar_version' }

/** Opens the calendars and follows the table until closed; a lost database leaves the last known. @throws Refusal for a shipped calendar that may not be used. */
export async function openCalendars(db: Db): Promise<Calendars> {
  const pack = await loadCalendarPack()
  const kept = new Map<string, Kept>()
  const compiled = new Map<string, WorkingTime>()
  let now: CalendarsInForce | undefined
  let seen = ''
  let last = '0'
  const inForce = (): CalendarsInForce => now!
  const find = (version: string): WorkingTime | null => {
    const known = compiled.get(version)
    const calendar = known === undefined ? calendarOf(kept, version) : null
    if (calendar === null) return known ?? null
    const time = compileCalendar(calendar)
    compiled.set(version, time)
    return time
  }
  const read = async (): Promise<void> => {
    const stamp = await readStamp(db)
    if (stamp === seen) return
    const next = await inTransaction(db, (open) => composeInForce({ ...open, by: system }, pack))
    for (const row of await readKept(db, last)) {
      kept.set(row.version, row)
      last = row.seq
    }
    // the same calendar stays the same value, whatever else was read
    now = now?.time.calendar.version === next.time.calendar.version ? { ...next, time: now.time } : next
    seen = stamp
  }
  // one after the other: a slow reading must not put an older picture over a newer one
  let turn = Promise.resolve()
  const refresh = (): Promise<void> => {
    turn = turn.catch(() => undefined).then(read)
    return turn
  }
  await refresh()
  const timer = setInterval(() => void refresh().catch(() => { /* no connection: the next round asks again */ }), everyMs)
  timer.unref()
  // a version another process made a moment ago: the next answer knows it
  const timeOf = (version: string): WorkingTime => {
    const found = find(version)
    if (found === null) seen = ''
    return found ?? inForce().time
  }
  const ofUnit = (unitId: string): WorkingTime | null => {
    const own = inForce().units.get(unitId)
    return own === undefined ? null : find(own.version)
  }
  return {
    inForce, shipped: pack, find, timeOf, refresh,
    timeNow: (version) => ofUnit(kept.get(version)?.line ?? nationalLine) ?? inForce().time,
    timeFor: (path) => path.map(ofUnit).findLast((time) => time !== null) ?? inForce().time,
    close: () => clearInterval(timer),
  }
}

/** Who writes versions down, in which transaction and at which instant. */
export type Keeping = { readonly tx: Db; readonly now: number; readonly by: RecordedActor }

/** What would be in force with what is confirmed by now in this transaction; versions not there yet are written and told in the record. @throws Refusal for a calendar that may not be used. */
export async function composeInForce(open: Keeping, pack: ShippedCalendar): Promise<CalendarsInForce> {
  const confirmed = await readConfirmed(open.tx)
  const plan = composePlan(pack, confirmed)
  const version = await keep(open, { version: plan.national.version, line: nationalLine, base: null, body: plan.national })
  const units = new Map<string, UnitCalendar>()
  for (const { unitId, code, path, layer } of plan.units) {
    units.set(unitId, { unitId, path, layer, version: await keep(open, { version: `${version}+${code}.${digest(layer)}`, line: unitId, base: version, body: layer }) })
  }
  return { pack: withNotices(pack, confirmed.notices.map((n) => noticeOf(n, pack.makeUp))), time: compileCalendar({ ...plan.national, version }), units }
}

/** The calendars these notices and layers make, before they have got their final versions. `unsound`: units on whose own calendar no deadline would come due. */
export function composePlan(pack: ShippedCalendar, confirmed: Confirmed): { readonly national: Calendar; readonly units: readonly UnitLayer[]; readonly unsound: readonly string[] } {
  const national = issueCalendar(withNotices(pack, confirmed.notices.map((n) => noticeOf(n, pack.makeUp))))
  // what a unit keeps is what the units above it and itself say, as one layer
  const joined = confirmed.layers.map((unit) => ({ ...unit, layer: unit.path.reduce((above, id) => joinLayers(above, confirmed.layers.find((l) => l.unitId === id)?.layer ?? emptyLayer), emptyLayer) })).filter((unit) => !isEmptyLayer(unit.layer))
  const isSound = (unit: UnitLayer): boolean => calendarProblems(layCalendar(national, unit.layer, national.version)).length === 0
  // a unit moved under another one may end without capacity: it keeps to the calendar above until somebody mends its own
  return { national, units: joined.filter(isSound), unsound: joined.filter((unit) => !isSound(unit)).map((unit) => unit.unitId) }
}

function calendarOf(kept: ReadonlyMap<string, Kept>, version: string): Calendar | null {
  const row = kept.get(version)
  if (row === undefined) return null
  if (row.base === null) return { ...(row.body as Calendar), version }
  const base = calendarOf(kept, row.base)
  return base === null ? null : layCalendar(base, row.body as Layer, version)
}

/** The same text for the same value, whatever order its fields came in. */
function digest(value: unknown): string {
  const sorted = (v: unknown): unknown => (Array.isArray(v) ? v.map(sorted) : typeof v === 'object' && v !== null ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, each]) => [k, sorted(each)])) : v)
  return createHash('sha256').update(JSON.stringify(sorted(value))).digest('hex').slice(0, 8)
}

/** Writes a version unless it is there. A name that stands for another value already is told apart by the value's digest: no version ever changes its meaning. */
async function keep({ tx, now, by }: Keeping, row: Kept): Promise<string> {
  const body = JSON.stringify(row.base === null ? { ...row.body, version: '' } : row.body)
  for (const version of [row.version, `${row.version}~${digest({ ...row.body, version: '' })}`]) {
    const made = await sql<{ hash: string }>`insert into calendar_versions (version, line, base_version, body) values (${version}, ${row.line}, ${row.base}, ${body}::jsonb) on conflict (version) do nothing returning encode(sha256(convert_to(body::text, 'UTF8')), 'hex') as hash`.execute(tx)
    const [kept] = made.rows
    if (kept) await appendToStream(tx, now, by, versionStream, [{ type: 'calendar.version_kept', data: { version, line: row.line, base: row.base, bodyHash: kept.hash } }])
    const same = await sql`select 1 from calendar_versions where version = ${version} and body = ${body}::jsonb`.execute(tx)
    if (same.rows.length > 0) return version
  }
  throw new Error(`calendar version ${row.version} is taken twice`)
}

/** Changes whenever a calendar was confirmed, a unit moved, or another process wrote a version. */
async function readStamp(db: Db): Promise<string> {
  const found = await sql<{ stamp: string }>`select concat_ws(' ', (select max(seq) from calendar_changes), (select count(*) from calendar_versions), (select count(*) from unit_moves), (select max(settled_at) from unit_moves)) as stamp`.execute(db)
  return found.rows[0]?.stamp ?? ''
}

/** Versions written since; a few over again, for one that took its number earlier and was committed later. */
async function readKept(db: Db, after: string): Promise<(Kept & { seq: string })[]> {
  return (await sql<Kept & { seq: string }>`select seq::text as seq, version, line, base_version as base, body from calendar_versions where seq > ${after}::bigint - 50 order by seq`.execute(db)).rows
}

/** What two people agreed on, newest word of each notice and unit. */
export async function readConfirmed(db: Db): Promise<Confirmed> {
  const notices = await sql<{ body: NoticeFile }>`select body from (select distinct on (notice_number) notice_number, body, seq from calendar_changes where state = 'confirmed' and kind = 'notice' order by notice_number, seq desc) newest order by seq`.execute(db)
  const layers = await sql<Confirmed['layers'][number]>`
    with recursive own as (select distinct on (unit_id) unit_id, body from calendar_changes where state = 'confirmed' and kind = 'unit' order by unit_id, seq desc),
      up as (select o.id as unit_id, o.id, o.parent_id, 0 as above from org_units o join own on own.unit_id = o.id union all select up.unit_id, o.id, o.parent_id, up.above + 1 from up join org_units o on o.id = up.parent_id)
    select own.unit_id as "unitId", o.code, own.body as layer, (select array_agg(up.id order by up.above desc) from up where up.unit_id = own.unit_id) as path from own join org_units o on o.id = own.unit_id order by o.code`.execute(db)
  return { notices: notices.rows.map((r) => r.body), layers: layers.rows }
}
