// What the ribbon knows of each clock: how it stands now or at a supposed moment, and the sentence that tells it.
import type { DeadlineView } from '../../contract/deadlines.ts'
import type { getCalendarDays } from '../../contract/sla.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { dayNumber, minuteMillis, shanghaiOffsetMinutes, startOfDay } from '../../domain/sla/days.ts'
import { supposeAt } from '../../domain/sla/what-if.ts'
import type { SupposedState } from '../../domain/sla/what-if.ts'
import { compileCalendar } from '../../domain/sla/working-time.ts'
import type { WorkingTime } from '../../domain/sla/working-time.ts'
import { moment } from '../kit/time-words.ts'
import { t } from '../kit/words.ts'
import { stateWords } from './state-looks.tsx'

export type CalendarDays = ReplyOf<typeof getCalendarDays>
export type RibbonRow = { readonly clock: DeadlineView; readonly name: string; readonly state: SupposedState; readonly dueAt: number; readonly flipped: boolean }

/** Working time from the days on screen, for counting what a supposed moment would change; the days beyond follow none of it. */
export function timeOfDays(days: CalendarDays): WorkingTime | null {
  const overrides = days.items.map((day) => {
    const start = startOfDay(dayNumber(day.on))
    const hours = day.worked.map((w) => ({ from: (Date.parse(w.from) - start) / minuteMillis, to: (Date.parse(w.to) - start) / minuteMillis }))
    return { on: day.on, day: hours.length > 0 ? ('work' as const) : ('off' as const), hours, name: day.name ?? '', notice: day.notice ?? '' }
  })
  try {
    return compileCalendar({ version: days.version, zoneOffsetMinutes: shanghaiOffsetMinutes, weekly: Array.from({ length: 7 }, (_, i) => (i < 5 ? [{ from: 540, to: 1080 }] : [])), overrides, coverageUntil: days.coverageUntil })
  } catch {
    // a calendar of another zone than the house's: then nothing is counted anew
    return null
  }
}

/** The clocks as they stand at `at`; `flipped` are those late at a supposed moment that are not late now. */
export function rowsAt(clocks: readonly DeadlineView[], at: number, knownAt: number, now: number, days: CalendarDays | undefined): RibbonRow[] {
  const time = days === undefined ? null : timeOfDays(days)
  return clocks.map((clock) => {
    const known = { openedAt: Date.parse(clock.openedAt), dueAt: Date.parse(clock.dueAt), stoppedAt: clock.stoppedAt === null ? null : Date.parse(clock.stoppedAt), cancelled: clock.cancelled, budget: clock.budget, pauses: clock.pauses.map((p) => ({ from: Date.parse(p.from), to: p.to === null ? null : Date.parse(p.to), until: p.until === null ? null : Date.parse(p.until) })) }
    const own = days?.version === clock.calendarVersion ? time : null
    const then = supposeAt(known, at, knownAt, own)
    const flipped = at !== now && then.state === 'overdue' && supposeAt(known, now, knownAt, own).state !== 'overdue'
    return { clock, name: t(`clocks.kind.${clock.kind}`) + (clock.epoch > 1 ? ` ${clock.epoch}` : ''), ...then, flipped }
  })
}

/** Everything the drawing of a row shows, in words. */
export function tellRow({ clock, name, state, dueAt }: RibbonRow, now: number): string {
  const say = (key: string, at: string | number | null, begins = false): string[] => (at === null ? [] : [t(`console.deadline.${key}`, { at: moment(typeof at === 'number' ? at : Date.parse(at), now, begins) })])
  const isRolled = clock.rolledDueAt !== null && clock.rolledDueAt !== clock.strictDueAt
  return [
    name, stateWords(state), ...(clock.statutory ? [t('console.deadline.statutory')] : []), ...say('opened', clock.openedAt, true), ...say('due', dueAt),
    ...(Date.parse(clock.strictDueAt) === dueAt ? [] : say('strict', clock.strictDueAt)), ...(isRolled ? say('rolled', clock.rolledDueAt) : []), ...say('target', clock.targetAt), ...say('stopped', clock.stoppedAt, true), ...say('noticed', clock.breachNoticedAt, true),
    ...clock.pauses.map((p) => t('console.deadline.paused_span', { from: moment(Date.parse(p.from), now, true), to: p.to === null ? t('console.deadline.still') : moment(Date.parse(p.to), now, true) })),
    ...(clock.provisional ? [t('clocks.provisional')] : []),
  ].join(' · ')
}
