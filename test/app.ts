// Starts the real application in this process on a database of its own, listening on a free loopback port.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { buildApp } from '../src/server/app.ts'
import type { App } from '../src/server/app.ts'
import type { HouseOptions } from '../src/server/demo/house.ts'
import { jobNames } from '../src/server/jobs.ts'
import { createDatabase } from '../src/server/platform/database.ts'
import type { Database } from '../src/server/platform/database.ts'
import { prepareJobs } from '../src/server/platform/jobs.ts'
import { cloneDatabase } from './database.ts'
import type { TestDatabase } from './database.ts'
import { freePort } from './server-process.ts'

export type TestApp = { readonly app: App; readonly url: string; readonly testDatabase: TestDatabase; readonly stop: () => Promise<void> }

/** Starts it; `furnish` fills the database (as the application's login) before the application reads it. `place` is what the demo's business is played with. */
export async function startApp(furnish: (database: Database, place: HouseOptions) => Promise<void> = async () => {}, more: { readonly publicUrl?: string; readonly trustProxy?: readonly string[]; readonly minFreeBytes?: number; readonly practice?: true } = {}): Promise<TestApp> {
  const testDatabase = await cloneDatabase()
  const dataDir = mkdtempSync(join(tmpdir(), 'huiyin-test-'))
  await prepareJobs(testDatabase.ownerUrl, testDatabase.url, jobNames)
  const keys = { version: 1, fieldKey: randomBytes(32), indexKey: randomBytes(32) }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const database = createDatabase(testDatabase.url, { max: 2, name: 'furnishing' })
  await furnish(database, { appUrl: testDatabase.url, ownerUrl: testDatabase.ownerUrl, keys, dataDir, publicUrl: more.publicUrl ?? url }).finally(database.close)
  const app = await buildApp({
    databaseUrl: testDatabase.url, keys, dataDir,
    host: '127.0.0.1', port, publicUrl: more.publicUrl ?? url, isWorker: false, logLevel: 'error', poolSize: 8, ...(more.trustProxy === undefined ? {} : { trustProxy: more.trustProxy }), ...(more.minFreeBytes === undefined ? {} : { minFreeBytes: more.minFreeBytes }),
    ...(more.practice ? { practice: { adminUrl: testDatabase.superUrl, ownerUrl: testDatabase.ownerUrl, appUrl: testDatabase.url } } : {}),
  })
  await app.listen()
  return {
    app, url, testDatabase,
    stop: async () => {
      await app.close()
      await testDatabase.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
