// Clears away what bulk intake no longer needs: files nobody started or goes on with, and the cells of lines that were not filed.
import { sql } from 'kysely'
import { z } from 'zod'
import { job } from '../platform/jobs.ts'
import type { Job } from '../platform/jobs.ts'
import type { Platform } from '../platform/platform.ts'
import { dropFile } from './import-file.ts'

/**
 * Drops files of drafts after a week and of stopped runs once they can't be gone on with, and rejected lines after 90 days; gives how
 * many files. The rows stay: they tell what was imported by whom.
 */
export async function dropImports(p: Pick<Platform, 'db' | 'keys' | 'filesDir'>): Promise<number> {
  const ended = await sql<{ id: string }>`update imports set file_kept = false, state = case when state = 'draft' then 'cancelled' else state end, ended_at = coalesce(ended_at, app_now())
    where file_kept and ((state = 'draft' and created_at < app_now() - interval '7 days') or (state in ('cancelled', 'failed') and created_at < app_now() - interval '25 days')) returning id`.execute(p.db)
  for (const { id } of ended.rows) await dropFile(p, id)
  await sql`delete from import_rejections where import_id in (select id from imports where ended_at < app_now() - interval '90 days')`.execute(p.db)
  return ended.rows.length
}

/** Once a night. */
export function importJobs(p: Platform): Job[] {
  return [job({ name: 'drop_imports', payload: z.object({}), cron: '35 4 * * *', run: async () => { await dropImports(p) } })]
}
