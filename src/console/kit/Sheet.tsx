// A dialog of the browser's own kind: focus stays inside, Esc closes, the rest of the page waits.
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import { t } from './words.ts'

/** Shows children above the page; `side` slides in at the right, otherwise centred. */
export function Sheet({ title, side = false, onClose, children }: { title: string; side?: boolean; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog ref={dialog} className={side ? 'sheet is-side' : 'sheet'} aria-label={title} onClose={onClose}
      onMouseDown={(event) => { if (event.target === dialog.current) dialog.current.close() }}>
      <header className="sheet-head">
        <h2>{title}</h2>
        <button type="button" className="ghost" onClick={() => dialog.current?.close()} aria-label={t('console.app.close')}><Icon name="close" /></button>
      </header>
      <div className="sheet-body">{children}</div>
    </dialog>
  )
}
