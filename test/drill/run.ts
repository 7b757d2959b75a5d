// The kill drill: rounds of load, a fault at a random moment, mending, and the checks at the end.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { chanceFrom, pick } from '../../bench/bodies.ts'
import { makeToken, postgresOf } from '../server-process.ts'
import { checkAll } from './checks.ts'
import type { Check } from './checks.ts'
import { startClients } from './clients.ts'
import { faults, startHouse } from './house.ts'
import type { Fault } from './house.ts'

export type Round = { readonly n: number; readonly fault: Fault; readonly afterMs: number; readonly acknowledged: number; readonly mendMs: number; readonly failures: Readonly<Record<string, number>> }
export type DrillReport = { readonly seed: number; readonly rounds: readonly Round[]; readonly acknowledged: number; readonly checks: readonly Check[]; readonly wrong: readonly string[]; readonly isGood: boolean }
export type DrillOptions = { readonly dataDir: string; readonly seed: number; readonly rounds: number; readonly totalMs: number; readonly clients: number; readonly onRound?: (round: Round) => void; readonly say: (line: string) => void }

/**
 * Runs the drill in `totalMs` at most, apart from the last checks. The moment and the kind of each fault come from the seed; how many
 * complaints fit in between does not. The first rounds bring every kind once.
 */
export async function runDrill(options: DrillOptions): Promise<DrillReport> {
  const { dataDir, seed, say } = options
  rmSync(dataDir, { recursive: true, force: true })
  mkdirSync(dataDir, { recursive: true })
  const until = performance.now() + options.totalMs
  say('Starting server, worker and database …')
  const house = await startHouse(join(dataDir, 'house'))
  try {
    const token = await makeToken(house.url, ['complaint:create'])
    const clients = startClients({ url: house.url, token, count: options.clients, seed, historyFile: join(dataDir, 'acknowledged.jsonl') })
    const chance = chanceFrom(seed)
    const order = shuffled(chance, faults)
    const rounds: Round[] = []
    for (let n = 1; n <= options.rounds && performance.now() < until; n++) {
      const slot = (until - performance.now()) / (options.rounds - n + 1)
      const began = performance.now()
      const before = { acknowledged: clients.acknowledged.length, failures: { ...clients.failures } }
      const fault = order[n - 1] ?? pick(chance, faults)
      const afterMs = Math.min(1000 + chance() * 3000, slot * 0.6)
      await sleep(afterMs)
      await house.strike(fault)
      const mendMs = await house.mend()
      await untilFiled(clients, slot)
      await sleep(Math.max(0, Math.min(slot - (performance.now() - began), slot * 0.4)))
      const round: Round = { n, fault, afterMs, mendMs, acknowledged: clients.acknowledged.length - before.acknowledged, failures: difference(clients.failures, before.failures) }
      rounds.push(round)
      options.onRound?.(round)
    }
    await clients.stop(20_000)
    say('Checking …')
    await settleJobs(postgresOf(house.dataDir).ownerUrl)
    const checks = await checkAll({ ownerUrl: postgresOf(house.dataDir).ownerUrl, url: house.url, token, acknowledged: clients.acknowledged, resends: Math.min(300, 20 + Math.floor(clients.acknowledged.length / 50)) })
    checks.push({ name: 'answers no fault excuses', found: clients.wrong.length === 0 ? '0' : `${clients.wrong.length}: ${clients.wrong[0] ?? ''}`, isGood: clients.wrong.length === 0 })
    return { seed, rounds, acknowledged: clients.acknowledged.length, checks, wrong: clients.wrong, isGood: checks.every((c) => c.isGood) }
  } finally {
    await house.close()
  }
}

// A round counts only when the house files again after the fault.
async function untilFiled(clients: { readonly lastAt: () => number }, patienceMs: number): Promise<void> {
  const since = performance.now()
  while (clients.lastAt() < since && performance.now() - since < Math.max(patienceMs, 15_000)) await sleep(20)
  if (clients.lastAt() < since) throw new Error('Nothing was filed any more after the fault was mended.')
}

// Some jobs may still wait for their retry after a kill; they are told apart by the checks, so that little patience is enough.
async function settleJobs(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  for (let waited = 0; waited < 10_000; waited += 500) {
    const open = await client.query(`select 1 from pgboss.job where state in ('created', 'active', 'retry') and start_after <= now() limit 1`)
    if (open.rows.length === 0) break
    await sleep(500)
  }
  await client.end()
}

function difference(after: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(after).map(([name, n]) => [name, n - (before[name] ?? 0)] as const).filter(([, n]) => n > 0))
}

function shuffled<T>(chance: () => number, list: readonly T[]): T[] {
  return list.map((item) => ({ item, at: chance() })).sort((a, b) => a.at - b.at).map(({ item }) => item)
}
