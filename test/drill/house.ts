// The house under fault: server and worker as separate processes on one data folder with the embedded PostgreSQL; killing them and setting them up again.
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, postgresOf, startServer } from '../server-process.ts'
import type { ServerProcess } from '../server-process.ts'

export const faults = ['server', 'worker', 'postgres', 'server and postgres', 'server and worker', 'everything'] as const
export type Fault = (typeof faults)[number]

export type House = {
  readonly url: string
  readonly dataDir: string
  /** `kill -9` of what the fault names; everything includes each process of PostgreSQL. */
  readonly strike: (fault: Fault) => Promise<void>
  /** Starts what died, as an operator would; gives how long it took until `/readyz` said 200 (ms). PostgreSQL comes back by itself. */
  readonly mend: () => Promise<number>
  /** Leaves in good order. */
  readonly close: () => Promise<void>
}

/** Starts server, worker and database on an empty data folder. */
export async function startHouse(dataDir: string): Promise<House> {
  const port = await freePort()
  let server = await startServer({ dataDir, port, flags: ['--no-worker'] })
  let worker = await startServer({ dataDir, port, flags: ['--worker'] })
  const url = server.url

  async function strike(fault: Fault): Promise<void> {
    const hits = (name: string): boolean => fault === 'everything' || fault.includes(name)
    const database = hits('postgres') ? familyOf(postgresOf(dataDir).pid, fault === 'everything') : []
    const ends: Promise<void>[] = []
    if (hits('server')) ends.push(server.end('SIGKILL'))
    if (hits('worker')) ends.push(worker.end('SIGKILL'))
    for (const pid of database) kill(pid)
    await Promise.all(ends)
  }

  async function mend(): Promise<number> {
    const began = performance.now()
    if (server.hasEnded()) server = await startServer({ dataDir, port, flags: ['--no-worker'] })
    if (worker.hasEnded()) worker = await startServer({ dataDir, port, flags: ['--worker'] })
    await untilReady(url)
    return performance.now() - began
  }

  async function close(): Promise<void> {
    // Whoever keeps the database shuts it down: the worker first, so that it is never left alone.
    for (const each of [worker, server]) if (!each.hasEnded()) await endGently(each)
    const left = leftOver(dataDir)
    if (left !== null) process.kill(left, 'SIGINT')
    for (let waited = 0; leftOver(dataDir) !== null && waited < 30_000; waited += 50) await sleep(50)
  }
  return { url, dataDir, strike, mend, close }
}

async function endGently(each: ServerProcess): Promise<void> {
  const timer = setTimeout(() => { kill(each.pid) }, 40_000)
  await each.end('SIGTERM')
  clearTimeout(timer)
}

function leftOver(dataDir: string): number | null {
  try {
    const { pid } = postgresOf(dataDir)
    process.kill(pid, 0)
    return pid
  } catch {
    return null
  }
}

function kill(pid: number): void {
  try { process.kill(pid, 'SIGKILL') } catch { /* it was gone already */ }
}

function familyOf(pid: number, withChildren: boolean): number[] {
  if (!withChildren) return [pid]
  return [pid, ...readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid).map(Number)]
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return 0
  }
}

async function untilReady(url: string): Promise<void> {
  const until = performance.now() + 90_000
  while (performance.now() < until) {
    const ready = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3000) }).catch(() => null)
    await ready?.arrayBuffer()
    if (ready?.status === 200) return
    await sleep(50)
  }
  throw new Error('The server was not ready within 90 s after the fault.')
}
