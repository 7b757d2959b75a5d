// The house in which the demo's business is played: the same deps, intake and steps the server is built with, jobs run at once, the clock moved by its owner.
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import type { Endpoint } from '../../contract/endpoint.ts'
import type { Actor } from '../../domain/identity/actor.ts'
import { may } from '../../domain/identity/actor.ts'
import type { Permission } from '../../domain/identity/permissions.ts'
import { Refusal } from '../../domain/refusal.ts'
import { appealsRoutes } from '../appeals/routes.ts'
import { carrierOf } from '../carrier.ts'
import type { Deps } from '../complaints/deps.ts'
import { openHouseState } from '../complaints/house-state.ts'
import { createIntake } from '../complaints/intake.ts'
import type { Intake } from '../complaints/intake.ts'
import { complaintsRoutes } from '../complaints/routes.ts'
import { batchCaseRoutes } from '../investigation/batch-acts.ts'
import { evidenceRoutes } from '../investigation/evidence-routes.ts'
import { incidentRoutes } from '../investigation/incident-routes.ts'
import { inquiryRoutes } from '../investigation/inquiry-routes.ts'
import { orderRoutes } from '../investigation/order-routes.ts'
import { investigationRoutes } from '../investigation/routes.ts'
import { jobsOf, sweepsOf } from '../jobs.ts'
import { liabilityRoutes } from '../liability/routes.ts'
import { leakInquiryRoutes, settlementRoutes } from '../liability/settlement-routes.ts'
import type { Ctx, Db, Exchange } from '../platform/context.ts'
import type { Keys } from '../platform/crypto.ts'
import { createDatabase } from '../platform/database.ts'
import { newId } from '../platform/ids.ts'
import type { Sweep } from '../platform/jobs.ts'
import type { NewJob } from '../platform/platform.ts'
import type { Route } from '../platform/routes.ts'
import { openPolicy } from '../policy-in-force.ts'
import { reactionsOf } from '../reactions.ts'
import { resolutionRoutes } from '../resolution/routes.ts'

export type HouseOptions = { readonly appUrl: string; readonly ownerUrl: string; readonly keys: Keys; readonly dataDir: string; readonly publicUrl: string }

export type House = {
  readonly deps: Deps
  readonly db: Db
  readonly intake: Intake
  readonly sweeps: readonly Sweep[]
  /** Does what an endpoint of a case does, as this person; the body is read as from the wire. */
  readonly act: (who: Actor, endpoint: Endpoint, params: Readonly<Record<string, string>>, body: unknown) => Promise<unknown>
  readonly contextOf: (who: Actor) => Ctx
  /** Sets the system's clock to an instant (epoch ms), from which it goes on; null gives it back to the present. */
  readonly setClock: (at: number | null) => Promise<void>
  /** Runs what the acts since have enqueued, and what that enqueues. */
  readonly runJobs: () => Promise<number>
  readonly close: () => Promise<void>
}

/** How many acts may be under way at once. */
export const lanes = 12

const log = { info() {}, warn() {}, error() {}, debug() {}, trace() {}, fatal() {}, silent() {}, level: 'silent', child: () => log } as unknown as Deps['log']

/** Opens it on a prepared demo database. The server must not run: its clock would move too. */
export async function openHouse(options: HouseOptions): Promise<House> {
  const database = createDatabase(hurried(options.appUrl), { max: lanes, name: 'huiyin demo' })
  const { db } = database
  database.pool.on('connect', prepareAll)
  const owner = new pg.Client({ connectionString: hurried(options.ownerUrl) })
  await owner.connect()
  await owner.query(`update settings set value = value || '{"playing": true}' where name = 'demo'`)
  const waiting: NewJob[] = []
  const [policy, carrier, house] = await Promise.all([openPolicy(db), carrierOf(db), openHouseState(db)])
  const platform = { db, keys: options.keys, filesDir: join(options.dataDir, 'files'), publicUrl: options.publicUrl, demo: true, log, closing: new AbortController().signal, enqueue: async (_tx: Db, jobs: readonly NewJob[]) => void waiting.push(...jobs) }
  const deps: Deps = { ...platform, carrier, policy: policy.current, calendars: policy.calendars, house, react: reactionsOf(platform) }
  const intake = createIntake(deps)
  const routes: Route[] = [...complaintsRoutes(deps, intake), ...orderRoutes(deps), ...investigationRoutes(deps), ...evidenceRoutes(deps), ...inquiryRoutes(deps), ...incidentRoutes(deps), ...batchCaseRoutes(deps, intake), ...liabilityRoutes(deps), ...settlementRoutes(deps), ...leakInquiryRoutes(deps), ...resolutionRoutes(deps), ...appealsRoutes(deps)]
  const byEndpoint = new Map(routes.map((r) => [r.endpoint, r]))
  const jobs = new Map(jobsOf(deps, intake).map((each) => [each.name, each]))
  const contextOf = (who: Actor): Ctx => ({ db, actor: who, log, requestId: newId(), idempotency: null })
  return {
    deps, db, intake, contextOf, sweeps: sweepsOf(deps),
    act: async (who, endpoint, params, body) => {
      const route = byEndpoint.get(endpoint)
      if (!route) throw new Error(`${endpoint.path} is not played`)
      if (!may(who, endpoint.needs as Permission)) throw new Refusal('permission.missing', { permission: endpoint.needs }, 403)
      return route.handle(contextOf(who), { params, query: {}, body: endpoint.body?.parse(body) }, {} as Exchange)
    },
    setClock: async (at) => {
      await owner.query(at === null ? `update clock_offset set shift = interval '0'` : `update clock_offset set shift = $1::timestamptz - clock_timestamp()`, at === null ? [] : [new Date(at).toISOString()])
    },
    runJobs: async () => {
      let ran = 0
      while (waiting.length > 0) {
        const some = waiting.splice(0, lanes)
        // what follows a step that was rolled back finds nothing to do
        await Promise.all(some.map((one) => jobs.get(one.name)?.run(one.payload, platform.closing)))
        ran += some.length
      }
      return ran
    },
    close: async () => {
      house.close()
      policy.close()
      // a commit that waits for the disk brings everything before it there too
      await sql`select set_config('synchronous_commit', 'on', false), pg_current_xact_id()`.execute(db)
      await database.close()
      await owner.query(`update settings set value = value - 'playing' where name = 'demo'`)
      await owner.end()
    },
  }
}

/** Gives the clock back to the present where a play was ended from outside: nobody else may, and the house would live in the past. */
export async function mendClock(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    await owner.query(`update clock_offset set shift = interval '0' where exists (select from settings where name = 'demo' and value ? 'playing')`)
    await owner.query(`update settings set value = value - 'playing' where name = 'demo' and value ? 'playing'`)
  } finally {
    await owner.end()
  }
}

// The same few hundred texts are sent a hundred thousand times: planning each anew would cost more than running it.
function prepareAll(client: pg.PoolClient): void {
  const plain = client.query.bind(client) as (query: unknown, ...rest: unknown[]) => unknown
  const names = new Map<string, string>()
  const named = (query: unknown, values: unknown, ...rest: unknown[]): unknown => {
    if (typeof query !== 'string' || !Array.isArray(values) || names.size > 1000) return plain(query, values, ...rest)
    const name = names.get(query) ?? `played_${names.size}`
    names.set(query, name)
    return plain({ name, text: query, values }, ...rest)
  }
  client.query = named as typeof client.query
}

/** Played business can be played again: its commits don't wait for the disk. */
function hurried(url: string): string {
  const to = new URL(url)
  to.searchParams.set('options', '-c TimeZone=UTC -c synchronous_commit=off -c plan_cache_mode=force_generic_plan')
  return to.href
}
