// Pictures as they are looked at: drawn anew without their metadata, never more at once than memory bears, kept on disk within a bound and drawn again when lost.
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, stat, statfs, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { defaultFloor } from './file-room.ts'
import { pixelLimit } from './file-types.ts'

const viewSide = 2560
/** Megapixels drawn at once, all in all: a photo of a phone; each takes four bytes, several times over while it is turned and shrunk (ADR 072 has the figures). */
const pixelsAtOnce = 12
/** Bytes of drawn pictures kept on disk; beyond it those looked at longest ago go. */
export const viewBytes = 2 * 1024 * 1024 * 1024

// one picture is drawn by one thread and nothing is kept for the next: what is drawn at once bounds what is used
sharp.cache(false)
sharp.concurrency(1)

/** Where the view of a fingerprint lies. */
export function viewPath(filesDir: string, sha256: Buffer): string {
  const hex = sha256.toString('hex')
  return join(filesDir, 'views', hex.slice(0, 2), `${hex}.jpg`)
}

export type Views = { readonly filesDir: string; readonly minFreeBytes?: number; readonly viewBytes?: number }

/** The picture for looking at; null for one that can't be decoded. */
export async function viewOf(d: Views, source: string, sha256: Buffer): Promise<Buffer | null> {
  const path = viewPath(d.filesDir, sha256)
  const kept = await readFile(path).catch(() => null)
  if (kept !== null && kept.length > 0) {
    const now = new Date()
    void utimes(path, now, now).catch(() => {})
    return kept
  }
  const meta = await sharp(source, { limitInputPixels: pixelLimit }).metadata().catch(() => null)
  if (!meta?.width || !meta.height) return null
  const drawn = await inTurn((meta.width * meta.height) / 1e6, () => sharp(source, { limitInputPixels: pixelLimit }).rotate().resize({ width: viewSide, height: viewSide, fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 82 }).toBuffer().catch(() => null))
  if (drawn !== null) await keep(d, path, drawn).catch(() => {})
  return drawn
}

let drawing = 0
const waiting: (() => void)[] = []

/** First come, first drawn; a giant alone. */
async function inTurn<T>(megapixels: number, draw: () => Promise<T>): Promise<T> {
  const weight = Math.min(megapixels, pixelsAtOnce)
  while (drawing + weight > pixelsAtOnce) await new Promise<void>((resume) => waiting.push(resume))
  drawing += weight
  try {
    return await draw()
  } finally {
    drawing -= weight
    for (const resume of waiting.splice(0)) resume()
  }
}

/** Bytes kept by folder of files, counted once and then by what is added. */
const keptBytes = new Map<string, Promise<number>>()

async function keep(d: Views, path: string, drawn: Buffer): Promise<void> {
  const disk = await statfs(d.filesDir)
  if (disk.bavail * disk.bsize < (d.minFreeBytes ?? defaultFloor) + drawn.length) return
  await mkdir(join(path, '..'), { recursive: true })
  const arriving = `${path}.${createHash('sha256').update(String(performance.now())).digest('hex').slice(0, 8)}`
  await writeFile(arriving, drawn, { mode: 0o600 }).catch(async (error: unknown) => { await rm(arriving, { force: true }); throw error })
  await rename(arriving, path)
  const total = (await (keptBytes.get(d.filesDir) ?? listViews(d.filesDir).then((all) => all.reduce((sum, v) => sum + v.size, 0) - drawn.length))) + drawn.length
  keptBytes.set(d.filesDir, Promise.resolve(total))
  if (total > (d.viewBytes ?? viewBytes)) await dropOldest(d)
}

/** Down to four fifths, those looked at longest ago first. */
async function dropOldest(d: Views): Promise<void> {
  const all = (await listViews(d.filesDir)).sort((a, b) => a.at - b.at)
  let total = all.reduce((sum, v) => sum + v.size, 0)
  for (const view of all) {
    if (total <= (d.viewBytes ?? viewBytes) * 0.8) break
    await rm(view.path, { force: true })
    total -= view.size
  }
  keptBytes.set(d.filesDir, Promise.resolve(total))
}

async function listViews(filesDir: string): Promise<{ path: string; size: number; at: number }[]> {
  const entries = await readdir(join(filesDir, 'views'), { recursive: true, withFileTypes: true }).catch(() => [])
  const found = await Promise.all(entries.filter((e) => e.isFile()).map(async (e) => {
    const path = join(e.parentPath, e.name)
    const s = await stat(path).catch(() => null)
    return s === null ? [] : [{ path, size: s.size, at: s.mtimeMs }]
  }))
  return found.flat()
}
