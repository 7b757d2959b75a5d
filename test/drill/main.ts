// `npm run drill -- --minutes N [--rounds 20] [--seed S] [--clients 24]`: kills server, worker and database at random under load; a table, and exit 1 on any loss. With `--deadlines` instead: 50,000 clocks due within a minute, sweepers killed and stopped.
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { deadlinesAlone } from './deadlines-alone.ts'
import { runDrill } from './run.ts'
import type { Round } from './run.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, rounds: { type: 'string', default: '20' }, seed: { type: 'string' }, clients: { type: 'string', default: '24' }, deadlines: { type: 'boolean', default: false }, clocks: { type: 'string', default: '50000' } } })
const minutes = Number(values.minutes)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
if (!(minutes > 0) || !(Number(values.rounds) > 0) || !(Number(values.clients) > 0) || !(Number(values.clocks) > 0) || Number.isNaN(seed)) {
  console.error('Usage: npm run drill -- --minutes N [--rounds 20] [--seed S] [--clients 24], or -- --deadlines [--clocks 50000] [--seed S]')
  process.exit(1)
}

const say = (line: string): void => console.log(line)
if (values.deadlines) process.exit(await deadlinesAlone({ clocks: Number(values.clocks), seed, say }) ? 0 : 1)
say(`Drill of ${minutes} minutes, ${values.rounds} rounds, ${values.clients} clients, seed ${seed} (repeat with --seed ${seed})`)

const columns: readonly (readonly [string, number, (r: Round) => string])[] = [
  ['round', 5, (r) => String(r.n)], ['killed', 20, (r) => r.fault], ['after s', 7, (r) => (r.afterMs / 1000).toFixed(1)], ['acknowledged', 12, (r) => String(r.acknowledged)], ['mended s', 8, (r) => (r.mendMs / 1000).toFixed(1)],
  ['failures seen by clients', 0, (r) => Object.entries(r.failures).map(([name, n]) => `${name} ×${n}`).join(' ')],
]
const line = (cell: (c: (typeof columns)[number]) => string): void => say(columns.map((c) => cell(c).padEnd(c[1])).join('  ').trimEnd())
let isFirst = true
const report = await runDrill({
  dataDir: join(resolve(import.meta.dirname, '../..'), '.cache', 'drill'), seed, rounds: Number(values.rounds), totalMs: minutes * 60_000, clients: Number(values.clients), say,
  onRound: (round) => {
    if (isFirst) line((c) => c[0])
    isFirst = false
    line((c) => c[2](round))
  },
})
say('')
for (const check of report.checks) say(`${check.isGood ? 'ok' : 'NO'}  ${check.name}: ${check.found}`)
say(`\n${report.acknowledged} complaints acknowledged in ${report.rounds.length} rounds, seed ${report.seed}: ${report.isGood ? 'nothing lost, nothing doubled.' : 'THE DRILL FAILED.'}`)
const good = report.checks.filter((check) => check.isGood).length
say(`\n${good} passed, ${report.checks.length - good} failed`)
process.exitCode = report.isGood ? 0 : 1
