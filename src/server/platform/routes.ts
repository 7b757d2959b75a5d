// One endpoint of the contract joined with what answers it.
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from '../../contract/endpoint.ts'
import type { Ctx, Exchange } from './context.ts'

export type Input<E extends Endpoint> = { readonly params: ParamsOf<E>; readonly query: QueryOf<E>; readonly body: BodyOf<E> }
export type Handler<E extends Endpoint> = (ctx: Ctx, input: Input<E>, exchange: Exchange) => Promise<ReplyOf<E>>
export type Route = { readonly endpoint: Endpoint; readonly handle: (ctx: Ctx, input: { params: unknown; query: unknown; body: unknown }, exchange: Exchange) => Promise<unknown> }

/** Joins an endpoint with its handler; the types of params, query, body and reply follow from the contract. */
export function route<E extends Endpoint>(endpoint: E, handle: Handler<E>): Route {
  return { endpoint, handle: handle as unknown as Route['handle'] }
}

/** A stored reply of an idempotent request, sent as it was the first time. */
export class Replayed extends Error {
  readonly status: number
  readonly body: string
  constructor(status: number, body: string) {
    super('replayed')
    this.status = status
    this.body = body
  }
}
