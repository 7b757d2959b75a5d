// The embedded PostgreSQL: created on first use, adopted when it already runs, restarted when it dies, stopped by the one who keeps it.
import { closeSync, existsSync, openSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { bootProblem, messageOf } from './boot-problem.ts'
import { ensureCluster, ensureDatabase, readLogins, readPostmaster, urlOf } from './postgres-cluster.ts'
import { findPostgresTools, identityOf, isInUse, isRunning, startTool } from './postgres-process.ts'
import type { PostgresTools } from './postgres-process.ts'
import { settingsFor } from './postgres-settings.ts'

/** A running embedded PostgreSQL; the addresses stay true over restarts. */
export type Postgres = Readonly<{
  port: number
  superUrl: string
  ownerUrl: string
  appUrl: string
  /** True when this call made the cluster. */
  created: boolean
  /** Process number of the current postmaster. */
  pid: () => number
  /** Ends our watch; shuts the database down unless another living process keeps it. */
  stop: () => Promise<void>
}>

export type PostgresOptions = Readonly<{
  /** The cluster's own folder, normally DATA_DIR/postgres; its log is written beside it. */
  folder: string
  database?: string
  say: (line: string) => void
  settings?: Readonly<Record<string, string>>
  /** Throw-away data: nothing waits for the disk. */
  isScratch?: boolean
}>

const readyPatience = 15 * 60_000

/** Starts or adopts the PostgreSQL of a folder and keeps it alive until `stop`. Throws boot problems only. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { say, folder, database = 'huiyin', isScratch = false } = options
  const tools = findPostgresTools(folder)
  if (!existsSync(join(folder, 'PG_VERSION'))) say('Creating the database …')
  const created = ensureCluster(tools, folder, isScratch)
  const logins = readLogins(folder)
  let current = await startOrAdopt(tools, options, undefined)
  const { port } = current
  await ensureDatabase(port, logins, database)

  let isStopping = false
  let restarting: Promise<void> | undefined
  const watch = setInterval(() => {
    if (isStopping || restarting || isRunning(current.pid)) return
    restarting = restart().finally(() => { restarting = undefined })
  }, 200)
  watch.unref()

  async function restart(): Promise<void> {
    say('PostgreSQL ended unexpectedly; starting it again.')
    for (let delay = 100; !isStopping; delay = Math.min(delay * 2, 5000)) {
      try {
        current = await startOrAdopt(tools, options, port)
        say('PostgreSQL is back.')
        return
      } catch (error) {
        say(`PostgreSQL could not be started again yet: ${messageOf(error)}`)
        await sleep(delay)
      }
    }
  }

  async function stop(): Promise<void> {
    if (isStopping) return
    isStopping = true
    clearInterval(watch)
    await restarting
    if (isKeeper(folder)) await shutDown(folder, current.pid)
  }

  return {
    port, created, stop, pid: () => current.pid,
    superUrl: urlOf(port, 'postgres', logins, database),
    ownerUrl: urlOf(port, 'huiyin_owner', logins, database),
    appUrl: urlOf(port, 'huiyin_app', logins, database),
  }
}

type Running = { pid: number, port: number }

async function startOrAdopt(tools: PostgresTools, options: PostgresOptions, port: number | undefined): Promise<Running> {
  const { folder, say } = options
  const until = performance.now() + readyPatience
  let lastTrouble = ''
  for (let attempt = 0; performance.now() < until; attempt++) {
    const seen = readPostmaster(folder)
    if (seen && isOurs(seen.pid, folder)) {
      if (seen.status === 'ready') return adopt(folder, seen, port)
      if (attempt % 50 === 49) say('Waiting for the PostgreSQL that is starting or stopping in the data folder …')
      await sleep(100)
      continue
    }
    if (seen) await clearStalePid(folder, seen.pid)
    const outcome = await launch(tools, options, port ?? await freePort())
    if (typeof outcome !== 'string') return outcome
    lastTrouble = outcome
    // Worth another try: somebody else started it, its old children are still ending, or the port was just taken.
    const passing = /lock file|pre-existing shared memory|still in use|Address already in use|could not create any TCP/i.test(outcome)
    if (!passing || attempt > 60) break
    await sleep(Math.min(100 * (attempt + 1), 1000))
  }
  throw bootProblem(`PostgreSQL did not start: ${lastTrouble || 'it did not become ready'} (log: ${logOf(folder)}).`)
}

// A number in postmaster.pid may belong to any process after a reboot: ours works inside the folder.
function isOurs(pid: number, folder: string): boolean {
  if (!isRunning(pid)) return false
  if (!existsSync('/proc/self/cwd')) return true
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder)
  } catch {
    return false
  }
}

function adopt(folder: string, seen: Running, port: number | undefined): Running {
  if (port !== undefined && seen.port !== port) throw bootProblem(`another process started this database on port ${seen.port}`)
  if (!isKept(folder)) keep(folder)
  return { pid: seen.pid, port: seen.port }
}

// After kill -9 the old children need a moment to notice. PostgreSQL checks this as well, but mistakes a zombie or a re-used
// process number for a living server and then refuses for ever.
async function clearStalePid(folder: string, pid: number): Promise<void> {
  for (let waited = 0; isInUse(folder) === true && waited < 10_000; waited += 50) await sleep(50)
  if (isInUse(folder) === false && readPostmaster(folder)?.pid === pid) rmSync(join(folder, 'postmaster.pid'), { force: true })
}

async function launch(tools: PostgresTools, options: PostgresOptions, port: number): Promise<Running | string> {
  const { folder, say } = options
  const log = openLog(folder)
  const logStart = statSync(logOf(folder)).size
  keep(folder)
  const child = startTool(tools, 'postgres', ['-D', folder, ...settingsFor(port, options)], log)
  closeSync(log)
  let ended = false
  child.on('exit', () => { ended = true })
  child.on('error', () => { ended = true })
  const began = performance.now()
  for (let told = began; !ended && performance.now() - began < readyPatience; await sleep(15)) {
    const seen = readPostmaster(folder)
    if (seen && seen.pid === child.pid && seen.status === 'ready') return { pid: seen.pid, port: seen.port }
    if (performance.now() - told > 5000) {
      told = performance.now()
      say(`PostgreSQL is repairing itself after an interruption (${Math.round((told - began) / 1000)} s) …`)
    }
  }
  return lastWords(folder, logStart)
}

/** Where the database's own log goes. */
export function logOf(folder: string): string {
  return join(dirname(folder), 'postgres.log')
}

function openLog(folder: string): number {
  const path = logOf(folder)
  if (existsSync(path) && statSync(path).size > 20_000_000) renameSync(path, `${path}.1`)
  return openSync(path, 'a', 0o600)
}

function lastWords(folder: string, since: number): string {
  const text = readFileSync(logOf(folder)).subarray(since).toString('utf8')
  const lines = text.split('\n').filter(line => /FATAL|PANIC|ERROR|could not|No space|refus|denied|unshare/i.test(line))
  return lines.slice(-2).join(' ').replace(/^[\d-]+ [\d:.]+ UTC \[\d+\] /gm, '').trim() || text.trim().split('\n').slice(-1).join('')
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.on('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

// The keeper is the process that shuts the database down when it leaves. It is written down, so that a server that adopts
// the database of a killed one takes over that duty, and a worker that merely uses it does not.
const keeperFile = (folder: string): string => join(folder, 'huiyin-keeper')

function keep(folder: string): void {
  writeFileSync(keeperFile(folder), identityOf(process.pid))
}

function keeperOf(folder: string): string {
  try {
    return readFileSync(keeperFile(folder), 'utf8')
  } catch {
    return ''
  }
}

function isKeeper(folder: string): boolean {
  return keeperOf(folder) === identityOf(process.pid)
}

function isKept(folder: string): boolean {
  const keeper = keeperOf(folder)
  const pid = Number(keeper.split(' ')[0])
  return pid > 0 && isRunning(pid) && identityOf(pid) === keeper
}

/** Asks the postmaster of a folder to end open sessions and leave; forces it (safely, recovery follows) after a minute. */
export async function shutDown(folder: string, pid: number): Promise<void> {
  for (const [signal, patience] of [['SIGINT', 60_000], ['SIGQUIT', 10_000], ['SIGKILL', 5000]] as const) {
    if (!isOurs(pid, folder)) return
    process.kill(pid, signal)
    for (let waited = 0; isRunning(pid) && waited < patience; waited += 20) await sleep(20)
  }
}
