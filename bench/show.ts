// The benchmark's tables as they stand on the screen.
import { middle } from './intake.ts'
import type { IntakeReport } from './intake.ts'
import type { AgentsReport, FloorRun } from './agents.ts'
import type { HttpReadReport } from './http-reads.ts'
import type { OutletReport } from './outlet.ts'
import type { ImportReport } from './import.ts'
import type { EngineRow } from './engine.ts'
import type { ReadReport } from './reads.ts'
import type { Felt, RecomputeReport } from './recompute.ts'
import type { Weight } from './weight.ts'

/** Intake: every way with its rounds, and the ratios against their aims. */
export function intakeLines(report: IntakeReport): string {
  return `
Intake: durable, chain, encryption, clocks, search tokens and one job per case on; server, database and load on the same cores; medians of the rounds.
pgbench writes copies of rows captured from this run into the same tables and indexes of the same PostgreSQL; what a program would also read is left out there.
${table(['way', 'cases/s', 'rounds', 'p50 ms', 'p99 ms', 'errors', 'CPU ms/case server', 'database'], report.rows.map((r) => [r.name, number(middle(r.perSecond), 0), r.perSecond.map((v) => Math.round(v)).join(' '), number(r.p50Ms, 1), number(r.p99Ms, 1), String(r.errors), number(r.serverCpuMs, 3), number(r.databaseCpuMs, 3)]))}
${table(['ratio', 'value', 'aim', ''], report.ratios.map((r) => [r.name, r.value.toFixed(2), `≥ ${r.aim}`, r.value >= r.aim ? 'reached' : r.value >= r.floor ? 'above the floor' : 'missed']))}`
}

/** Reads at the functions the routes call. */
export function readLines(report: ReadReport): string {
  return `
Reads over ${report.complaints.toLocaleString('en')} complaints, generated in ${report.generatedSeconds.toFixed(0)} s; at the functions the routes call
${table(['question', 'rows', 'p50 ms', 'p95 ms', 'p99 ms', 'aim p95', ''], report.rows.map((r) => [r.name, String(r.rows), number(r.p50Ms, 1), number(r.p95Ms, 1), number(r.p99Ms, 1), `≤ ${r.aimMs}`, `${r.p95Ms <= r.aimMs ? 'reached' : 'missed'}${r.walked.length > 0 ? `, walked ${r.walked.join(' ')}` : ''}`]))}
verify-audit: ${number(report.verify.perSecond, 0)} events/s, the record is ${report.verify.whole ? 'whole' : 'broken'}`
}

/** Reads over HTTP at several sizes side by side: a p95 must meet its aim at each, and hardly grow from the smallest to the largest. */
export function httpReadLines(reports: readonly HttpReadReport[]): string {
  const [small] = reports
  const large = reports.at(-1)
  if (!small || !large) return ''
  const rows = small.rows.map((first, i) => {
    const last = large.rows[i] ?? first
    const isFlat = last.p95Ms <= Math.max(first.p95Ms * 1.5, first.p95Ms + 5) || /lookup|search/.test(first.name)
    return [first.name, ...reports.map((r) => `${number(r.rows[i]?.p50Ms ?? null, 1)} / ${number(r.rows[i]?.p95Ms ?? null, 1)}`), `≤ ${last.aimMs}`, last.p95Ms > last.aimMs ? 'missed' : isFlat ? 'reached' : 'grows']
  })
  const recall = reports.flatMap((r) => r.recall.map((x) => [r.complaints.toLocaleString('en'), x.words, String(x.there), String(x.found), x.found === x.there ? 'all' : 'missed']))
  return `
Reads over HTTP, one asker on one keep-alive connection, signed in by cookie; p50 / p95 in ms by the number of complaints
${table(['question', ...reports.map((r) => r.complaints.toLocaleString('en')), 'aim p95', ''], rows)}
${table(['complaints', 'words searched', 'there', 'found', ''], recall)}`
}

/** The floor: the main run by act, and the ladder. */
export function agentLines(report: AgentsReport): string {
  const failed = (r: FloorRun): number => Object.values(r.result.errors).reduce((sum, n) => sum + n, 0)
  const line = (r: FloorRun): string[] => [String(r.agents), String(r.seconds), number(r.perSecond, 0), number(r.result.all.p50Ms, 0), number(r.p95Ms, 0), number(r.result.all.p99Ms, 0), String(failed(r)), `${r.result.streams} − ${r.result.lostStreams}`, number(r.result.streamEvents / r.seconds, 0), `${number(r.memoryMb.early, 0)} → ${number(r.memoryMb.late, 0)}`, `${number(r.cpuShare.server, 2)} + ${number(r.cpuShare.database, 2)}`]
  return `
Simulated agents over ${report.complaints.toLocaleString('en')} complaints, ${report.intakePerSecond} more a second; carried with p95 ≤ 150 ms and no failure: ${report.carried}
${table(['agents', 'seconds', 'requests/s', 'p50 ms', 'p95 ms', 'p99 ms', 'failed', 'streams − lost', 'stream events/s', 'memory MB', 'cores server + database'], [report.main, ...report.ladder].map(line))}
${table(['act', 'done', 'p50 ms', 'p95 ms', 'p99 ms'], report.main.result.acts.map((a) => [a.name, String(a.done), number(a.p50Ms, 1), number(a.p95Ms, 1), number(a.p99Ms, 1)]))}
refused in the course of work: ${JSON.stringify(report.main.result.refused)}; failed: ${JSON.stringify(report.main.result.errors)}`
}

/** Bulk intake beside a floor. */
export function importLines(r: ImportReport): string {
  return `
Bulk intake of ${r.lines.toLocaleString('en')} lines of ${r.format}: ${number(r.seconds, 1)} s (${number(r.perSecond, 0)}/s, looked at in ${number(r.lookSeconds, 1)} s), ${r.accepted} filed, ${r.rejected} refused, ${r.explained} explained, peak memory ${number(r.peakMb, 0)} MB, ${number(r.cpuMsPerLine, 2)} ms of CPU a line
the floor beside it (${r.floor.perSecond} requests/s): p50 ${number(r.floor.beforeP50, 1)} → ${number(r.floor.duringP50, 1)} ms, p95 ${number(r.floor.beforeP95, 1)} → ${number(r.floor.duringP95, 1)} ms, ${r.floor.errors} errors`
}

/** Memory and first loads. */
export function weightLines(rows: readonly Weight[]): string {
  return `\nWeight\n${table(['what', 'value', 'aim', ''], rows.map((r) => [r.name, r.value === null ? 'not measured' : `${r.value.toFixed(1)} ${r.unit}`, `≤ ${r.aim} ${r.unit}`, r.value === null ? r.note : r.value <= r.aim ? 'reached' : 'missed']))}`
}

/** The engine alone, on one core. */
export function engineLines(rows: readonly EngineRow[]): string {
  return `\nThe deadline engine alone, one core\n${table(['question', 'a second', 'µs each'], rows.map((r) => [r.name, Math.round(r.perSecond).toLocaleString('en'), number(r.microseconds, 2)]))}`
}

/** Open clocks counted anew and a draft played, and what the floor felt beside each. */
export function recomputeLines(r: RecomputeReport): string {
  const felt = (name: string, f: Felt): string[] => [name, String(f.requests), number(f.p50Ms, 1), number(f.p95Ms, 1), number(f.maxMs, 0), String(f.errors)]
  return `
Recompute of ${r.openClocks.toLocaleString('en')} open clocks of ${r.openCases.toLocaleString('en')} cases over ${r.complaints.toLocaleString('en')} complaints: looked through in ${number(r.previewSeconds, 1)} s, moved in ${number(r.moveSeconds, 1)} s (aim ≤ 60 s, ${r.moveSeconds <= 60 ? 'reached' : 'missed'}), ${r.movedCases.toLocaleString('en')} cases and ${r.movedClocks.toLocaleString('en')} clocks moved, ${number(r.cpuMsPerCase, 2)} ms of CPU a case
Simulation of ${r.simulatedCases.toLocaleString('en')} cases: ${number(r.simulationSeconds, 1)} s; peak memory of the server ${number(r.peakMb, 0)} MB
${table(['the floor', 'requests', 'p50 ms', 'p95 ms', 'max ms', 'failed'], [felt('alone', r.floor.alone), felt('beside the simulation', r.floor.simulating), felt('beside the preview', r.floor.preview), felt('beside the move', r.floor.moving)])}`
}

const number = (value: number | null, digits: number): string => (value === null ? '' : value.toFixed(digits))

/** A table with aligned columns; full-width characters count twice. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = (text: string): number => [...text].reduce((sum, ch) => sum + (/[\u2e80-\uffef]/.test(ch) ? 2 : 1), 0)
  const widths = head.map((h, i) => Math.max(width(h), ...rows.map((r) => width(r[i] ?? ''))))
  return [head, widths.map((w) => '-'.repeat(w)), ...rows].map((r) => r.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - width(cell))).join('  ').trimEnd()).join('\n')
}

/** The outlet's page. */
export function outletLines(report: OutletReport): string {
  const rows = report.rows.map((r) => [r.name, String(r.rows), number(r.p50Ms, 1), number(r.p95Ms, 1), number(r.p99Ms, 1), `≤ ${r.aimMs}`, r.p95Ms > r.aimMs ? 'missed' : 'reached'])
  return `
The outlet's page of ${report.open} open orders among ${report.orders.toLocaleString('en')} over HTTP, one phone; ms. The scores of all units were learnt in ${number(report.learnSeconds, 1)} s.
${table(['question', 'rows', 'p50', 'p95', 'p99', 'aim p95', ''], rows)}`
}
