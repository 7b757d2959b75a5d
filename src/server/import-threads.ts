// Starts the threads of bulk intake: one to look at an uploaded file, one for the import that runs now.
import { Worker } from 'node:worker_threads'
import type { ResourceLimits } from 'node:worker_threads'
import { claimImport, failImport } from './complaints/import-run.ts'
import type { Look } from './complaints/import-look.ts'
import type { Looker } from './complaints/imports.ts'
import type { Db } from './platform/context.ts'
import type { Keys } from './platform/crypto.ts'
import { newId } from './platform/ids.ts'
import type { Sweep } from './platform/jobs.ts'
import type { Pulse, PulseMemory } from './platform/pulse.ts'
import type { FastifyBaseLogger } from 'fastify'
import { Refusal } from '../domain/refusal.ts'
import type { RefusalParams } from '../domain/refusal.ts'

export type RunTask = { readonly id: string; readonly leaseBy: string; readonly databaseUrl: string; readonly dataDir: string; readonly publicUrl: string; readonly keys: { readonly version: number; readonly fieldKey: Uint8Array; readonly indexKey: Uint8Array }; readonly pulse: PulseMemory }
export type LookTask = { readonly id: string; readonly filesDir: string; readonly keys: RunTask['keys']; readonly sheet: string | null }
type Said = { look?: Look; trouble?: string; refusal?: { code: string; params: RefusalParams; status: number }; failure?: { name: string; code: string | null; message: string } }
type House = { readonly db: Db; readonly databaseUrl: string; readonly dataDir: string; readonly publicUrl: string; readonly keys: Keys; readonly log: FastifyBaseLogger; readonly closing: AbortSignal; readonly pulse: Pulse }

/** A file that takes longer to look at than this, or more memory than a thread may have, is too heavy. Small young generations: two threads share the memory of one. */
const lookMs = 60_000
const looking = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 }
/** What a run needs: a CSV passes through, a workbook keeps its shared texts. */
const running = (run: { readonly lines: number; readonly format: string }): ResourceLimits => ({ maxOldGenerationSizeMb: run.format === 'csv' ? 112 : 192, maxYoungGenerationSizeMb: 8 })

/** Looks at a file in a thread. @throws Refusal as `lookAt`, and `import.too_heavy` when the thread ran out of time or memory. */
export const lookInThread: Looker = async ({ keys, filesDir }, id, sheet) => {
  const said = await inThread('./import-look-thread.ts', { id, filesDir, keys, sheet } satisfies LookTask, { limits: looking, patienceMs: lookMs })
  if (said.look) return said.look
  throw new Refusal('import.too_heavy', {}, 413)
}

/** Finds imports that should run and runs one at a time in a thread; safe in several processes at once. */
export function importSweep(house: House): Sweep {
  return {
    name: 'imports', everyMs: 1000,
    run: async () => {
      if (house.closing.aborted) return 0
      const leaseBy = newId()
      const claimed = await claimImport(house.db, leaseBy)
      if (claimed === null) return 0
      const { id } = claimed
      const { databaseUrl, dataDir, publicUrl, keys, pulse } = house
      pulse.burden(true)
      const said = await inThread('./import-thread.ts', { id, leaseBy, databaseUrl, dataDir, publicUrl, keys, pulse: pulse.memory } satisfies RunTask, { limits: running(claimed), closing: house.closing, log: house.log }).finally(() => pulse.burden(false))
      if (said.failure?.code === 'ERR_WORKER_OUT_OF_MEMORY') await failImport(house.db, id, leaseBy, 'import.too_heavy')
      else if (said.failure) throw Object.assign(new Error(said.failure.message), { name: said.failure.name, code: said.failure.code })
      return 1
    },
  }
}

type Watch = { readonly limits: ResourceLimits; readonly patienceMs?: number; readonly closing?: AbortSignal; readonly log?: FastifyBaseLogger }

async function inThread(file: string, task: RunTask | LookTask, watch: Watch): Promise<Said> {
  const worker = new Worker(new URL(file, import.meta.url), { workerData: task, resourceLimits: watch.limits })
  const leave = (): void => worker.postMessage('leave')
  watch.closing?.addEventListener('abort', leave, { once: true })
  const patience = watch.patienceMs === undefined ? undefined : setTimeout(() => void worker.terminate(), watch.patienceMs)
  const all: Said = {}
  try {
    await new Promise<void>((ended) => {
      worker.on('message', (said: Said) => { if (said.trouble) watch.log?.error({ trouble: said.trouble }, 'a line of an import failed'); Object.assign(all, said) })
      worker.once('error', (error) => { all.failure ??= { name: error.name, code: (error as { code?: string }).code ?? null, message: error.message } })
      worker.once('exit', () => ended())
    })
  } finally {
    clearTimeout(patience)
    watch.closing?.removeEventListener('abort', leave)
  }
  if (all.refusal) throw new Refusal(all.refusal.code, all.refusal.params, all.refusal.status)
  return all
}
