// Clears away files that no case holds: uploads never bound within a day, and what a crash left between disk and table.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { dropBytes, lockBytes } from './blobs.ts'

const keptMs = 24 * 3_600_000

/**
 * Drops rows of uploads unbound for a day, then bytes no row needs, then files without a row as old as that; gives how many rows and files went.
 * A row goes only while it is unbound, so a file is never taken from a case. Real time counts, not the moved clock.
 */
export async function dropOrphans(p: Pick<Platform, 'db' | 'filesDir' | 'log'>, nowMs: number = Date.now()): Promise<{ rows: number; files: number }> {
  // The id is a UUIDv7: its first 48 bits are when the upload came, also where the clock was moved.
  const before = (nowMs - keptMs).toString(16).padStart(12, '0')
  const limit = `${before.slice(0, 8)}-${before.slice(8)}-7000-8000-000000000000`
  const dropped = await sql`delete from attachments where complaint_id is null and id < ${limit}::uuid`.execute(p.db)
  const rows = Number(dropped.numAffectedRows ?? 0n)
  const unused = await sql<{ sha256: Buffer }>`select sha256 from blobs b where not exists (select from attachments a where a.sha256 = b.sha256)`.execute(p.db)
  for (const { sha256 } of unused.rows) await dropBytes(p.db, p.filesDir, sha256)
  const strays: Stray[] = []
  let held = 0
  for (const folder of await readdir(p.filesDir).catch(() => [])) {
    if (!/^[0-9a-f]{2}$/.test(folder) && folder !== 'arriving') continue
    const found = await findStrays(p, folder, nowMs)
    strays.push(...found.strays)
    held += found.held
  }
  // Many strays are no crash's leavings: rather another database was started on this folder. Then nothing is touched.
  if (strays.length > 50 && strays.length > held) {
    p.log.warn({ strays: strays.length, held }, 'files without a row are left where they are')
    return { rows, files: 0 }
  }
  let files = 0
  for (const stray of strays) if (await dropStray(p, stray, nowMs)) files += 1
  return { rows, files }
}

type Stray = { readonly path: string; readonly storedAs: string; readonly sha256: Buffer | null }

async function findStrays(p: Pick<Platform, 'db' | 'filesDir'>, folder: string, nowMs: number): Promise<{ strays: Stray[]; held: number }> {
  const names = (await readdir(join(p.filesDir, folder))).filter((name) => /^([0-9a-f-]{36}|[0-9a-f]{64})$/.test(name))
  const rows = folder === 'arriving' ? [] : (await sql<{ stored_as: string }>`select stored_as from blobs where stored_as = any(${names.map((name) => `${folder}/${name}`)}::text[])`.execute(p.db)).rows
  const held = new Set(rows.map((row) => row.stored_as))
  const strays: Stray[] = []
  for (const name of names) {
    const stray = { path: join(p.filesDir, folder, name), storedAs: `${folder}/${name}`, sha256: name.length === 64 ? Buffer.from(name, 'hex') : null }
    if (!held.has(stray.storedAs) && (await isOld(stray.path, nowMs))) strays.push(stray)
  }
  return { strays, held: held.size }
}

async function isOld(path: string, nowMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && nowMs - found.mtimeMs >= keptMs
}

/** Somebody may be laying down the same bytes at this moment: looked at again when it is our turn. */
async function dropStray(p: Pick<Platform, 'db' | 'filesDir'>, { path, storedAs, sha256 }: Stray, nowMs: number): Promise<boolean> {
  return p.db.transaction().execute(async (tx) => {
    if (sha256) await lockBytes(tx, sha256)
    const rows = await sql`select 1 from blobs where stored_as = ${storedAs}`.execute(tx)
    if (rows.rows.length > 0 || !(await isOld(path, nowMs))) return false
    await rm(path, { force: true })
    return true
  })
}

/** Once a night. */
export function orphanJobs(p: Platform): Job[] {
  return [job({ name: 'drop_orphans', payload: z.object({}), cron: '25 4 * * *', run: async () => { await dropOrphans(p) } })]
}
