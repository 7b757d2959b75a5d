// The endpoints of the practice room, and the way into it: whatever is asked under /practice is answered by the room of who asks, never by the house.
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as wire from '../../contract/training.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { Refusal } from '../../domain/refusal.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import type { Rooms } from './rooms.ts'

/** Every route of `src/contract/training.ts`. */
export function trainingRoutes(rooms: Rooms): Route[] {
  return [
    route(wire.getPractice, ({ actor }) => rooms.state(actor)),
    route(wire.openPractice, ({ actor }) => rooms.open(actor)),
    route(wire.takePracticeSeat, ({ actor }, { body }) => rooms.sit(actor, body.seat)),
    route(wire.getPracticeReport, ({ actor }) => rooms.report(actor)),
    route(wire.endPractice, async ({ actor }) => { await rooms.end(actor); return { ok: true as const } }),
  ]
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
/** What a room does not offer: passwords and sessions, which are the real person's; files and machines from outside; rooms within rooms. */
const closed: readonly RegExp[] = [/^\/api\/session\/(password|post)$/, /^\/api\/sessions/, /^\/api\/imports/, /^\/api\/api-tokens/, /^\/api\/practice/, /^\/api\/users.+/]

/** Registers the way in. A request is handed over before anything of it is read, with the prefix taken off. */
export function servePractice(http: FastifyInstance, rooms: Rooms, authenticate: (request: FastifyRequest) => Promise<Actor | null>): void {
  http.route({
    method: [...methods], url: '/practice/api/*', handler: () => { throw new Refusal('not_found', {}, 404) },
    onRequest: async (request, reply) => {
      const actor = await authenticate(request)
      if (!actor) throw new Refusal('not_signed_in', {}, 401)
      const url = request.url.slice('/practice'.length)
      // as the room's own router reads it
      const path = decodeURIComponent(url.split('?')[0] ?? '')
      if (closed.some((pattern) => pattern.test(path)) || (path === '/api/session' && request.method !== 'GET')) throw new Refusal('practice.not_here', {}, 403)
      request.raw.url = url
      keepCookies(reply.raw)
      // without a room this throws, and the answer is still this server's to give
      rooms.answer(actor, request.raw, reply.raw)
      reply.hijack()
    },
  })
}

/** The browser's cookies are the real person's: nothing a room says may change them. */
function keepCookies(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => typeof response
  response.removeHeader('set-cookie')
  response.writeHead = ((...all: unknown[]) => {
    for (const each of all) if (typeof each === 'object' && each !== null && !Array.isArray(each)) for (const name of Object.keys(each)) if (name.toLowerCase() === 'set-cookie') Reflect.deleteProperty(each, name)
    response.removeHeader('set-cookie')
    return writeHead(...all)
  }) as typeof response.writeHead
}
