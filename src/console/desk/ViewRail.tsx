// The rail of the queue: the built-in views and the saved ones with how much waits in each.
import { useState } from 'react'
import { countViews } from '../../contract/desk.ts'
import { countSavedViews, listViews } from '../../contract/views.ts'
import type { SavedView } from '../../contract/views.ts'
import { Icon } from '../kit/Icon.tsx'
import { useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { addressOf, views } from './filters.ts'
import type { View } from './filters.ts'
import { ViewSheet } from './ViewSheet.tsx'

type Counts = Readonly<Record<string, number>>
const everyMinute = { refetchInterval: 60_000 }

function told(count: number | null | undefined, cap: number): string {
  return count === undefined ? '' : count === null ? '…' : count >= cap ? `${count}+` : String(count)
}

function countOf(counts: Counts | undefined, view: View): string {
  return told(counts?.[view === 'hand_over' ? 'handOver' : view], counts?.['cap'] ?? 1000)
}

/** A saved view and its counter; whoever may change it finds the way behind the three dots. */
function Saved({ view, count, current, onChoose, onEdit }: { view: SavedView; count: string; current: boolean; onChoose: (address: string) => void; onEdit: () => void }) {
  return (
    <div className={`view-saved${current ? ' is-current' : ''}`}>
      <button type="button" className={`view${current ? ' is-current' : ''}`} aria-current={current ? 'true' : undefined} title={view.name} onClick={() => onChoose(addressOf(view))}><span className="view-name">{view.name}</span><span className="num hint">{count}</span></button>
      {view.mayChange ? <button type="button" className="ghost view-edit" aria-label={t('console.saved.edit', { name: view.name })} onClick={onEdit}><Icon name="note" size={14} /></button> : null}
    </div>
  )
}

/** Draws the rail; `savedId` is the saved view in the address. */
export function ViewRail({ current, savedId, onChoose }: { current: View | undefined; savedId: string | undefined; onChoose: (address: string) => void }) {
  const counts = useApi(countViews, {}, everyMinute).data
  const saved = useApi(listViews, {}, { staleTime: 60_000 }).data?.items ?? []
  const savedCounts = useApi(countSavedViews, {}, { ...everyMinute, enabled: saved.length > 0, keep: true }).data
  const [editing, setEditing] = useState<SavedView | undefined>(undefined)
  const known = new Map(savedCounts?.items.map((each) => [each.id, each.count]))
  return (
    <nav className="views" aria-label={t('console.views.title')}>
      {views.map((view) => {
        const count = countOf(counts, view)
        return (
          <button key={view} type="button" className={`view${view === current && savedId === undefined ? ' is-current' : ''}${view === 'overdue' && count !== '' && count !== '0' ? ' is-hot' : ''}`} aria-current={view === current && savedId === undefined ? 'true' : undefined} onClick={() => onChoose(`view=${view}`)}>
            <span>{t(`console.views.${view}`)}</span><span className="num hint">{count}</span>
          </button>
        )
      })}
      {(['own', 'team', 'system'] as const).map((level) => {
        const of = saved.filter((view) => view.level === level)
        return of.length === 0 ? null : (
          <div key={level} className="view-group" role="group" aria-label={t(`console.saved.level_${level}`)}>
            <span className="view-level hint">{t(`console.saved.level_${level}`)}</span>
            {of.map((view) => <Saved key={view.id} view={view} count={told(known.get(view.id), savedCounts?.cap ?? 1000)} current={view.id === savedId} onChoose={onChoose} onEdit={() => setEditing(view)} />)}
          </div>
        )
      })}
      {editing === undefined ? null : <ViewSheet view={editing} siblings={saved.filter((view) => view.level === editing.level)} onClose={() => setEditing(undefined)} />}
    </nav>
  )
}
