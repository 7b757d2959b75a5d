// The thread that looks at one uploaded file: it needs nothing of the house, so it starts quickly and may be ended at any time.
import { parentPort, workerData } from 'node:worker_threads'
import { lookAt } from './complaints/import-look.ts'
import type { LookTask } from './import-threads.ts'
import { Refusal } from '../domain/refusal.ts'

const { bytes, sheet } = workerData as LookTask
lookAt(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), sheet).then(
  (look) => parentPort?.postMessage({ look }),
  (error: unknown) => parentPort?.postMessage(error instanceof Refusal ? { refusal: { code: error.code, params: error.params, status: error.status } } : { failure: { name: 'Error', code: null, message: '' } }),
).finally(() => parentPort?.close())
