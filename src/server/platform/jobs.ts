// Background work: jobs enqueued in the business transaction and run by pg-boss, and sweeps that look at rows every few seconds.
import { createHash } from 'node:crypto'
import type { FastifyBaseLogger } from 'fastify'
import { PgBoss, fromKysely } from 'pg-boss'
import type { JobResult } from 'pg-boss'
import pg from 'pg'
import type { z } from 'zod'
import { bootProblem, codeOf, messageOf } from './boot-problem.ts'
import type { Db } from './context.ts'
import { databaseTrouble, prepareOnce } from './database.ts'
import type { NewJob } from './platform.ts'

const schema = 'pgboss'
/** The queue of jobs that failed for good; nobody works it. */
export const deadLetters = 'dead_letters'

/** What a job does with a payload of ids; it may run twice. `signal` says that its time is over. */
export type Job = {
  readonly name: string
  readonly payload: z.ZodType
  /** When it also runs by itself, as cron in Asia/Shanghai. */
  readonly cron?: string
  readonly run: (payload: unknown, signal: AbortSignal) => Promise<void>
  /** The same for all that were fetched at once, all or nothing: cheaper by far, but such a queue takes no more than a batch a second, so that it never holds up what people do. */
  readonly runMany?: (payloads: readonly unknown[]) => Promise<void>
}

/** Declares a job; `run` gets the payload as its schema reads it. */
export function job<S extends z.ZodType>(j: { name: string; payload: S; cron?: string; run: (payload: z.output<S>, signal: AbortSignal) => Promise<void> }): Job {
  return { ...j, run: async (payload, signal) => j.run(j.payload.parse(payload), signal) }
}

/** Declares a job that works many at once; one that spoils it for the others is found by working them one by one. */
export function jobOfMany<S extends z.ZodType>(j: { name: string; payload: S; run: (payloads: readonly z.output<S>[]) => Promise<void> }): Job {
  return { name: j.name, payload: j.payload, run: async (payload) => j.run([j.payload.parse(payload)]), runMany: async (payloads) => j.run(payloads.map((p) => j.payload.parse(p))) }
}

/** Work found by looking at rows, not by a message: repeated every `everyMs` by each worker, safe to run at once. */
export type Sweep = { readonly name: string; readonly everyMs: number; readonly run: () => Promise<number> }

export type Jobs = {
  readonly enqueue: (tx: Db, jobs: readonly NewJob[]) => Promise<void>
  /** Starts workers, schedules and sweeps in this process. */
  readonly work: (jobs: readonly Job[], sweeps: readonly Sweep[]) => Promise<void>
  /** Runs everything enqueued until nothing is left, in this call; for tests and seeds. Gives how many ran. */
  readonly drain: (jobs: readonly Job[]) => Promise<number>
  /** Stops taking work, lets what runs finish (20 s at most) and leaves. */
  readonly stop: () => Promise<void>
}

// A killed worker's job is noticed after the heartbeat (30 s), a hanging one after five minutes.
const queueOptions = { retryLimit: 8, retryDelay: 2, retryBackoff: true, retryDelayMax: 900, expireInSeconds: 300, heartbeatSeconds: 30, deleteAfterSeconds: 86_400, retentionSeconds: 30 * 86_400, deadLetter: deadLetters }

/**
 * Creates or migrates the queue's tables with the owner's login, makes the queues, and lets the application's login use them.
 * Cheap when nothing is new.
 */
export async function prepareJobs(ownerUrl: string, appUrl: string, names: readonly string[]): Promise<void> {
  const appLogin = decodeURIComponent(new URL(appUrl).username)
  const boss = new PgBoss({ connectionString: ownerUrl, schema, max: 1, supervise: false, schedule: false, migrate: true })
  boss.on('error', () => {})
  await boss.start().catch((error: unknown) => {
    const hint = codeOf(error) === '42501' ? ' The login of MIGRATION_DATABASE_URL needs the right to create a schema in the database.' : ''
    throw bootProblem(`The tables of the job queue could not be made: ${messageOf(error)}.${hint}`, error)
  })
  try {
    const there = new Set((await boss.getQueues()).map((queue) => queue.name))
    if (!there.has(deadLetters)) await boss.createQueue(deadLetters, { retentionSeconds: 90 * 86_400 })
    for (const name of names) if (!there.has(name)) await boss.createQueue(name, queueOptions)
    const role = pg.escapeIdentifier(appLogin)
    await boss.getDb().executeSql(`grant usage on schema ${schema} to ${role}; grant select, insert, update, delete on all tables in schema ${schema} to ${role};
      grant usage, select on all sequences in schema ${schema} to ${role}; grant execute on all functions in schema ${schema} to ${role}`)
  } finally {
    await boss.stop({ graceful: false })
  }
}

/** Opens the queue for a process; nothing is worked before `work`. The queues must have been prepared. */
export async function openJobs(options: { readonly url: string; readonly log: FastifyBaseLogger; readonly isWorker: boolean }): Promise<Jobs> {
  const { log, isWorker } = options
  const boss = new PgBoss({
    connectionString: options.url, schema, application_name: 'huiyin jobs', max: isWorker ? 4 : 1, migrate: false, createSchema: false, supervise: isWorker, schedule: isWorker,
    reindex: false, monitorVacuum: false, superviseIntervalSeconds: 15, monitorIntervalSeconds: 15, maintenanceIntervalSeconds: 3600,
  })
  boss.on('error', (error) => log.warn({ err: databaseTrouble(error) ?? error, part: 'jobs' }, 'queue'))
  await boss.start()
  const stops: (() => Promise<void>)[] = []

  async function enqueue(tx: Db, jobs: readonly NewJob[]): Promise<void> {
    const byName = Map.groupBy(jobs, (each) => each.name)
    for (const [name, some] of byName) {
      const rows = some.map((each) => ({ data: each.payload, ...(each.key === undefined ? {} : { id: jobId(name, each.key) }), ...(each.wait === undefined ? {} : { startAfter: each.wait.seconds, priority: each.wait.priority }) }))
      const once = rows.filter((row, i) => row.id === undefined || rows.findIndex((other) => other.id === row.id) === i)
      const { executeSql } = fromKysely(tx)
      // pg-boss writes one constant text per queue here, its jobs are a parameter
      await boss.insert(name, once, { db: { executeSql: (text, values) => executeSql(values?.length ? prepareOnce(text) : text, values) }, returnId: false })
    }
  }

  async function work(jobs: readonly Job[], sweeps: readonly Sweep[]): Promise<void> {
    for (const each of jobs) {
      await boss.work(each.name, { pollingIntervalSeconds: 1, batchSize: each.runMany ? 200 : 20, burstWhenBatchFull: !each.runMany, heartbeatRefreshSeconds: 10, perJobResults: true }, (some) => runAll(each, some, log))
      if (each.cron !== undefined) await boss.schedule(each.name, each.cron, {}, { tz: 'Asia/Shanghai' })
    }
    for (const each of sweeps) stops.push(startSweep(each, log))
  }

  async function drain(jobs: readonly Job[]): Promise<number> {
    let ran = 0
    for (let before = -1; before !== ran;) {
      before = ran
      for (const each of jobs) {
        const taken = await boss.fetch<object>(each.name, { batchSize: 100, ignoreStartAfter: true })
        if (each.runMany && taken.length > 0) await each.runMany(taken.map((one) => one.data))
        else for (const one of taken) await each.run(one.data, new AbortController().signal)
        for (const one of taken) await boss.complete(each.name, one.id)
        ran += taken.length
      }
    }
    return ran
  }

  async function stop(): Promise<void> {
    await Promise.all(stops.map((end) => end()))
    await boss.stop({ graceful: isWorker, timeout: 20_000 })
  }
  return { enqueue, work, drain, stop }
}

// One after the other, so that a worker's pool is never taken by one kind; one that fails is retried without its neighbours.
async function runAll(each: Job, some: readonly { id: string; data: unknown; signal: AbortSignal }[], log: FastifyBaseLogger): Promise<JobResult[]> {
  const together = each.runMany && some.length > 1 ? await each.runMany(some.map((one) => one.data)).then(() => true, () => false) : false
  if (together) return some.map((one) => ({ id: one.id, status: 'completed' }))
  const results: JobResult[] = []
  for (const one of some) {
    try {
      await each.run(one.data, one.signal)
      results.push({ id: one.id, status: 'completed' })
    } catch (error) {
      const trouble = databaseTrouble(error)
      log.warn({ job: each.name, id: one.id, ...(trouble ? { trouble } : { err: error }) }, 'job failed')
      // Only the kind of failure is kept with the job: messages of errors can hold what a customer wrote.
      results.push({ id: one.id, status: 'failed', output: { trouble: trouble ?? (error instanceof Error ? error.name : 'unknown') } })
    }
  }
  return results
}

/** The same id for the same key, so that a job enqueued twice is there once. */
function jobId(name: string, key: string): string {
  const h = createHash('sha256').update(`${name}|${key}`).digest('hex')
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`
}

// One run at a time; a failure is logged and the next run tries again, a lost database only quietly.
function startSweep(sweep: Sweep, log: FastifyBaseLogger): () => Promise<void> {
  let running: Promise<void> | undefined
  const timer = setInterval(() => {
    running ??= sweep.run().then((found) => {
      if (found > 0) log.info({ sweep: sweep.name, found }, 'swept')
    }).catch((error: unknown) => {
      const trouble = databaseTrouble(error)
      if (trouble) log.warn({ sweep: sweep.name, trouble }, 'sweep')
      else log.error({ sweep: sweep.name, err: error }, 'sweep')
    }).finally(() => { running = undefined })
  }, sweep.everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
