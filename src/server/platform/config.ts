// Reads the environment and the flags once at boot, names every problem at once, and freezes the result.
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { bootProblem } from './boot-problem.ts'

/** Where the server listens, where its data and keys are, and which of its halves this process runs. */
export type Config = Readonly<{
  host: string
  port: number
  dataDir: string
  /** The application's login on an external PostgreSQL; undefined means the embedded one. */
  databaseUrl: string | undefined
  /** The login that owns the tables on an external PostgreSQL. */
  migrationDatabaseUrl: string | undefined
  keyFile: string
  /** What DEMO says; undefined leaves it to boot: on with a new embedded database on a loopback host. */
  demo: boolean | undefined
  publicUrl: string
  /** Proxies whose X-Forwarded-For is believed, addresses or CIDRs; none by default. */
  trustProxy: readonly string[]
  isLoopback: boolean
  /** Which halves run here: HTTP, background work, or both (the default). */
  runs: Readonly<{ server: boolean, worker: boolean }>
  /** Whether a demo's scenes are set at the start. */
  scenes: boolean
  /** How uploads are looked at for malware: `auto`, `none`, `clamscan` or `clamd:` with a socket or `host:port`. */
  virusScanner: string
  /** Only check the configuration and leave. */
  checkOnly: boolean
}>

const postgresUrl = z.string().refine(isPostgresUrl, 'must look like postgres://login:password@host:5432/database')

const environment = z.object({
  PORT: z.coerce.number('must be a number').int('must be a whole number').min(0, 'must be between 0 and 65535').max(65_535, 'must be between 0 and 65535').default(8080),
  HOST: z.string().regex(/^[\w.:-]+$/, 'must be a host name or an address').default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: postgresUrl.optional(),
  MIGRATION_DATABASE_URL: postgresUrl.optional(),
  KEY_FILE: z.string().optional(),
  DEMO: z.enum(['0', '1'], 'must be 0 or 1').optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  VIRUS_SCANNER: z.string().regex(/^(auto|none|clamscan|clamd:\/[^\0]+|clamd:[\w.-]+:\d{1,5})$/, 'must be auto, none, clamscan, clamd:/path/of/socket or clamd:host:port').default('auto'),
  TRUST_PROXY: z.string().transform(listed).refine((all) => all.every(isAddressRange), 'must be a list of addresses or CIDRs, such as 10.0.0.5,10.1.0.0/16').optional(),
})

const flags = ['--no-worker', '--worker', '--no-scenes', '--check-config']

/** Parses `env` (process.env) and `args` (what follows the script); throws one boot problem that lists everything wrong. */
export function readConfig(env: Record<string, string | undefined>, args: readonly string[]): Config {
  // An empty variable means "not set": that is how compose files and CI clear one.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const parsed = environment.safeParse(given)
  const problems = parsed.success ? [] : parsed.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}.`)
  problems.push(...args.filter(arg => !flags.includes(arg)).map(arg => `${arg} is not a flag of the server; there are ${flags.join(', ')}.`))
  if (args.includes('--worker') && args.includes('--no-worker')) problems.push('--worker and --no-worker exclude each other.')
  problems.push(...contradictions(given))
  if (!parsed.success || problems.length > 0) {
    throw bootProblem(`The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map(line => `  - ${line}`).join('\n')}`)
  }
  return build(parsed.data, args)
}

type Environment = z.infer<typeof environment>

// Looks at the raw text, so that these are named together with malformed values.
function contradictions(env: Readonly<Record<string, string | undefined>>): string[] {
  const found: string[] = []
  if (env.DEMO === '1' && env.HOST !== undefined && !isLoopback(env.HOST)) {
    found.push(`DEMO=1 has accounts with a published password and is refused while HOST is ${env.HOST}; use 127.0.0.1 or DEMO=0.`)
  }
  if (env.MIGRATION_DATABASE_URL && !env.DATABASE_URL) {
    found.push('MIGRATION_DATABASE_URL is set without DATABASE_URL; an external database needs both.')
  }
  if (env.PUBLIC_URL && URL.canParse(env.PUBLIC_URL) && new URL(env.PUBLIC_URL).pathname !== '/') {
    found.push('PUBLIC_URL must not have a path; the system lives at the root of its host.')
  }
  return found
}

function build(env: Environment, args: readonly string[]): Config {
  const dataDir = resolve(env.DATA_DIR)
  return Object.freeze({
    host: env.HOST,
    port: env.PORT,
    dataDir,
    databaseUrl: env.DATABASE_URL,
    migrationDatabaseUrl: env.MIGRATION_DATABASE_URL,
    keyFile: env.KEY_FILE ? resolve(env.KEY_FILE) : resolve(dataDir, 'keys.json'),
    demo: env.DEMO === undefined ? undefined : env.DEMO === '1',
    publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST}:${env.PORT}`).replace(/\/$/, ''),
    trustProxy: Object.freeze(env.TRUST_PROXY ?? []),
    isLoopback: isLoopback(env.HOST),
    runs: Object.freeze({ server: !args.includes('--worker'), worker: !args.includes('--no-worker') }),
    scenes: !args.includes('--no-scenes'),
    virusScanner: env.VIRUS_SCANNER,
    checkOnly: args.includes('--check-config'),
  })
}

/** Whether only this machine can reach a server that listens on `host`. */
export function isLoopback(host: string): boolean {
  if (isIP(host) === 4) return host.startsWith('127.')
  return host === '::1' || host.toLowerCase() === 'localhost'
}

function listed(text: string): string[] {
  return text.split(',').map((each) => each.trim()).filter((each) => each !== '')
}

// A range of everything would let every client name its own address.
function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const kind = isIP(address)
  if (kind === 0 || rest.length > 0) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (kind === 4 ? 32 : 128))
}

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== '' && url.pathname.length > 1
}
