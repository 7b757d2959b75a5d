// The load generator, a process of its own: keep-alive connections that each send one complaint after another and time the answers.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { chanceFrom, complaintBody } from './bodies.ts'

export type LoadJob = { readonly port: number; readonly token: string; readonly connections: number; readonly seconds: number; readonly seed: number }
export type LoadResult = { readonly seconds: number; readonly done: number; readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number; readonly errors: Readonly<Record<string, number>> }

type Sink = { readonly latencies: number[]; readonly errors: Record<string, number> }

/** One connection until `until` (ms of performance.now): plain sockets, because a client library would cost more than the server. */
function drive(job: LoadJob, next: () => Buffer, sink: Sink, until: number): Promise<void> {
  return new Promise((finished) => {
    const socket: Socket = connect({ port: job.port, host: '127.0.0.1', noDelay: true })
    let began = 0
    let pending = Buffer.alloc(0)
    const send = (): void => {
      if (performance.now() >= until) { socket.end(); finished(); return }
      began = performance.now()
      socket.write(next())
    }
    socket.on('connect', send)
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const head = pending.indexOf('\r\n\r\n')
      if (head < 0) return
      const text = pending.toString('latin1', 0, head)
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
      if (pending.length < head + 4 + length) return
      const status = text.slice(9, 12)
      if (status === '201') sink.latencies.push(performance.now() - began)
      else sink.errors[status] = (sink.errors[status] ?? 0) + 1
      pending = pending.subarray(head + 4 + length)
      send()
    })
    socket.on('error', (error) => { sink.errors[error.message] = (sink.errors[error.message] ?? 0) + 1; finished() })
    socket.on('close', () => finished())
  })
}

// Made before the clock starts, so that the server and not this process is measured.
function requests(job: LoadJob, count: number): () => Buffer {
  const chance = chanceFrom(job.seed)
  const hex = (): string => Math.floor(chance() * 2 ** 32).toString(16).padStart(8, '0')
  const make = (): Buffer => {
    const body = Buffer.from(JSON.stringify(complaintBody(chance)))
    const head = `POST /api/complaints HTTP/1.1\r\nhost: 127.0.0.1:${job.port}\r\nauthorization: Bearer ${job.token}\r\nidempotency-key: ${hex()}-${hex()}-${hex()}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
    return Buffer.concat([Buffer.from(head), body])
  }
  const made = Array.from({ length: count }, make)
  return () => made.pop() ?? make()
}

async function run(job: LoadJob): Promise<LoadResult> {
  const next = requests(job, Math.ceil(job.seconds * 6000))
  const sink: Sink = { latencies: [], errors: {} }
  const began = performance.now()
  await Promise.all(Array.from({ length: job.connections }, () => drive(job, next, sink, began + job.seconds * 1000)))
  const seconds = (performance.now() - began) / 1000
  const sorted = Float64Array.from(sink.latencies).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { seconds, done: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1), errors: sink.errors }
}

process.once('message', (job: LoadJob) => {
  run(job).then((result) => { process.send?.(result, () => process.exit(0)) }, (error: unknown) => { console.error(error); process.exit(1) })
})
