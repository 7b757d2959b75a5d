// The record of a case as a story: who, when, what, on what ground; newest first.
import { listEvents } from '../../contract/desk.ts'
import { Button } from '../kit/Button.tsx'
import { Moment } from '../kit/Moment.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { quotationOf, sentenceOf } from './record-words.ts'
import type { Entry } from './record-words.ts'

function Line({ entry: each }: { entry: Entry }) {
  const quote = quotationOf(each)
  const said = sentenceOf(each)
  return (
    <li className={`record-line by-${each.by.kind}`}>
      <span className="record-when"><Moment at={each.at} /></span>
      <div>
        <p><strong>{each.by.name}</strong> {said}</p>
        {quote === undefined || said.includes(quote) ? null : <p className="quiet record-quote">{quote}</p>}
      </div>
      <span className="hint mono record-hash" title={t('console.record.hash', { seq: each.seq, hash: each.hash })}>#{each.seq}</span>
    </li>
  )
}

/** Shows the record of a case, page by page. */
export function CaseRecord({ id }: { id: string }) {
  const { items, isPending, isError, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = usePages(listEvents, { params: { id }, query: { limit: 50 } })
  if (isPending) return <Skeleton rows={4} />
  if (isError) return <ErrorState error={error} retry={() => void refetch()} />
  return (
    <>
      <ol className="record">{(items ?? []).map((each) => <Line key={each.seq} entry={each} />)}</ol>
      {hasNextPage ? <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('console.list.more')}</Button> : null}
    </>
  )
}
