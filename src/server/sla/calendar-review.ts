// A change as its reviewer sees it: day by day against what is in force, with what is doubtful, and the calendars there would be with it.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type * as wire from '../../contract/sla.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Why } from '../../domain/refusal.ts'
import { dateAt } from '../../domain/sla/days.ts'
import { layCalendar } from '../../domain/sla/layers.ts'
import type { Layer } from '../../domain/sla/layers.ts'
import { areSameHours, dayChanges, noticeDoubts } from '../../domain/sla/notices.ts'
import { compileCalendar } from '../../domain/sla/working-time.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import { readUnit } from '../identity/tree.ts'
import type { UnitRef } from '../identity/tree.ts'
import type { Ctx, Db } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { findChange, showChange, versionFor } from './calendar-changes.ts'
import type { ChangeRow } from './calendar-changes.ts'
import { composePlan, readConfirmed } from './calendar-house.ts'
import type { Calendars, Confirmed } from './calendar-house.ts'
import { noticeOf } from './calendars.ts'
import type { NoticeFile } from './calendars.ts'

type Detail = ReplyOf<typeof wire.getCalendarChange>

/** What would be in force: the national time, and the time now of whatever line a version belongs to. */
export type Candidate = { readonly time: WorkingTime; readonly ofUnit: (unitId: string) => WorkingTime }

/** The difference a change makes or made. @throws Refusal `not_found` (404). */
export async function reviewChange(ctx: Pick<Ctx, 'db' | 'actor'>, calendars: Calendars, id: string): Promise<Detail> {
  const row = await findChange(ctx.db, id)
  const against = row.version_before ?? versionFor(calendars.inForce(), row)
  const before = calendars.timeOf(against)
  const confirmed = await readConfirmed(ctx.db)
  const { after, refused } = await afterwards(ctx.db, calendars, row, confirmed)
  const today = dateAt(await readClock(ctx.db))
  const notice = row.kind === 'notice' ? noticeOf(row.body as NoticeFile, calendars.shipped.makeUp) : null
  const others = calendars.inForce().pack.notices.filter((n) => n.number !== notice?.number)
  const former = row.unit === null ? calendars.inForce().pack.notices.find((n) => n.number === notice?.number)?.days : confirmed.layers.find((l) => l.unitId === row.unit?.id)?.layer.days
  const dates = [...(notice?.days ?? (row.body as Layer).days), ...(former ?? [])].map((d) => d.on)
  const [was, is] = [before.calendar, after.calendar]
  const weeks = was.weekly.every((hours, i) => areSameHours(hours, is.weekly[i] ?? [])) ? null : { before: weeklyOf(before), after: weeklyOf(after) }
  return {
    change: showChange(row), against, refused: refused === null ? null : { code: refused.code, params: { ...refused.params } }, own: ctx.actor.id === row.proposed_by, replaces: former !== undefined,
    days: dayChanges(before, after, dates).map((d) => ({ ...d, before: { ...d.before, hours: [...d.before.hours] }, after: { ...d.after, hours: [...d.after.hours] } })),
    doubts: notice === null ? [] : noticeDoubts(notice, before, calendars.shipped.legalHolidays, today, others.reduce((y, n) => (n.publishedOn > y ? n.publishedOn : y), '')).map((d) => ({ ...d, params: { ...d.params } })),
    coverage: { before: was.coverageUntil, after: is.coverageUntil }, weekly: weeks, units: await unitsTouched(ctx.db, calendars, row),
  }
}

function weeklyOf(time: WorkingTime): { from: number; to: number }[][] {
  return time.calendar.weekly.map((hours) => [...hours])
}

/** The calendar after a change: as it became, or as it would. */
async function afterwards(db: Db, calendars: Calendars, row: ChangeRow, confirmed: Confirmed): Promise<{ after: WorkingTime; refused: Why | null }> {
  if (row.version_after !== null) return { after: calendars.timeOf(row.version_after), refused: null }
  try {
    const candidate = await candidateOf(db, calendars, row, confirmed)
    return { after: row.unit === null ? candidate.time : candidate.ofUnit(row.unit.id), refused: null }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { after: calendars.timeOf(versionFor(calendars.inForce(), row)), refused: error }
  }
}

/** What a change would put in force beside all that is confirmed. @throws Refusal for a calendar that may not be used. */
export async function candidateOf(db: Db, calendars: Calendars, row: ChangeRow, confirmed: Confirmed): Promise<Candidate> {
  const plan = composePlan(calendars.shipped, await withChange(db, row, confirmed))
  const time = compileCalendar(plan.national)
  if (row.unit !== null && plan.unsound.includes(row.unit.id)) throw new Refusal('calendar.no_capacity', { version: row.unit.code })
  const units = new Map(plan.units.map((u) => [u.unitId, u.layer]))
  return {
    time,
    ofUnit: (unitId) => {
      const layer = units.get(unitId)
      return layer === undefined ? time : compileCalendar(layCalendar(plan.national, layer, plan.national.version))
    },
  }
}

async function withChange(db: Db, row: ChangeRow, confirmed: Confirmed): Promise<Confirmed> {
  if (row.unit === null) {
    const notice = row.body as NoticeFile
    return { ...confirmed, notices: [...confirmed.notices.filter((n) => n.number !== notice.number), notice] }
  }
  const { path, code, id } = await readUnit(db, row.unit.id)
  return { ...confirmed, layers: [...confirmed.layers.filter((l) => l.unitId !== id), { unitId: id, code, path: [...path.map((u) => u.id), id], layer: row.body as Layer }] }
}

/** Units whose own calendars lie on the one that changes: at most a hundred are named. */
async function unitsTouched(db: Db, calendars: Calendars, row: ChangeRow): Promise<UnitRef[]> {
  const ids = [...calendars.inForce().units.values()].filter((u) => row.unit === null || (u.unitId !== row.unit.id && u.path.includes(row.unit.id))).map((u) => u.unitId)
  return (await sql<UnitRef>`select id, code, name, kind from org_units where id = any(${ids}::uuid[]) order by code limit 100`.execute(db)).rows
}
