// Choosing or photographing files: each is uploaded at once, failures are told beside the file.
import { useState } from 'react'
import { Icon } from './Icon.tsx'
import type { UploadedFile } from './form.ts'
import { problemOf, sayProblem } from './problem.ts'
import { t } from './words.ts'

const accepted = 'image/*,application/pdf,audio/*,video/*'

/** A picker with the uploaded files; `camera` asks a phone for its camera. */
export function FilePicker({ id, files, upload, most, camera = false, words, onChange }: {
  id: string; files: readonly UploadedFile[]; upload: (file: File) => Promise<UploadedFile>; most: number; camera?: boolean; words?: string; onChange: (files: readonly UploadedFile[]) => void
}) {
  const [busy, setBusy] = useState(0)
  const [failure, setFailure] = useState('')
  const add = async (chosen: FileList | null) => {
    const list = [...(chosen ?? [])].slice(0, most - files.length)
    setFailure('')
    setBusy(list.length)
    const results = await Promise.allSettled(list.map(upload))
    setBusy(0)
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) setFailure(sayProblem(problemOf(failed.reason)))
    onChange([...files, ...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))])
  }
  return (
    <div className="files">
      {files.map((file) => (
        <span key={file.id} className="file"><Icon name="file" size={14} /><span>{file.name}</span>
          <button type="button" className="ghost" aria-label={t('console.form.remove_file', { name: file.name })} onClick={() => onChange(files.filter((each) => each.id !== file.id))}><Icon name="close" size={12} /></button></span>
      ))}
      {files.length < most ? (
        <label className="file-add"><Icon name={camera ? 'camera' : 'file'} />{busy > 0 ? t('console.form.uploading', { n: busy }) : words ?? t('console.form.add_file')}
          <input id={id} type="file" accept={accepted} multiple {...(camera ? { capture: 'environment' as const } : {})} disabled={busy > 0} onChange={(event) => { void add(event.target.files); event.target.value = '' }} /></label>
      ) : null}
      {failure === '' ? null : <span className="field-error" role="alert">{failure}</span>}
    </div>
  )
}
