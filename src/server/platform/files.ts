// Files kept beside the database under random names: written whole and synced, or not at all.
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { ReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a file is (`storedAs`, a random name, never the user's), how long, and the SHA-256 of its bytes. */
export type StoredFile = { readonly storedAs: string; readonly size: number; readonly sha256: Buffer }

const named = /^[0-9a-f]{2}\/[0-9a-f-]{36}$/

/** Writes bytes to a new file and waits for the disk. A full disk throws `ENOSPC`, which the edge answers with 507. */
export async function storeFile(folder: string, bytes: Uint8Array): Promise<StoredFile> {
  const name = randomUUID()
  const storedAs = `${name.slice(0, 2)}/${name}`
  await mkdir(join(folder, name.slice(0, 2)), { recursive: true, mode: 0o700 })
  const path = join(folder, storedAs)
  const fresh = `${path}.new`
  try {
    const file = await open(fresh, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
  return { storedAs, size: bytes.byteLength, sha256: createHash('sha256').update(bytes).digest() }
}

/** Opens a stored file for reading; null when it is not there. */
export async function openStoredFile(folder: string, storedAs: string): Promise<ReadStream | null> {
  if (!named.test(storedAs)) return null
  const path = join(folder, storedAs)
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? createReadStream(path) : null
}

/** Removes a stored file; missing is fine. */
export async function dropStoredFile(folder: string, storedAs: string): Promise<void> {
  if (named.test(storedAs)) await rm(join(folder, storedAs), { force: true })
}
