// Reads calendars: the days of any version ever in force, and the national one in force with its notices and reach.
import { sql } from 'kysely'
import type { ReplyOf } from '../../contract/endpoint.ts'
import type * as wire from '../../contract/sla.ts'
import { Refusal } from '../../domain/refusal.ts'
import { addDays, dateAt, dateOf, dayNumber, minuteMillis } from '../../domain/sla/days.ts'
import { dayFacts, elapsedOn } from '../../domain/sla/working-time.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import { startIn } from '../../domain/sla/zone.ts'
import type { Ctx } from '../platform/context.ts'
import { readClock } from '../platform/database.ts'
import { Malformed } from '../platform/problems.ts'
import type { Calendars } from './calendar-house.ts'

type Days = ReplyOf<typeof wire.getCalendarDays>
type Overview = ReplyOf<typeof wire.listCalendars>

const longestSpan = 400
/** From 1 November on, a house that works over the year's end needs the next one. */
const aheadDays = 61
export const countCap = 1000

/** The days from one date to another, both included. @throws Refusal `not_found` (404) for a version that never was; Malformed for a span turned round or too long. */
export function listDays(calendars: Calendars, version: string, from: string, to: string): Days {
  const time = version === 'in_force' ? calendars.inForce().time : calendars.find(version)
  if (time === null) throw new Refusal('not_found', {}, 404)
  const [first, last] = [dayNumber(from), dayNumber(to)]
  if (last < first) throw new Malformed([{ path: 'query.to', code: 'past' }])
  if (last - first >= longestSpan) throw new Malformed([{ path: 'query.to', code: 'long_span' }])
  const items = Array.from({ length: last - first + 1 }, (_, i) => dayOf(time, first + i))
  const numbers = new Set(items.flatMap((d) => (d.notice === null ? [] : [d.notice])))
  const titles = new Map(calendars.inForce().pack.notices.map((n) => [n.number, n.title]))
  return { version: time.calendar.version, coverageUntil: time.calendar.coverageUntil, items, notices: [...numbers].map((number) => ({ number, title: titles.get(number) ?? null })) }
}

function dayOf(time: WorkingTime, day: number): Days['items'][number] {
  const { kind, override } = dayFacts(time, day)
  const start = startIn(time.calendar, day)
  const at = (minute: number): string => new Date(start + minute * minuteMillis).toISOString()
  return { on: dateOf(day), kind, covered: day <= time.coveredThrough, name: override?.name ?? null, notice: override?.notice ?? null, worked: elapsedOn(time, day).map((h) => ({ from: at(h.from), to: at(h.to) })) }
}

/** The calendar in force, newest notice first; counts of what waits for a notice go to those who can bring one. */
export async function showCalendars(ctx: Pick<Ctx, 'db' | 'actor'>, calendars: Calendars): Promise<Overview> {
  const { time, pack } = calendars.inForce()
  const { version, weekly, coverageUntil } = time.calendar
  const today = dateAt(await readClock(ctx.db))
  const manages = ctx.actor.permissions.has('calendar:manage')
  const counts = manages ? (await sql<{ provisional: number; proposed: number }>`select (select count(*)::int from (select 1 from clocks where provisional and stopped_at is null limit ${countCap}) counted) as provisional, (select count(*)::int from (select 1 from calendar_changes where state = 'proposed' limit ${countCap}) counted) as proposed`.execute(ctx.db)).rows[0] : undefined
  const imported = new Map((await sql<{ number: string; by: string; confirmedBy: string; at: number }>`select distinct on (notice_number) notice_number as number, proposed_by_name as by, settled_by_name as "confirmedBy", settled_at as at from calendar_changes where state = 'confirmed' and kind = 'notice' order by notice_number, seq desc`.execute(ctx.db)).rows.map((r) => [r.number, r]))
  return {
    version, today, weekly: weekly.map((hours) => [...hours]), coverageUntil, missingYear: missingYear(coverageUntil, today), provisional: counts?.provisional ?? null, proposed: counts?.proposed ?? null, cap: countCap,
    notices: pack.notices.toReversed().map((n) => {
      const by = imported.get(n.number)
      return { number: n.number, title: n.title, publishedOn: n.publishedOn, coversUntil: n.coversUntil, offDays: n.days.filter((d) => d.day === 'off').length, workDays: n.days.filter((d) => d.day === 'work').length, imported: by === undefined ? null : { by: by.by, confirmedBy: by.confirmedBy, at: new Date(by.at).toISOString() } }
    }),
  }
}

function missingYear(coverageUntil: string, today: string): number | null {
  return coverageUntil < addDays(today, aheadDays) ? Number(addDays(coverageUntil, 1).slice(0, 4)) : null
}
