// The door: reads the configuration, boots the database, founds the demo when it is due, opens, and leaves in good order.
import { createServer } from 'node:net'
import { sql } from 'kysely'
import { buildApp } from './app.ts'
import type { App } from './app.ts'
import { demoLines, foundDemo, hasDemo } from './demo.ts'
import { mendClock } from './demo/house.ts'
import { setScenes } from './demo/set-scenes.ts'
import { ensureHeadquarters, ensureRoles } from './identity/founding.ts'
import { fillSearchWords } from './identity/search-words.ts'
import { jobNames } from './jobs.ts'
import { bootDatabase } from './platform/boot.ts'
import type { Booted } from './platform/boot.ts'
import { bootProblem, codeOf, isBootProblem, messageOf } from './platform/boot-problem.ts'
import { readConfig } from './platform/config.ts'
import type { Config } from './platform/config.ts'
import { createDatabase } from './platform/database.ts'
import { makePartitions } from './platform/house-jobs.ts'
import { prepareJobs } from './platform/jobs.ts'

const say = (line: string): void => console.log(line)

/** Starts everything; resolves when the server is ready. Throws boot problems for what the operator can mend. */
async function start(): Promise<void> {
  const config = readConfig(process.env, process.argv.slice(2))
  if (config.checkOnly) return say('The configuration is in order.')
  if (config.runs.server) await probe(config)
  const booted = await bootDatabase(config, say)
  let app: App | undefined
  try {
    await prepareJobs(booted.ownerUrl, booted.appUrl, jobNames)
    const isDemo = await furnish(config, booted)
    if (isDemo) await mendClock(booted.ownerUrl)
    if (isDemo && config.scenes && config.runs.server) await setScenes({ ...booted, dataDir: config.dataDir, publicUrl: config.publicUrl }, say)
    app = await buildApp({ ...config, databaseUrl: booted.appUrl, keys: booted.keys, isWorker: config.runs.worker, logLevel: 'warn', ...(config.runs.server ? { practice: { adminUrl: booted.adminUrl, ownerUrl: booted.ownerUrl, appUrl: booted.appUrl } } : {}) })
    leaveOnSignal(app, booted)
    if (config.runs.server) await open(app, config)
    if (config.runs.worker) await app.work()
    if (config.runs.server) {
      say(`ready http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}`)
      if (isDemo) demoLines().forEach(say)
      else if (!await hasPeople(app)) say('There is nobody yet who could sign in: npm run admin -- create-user --username NAME --name "FULL NAME" --role admin')
    } else say('The worker is running.')
  } catch (error) {
    await app?.close().catch(() => {})
    await booted.stop()
    throw error
  }
}

/** Roles, headquarters and, where it is due, the demo company; says whether this is a demo. */
async function furnish(config: Config, booted: Booted): Promise<boolean> {
  const { db, close } = createDatabase(booted.appUrl, { max: 2 })
  try {
    await makePartitions({ db })
    await ensureRoles(db)
    await fillSearchWords(db)
    const isThere = await hasDemo(db)
    if (isThere && !config.isLoopback) throw bootProblem(`This database holds the demo company, whose passwords are published, and HOST is ${config.host}: use 127.0.0.1, or another database.`)
    const isEmpty = (await sql`select 1 from org_units limit 1`.execute(db)).rows.length === 0
    const wanted = config.demo ?? (booted.isEmbedded && isEmpty && config.isLoopback)
    if (isThere || !wanted) {
      await ensureHeadquarters(db)
      return isThere
    }
    if (!isEmpty) throw bootProblem('DEMO=1 founds a company in an empty database, and this one already has units: use DEMO=0, or another DATA_DIR or DATABASE_URL.')
    say('Founding the demo company …')
    await foundDemo(db)
    return true
  } finally {
    await close()
  }
}

// Before anything is made: a taken port should not cost a new database.
async function probe(config: Config): Promise<void> {
  const server = createServer()
  await new Promise<void>((free, failed) => {
    server.once('error', failed)
    server.listen(config.port, config.host, () => server.close(() => free()))
  }).catch((error: unknown) => { throw cannotListen(config, error) })
}

async function open(app: App, config: Config): Promise<void> {
  await app.listen().catch((error: unknown) => { throw cannotListen(config, error) })
  const health = await app.http.inject({ url: '/readyz', headers: { host: new URL(config.publicUrl).host } })
  if (health.statusCode !== 200) throw bootProblem(`The server answers but is not ready: ${health.body}.`)
}

function cannotListen(config: Config, error: unknown): unknown {
  const code = codeOf(error)
  if (code === 'EADDRINUSE') return bootProblem(`Port ${config.port} of ${config.host} is taken by another program: stop it, or set PORT to a free one.`, error)
  if (code === 'EACCES') return bootProblem(`This user may not listen on port ${config.port}: set PORT to one above 1023.`, error)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return bootProblem(`HOST is ${config.host}, which is no address of this machine.`, error)
  return error
}

async function hasPeople(app: App): Promise<boolean> {
  return (await sql`select 1 from users limit 1`.execute(app.database.db)).rows.length > 0
}

function leaveOnSignal(app: App, booted: Booted): void {
  let isLeaving = false
  const leave = (): void => {
    if (isLeaving) return
    isLeaving = true
    // What does not end within half a minute is cut off: everything acknowledged is in the database.
    setTimeout(() => process.exit(1), 30_000).unref()
    app.close().then(() => booted.stop()).then(() => process.exit(0), (error: unknown) => {
      console.error(messageOf(error))
      process.exit(1)
    })
  }
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
}

start().then(undefined, (error: unknown) => {
  console.error(isBootProblem(error) ? error.message : error)
  process.exit(1)
})
