// `npm run bench [-- --small] [--profile] [--only=intake,reads,http,import,agents,portal,weight,engine,recompute,waybill360,uploads,settlement] [--seed=N]`: the reproducible benchmark; tables on the screen and bench/results/*.json.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, startServer } from '../test/server-process.ts'
import { measureAgents } from './agents.ts'
import { measureEngine } from './engine.ts'
import { measureHttpReads } from './http-reads.ts'
import type { HttpReadReport } from './http-reads.ts'
import { measureImport } from './import.ts'
import { measureIntake } from './intake.ts'
import type { IntakeReport } from './intake.ts'
import { measureOutlet } from './outlet.ts'
import { measurePortal, portalLines } from './portal.ts'
import { measureReads } from './reads.ts'
import { measureRecompute } from './recompute.ts'
import { agentLines, engineLines, httpReadLines, importLines, intakeLines, outletLines, readLines, recomputeLines, weightLines } from './show.ts'
import { measureSettlement, settlementLines } from './settlement.ts'
import { measureUploads, uploadLines } from './uploads.ts'
import { measureWaybill360, waybill360Lines } from './waybill360.ts'
import { measureWeight } from './weight.ts'

const root = resolve(import.meta.dirname, '..')
const cache = join(root, '.cache', 'bench')
const say = (line: string): void => console.log(line)

const { values: flags } = parseArgs({ options: { small: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false }, only: { type: 'string' }, seed: { type: 'string', default: '20261122' } } })
const { small } = flags
const seed = Number(flags.seed)

async function intake(): Promise<IntakeReport> {
  const dataDir = join(cache, 'intake')
  rmSync(dataDir, { recursive: true, force: true })
  const profile = flags.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(cache, 'profile')}`] : []
  const server = await startServer({ dataDir, port: await freePort(), flags: ['--no-worker'], nodeFlags: profile })
  try {
    const pgbench = process.env.HUIYIN_PGBENCH ?? '/usr/lib/postgresql/15/bin/pgbench'
    return await measureIntake({ server, pgbench, folder: join(cache, 'scripts'), rounds: small ? 2 : 5, seconds: small ? 3 : 8, seed, say })
  } finally {
    await server.end('SIGTERM')
  }
}

async function http(): Promise<HttpReadReport[]> {
  const reports: HttpReadReport[] = []
  for (const complaints of small ? [10_000, 20_000] : [10_000, 100_000, 1_000_000]) reports.push(await measureHttpReads({ cache, complaints, times: small ? 60 : 200, say }))
  return reports
}

/** Each part measures and tells its tables. */
const parts: Readonly<Record<string, () => Promise<readonly [report: unknown, lines: string]>>> = {
  intake: async () => { const r = await intake(); return [r, intakeLines(r)] },
  reads: async () => { const r = await measureReads({ complaints: small ? 20_000 : 100_000, times: small ? 40 : 200, say }); return [r, readLines(r)] },
  http: async () => { const r = await http(); return [r, httpReadLines(r)] },
  import: async () => { const r = await measureImport({ cache, lines: small ? 5000 : 50_000, bad: small ? 50 : 500, format: process.env.HUIYIN_IMPORT_FORMAT === 'xlsx' ? 'xlsx' : 'csv', seconds: small ? 10 : 30, seed, say }); return [r, importLines(r)] },
  agents: async () => { const r = await measureAgents({ cache, complaints: small ? 10_000 : 100_000, agents: small ? 50 : 500, seconds: small ? 20 : 180, stepSeconds: small ? 10 : 45, most: small ? 100 : 1500, seed, say }); return [r, agentLines(r)] },
  outlet: async () => { const r = await measureOutlet({ cache, complaints: small ? 20_000 : 1_000_000, times: small ? 60 : 200, say }); return [r, outletLines(r)] },
  portal: async () => { const r = await measurePortal({ dataDir: join(cache, 'portal'), times: small ? 3 : 7, say }); return [r, portalLines(r)] },
  settlement: async () => { const r = await measureSettlement({ units: small ? 3000 : 30_000, each: 10, say }); return [r, settlementLines(r)] },
  uploads: async () => { const r = await measureUploads({ dataDir: join(cache, 'uploads'), photos: small ? 40 : 200, say }); return [r, uploadLines(r)] },
  weight: async () => { const r = await measureWeight({ root, dataDir: join(cache, 'weight'), say }); return [r, weightLines(r)] },
  engine: async () => { const r = await measureEngine({ seconds: small ? 0.5 : 2, seed, say }); return [r, engineLines(r)] },
  recompute: async () => { const r = await measureRecompute({ cache, complaints: small ? 10_000 : 100_000, openCases: small ? 3400 : 33_400, seconds: small ? 5 : 20, say }); return [r, recomputeLines(r)] },
  waybill360: async () => { const r = await measureWaybill360({ dataDir: join(cache, 'waybill360'), times: small ? 5 : 20, say }); return [r, waybill360Lines(r)] },
}

const wanted = flags.only?.split(',') ?? Object.keys(parts)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')} of the benchmark; there are ${Object.keys(parts).join(', ')}.`)
const machine = { cores: cpus().length, cpu: cpus()[0]?.model, memoryMb: Math.round(totalmem() / 2 ** 20), node: process.version, loadBefore: loadavg()[0] }
say(`${machine.cores} cores (${machine.cpu}), ${machine.memoryMb} MB, Node ${machine.node}, load before ${machine.loadBefore?.toFixed(2)}, seed ${seed}`)
mkdirSync(cache, { recursive: true })
const report: Record<string, unknown> = { at: new Date().toISOString(), small, seed, machine }
for (const name of wanted) {
  const [result, lines] = await parts[name]!()
  report[name] = result
  say(lines)
}
mkdirSync(join(root, 'bench', 'results'), { recursive: true })
const file = join(root, 'bench', 'results', `${String(report['at']).replaceAll(/[:.]/g, '-')}.json`)
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
say(`\nWritten to ${file.slice(root.length + 1)}.`)
