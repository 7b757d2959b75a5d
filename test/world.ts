// A named cast made through the real functions: the demo company with its accounts, on a real server and database, with a clock to move.
import { sql } from 'kysely'
import pg from 'pg'
import type { App } from '../src/server/app.ts'
import { demoAccounts, foundDemo, furtherAccounts } from '../src/server/demo.ts'
import { setScenes } from '../src/server/demo/set-scenes.ts'
import { demoPassword } from '../src/server/identity/founding.ts'
import type { Db } from '../src/server/platform/context.ts'
import { startApp } from './app.ts'
import { createClient } from './client.ts'
import type { Client } from './client.ts'

/** The accounts of the demo company (`contract.md`), and its further people. */
export type Cast = 'admin' | 'agent' | 'agent2' | 'lead' | 'province' | 'investigator' | 'judge' | 'judge2' | 'arbitrator' | 'inspector' | 'claims' | 'finance' | 'finance2' | 'liaison' | 'account' | 'caller' | 'trainer' | 'analyst' | 'outlet' | 'outlet2' | 'hub' | 'station' | 'courier' | 'partner' | 'dept'

export type Unit = { readonly id: string; readonly code: string; readonly name: string; readonly kind: string }
export type Person = { readonly id: string; readonly name: string; readonly roleCode: string; readonly unit: Unit }

export type World = {
  readonly app: App
  readonly url: string
  readonly db: Db
  /** Addresses of the database: the application's, the owner's, the superuser's. */
  readonly databaseUrls: { readonly app: string; readonly owner: string; readonly super: string }
  /** A client signed in as one of the cast; the same one every time. */
  readonly as: (who: Cast) => Promise<Client>
  /** A client nobody has signed in with. */
  readonly stranger: () => Client
  /** A machine with a new token that admin made. */
  readonly machine: (permissions: readonly string[]) => Promise<Client>
  readonly users: Readonly<Record<Cast, Person>>
  /** A unit of the demo company by its code, e.g. `W42010`. */
  readonly unit: (code: string) => Promise<Unit>
  /** The system's clock now, epoch ms. */
  readonly now: () => Promise<number>
  /** Moves the system's clock (SQL `app_now()`) by milliseconds; sessions keep real time. */
  readonly moveClock: (ms: number) => Promise<void>
  /** Runs all enqueued jobs and all sweeps now; gives how many jobs ran. */
  readonly settle: () => Promise<number>
  readonly stop: () => Promise<void>
}

/** Starts a world of its own in about two seconds; stop it in `afterAll`. With `scenes`, as a newcomer meets the demo, in some seconds more; with `practice`, rooms can be opened. */
export async function startWorld(more: { readonly scenes?: boolean; readonly practice?: true } = {}): Promise<World> {
  const { app, url, testDatabase, stop } = await startApp(async ({ db }, place) => {
    await foundDemo(db)
    if (more.scenes === true) await setScenes(place, () => {})
  }, more.practice ? { practice: true } : {})
  const { db } = app.database
  const clients = new Map<Cast, Promise<Client>>()
  const owner = new pg.Client({ connectionString: testDatabase.ownerUrl })
  await owner.connect()

  const as = (who: Cast): Promise<Client> => {
    const known = clients.get(who) ?? signIn(url, who)
    clients.set(who, known)
    return known
  }
  async function machine(permissions: readonly string[]): Promise<Client> {
    const made = await (await as('admin')).post<{ token: string }>('/api/api-tokens', { name: `test ${permissions.length}`, permissions })
    if (made.status !== 201) throw new Error(`no token: ${made.text}`)
    return createClient(url, made.body.token)
  }
  return {
    app, url, db, as, machine,
    databaseUrls: { app: testDatabase.url, owner: testDatabase.ownerUrl, super: testDatabase.superUrl },
    stranger: () => createClient(url),
    users: await readCast(db),
    unit: async (code) => {
      const found = await db.selectFrom('org_units').select(['id', 'code', 'name', 'kind']).where('code', '=', code).executeTakeFirst()
      if (!found) throw new Error(`no unit ${code}`)
      return found
    },
    now: async () => (await sql<{ now: number }>`select app_now() as now`.execute(db)).rows[0]?.now ?? Number.NaN,
    moveClock: async (ms) => {
      await owner.query(`update clock_offset set shift = shift + make_interval(secs => $1)`, [ms / 1000])
    },
    settle: async () => {
      for (const sweep of app.sweeps) await sweep.run()
      return app.jobs.drain(app.allJobs)
    },
    stop: async () => {
      await owner.end()
      await stop()
    },
  }
}

async function signIn(url: string, username: string): Promise<Client> {
  const client = createClient(url)
  const answer = await client.post('/api/session', { username, password: demoPassword })
  if (answer.status !== 201) throw new Error(`${username} cannot sign in: ${answer.text}`)
  return client
}

async function readCast(db: Db): Promise<Record<Cast, Person>> {
  const rows = await sql<{ username: Cast; id: string; name: string; role_code: string; unit: Unit }>`select u.username, u.id, u.name, p.role_code, json_build_object('id', o.id, 'code', o.code, 'name', o.name, 'kind', o.kind) as unit
    from users u join posts p on p.user_id = u.id join org_units o on o.id = p.unit_id where u.username = any(${[...demoAccounts, ...furtherAccounts].map((a) => a.username)}::text[])`.execute(db)
  return Object.fromEntries(rows.rows.map((row) => [row.username, { id: row.id, name: row.name, roleCode: row.role_code, unit: row.unit }])) as Record<Cast, Person>
}
