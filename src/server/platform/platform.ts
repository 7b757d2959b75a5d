// What every capability's routes and jobs are built with: database, keys, files, jobs, configuration.
import type { FastifyBaseLogger } from 'fastify'
import type { Db } from './context.ts'
import type { Keys } from './crypto.ts'

/** A job to run once the transaction it is enqueued in has committed; `key` makes it safe to enqueue twice; `wait` lets others go first. */
export type NewJob = { readonly name: string; readonly payload: Readonly<Record<string, unknown>>; readonly key?: string; readonly wait?: { readonly seconds: number; readonly priority: number } }

export type Platform = {
  readonly db: Db
  readonly keys: Keys
  /** Folder of attachments and other files. */
  readonly filesDir: string
  /** Bytes of the disk that files leave free; the usual floor when unset. */
  readonly minFreeBytes?: number
  readonly publicUrl: string
  readonly demo: boolean
  readonly log: FastifyBaseLogger
  /** Aborted when the process begins to leave: live streams end then. */
  readonly closing: AbortSignal
  /** Enqueues jobs in the given transaction. */
  readonly enqueue: (tx: Db, jobs: readonly NewJob[]) => Promise<void>
}
