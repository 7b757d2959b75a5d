// The embedded PostgreSQL: keeps what it acknowledged, comes back by itself, is adopted, and is stopped by its keeper.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { isInUse, isRunning } from './postgres-process.ts'
import { startPostgres } from './postgres.ts'
import type { Postgres } from './postgres.ts'

// A path longer than a socket may have, with a space: both have broken embedded databases elsewhere.
const home = mkdtempSync(join(tmpdir(), `a folder ${'deep'.repeat(25)}`))
const folder = join(home, 'postgres')
const said: string[] = []
const start = (): Promise<Postgres> => startPostgres({ folder, say: line => said.push(line), settings: { shared_buffers: '16MB' } })
const running: Postgres[] = []
afterAll(async () => {
  for (const each of running) await each.stop()
  rmSync(home, { recursive: true, force: true })
})

async function ask(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await client.query(text)
  } finally {
    await client.end().catch(() => {})
  }
}

test('is created durable and closed', async () => {
  const postgres = await start()
  running.push(postgres)
  expect(postgres.created).toBe(true)
  const { rows } = await ask(postgres.appUrl, `select current_setting('fsync') || current_setting('synchronous_commit') || current_setting('data_checksums')
    || current_setting('full_page_writes') as durable, current_user as login, current_setting('server_encoding') as encoding`)
  expect(rows[0]).toEqual({ durable: 'onononon', login: 'huiyin_app', encoding: 'UTF8' })
  await expect(ask(postgres.appUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  await ask(postgres.ownerUrl, 'create table kept (a int)')
}, 30_000)

test('comes back at the same address after kill -9, with every acknowledged row', async () => {
  const postgres = running[0]!
  await ask(postgres.ownerUrl, 'insert into kept values (1)')
  const before = postgres.pid()
  process.kill(before, 'SIGKILL')
  for (let waited = 0; postgres.pid() === before && waited < 15_000; waited += 50) await sleep(50)
  await ask(postgres.ownerUrl, 'insert into kept values (2)')
  expect((await ask(postgres.ownerUrl, 'select a from kept order by a')).rows).toEqual([{ a: 1 }, { a: 2 }])
  expect(said).toContain('PostgreSQL is back.')
}, 30_000)

test('a second start adopts it; only the keeper stops it', async () => {
  const postgres = running[0]!
  const script = join(import.meta.dirname, 'postgres.ts')
  const code = `import { startPostgres } from ${JSON.stringify(script)}
    const p = await startPostgres({ folder: ${JSON.stringify(folder)}, say: () => {} }); console.log(p.pid()); await p.stop()`
  const adopted = execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code], { encoding: 'utf8' })
  expect(Number(adopted)).toBe(postgres.pid())
  expect(isRunning(postgres.pid())).toBe(true)
  await postgres.stop()
  expect(isInUse(folder)).toBe(false)
}, 30_000)

test('what a killed server leaves is taken over, and a foreign process number in its file does not stop the start', async () => {
  const bystander = spawn('sleep', ['60'])
  const dead = await start()
  process.kill(dead.pid(), 'SIGKILL')
  await dead.stop()
  const file = join(folder, 'postmaster.pid')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(bystander.pid)))
  const next = await start()
  running.push(next)
  expect((await ask(next.ownerUrl, 'select count(*)::int as n from kept')).rows).toEqual([{ n: 2 }])
  await next.stop()
  bystander.kill()
}, 30_000)

test('each hopeless case has its sentence', async () => {
  writeFileSync(join(folder, 'PG_VERSION'), '12\n')
  await expect(start()).rejects.toThrow(/was written by PostgreSQL 12/)
  const taken = join(home, 'taken')
  mkdirSync(taken)
  writeFileSync(join(taken, 'letter.txt'), 'x')
  await expect(startPostgres({ folder: taken, say: () => {} })).rejects.toThrow(/is not empty and is not a database/)
  writeFileSync(join(home, 'file'), 'x')
  for (const hopeless of [join(home, 'file'), join(home, 'file', 'below'), '/proc/nowhere/below']) {
    await expect(startPostgres({ folder: join(hopeless, 'postgres'), say: () => {} })).rejects.toThrow(/data folder .* cannot be/)
  }
}, 30_000)
