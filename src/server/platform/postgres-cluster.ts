// Creates the embedded cluster with its three logins, and reads what a running PostgreSQL says about itself.
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { bootProblem, codeOf } from './boot-problem.ts'
import { handOver, mustBeWritable, runTool } from './postgres-process.ts'
import type { PostgresTools } from './postgres-process.ts'

/** The passwords of the superuser, of the owner of the tables, and of the application. */
export type Logins = Readonly<{ postgres: string, huiyin_owner: string, huiyin_app: string }>

/** What line 1, 4 and 8 of `postmaster.pid` say. */
export type Postmaster = Readonly<{ pid: number, port: number, status: string }>

// Kept inside the cluster's folder, so that a copy of the data always has the passwords that fit it.
const loginsFile = 'huiyin-logins.json'

/** Makes sure that `folder` holds a complete cluster of our version; gives true when it had to be created. */
export function ensureCluster(tools: PostgresTools, folder: string, isScratch: boolean): boolean {
  const parent = dirname(folder)
  try {
    if (!existsSync(parent)) {
      makeFolder(parent)
      // An account of its own must be able to pass through; it still cannot list what lies there.
      if (tools.launch.uid !== undefined) chmodSync(parent, 0o711)
    }
  } catch (error) {
    throw bootProblem(`The data folder ${parent} cannot be created (${codeOf(error)}); set DATA_DIR to a folder this user may write.`, error)
  }
  mustBeWritable(parent)
  if (existsSync(join(folder, 'PG_VERSION'))) {
    mustBeWritable(folder)
    const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim()
    if (found !== tools.version) {
      throw bootProblem(`The data folder ${folder} was written by PostgreSQL ${found}, this release brings ${tools.version}: start the release that wrote it, or restore a backup into a new DATA_DIR.`)
    }
    return false
  }
  return create(tools, folder, isScratch)
}

// Not mkdir's own `recursive`: under /proc and the like it retries for ever instead of failing.
function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}

// Built beside its place and renamed when complete: an interrupted creation leaves nothing that looks like a database,
// and of two processes that create at once one finds the place taken and drops its own.
function create(tools: PostgresTools, folder: string, isScratch: boolean): boolean {
  const fresh = `${folder}.new.${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  handOver(tools, fresh)
  const logins: Logins = { postgres: password(), huiyin_owner: password(), huiyin_app: password() }
  const passwordFile = `${fresh}.password`
  try {
    writeFileSync(passwordFile, `${logins.postgres}\n`, { mode: 0o600 })
    handOver(tools, passwordFile)
    runTool(tools, 'initdb', [
      '-D', fresh, '-U', 'postgres', '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-collate=C', '--lc-ctype=C.UTF-8',
      '--data-checksums', '--auth=scram-sha-256', '--no-instructions', `--pwfile=${passwordFile}`, ...(isScratch ? ['--no-sync'] : []),
    ])
    writeFileSync(join(fresh, loginsFile), JSON.stringify(logins), { mode: 0o600 })
    renameSync(fresh, folder)
    return true
  } catch (error) {
    rmSync(fresh, { recursive: true, force: true })
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') {
      if (existsSync(join(folder, 'PG_VERSION'))) return false
      throw bootProblem(`The folder ${folder} is not empty and is not a database; move it away or set DATA_DIR to another folder.`, error)
    }
    throw error
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function password(): string {
  return randomBytes(24).toString('base64url')
}

/** Reads the passwords that `ensureCluster` wrote. */
export function readLogins(folder: string): Logins {
  try {
    return JSON.parse(readFileSync(join(folder, loginsFile), 'utf8'))
  } catch (error) {
    throw bootProblem(`The file ${join(folder, loginsFile)} with the database's passwords cannot be read; restore it from the backup of the data folder.`, error)
  }
}

/** Gives what the running (or crashed) postmaster wrote into its folder, if anything. */
export function readPostmaster(folder: string): Postmaster | undefined {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    const pid = Number(lines[0])
    return Number.isInteger(pid) && pid > 0 ? { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() } : undefined
  } catch {
    return undefined
  }
}

/** The address of a database on the embedded server. */
export function urlOf(port: number, login: keyof Logins, logins: Logins, database: string): string {
  return `postgres://${login}:${logins[login]}@127.0.0.1:${port}/${database}`
}

/** Creates the owner, the application's login and the database when missing; cheap when all are there. */
export async function ensureDatabase(port: number, logins: Logins, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(port, 'postgres', logins, 'postgres'), connectionTimeoutMillis: 15_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    // A worker started at the same moment does the same: one after the other.
    await client.query('select pg_advisory_lock(4710001)')
    for (const role of ['huiyin_owner', 'huiyin_app'] as const) {
      const known = await client.query('select 1 from pg_roles where rolname = $1', [role])
      if (known.rowCount === 0) await client.query(`create role ${role} login password '${logins[role]}'`)
    }
    const known = await client.query('select 1 from pg_database where datname = $1', [database])
    if (known.rowCount === 0) {
      await client.query(`create database ${pg.escapeIdentifier(database)} owner huiyin_owner`)
      await client.query(`revoke all on database ${pg.escapeIdentifier(database)} from public`)
      await client.query(`grant connect, temporary on database ${pg.escapeIdentifier(database)} to huiyin_app`)
    }
  } finally {
    await client.end()
  }
}
