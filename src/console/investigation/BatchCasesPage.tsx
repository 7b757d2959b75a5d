// Merchant batch cases: those there are, and a new one from pasted lines.
import { Link, useParams } from 'react-router'
import { listBatchCases } from '../../contract/batch-cases.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { BatchCaseView } from './BatchCaseView.tsx'
import { NewBatchCase } from './NewBatchCase.tsx'
import '../kit/form.css'
import './incidents.css'

/** Shows the page: the list, a new one, or one of them. */
export default function BatchCasesPage() {
  const { id } = useParams()
  return <div className="page"><div className="page-inner">{id === undefined ? <List /> : id === 'new' ? <NewBatchCase /> : <BatchCaseView key={id} id={id} />}</div></div>
}

function List() {
  const list = usePages(listBatchCases, { query: { limit: 30 } })
  const items = list.items ?? []
  return (
    <>
      <PageHead title={t('console.incidents.batch.page')} hint={t('console.incidents.batch.page_hint')}><Link className="btn is-primary" to="/batch-cases/new"><Icon name="add" size={14} />{t('console.incidents.batch.new')}</Link></PageHead>
      {list.isPending ? <Skeleton /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : items.length === 0 ? <Empty icon="parcel" title={t('console.incidents.batch.none')} hint={t('console.incidents.batch.none_hint')} /> : (
        <ul className="incident-list">{items.map((each) => (
          <li key={each.id} className="card incident-row"><Link to={`/batch-cases/${each.id}`}><strong>{each.title}</strong></Link><span className="num incident-count">{t('console.incidents.batch.lines', { n: each.lines })}</span>
            <span className="hint">{each.customer} · <span className="mono">{spokenNo(each.complaintNo)}</span> · {each.by} · <Moment at={each.at} /></span>
            <Tag tone={each.state === 'done' ? (each.refused > 0 ? 'soon' : 'good') : each.state === 'failed' ? 'overdue' : 'info'}>{t(`console.incidents.batch.state_${each.state}`)}</Tag></li>
        ))}</ul>
      )}
      {list.hasNextPage ? <div className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></div> : null}
    </>
  )
}
