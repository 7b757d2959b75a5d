// Picking rows of the queue by mouse and keyboard; what is picked goes when another list is looked at.
import { useCallback, useEffect, useState } from 'react'
import { bulkLimit } from '../../contract/bulk.ts'
import { useKeys } from '../kit/keys.ts'
import { keyTable } from '../kit/key-table.ts'
import { t } from '../kit/words.ts'
import { nothingPicked, pickAll, pickRange, togglePick } from './selection.ts'
import type { Selection } from './selection.ts'

/** The rows on screen, and how further ones come. */
type Source = { readonly rows: readonly { readonly id: string }[]; readonly cursor: string | null; readonly loadingMore: boolean; readonly more: () => void }

/** What is picked of the rows of `list`, and the keys for it; `step` opens the next or former case, `current` is the open one. */
export function usePicking(list: string, { rows, cursor, loadingMore, more }: Source, current: string | undefined, may: boolean, step: (by: number) => string | undefined) {
  const [kept, setKept] = useState<Selection & { list: string }>({ ...nothingPicked, list })
  // all of the view: further pages are read until the limit
  const [filling, setFilling] = useState<string | null>(null)
  const isFilling = filling === list
  const all = useCallback(() => setFilling(list), [list])
  useEffect(() => { if (isFilling && !loadingMore && cursor !== null && rows.length < bulkLimit) more() }, [isFilling, loadingMore, cursor, rows.length, more])
  const base = useCallback((now: Selection & { list: string }): Selection => (isFilling ? pickAll(rows.map((row) => row.id), bulkLimit) : now.list === list ? now : nothingPicked), [isFilling, rows, list])
  const picked = base(kept)
  const set = useCallback((change: (now: Selection) => Selection) => { setKept((now) => ({ ...change(base(now)), list })); setFilling(null) }, [base, list])
  const pick = useCallback((id: string, range: boolean) => set((now) => (range ? pickRange(now, rows.map((row) => row.id), id, bulkLimit) : togglePick(now, id, bulkLimit))), [set, rows])
  const clear = useCallback(() => set(() => nothingPicked), [set])
  useKeys(!may ? [] : [
    { keys: keyTable.pick, label: t('console.keys.pick'), run: () => { if (current !== undefined) pick(current, false) } },
    { keys: keyTable.pick_all, label: t('console.keys.pick_all'), run: () => (picked.ids.size > 0 ? clear() : all()) },
    ...(picked.ids.size > 0 && current === undefined ? [{ keys: 'Escape', label: t('console.bulk.clear'), run: clear }] : []),
  ])
  // Shift with an arrow is no key of the table: it picks on the way
  useEffect(() => {
    if (!may) return undefined
    const onKeyDown = (event: KeyboardEvent) => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
      if (by === 0 || !event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector('dialog:modal') !== null) return
      if (event.target instanceof HTMLElement && event.target.matches('input:not([type=checkbox]), textarea, select, [contenteditable], [role=separator]')) return
      event.preventDefault()
      event.stopPropagation()
      const to = step(by)
      set((now) => {
        const from = current !== undefined && now.anchor === undefined ? togglePick(now, current, bulkLimit) : now
        return to === undefined ? from : pickRange(from, rows.map((row) => row.id), to, bulkLimit)
      })
    }
    addEventListener('keydown', onKeyDown, { capture: true })
    return () => removeEventListener('keydown', onKeyDown, { capture: true })
  }, [may, current, rows, set, step])
  return { picked: picked.ids, pick, clear, all }
}
