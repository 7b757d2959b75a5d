// The context every server function takes first: database, who acts, where to log. It never enters the domain.
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import type { Actor } from '../../domain/identity/actor.ts'
import type { DB } from './schema.ts'

/** A database handle: the pool or an open transaction. */
export type Db = Kysely<DB>

/** An `Idempotency-Key` as sent: scope is principal + route, hash that of the request. */
export type IdempotencyClaim = { readonly scope: string; readonly key: string; readonly requestHash: Buffer }

export type Ctx = {
  readonly db: Db
  readonly actor: Actor
  readonly log: FastifyBaseLogger
  readonly requestId: string
  readonly idempotency: IdempotencyClaim | null
}

/** What a handler may need of HTTP itself: uploads, downloads, streams, cookies. */
export type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply }
