// The working calendars on the wire: their days, the notices behind them, and every change proposed, reviewed and confirmed by two people.
import { z } from 'zod'
import { dayKinds } from '../domain/sla/calendar.ts'
import { clockKinds } from '../domain/sla/kinds.ts'
import { doubtCodes } from '../domain/sla/notices.ts'
import { date, id, instant, line, page, pageQuery, person, text, unitRef, why, withId } from './common.ts'
import { endpoint } from './endpoint.ts'

/** Half-open minutes of a local day; 1440 is 24:00. */
export const minutes = z.strictObject({ from: z.int().min(0).max(1440), to: z.int().min(0).max(1440) })
const hours = z.array(minutes).max(6)
/** Monday first. */
const weekly = z.array(hours).length(7)

// days -------------------------------------------------------------------------------------------------------------------------
/** `worked` are the stretches worked, as instants; `covered`: a notice has the word about the day; `name` the holiday's code (`codes.holiday`). */
export const calendarDay = z.strictObject({ on: date, kind: z.enum(dayKinds), covered: z.boolean(), name: z.string().nullable(), notice: z.string().nullable(), worked: z.array(z.strictObject({ from: instant, to: instant })) })
export const noticeName = z.strictObject({ number: z.string(), title: z.string().nullable() })
export const getCalendarDays = endpoint({
  method: 'GET', path: '/api/calendars/:version/days', needs: 'policy:read', summary: 'The days of a calendar, at most 400 at once; `in_force` is the national one in force',
  params: z.strictObject({ version: z.string().min(1).max(300) }), query: z.strictObject({ from: date, to: date }),
  reply: z.strictObject({ version: z.string(), coverageUntil: date, items: z.array(calendarDay), notices: z.array(noticeName) }),
})

// what is in force ---------------------------------------------------------------------------------------------------------------
/** `imported`: by whom and when, null for a notice shipped with the program. */
export const notice = noticeName.extend({ publishedOn: date, coversUntil: date.nullable(), offDays: z.int(), workDays: z.int(), imported: z.strictObject({ by: z.string(), confirmedBy: z.string(), at: instant }).nullable() })
export const listCalendars = endpoint({
  method: 'GET', path: '/api/calendars', needs: 'policy:read', summary: 'The national calendar in force, its notices, and how far they reach',
  /** `missingYear`: a year that begins within two months, or has begun, and that no notice covers. `provisional`: deadlines that wait for its notice, up to the cap; null for those who manage no calendar. */
  reply: z.strictObject({ version: z.string(), today: date, weekly, coverageUntil: date, missingYear: z.int().nullable(), provisional: z.int().nullable(), cap: z.int(), proposed: z.int().nullable(), notices: z.array(notice) }),
})
/** A day a unit's calendar speaks about; `hours` null on a day worked: the usual ones. */
const unitDay = z.strictObject({ on: date, day: z.enum(['off', 'work']), hours: hours.min(1).nullable(), name: z.string().regex(/^[a-z_]{1,60}$/), notice: line(80) })
export const unitCalendar = z.strictObject({ unit: unitRef, version: z.string().nullable(), ownWeekly: weekly.nullable(), weekly, days: z.array(unitDay), from: z.array(unitRef) })
export const listUnitCalendars = endpoint({ method: 'GET', path: '/api/unit-calendars', needs: 'identity:read', summary: 'Regions and units with a calendar of their own', query: z.strictObject(pageQuery), reply: page(z.strictObject({ unit: unitRef, version: z.string(), ownWeekly: z.boolean(), days: z.int() })) })
export const getUnitCalendar = endpoint({ method: 'GET', path: '/api/unit-calendars/:id', needs: 'identity:read', summary: 'The calendar of a unit: its own layer, and whose calendars it lies on', params: withId, reply: unitCalendar })

// changes ----------------------------------------------------------------------------------------------------------------------
export const changeStates = ['proposed', 'confirmed', 'withdrawn'] as const
export const calendarChange = z.strictObject({
  id, kind: z.enum(['notice', 'unit']), state: z.enum(changeStates), title: z.string(), number: z.string().nullable(), publishedOn: date.nullable(), coversUntil: date.nullable(), unit: unitRef.nullable(), reason: z.string().nullable(),
  proposedBy: person, proposedAt: instant, settledBy: person.nullable(), settledAt: instant.nullable(), settleReason: z.string().nullable(), version: z.string().nullable(),
})
const standing = z.strictObject({ kind: z.enum(dayKinds), hours, name: z.string().nullable(), notice: z.string().nullable() })
export const dayChange = z.strictObject({ on: date, before: standing, after: standing, alters: z.boolean() })
export const doubt = z.strictObject({ code: z.enum(doubtCodes), on: date.nullable(), params: z.record(z.string(), z.union([z.string(), z.number()])) })
/** `against`: the version the difference was taken against, to be sent back with the confirmation. `replaces`: the notice of this number is there already. */
export const changeDetail = z.strictObject({
  change: calendarChange, against: z.string(), days: z.array(dayChange), doubts: z.array(doubt), refused: why.nullable(), replaces: z.boolean(), own: z.boolean(),
  coverage: z.strictObject({ before: date, after: date }), weekly: z.strictObject({ before: weekly, after: weekly }).nullable(), units: z.array(unitRef),
})
export const listCalendarChanges = endpoint({ method: 'GET', path: '/api/calendar-changes', needs: 'calendar:manage', summary: 'Changes of calendars, newest first', query: z.strictObject({ ...pageQuery, state: z.enum(changeStates).optional() }), reply: page(calendarChange) })
export const getCalendarChange = endpoint({ method: 'GET', path: '/api/calendar-changes/:id', needs: 'calendar:manage', summary: 'A change day by day against the calendar in force, with what is doubtful about it', params: withId, reply: changeDetail })
export const proposeNotice = endpoint({
  method: 'POST', path: '/api/calendar-changes', needs: 'calendar:manage', summary: 'Propose a notice for confirmation by a second person: in the shape of the shipped calendar, or as holiday-cn publishes a year', idempotent: true, status: 201,
  /** A year of holiday-cn carries neither number nor title nor date of publication: they are asked for besides. */
  body: z.strictObject({ text: text(65_536), number: line(80).optional(), title: line(200).optional(), publishedOn: date.optional(), coversUntil: date.optional(), reason: line(200).optional() }), reply: calendarChange,
})
export const proposeUnitCalendar = endpoint({
  method: 'POST', path: '/api/unit-calendars/:id', needs: 'calendar:manage', summary: 'Propose the own calendar of a region or unit; an empty one gives it back to the calendar above', idempotent: true, status: 201,
  params: withId, body: z.strictObject({ weekly: weekly.nullable(), days: z.array(unitDay).max(400), reason: line(200) }), reply: calendarChange,
})
export const confirmCalendarChange = endpoint({ method: 'POST', path: '/api/calendar-changes/:id/confirmation', needs: 'calendar:manage', summary: 'Put a change in force that another person proposed', params: withId, body: z.strictObject({ against: z.string().max(300) }), reply: calendarChange })
export const withdrawCalendarChange = endpoint({ method: 'POST', path: '/api/calendar-changes/:id/withdrawal', needs: 'calendar:manage', summary: 'Take a proposed change back, or refuse it', params: withId, body: z.strictObject({ reason: line(200) }), reply: calendarChange })

// what would move --------------------------------------------------------------------------------------------------------------
export const movingClock = z.strictObject({ complaint: z.strictObject({ id, complaintNo: z.string() }), kind: z.enum(clockKinds), before: z.strictObject({ dueAt: instant, rolledDueAt: instant.nullable() }), after: z.strictObject({ dueAt: instant, rolledDueAt: instant.nullable(), provisional: z.boolean() }) })
export const previewCalendarChange = endpoint({
  method: 'GET', path: '/api/calendar-changes/:id/preview', needs: 'calendar:manage', summary: 'Provisional deadlines of open cases as this change would have them: how many become firm, which move', params: withId,
  reply: z.strictObject({ looked: z.int(), more: z.boolean(), firm: z.int(), moved: z.int(), items: z.array(movingClock) }),
})

export const slaEndpoints = [getCalendarDays, listCalendars, listUnitCalendars, getUnitCalendar, listCalendarChanges, getCalendarChange, proposeNotice, proposeUnitCalendar, confirmCalendarChange, withdrawCalendarChange, previewCalendarChange] as const
