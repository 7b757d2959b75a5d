// Brings a database to the schema of this release: forward-only SQL files, each in one transaction, never changed once applied.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { bootProblem, codeOf, messageOf } from './boot-problem.ts'

/** A migration file: `0001_spine.sql` is version 1, name "spine". */
export type Migration = Readonly<{ version: number, name: string, sql: string, checksum: string }>

/** What `migrate` did: the versions it applied, and whether the database had none before. */
export type Migrated = Readonly<{ applied: readonly number[], version: number, wasEmpty: boolean }>

/** The folder of the migrations of this release. */
export const migrationsFolder = resolve(import.meta.dirname, '../../../db/migrations')

/** Reads the migration files in order; throws when numbers are missing, doubled or malformed. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const names = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.sql')).sort() : []
  return names.map((file, index) => {
    const [, number, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? []
    if (number === undefined || name === undefined || Number(number) !== index + 1) {
      throw bootProblem(`The migration ${file} should be called ${String(index + 1).padStart(4, '0')}_name.sql: numbers follow each other without gaps.`)
    }
    const sql = readFileSync(join(folder, file), 'utf8')
    return { version: index + 1, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
  })
}

/** One hash over all migrations: the key of everything derived from the schema (test templates, generated data sets). */
export function schemaHash(migrations: readonly Migration[] = readMigrations()): string {
  return createHash('sha256').update(migrations.map(each => each.checksum).join()).digest('hex').slice(0, 16)
}

/**
 * Applies what is missing with the owner's login. `:app_role` in the SQL becomes the application's quoted login name.
 * Several processes may call it at once: one works, the others find it done.
 */
export async function migrate(ownerUrl: string, appRole: string, say: (line: string) => void, migrations: readonly Migration[] = readMigrations()): Promise<Migrated> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 15_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(4710002)')
    const applied = await readApplied(client)
    refuseForeign(applied, migrations)
    const missing = migrations.filter(each => !applied.has(each.version))
    for (const migration of missing) await apply(client, migration, appRole, say)
    return { applied: missing.map(each => each.version), version: migrations.length, wasEmpty: applied.size === 0 }
  } finally {
    await client.end().catch(() => {})
  }
}

async function readApplied(client: pg.Client): Promise<Map<number, { name: string, checksum: string }>> {
  const known = await client.query(`select to_regclass('schema_migrations') as name`)
  if (known.rows[0]?.name === null) return new Map()
  const result = await client.query<{ version: number, name: string, checksum: string }>('select version, name, checksum from schema_migrations order by version')
  return new Map(result.rows.map(row => [row.version, row]))
}

function refuseForeign(applied: ReadonlyMap<number, { name: string, checksum: string }>, migrations: readonly Migration[]): void {
  const newest = Math.max(0, ...applied.keys())
  if (newest > migrations.length) {
    throw bootProblem(`The database has schema ${newest} and this release knows only ${migrations.length}: start the newer release, or restore the backup made before it.`)
  }
  for (const migration of migrations) {
    const before = applied.get(migration.version)
    if (before && before.checksum !== migration.checksum) {
      throw bootProblem(`The migration ${migration.version} (${before.name}) differs from the one this database was made with: a migration is never changed after its release.`)
    }
  }
}

async function apply(client: pg.Client, migration: Migration, appRole: string, say: (line: string) => void): Promise<void> {
  say(`Migrating the database: ${migration.version} ${migration.name.replaceAll('_', ' ')} …`)
  const role = pg.escapeIdentifier(appRole)
  try {
    await client.query(`begin; set local lock_timeout = '30s'`)
    await client.query(migration.sql.replace(/(?<!:):app_role\b/g, role))
    await client.query(`create table if not exists schema_migrations (
      version integer primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`)
    await client.query(`grant select on schema_migrations to ${role}`)
    await client.query('insert into schema_migrations (version, name, checksum) values ($1, $2, $3)', [migration.version, migration.name, migration.checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw bootProblem(`The migration ${migration.version} (${migration.name}) failed and was undone: ${describe(error, migration.sql)}`, error)
  }
}

function describe(error: unknown, sql: string): string {
  const position = error instanceof Error && 'position' in error ? Number(error.position) : 0
  const where = position > 0 ? `, near line ${sql.slice(0, position).split('\n').length}` : ''
  return `${messageOf(error)} (${codeOf(error) || 'no code'}${where}).`
}
