// Requests of customers about their own data: the open ones soonest due, each with what it touches and the possible answers.
import { Button } from '../kit/Button.tsx'
import { NavLink, useNavigate, useParams } from 'react-router'
import { listDataRequests } from '../../contract/data-requests.ts'
import { showComplaintNumber } from '../../domain/complaints/number.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { DataRequest } from './DataRequest.tsx'
import '../kit/form.css'
import './data-requests.css'

type State = 'open' | 'answered'

function Requests({ state, chosen }: { state: State; chosen: string | undefined }) {
  const list = usePages(listDataRequests, { query: { state, limit: 50 } })
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  if (items.length === 0) return <Empty icon="check" title={t(`console.data_requests.none_${state}`)} hint={t(`console.data_requests.none_${state}_hint`)} />
  return (
    <>
      <ul className="request-list">
        {items.map((item) => (
          <li key={item.id}>
            <NavLink to={`/data-requests/${state}/${item.id}`} aria-current={item.id === chosen ? 'true' : undefined}>
              <span className="request-head"><strong>{label('dataWant', item.wants)}</strong>{item.result === null ? <Countdown dueAt={item.dueAt} what={t('console.data_requests.due')} /> : <Tag tone={item.result === 'refused' ? 'soon' : 'good'}>{label('dataResult', item.result)}</Tag>}</span>
              <span className="hint"><span className="mono">{showComplaintNumber(item.complaintNo)}</span> · {item.phoneMasked ?? item.nameMasked ?? label('field', 'name')} · <Moment at={item.answeredAt ?? item.openedAt} /></span>
            </NavLink>
          </li>
        ))}
      </ul>
      {list.hasNextPage ? <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button> : null}
    </>
  )
}

/** Shows the page. */
export default function DataRequestsPage() {
  const { state: given, id } = useParams()
  const navigate = useNavigate()
  const state: State = given === 'answered' ? 'answered' : 'open'
  return (
    <div className={`page requests-page${id === undefined ? '' : ' has-chosen'}`}>
      <section className="requests-side" aria-label={t('console.data_requests.title')}>
        <h1>{t('console.data_requests.title')}</h1>
        <nav className="request-tabs" aria-label={t('console.data_requests.title')}>
          <NavLink to="/data-requests/open"><Icon name="clock" />{t('console.data_requests.open_tab')}</NavLink>
          <NavLink to="/data-requests/answered"><Icon name="check" />{t('console.data_requests.answered_tab')}</NavLink>
        </nav>
        <Requests key={state} state={state} chosen={id} />
      </section>
      <section className="requests-main">
        {id === undefined ? <Empty icon="file" title={t('console.data_requests.choose')} hint={t('console.data_requests.choose_hint')} />
          : <><button type="button" className="text-button requests-back" onClick={() => void navigate(`/data-requests/${state}`)}><Icon name="left" size={14} />{t('console.data_requests.back')}</button><DataRequest key={id} id={id} /></>}
      </section>
    </div>
  )
}
