// Bytes stored once under their SHA-256: laid down before their row is committed, taken away only while no file, and nobody at the same moment, needs them.
import { open, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { ScanState } from '../../domain/complaints/evidence.ts'
import type { Db } from '../platform/context.ts'
import { viewPath } from './file-views.ts'

export type Bytes = { readonly sha256: Buffer; readonly size: number }

/** Where the bytes of a fingerprint lie below the folder of files. */
export function placeOf(sha256: Buffer): string {
  const hex = sha256.toString('hex')
  return `${hex.slice(0, 2)}/${hex}`
}

/**
 * Makes the file at `path` (whole, and written through) the bytes of that fingerprint, within the transaction that adds the row of the upload; gives
 * whether they were new. Uploads and clearing away of the same bytes go one after the other. After a crash there may be a file without its row, which
 * the nightly round finds, never a row without its file.
 */
export async function keepBytes(tx: Db, filesDir: string, path: string, { sha256, size }: Bytes, scan: ScanState): Promise<boolean> {
  await lockBytes(tx, sha256)
  const added = await sql`insert into blobs (sha256, size, stored_as, scan_state) values (${sha256}, ${size}, ${placeOf(sha256)}, ${scan}) on conflict do nothing returning 1`.execute(tx)
  const isNew = added.rows.length > 0
  const storedAs = isNew ? placeOf(sha256) : ((await sql<{ stored_as: string }>`select stored_as from blobs where sha256 = ${sha256}`.execute(tx)).rows[0]?.stored_as ?? placeOf(sha256))
  const there = isNew ? null : await stat(join(filesDir, storedAs)).catch(() => null)
  if (there?.size === size) return false
  const folder = join(filesDir, storedAs.split('/')[0] ?? '')
  const isNewFolder = (await mkdir(folder, { recursive: true })) !== undefined
  await rename(path, join(filesDir, storedAs))
  await syncFolder(folder)
  if (isNewFolder) await syncFolder(filesDir)
  return isNew
}

/** Takes away bytes that no upload has any more, with the picture drawn of them; gives whether they went. */
export async function dropBytes(db: Db, filesDir: string, sha256: Buffer): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await lockBytes(tx, sha256)
    const gone = await sql<{ stored_as: string }>`delete from blobs b where b.sha256 = ${sha256} and not exists (select from attachments a where a.sha256 = b.sha256) returning stored_as`.execute(tx)
    const storedAs = gone.rows[0]?.stored_as
    if (storedAs === undefined) return false
    // under the lock: who uploads the same bytes now lays them down after this
    await rm(join(filesDir, storedAs), { force: true })
    await rm(viewPath(filesDir, sha256), { force: true })
    return true
  })
}

/** One after the other for the same bytes, until the transaction ends. */
export async function lockBytes(tx: Db, sha256: Buffer): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${sha256.toString('hex')}, 19))`.execute(tx)
}

/** A renamed file is found again after a power cut only when its folder was written too. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r')
  await handle.sync().finally(() => handle.close())
}
