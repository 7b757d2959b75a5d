// The real server as a process of its own on a data folder, for the bench and the drill: started as an operator would, ended by its number.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { serverEnvironment, serverFlags } from '../tools/bootstrap/server-flags.mjs'
import { readLogins, readPostmaster, urlOf } from '../src/server/platform/postgres-cluster.ts'

const root = resolve(import.meta.dirname, '..')

export type ServerProcess = {
  readonly pid: number
  readonly url: string
  readonly dataDir: string
  /** Everything it has said, standard output and error. */
  readonly output: () => string
  /** Whether it has ended. */
  readonly hasEnded: () => boolean
  /** Sends a signal to this process only and waits for its end. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<void>
}

export type StartServer = {
  readonly dataDir: string
  readonly port: number
  /** Flags of the server: `--no-worker` or `--worker`; both halves without. */
  readonly flags?: readonly string[]
  /** Flags of Node, such as `--cpu-prof`. */
  readonly nodeFlags?: readonly string[]
  readonly patienceMs?: number
  /** Whether a new database gets the demo company; it does by default. */
  readonly demo?: boolean
}

/** Starts it and waits until it says that it is ready. @throws Error with its last words when it ends before that or takes too long. */
export async function startServer(options: StartServer): Promise<ServerProcess> {
  const { dataDir, port, flags = [], nodeFlags = [], patienceMs = 120_000, demo = true } = options
  mkdirSync(dataDir, { recursive: true })
  const child = spawn(process.execPath, [...serverFlags, ...nodeFlags, 'src/server/main.ts', '--no-scenes', ...flags], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...serverEnvironment, PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/', PORT: String(port), HOST: '127.0.0.1', DATA_DIR: dataDir, DEMO: demo ? '' : '0' },
  })
  let said = ''
  let ended = false
  const ending = new Promise<void>((done) => { child.once('exit', () => { ended = true; done() }); child.once('error', () => { ended = true; done() }) })
  const ready = new Promise<void>((done) => {
    const listen = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-20_000)
      if (/^ready http|^The worker is running/m.test(said)) done()
    }
    child.stdout.on('data', listen)
    child.stderr.on('data', listen)
  })
  const patience = AbortSignal.timeout(patienceMs)
  await Promise.race([ready, ending, new Promise<void>((done) => { patience.addEventListener('abort', () => done(), { once: true }) })])
  if (!/^ready http|^The worker is running/m.test(said)) {
    await endChild(child, ending, 'SIGKILL')
    throw new Error(`The server did not start${ended ? '' : ' in time'}: ${said.trim().split('\n').slice(-3).join(' ') || 'it said nothing'}`)
  }
  return { pid: child.pid ?? 0, url: `http://127.0.0.1:${port}`, dataDir, output: () => said, hasEnded: () => ended, end: (signal) => endChild(child, ending, signal) }
}

async function endChild(child: ChildProcess, ending: Promise<void>, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  child.kill(signal)
  await ending
}

/** The embedded PostgreSQL of a data folder: its postmaster's number and its addresses. @throws Error when none runs there. */
export function postgresOf(dataDir: string): { pid: number; port: number; superUrl: string; ownerUrl: string; appUrl: string } {
  const folder = join(dataDir, 'postgres')
  const running = readPostmaster(folder)
  if (!running) throw new Error(`No PostgreSQL runs in ${folder}.`)
  const logins = readLogins(folder)
  const url = (login: keyof typeof logins): string => urlOf(running.port, login, logins, 'huiyin')
  return { pid: running.pid, port: running.port, superUrl: url('postgres'), ownerUrl: url('huiyin_owner'), appUrl: url('huiyin_app') }
}

/** Signs in as the demo's administrator and makes an API token; gives its secret. */
export async function makeToken(url: string, permissions: readonly string[]): Promise<string> {
  const cookie = await signIn(url, 'admin')
  const made = await fetch(`${url}/api/api-tokens`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'bench', permissions }) })
  if (made.status !== 201) throw new Error(`No token: ${made.status} ${await made.text()}`)
  return (await made.json() as { token: string }).token
}

/** Signs in with a demo account; gives the cookie to send. */
export async function signIn(url: string, username: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username, password: 'huiyin-demo' }) })
  if (answer.status !== 201) throw new Error(`${username} cannot sign in: ${answer.status} ${await answer.text()}`)
  return answer.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ')
}

/** Memory of a process in MB as the system counts it (resident set), or NaN where /proc is not there. */
export function residentMb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024
  } catch {
    return Number.NaN
  }
}

/** A port of the loopback nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer()
    server.on('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => found(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
