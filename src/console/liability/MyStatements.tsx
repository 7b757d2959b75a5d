// The statements of one's own unit and those below it, the newest first, with what is booked in the month that runs.
import { Link } from 'react-router'
import { listMyStatements } from '../../contract/settlements.ts'
import { Button } from '../kit/Button.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money, moneyWords } from '../kit/Money.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { usePages } from '../kit/use-api.ts'
import { useNow } from '../kit/clock.ts'
import { t } from '../kit/words.ts'

/** The list. */
export function MyStatements() {
  const list = usePages(listMyStatements, { query: { limit: 50 } })
  const now = useNow(60_000)
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const items = list.items ?? []
  const first = list.data.pages[0]
  return (
    <>
      <PageHead title={t('console.settlement.mine')} hint={t('console.settlement.mine_hint')} />
      {first === undefined || first.sinceEntries === 0 ? null : <p className="notice">{t('console.settlement.since', { n: first.sinceEntries, sum: moneyWords(first.since) })}</p>}
      {items.length === 0 ? <Empty icon="file" title={t('console.settlement.none_yet')} hint={t('console.settlement.none_yet_hint')} /> : (
        <ul className="card settle-list">{items.map((each) => (
          <li key={each.id}><Link to={`/settlements/mine/${each.id}`}>
            <span className="settle-line-head"><strong className="num">{each.month}</strong><strong><Money value={each.closing} /></strong></span>
            <span className="hint">{each.unit.name} · {t('console.settlement.lines', { n: each.entries })}</span>
            {each.openDisputes > 0 ? <Tag tone="soon">{t('console.settlement.open_disputes', { n: each.openDisputes })}</Tag> : Date.parse(each.disputeUntil) > now ? <span className="hint">{t('console.settlement.window')} <Moment at={each.disputeUntil} /></span> : null}
          </Link></li>
        ))}</ul>
      )}
      {list.hasNextPage ? <p className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></p> : null}
    </>
  )
}
