// The one edge where errors become `application/problem+json` (`contract.md`, Errors).
import type { FastifyBaseLogger, FastifyReply } from 'fastify'
import type { z } from 'zod'
import { Refusal } from '../../domain/refusal.ts'
import { databaseTrouble } from './database.ts'

/** Malformed input: every field at once. */
export class Malformed extends Error {
  readonly fields: { path: string; code: string }[]
  constructor(fields: { path: string; code: string }[]) {
    super('malformed')
    this.fields = fields
  }
}

/** Turns zod's issues into field codes, whose sentences are under `errors.field.<code>`. */
export function malformed(error: z.ZodError, at: string): Malformed {
  const fields: { path: string; code: string }[] = []
  for (const issue of error.issues) {
    const path = [at, ...issue.path.map(String)].filter(Boolean).join('.')
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) fields.push({ path: `${path ? `${path}.` : ''}${key}`.slice(0, 200), code: 'unknown_field' })
    else fields.push({ path: path.slice(0, 200), code: issue.code === 'custom' ? issue.message : issue.code === 'invalid_type' && issue.input === undefined ? 'required' : issue.code })
  }
  return new Malformed(fields.slice(0, 50))
}

type Reply = { status: number; code: string; params?: Record<string, unknown>; fields?: { path: string; code: string }[]; retryAfter?: number }

/** What an error says to the one who asked; null for a bug. */
export function understood(error: unknown): Reply | null {
  if (error instanceof Refusal) {
    const wait = error.params['retryAfter']
    return { status: error.status, code: error.code, params: { ...error.params }, ...(typeof wait === 'number' ? { retryAfter: wait } : {}) }
  }
  if (error instanceof Malformed) return { status: 400, code: 'malformed', fields: error.fields }
  const trouble = databaseTrouble(error)
  if (trouble === 'busy') return { status: 409, code: 'busy', retryAfter: 1 }
  if (trouble === 'unavailable') return { status: 503, code: 'unavailable', retryAfter: 2 }
  if (trouble === 'full') return { status: 507, code: 'storage_full' }
  const e = error as { statusCode?: number }
  const byStatus: Record<number, string> = { 400: 'malformed', 404: 'not_found', 405: 'method_not_allowed', 408: 'request_timeout', 413: 'too_large', 415: 'unsupported_media_type', 429: 'too_many_requests' }
  if (e.statusCode !== undefined && byStatus[e.statusCode]) return { status: e.statusCode, code: byStatus[e.statusCode]! }
  return null
}

/**
 * An error as the log keeps it. What the database and parsers say quotes values — a name, a line of what a customer wrote —, so of
 * theirs only kind and place are kept.
 */
export function errorForLog(error: unknown): { [key: string]: unknown; type: string; message: string; stack: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' }
  const e = error as Error & Partial<Record<'code' | 'severity' | 'routine' | 'table' | 'constraint', string>>
  const quotes = e.severity !== undefined || e instanceof SyntaxError || e.name === 'ZodError' || e.name === '$ZodError'
  const { code, routine, table, constraint } = e
  return { type: e.name, code, ...(quotes ? { routine, table, constraint } : {}), message: quotes ? '' : e.message, stack: (e.stack ?? '').split('\n').filter((frame) => /^\s+at /.test(frame)).join('\n') }
}

/** Sends the problem reply of an error; what is not understood is a bug: 500, logged with its request id, nothing told. */
export function sendProblem(reply: FastifyReply, log: FastifyBaseLogger, requestId: string, error: unknown): FastifyReply {
  const known = understood(error)
  if (!known) log.error({ err: error, requestId }, 'unexpected')
  const r = known ?? { status: 500, code: 'internal' }
  if (r.retryAfter !== undefined) reply.header('retry-after', String(r.retryAfter))
  return reply.status(r.status).type('application/problem+json').send({ status: r.status, code: r.code, params: r.params ?? {}, requestId, ...(r.fields ? { fields: r.fields } : {}) })
}
