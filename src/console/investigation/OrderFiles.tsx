// What an answer carries: photos from the camera, a voice note, papers; each kept on the phone and uploaded while one writes on.
import { useEffect, useState } from 'react'
import { Icon } from '../kit/Icon.tsx'
import { t } from '../kit/words.ts'
import { shareOf, uploadFiles } from './outlet-outbox.ts'
import { dropFile, filesOf, keepFile } from './outlet-files.ts'
import type { KeptFile } from './outlet-files.ts'
import { watchDrafts } from './outlet-draft.ts'
import { VoiceNote } from './VoiceNote.tsx'

export const mostFiles = 9

/** The kept files of an order as a React value. */
export function useOrderFiles(orderId: string): { readonly files: readonly KeptFile[]; readonly add: (chosen: readonly File[]) => Promise<void>; readonly drop: (id: string) => Promise<void> } {
  const [files, setFiles] = useState<readonly KeptFile[]>([])
  const look = async (): Promise<void> => setFiles(await filesOf(orderId))
  useEffect(() => {
    let gone = false
    const again = (): void => void filesOf(orderId).then((found) => { if (!gone) setFiles(found) })
    again()
    void uploadFiles(orderId)
    const unwatch = watchDrafts(again)
    return () => { gone = true; unwatch() }
  }, [orderId])
  return {
    files,
    add: async (chosen) => {
      for (const file of chosen.slice(0, mostFiles - files.length)) await keepFile(orderId, file)
      await look()
      void uploadFiles(orderId)
    },
    drop: async (id) => { await dropFile(id); await look() },
  }
}

function Kept({ file, onDrop }: { file: KeptFile; onDrop: () => void }) {
  const [shown] = useState(() => (/^(image|audio)\//.test(file.type) ? URL.createObjectURL(file.blob) : undefined))
  useEffect(() => () => { if (shown !== undefined) URL.revokeObjectURL(shown) }, [shown])
  const share = shareOf(file.id)
  const state = file.uploadedId !== undefined ? t('console.outletPage.uploaded') : !navigator.onLine ? t('console.outletPage.file_waits') : share === undefined ? t('console.outletPage.kept_here') : `${Math.round(share * 100)}%`
  return (
    <li className="kept-file">
      {shown !== undefined && file.type.startsWith('image/') ? <img src={shown} alt="" width={44} height={44} /> : <Icon name={file.type.startsWith('audio/') ? 'mic' : 'file'} size={20} />}
      <span className="kept-name">{file.name}<small className="hint">{t('console.outletPage.size', { kb: Math.max(1, Math.round(file.size / 1000)) })} · {state}</small>{shown !== undefined && file.type.startsWith('audio/') ? <audio controls src={shown} /> : null}</span>
      <button type="button" className="ghost" aria-label={t('console.form.remove_file', { name: file.name })} onClick={onDrop}><Icon name="close" /></button>
    </li>
  )
}

/** Draws the files and the three ways to add one. */
export function OrderFiles({ orderId }: { orderId: string }) {
  const { files, add, drop } = useOrderFiles(orderId)
  const take = (event: React.ChangeEvent<HTMLInputElement>): void => { const chosen = [...(event.target.files ?? [])]; event.target.value = ''; void add(chosen) }
  return (
    <div className="order-files">
      {files.length === 0 ? null : <ul>{files.map((file) => <Kept key={file.id} file={file} onDrop={() => void drop(file.id)} />)}</ul>}
      {files.length >= mostFiles ? <p className="hint">{t('console.outletPage.most_files', { n: mostFiles })}</p> : (
        <div className="file-ways" role="group" aria-label={t('console.outlet.evidence')}>
          <label className="file-add"><Icon name="camera" />{t('console.outletPage.camera')}<input id={`photo-${orderId}`} type="file" accept="image/*" capture="environment" onChange={take} /></label>
          <VoiceNote id={`voice-${orderId}`} onFile={(file) => void add([file])} />
          <label className="file-add"><Icon name="file" />{t('console.outletPage.file')}<input id={`file-${orderId}`} type="file" accept="image/*,audio/*,video/*,application/pdf" multiple onChange={take} /></label>
        </div>
      )}
    </div>
  )
}
