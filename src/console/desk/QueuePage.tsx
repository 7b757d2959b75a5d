// The agent's table: views, list, case and context side by side; the address holds every choice.
import { useCallback, useEffect, useRef, useState } from 'react'
import { base } from '../kit/base.ts'
import { Button } from '../kit/Button.tsx'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { countSavedViews, listViews, updateView } from '../../contract/views.ts'
import { holds, useMe } from '../identity/session.ts'
import { call } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { keyTable } from '../kit/key-table.ts'
import { useKeys } from '../kit/keys.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { nameTab } from '../kit/title.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { BulkBar, UnfinishedRun } from './BulkBar.tsx'
import { offeredActs, permissionOf } from './bulk-acts.ts'
import { CaseList } from './CaseList.tsx'
import { CasePane } from './CasePane.tsx'
import { FilterBar } from './FilterBar.tsx'
import { addressOf, filtersOf, isSameFilters, viewOf } from './filters.ts'
import type { View } from './filters.ts'
import { useLayout } from './layout.ts'
import { LayoutSheet } from './LayoutSheet.tsx'
import { QueueHead } from './QueueHead.tsx'
import { usePicking } from './use-picking.ts'
import { useRows } from './use-rows.ts'
import { ViewRail } from './ViewRail.tsx'
import { SaveSheet } from './ViewSheet.tsx'
import { takeNextCase } from './take-next.ts'
import './desk.css'
import './queue.css'

/** What stands where rows would: nothing yet, a failure, an empty list with a way on. */
function NoRows({ list, view, mayTake, isFiltered, onChoose }: { list: ReturnType<typeof useRows>; view: View; mayTake: boolean; isFiltered: boolean; onChoose: (address: string) => void }) {
  if (list.isPending) return <Skeleton rows={10} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const isSearch = list.find !== ''
  if (isFiltered && !isSearch) return <Empty icon="filter" title={t('console.empty.filtered')} hint={t('console.empty.filtered_hint')} action={<Button onClick={() => onChoose(`view=${view}`)}>{t('console.empty.clear')}</Button>} />
  const way = mayTake ? <Button onClick={() => onChoose('view=unowned')}>{t('console.empty.see_unowned')}</Button> : <Button onClick={() => onChoose('view=open')}>{t('console.empty.see_open')}</Button>
  return <Empty icon={isSearch ? 'search' : 'check'} title={t(isSearch ? 'console.empty.search' : `console.empty.${view}`)} hint={t(isSearch ? 'console.empty.search_hint' : 'console.empty.queue_hint')} {...(view === 'mine' && !isSearch ? { action: way } : {})} />
}

/** The saved view of the address, and whether the filters are still its own. */
function useSaved(search: URLSearchParams) {
  const known = useApi(listViews, {}, { staleTime: 60_000 }).data?.items
  const view = known?.find((each) => each.id === search.get('saved'))
  const filters = filtersOf(search)
  const changed: 'no' | 'new' | 'saved' = view !== undefined ? (isSameFilters(filters, view.filters) ? 'no' : 'saved') : Object.keys(filters).length > 1 && filters['same_as'] === undefined ? 'new' : 'no'
  const update = async () => {
    if (view === undefined) return
    await call(updateView, { params: { id: view.id }, body: { version: view.version, filters } })
    await forget(listViews.path, countSavedViews.path)
    toast(t('console.saved.updated', { name: view.name }))
  }
  return { view, filters, changed, update }
}

/** Shows the page. */
export default function QueuePage() {
  const { id } = useParams()
  const [search, setSearch] = useSearchParams()
  const navigate = useNavigate()
  const me = useMe().data
  const mayTake = me !== null && me !== undefined && holds(me, 'complaint:take')
  const mayPick = me !== null && me !== undefined && offeredActs.some((act) => holds(me, permissionOf(act.name)))
  const list = useRows(search)
  const saved = useSaved(search)
  const [filtering, setFiltering] = useState(false)
  const [saving, setSaving] = useState(false)
  const [arranging, setArranging] = useState(false)
  const { rows } = list
  const at = rows.findIndex((row) => row.id === id)
  useEffect(() => nameTab(t('console.nav.queue')), [])

  // Keys pressed faster than the page turns go on from where the last one led.
  const heading = useRef(id)
  useEffect(() => { heading.current = id }, [id])
  const open = useCallback((next: string | undefined) => { heading.current = next; void navigate({ pathname: next === undefined ? '/queue' : `/queue/${next}`, search: search.toString() }) }, [navigate, search])
  // the address is ahead of what is drawn: a key held down must not step from where it was
  const step = useCallback((by: number): string | undefined => {
    const here = rows.findIndex((row) => row.id === location.pathname.slice(base.length).split('/')[2])
    const next = rows[Math.max(0, Math.min(rows.length - 1, here + by))]
    if (next !== undefined) open(next.id)
    return next?.id
  }, [rows, open])
  const choose = (address: string) => void navigate({ pathname: '/queue', search: address })
  const next = () => void takeNextCase(id === undefined ? [] : [id]).then((taken) => {
    if (taken === undefined) return toast(t('console.list.none_free'))
    open(taken)
  }, (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))
  const layoutPlace = saved.view?.id ?? `view.${viewOf(search)}`
  const layout = useLayout(layoutPlace)
  const picking = usePicking(search.toString(), list, id, mayPick, step)

  const only = list.find !== '' && rows.length === 1 ? rows[0]?.id : undefined
  useEffect(() => { if (only !== undefined && id === undefined) open(only) }, [only, id, open])
  useKeys([
    { keys: 'j', label: t('console.keys.next'), run: () => step(1) }, { keys: 'k', label: t('console.keys.previous'), run: () => step(-1) }, { keys: 'ArrowDown', label: '', run: () => step(1) }, { keys: 'ArrowUp', label: '', run: () => step(-1) },
    ...(id === undefined ? [] : [{ keys: 'Escape', label: t('console.keys.back'), run: () => open(undefined) }]), { keys: '.', label: t('console.keys.show_new'), run: list.showNew }, { keys: '\\', label: t('console.keys.filter'), run: () => setFiltering(!filtering) }, { keys: keyTable.columns, label: t('console.floorRest.layout.title'), run: () => setArranging(true) },
    ...(mayTake ? [{ keys: 'w', label: t('console.keys.take_next'), run: next }] : []),
  ])
  const view = viewOf(search)
  const isSearch = list.find !== ''
  const title = isSearch ? t('console.search.results', { q: list.find }) : search.has('same_as') ? t('console.filter.same_as') : saved.view?.name ?? t(`console.views.${view}`)
  return (
    <div className={id === undefined ? 'desk' : 'desk has-case'}>
      <ViewRail current={isSearch ? undefined : view} savedId={saved.view?.id} onChoose={choose} />
      <section className={picking.picked.size > 0 ? 'queue is-picking' : 'queue'} aria-label={t('console.nav.queue')}>
        <QueueHead title={title} isSearch={isSearch} filtering={filtering} mayPick={mayPick} mayTake={mayTake} isCaseOpen={id !== undefined} picked={picking.picked.size} shown={rows.length} changed={isSearch ? 'no' : saved.changed}
          onLeave={() => choose(`view=${view}`)} onFilter={() => setFiltering(!filtering)} onArrange={() => setArranging(true)} onPickAll={picking.all} onClear={picking.clear} onSave={() => setSaving(true)} onUpdate={saved.view?.mayChange === true ? () => void saved.update().catch((error: unknown) => toast(sayProblem(problemOf(error)), 'bad')) : undefined} onTake={next} />
        <FilterBar open={filtering} search={search} onChange={(changed) => setSearch(changed, { replace: true })} />
        {mayPick ? <UnfinishedRun /> : null}
        {rows.length === 0 && list.cursor === null ? <NoRows list={list} view={view} mayTake={mayTake} isFiltered={Object.keys(saved.filters).length > 1} onChoose={choose} />
          : <CaseList rows={rows} arrivals={list.arrivals} currentId={id} cursor={list.cursor} loadingMore={list.loadingMore} layout={layout} picked={picking.picked} onShowNew={list.showNew} onMore={list.more} onOpen={open} {...(mayPick ? { onPick: picking.pick } : {})} />}
        {picking.picked.size > 0 && me !== null && me !== undefined ? <BulkBar me={me} ids={[...picking.picked]} rows={rows.filter((row) => picking.picked.has(row.id))} onClear={picking.clear} onSimilar={(like) => choose(`view=open&same_as=${like}`)} /> : null}
      </section>
      {arranging ? <LayoutSheet layout={layout} place={layoutPlace} name={title} onClose={() => setArranging(false)} /> : null}
      {saving ? <SaveSheet filters={saved.filters} onClose={() => setSaving(false)} onSaved={(view) => { setSaving(false); void navigate({ pathname: id === undefined ? '/queue' : `/queue/${id}`, search: addressOf(view) }) }} /> : null}
      {id === undefined ? null : (
        <section className="desk-case">
          <div className="case-back"><button type="button" className="ghost" onClick={() => open(undefined)}><Icon name="left" />{t('console.nav.queue')}</button><span className="spring" /><button type="button" className="ghost" disabled={at <= 0} onClick={() => step(-1)} aria-label={t('console.keys.previous')}><Icon name="up" /></button><button type="button" className="ghost" disabled={at >= rows.length - 1} onClick={() => step(1)} aria-label={t('console.keys.next')}><Icon name="down" /></button></div>
          <CasePane key={id} id={id} nextId={rows[at + 1]?.id} onOpen={open} />
        </section>
      )}
    </div>
  )
}
