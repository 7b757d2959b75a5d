// The endpoint of the message log.
import * as wire from '../../contract/messages.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { listMessages } from './queries.ts'

/** Every route of `src/contract/messages.ts`. */
export function messagesRoutes(): Route[] {
  return [route(wire.listMessages, (ctx, { query }) => listMessages(ctx, query))]
}
