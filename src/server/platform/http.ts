// HTTP at the edge: one JSON parser, hosts and origins, who asks, parse, permission, handler, reply. Knows no complaint.
import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import Fastify, { LogController } from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Endpoint } from '../../contract/endpoint.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import type { Permission } from '../../domain/identity/permissions.ts'
import { Refusal } from '../../domain/refusal.ts'
import type { Ctx, Db, IdempotencyClaim } from './context.ts'
import { newId, requestHash } from './ids.ts'
import { errorForLog, Malformed, malformed, sendProblem } from './problems.ts'
import { Replayed } from './routes.ts'
import type { Route } from './routes.ts'

export type HttpOptions = {
  readonly publicUrl: string
  readonly host: string
  readonly port: number
  readonly logLevel?: string
  /** Proxies whose X-Forwarded-For is believed: `request.ip` is the nearest address that is none of them. */
  readonly trustProxy?: readonly string[]
  readonly db: Db
  /** Who the request's cookie or bearer token stands for; null when there is none or it no longer holds. */
  readonly authenticate: (request: FastifyRequest) => Promise<Actor | null>
  /** The customer of the request's portal session, scoped to a case or a phone; null without one. */
  readonly authenticatePortal: (request: FastifyRequest) => Promise<Actor | null>
  /** Keys the hash kept of an idempotent request, whose body may hold a password or a phone. */
  readonly requestKey: Uint8Array
}

export const nobody: Actor = { kind: 'customer', id: 'anonymous', name: '', roleCode: null, unitId: null, permissions: new Set(), scope: { kind: 'none' } }
const bodyLimit = 256 * 1024
const uploadLimit = 20 * 1024 * 1024
const jsonType = /^application\/json(; ?charset=utf-8)?$/i

/** The server with its parsers and guards, without routes; `register` adds them. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: { level: options.logLevel ?? 'info', serializers: { req: (r: FastifyRequest) => ({ method: r.method, route: r.routeOptions?.url ?? 'unknown' }), res: (r) => ({ statusCode: r.statusCode }), err: errorForLog } },
    logController: new LogController({ disableRequestLogging: true }), bodyLimit, trustProxy: options.trustProxy && options.trustProxy.length > 0 ? [...options.trustProxy] : false, genReqId: () => newId(), requestTimeout: 30_000, connectionTimeout: 60_000, keepAliveTimeout: 72_000, forceCloseConnections: 'idle', routerOptions: { maxParamLength: 200, ignoreTrailingSlash: false }, return503OnClosing: true,
    clientErrorHandler(error, socket) {
      if (!socket.writable) return
      const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? '408 Request Timeout' : error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request'
      const body = JSON.stringify({ status: Number(status.slice(0, 3)), code: status.startsWith('408') ? 'request_timeout' : 'malformed', params: {}, requestId: newId() })
      socket.end(`HTTP/1.1 ${status}\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`)
    },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (!jsonType.test(request.headers['content-type'] ?? '')) return done(Object.assign(new Error('media type'), { statusCode: 415 }))
    try { done(null, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer))) } catch { done(new Malformed([{ path: 'body', code: 'json' }])) }
  })
  // read by the handler itself, piece by piece; who asks for JSON finds no body
  app.addContentTypeParser('application/octet-stream', (_request, _body, done) => { done(null) })
  await app.register(cookie)
  await app.register(multipart, { limits: { fileSize: uploadLimit, files: 1, fields: 0, parts: 1, headerPairs: 20 }, throwFileSizeLimit: true })
  const hosts = allowedHosts(options)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (!hosts.has((request.headers.host ?? '').toLowerCase())) throw new Refusal('unknown_host', {}, 421)
    if (request.method !== 'GET' && request.method !== 'HEAD' && !sameOrigin(request, options, hosts)) throw new Refusal('cross_origin', {}, 403)
  })
  app.setErrorHandler((error, request, reply) => sendProblem(reply, request.log, request.id, error))
  app.setNotFoundHandler((request, reply) => sendProblem(reply, request.log, request.id, otherMethod(app, request) ? new Refusal('method_not_allowed', {}, 405) : new Refusal('not_found', {}, 404)))
  return app
}

const securityHeaders = {
  'content-security-policy': "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin', 'permissions-policy': 'geolocation=(), microphone=(self)',
}

function allowedHosts(options: HttpOptions): ReadonlySet<string> {
  return new Set([new URL(options.publicUrl).host, `${options.host}:${options.port}`, `localhost:${options.port}`, `127.0.0.1:${options.port}`, `[::1]:${options.port}`].map((h) => h.toLowerCase()))
}

/** Browsers name the origin of a write; one that is not ours is refused (CSRF). Machines send none. */
function sameOrigin(request: FastifyRequest, options: HttpOptions, hosts: ReadonlySet<string>): boolean {
  const origin = request.headers.origin
  if (origin === undefined) return request.headers['sec-fetch-site'] === undefined || request.headers['sec-fetch-site'] === 'same-origin' || request.headers['sec-fetch-site'] === 'none'
  if (origin === new URL(options.publicUrl).origin) return true
  // a page whose address is a secret sends no referrer, and then browsers name no origin; older ones don't name the site either, but who writes there knows the secret
  if (origin === 'null') return request.headers['sec-fetch-site'] === 'same-origin' || (request.headers['sec-fetch-site'] === undefined && request.url.startsWith('/p/o/'))
  return URL.canParse(origin) && hosts.has(new URL(origin).host.toLowerCase())
}

function otherMethod(app: FastifyInstance, request: FastifyRequest): boolean {
  const url = request.url.split('?')[0] ?? ''
  return (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).some((method) => method !== request.method && app.findRoute({ method, url }) !== null) || knownPath(url, request.method)
}

/** By method and path: a practice room registers the same ones again. */
const paths = new Map<string, { pattern: RegExp; method: string }>()
function knownPath(url: string, method: string): boolean {
  return [...paths.values()].some((p) => p.method !== method && p.pattern.test(url))
}

/** Registers the routes; an endpoint registered twice is a bug and throws. */
export function register(app: FastifyInstance, options: HttpOptions, routes: readonly Route[]): void {
  for (const r of routes) {
    paths.set(`${r.endpoint.method} ${r.endpoint.path}`, { method: r.endpoint.method, pattern: new RegExp(`^${r.endpoint.path.replace(/:[A-Za-z]+/g, '[^/]+')}$`) })
    app.route({ method: r.endpoint.method, url: r.endpoint.path, handler: (request, reply) => answer(options, r, request, reply) })
  }
}

async function answer(options: HttpOptions, r: Route, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const e = r.endpoint
  const actor = await whoAsks(options, e, request)
  if (e.media === 'bytes' && request.headers['content-type'] !== 'application/octet-stream') throw new Refusal('unsupported_media_type', {}, 415)
  if (e.media === 'multipart' ? !request.isMultipart() : e.body !== null && request.body === undefined) throw request.headers['content-type'] === undefined ? new Malformed([{ path: 'body', code: 'required' }]) : new Refusal('unsupported_media_type', {}, 415)
  const input = { params: parse(e.params, request.params, 'params'), query: parse(e.query, request.query, 'query'), body: e.body === null ? undefined : parse(e.body, request.body, '') }
  const ctx: Ctx = { db: options.db, actor, log: request.log, requestId: request.id, idempotency: claim(e, request, actor, options.requestKey) }
  const result = await r.handle(ctx, input, { request, reply }).catch((error: unknown) => { if (error instanceof Replayed) return error; throw error })
  if (reply.sent || reply.raw.headersSent) return reply
  if (result instanceof Replayed) return reply.status(result.status).header('idempotent-replay', 'true').type('application/json; charset=utf-8').send(result.body)
  if (e.media === 'download' || e.media === 'stream') return reply.send(result)
  return reply.status(e.status).header('cache-control', 'no-store').type('application/json; charset=utf-8').send(JSON.stringify(result))
}

async function whoAsks(options: HttpOptions, e: Endpoint, request: FastifyRequest): Promise<Actor> {
  if (e.needs === 'public') return nobody
  const actor = e.needs === 'portal' ? await options.authenticatePortal(request) : await options.authenticate(request)
  if (!actor) throw new Refusal('not_signed_in', {}, 401)
  if (e.needs !== 'portal' && e.needs !== 'signed_in' && !actor.permissions.has(e.needs as Permission)) throw new Refusal('permission.missing', { permission: e.needs }, 403)
  return actor
}

function parse(schema: z.ZodType, value: unknown, at: string): unknown {
  const result = schema.safeParse(value, { reportInput: true })
  if (!result.success) throw malformed(result.error, at)
  return result.data
}

function claim(e: Endpoint, request: FastifyRequest, actor: Actor, requestKey: Uint8Array): IdempotencyClaim | null {
  if (!e.idempotent) return null
  const key = request.headers['idempotency-key']
  if (key === undefined) {
    if (actor.kind === 'token') throw new Malformed([{ path: 'headers.idempotency-key', code: 'required' }])
    return null
  }
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw new Malformed([{ path: 'headers.idempotency-key', code: 'invalid_format' }])
  return { scope: `${actor.kind}:${actor.id} ${e.method} ${e.path}`, key, requestHash: requestHash(requestKey, [request.params, request.body ?? null]) }
}
