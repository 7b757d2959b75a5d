// Part C: what the system weighs: memory at rest, and the JavaScript of a first load as it travels.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { freePort, residentMb, startServer } from '../test/server-process.ts'

export type Weight = { readonly name: string; readonly value: number | null; readonly unit: 'MB' | 'kB'; readonly aim: number; readonly note: string }

/** Starts server and worker in one process as `npm start` does and weighs them after a quiet while; weighs the built pages. */
export async function measureWeight(options: { readonly root: string; readonly dataDir: string; readonly say: (line: string) => void }): Promise<Weight[]> {
  options.say('Weighing the server at rest …')
  rmSync(options.dataDir, { recursive: true, force: true })
  const server = await startServer({ dataDir: options.dataDir, port: await freePort() })
  let resident: number
  try {
    await sleep(15_000)
    resident = residentMb(server.pid)
  } finally {
    await server.end('SIGTERM')
  }
  const consoleKb = firstLoad(join(options.root, 'dist', 'console'))
  const portalKb = portalScripts(join(options.root, 'src', 'portal'))
  return [
    { name: 'server and worker at rest, without PostgreSQL', value: resident, unit: 'MB', aim: 250, note: '' },
    { name: 'console, JavaScript of the first load, gzipped', value: consoleKb, unit: 'kB', aim: 300, note: 'dist/console is not built' },
    { name: 'portal, JavaScript, gzipped', value: portalKb, unit: 'kB', aim: 70, note: 'no script found' },
  ]
}

/** What index.html asks for at once: its scripts and everything it preloads, gzipped, in kB. */
export function firstLoad(dist: string): number | null {
  const page = join(dist, 'index.html')
  if (!existsSync(page)) return null
  const html = readFileSync(page, 'utf8')
  const files = [...html.matchAll(/<(?:script|link)[^>]+(?:src|href)="\/?([^"]+\.js)"/g)].map((m) => m[1] ?? '')
  return [...new Set(files)].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0) / 1000
}

// The portal has no build: what the browser gets are these files as they stand.
function portalScripts(folder: string): number | null {
  if (!existsSync(folder)) return null
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /(^|\/)static\/.*\.js$/.test(file))
  return files.length === 0 ? null : files.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0) / 1000
}
