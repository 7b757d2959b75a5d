// Simulated agents, a process of its own: each keeps a live stream, works its cases over keep-alive connections, and times every answer.
import { randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { chanceFrom, complaintBody } from './bodies.ts'
import type { Chance } from './bodies.ts'

export type Hand = { readonly cookie: string; readonly userId: string }
export type AgentsJob = { readonly port: number; readonly token: string; readonly hands: readonly Hand[]; readonly seconds: number; readonly intakePerSecond: number; readonly pauseMs: number; readonly seed: number }
export type ActTimes = { readonly name: string; readonly done: number; readonly p50Ms: number; readonly p95Ms: number; readonly p99Ms: number }
export type AgentsResult = { readonly acts: readonly ActTimes[]; readonly all: ActTimes; readonly errors: Readonly<Record<string, number>>; readonly refused: Readonly<Record<string, number>>; readonly streams: number; readonly lostStreams: number; readonly streamEvents: number }

type Answer = { readonly status: number; readonly body: { id?: string; version?: number; code?: string; next?: { id: string; version: number } | null; [key: string]: unknown } }
type Floor = { readonly job: AgentsJob; readonly agent: Agent; readonly times: Map<string, number[]>; readonly errors: Record<string, number>; readonly refused: Record<string, number>; readonly until: number; events: number; lost: number; streams: number }

/** What a person may be told no to in the course of work: somebody else was quicker, or the case isn't there yet. */
const ordinary = new Set([409])

function ask(floor: Floor, name: string, method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer | null> {
  return new Promise((done) => {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const began = performance.now()
    const failed = (what: string): void => { floor.errors[`${name} ${what}`] = (floor.errors[`${name} ${what}`] ?? 0) + 1; done(null) }
    const sent = request({ port: floor.job.port, host: '127.0.0.1', method, path, agent: floor.agent, timeout: 20_000, headers: { ...headers, ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }), ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}) } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('error', () => failed('broken'))
      answer.on('end', () => {
        const times = floor.times.get(name) ?? []
        times.push(performance.now() - began)
        floor.times.set(name, times)
        const status = answer.statusCode ?? 0
        const found = JSON.parse(Buffer.concat(parts).toString() || '{}') as Answer['body']
        if (status < 400) return done({ status, body: found })
        if (!ordinary.has(status)) return failed(`${status} ${found.code ?? ''} ${JSON.stringify(found['fields'] ?? '')}`)
        floor.refused[`${name} ${found.code ?? status}`] = (floor.refused[`${name} ${found.code ?? status}`] ?? 0) + 1
        done({ status, body: found })
      })
    })
    sent.on('timeout', () => sent.destroy())
    sent.on('error', (error) => failed(error.message))
    sent.end(text)
  })
}

/** Keeps a stream open until the end; one that the server ends early counts as lost. */
function listen(floor: Floor, cookie: string): () => void {
  let isOver = false
  const sent = request({ port: floor.job.port, host: '127.0.0.1', path: '/api/stream', headers: { cookie, accept: 'text/event-stream' }, agent: false }, (answer) => {
    if (answer.statusCode === 200) floor.streams += 1
    answer.on('data', (part: Buffer) => { for (let at = part.indexOf('\ndata:'); at >= 0; at = part.indexOf('\ndata:', at + 6)) floor.events += 1 })
    answer.on('close', () => { if (!isOver) floor.lost += 1 })
  })
  sent.on('error', () => { if (!isOver) floor.lost += 1 })
  sent.end()
  return () => { isOver = true; sent.destroy() }
}

/** One person: the next case, read it as the page does, write what was found, ring the customer, and now and then hand it on. */
async function work(floor: Floor, hand: Hand, colleague: Hand, chance: Chance): Promise<void> {
  const { pauseMs } = floor.job
  const own = { cookie: hand.cookie }
  const think = (): Promise<unknown> => sleep(pauseMs * (0.5 + chance()))
  // spread over a whole round, as people don't all take their first case in the same moment
  await sleep(chance() * pauseMs * 3)
  while (performance.now() < floor.until) {
    const taken = await ask(floor, 'next case', 'POST', '/api/next-case', own, { except: [] })
    const id = taken?.body.next?.id
    if (id === undefined) { await think(); continue }
    const at = `/api/complaints/${id}`
    const read = async (): Promise<number> => {
      const [found] = await Promise.all([ask(floor, 'case', 'GET', at, own), ask(floor, 'abilities', 'GET', `${at}/abilities`, own), ask(floor, 'record', 'GET', `${at}/events?limit=50`, own)])
      return found?.body.version ?? 0
    }
    let version = await read()
    await ask(floor, 'presence', 'POST', '/api/presence', own, { complaintId: id, doing: 'viewing' })
    await think()
    if (chance() < 0.3) await ask(floor, 'queue', 'GET', '/api/complaints?view=mine', own)
    if (chance() < 0.2) await ask(floor, 'counters', 'GET', '/api/complaint-counts', own)
    const step = async (name: string, noun: string, body: Record<string, unknown>): Promise<boolean> => {
      const answer = await ask(floor, name, 'POST', `${at}/${noun}`, own, { version, ...body })
      if (answer?.status === 409) { version = await read(); return false }
      if (answer) version = answer.body.version ?? version
      return answer !== null
    }
    await step('note', 'note', { text: '已核对轨迹，联系网点查找。' })
    await think()
    await step('contact', 'contact', { direction: 'out', channel: 'phone', outcome: 'reached', purpose: 'first_contact', summary: '说明处理流程与预计时间。' })
    await think()
    if (chance() < 0.15) await handOver(floor, at, colleague, step)
  }
}

async function handOver(floor: Floor, at: string, colleague: Hand, step: (name: string, noun: string, body: Record<string, unknown>) => Promise<boolean>): Promise<void> {
  const line = (text: string): { text: string; source: string } => ({ text, source: '记录' })
  if (!await step('hand over', 'handover', { toId: colleague.userId, reason: '换班', happened: line('快件停滞'), promised: line('两天内答复'), wants: line('尽快送达') })) return
  const theirs = { cookie: colleague.cookie }
  const found = await ask(floor, 'case', 'GET', at, theirs)
  if (found?.body.version !== undefined) await ask(floor, 'accept', 'POST', `${at}/handover-answer`, theirs, { version: found.body.version, accept: true })
}

async function fileAlong(floor: Floor, chance: Chance): Promise<void> {
  const { intakePerSecond, token } = floor.job
  const began = performance.now()
  for (let sent = 0; performance.now() < floor.until;) {
    const due = ((performance.now() - began) / 1000) * intakePerSecond
    for (; sent < due; sent++) void ask(floor, 'intake', 'POST', '/api/complaints', { authorization: `Bearer ${token}` }, complaintBody(chance))
    await sleep(20)
  }
}

function timesOf(name: string, times: readonly number[]): ActTimes {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { name, done: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}

async function run(job: AgentsJob): Promise<AgentsResult> {
  const floor: Floor = { job, agent: new Agent({ keepAlive: true, maxSockets: 256 }), times: new Map(), errors: {}, refused: {}, until: performance.now() + job.seconds * 1000, events: 0, lost: 0, streams: 0 }
  const leave = job.hands.map((h) => listen(floor, h.cookie))
  await Promise.all([fileAlong(floor, chanceFrom(job.seed)), ...job.hands.map((h, i) => work(floor, h, job.hands[(i + 1) % job.hands.length] ?? h, chanceFrom(job.seed + i + 1)))])
  await sleep(500)
  for (const end of leave) end()
  return { acts: [...floor.times].map(([name, times]) => timesOf(name, times)), all: timesOf('all', [...floor.times.values()].flat()), errors: floor.errors, refused: floor.refused, streams: floor.streams, lostStreams: floor.lost, streamEvents: floor.events }
}

process.once('message', (job: AgentsJob) => {
  run(job).then((result) => { process.send?.(result, () => process.exit(0)) }, (error: unknown) => { console.error(error); process.exit(1) })
})
