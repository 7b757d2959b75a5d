// Saving filters as a view, and changing one: its name, its place in the rail, what it holds.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { createView, deleteView, listViews, countSavedViews, updateView, viewLevels } from '../../contract/views.ts'
import type { SavedView } from '../../contract/views.ts'
import { holds, useMe } from '../identity/session.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Sheet } from '../kit/Sheet.tsx'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { FilterWords } from './FilterBar.tsx'

const relist = () => forget(listViews.path, countSavedViews.path)

/** Saves the filters now in the address under a name. */
export function SaveSheet({ filters, onSaved, onClose }: { filters: Readonly<Record<string, string>>; onSaved: (view: SavedView) => void; onClose: () => void }) {
  const me = useMe().data
  const mayShare = me !== null && me !== undefined && holds(me, 'view:share')
  const [key] = useState(() => crypto.randomUUID())
  const save = async (body: Record<string, unknown>) => {
    const view = await call(createView, { body: { level: 'own', ...body, filters } as never, idempotencyKey: key })
    await relist()
    onSaved(view)
  }
  return (
    <Sheet side title={t('console.saved.save')} onClose={onClose}>
      <p className="view-holds"><FilterWords filters={filters} /></p>
      <ActionForm submit={t('console.saved.save')} send={save} onCancel={onClose} given={{ level: 'own' }} fields={[
        { kind: 'line', name: 'name', words: t('console.saved.name'), required: true, max: 40, placeholder: t('console.saved.name_example') },
        ...(mayShare ? [{ kind: 'radio', name: 'level', words: t('console.saved.for'), required: true, options: viewLevels.map((level) => ({ value: level, words: t(`console.saved.for_${level}`) })) } as const] : []),
      ]} />
    </Sheet>
  )
}

/** Changes a view one may change. */
export function ViewSheet({ view, siblings, onClose }: { view: SavedView; siblings: readonly SavedView[]; onClose: () => void }) {
  const [version, setVersion] = useState(view.version)
  const [place, setPlace] = useState(siblings.findIndex((each) => each.id === view.id) + 1)
  const tell = (error: unknown) => toast(sayProblem(problemOf(error)), 'bad')
  const move = (to: number) => void call(updateView, { params: { id: view.id }, body: { version, place: to } }).then((changed) => { setVersion(changed.version); setPlace(to); void relist() }, tell)
  const drop = () => void call(deleteView, { params: { id: view.id } }).then(async () => { await relist(); toast(t('console.saved.dropped', { name: view.name })); onClose() }, tell)
  return (
    <Sheet side title={t('console.saved.edit', { name: view.name })} onClose={onClose}>
      <p className="view-holds"><FilterWords filters={view.filters} /></p>
      <ActionForm submit={t('console.saved.rename')} given={{ name: view.name }} fields={[{ kind: 'line', name: 'name', words: t('console.saved.name'), required: true, max: 40 }]}
        send={async (body) => { await call(updateView, { params: { id: view.id }, body: { version, ...body } as never }); await relist(); onClose() }} />
      <div className="view-place">
        <span className="hint">{t('console.saved.place', { n: place, of: siblings.length })}</span>
        <Button size="small" disabled={place <= 1} onClick={() => move(place - 1)}><Icon name="up" size={14} />{t('console.saved.up')}</Button>
        <Button size="small" disabled={place >= siblings.length} onClick={() => move(place + 1)}><Icon name="down" size={14} />{t('console.saved.down')}</Button>
        <span className="spring" />
        <Button size="small" danger onClick={drop}>{t('console.saved.drop')}</Button>
      </div>
    </Sheet>
  )
}
