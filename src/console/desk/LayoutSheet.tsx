// Choosing the columns of a list: which, in which order, how dense; for all lists or this view; with the keyboard as well as the mouse.
import { useRef, useState } from 'react'
import { dropLayout, fixedColumn, listLayouts, queueColumns, saveLayout, usualColumns } from '../../contract/layouts.ts'
import type { QueueColumn, QueueLayout } from '../../contract/layouts.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { moved } from './layout.ts'
import type { Layout } from './layout.ts'

const densities = [null, 'compact', 'normal', 'roomy'] as const

function Columns({ chosen, onChange }: { chosen: readonly QueueColumn[]; onChange: (columns: readonly QueueColumn[]) => void }) {
  const list = useRef<HTMLUListElement>(null)
  const all = [...chosen, ...queueColumns.filter((column) => !chosen.includes(column))]
  const move = (column: QueueColumn, by: -1 | 1) => {
    onChange(moved(chosen, column, by))
    // the focus goes with the column, so that it can be moved on by the same key
    requestAnimationFrame(() => list.current?.querySelector<HTMLInputElement>(`input[value='${column}']`)?.focus())
  }
  return (
    <ul ref={list} className="layout-columns">
      {all.map((column) => {
        const at = chosen.indexOf(column)
        const words = t(`console.floorRest.column.${column}`)
        return (
          <li key={column} onKeyDown={(event) => { if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) { event.preventDefault(); move(column, event.key === 'ArrowUp' ? -1 : 1) } }}>
            <label className="check"><input type="checkbox" value={column} checked={at >= 0} disabled={column === fixedColumn} onChange={() => onChange(at >= 0 ? chosen.filter((each) => each !== column) : [...chosen, column])} />{words}</label>
            {at < 0 ? null : (
              <span className="layout-moves">
                <button type="button" className="ghost" disabled={at === 0} aria-label={t('console.floorRest.layout.up', { column: words })} onClick={() => move(column, -1)}><Icon name="up" size={14} /></button>
                <button type="button" className="ghost" disabled={at === chosen.length - 1} aria-label={t('console.floorRest.layout.down', { column: words })} onClick={() => move(column, 1)}><Icon name="down" size={14} /></button>
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}

/** The sheet; `place` is the view one looks at, `name` its words. */
export function LayoutSheet({ layout, place, name, onClose }: { layout: Layout; place: string; name: string; onClose: () => void }) {
  const [columns, setColumns] = useState<readonly QueueColumn[]>(layout.columns)
  const [density, setDensity] = useState<QueueLayout['density']>(layout.density)
  const [here, setHere] = useState(false)
  const [busy, setBusy] = useState(false)
  const send = async (act: () => Promise<unknown>) => {
    setBusy(true)
    try {
      await act()
      await forget(listLayouts.path)
      onClose()
    } catch (error) {
      toast(sayProblem(problemOf(error)), 'bad')
      setBusy(false)
    }
  }
  const save = () => send(async () => {
    if (!here) await call(dropLayout, { params: { place } })
    await call(saveLayout, { params: { place: here ? place : 'all' }, body: { columns: [...columns], density } })
  })
  const reset = () => send(async () => { for (const each of [place, 'all']) await call(dropLayout, { params: { place: each } }) })
  const isUsual = density === null && columns.join() === usualColumns.join()
  return (
    <Sheet side title={t('console.floorRest.layout.title')} onClose={onClose}>
      <p className="hint">{t('console.floorRest.layout.hint')}</p>
      <Columns chosen={columns} onChange={setColumns} />
      <fieldset className="layout-choice"><legend>{t('console.menu.density')}</legend>
        {densities.map((each) => <label key={each ?? 'as'}><input type="radio" name="layout-density" checked={density === each} onChange={() => setDensity(each)} />{t(each === null ? 'console.floorRest.layout.as_everywhere' : `console.menu.density_${each}`)}</label>)}
      </fieldset>
      <fieldset className="layout-choice"><legend>{t('console.floorRest.layout.for')}</legend>
        <label><input type="radio" name="layout-for" checked={!here} onChange={() => setHere(false)} />{t('console.floorRest.layout.for_all')}</label>
        <label><input type="radio" name="layout-for" checked={here} onChange={() => setHere(true)} />{t('console.floorRest.layout.for_view', { name })}</label>
      </fieldset>
      <div className="layout-foot"><Button type="primary" loading={busy} onClick={() => void save()}>{t('console.floorRest.layout.save')}</Button><span className="spring" />{isUsual ? null : <Button type="text" onClick={() => void reset()}>{t('console.floorRest.layout.reset')}</Button>}</div>
    </Sheet>
  )
}
