// Everything about the database before the server may open its door: running, reachable, migrated, and with the right keys.
import pg from 'pg'
import { bootProblem, codeOf, isBootProblem, messageOf } from './boot-problem.ts'
import type { Config } from './config.ts'
import { ensureKeys } from './keys.ts'
import type { Keys } from './keys.ts'
import { migrate } from './migrations.ts'
import type { Migrated } from './migrations.ts'
import { startPostgres } from './postgres.ts'
import { join } from 'node:path'

/** A database that is ready, and how to leave it: `stop` shuts an embedded server down unless another process keeps it. */
export type Booted = Readonly<{
  appUrl: string
  ownerUrl: string
  /** The login that makes databases beside this one, where it may: the embedded server's superuser, or the owner of an external database. */
  adminUrl: string
  isEmbedded: boolean
  migrated: Migrated
  keys: Keys
  stop: () => Promise<void>
}>

/** Starts or reaches the database, migrates it, checks the keys; `say` gets the progress. Throws boot problems only. */
export async function bootDatabase(config: Pick<Config, 'dataDir' | 'databaseUrl' | 'migrationDatabaseUrl' | 'keyFile'>, say: (line: string) => void): Promise<Booted> {
  const server = config.databaseUrl === undefined
    ? await embedded(config.dataDir, say)
    : { isEmbedded: false, appUrl: config.databaseUrl, ownerUrl: config.migrationDatabaseUrl ?? config.databaseUrl, adminUrl: config.migrationDatabaseUrl ?? config.databaseUrl, stop: async () => {} }
  try {
    const app = await greet(server.appUrl, 'DATABASE_URL')
    const owner = await greet(server.ownerUrl, 'MIGRATION_DATABASE_URL')
    if (app.database !== owner.database) throw bootProblem(`DATABASE_URL leads to the database "${app.database}" and MIGRATION_DATABASE_URL to "${owner.database}": both must name the same one.`)
    const migrated = await migrate(server.ownerUrl, app.login, say).catch((error: unknown) => {
      const isForbidden = error instanceof Error && codeOf(error.cause) === '42501' && app.login === owner.login
      throw isForbidden ? bootProblem(`The login "${app.login}" of DATABASE_URL may not change the schema: set MIGRATION_DATABASE_URL to the login that owns the database (${error.message})`, error) : error
    })
    if (app.login === owner.login && await ownsTables(server.appUrl)) {
      say(`Warning: the login "${app.login}" of DATABASE_URL owns the tables and could alter the record; give the application a login of its own and the owner's to MIGRATION_DATABASE_URL.`)
    }
    const keys = await ensureKeys(config.keyFile, server.ownerUrl, say)
    return { appUrl: server.appUrl, ownerUrl: server.ownerUrl, adminUrl: server.adminUrl, isEmbedded: server.isEmbedded, migrated, keys, stop: server.stop }
  } catch (error) {
    await server.stop()
    throw isBootProblem(error) ? error : bootProblem(`The database failed during the start: ${messageOf(error)}.`, error)
  }
}

async function embedded(dataDir: string, say: (line: string) => void) {
  const postgres = await startPostgres({ folder: join(dataDir, 'postgres'), say })
  return { ...postgres, isEmbedded: true, adminUrl: postgres.superUrl }
}

async function ownsTables(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const answer = await client.query(`select pg_has_role(relowner, 'usage') as owns from pg_class where oid = to_regclass('schema_migrations')`)
    return answer.rows[0]?.owns === true
  } finally {
    await client.end()
  }
}

async function greet(url: string, variable: string): Promise<{ login: string, database: string }> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const answer = await client.query(`select current_user as login, current_database() as database,
      current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`)
    const { login, database, version, encoding } = answer.rows[0]
    if (version < 150_000) throw bootProblem(`${variable} leads to PostgreSQL ${Math.floor(version / 10_000)}; version 15 or later is needed.`)
    if (encoding !== 'UTF8') throw bootProblem(`The database "${database}" of ${variable} is encoded in ${encoding}; create it with UTF8.`)
    return { login, database }
  } catch (error) {
    throw isBootProblem(error) ? error : bootProblem(`${variable} does not lead to a usable database: ${reason(error)} (${placeOf(url)}).`, error)
  } finally {
    await client.end().catch(() => {})
  }
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name cannot be looked up',
  ETIMEDOUT: 'there is no answer',
  EHOSTUNREACH: 'the host cannot be reached',
  '28P01': 'the login or password is wrong',
  '28000': 'the server refuses this login',
  '3D000': 'that database does not exist',
  '53300': 'the server has no free connection',
  '42501': 'the login lacks the right to connect',
  '57P03': 'the server is still starting',
}

function reason(error: unknown): string {
  const code = error instanceof AggregateError ? codeOf(error.errors[0]) : codeOf(error)
  return reasons[code] ?? (/timeout/i.test(messageOf(error)) ? 'there is no answer' : messageOf(error))
}

// The address without its password.
function placeOf(url: string): string {
  const { username, host, pathname } = new URL(url)
  return `${decodeURIComponent(username)}@${host}${pathname}`
}
