// The file of an import at rest: sealed whole in the folder of files until nothing needs it any more.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sealBytes, unsealBytes } from '../platform/crypto.ts'
import type { Platform } from '../platform/platform.ts'

type Where = Pick<Platform, 'keys' | 'filesDir'>

/** Writes it so that a crash leaves the whole file or none. */
export async function keepFile(p: Where, id: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(p.filesDir, 'imports'), { recursive: true })
  const arriving = `${pathOf(p, id)}.arriving`
  const handle = await open(arriving, 'w', 0o600)
  try {
    await handle.writeFile(sealBytes(p.keys, placeOf(id), bytes))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(arriving, pathOf(p, id))
}

/** The file as it came. @throws Error when it is gone or was altered. */
export async function readKept(p: Where, id: string): Promise<Buffer> {
  return unsealBytes(p.keys, placeOf(id), await readFile(pathOf(p, id)))
}

export async function dropFile(p: Where, id: string): Promise<void> {
  await rm(pathOf(p, id), { force: true })
}

const pathOf = (p: Where, id: string): string => join(p.filesDir, 'imports', id)
const placeOf = (id: string): string => `imports|file|${id}`
