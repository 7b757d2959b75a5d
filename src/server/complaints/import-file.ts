// The file of an import at rest: sealed piece by piece as it arrives, so that it never stands whole in memory or in the clear, until nothing needs it any more.
import { createHash } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Keys } from '../platform/crypto.ts'
import { sealBytes, unsealBytes } from '../platform/crypto.ts'

/** Where files are and what opens them. */
export type Shelf = { readonly keys: Keys; readonly filesDir: string }
/** A file to read: in pieces as often as needed, or whole. */
export type Source = { readonly pieces: () => AsyncIterable<Buffer>; readonly whole: () => Promise<Buffer> }

const pieceBytes = 256 * 1024

/** Writes what arrives, so that a crash leaves the whole file or none; gives its size and hash. */
export async function keepFile(shelf: Shelf, id: string, arriving: AsyncIterable<Uint8Array>): Promise<{ size: number; sha256: Buffer }> {
  await mkdir(join(shelf.filesDir, 'imports'), { recursive: true })
  const path = `${pathOf(shelf, id)}.arriving`
  const hash = createHash('sha256')
  let size = 0
  let pending: Uint8Array[] = []
  let held = 0
  let n = 0
  const handle = await open(path, 'w', 0o600)
  try {
    const write = async (bytes: Uint8Array): Promise<void> => {
      const sealed = sealBytes(shelf.keys, placeOf(id, n++), bytes)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(sealed.length)
      await handle.writev([length, sealed])
    }
    for await (const chunk of arriving) {
      hash.update(chunk)
      size += chunk.length
      pending.push(chunk)
      held += chunk.length
      if (held >= pieceBytes) { await write(Buffer.concat(pending)); pending = []; held = 0 }
    }
    if (held > 0) await write(Buffer.concat(pending))
    // an empty last piece: a file cut short is told from a whole one
    await write(Buffer.alloc(0))
    await handle.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await handle.close()
  }
  await rename(path, pathOf(shelf, id))
  return { size, sha256: hash.digest() }
}

/** The file as it came. Reading throws when it is gone, cut short or was altered. */
export function keptFile(shelf: Shelf, id: string): Source {
  return sourceOf(() => readPieces(shelf, id))
}

/** Anything that can be read again and again as a source. */
export function sourceOf(pieces: () => AsyncIterable<Buffer>): Source {
  return { pieces, whole: async () => { const all: Buffer[] = []; for await (const piece of pieces()) all.push(piece); return Buffer.concat(all) } }
}

export async function dropFile(shelf: Pick<Shelf, 'filesDir'>, id: string): Promise<void> {
  await rm(pathOf(shelf, id), { force: true })
}

async function* readPieces(shelf: Shelf, id: string): AsyncGenerator<Buffer> {
  const handle = await open(pathOf(shelf, id), 'r')
  try {
    for (let n = 0; ; n++) {
      const piece = unsealBytes(shelf.keys, placeOf(id, n), await take(handle, (await take(handle, 4)).readUInt32BE()))
      if (piece.length === 0) return
      yield piece
    }
  } finally {
    await handle.close()
  }
}

async function take(handle: FileHandle, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  const { bytesRead } = await handle.read(bytes, 0, length)
  if (bytesRead < length) throw new Error('the file of an import is cut short')
  return bytes
}

const pathOf = (shelf: Pick<Shelf, 'filesDir'>, id: string): string => join(shelf.filesDir, 'imports', id)
const placeOf = (id: string, n: number): string => `imports|file|${id}|${n}`
