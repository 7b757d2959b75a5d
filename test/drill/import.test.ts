// An import whose server is killed without warning in the middle goes on by itself and files every line exactly once.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { chanceFrom } from '../../bench/bodies.ts'
import { tableOf } from '../../bench/import.ts'
import type { ImportPreview, ImportRun } from '../../src/contract/imports.ts'
import { csvOf } from '../../src/server/complaints/import-files.ts'
import { freePort, postgresOf, signIn, startServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'

const lines = 3000
const bad = 30
const ended: (() => Promise<void>)[] = []
afterAll(async () => { for (const end of ended.reverse()) await end() })

test('killed at 60 %, resumed: all lines once, all bad ones explained', { timeout: 240_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'huiyin-import-'))
  ended.push(async () => rmSync(dataDir, { recursive: true, force: true }))
  let server = await startServer({ dataDir, port: await freePort() })
  ended.push(() => server.end('SIGTERM'))
  const get = await signedIn(server)
  const form = new FormData()
  form.append('file', new Blob([Uint8Array.from(csvOf(tableOf(chanceFrom(7), lines, bad)))]), 'drill.csv')
  const made = await get<ImportRun>('/api/imports', { method: 'POST', body: form })
  const preview = await get<ImportPreview>(`/api/imports/${made.id}/preview`)
  const mapping = Object.fromEntries(preview.columns.flatMap((column, i) => (column.field === null ? [] : [[column.field, i]])))
  await get(`/api/imports/${made.id}/start`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ mapping }) })
  const atKill = await until(get, made.id, (run) => run.done >= lines * 0.6)
  // some lines into the next stretch, so that lines are filed whose place was not saved
  await sleep(120)
  await server.end('SIGKILL')
  expect(atKill.state).toBe('running')
  server = await startServer({ dataDir, port: await freePort() })
  const run = await until(await signedIn(server), made.id, (now) => now.state !== 'running')
  expect(run).toMatchObject({ state: 'done', done: lines, accepted: lines - bad, rejected: bad })
  const db = new pg.Client({ connectionString: postgresOf(dataDir).superUrl })
  await db.connect()
  try {
    const { rows } = await db.query<{ filed: number; keys: number; explained: number }>(`select (select count(*)::int from complaints c join users u on u.id = c.received_by where u.username = 'lead') as filed,
      (select count(distinct key)::int from idempotency_keys where scope = 'import:${made.id}') as keys, (select count(*)::int from import_rejections where jsonb_array_length(problems) > 0) as explained`)
    expect(rows[0]).toEqual({ filed: lines - bad, keys: lines - bad, explained: bad })
  } finally {
    await db.end()
  }
})

type Get = <T>(path: string, init?: RequestInit) => Promise<T>

async function signedIn(server: ServerProcess): Promise<Get> {
  const cookie = await signIn(server.url, 'lead')
  return async <T>(path: string, init: RequestInit = {}) => {
    const answer = await fetch(server.url + path, { ...init, headers: { cookie, ...init.headers as Record<string, string> } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json() as Promise<T>
  }
}

async function until(get: Get, id: string, isReached: (run: ImportRun) => boolean): Promise<ImportRun> {
  for (let left = 3000; left > 0; left--) {
    const run = await get<ImportRun>(`/api/imports/${id}`)
    if (isReached(run)) return run
    await sleep(50)
  }
  throw new Error('The import did not get there.')
}
