// A floor of simulated agents on live streams with intake beside it: what their requests take, whether memory stays flat, how many the machine carries.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import { freePort, postgresOf, residentMb, startServer } from '../test/server-process.ts'
import type { ServerProcess } from '../test/server-process.ts'
import type { AgentsJob, AgentsResult } from './agents-load.ts'
import { cpuMs, familyCpuMs } from './cpu.ts'
import { openSessions, openToken, prepareData, run } from './prepared.ts'

export type FloorRun = { readonly agents: number; readonly seconds: number; readonly perSecond: number; readonly p95Ms: number; readonly memoryMb: { readonly early: number; readonly late: number }; readonly cpuShare: { readonly server: number; readonly database: number }; readonly result: AgentsResult }
export type AgentsReport = { readonly complaints: number; readonly intakePerSecond: number; readonly main: FloorRun; readonly ladder: readonly FloorRun[]; readonly carried: number }
type Options = { readonly cache: string; readonly complaints: number; readonly agents: number; readonly seconds: number; readonly stepSeconds: number; readonly most: number; readonly seed: number; readonly say: (line: string) => void }

const intakePerSecond = 60
/** Between two acts of a person, on average: reading, talking and writing take longer on a real floor. */
const pauseMs = 6000
const aimMs = 150

/** The main run, then more and more agents in short runs until an answer takes too long or fails. */
export async function measureAgents(options: Options): Promise<AgentsReport> {
  const dataDir = await prepareData(options)
  const server = await startServer({ dataDir, port: await freePort(), flags: [], demo: false })
  try {
    const { ownerUrl } = postgresOf(dataDir)
    await run(ownerUrl, `update complaints set owner_id = null where id in (select id from complaints where next_due_at is not null order by id limit 20000)`)
    const token = await openToken(ownerUrl, ['complaint:create'])
    const hands = await openSessions(ownerUrl, options.most, 'agent', 'HQ')
    const job = (agents: number, seconds: number): AgentsJob => ({ port: Number(new URL(server.url).port), token, hands: hands.slice(0, agents), seconds, intakePerSecond, pauseMs, seed: options.seed + agents })
    options.say(`Warming up with ${Math.min(100, options.agents)} agents …`)
    await drive(server, job(Math.min(100, options.agents), 15))
    options.say(`${options.agents} agents, ${intakePerSecond} complaints a second, ${options.seconds} s …`)
    const main = await drive(server, job(options.agents, options.seconds))
    const ladder: FloorRun[] = []
    for (let agents = options.agents; isCarried(ladder.at(-1) ?? main) && agents + 250 <= options.most;) {
      agents += 250
      const step = await drive(server, job(agents, options.stepSeconds))
      options.say(`${agents} agents: ${step.perSecond.toFixed(0)} requests/s, p95 ${step.p95Ms.toFixed(0)} ms, ${failures(step)} failed`)
      ladder.push(step)
    }
    return { complaints: options.complaints, intakePerSecond, main, ladder, carried: [main, ...ladder].filter(isCarried).reduce((most, r) => Math.max(most, r.agents), 0) }
  } finally {
    await server.end('SIGTERM')
  }
}

const failures = (r: FloorRun): number => Object.values(r.result.errors).reduce((sum, n) => sum + n, 0) + r.result.lostStreams
const isCarried = (r: FloorRun): boolean => r.p95Ms <= aimMs && failures(r) === 0 && r.result.streams === r.agents

async function drive(server: ServerProcess, job: AgentsJob): Promise<FloorRun> {
  const database = postgresOf(server.dataDir).pid
  const before = [cpuMs(server.pid), familyCpuMs(database)] as const
  const memory: number[] = []
  const weigh = setInterval(() => memory.push(residentMb(server.pid)), 1000)
  const result = await driveAgents(job)
  clearInterval(weigh)
  const middle = (some: readonly number[]): number => some.toSorted((a, b) => a - b)[Math.floor(some.length / 2)] ?? Number.NaN
  const third = Math.max(1, Math.floor(memory.length / 3))
  const share = (used: number): number => used / (job.seconds * 1000)
  return {
    agents: job.hands.length, seconds: job.seconds, perSecond: result.all.done / job.seconds, p95Ms: result.all.p95Ms, memoryMb: { early: middle(memory.slice(third, 2 * third)), late: middle(memory.slice(-third)) },
    cpuShare: { server: share(cpuMs(server.pid) - before[0]), database: share(familyCpuMs(database) - before[1]) }, result,
  }
}

function driveAgents(job: AgentsJob): Promise<AgentsResult> {
  return new Promise((done, failed) => {
    const child = fork(join(import.meta.dirname, 'agents-load.ts'), { execArgv: ['--disable-warning=ExperimentalWarning'] })
    child.once('message', (result) => done(result as AgentsResult))
    child.once('error', failed)
    child.once('exit', (code) => { if (code !== 0) failed(new Error(`The simulated agents ended with ${code}.`)) })
    child.send(job)
  })
}

if (process.argv[1]?.endsWith('agents.ts')) {
  const [complaints, agents, seconds, most] = process.argv.slice(2).map(Number)
  const r = await measureAgents({ cache: join(import.meta.dirname, '..', '.cache', 'bench'), complaints: complaints ?? 20_000, agents: agents ?? 500, seconds: seconds ?? 30, stepSeconds: 30, most: most ?? 500, seed: 1, say: console.log })
  console.log(JSON.stringify(r, null, 1))
}
