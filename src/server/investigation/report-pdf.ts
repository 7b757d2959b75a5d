// Makes the PDF of a report in a thread of its own, one at a time, with little memory and a short patience.
import { Worker } from 'node:worker_threads'
import type { Report } from '../../contract/reports.ts'
import type { LocaleCode } from '../../contract/words.ts'
import { Refusal } from '../../domain/refusal.ts'

export type PaperTask = { readonly report: Report; readonly locale: LocaleCode; readonly author: string; readonly madeAt: number }

const limits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 }
const patienceMs = 20_000
/** More than this wait no longer: a reader comes back rather than a queue grows. */
const mostWaiting = 8

let line: Promise<unknown> = Promise.resolve()
let waiting = 0

/** The bytes of the paper. @throws Refusal `report.busy` (503) when too many wait, or it took too long */
export async function makePaper(task: PaperTask): Promise<Buffer> {
  if (waiting >= mostWaiting) throw new Refusal('report.busy', {}, 503)
  waiting += 1
  const mine = line.then(() => inThread(task))
  line = mine.catch(() => undefined)
  try {
    return await mine
  } finally {
    waiting -= 1
  }
}

function inThread(task: PaperTask): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./report-thread.ts', import.meta.url), { workerData: task, resourceLimits: limits })
    const patience = setTimeout(() => { reject(new Refusal('report.busy', {}, 503)); void worker.terminate() }, patienceMs)
    worker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)))
    worker.once('error', reject)
    worker.once('exit', () => { clearTimeout(patience); reject(new Refusal('report.busy', {}, 503)) })
  })
}
