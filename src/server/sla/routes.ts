// The endpoints of the working calendars.
import * as wire from '../../contract/sla.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { write } from '../platform/write.ts'
import { confirmChange, findChange, listChanges, proposeNotice, proposeUnitCalendar, showChange, withdrawChange } from './calendar-changes.ts'
import { listDays, showCalendars } from './calendar-days.ts'
import type { Calendars } from './calendar-house.ts'
import { reviewChange } from './calendar-review.ts'
import { listUnitCalendars, showUnitCalendar } from './unit-calendars.ts'

/** What `src/contract/sla.ts` asks of the calendars alone. */
export function slaRoutes({ calendars }: { readonly calendars: Calendars }): Route[] {
  return [
    route(wire.getCalendarDays, async (_ctx, { params, query }) => listDays(calendars, params.version, query.from, query.to)),
    route(wire.listCalendars, (ctx) => showCalendars(ctx, calendars)),
    route(wire.listUnitCalendars, (ctx, { query }) => listUnitCalendars(ctx.db, calendars, query)),
    route(wire.getUnitCalendar, (ctx, { params }) => showUnitCalendar(ctx.db, calendars, params.id)),
    route(wire.listCalendarChanges, (ctx, { query }) => listChanges(ctx.db, query)),
    route(wire.getCalendarChange, (ctx, { params }) => reviewChange(ctx, calendars, params.id)),
    route(wire.proposeNotice, (ctx, { body }) => write(ctx, async (t) => showChange(await findChange(t.tx, await proposeNotice(t, body))), wire.proposeNotice.status)),
    route(wire.proposeUnitCalendar, (ctx, { params, body }) => write(ctx, async (t) => showChange(await findChange(t.tx, await proposeUnitCalendar(t, calendars.shipped, params.id, body))), wire.proposeUnitCalendar.status)),
    route(wire.confirmCalendarChange, async (ctx, { params, body }) => {
      const confirmed = await write(ctx, async (t) => {
        await confirmChange(t, calendars.shipped, params.id, body.against)
        return showChange(await findChange(t.tx, params.id))
      })
      await calendars.refresh()
      return confirmed
    }),
    route(wire.withdrawCalendarChange, (ctx, { params, body }) => write(ctx, async (t) => {
      await withdrawChange(t, params.id, body.reason)
      return showChange(await findChange(t.tx, params.id))
    })),
  ]
}
