// Clears away files that no case holds: uploads never bound within a day, and what a crash left between disk and table.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { z } from 'zod'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import type { Platform } from '../platform/platform.ts'

const keptMs = 24 * 3_600_000

/**
 * Drops rows and files of uploads unbound for a day, then files without a row as old as that; gives how many of each.
 * The row goes first and only while it is unbound, so a file is never taken from a case. Real time counts, not the moved clock.
 */
export async function dropOrphans(p: Pick<Platform, 'db' | 'filesDir' | 'log'>, nowMs: number = Date.now()): Promise<{ rows: number; files: number }> {
  // The id is a UUIDv7: its first 48 bits are when the upload came, also where the clock was moved.
  const before = (nowMs - keptMs).toString(16).padStart(12, '0')
  const limit = `${before.slice(0, 8)}-${before.slice(8)}-7000-8000-000000000000`
  const dropped = await sql<{ stored_as: string }>`delete from attachments where complaint_id is null and id < ${limit}::uuid returning stored_as`.execute(p.db)
  for (const row of dropped.rows) await rm(join(p.filesDir, row.stored_as), { force: true })
  const strays: string[] = []
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
    return { rows: dropped.rows.length, files: 0 }
  }
  for (const path of strays) await rm(path, { force: true })
  return { rows: dropped.rows.length, files: strays.length }
}

async function findStrays(p: Pick<Platform, 'db' | 'filesDir'>, folder: string, nowMs: number): Promise<{ strays: string[]; held: number }> {
  const names = (await readdir(join(p.filesDir, folder))).filter((name) => /^[0-9a-f-]{36}$/.test(name))
  const rows = folder === 'arriving' ? [] : (await sql<{ id: string }>`select id from attachments where id = any(${names}::uuid[])`.execute(p.db)).rows
  const held = new Set(rows.map((row) => row.id))
  const strays: string[] = []
  for (const name of names) {
    const path = join(p.filesDir, folder, name)
    const found = held.has(name) ? null : await stat(path).catch(() => null)
    if (found && nowMs - found.mtimeMs >= keptMs) strays.push(path)
  }
  return { strays, held: held.size }
}

/** Once a night. */
export function orphanJobs(p: Platform): Job[] {
  return [job({ name: 'drop_orphans', payload: z.object({}), cron: '25 4 * * *', run: async () => { await dropOrphans(p) } })]
}
