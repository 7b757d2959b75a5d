// The thread that runs an import: a loop, a pool and an intake of its own, so that requests never wait behind lines of a file.
import { readFileSync } from 'node:fs'
import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { PoolClient } from 'pg'
import { carrierOf } from './carrier.ts'
import type { Deps } from './complaints/deps.ts'
import { runImport } from './complaints/import-run.ts'
import type { Pace } from './complaints/import-run.ts'
import { openHouseState } from './complaints/house-state.ts'
import { createIntake } from './complaints/intake.ts'
import type { Db } from './platform/context.ts'
import { isLoopback } from './platform/config.ts'
import { createDatabase } from './platform/database.ts'
import { newId } from './platform/ids.ts'
import { openJobs } from './platform/jobs.ts'
import type { NewJob } from './platform/platform.ts'
import { readPulse, standBack } from './platform/pulse.ts'
import type { PulseMemory } from './platform/pulse.ts'
import type { RunTask } from './import-threads.ts'
import { openPolicy } from './policy-in-force.ts'
import { reactionsOf } from './reactions.ts'
import { importRates, nextImportRate } from '../domain/complaints/import-pace.ts'

let leaving = false
parentPort?.on('message', (message) => { if (message === 'leave') leaving = true })

/** Who shares the machine comes first: on Linux this sets the thread alone. */
function stepBack(): void {
  if (process.platform !== 'linux') return
  try { setPriority(0, Math.min(19, getPriority(0) + 10)) } catch { /* not allowed here: then it runs like the others */ }
}

/** Lines wait for no disk: what is counted as done does (`save`), and brings every line before it there. */
function unhurried(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  url.searchParams.set('options', '-c TimeZone=UTC -c synchronous_commit=off')
  return url.toString()
}

/** The same for the process of a connection in a database of this machine: its number is only believed where that process says it is a PostgreSQL. */
async function stepBackThere(databaseUrl: string, client: PoolClient): Promise<void> {
  if (process.platform !== 'linux' || !isLoopback(new URL(databaseUrl).hostname)) return
  try {
    const pid = Number((await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid)
    if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres: ')) setPriority(pid, 10)
  } catch { /* not allowed, or of another machine's kind: then it runs like the others */ }
}

async function run(task: RunTask): Promise<void> {
  const database = createDatabase(unhurried(task.databaseUrl), { max: 3, name: 'huiyin import' })
  database.pool.on('connect', (client) => void stepBackThere(task.databaseUrl, client))
  const log = silentLog()
  const jobs = await openJobs({ url: task.databaseUrl, log, isWorker: false })
  const [house, policy] = await Promise.all([openHouseState(database.db), openPolicy(database.db)])
  try {
    const { db } = database
    const keys = { version: task.keys.version, fieldKey: Buffer.from(task.keys.fieldKey), indexKey: Buffer.from(task.keys.indexKey) }
    const carrier = await carrierOf(db)
    const platform = { db, keys, filesDir: join(task.dataDir, 'files'), publicUrl: task.publicUrl, demo: false, log, closing: new AbortController().signal, enqueue: (tx: Db, some: readonly NewJob[]) => jobs.enqueue(tx, some.map((each) => ({ ...each, wait: afterwards }))) }
    const deps: Deps = { ...platform, carrier, policy: policy.current, calendars: policy.calendars, house, react: reactionsOf(platform) }
    const ctx = { db, log, requestId: newId(), idempotency: null }
    await runImport({ deps, intake: createIntake(deps, () => standBack(task.pulse, standBackMs)), ctx, id: task.id, leaseBy: task.leaseBy, pace: paceBy(task.pulse), isLeaving: () => leaving })
  } finally {
    house.close()
    policy.close()
    await jobs.stop()
    await database.close()
  }
}

/** What follows from imported lines (telling customers of the receipt) begins when most imports are over, behind what the floor does. */
const afterwards = { seconds: 120, priority: -10 }

/** Lines start evenly, at a rate that follows how the floor feels; between two starts the thread sleeps. */
function paceBy(pulse: PulseMemory): Pace {
  let rate: number = importRates.steady
  let nextAt = performance.now()
  let lookedAt = 0
  return async (lines) => {
    const now = performance.now()
    if (now - lookedAt > lookEveryMs) {
      lookedAt = now
      rate = nextImportRate(rate, readPulse(pulse))
    }
    // what a pause of the machine has cost is made up for within a second, not all at once
    nextAt = Math.max(nextAt, now - 1000) + (lines / rate) * 1000
    if (nextAt - now > 1) await sleep(nextAt - now)
  }
}
const lookEveryMs = 400
/** How long a line waits at most while the floor's requests are under way: they come first, and an import goes on all the same beside a floor that never rests. */
const standBackMs = 10

// What fails is told to the thread's owner, whose log it is.
function silentLog(): Deps['log'] {
  const log = { info() {}, warn() {}, error(what: unknown) { parentPort?.postMessage({ trouble: String((what as { err?: Error }).err?.stack ?? 'unknown').split('\n').filter((l) => /^\s+at /.test(l)).slice(0, 3).join('|') }) }, debug() {}, trace() {}, fatal() {}, silent() {}, level: 'silent', child: () => log } as Deps['log']
  return log
}

stepBack()
run(workerData as RunTask).then(undefined, (error: unknown) => {
  parentPort?.postMessage({ failure: { name: error instanceof Error ? error.name : 'Error', code: (error as { code?: string }).code ?? null, message: error instanceof Error ? error.message : '' } })
}).finally(() => parentPort?.close())
