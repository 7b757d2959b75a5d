// The endpoints of the message log and of speech.
import * as wire from '../../contract/messages.ts'
import { getSpeech } from '../../contract/speech.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import { listMessages } from './queries.ts'
import type { Seen } from './queries.ts'
import { shippedSpeech } from './speech.ts'

/** Every route of `src/contract/messages.ts` and `speech.ts`. */
export function messagesRoutes(seenBy: Seen): Route[] {
  const speech = shippedSpeech()
  return [route(wire.listMessages, (ctx, { query }) => listMessages(ctx, seenBy, query)), route(getSpeech, async () => speech)]
}
