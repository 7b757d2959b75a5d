// Sends a file in pieces: a cut line goes on where it stopped, also after the page was closed in between.
import { beginOwnUpload, continueOwnUpload, getOwnUpload } from '../../contract/portal.ts'
import type { PartialUpload } from '../../contract/portal.ts'
import { call, urlOf } from '../kit/api.ts'
import { asked } from '../kit/base.ts'
import { problemError, problemOf } from '../kit/problem.ts'
import type { ApiProblem } from '../kit/problem.ts'
import type { KeptFile } from './outlet-files.ts'

type Begun = { readonly id: string; readonly key: string }

/** So much goes in one piece: half a minute of a slow line, and little lost when it is cut. */
const pieceBytes = 256 * 1024
const placeOf = (fileId: string): string => `upload.${fileId}`

function begunBefore(fileId: string): Begun | null {
  try {
    return JSON.parse(localStorage.getItem(placeOf(fileId)) ?? 'null') as Begun | null
  } catch {
    return null
  }
}

/**
 * Uploads what the server doesn't have of a file yet and gives its id there; `tell` hears the share that is over.
 * @throws as `call`; `client.offline` when the line is cut.
 */
export async function uploadInPieces(file: KeptFile, tell: (share: number) => void): Promise<string> {
  const known = begunBefore(file.id)
  const begun = known === null ? null : await stateOf(known)
  const { id, key, received } = begun ?? await begin(file)
  for (let at = received; ;) {
    tell(at / file.size)
    const reply = await send(urlOf(continueOwnUpload.path, { id }, { offset: String(at) }), key, file.blob.slice(at, at + pieceBytes))
    if (reply.file !== null) {
      localStorage.removeItem(placeOf(file.id))
      return reply.file.id
    }
    at = reply.received
  }
}

async function begin(file: KeptFile): Promise<Begun & { received: number }> {
  const made = await call(beginOwnUpload, { body: { name: file.name === '' ? 'file' : file.name, size: file.size } })
  try { localStorage.setItem(placeOf(file.id), JSON.stringify({ id: made.id, key: made.key })) } catch { /* full: it begins anew after a reload */ }
  return { id: made.id, key: made.key, received: 0 }
}

async function stateOf(known: Begun): Promise<(Begun & { received: number }) | null> {
  try {
    const { received } = await send(urlOf(getOwnUpload.path, { id: known.id }, {}), known.key)
    return { ...known, received }
  } catch (error) {
    if (problemOf(error).status === 404) return null
    throw error
  }
}

// `call` speaks JSON with cookies alone; these carry the upload's key, and bytes
async function send(path: string, key: string, piece?: Blob): Promise<PartialUpload> {
  const headers = { accept: 'application/json', 'upload-key': key, ...(piece === undefined ? {} : { 'content-type': 'application/octet-stream' }) }
  const response = await fetch(asked(path), { method: piece === undefined ? 'GET' : 'PATCH', credentials: 'same-origin', headers, ...(piece === undefined ? {} : { body: piece }) }).catch(() => { throw problemError({ status: 0, code: 'client.offline', params: {} }) })
  if (response.ok) return response.json() as Promise<PartialUpload>
  const problem = await response.json().catch(() => ({ code: `http.${response.status}`, params: {} })) as ApiProblem
  throw problemError({ ...problem, status: response.status })
}
