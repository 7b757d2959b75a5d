// The record of a case as a story: who, when, what, on what ground; newest first.
import { listEvents } from '../../contract/desk.ts'
import type { entry } from '../../contract/desk.ts'
import type { z } from 'zod'
import { Button } from 'antd'
import { reasonCodes } from '../../domain/complaints/vocabulary.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { Moment } from '../kit/Moment.tsx'
import { wordParams } from '../kit/problem.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { usePages } from '../kit/use-api.ts'
import { hasWords, t } from '../kit/words.ts'

type Entry = z.output<typeof entry>

/** The sentence of one line of the record; free words a person typed follow it as a quotation. */
function sentence({ type, params, by }: Entry): string {
  const words = wordParams(params)
  const spoken = by.kind === 'customer' ? [`codes.event.${type}_by_customer`] : []
  for (const key of [...spoken, `codes.event.${type}`, `codes.event.${type.replace('.', '_')}`]) if (hasWords(key)) return t(key, words)
  return type
}

/** Filing and classifying name their reason by its code. */
function isReason(value: string): boolean {
  return reasonCodes.some((code) => value === code || value.startsWith(`${code}.`))
}

function quotation({ params }: Entry): string | undefined {
  for (const name of ['text', 'summary', 'reason', 'words', 'note']) {
    const value = params[name]
    if (typeof value === 'string' && value !== '' && !/^[0-9a-f]{64}$/.test(value)) return isReason(value) ? reasonLabel(value) : value
  }
  return undefined
}

function Line({ entry: each }: { entry: Entry }) {
  const quote = quotation(each)
  const said = sentence(each)
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
