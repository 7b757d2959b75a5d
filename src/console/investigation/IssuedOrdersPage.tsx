// Work contact orders as those who ask them follow them up: by what waits for whom, mine or all I may see, several reminded at once; and the units out of order.
import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { listIssuedOrders, orderLists, remindOrders } from '../../contract/orders.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { useMe } from '../identity/session.ts'
import { call } from '../kit/api.ts'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { nameTab } from '../kit/title.ts'
import { toast } from '../kit/toast.tsx'
import { forget, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { orderKinds } from '../../domain/investigation/orders.ts'
import { AbnormalUnits } from './AbnormalUnits.tsx'
import { StageTag } from './OrderBoard.tsx'
import '../kit/form.css'
import './orders.css'

type Row = ReplyOf<typeof listIssuedOrders>['items'][number]
type List = (typeof orderLists)[number]
const parts = [...orderLists, 'units'] as const

/** The words of the second line of a row: how long it has, or when it ended. */
function When({ row }: { row: Row }) {
  if (row.state === 'open') return row.kind === 'notice' ? <span className="hint">{t('console.orders.receipt_waits')}</span> : <Countdown dueAt={row.dueAt} what={t('clocks.kind.outlet_reply')} />
  return <Moment at={row.settledAt ?? row.answeredAt ?? row.askedAt} />
}

function Rows({ rows, chosen, onChoose }: { rows: readonly Row[]; chosen: ReadonlySet<string>; onChoose: (id: string, on: boolean) => void }) {
  const canRemind = rows.some((row) => row.acts.reminder === true)
  const column = (name: string) => <th scope="col">{t(`console.orders.col_${name}`)}</th>
  return (
    <div className="table-wrap card">
      <table className="plain orders-table">
        <thead><tr>{canRemind ? <th scope="col"><span className="sr">{t('console.orders.choose')}</span></th> : null}{column('unit')}{column('stage')}{column('question')}{column('case')}{column('due')}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              {canRemind ? <td>{row.acts.reminder === true ? <input type="checkbox" aria-label={t('console.orders.choose_one', { unit: row.unit.name })} checked={chosen.has(row.id)} onChange={(event) => onChoose(row.id, event.target.checked)} /> : null}</td> : null}
              <th scope="row">{row.staffName === null ? row.unit.name : `${row.staffName} · ${row.unit.name}`}{row.kind === 'question' ? null : <> <Tag tone="outline">{label('orderKind', row.kind)}</Tag></>}{row.reminded === 0 ? null : <span className="hint"> {t('console.orders.reminded', { n: row.reminded })}</span>}</th>
              <td><StageTag stage={row.stage} /></td>
              <td className="order-question-cell">{row.question}</td>
              <td><Link to={`/queue/${row.complaintId}?view=open`}>{row.keyword}</Link> <span className="hint mono">{spokenNo(row.complaintNo)}</span>{row.owner === null ? null : <span className="hint"> {row.owner}</span>}</td>
              <td className="num"><When row={row} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Found({ list, whose, kind, unit }: { list: List; whose: 'mine' | 'all'; kind: string; unit: string }) {
  const known = orderKinds.find((each) => each === kind)
  const pages = usePages(listIssuedOrders, { query: { list, whose, limit: 50, ...(known === undefined ? {} : { kind: known }), ...(unit === '' ? {} : { unit }) } })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  if (pages.isPending) return <Skeleton rows={6} />
  if (pages.isError) return <ErrorState error={pages.error} retry={() => void pages.refetch()} />
  const rows = pages.items ?? []
  if (rows.length === 0) return <Empty icon="outlet" title={t(`console.orders.none.${list}`)} hint={t('console.orders.none_hint')} />
  const can = rows.filter((row) => row.acts.reminder === true)
  const picked = can.filter((row) => chosen.has(row.id)).slice(0, 100)
  const remind = async () => {
    setBusy(true)
    try {
      const { items } = await call(remindOrders, { body: { ids: picked.map((row) => row.id) }, idempotencyKey: crypto.randomUUID() })
      const refused = items.filter((item) => item.refused !== null)
      toast(t('console.orders.reminded_n', { n: items.length - refused.length }) + (refused.length === 0 ? '' : ` ${t('console.orders.not_reminded', { n: refused.length })}`), refused.length === items.length ? 'bad' : 'good')
      setChosen(new Set())
      await forget(listIssuedOrders.path)
    } catch (error) {
      toast(sayProblem(problemOf(error)), 'bad')
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Rows rows={rows} chosen={chosen} onChoose={(id, on) => setChosen((old) => { const next = new Set(old); if (on) next.add(id); else next.delete(id); return next })} />
      {pages.hasNextPage ? <p className="list-end"><Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>{t('console.list.more')}</Button></p> : null}
      {can.length === 0 ? null : (
        <div className={picked.length === 0 ? 'orders-list-foot' : 'page-foot orders-list-foot'}>
          <span className="hint">{t('console.orders.chosen', { n: picked.length })} <button type="button" className="text-button" onClick={() => setChosen(picked.length === can.length ? new Set() : new Set(can.map((row) => row.id)))}>{t(picked.length === can.length ? 'console.orders.choose_none' : 'console.orders.choose_all')}</button></span>
          {picked.length === 0 ? null : <Button type="primary" loading={busy} onClick={() => void remind()}>{t('console.orders.remind')}</Button>}
        </div>
      )}
    </>
  )
}

/** Shows the page; which list, whose and which kind stand in its address. */
export default function IssuedOrdersPage() {
  const me = useMe().data
  const [search, setSearch] = useSearchParams()
  useEffect(() => nameTab(t('console.orders.page')), [])
  const part = parts.find((each) => each === search.get('list')) ?? 'open'
  // who leads a province looks at its units; who handles cases at their own
  const whose = search.get('whose') === 'all' || (search.get('whose') === null && me?.roleCode === 'province_manager') ? 'all' : 'mine'
  const set = (name: string, value: string) => setSearch((old) => { const next = new URLSearchParams(old); if (value === '') next.delete(name); else next.set(name, value); return next }, { replace: true })
  const to = (list: string) => { const next = new URLSearchParams(search); next.set('list', list); return `?${next.toString()}` }
  return (
    <div className="railed">
      <nav className="views" aria-label={t('console.orders.page')}>
        {parts.map((each) => <Link key={each} to={to(each)} className={each === part ? 'view is-current' : 'view'} aria-current={each === part ? 'page' : undefined}>{t(`console.orders.list.${each}`)}</Link>)}
      </nav>
      <div className="page"><div className="page-inner">
        <PageHead title={t(`console.orders.list.${part}`)} hint={t(`console.orders.list_hint.${part}`)} />
        {part === 'units' ? <AbnormalUnits /> : (
          <>
            <div className="bar">
              <select className="input" aria-label={t('console.orders.whose')} value={whose} onChange={(event) => set('whose', event.target.value)}>{(['mine', 'all'] as const).map((each) => <option key={each} value={each}>{t(`console.orders.whose_${each}`)}</option>)}</select>
              <select className="input" aria-label={t('console.orders.field.kind')} value={search.get('kind') ?? ''} onChange={(event) => set('kind', event.target.value)}><option value="">{t('console.orders.any_kind')}</option>{orderKinds.map((each) => <option key={each} value={each}>{label('orderKind', each)}</option>)}</select>
              <input className="input" aria-label={t('console.orders.unit_code')} placeholder={t('console.orders.unit_code')} defaultValue={search.get('unit') ?? ''} maxLength={30} onBlur={(event) => set('unit', event.target.value.trim())} onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) set('unit', event.currentTarget.value.trim()) }} />
            </div>
            <Found key={`${part}${whose}${search.get('kind')}${search.get('unit')}`} list={part} whose={whose} kind={search.get('kind') ?? ''} unit={search.get('unit') ?? ''} />
          </>
        )}
      </div></div>
    </div>
  )
}
