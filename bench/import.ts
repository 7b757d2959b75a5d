// Bulk intake: 50,000 lines of which 500 are bad, beside a floor that reads and files; lines a second, peak memory, what came back, and what the floor felt.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportPreview, ImportRun } from '../src/contract/imports.ts'
import { csvOf, xlsxOf } from '../src/server/complaints/import-files.ts'
import { freePort, residentMb, signIn, startServer } from '../test/server-process.ts'
import type { ServerProcess } from '../test/server-process.ts'
import { chanceFrom, complaintBody } from './bodies.ts'
import type { Chance } from './bodies.ts'
import { cpuMs } from './cpu.ts'

export type ImportReport = {
  readonly lines: number; readonly format: 'csv' | 'xlsx'; readonly seconds: number; readonly perSecond: number; readonly accepted: number; readonly rejected: number; readonly explained: number; readonly lookSeconds: number; readonly peakMb: number; readonly cpuMsPerLine: number
  readonly floor: { readonly perSecond: number; readonly beforeP50: number; readonly beforeP95: number; readonly duringP50: number; readonly duringP95: number; readonly errors: number }
}
export type ImportOptions = { readonly cache: string; readonly lines: number; readonly bad: number; readonly format: 'csv' | 'xlsx'; readonly seconds: number; readonly seed: number; readonly say: (line: string) => void }

/** Requests a second of the floor beside it: agents who open the queue and cases, look numbers up and file. */
const floorPerSecond = 25

/** Starts a server as `npm start` does, measures the floor alone, then the floor with the import. */
export async function measureImport(options: ImportOptions): Promise<ImportReport> {
  const { cache, lines, bad, format, say } = options
  mkdirSync(cache, { recursive: true })
  const file = join(cache, `import-${lines}-${options.seed}.${format}`)
  const table = tableOf(chanceFrom(options.seed), lines, bad)
  const bytes = format === 'csv' ? csvOf(table) : await xlsxOf(table)
  if (!existsSync(file)) writeFileSync(file, bytes)
  const dataDir = join(cache, 'import')
  rmSync(dataDir, { recursive: true, force: true })
  const server = await startServer({ dataDir, port: await freePort() })
  try {
    const floor = await openFloor(server, options.seed)
    say('Warming up the floor, then measuring it alone …')
    await floor.drive(Math.min(8, options.seconds))
    const before = await floor.drive(options.seconds)
    say(`Importing ${lines.toLocaleString('en')} lines (${(bytes.length / 1e6).toFixed(1)} MB of ${format}) beside it …`)
    return await withImport(server, floor, bytes, { ...options, before })
  } finally {
    await server.end('SIGTERM')
  }
}

type Felt = { readonly latencies: readonly number[]; readonly errors: number }
type Floor = { readonly drive: (seconds: number, until?: () => boolean) => Promise<Felt> }

async function withImport(server: ServerProcess, floor: Floor, bytes: Buffer, o: ImportOptions & { readonly before: Felt }): Promise<ImportReport> {
  const cookie = await signIn(server.url, 'lead')
  const api = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const answer = await fetch(server.url + path, { ...init, headers: { cookie, ...(init.body === undefined || init.body instanceof FormData ? {} : { 'content-type': 'application/json' }) } })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json() as Promise<T>
  }
  let peakMb = 0
  const weigh = setInterval(() => { peakMb = Math.max(peakMb, residentMb(server.pid)) }, 100)
  const began = performance.now()
  const form = new FormData()
  form.append('file', new Blob([Uint8Array.from(bytes)]), `bench.${o.format}`)
  const made = await api<ImportRun>('/api/imports', { method: 'POST', body: form })
  const lookSeconds = (performance.now() - began) / 1000
  const preview = await api<ImportPreview>(`/api/imports/${made.id}/preview`)
  const mapping = Object.fromEntries(preview.columns.flatMap((column, i) => (column.field === null ? [] : [[column.field, i]])))
  const cpuBefore = cpuMs(server.pid)
  const started = performance.now()
  await api(`/api/imports/${made.id}/start`, { method: 'POST', body: JSON.stringify({ mapping, defaults: {} }) })
  let run = made
  let over = false
  const watching = (async () => {
    for (; !over;) {
      await sleep(500)
      run = await api<ImportRun>(`/api/imports/${made.id}`)
      over = run.state !== 'draft' && run.state !== 'running'
    }
  })()
  const during = await floor.drive(600, () => over)
  await watching
  const seconds = (performance.now() - started) / 1000
  const cpuMsPerLine = (cpuMs(server.pid) - cpuBefore) / o.lines
  clearInterval(weigh)
  let explained = 0
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { items: { problems: unknown[] }[]; nextCursor: string | null } = await api(`/api/imports/${made.id}/rejections?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`)
    explained += page.items.filter((item) => item.problems.length > 0).length
    cursor = page.nextCursor
  }
  const at = (felt: Felt, share: number): number => Float64Array.from(felt.latencies).sort()[Math.floor(felt.latencies.length * share)] ?? Number.NaN
  return {
    lines: o.lines, format: o.format, seconds, perSecond: o.lines / seconds, accepted: run.accepted, rejected: run.rejected, explained, lookSeconds, peakMb, cpuMsPerLine,
    floor: { perSecond: floorPerSecond, beforeP50: at(o.before, 0.5), beforeP95: at(o.before, 0.95), duringP50: at(during, 0.5), duringP95: at(during, 0.95), errors: o.before.errors + during.errors },
  }
}

/** Requests at a fixed rate whatever the answers take, so that a slow server can't hide by being asked less. */
async function openFloor(server: ServerProcess, seed: number): Promise<Floor> {
  const cookie = await signIn(server.url, 'agent')
  const chance = chanceFrom(seed + 1)
  const agent = new Agent({ keepAlive: true, maxSockets: 50 })
  const port = Number(new URL(server.url).port)
  const cases: string[] = []
  const ask = (method: string, path: string, body?: string): Promise<{ status: number; text: string; ms: number }> => new Promise((done, failed) => {
    const began = performance.now()
    const sent = request({ port, host: '127.0.0.1', method, path, agent, headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => { text += chunk }).on('end', () => done({ status: answer.statusCode ?? 0, text, ms: performance.now() - began }))
    })
    sent.on('error', failed)
    sent.end(body)
  })
  const next = (): Promise<{ status: number; text: string; ms: number }> => {
    const what = chance()
    if (what < 0.25 || cases.length === 0) return ask('POST', '/api/complaints', JSON.stringify(complaintBody(chance))).then((answer) => { if (answer.status === 201) cases.push((JSON.parse(answer.text) as { id: string }).id); return answer })
    const one = cases[Math.floor(chance() * cases.length)] ?? ''
    if (what < 0.5) return ask('GET', '/api/complaints?limit=50')
    if (what < 0.8) return ask('GET', `/api/complaints/${one}`)
    return ask('GET', `/api/complaints/${one}/abilities`)
  }
  return {
    drive: async (seconds, until = () => false) => {
      const latencies: number[] = []
      let errors = 0
      const open: Promise<void>[] = []
      for (const end = performance.now() + seconds * 1000; performance.now() < end && !until();) {
        open.push(next().then((answer) => { if (answer.status < 300) latencies.push(answer.ms); else errors += 1 }, () => { errors += 1 }))
        await sleep(1000 / floorPerSecond)
      }
      await Promise.all(open)
      return { latencies, errors }
    },
  }
}

const headings = ['投诉内容', '渠道', '姓名', '手机号', '身份', '运单号', '诉求类型', '索赔金额', '地点', '发生时间']
const spoil: readonly ((cells: string[]) => void)[] = [
  (c) => { c[0] = '' }, (c) => { c[1] = '飞鸽' }, (c) => { c[3] = '' }, (c) => { c[5] = '7.84E+14' }, (c) => { c[9] = '2026-02-30' }, (c) => { c[0] = '很'.repeat(40_000) }, (c) => { c[7] = '很多' }, (c) => { c[0] = '快\uFFFD递没到' }, (c) => { c[9] = '46346.5' }, (c) => { c.push('', '多出来的一格') },
]

/** A table with headings whose every `lines / bad`-th line is bad in one of ten ways. */
export function tableOf(chance: Chance, lines: number, bad: number): string[][] {
  const every = Math.floor(lines / Math.max(1, bad))
  let spoilt = 0
  return [headings, ...Array.from({ length: lines }, (_, i) => {
    const body = complaintBody(chance) as { channel: string; verbatim: string; items?: { number: string }[]; complainant: { name: string; phone: string; role: string }; demand?: { kinds: string[]; amount?: { minor: number } }; place?: string }
    const cells = [`${body.verbatim}（${i + 1}）`, body.channel, body.complainant.name, body.complainant.phone, body.complainant.role, body.items?.[0]?.number ?? '', body.demand?.kinds[0] ?? '', body.demand?.amount ? String(body.demand.amount.minor / 100) : '', body.place ?? '', '2026-11-18 15:30']
    if (spoilt < bad && i % every === every - 1) spoil[spoilt++ % spoil.length]?.(cells)
    return cells
  })]
}
