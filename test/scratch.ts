// Throw-away PostgreSQL clusters for tests and generators: one folder per process in the system's temporary place, swept when its maker is gone.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, readMigrations } from '../src/server/platform/migrations.ts'
import { readPostmaster } from '../src/server/platform/postgres-cluster.ts'
import { identityOf, isRunning } from '../src/server/platform/postgres-process.ts'
import { shutDown, startPostgres } from '../src/server/platform/postgres.ts'
import type { Postgres } from '../src/server/platform/postgres.ts'

/** Starts a cluster that waits for no disk, with a migrated database; `close` deletes everything. */
export async function startScratch(): Promise<Postgres & { close: () => Promise<void> }> {
  const base = join(tmpdir(), `huiyin-scratch-${userInfo().uid}`)
  mkdirSync(base, { recursive: true, mode: 0o711 })
  await sweep(base)
  const home = join(base, `${process.pid}-${Date.now().toString(36)}`)
  mkdirSync(home, { mode: 0o711 })
  writeFileSync(join(home, 'maker'), identityOf(process.pid))
  const postgres = await startPostgres({
    folder: join(home, 'postgres'), database: 'template', isScratch: true, say: () => {},
    settings: { max_connections: '200', autovacuum: 'off', max_wal_size: '4GB', checkpoint_timeout: '1h' },
  })
  await migrate(postgres.ownerUrl, 'huiyin_app', () => {}, readMigrations())
  const close = async (): Promise<void> => {
    await postgres.stop()
    rmSync(home, { recursive: true, force: true })
  }
  return { ...postgres, close }
}

/** Runs `work` with the owner's address of a freshly migrated database that is gone afterwards. */
export async function withScratchDatabase<T>(work: (ownerUrl: string) => Promise<T>): Promise<T> {
  const scratch = await startScratch()
  try {
    return await work(scratch.ownerUrl)
  } finally {
    await scratch.close()
  }
}

// A killed run leaves its server behind: the next one ends it.
async function sweep(base: string): Promise<void> {
  for (const name of readdirSync(base)) {
    const home = join(base, name)
    const maker = existsSync(join(home, 'maker')) ? readFileSync(join(home, 'maker'), 'utf8') : ''
    const pid = Number(maker.split(' ')[0])
    if (!pid || (isRunning(pid) && identityOf(pid) === maker)) continue
    const postmaster = readPostmaster(join(home, 'postgres'))
    if (postmaster) await shutDown(join(home, 'postgres'), postmaster.pid)
    rmSync(home, { recursive: true, force: true })
  }
}

/** Copies the template into a new database of the cluster at `superUrl`; gives its addresses and how to drop it. */
export async function cloneTemplate(superUrl: string, ownerUrl: string, appUrl: string): Promise<{ url: string, ownerUrl: string, superUrl: string, drop: () => Promise<void> }> {
  const name = `t_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const maintenance = inDatabase(superUrl, 'postgres')
  await once(maintenance, `create database ${name} template template owner huiyin_owner strategy file_copy`)
  const drop = (): Promise<void> => once(maintenance, `drop database if exists ${name} with (force)`)
  return { url: inDatabase(appUrl, name), ownerUrl: inDatabase(ownerUrl, name), superUrl: inDatabase(superUrl, name), drop }
}

function inDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).toString()
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
