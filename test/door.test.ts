// The door as an operator meets it: a fresh start, a second one, both halves apart, leaving in order, and one clear sentence for what is wrong.
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freePort } from './server-process.ts'
import { signIn, startServer } from './server-process.ts'

const root = resolve(import.meta.dirname, '..')
const home = mkdtempSync(join(tmpdir(), 'huiyin-door-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

type Ended = { readonly code: number; readonly out: string; readonly err: string }

/** Runs a script of the server to its end, with the given environment and nothing else. */
function run(script: string, env: Record<string, string>, args: readonly string[] = [], input = ''): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], { cwd: root, env: { PATH: process.env.PATH ?? '', ...env }, timeout: 60_000 }, (error, out, err) => {
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err })
    })
    child.stdin?.end(input)
  })
}

test('a fresh start founds the demo and says where it is; it leaves at a word; the second start finds everything again', async () => {
  const dataDir = join(home, 'fresh')
  const port = await freePort()
  const first = await startServer({ dataDir, port })
  expect(first.output()).toMatch(new RegExp(`^ready http://127.0.0.1:${port}$`, 'm'))
  await expect.poll(first.output).toMatch(/huiyin-demo[\s\S]*admin agent agent2 lead/)
  expect(first.output()).not.toMatch(/Deprecat|Error|Warning/)
  const cookie = await signIn(first.url, 'agent')
  await first.end('SIGTERM')
  const second = await startServer({ dataDir, port, flags: ['--no-worker'] })
  const worker = await startServer({ dataDir, port, flags: ['--worker'] })
  expect((await fetch(`${second.url}/api/session`, { headers: { cookie } })).status).toBe(200)
  expect(worker.output()).toMatch(/The worker is running/)
  await worker.end('SIGTERM')
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200)
  await second.end('SIGKILL')
  // After a kill the next one recovers the database it left behind.
  const third = await startServer({ dataDir, port })
  expect((await fetch(`${third.url}/api/session`, { headers: { cookie } })).status).toBe(200)
  await third.end('SIGTERM')
  // The demo's passwords are published: no start that others could reach.
  const open = await run('src/server/main.ts', { DATA_DIR: dataDir, HOST: '0.0.0.0', PORT: String(port) })
  expect([open.code, open.err]).toEqual([1, expect.stringMatching(/demo company.*HOST is 0\.0\.0\.0/)])
}, 120_000)

test('a taken port costs one sentence and no database', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((listening) => { blocker.once('listening', listening) })
  const { port } = blocker.address() as AddressInfo
  const ended = await run('src/server/main.ts', { DATA_DIR: join(home, 'taken'), PORT: String(port) })
  blocker.close()
  expect(ended.code).toBe(1)
  expect(ended.err.trim().split('\n')).toEqual([`Port ${port} of 127.0.0.1 is taken by another program: stop it, or set PORT to a free one.`])
  expect(ended.out).toBe('')
})

test.each([
  [{ PORT: 'x', DEMO: 'yes' }, /2 problems[\s\S]*PORT[\s\S]*DEMO/],
  [{ DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' }, /DATABASE_URL does not lead to a usable database: nothing listens there/],
  [{ HOST: '192.0.2.7' }, /HOST is 192\.0\.2\.7, which is no address of this machine/],
])('%j ends with a sentence and 1', async (env, sentence) => {
  const ended = await run('src/server/main.ts', { DATA_DIR: join(home, 'wrong'), PORT: String(await freePort()), ...env })
  expect(ended.code).toBe(1)
  expect(ended.err).toMatch(sentence)
  expect(ended.err).not.toMatch(/\n\s+at /)
})

test.skipIf(userInfo().uid === 0)('a data folder that cannot be written', async () => {
  const ended = await run('src/server/main.ts', { DATA_DIR: '/proc/huiyin', PORT: String(await freePort()) })
  expect([ended.code, ended.err.trim().split('\n').length]).toEqual([1, 1])
})

test('the first administrator without demo data: made, signs in, must change the password; the last one stays', async () => {
  const dataDir = join(home, 'plain')
  const env = { DATA_DIR: dataDir }
  const admin = (args: string[], input = ''): Promise<Ended> => run('tools/admin.ts', env, args, input)
  expect((await admin(['create-user', '--username', 'boss'])).err).toMatch(/--name is needed/)
  expect((await admin(['create-user', '--username', 'boss', '--name', '王总', '--role', 'chief'])).err).toMatch(/no role "chief"; there are .*admin/)
  const made = await admin(['create-user', '--username', 'boss', '--name', '王总', '--role', 'admin'])
  const password = /: (\S+)\s*$/.exec(made.out)?.[1] ?? ''
  expect(password).toMatch(/^[a-z2-9-]{16,}$/)
  expect((await admin(['disable', '--username', 'boss', '--reason', 'x'])).err).toMatch(/Nobody could manage people any more/)
  expect((await admin(['reset-password', '--username', 'boss', '--password-stdin'], '1234567890\n')).err).toMatch(/too easy to guess/)
  const port = await freePort()
  const server = await startServer({ dataDir, port })
  expect(server.output()).not.toMatch(/demo/i)
  const answer = await fetch(`${server.url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username: 'boss', password }) })
  expect([answer.status, await answer.json()]).toMatchObject([201, { mustChangePassword: true, roleCode: 'admin', unit: { code: 'HQ' } }])
  await server.end('SIGTERM')
}, 120_000)
