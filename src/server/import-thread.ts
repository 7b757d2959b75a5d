// The thread that runs an import: a loop, a pool and an intake of its own, so that requests never wait behind lines of a file.
import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { carrierOf } from './carrier.ts'
import type { Deps } from './complaints/deps.ts'
import { runImport } from './complaints/import-run.ts'
import { openHouseState } from './complaints/house-state.ts'
import { createIntake } from './complaints/intake.ts'
import type { Db } from './platform/context.ts'
import { createDatabase } from './platform/database.ts'
import { newId } from './platform/ids.ts'
import { openJobs } from './platform/jobs.ts'
import type { NewJob } from './platform/platform.ts'
import type { RunTask } from './import-threads.ts'
import { openPolicy } from './policy-in-force.ts'
import { reactionsOf } from './reactions.ts'

let leaving = false
parentPort?.on('message', (message) => { if (message === 'leave') leaving = true })

/** Who shares the machine comes first: on Linux this sets the thread alone. */
function stepBack(): void {
  if (process.platform !== 'linux') return
  try { setPriority(0, Math.min(19, getPriority(0) + 10)) } catch { /* not allowed here: then it runs like the others */ }
}

async function run(task: RunTask): Promise<void> {
  const database = createDatabase(task.databaseUrl, { max: 3, name: 'huiyin import' })
  const log = silentLog()
  const jobs = await openJobs({ url: task.databaseUrl, log, isWorker: false })
  const [house, policy] = await Promise.all([openHouseState(database.db), openPolicy(database.db)])
  try {
    const { db } = database
    const keys = { version: task.keys.version, fieldKey: Buffer.from(task.keys.fieldKey), indexKey: Buffer.from(task.keys.indexKey) }
    const carrier = await carrierOf(db)
    const platform = { db, keys, filesDir: join(task.dataDir, 'files'), publicUrl: task.publicUrl, demo: false, log, closing: new AbortController().signal, enqueue: (tx: Db, some: readonly NewJob[]) => jobs.enqueue(tx, some.map((each) => ({ ...each, wait: afterwards }))) }
    const deps: Deps = { ...platform, carrier, policy: policy.current, house, react: reactionsOf(platform) }
    const ctx = { db, log, requestId: newId(), idempotency: null }
    await runImport({ deps, intake: createIntake(deps), ctx, id: task.id, leaseBy: task.leaseBy, pace, isLeaving: () => leaving })
  } finally {
    house.close()
    policy.close()
    await jobs.stop()
    await database.close()
  }
}

/** What follows from imported lines (telling customers of the receipt) begins when most imports are over, behind what the floor does. */
const afterwards = { seconds: 120, priority: -10 }

/** Lines a second an import takes at most: an hour's work of a floor in a minute, and a share of the machine left to the floor. */
const mostPerSecond = 880

async function pace(lines: number, tookMs: number): Promise<void> {
  const spare = (lines / mostPerSecond) * 1000 - tookMs
  if (spare > 1) await sleep(spare)
}

// What fails is told to the thread's owner, whose log it is.
function silentLog(): Deps['log'] {
  const log = { info() {}, warn() {}, error(what: unknown) { parentPort?.postMessage({ trouble: String((what as { err?: Error }).err?.stack ?? 'unknown').split('\n').filter((l) => /^\s+at /.test(l)).slice(0, 3).join('|') }) }, debug() {}, trace() {}, fatal() {}, silent() {}, level: 'silent', child: () => log } as Deps['log']
  return log
}

stepBack()
run(workerData as RunTask).then(undefined, (error: unknown) => {
  parentPort?.postMessage({ failure: { name: error instanceof Error ? error.name : 'Error', code: (error as { code?: string }).code ?? null, message: error instanceof Error ? error.message : '' } })
}).finally(() => parentPort?.close())
