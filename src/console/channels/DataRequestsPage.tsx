// Requests of customers about their own data: the open ones soonest due, each with what it touches and the possible answers.
import { Button } from '../kit/Button.tsx'
import { Navigate, NavLink, useNavigate, useParams } from 'react-router'
import { listDataRequests } from '../../contract/data-requests.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Rail } from '../kit/Rail.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
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
              <span className="request-head"><strong>{label('dataWant', item.wants)}</strong>{item.result === null ? <Countdown dueAt={item.dueAt} what={t('console.data_requests.due')} /> : <Tag tone={item.result === 'refused' ? 'plain' : 'good'}>{label('dataResult', item.result)}</Tag>}</span>
              <span className="hint"><span className="mono">{spokenNo(item.complaintNo)}</span> · {item.phoneMasked ?? item.nameMasked ?? label('field', 'name')} · <Moment at={item.answeredAt ?? item.openedAt} /></span>
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
  if (given !== 'open' && given !== 'answered') return <Navigate to="/data-requests/open" replace />
  const state: State = given
  return (
    <div className="railed">
      <Rail title={t('console.data_requests.title')} groups={[{ name: t('console.data_requests.title'), items: (['open', 'answered'] as const).map((each) => ({ to: `/data-requests/${each}`, words: t(`console.data_requests.${each}_tab`) })) }]} />
      <div className={`requests-page${id === undefined ? '' : ' has-chosen'}`}>
        <section className="requests-side" aria-labelledby="requests-title">
          <h1 id="requests-title">{t(`console.data_requests.${state}_tab`)}</h1>
          <Requests key={state} state={state} chosen={id} />
        </section>
        <section className="requests-main">
          {id === undefined ? <p className="state hint">{t('console.data_requests.choose_hint')}</p>
            : <div className="request"><button type="button" className="text-button requests-back" onClick={() => void navigate(`/data-requests/${state}`)}><Icon name="left" size={14} />{t('console.data_requests.back')}</button><DataRequest key={id} id={id} /></div>}
        </section>
      </div>
    </div>
  )
}
