// Looks at uploaded bytes for malware after they are safe on disk: by ClamAV's daemon or its program. Without one, or when it fails, files say "not scanned"; an infected one is never given out.
import { execFile } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { z } from 'zod'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import type { Deps, Scanner } from './deps.ts'
import { viewPath } from './file-views.ts'

const patience = 120_000
const sockets = ['/run/clamav/clamd.ctl', '/var/run/clamav/clamd.ctl', '/run/clamd.scan/clamd.sock']

/** The scanner a setting names: `none`, `clamscan`, `clamd:/path/of/socket`, `clamd:host:port`, or `auto` for what is found here; null when there is none. */
export function scannerOf(setting: string): Scanner | null {
  if (setting === 'none') return null
  if (setting === 'clamscan') return clamscan('clamscan')
  const named = /^clamd:(.+)$/.exec(setting)?.[1]
  if (named !== undefined) return clamd(named)
  const socket = sockets.find((path) => existsSync(path))
  if (socket !== undefined) return clamd(socket)
  const program = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'clamscan')).find((path) => existsSync(path))
  return program === undefined ? null : clamscan(program)
}

/** Speaks INSTREAM with clamd: the daemon needs no right to read the files. */
function clamd(at: string): Scanner {
  const [, host, port] = /^([^/]+):(\d+)$/.exec(at) ?? []
  return {
    name: 'clamd',
    scan: async (path) => {
      const socket = port === undefined ? connect(at) : connect(Number(port), host)
      try {
        return verdictOf(await instream(socket, path))
      } finally {
        socket.destroy()
      }
    },
  }
}

async function instream(socket: Socket, path: string): Promise<string> {
  const reply = new Promise<string>((resolve, reject) => {
    let text = ''
    socket.setTimeout(patience, () => reject(new Error('clamd did not answer in time')))
    socket.on('data', (chunk: Buffer) => { text += chunk.toString('latin1') }).on('end', () => resolve(text)).on('error', reject)
  })
  reply.catch(() => {})
  const send = async (bytes: Buffer): Promise<void> => { if (!socket.write(bytes) && !socket.destroyed) await Promise.race([new Promise((drained) => socket.once('drain', drained)), reply.catch(() => {})]) }
  await send(Buffer.from('zINSTREAM\0'))
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(chunk.length)
    await send(Buffer.concat([length, chunk]))
  }
  await send(Buffer.alloc(4))
  return reply
}

function verdictOf(reply: string): { found: string | null } {
  const text = reply.replaceAll('\0', '').trim()
  const found = /^stream: (.+) FOUND$/.exec(text)?.[1]
  if (found !== undefined) return { found: found.slice(0, 120) }
  if (text === 'stream: OK') return { found: null }
  throw new Error(`clamd says: ${text.slice(0, 120)}`)
}

/** The program reads its database anew for each file: slow, but there with one package. */
function clamscan(program: string): Scanner {
  return {
    name: 'clamscan',
    scan: async (path) => {
      const done = await promisify(execFile)(program, ['--no-summary', '--stdout', path], { timeout: patience, maxBuffer: 65_536 }).catch((error: unknown) => error as { code?: number | string; stdout?: string; message: string })
      if (!('code' in done)) return { found: null }
      const found = /: (.+) FOUND\s*$/.exec(done.stdout ?? '')?.[1]
      if (done.code === 1 && found !== undefined) return { found: found.slice(0, 120) }
      throw new Error(`clamscan failed: ${done.message.slice(0, 120)}`)
    },
  }
}

type Place = Pick<Platform, 'db' | 'filesDir' | 'log'> & Pick<Deps, 'scanner'>

/** Scans the bytes of a fingerprint and keeps what came of it; a scan that fails takes no verdict back. */
export async function scanBytes(p: Place, sha256: Buffer): Promise<void> {
  const blob = (await sql<{ stored_as: string }>`select stored_as from blobs where sha256 = ${sha256}`.execute(p.db)).rows[0]
  if (!blob) return
  const verdict = p.scanner ? await p.scanner.scan(join(p.filesDir, blob.stored_as)).catch((error: unknown) => { p.log.warn({ err: error }, 'a file was not scanned'); return null }) : null
  const state = verdict === null ? 'unavailable' : verdict.found === null ? 'clean' : 'infected'
  await sql`update blobs set scan_state = ${state}, scan_by = ${verdict === null ? null : (p.scanner?.name ?? null)}, scan_found = ${verdict?.found ?? null}, scanned_at = now()
    where sha256 = ${sha256} and (${verdict !== null} or scan_state in ('unscanned','unavailable'))`.execute(p.db)
  if (state === 'infected') await rm(viewPath(p.filesDir, sha256), { force: true })
}

const atOnce = 500

/** One file at a time as it comes; every hour those nothing has looked at. */
export function scanJobs(p: Place & Pick<Platform, 'enqueue'>): Job[] {
  return [
    job({ name: 'scan_file', payload: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }), run: ({ sha256 }) => scanBytes(p, Buffer.from(sha256, 'hex')) }),
    job({
      name: 'scan_again', payload: z.object({}), cron: '40 * * * *',
      run: async () => {
        if (!p.scanner) return
        const left = await sql<{ hex: string; hour: string }>`select encode(sha256, 'hex') as hex, to_char(now(), 'YYYYMMDDHH24') as hour from blobs where scan_state in ('unscanned','unavailable') order by stored_at limit ${atOnce}`.execute(p.db)
        await p.db.transaction().execute((tx) => p.enqueue(tx, left.rows.map(({ hex, hour }) => ({ name: 'scan_file', payload: { sha256: hex }, key: `${hex} ${hour}` }))))
      },
    }),
  ]
}
