// Part A: complaints per second over HTTP, and the same rows written by pgbench, in turns on the same machine and database.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import pg from 'pg'
import { makeToken, postgresOf } from '../test/server-process.ts'
import type { ServerProcess } from '../test/server-process.ts'
import { cpuMs, familyCpuMs } from './cpu.ts'
import { batchScript, captureSamples, perStatement, plainScript, runPgbench } from './baseline.ts'
import type { LoadJob, LoadResult } from './load.ts'

export type Row = { readonly name: string; readonly perSecond: readonly number[]; readonly p50Ms: number | null; readonly p99Ms: number | null; readonly errors: number; readonly serverCpuMs: number | null; readonly databaseCpuMs: number | null }
export type IntakeReport = { readonly rows: readonly Row[]; readonly ratios: readonly { readonly name: string; readonly value: number; readonly aim: number; readonly floor: number }[] }
export type IntakeOptions = { readonly server: ServerProcess; readonly pgbench: string | undefined; readonly folder: string; readonly rounds: number; readonly seconds: number; readonly seed: number; readonly say: (line: string) => void }

type Outcome = { readonly done: number; readonly perSecond: number; readonly p50Ms: number | null; readonly p99Ms: number | null; readonly errors: number }
type Turn = { readonly name: string; readonly run: (seed: number) => Promise<Outcome> }
type Result = Outcome & { readonly serverCpuMs: number | null; readonly databaseCpuMs: number }

/** Drives the server with the load generator of `load.ts` in a process of its own. */
export function driveServer(job: LoadJob): Promise<LoadResult> {
  return new Promise((done, failed) => {
    const child = fork(join(import.meta.dirname, 'load.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] })
    child.once('message', (result) => done(result as LoadResult))
    child.once('error', failed)
    child.once('exit', (code) => { if (code !== 0) failed(new Error(`The load generator ended with ${code}.`)) })
    child.send(job)
  })
}

/** Runs all rounds; each does every way once, so that a noisy neighbour or a checkpoint hits all alike. */
export async function measureIntake(options: IntakeOptions): Promise<IntakeReport> {
  const { server, seconds, seed, say } = options
  const port = Number(new URL(server.url).port)
  const token = await makeToken(server.url, ['complaint:create'])
  const drive = (connections: number): Turn => ({
    name: `HTTP, ${connections} connections`,
    run: async (round) => {
      const r = await driveServer({ port, token, connections, seconds, seed: round })
      return { done: r.done, perSecond: r.done / r.seconds, p50Ms: r.p50Ms, p99Ms: r.p99Ms, errors: Object.values(r.errors).reduce((a, b) => a + b, 0) }
    },
  })
  say('Warming up, and filing the complaints whose rows pgbench copies …')
  await driveServer({ port, token, connections: 32, seconds: Math.max(3, seconds / 2), seed })
  const turns = [drive(32), drive(128), ...(options.pgbench === undefined ? [] : await baselines(options, options.pgbench))]
  const results = new Map(turns.map((t) => [t.name, [] as Result[]]))
  for (let round = 1; round <= options.rounds; round++) {
    for (const [i, turn] of turns.entries()) results.get(turn.name)?.push(await withCpu(server, () => turn.run(seed + round * 1000 + i)))
    say(`round ${round}/${options.rounds}: ${turns.map((t) => `${t.name} ${Math.round(results.get(t.name)?.at(-1)?.perSecond ?? 0)}/s`).join(' · ')}`)
  }
  const rows = [...results].map(([name, all]): Row => ({ name, perSecond: all.map((r) => r.perSecond), p50Ms: middle(all.map((r) => r.p50Ms)), p99Ms: middle(all.map((r) => r.p99Ms)), errors: all.reduce((sum, r) => sum + r.errors, 0), serverCpuMs: middle(all.map((r) => r.serverCpuMs)), databaseCpuMs: middle(all.map((r) => r.databaseCpuMs)) }))
  return { rows, ratios: ratiosOf(rows) }
}

// Per case. While pgbench works the server idles, so what little it uses is left out.
async function withCpu(server: ServerProcess, run: () => Promise<Outcome>): Promise<Result> {
  const database = postgresOf(server.dataDir).pid
  const before = [cpuMs(server.pid), familyCpuMs(database)] as const
  const outcome = await run()
  const used = (cpuMs(server.pid) - before[0]) / outcome.done
  return { ...outcome, serverCpuMs: outcome.p99Ms === null ? null : used, databaseCpuMs: (familyCpuMs(database) - before[1]) / outcome.done }
}

async function baselines(options: IntakeOptions, pgbench: string): Promise<Turn[]> {
  const { ownerUrl } = postgresOf(options.server.dataDir)
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    const sampled = await captureSamples(owner, perStatement * 6)
    const plain = await plainScript(owner, sampled)
    const batch = await batchScript(owner, sampled)
    const turn = (name: string, script: string, clients: number, cases: number, mode: 'prepared' | 'extended'): Turn => ({
      name,
      run: async (seed) => {
        const r = await runPgbench(pgbench, ownerUrl, options.folder, name.replaceAll(/\W+/g, '-'), script, { clients, seconds: Math.max(2, Math.round(options.seconds * 0.75)), cases, seed, mode })
        return { done: r.done, perSecond: r.casesPerSecond, p50Ms: r.meanMs, p99Ms: null, errors: 0 }
      },
    })
    return [
      turn(plainName(8), plain, 8, 1, 'prepared'), turn(plainName(32), plain, 32, 1, 'prepared'), turn(unpreparedName, plain, 8, 1, 'extended'), turn(batchName, batch, 2, perStatement, 'prepared'),
    ]
  } finally {
    await owner.end()
  }
}

const plainName = (clients: number): string => `pgbench, one case per commit, ${clients} clients`
// As drivers send statements that nobody prepares: parsed and planned each time.
const unpreparedName = 'pgbench, one case per commit, 8 clients, nothing prepared'
const batchName = `pgbench, ${perStatement} per statement, 2 clients`

/** The middle value; null when there is none. */
export function middle(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((v): v is number => v !== null).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

// Medians over the rounds; against the plain way its better client count counts.
function ratiosOf(rows: readonly Row[]): IntakeReport['ratios'] {
  const median = (name: string): number => middle(rows.find((r) => r.name === name)?.perSecond ?? []) ?? Number.NaN
  const plain = Math.max(median(plainName(8)), median(plainName(32)))
  const batch = median(batchName)
  if (Number.isNaN(plain)) return []
  return [32, 128].flatMap((n) => [
    { name: `HTTP ${n} / one case per commit`, value: median(`HTTP, ${n} connections`) / plain, aim: 2, floor: 2 },
    { name: `HTTP ${n} / one case per commit, nothing prepared`, value: median(`HTTP, ${n} connections`) / median(unpreparedName), aim: 2, floor: 2 },
    { name: `HTTP ${n} / 64 per statement`, value: median(`HTTP, ${n} connections`) / batch, aim: 0.4, floor: 0.3 },
  ])
}
