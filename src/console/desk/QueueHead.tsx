// The head of the list: what is shown, how to narrow it, keep it, pick from it, and take the next case.
import { Button } from '../kit/Button.tsx'
import { bulkLimit } from '../../contract/bulk.ts'
import { Icon } from '../kit/Icon.tsx'
import { t } from '../kit/words.ts'

type Props = {
  title: string; isSearch: boolean; filtering: boolean; mayPick: boolean; mayTake: boolean; isCaseOpen: boolean; picked: number; shown: number; changed: 'no' | 'new' | 'saved'
  onLeave: () => void; onFilter: () => void; onArrange: () => void; onPickAll: () => void; onClear: () => void; onSave: () => void; onUpdate: (() => void) | undefined; onTake: () => void
}

/** Draws the head; `changed` says whether the filters are worth saving: new ones, or a saved view's that were changed. */
export function QueueHead(p: Props) {
  const all = p.picked > 0 && p.picked >= Math.min(p.shown, bulkLimit)
  return (
    <header className="queue-head">
      {p.mayPick && p.shown > 0 ? <label className="queue-all"><input type="checkbox" ref={(box) => { if (box !== null) box.indeterminate = p.picked > 0 && !all }} checked={all} aria-label={t('console.bulk.pick_all', { n: Math.min(p.shown, bulkLimit) })} onChange={() => (p.picked > 0 ? p.onClear() : p.onPickAll())} /></label> : null}
      <h1>{p.title}</h1>
      {p.isSearch ? <button type="button" className="text-button" onClick={p.onLeave}>{t('console.search.leave')}</button> : null}
      <span className="spring" />
      {p.changed === 'no' ? null : (
        <>
          {p.changed === 'saved' && p.onUpdate !== undefined ? <button type="button" className="ghost" onClick={p.onUpdate}>{t('console.saved.update')}</button> : null}
          <button type="button" className="ghost" aria-label={t('console.saved.save_short')} onClick={p.onSave}><Icon name="add" /><span className="head-words">{t('console.saved.save_short')}</span></button>
        </>
      )}
      {p.isSearch ? null : <button type="button" className="ghost" aria-expanded={p.filtering} aria-label={t('console.list.filter')} onClick={p.onFilter}><Icon name="filter" /><span className="head-words">{t('console.list.filter')}</span></button>}
      <button type="button" className="ghost queue-arrange" aria-label={t('console.floorRest.layout.title')} title={t('console.floorRest.layout.title')} onClick={p.onArrange}><Icon name="queue" /></button>
      {p.mayTake ? <Button size="small" type={p.isCaseOpen ? 'default' : 'primary'} onClick={p.onTake}>{t('console.list.take_next')}</Button> : null}
    </header>
  )
}
