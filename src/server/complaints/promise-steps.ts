// Promises to the customer: each a clock of its own, kept or broken by an act that says so (SLA-10).
import { sql } from 'kysely'
import { breakPromise } from '../../contract/clocks.ts'
import { keepPromise, makePromise } from '../../contract/complaints.ts'
import type { BodyOf } from '../../contract/endpoint.ts'
import { Refusal } from '../../domain/refusal.ts'
import { route } from '../platform/routes.ts'
import type { Route } from '../platform/routes.ts'
import type { Deps } from './deps.ts'
import { takeStep } from './gate.ts'
import type { Decided, Step } from './gate.ts'
import { futureInstant, gist } from './words.ts'

export function promiseRoutes(deps: Deps): Route[] {
  return [
    route(makePromise, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'promise', body.version, async ({ now }) => promised(body.text, futureInstant(body.dueAt, now)))),
    route(keepPromise, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'promise_keeping', body.version, async (step) => {
      await openPromise(step, body.epoch)
      return { stopOnly: [{ kind: 'promise', epoch: body.epoch }], data: { kept: body.epoch, note: gist(body.note), ...(body.progressOnly ? { progressOnly: true } : {}) } }
    })),
    route(breakPromise, (ctx, { params, body }) => takeStep(deps, ctx, params.id, 'promise_breaking', body.version, (step) => broken(step, body))),
  ]
}

/** A promise by an instant, as a clock and as the record tells it. */
export function promised(text: string, dueAt: number): Decided {
  return { opens: [{ kind: 'promise', dueAt, note: gist(text) }], data: { promise: gist(text), dueAt: new Date(dueAt).toISOString() } }
}

/** It ends unkept, early or late; a new one by a later instant carries its words. A breach already on record stays. */
async function broken(step: Step, body: BodyOf<typeof breakPromise>): Promise<Decided> {
  const note = await openPromise(step, body.epoch)
  const next = body.newDueAt === undefined ? {} : promised(note ?? '', futureInstant(body.newDueAt, step.now))
  return { ...next, voids: [{ kind: 'promise', epoch: body.epoch }], data: { broken: body.epoch, reason: gist(body.reason), ...next.data } }
}

/** The words of a promise still owed. @throws Refusal `promise.none_open` */
async function openPromise({ tx, row }: Step, epoch: number): Promise<string | null> {
  const found = await sql<{ note: string | null }>`select note from clocks where complaint_id = ${row.id} and kind = 'promise' and epoch = ${epoch} and stopped_at is null`.execute(tx)
  const [open] = found.rows
  if (!open) throw new Refusal('promise.none_open', { epoch })
  return open.note
}
