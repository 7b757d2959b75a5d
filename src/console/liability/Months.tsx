// The months of settlement for finance: what is issued, what runs, what can be issued, and a month's statements, the largest first.
import { useState } from 'react'
import { Link } from 'react-router'
import { exportMonth, issueMonth, listSettlementMonths, listStatements } from '../../contract/settlements.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { asked } from '../kit/base.ts'
import { Button } from '../kit/Button.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Money } from '../kit/Money.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi, usePages } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'

type Month = ReplyOf<typeof listSettlementMonths>['items'][number]
const tones = { open: 'outline', running: 'info', done: 'good' } as const

function MonthRow({ month, isNow }: { month: Month; isNow: boolean }) {
  const issue = useAct(issueMonth, { onDone: () => void forget('/api/settlement-months') })
  return (
    <tr>
      <th scope="row">{month.state === 'open' ? <strong className="num">{month.month}</strong> : <Link to={`/settlements/months/${month.month}`}><strong className="num">{month.month}</strong></Link>}</th>
      <td><Tag tone={tones[month.state]}>{t(isNow ? 'console.settlement.month_now' : `console.settlement.month_${month.state}`)}</Tag></td>
      <td className="num">{month.state === 'open' ? null : t('console.settlement.statements', { n: month.statements })}</td>
      <td className="num"><Money value={month.total} /></td>
      <td className="hint">{month.openDisputes === 0 ? (month.disputeUntil === null ? null : <>{t('console.settlement.dispute_until')} <Moment at={month.disputeUntil} /></>) : <Link to="/settlements/disputes">{t('console.settlement.open_disputes', { n: month.openDisputes })}</Link>}</td>
      <td><span className="row-acts">
        {month.state === 'open' && !isNow ? <Button type="primary" size="small" loading={issue.isPending} onClick={() => issue.mutate({ body: { month: month.month } }, { onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })}>{t('console.settlement.issue')}</Button> : null}
        {month.state === 'done' ? <a href={asked(exportMonth.path.replace(':month', month.month))} download>{t('console.settlement.export')}</a> : null}
      </span></td>
    </tr>
  )
}

/** All months. */
export function Months() {
  const list = useApi(listSettlementMonths, {}, { refetchInterval: 3000 })
  if (list.isPending) return <Skeleton rows={6} />
  if (list.isError) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  return (
    <>
      <PageHead title={t('console.settlement.months')} hint={t('console.settlement.months_hint')} />
      <div className="card table-wrap"><table className="plain">
        <thead><tr>{['month', 'state', 'count', 'total', 'window', 'acts'].map((name) => <th key={name} scope="col" className={name === 'count' || name === 'total' ? 'num' : undefined}>{t(`console.settlement.col.${name}`)}</th>)}</tr></thead>
        <tbody>{list.data.items.map((month, i) => <MonthRow key={month.month} month={month} isNow={i === 0 && month.state === 'open'} />)}</tbody>
      </table></div>
    </>
  )
}

/** The statements of one month. */
export function MonthStatements({ month }: { month: string }) {
  const [words, setWords] = useState('')
  const list = usePages(listStatements, { query: { month, limit: 50, ...(words.trim() === '' ? {} : { q: words.trim() }) } }, { keep: true })
  const items = list.items ?? []
  return (
    <>
      <PageHead title={t('console.settlement.month_title', { month })}><Link to="/settlements/months" className="hint"><Icon name="left" size={14} />{t('console.settlement.months')}</Link></PageHead>
      <div className="bar"><input type="search" className="input" aria-label={t('console.settlement.find_unit')} placeholder={t('console.settlement.find_unit')} value={words} onChange={(event) => setWords(event.target.value)} /></div>
      {list.isPending ? <Skeleton rows={8} /> : list.isError ? <ErrorState error={list.error} retry={() => void list.refetch()} /> : items.length === 0 ? <Empty icon="file" title={t('console.settlement.no_statements')} /> : (
        <div className="card table-wrap"><table className="plain">
          <thead><tr>{['unit', 'opening', 'recovery', 'penalty', 'back', 'closing', 'disputes'].map((name) => <th key={name} scope="col" className={name === 'unit' || name === 'disputes' ? undefined : 'num'}>{t(`console.settlement.col.${name}`)}</th>)}</tr></thead>
          <tbody>{items.map((each) => (
            <tr key={each.id}>
              <th scope="row"><Link to={`/settlements/months/${each.id}`}>{each.unit.name}</Link> <span className="hint mono">{each.unit.code}</span></th>
              {[each.opening, each.recovery, each.penalty, { minor: each.reversal.minor + each.correction.minor, currency: 'CNY' as const }].map((value, i) => <td key={i} className="num col-more"><Money value={value} /></td>)}
              <td className="num"><strong><Money value={each.closing} /></strong></td>
              <td>{each.openDisputes === 0 ? null : <Tag tone="soon">{t('console.settlement.open_disputes', { n: each.openDisputes })}</Tag>}</td>
            </tr>
          ))}</tbody>
        </table></div>
      )}
      {list.hasNextPage ? <p className="list-end"><Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button></p> : null}
    </>
  )
}
