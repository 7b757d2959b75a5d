// `npm run bench [-- --small] [--profile] [--only=intake,reads,http,portal,weight] [--seed=N]`: the reproducible benchmark; a table on the screen and bench/results/*.json.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { freePort, startServer } from '../test/server-process.ts'
import { measureIntake, middle } from './intake.ts'
import type { IntakeReport } from './intake.ts'
import { measureHttpReads } from './http-reads.ts'
import type { HttpReadReport } from './http-reads.ts'
import { measureImport } from './import.ts'
import { measurePortal, portalLines } from './portal.ts'
import { measureReads } from './reads.ts'
import type { ReadReport } from './reads.ts'
import { measureWeight } from './weight.ts'
import type { Weight } from './weight.ts'

const root = resolve(import.meta.dirname, '..')
const cache = join(root, '.cache', 'bench')
const say = (line: string): void => console.log(line)

const { values: flags } = parseArgs({ options: { small: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false }, only: { type: 'string' }, seed: { type: 'string', default: '20261122' } } })
const wants = (part: string): boolean => flags.only === undefined || flags.only.split(',').includes(part)

async function intake(): Promise<IntakeReport> {
  const dataDir = join(cache, 'intake')
  rmSync(dataDir, { recursive: true, force: true })
  const profile = flags.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(cache, 'profile')}`] : []
  const server = await startServer({ dataDir, port: await freePort(), flags: ['--no-worker'], nodeFlags: profile })
  try {
    const pgbench = process.env.HUIYIN_PGBENCH ?? '/usr/lib/postgresql/15/bin/pgbench'
    return await measureIntake({ server, pgbench, folder: join(cache, 'scripts'), rounds: flags.small ? 2 : 5, seconds: flags.small ? 3 : 8, seed: Number(flags.seed), say })
  } finally {
    await server.end('SIGTERM')
  }
}

function showIntake(report: IntakeReport): void {
  say('\nIntake: durable, chain, encryption, clocks, search tokens and one job per case on; server, database and load on the same cores; medians of the rounds.')
  say('pgbench writes copies of rows captured from this run into the same tables and indexes of the same PostgreSQL; what a program would also read is left out there.')
  say(table(['way', 'cases/s', 'rounds', 'p50 ms', 'p99 ms', 'errors', 'CPU ms/case server', 'database'], report.rows.map((r) => [r.name, number(middle(r.perSecond), 0), r.perSecond.map((v) => Math.round(v)).join(' '), number(r.p50Ms, 1), number(r.p99Ms, 1), String(r.errors), number(r.serverCpuMs, 3), number(r.databaseCpuMs, 3)])))
  say(table(['ratio', 'value', 'aim', ''], report.ratios.map((r) => [r.name, r.value.toFixed(2), `≥ ${r.aim}`, r.value >= r.aim ? 'reached' : r.value >= r.floor ? 'above the floor' : 'missed'])))
}

function showReads(report: ReadReport): void {
  say(`\nReads over ${report.complaints.toLocaleString('en')} complaints, generated in ${report.generatedSeconds.toFixed(0)} s; at the functions the routes call`)
  say(table(['question', 'rows', 'p50 ms', 'p95 ms', 'p99 ms', 'aim p95', ''], report.rows.map((r) => [r.name, String(r.rows), number(r.p50Ms, 1), number(r.p95Ms, 1), number(r.p99Ms, 1), `≤ ${r.aimMs}`, `${r.p95Ms <= r.aimMs ? 'reached' : 'missed'}${r.walked.length > 0 ? `, walked ${r.walked.join(' ')}` : ''}`])))
  say(`verify-audit: ${number(report.verify.perSecond, 0)} events/s, the record is ${report.verify.whole ? 'whole' : 'broken'}`)
}

function showHttpReads(report: HttpReadReport): void {
  say(`\nReads over HTTP, ${report.complaints.toLocaleString('en')} complaints, one asker on one keep-alive connection, signed in by cookie`)
  say(table(['question', 'rows', 'p50 ms', 'p95 ms', 'p99 ms', 'aim p95', ''], report.rows.map((r) => [r.name, String(r.rows), number(r.p50Ms, 1), number(r.p95Ms, 1), number(r.p99Ms, 1), `≤ ${r.aimMs}`, r.p95Ms <= r.aimMs ? 'reached' : 'missed'])))
}

function showWeight(rows: readonly Weight[]): void {
  say('\nWeight')
  say(table(['what', 'value', 'aim', ''], rows.map((r) => [r.name, r.value === null ? 'not measured' : `${r.value.toFixed(1)} ${r.unit}`, `≤ ${r.aim} ${r.unit}`, r.value === null ? r.note : r.value <= r.aim ? 'reached' : 'missed'])))
}

const number = (value: number | null, digits: number): string => (value === null ? '' : value.toFixed(digits))

/** A table with aligned columns; full-width characters count twice. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = (text: string): number => [...text].reduce((sum, ch) => sum + (/[\u2e80-\uffef]/.test(ch) ? 2 : 1), 0)
  const widths = head.map((h, i) => Math.max(width(h), ...rows.map((r) => width(r[i] ?? ''))))
  return [head, widths.map((w) => '-'.repeat(w)), ...rows].map((r) => r.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - width(cell))).join('  ').trimEnd()).join('\n')
}

const machine = { cores: cpus().length, cpu: cpus()[0]?.model, memoryMb: Math.round(totalmem() / 2 ** 20), node: process.version, loadBefore: loadavg()[0] }
say(`${machine.cores} cores (${machine.cpu}), ${machine.memoryMb} MB, Node ${machine.node}, load before ${machine.loadBefore?.toFixed(2)}, seed ${flags.seed}`)
mkdirSync(cache, { recursive: true })
const report: Record<string, unknown> = { at: new Date().toISOString(), small: flags.small, seed: Number(flags.seed), machine }
if (wants('intake')) { const r = await intake(); report['intake'] = r; showIntake(r) }
if (wants('reads')) { const r = await measureReads({ complaints: flags.small ? 20_000 : 100_000, times: flags.small ? 40 : 200, say }); report['reads'] = r; showReads(r) }
if (wants('http')) { const r = await measureHttpReads({ cache, complaints: flags.small ? 20_000 : 100_000, times: flags.small ? 60 : 300, say }); report['httpReads'] = r; showHttpReads(r) }
if (flags.only?.split(',').includes('import')) { const r = await measureImport({ cache, lines: flags.small ? 5000 : 50_000, bad: flags.small ? 50 : 500, format: process.env.HUIYIN_IMPORT_FORMAT === 'xlsx' ? 'xlsx' : 'csv', seconds: flags.small ? 10 : 30, seed: Number(flags.seed), say }); report['import'] = r; say(JSON.stringify(r, null, 1)) }
if (wants('portal')) { const r = await measurePortal({ dataDir: join(cache, 'portal'), times: flags.small ? 3 : 7, say }); report['portal'] = r; say(portalLines(r)) }
if (wants('weight')) { const r = await measureWeight({ root, dataDir: join(cache, 'weight'), say }); report['weight'] = r; showWeight(r) }
mkdirSync(join(root, 'bench', 'results'), { recursive: true })
const file = join(root, 'bench', 'results', `${String(report['at']).replaceAll(/[:.]/g, '-')}.json`)
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
say(`\nWritten to ${file.slice(root.length + 1)}.`)
