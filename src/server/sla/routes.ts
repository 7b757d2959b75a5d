// The endpoints of the working calendars.
import * as wire from '../../contract/sla.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { listDays, showCalendars } from './calendar-days.ts'
import type { Calendars } from './calendar-house.ts'

/** What `src/contract/sla.ts` asks of the calendars alone. */
export function slaRoutes({ calendars }: { readonly calendars: Calendars }): Route[] {
  return [
    route(wire.getCalendarDays, async (_ctx, { params, query }) => listDays(calendars, params.version, query.from, query.to)),
    route(wire.listCalendars, (ctx) => showCalendars(ctx, calendars)),
  ]
}
