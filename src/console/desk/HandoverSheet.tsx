// The hand-over sheet at the end of a shift: what is due, promised and open, in three lines with their sources; offered to a colleague or accepted from one.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { Link, useSearchParams } from 'react-router'
import { answerSheet, getSheet, offerSheet } from '../../contract/duty.ts'
import { listComplaints } from '../../contract/desk.ts'
import type { ReplyOf } from '../../contract/endpoint.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { PageHead } from '../kit/PageHead.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import { sayClause, saySource } from '../complaints/routing-words.ts'
import '../kit/form.css'
import '../identity/duty.css'
import './floor.css'

type Sheet = ReplyOf<typeof getSheet>
type Case = Sheet['items'][number]

function Line({ title, clauses }: { title: string; clauses: Case['lines']['wants'] }) {
  return <><dt>{title}</dt><dd>{clauses.map((each, i) => <span key={i}>{sayClause(each)} <span className="hint">{saySource(each.source)}</span></span>)}</dd></>
}

function CaseCard({ item, on, onPick }: { item: Case; on: boolean; onPick: (on: boolean) => void }) {
  const { row } = item
  return (
    <article className={`sheet-case${item.dueBeforeReturn ? ' is-due' : ''}`}>
      <header>
        <label><input type="checkbox" checked={on} disabled={item.blocked !== null} onChange={(event) => onPick(event.target.checked)} />{row.keyword}</label>
        <Link to={`/queue/${row.id}`} className="hint mono">{spokenNo(row.complaintNo)}</Link>
        {row.nextDue === null ? null : <Countdown dueAt={row.nextDue.dueAt} provisional={row.nextDue.provisional} />}
        {item.promises.map((each, i) => <Tag key={i} tone="soon" icon="phone">{t('console.handover.promised')} <Moment at={each.dueAt} /></Tag>)}
        {item.pendingTo === null ? null : <Tag tone="info">{t('console.handover.pending', { name: item.pendingTo.name })}</Tag>}
      </header>
      <dl className="three">
        <Line title={t('console.handover.happened')} clauses={item.lines.happened} />
        <Line title={t('console.handover.promised_line')} clauses={item.lines.promised} />
        <Line title={t('console.handover.wants')} clauses={item.lines.wants} />
      </dl>
      {item.blocked === null || item.pendingTo !== null ? null : <p className="notice is-soon"><Icon name="lock" />{sayProblem(item.blocked)}</p>}
    </article>
  )
}

function Offer({ sheet, picked, onDone }: { sheet: Sheet; picked: readonly Case[]; onDone: () => void }) {
  const [to, setTo] = useState('')
  const offer = useAct(offerSheet)
  const send = () => offer.mutate({ body: { toId: to, reason: t('console.handover.reason'), cases: picked.map(({ row }) => ({ id: row.id, version: row.version })) } }, {
    onSuccess: ({ items }) => {
      const refused = items.filter((each) => !each.offered)
      toast(refused.length === 0 ? t('console.handover.offered', { count: items.length }) : t('console.handover.some_refused', { done: items.length - refused.length, refused: refused.length, why: refused[0]?.refused ? sayProblem(refused[0].refused) : '' }), refused.length === 0 ? undefined : 'bad')
      void forget(getSheet.path, listComplaints.path)
      onDone()
    },
    onError: (error) => toast(sayProblem(problemOf(error)), 'bad'),
  })
  return (
    <div className="page-foot">
      <strong>{t('console.handover.picked', { count: picked.length })}</strong>
      <span className="spring" />
      <select className="input" aria-label={t('console.handover.to')} value={to} onChange={(event) => setTo(event.target.value)}>
        <option value="">{t('console.handover.to')}</option>
        {sheet.candidates.map((each) => <option key={each.person.id} value={each.person.id}>{each.person.name} · {each.open}/{each.capacity}</option>)}
      </select>
      <Button type="primary" disabled={to === '' || picked.length === 0} loading={offer.isPending} onClick={send}>{t('console.handover.offer')}</Button>
    </div>
  )
}

/** Hand-overs others offered to me, answered at once. */
function Incoming() {
  const list = useApi(listComplaints, { query: { view: 'hand_over', limit: 50 } })
  const answer = useAct(answerSheet)
  const items = list.data?.items ?? []
  if (items.length === 0) return null
  const send = (accept: boolean) => answer.mutate({ body: { accept, cases: items.map(({ id, version }) => ({ id, version })) } }, {
    onSuccess: (done) => {
      toast(t(accept ? 'console.handover.accepted' : 'console.handover.declined', { count: done.items.filter((each) => each.done).length }))
      void forget(listComplaints.path, getSheet.path)
    },
    onError: (error) => toast(sayProblem(problemOf(error)), 'bad'),
  })
  return (
    <section className="notice"><Icon name="send" />
      <span>{t('console.handover.incoming', { count: items.length })} {items.slice(0, 3).map((row) => <Link key={row.id} to={`/queue/${row.id}?view=hand_over`}> {row.keyword}</Link>)}</span>
      <span className="notice-act"><Button size="small" type="primary" loading={answer.isPending} onClick={() => send(true)}>{t('console.handover.accept_all')}</Button> <Button size="small" onClick={() => send(false)}>{t('console.handover.decline_all')}</Button></span>
    </section>
  )
}

/** Shows the page; `?owner=` another person's sheet, for who plans the floor. */
export default function HandoverSheet() {
  const [search] = useSearchParams()
  const owner = search.get('owner') ?? undefined
  const sheet = useApi(getSheet, { query: owner === undefined ? {} : { owner } })
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map())
  if (sheet.isPending) return <div className="page"><Skeleton rows={10} /></div>
  if (sheet.isError) return <div className="page"><ErrorState error={sheet.error} retry={() => void sheet.refetch()} /></div>
  const { data } = sheet
  // what falls due before one is back is ticked from the start
  const isOn = (item: Case): boolean => item.blocked === null && (chosen.get(item.row.id) ?? item.dueBeforeReturn)
  const picked = data.items.filter(isOn)
  const due = data.items.filter((item) => item.dueBeforeReturn)
  const groups = [['due', due], ['promised_group', data.items.filter((item) => !item.dueBeforeReturn && item.promises.length > 0)], ['open', data.items.filter((item) => !item.dueBeforeReturn && item.promises.length === 0)]] as const
  return (
    <div className="page">
      <div className="page-inner sheet-cases">
        <PageHead title={t('console.handover.title')} hint={<>{data.owner.name} · {data.returnsAt === null ? t('console.handover.return_unplanned') : <>{t('console.handover.returns')} <Moment at={data.returnsAt} begins /></>}</>} />
        {owner === undefined ? <Incoming /> : null}
        {data.items.length === 0 ? <Empty icon="check" title={t('console.handover.none')} hint={t('console.handover.none_hint')} /> : groups.map(([name, items]) => (items.length === 0 ? null : (
          <section key={name} className="sheet-cases" aria-label={t(`console.handover.${name}`)}>
            <h2>{t(`console.handover.${name}`)} <span className="hint num">{items.length}</span></h2>
            {items.map((item) => <CaseCard key={item.row.id} item={item} on={isOn(item)} onPick={(on) => setChosen(new Map([...chosen, [item.row.id, on]]))} />)}
          </section>
        )))}
        {data.more ? <p className="hint">{t('console.handover.more')}</p> : null}
        {data.items.length === 0 ? null : <Offer sheet={data} picked={picked} onDone={() => setChosen(new Map())} />}
      </div>
    </div>
  )
}
