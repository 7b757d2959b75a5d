// Builds the whole application on a prepared database, without listening: what the door starts and what tests start in-process.
import { join, resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { carrierOf } from './carrier.ts'
import { servePortal } from './channels/portal-pages.ts'
import { beat } from './identity/beats.ts'
import { authenticatePortal } from './channels/portal-session.ts'
import type { Deps } from './complaints/deps.ts'
import { openHouseState } from './complaints/house-state.ts'
import { policyRunSweep } from './complaints/policy-run-sweep.ts'
import { createIntake } from './complaints/intake.ts'
import { scannerOf } from './complaints/virus-scan.ts'
import { hasDemo } from './demo.ts'
import { importSweep } from './import-threads.ts'
import { createStreams } from './desk/stream.ts'
import { authenticate, authenticateAll } from './identity/sessions.ts'
import { jobsOf, sweepsOf } from './jobs.ts'
import type { Keys } from './platform/crypto.ts'
import { createDatabase } from './platform/database.ts'
import type { Database } from './platform/database.ts'
import { createHttp, register } from './platform/http.ts'
import type { HttpOptions } from './platform/http.ts'
import { openJobs } from './platform/jobs.ts'
import { startPulse } from './platform/pulse.ts'
import type { Pulse } from './platform/pulse.ts'
import type { Job, Jobs, Sweep } from './platform/jobs.ts'
import { serveConsole } from './platform/static.ts'
import { mayMakeDatabases } from './platform/side-databases.ts'
import type { SideLogins } from './platform/side-databases.ts'
import { policyDocuments } from './policy-documents.ts'
import { openPolicy } from './policy-in-force.ts'
import { reactionsOf } from './reactions.ts'
import { routesOf } from './routes.ts'
import { clearPractice, openPracticeHouse } from './practice-room.ts'
import { players } from './simulations.ts'
import { createRooms } from './training/rooms.ts'
import type { Rooms } from './training/rooms.ts'
import { servePractice } from './training/routes.ts'

export type AppOptions = {
  /** The application's login on a migrated database whose queues are prepared. */
  readonly databaseUrl: string
  readonly keys: Keys
  readonly dataDir: string
  readonly host: string
  readonly port: number
  readonly publicUrl: string
  readonly trustProxy?: readonly string[]
  readonly isWorker: boolean
  readonly logLevel?: string
  readonly poolSize?: number
  readonly minFreeBytes?: number
  /** As `VIRUS_SCANNER` says; none when unset. */
  readonly virusScanner?: string
  /** The logins practice rooms make their databases with; without them there are none. */
  readonly practice?: SideLogins
}

export type App = {
  readonly http: FastifyInstance
  readonly deps: Deps
  readonly database: Database
  readonly jobs: Jobs
  readonly allJobs: readonly Job[]
  readonly sweeps: readonly Sweep[]
  /** Starts answering; gives the address. */
  readonly listen: () => Promise<string>
  /** Starts background work in this process. */
  readonly work: () => Promise<void>
  /** Leaves: not ready first, then requests in hand and running jobs end, then the pool. */
  readonly close: () => Promise<void>
}

/** How long requests in hand may still take when the server leaves. */
const patience = 8000

/** Builds everything; nothing listens or works yet. */
export async function buildApp(options: AppOptions): Promise<App> {
  const database = createDatabase(options.databaseUrl, { max: options.poolSize ?? 12 })
  const { db } = database
  const leaving = new AbortController()
  const isLeaving = (): boolean => leaving.signal.aborted
  const httpOptions: HttpOptions = {
    db, host: options.host, port: options.port, publicUrl: options.publicUrl, ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }), ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
    requestKey: options.keys.indexKey,
    authenticate: (request) => authenticate(db, options.publicUrl, request),
    authenticatePortal: (request) => authenticatePortal(db, options.publicUrl, request),
  }
  const http = await createHttp(httpOptions)
  const pulse = startPulse()
  feelRequests(http, pulse)
  const jobs = await openJobs({ url: options.databaseUrl, log: http.log, isWorker: options.isWorker })
  const [policy, carrier, demo, house] = await Promise.all([openPolicy(db), carrierOf(db), hasDemo(db), openHouseState(db)])
  const platform = { db, keys: options.keys, filesDir: join(options.dataDir, 'files'), ...(options.minFreeBytes === undefined ? {} : { minFreeBytes: options.minFreeBytes }), publicUrl: options.publicUrl, demo, log: http.log, closing: leaving.signal, enqueue: jobs.enqueue }
  const deps: Deps = { ...platform, carrier, scanner: scannerOf(options.virusScanner ?? 'none'), policy: policy.current, calendars: policy.calendars, house, react: reactionsOf(platform) }
  const streams = createStreams({ db, authenticateAll: (requests) => authenticateAll(db, options.publicUrl, requests), onBeat: (ids) => beat(db, ids) })
  house.whenChanged(streams.tellHouse)
  const intake = createIntake(deps)
  const rooms = roomsOf(options)
  register(http, httpOptions, routesOf(deps, intake, streams, isLeaving, rooms, { documents: policyDocuments, house: policy }))
  servePractice(http, rooms, httpOptions.authenticate)
  servePortal(http, deps, intake)
  serveConsole(http, resolve(import.meta.dirname, '../../dist/console'), ['/api', '/p', '/practice/api'])
  const allJobs = jobsOf(deps, intake)
  const sweeps = [...sweepsOf(deps), policyRunSweep({ ...deps, players, tryOut: policy.tryOut }), importSweep({ ...platform, pulse, databaseUrl: options.databaseUrl, dataDir: options.dataDir })]
  let isOpen = true
  return {
    http, deps, database, jobs, allJobs, sweeps,
    listen: async () => {
      if (options.practice) void clearPractice(options.practice, options.dataDir).catch(() => { /* no connection: the next start clears */ })
      return http.listen({ host: options.host, port: options.port })
    },
    work: () => jobs.work(allJobs, sweeps),
    close: async () => {
      if (!isOpen) return
      isOpen = false
      leaving.abort()
      await streams.close()
      await rooms.close()
      // Browsers open spare connections they never use; nobody waits for those.
      const cut = setTimeout(() => http.server.closeAllConnections(), patience)
      await http.close()
      clearTimeout(cut)
      await jobs.stop()
      house.close()
      pulse.close()
      policy.close()
      await database.close()
    },
  }
}

// Nothing of a room is made before somebody opens one; a room has no rooms of its own.
function roomsOf(options: AppOptions): Rooms {
  const { practice, ...rest } = options
  return createRooms({
    off: async () => (practice === undefined ? 'server' : await mayMakeDatabases(practice) ? null : 'database'),
    build: () => {
      if (practice === undefined) throw new Error('there is no room without logins')
      return openPracticeHouse({ logins: practice, options: rest, buildApp })
    },
  })
}

// Streams live as long as their page and uploads as long as their line: neither says how the floor feels.
function feelRequests(http: FastifyInstance, pulse: Pulse): void {
  http.addHook('onRequest', (request, reply, done) => {
    if (!request.headers.accept?.includes('text/event-stream') && !(request.headers['content-type'] ?? '').startsWith('multipart/')) {
      const leave = pulse.enter()
      reply.raw.once('close', () => { leave(); pulse.note(reply.elapsedTime) })
    }
    done()
  })
}
