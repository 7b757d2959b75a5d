// Photos, voice notes and papers of an answer that is not sent yet, kept on the device: they survive a reload, a flat battery and a dead zone.
import { shrinkPhoto } from '../kit/shrink-photo.ts'

/** `uploadedId` once the server has it; until then `blob` is the only copy there is. */
export type KeptFile = { readonly id: string; readonly orderId: string; readonly name: string; readonly type: string; readonly size: number; readonly at: number; readonly blob: Blob; readonly uploadedId?: string }

const days30 = 30 * 86_400_000
/** A device without a database, or with a full one, keeps files as long as the page is open. */
const onlyHere = new Map<string, KeptFile>()
let opening: Promise<IDBDatabase | null> | undefined

function database(): Promise<IDBDatabase | null> {
  opening ??= new Promise((done) => {
    try {
      const request = indexedDB.open('huiyin-outlet', 1)
      request.onupgradeneeded = () => { request.result.createObjectStore('files', { keyPath: 'id' }).createIndex('order', 'orderId') }
      request.onsuccess = () => done(request.result)
      request.onerror = request.onblocked = () => done(null)
    } catch {
      done(null)
    }
  })
  return opening
}

/** Runs one act on the store; null when there is none or the act failed. */
async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  const db = await database()
  if (db === null) return null
  return new Promise((done) => {
    try {
      const transaction = db.transaction('files', mode)
      const request = act(transaction.objectStore('files'))
      transaction.oncomplete = () => done(request.result)
      transaction.onerror = transaction.onabort = () => done(null)
    } catch {
      done(null)
    }
  })
}

async function put(file: KeptFile): Promise<void> {
  if (await within('readwrite', (store) => store.put(file)) === null) onlyHere.set(file.id, file)
}

/** Keeps a file for an order: a photo made small first. */
export async function keepFile(orderId: string, file: File): Promise<KeptFile> {
  const small = await shrinkPhoto(file)
  const kept: KeptFile = { id: crypto.randomUUID(), orderId, name: small.name, type: small.type, size: small.size, at: Date.now(), blob: small }
  await put(kept)
  return kept
}

/** The files of an order, in the order they were added. */
export async function filesOf(orderId: string): Promise<KeptFile[]> {
  const stored = await within<KeptFile[]>('readonly', (store) => store.index('order').getAll(orderId)) ?? []
  return [...stored, ...[...onlyHere.values()].filter((file) => file.orderId === orderId)].toSorted((a, b) => a.at - b.at)
}

/** Notes that the server has it; one that was let go meanwhile stays gone. */
export async function noteUploaded(file: KeptFile, uploadedId: string): Promise<void> {
  if (onlyHere.has(file.id)) onlyHere.set(file.id, { ...file, uploadedId })
  else if (await within<KeptFile | undefined>('readonly', (store) => store.get(file.id))) await put({ ...file, uploadedId })
}

/** Lets a file go. */
export async function dropFile(id: string): Promise<void> {
  onlyHere.delete(id)
  await within('readwrite', (store) => store.delete(id))
}

/** Lets all files of an order go: it was answered. */
export async function dropFilesOf(orderId: string): Promise<void> {
  for (const file of await filesOf(orderId)) await dropFile(file.id)
}

/** Lets go of what nobody sent for a month. */
export async function dropOldFiles(): Promise<void> {
  const all = await within<KeptFile[]>('readonly', (store) => store.getAll()) ?? []
  for (const file of all) if (Date.now() - file.at > days30) await dropFile(file.id)
}
