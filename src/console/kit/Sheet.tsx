// A dialog of the browser's own kind: focus stays inside, Esc closes, the rest of the page waits.
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'
import { t } from './words.ts'

/** Shows children above the page; `side` slides in at the right, otherwise centred. */
export function Sheet({ title, side = false, onClose, children }: { title: string; side?: boolean; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const it = dialog.current
    it?.showModal()
    // the browser brings what it gives the focus into view, which in a table wider than the screen pushes the beginning out of it
    for (const each of it?.querySelectorAll('.sheet-body, .table-wrap') ?? []) each.scrollTo({ left: 0, top: 0 })
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
