// Part E: photos as many phones send them at once: how fast they are safe on disk, what the server's memory rises to, beside what this disk and one hash can do at best.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { createClient } from '../test/client.ts'
import type { Client } from '../test/client.ts'
import { freePort, makeToken, startServer } from '../test/server-process.ts'

export type UploadReport = { readonly photos: number; readonly clients: number; readonly megabytes: number; readonly seconds: number; readonly mbPerSecond: number; readonly p95Ms: number; readonly rawMbPerSecond: number; readonly ratio: number; readonly restMb: number; readonly peakMb: number; readonly peakViewingMb: number; readonly views: number; readonly viewP95Ms: number }

/** What the server may hold while it takes them in and draws them. */
export const peakAimMb = 400
const clients = 20

/** Uploads so many photos of about four megabytes, then looks at a fifth of them. @throws Error when the memory rises above the aim */
export async function measureUploads(options: { readonly dataDir: string; readonly photos: number; readonly say: (line: string) => void }): Promise<UploadReport> {
  rmSync(options.dataDir, { recursive: true, force: true })
  mkdirSync(options.dataDir, { recursive: true })
  const photos = await draw(options.photos)
  const raw = await writeRaw(options.dataDir, photos)
  const server = await startServer({ dataDir: join(options.dataDir, 'server'), port: await freePort() })
  try {
    const token = await makeToken(server.url, ['attachment:add', 'attachment:read'])
    const people = Array.from({ length: clients }, () => createClient(server.url, token))
    const restMb = highWater(server.pid)
    options.say(`Uploading ${photos.length} photos by ${clients} clients …`)
    const sent = await inParallel(people, photos, async (client, bytes) => {
      const answer = await client.upload<{ id: string }>('/api/attachments', { name: 'a.jpg', type: 'image/jpeg', bytes })
      if (answer.status !== 201) throw new Error(`not uploaded: ${answer.text}`)
      return answer.body.id
    })
    const peakMb = highWater(server.pid)
    const looks = sent.results.filter((_, i) => i % 5 === 0)
    options.say(`Looking at ${looks.length} of them …`)
    // uploads that no case holds are shown to who sent them: all clients are the same machine
    const seen = await inParallel(people, looks, async (client, id) => { const answer = await client.get(`/api/attachments/${id}`); if (answer.status !== 200) throw new Error(`not shown: ${answer.status}`); return answer.status })
    const peakViewingMb = highWater(server.pid)
    if (peakViewingMb > peakAimMb) throw new Error(`the server rose from ${restMb} MB to ${peakMb} MB by uploads and ${peakViewingMb} MB by views, the aim is ${peakAimMb} MB`)
    const megabytes = photos.reduce((sum, p) => sum + p.length, 0) / 1e6
    const mbPerSecond = megabytes / sent.seconds
    return { photos: photos.length, clients, megabytes, seconds: sent.seconds, mbPerSecond, p95Ms: sent.p95, rawMbPerSecond: megabytes / raw, ratio: mbPerSecond / (megabytes / raw), restMb, peakMb, peakViewingMb, views: looks.length, viewP95Ms: seen.p95 }
  } finally {
    await server.end('SIGTERM')
    rmSync(options.dataDir, { recursive: true, force: true })
  }
}

/** The report as lines for the screen. */
export function uploadLines(r: UploadReport): string {
  return `\nUploads: ${r.photos} photos, ${r.megabytes.toFixed(0)} MB, ${r.clients} clients\n${r.mbPerSecond.toFixed(0)} MB/s (${(r.photos / r.seconds).toFixed(1)} photos/s), p95 ${r.p95Ms.toFixed(0)} ms; writing through and hashing alone ${r.rawMbPerSecond.toFixed(0)} MB/s, ratio ${r.ratio.toFixed(2)}
memory: ${r.restMb} MB before, ${r.peakMb} MB after the uploads, ${r.peakViewingMb} MB after ${r.views} views (p95 ${r.viewP95Ms.toFixed(0)} ms); aim ≤ ${peakAimMb} MB  ${r.peakViewingMb <= peakAimMb ? 'reached' : 'missed'}`
}

/** Twelve megapixels each, all of other bytes: what follows the picture makes them so. */
async function draw(n: number): Promise<Buffer[]> {
  const base = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#ccb', noise: { type: 'gaussian', mean: 150, sigma: 26 } } }).jpeg({ quality: 78 }).toBuffer()
  return Array.from({ length: n }, (_, i) => Buffer.concat([base, Buffer.from(`photo ${i}`)]))
}

/** One after the other, each hashed, written and written through: seconds. */
async function writeRaw(folder: string, photos: readonly Buffer[]): Promise<number> {
  const path = join(folder, 'raw')
  const began = performance.now()
  for (const bytes of photos) {
    createHash('sha256').update(bytes).digest()
    const handle = await open(path, 'w')
    await handle.appendFile(bytes)
    await handle.sync().finally(() => handle.close())
  }
  const seconds = (performance.now() - began) / 1000
  rmSync(path)
  return seconds
}

/** Each client takes the next when it is done with one. */
async function inParallel<T, R>(people: readonly Client[], items: readonly T[], work: (client: Client, item: T) => Promise<R>): Promise<{ results: R[]; seconds: number; p95: number }> {
  const results: R[] = []
  const times: number[] = []
  let next = 0
  const began = performance.now()
  await Promise.all(people.map(async (client) => {
    for (let i = next; i < items.length; i = next) {
      next += 1
      const at = performance.now()
      results[i] = await work(client, items[i] as T)
      times.push(performance.now() - at)
    }
  }))
  const sorted = times.sort((a, b) => a - b)
  return { results, seconds: (performance.now() - began) / 1000, p95: sorted[Math.floor(sorted.length * 0.95)] ?? 0 }
}

/** The most a process has held since it began, MB; NaN where /proc is not there. */
function highWater(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024)
  } catch {
    return Number.NaN
  }
}
