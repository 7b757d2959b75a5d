// Photos of a unit with a phone in a dead zone: made small, held until the line is back, and waited for by the answer they belong to.
import { useRef } from 'react'
import { upload } from '../complaints/upload.ts'
import type { UploadedFile } from '../kit/form.ts'
import { shrinkPhoto } from '../kit/shrink-photo.ts'

/** Resolves at once with a line, else when it is back. */
function whenOnline(): Promise<void> {
  return navigator.onLine ? Promise.resolve() : new Promise((done) => addEventListener('online', () => done(), { once: true }))
}

/** `send` uploads one photo when there is a line; `settled` waits for all that are on their way. */
export function usePhotos(): { readonly send: (file: File) => Promise<UploadedFile>; readonly settled: () => Promise<void> } {
  const underWay = useRef(new Set<Promise<unknown>>())
  const send = (file: File): Promise<UploadedFile> => {
    const sending = shrinkPhoto(file).then(async (small) => { await whenOnline(); return upload(small) })
    underWay.current.add(sending)
    void sending.catch(() => undefined).finally(() => underWay.current.delete(sending))
    return sending
  }
  // one turn more, so that the form has taken in what the last upload gave
  const settled = async (): Promise<void> => {
    await Promise.allSettled(underWay.current)
    await new Promise((done) => setTimeout(done))
  }
  return { send, settled }
}
