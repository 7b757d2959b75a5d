// Calls an endpoint of the contract over HTTP: typed parts in, typed reply out, problems as errors.
import type { z } from 'zod'
import type { Endpoint, ReplyOf } from '../../contract/endpoint.ts'
import { asked } from './base.ts'
import { problemError } from './problem.ts'
import type { ApiProblem } from './problem.ts'

type Part<K extends string, T> = undefined extends T ? { [P in K]?: T } : Record<never, never> extends T ? { [P in K]?: T } : { [P in K]: T }
type BodyInput<E extends Endpoint> = E['body'] extends z.ZodType ? z.input<E['body']> : undefined

/** The parts an endpoint wants; a part that may be empty may be left out. */
export type CallOf<E extends Endpoint> =
  & Part<'params', z.input<E['params']>>
  & Part<'query', z.input<E['query']>>
  & (E['media'] extends 'multipart' ? { body?: BodyInput<E> } : Part<'body', BodyInput<E>>)
  & { form?: FormData; idempotencyKey?: string; signal?: AbortSignal }

/** What someone means to send once: the text of it and its idempotency key. */
export type Intent = { body: string; key: string } | undefined

/** The intent of sending this value: the former one when nothing changed. */
export function intentOf(former: Intent, value: unknown): NonNullable<Intent> {
  const body = JSON.stringify(value)
  return former?.body === body ? former : { body, key: crypto.randomUUID() }
}

type LooseCall = { params?: unknown; query?: unknown; body?: unknown; form?: FormData; idempotencyKey?: string; signal?: AbortSignal }

/** Fills `:name` parts of a path and appends the query, leaving out empty values. */
export function urlOf(path: string, params: unknown, query: unknown): string {
  const filled = path.replace(/:([a-zA-Z]+)/g, (_, name: string) => encodeURIComponent(String((params as Record<string, unknown> | undefined)?.[name] ?? '')))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, Array.isArray(value) ? value.join(',') : String(value))
  }
  const tail = search.toString()
  return tail === '' ? filled : `${filled}?${tail}`
}

let onSignedOut: (() => void) | undefined

/** Says what to do when the server no longer knows this session. */
export function whenSignedOut(run: () => void): void {
  onSignedOut = run
}

async function problemFrom(response: Response): Promise<ApiProblem> {
  if (response.headers.get('content-type')?.includes('json') === true) {
    try {
      const body = await response.json() as Partial<ApiProblem>
      if (typeof body.code === 'string') return { ...body, status: response.status, code: body.code, params: body.params ?? {} }
    } catch {
      // A broken body is told apart by its status below.
    }
  }
  return { status: response.status, code: `http.${response.status}`, params: {} }
}

/** Calls an endpoint chosen at run time, whose parts no type can know; the server checks them like any other. */
export function callAny(endpoint: Endpoint, parts: { params?: unknown; query?: unknown; body?: unknown; idempotencyKey?: string }): Promise<unknown> {
  return call(endpoint, parts as CallOf<Endpoint>)
}

/**
 * Calls an endpoint.
 * @throws an Error carrying an ApiProblem (`problemOf`); `client.offline` when no reply came.
 */
export async function call<E extends Endpoint>(endpoint: E, parts: CallOf<E>): Promise<ReplyOf<E>> {
  const { params, query, body, form, idempotencyKey, signal } = parts as LooseCall
  const headers: Record<string, string> = { accept: 'application/json' }
  if (body !== undefined && form === undefined) headers['content-type'] = 'application/json'
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey
  let response: Response
  try {
    response = await fetch(urlOf(asked(endpoint.path), params, query), {
      method: endpoint.method, headers, credentials: 'same-origin',
      ...(form !== undefined ? { body: form } : body !== undefined ? { body: JSON.stringify(body) } : {}),
      ...(signal === undefined ? {} : { signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw problemError({ status: 0, code: 'client.offline', params: {} })
  }
  if (response.ok) return response.json() as Promise<ReplyOf<E>>
  const problem = await problemFrom(response)
  if (response.status === 401 && endpoint.path !== '/api/session') onSignedOut?.()
  throw problemError(problem)
}

/** Sends something while the page goes away: it outlives the page, and nobody waits for its answer. */
export function callLeaving<E extends Endpoint>(endpoint: E, parts: CallOf<E>): Promise<boolean> {
  const { params, query, body } = parts as LooseCall
  return fetch(urlOf(asked(endpoint.path), params, query), { method: endpoint.method, keepalive: true, credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then(({ ok }) => ok, () => false)
}
