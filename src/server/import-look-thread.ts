// The thread that looks at one uploaded file: it needs little of the house, so it starts quickly and may be ended at any time.
import { parentPort, workerData } from 'node:worker_threads'
import { keptFile } from './complaints/import-file.ts'
import { lookAt } from './complaints/import-look.ts'
import type { LookTask } from './import-threads.ts'
import { Refusal } from '../domain/refusal.ts'

const { id, filesDir, keys, sheet } = workerData as LookTask
const shelf = { filesDir, keys: { version: keys.version, fieldKey: Buffer.from(keys.fieldKey), indexKey: Buffer.from(keys.indexKey) } }
lookAt(keptFile(shelf, id), sheet).then(
  (look) => parentPort?.postMessage({ look }),
  (error: unknown) => parentPort?.postMessage(error instanceof Refusal ? { refusal: { code: error.code, params: error.params, status: error.status } } : { failure: { name: 'Error', code: null, message: '' } }),
).finally(() => parentPort?.close())
