// The units of the organisation: the tree at the left, the chosen unit at the right; the address says which.
import { useSearchParams } from 'react-router'
import { PageHead } from '../kit/PageHead.tsx'
import { Empty } from '../kit/states.tsx'
import { t } from '../kit/words.ts'
import { holds, useMe } from './session.ts'
import { UnitPane } from './UnitPane.tsx'
import { Level } from './UnitTree.tsx'

/** Shows the tab. */
export default function Units() {
  const [search, setSearch] = useSearchParams()
  const me = useMe().data
  const q = search.get('q') ?? ''
  const chosen = search.get('unit') ?? undefined
  const set = (name: string, value: string) => setSearch((old) => { const next = new URLSearchParams(old); if (value === '') next.delete(name); else next.set(name, value); return next }, { replace: name === 'q' })
  return (
    <>
      <PageHead title={t('console.admin.units')} />
      <div className="bar">
        <input className="input" type="search" aria-label={t('console.tree.find')} placeholder={t('console.tree.find')} defaultValue={q} maxLength={80} onChange={(event) => set('q', event.target.value.trim())} />
      </div>
      <div className="tree-page">
        <div className="card tree-wrap"><Level key={q} top {...(q === '' ? {} : { q })} chosen={chosen} onChoose={(unit) => set('unit', unit.id)} /></div>
        {chosen === undefined ? <div className="unit-none"><Empty icon="outlet" title={t('console.tree.choose')} hint={t('console.tree.choose_hint')} /></div> : <UnitPane key={chosen} id={chosen} manage={me !== null && me !== undefined && holds(me, 'identity:manage')} onChoose={(id) => set('unit', id)} />}
      </div>
    </>
  )
}
