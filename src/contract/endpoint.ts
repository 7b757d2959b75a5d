// An endpoint as data: what the server registers, the console calls, OpenAPI is generated from.
import { z } from 'zod'
import type { Permission } from '../domain/identity/permissions.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * What one must hold to try: a permission, `signed_in` (any person or token), `public` (written out, for everybody), or
 * `portal` (a customer's portal session).
 */
export type Needs = Permission | 'signed_in' | 'public' | 'portal'

export type EndpointShape = {
  readonly method: Method
  /** Path with `:name` parameters. */
  readonly path: string
  readonly needs: Needs
  readonly summary: string
  readonly params: z.ZodType
  readonly query: z.ZodType
  readonly body: z.ZodType | null
  readonly reply: z.ZodType
  readonly status: number
  /** POSTs that create or pay take an `Idempotency-Key`, which tokens must send (`contract.md`, HTTP). */
  readonly idempotent: boolean
  /** Bodies and replies that are not JSON. */
  readonly media: 'json' | 'multipart' | 'bytes' | 'download' | 'stream'
}

type Input<P, Q, B, R> = {
  method: Method; path: string; needs: Needs; summary: string
  params?: P; query?: Q; body?: B; reply: R; status?: number; idempotent?: boolean; media?: EndpointShape['media']
}

const nothing = z.strictObject({})
type Nothing = typeof nothing

export type Endpoint<P extends z.ZodType = z.ZodType, Q extends z.ZodType = z.ZodType, B extends z.ZodType | null = z.ZodType | null, R extends z.ZodType = z.ZodType> =
  Omit<EndpointShape, 'params' | 'query' | 'body' | 'reply'> & { readonly params: P; readonly query: Q; readonly body: B; readonly reply: R }

/** Declares an endpoint; absent params and query mean "none allowed": unknown fields are refused. */
export function endpoint<R extends z.ZodType, P extends z.ZodType = Nothing, Q extends z.ZodType = Nothing, B extends z.ZodType | null = null>(e: Input<P, Q, B, R>): Endpoint<P, Q, B, R> {
  return {
    method: e.method, path: e.path, needs: e.needs, summary: e.summary,
    params: (e.params ?? nothing) as P, query: (e.query ?? nothing) as Q, body: (e.body ?? null) as B, reply: e.reply,
    status: e.status ?? 200, idempotent: e.idempotent ?? false, media: e.media ?? 'json',
  }
}

export type ParamsOf<E extends Endpoint> = z.output<E['params']>
export type QueryOf<E extends Endpoint> = z.output<E['query']>
export type BodyOf<E extends Endpoint> = E['body'] extends z.ZodType ? z.output<E['body']> : undefined
export type BodyInputOf<E extends Endpoint> = E['body'] extends z.ZodType ? z.input<E['body']> : undefined
export type ReplyOf<E extends Endpoint> = z.output<E['reply']>
