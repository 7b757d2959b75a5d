// The agent's table: views, list, case and context side by side; the address holds every choice.
import { useCallback, useEffect, useState } from 'react'
import { Button } from 'antd'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { take } from '../../contract/complaints.ts'
import { countViews, listComplaints, lookUp } from '../../contract/desk.ts'
import type { QueueRow } from '../../contract/desk.ts'
import { holds, useMe } from '../identity/session.ts'
import { call } from '../kit/api.ts'
import { Icon } from '../kit/Icon.tsx'
import { useKeys } from '../kit/keys.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { nameTab } from '../kit/title.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useApi, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { CaseList } from './CaseList.tsx'
import { CasePane } from './CasePane.tsx'
import { FilterBar } from './FilterBar.tsx'
import { queryOf, viewOf, views } from './filters.ts'
import type { View } from './filters.ts'
import { holdOrder, leftOf } from './hold-order.ts'
import './desk.css'

type Counts = Readonly<Record<string, number>>

function countOf(counts: Counts | undefined, view: View): string {
  const name = view === 'hand_over' ? 'handOver' : view
  const count = counts?.[name]
  return count === undefined ? '' : count >= (counts?.['cap'] ?? 1000) ? `${count}+` : String(count)
}

function ViewRail({ current, onChoose }: { current: View | undefined; onChoose: (view: View) => void }) {
  const counts = useApi(countViews, {}, { refetchInterval: 60_000 }).data
  useEffect(() => nameTab(t('console.nav.queue')), [])
  return (
    <nav className="views" aria-label={t('console.views.title')}>
      {views.map((view) => {
        const count = countOf(counts, view)
        return (
          <button key={view} type="button" className={`view${view === current ? ' is-current' : ''}${view === 'overdue' && count !== '' && count !== '0' ? ' is-hot' : ''}`} aria-current={view === current ? 'true' : undefined} onClick={() => onChoose(view)}>
            <span>{t(`console.views.${view}`)}</span><span className="num hint">{count}</span>
          </button>
        )
      })}
    </nav>
  )
}

const nothingHeld = { key: '', rows: [] }

function isSameRows(a: readonly QueueRow[], b: readonly QueueRow[]): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i])
}

/** Rows of the view, or of a search, held still on screen. */
function useRows(search: URLSearchParams) {
  const find = search.get('find') ?? ''
  const list = usePages(listComplaints, { query: queryOf(search) }, { enabled: find === '' })
  const found = useApi(lookUp, { query: { q: find } }, { enabled: find !== '' })
  const fresh = find === '' ? list.items : found.data?.items
  const [held, setHeld] = useState<{ key: string; rows: readonly QueueRow[] }>(nothingHeld)
  const key = search.toString()
  const kept = held.key === key ? held.rows : []
  const gone = fresh === undefined ? [] : leftOf(kept, fresh)
  const left = useApi(listComplaints, { query: { ids: gone.join(','), limit: 100 } }, { enabled: gone.length > 0 }).data?.items
  const laid = fresh === undefined ? { rows: kept, arrivals: 0 } : holdOrder(kept, fresh, left)
  if (fresh !== undefined && (held.key !== key || !isSameRows(kept, laid.rows))) setHeld({ key, rows: laid.rows })
  const state = find === '' ? list : found
  return { ...laid, showNew: () => setHeld(nothingHeld), isPending: state.isPending, isError: state.isError, error: state.error, refetch: state.refetch, hasMore: find === '' && list.hasNextPage, loadingMore: list.isFetchingNextPage, more: list.fetchNextPage, find }
}

/** Takes the first unowned case that is still free when asked for. */
async function takeNext(): Promise<string | undefined> {
  const { items } = await call(listComplaints, { query: { view: 'unowned', limit: 5 } })
  for (const row of items) {
    try {
      await call(take, { params: { id: row.id }, body: { version: row.version }, idempotencyKey: crypto.randomUUID() })
      return row.id
    } catch (error) {
      if (problemOf(error).status !== 409) throw error
    }
  }
  return undefined
}

/** Shows the page. */
export default function QueuePage() {
  const { id } = useParams()
  const [search, setSearch] = useSearchParams()
  const navigate = useNavigate()
  const me = useMe().data
  const mayTake = me !== null && me !== undefined && holds(me, 'complaint:take')
  const list = useRows(search)
  const [filtering, setFiltering] = useState(false)
  const at = list.rows.findIndex((row) => row.id === id)

  const open = useCallback((next: string | undefined) => void navigate({ pathname: next === undefined ? '/queue' : `/queue/${next}`, search: search.toString() }), [navigate, search])
  const step = (by: number) => { const next = list.rows[Math.max(0, Math.min(list.rows.length - 1, at + by))]; if (next !== undefined) open(next.id) }
  const choose = (view: View) => void navigate({ pathname: '/queue', search: `view=${view}` })
  const next = () => void takeNext().then((taken) => {
    if (taken === undefined) return toast(t('console.list.none_free'))
    void forget(listComplaints.path, countViews.path)
    open(taken)
  }, (error: unknown) => toast(sayProblem(problemOf(error)), 'bad'))

  const only = list.find !== '' && list.rows.length === 1 ? list.rows[0]?.id : undefined
  useEffect(() => { if (only !== undefined && id === undefined) open(only) }, [only, id, open])
  useKeys([
    { keys: 'j', label: t('console.keys.next'), run: () => step(1) }, { keys: 'k', label: t('console.keys.previous'), run: () => step(-1) }, { keys: 'ArrowDown', label: '', run: () => step(1) }, { keys: 'ArrowUp', label: '', run: () => step(-1) },
    ...(id === undefined ? [] : [{ keys: 'Escape', label: t('console.keys.back'), run: () => open(undefined) }]), { keys: '.', label: t('console.keys.show_new'), run: list.showNew }, { keys: '\\', label: t('console.keys.filter'), run: () => setFiltering(!filtering) },
    ...(mayTake ? [{ keys: 'w', label: t('console.keys.take_next'), run: next }] : []),
  ])
  const view = viewOf(search)
  return (
    <div className={id === undefined ? 'desk' : 'desk has-case'}>
      <ViewRail current={list.find === '' ? view : undefined} onChoose={choose} />
      <section className="queue" aria-label={t('console.nav.queue')}>
        <header className="queue-head">
          <h1>{list.find === '' ? t(`console.views.${view}`) : t('console.search.results', { q: list.find })}</h1>
          {list.find === '' ? null : <button type="button" className="text-button" onClick={() => choose(view)}>{t('console.search.leave')}</button>}
          <span className="spring" />
          {list.find === '' ? <button type="button" className="ghost" aria-expanded={filtering} onClick={() => setFiltering(!filtering)}><Icon name="filter" />{t('console.list.filter')}</button> : null}
          {mayTake ? <Button size="small" type={id === undefined ? 'primary' : 'default'} onClick={next}>{t('console.list.take_next')}</Button> : null}
        </header>
        <FilterBar open={filtering} search={search} onChange={(changed) => setSearch(changed, { replace: true })} />
        {list.isPending ? <Skeleton rows={10} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : list.rows.length === 0
          ? <Empty icon={list.find === '' ? 'check' : 'search'} title={t(list.find === '' ? `console.empty.${view}` : 'console.empty.search')} hint={t(list.find === '' ? 'console.empty.queue_hint' : 'console.empty.search_hint')} {...(view === 'mine' && list.find === '' ? { action: mayTake ? <Button onClick={() => choose('unowned')}>{t('console.empty.see_unowned')}</Button> : <Button onClick={() => choose('open')}>{t('console.empty.see_open')}</Button> } : {})} />
          : <CaseList rows={list.rows} arrivals={list.arrivals} currentId={id} hasMore={list.hasMore} loadingMore={list.loadingMore} onShowNew={list.showNew} onMore={() => void list.more()} onOpen={open} />}
      </section>
      {id === undefined ? null : (
        <section className="desk-case">
          <div className="case-back"><button type="button" className="ghost" onClick={() => open(undefined)}><Icon name="left" />{t('console.nav.queue')}</button><span className="spring" /><button type="button" className="ghost" disabled={at <= 0} onClick={() => step(-1)} aria-label={t('console.keys.previous')}><Icon name="up" /></button><button type="button" className="ghost" disabled={at >= list.rows.length - 1} onClick={() => step(1)} aria-label={t('console.keys.next')}><Icon name="down" /></button></div>
          <CasePane key={id} id={id} nextId={list.rows[at + 1]?.id} onOpen={open} />
        </section>
      )}
    </div>
  )
}
