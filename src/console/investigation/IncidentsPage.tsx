// Incidents: what the figures suggest, those open and those closed, and the door to a new one.
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { listIncidents, suggestIncidents } from '../../contract/incidents.ts'
import { holds, useMe } from '../identity/session.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { useApi, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { IncidentView } from './IncidentView.tsx'
import { reasonWords } from './incident-words.ts'
import { OpenIncident } from './OpenIncident.tsx'
import type { Start } from './OpenIncident.tsx'
import '../kit/form.css'
import './incidents.css'

/** Shows the page: one incident, or the list. */
export default function IncidentsPage() {
  const { id } = useParams()
  return <div className="page"><div className="page-inner">{id === undefined ? <Overview /> : <IncidentView key={id} id={id} />}</div></div>
}

function Overview() {
  const me = useMe().data
  const mayManage = me !== null && me !== undefined && holds(me, 'incident:manage')
  const [opening, setOpening] = useState<Start>()
  const [state, setState] = useState<'open' | 'closed'>('open')
  return (
    <>
      <PageHead title={t('console.incidents.page')} hint={t('console.incidents.page_hint')}>{mayManage ? <Button type="primary" onClick={() => setOpening({})}><Icon name="add" size={14} />{t('console.incidents.open')}</Button> : null}</PageHead>
      {mayManage ? <Suggestions onOpen={setOpening} /> : null}
      <div className="bar" role="group" aria-label={t('console.incidents.which')}>{(['open', 'closed'] as const).map((each) => <button key={each} type="button" className="chip" aria-pressed={state === each} onClick={() => setState(each)}>{t(`console.incidents.state.${each}`)}</button>)}</div>
      <List key={state} state={state} />
      {opening === undefined ? null : <OpenIncident start={opening} onClose={() => setOpening(undefined)} />}
    </>
  )
}

function Suggestions({ onOpen }: { onOpen: (start: Start) => void }) {
  const { data } = useApi(suggestIncidents, {}, { refetchInterval: 60_000 })
  if (data === undefined || data.items.length === 0) return null
  return (
    <section className="suggestions" aria-label={t('console.incidents.suggested')}>
      {data.items.map((each) => (
        <div key={each.unit.id} className="notice is-soon"><Icon name="alarm" size={14} />
          <span><strong>{t('console.incidents.suggestion', { n: each.count, hours: each.hours, unit: each.unit.name })}</strong>{each.reason === null ? null : <> · {reasonWords(each.reason)}</>} <span className="hint num">{t('console.incidents.usual', { n: each.usual })}</span></span>
          <Button size="small" onClick={() => onOpen({ unit: each.unit, reason: each.reason, from: each.from })}>{t('console.incidents.look_into')}</Button></div>
      ))}
    </section>
  )
}

function List({ state }: { state: 'open' | 'closed' }) {
  const list = usePages(listIncidents, { query: { state, limit: 30 } })
  if (list.isPending) return <Skeleton />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  if (items.length === 0) return <Empty icon="flag" title={t(`console.incidents.none_${state}`)} hint={t('console.incidents.none_hint')} />
  return (
    <>
      <ul className="incident-list">
        {items.map((each) => (
          <li key={each.id} className="card incident-row"><Link to={`/incidents/${each.id}`}><strong>{each.title}</strong></Link>
            <span className="num incident-count">{t('console.incidents.cases', { n: each.cases })}</span>
            <span className="hint">{each.unit === null ? null : `${each.unit.name} · `}{each.link === null ? null : `${label('link', each.link)} · `}{each.openedBy} · <Moment at={each.closedAt ?? each.openedAt} /></span>
            {each.state === 'open' ? <Tag tone="soon">{t('console.incidents.state.open')}</Tag> : <Tag>{t('console.incidents.state.closed')}</Tag>}</li>
        ))}
      </ul>
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </>
  )
}
