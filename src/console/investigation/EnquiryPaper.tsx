// A partner enquiry as a sheet of A4 in the order of CN 08: the item, what is asked, what customs say, and room for the answer.
import { useEffect } from 'react'
import { Link, useParams } from 'react-router'
import { listCaseOrders } from '../../contract/orders.ts'
import { useMe } from '../identity/session.ts'
import { Button } from '../kit/Button.tsx'
import { Money } from '../kit/Money.tsx'
import { spokenNo } from '../kit/spoken-no.ts'
import { Empty, ErrorState, Skeleton } from '../kit/states.tsx'
import { nameTab } from '../kit/title.ts'
import { fullMoment } from '../kit/time-words.ts'
import { useApi } from '../kit/use-api.ts'
import { Watermark } from '../kit/Watermark.tsx'
import { label, t } from '../kit/words.ts'
import '../kit/paper.css'
import type { Detail } from './order-acts.ts'

const moment = (at: string): string => fullMoment(Date.parse(at))

function Row({ name, children }: { name: string; children: React.ReactNode }) {
  return <div><dt>{t(`console.orders.field.${name}`)}</dt><dd>{children}</dd></div>
}

function Sheet({ order }: { order: Detail }) {
  const { fields } = order
  if (fields === null) return null
  return (
    <article className="paper">
      <header className="paper-head"><div><h1>{t('console.orders.paper.title')}</h1><p className="mono">{spokenNo(order.complaintNo)}</p><p className="hint">{t('console.orders.paper.made', { at: moment(order.askedAt), by: order.askedBy })}</p></div><p className="hint">CN 08</p></header>
      <dl className="paper-facts">
        <Row name="unit">{order.unit.name}</Row>
        <Row name="itemNumber"><span className="mono">{fields.itemNumber}</span>{fields.numberHolds === null ? null : <span className="hint"> {t(fields.numberHolds ? 'console.orders.number_holds' : 'console.orders.number_fails', { number: fields.itemNumber })}</span>}</Row>
        <Row name="enquiryReason">{label('enquiryReason', fields.reason)}{fields.customs === undefined ? '' : ` — ${label('customsReason', fields.customs)}`}</Row>
        <Row name="postedOn">{fields.postedOn ?? '—'}</Row><Row name="office">{fields.office ?? '—'}</Row><Row name="destination">{fields.destination ?? '—'}</Row><Row name="contents">{fields.contents ?? '—'}</Row>
        <Row name="value">{fields.value === undefined ? '—' : <Money value={fields.value} />}</Row>
        <Row name="question">{order.question}</Row>
        <Row name="reply_by">{moment(order.dueAt)}</Row>
        <Row name="reply">{order.answerText === null ? '' : `${order.answerText} (${order.answeredBy ?? ''}${order.answeredAt === null ? '' : `, ${moment(order.answeredAt)}`})`}</Row>
      </dl>
      <div className="paper-signs">{(['asker', 'partner'] as const).map((who) => <p key={who}><span>{t(`console.orders.paper.sign_${who}`)}</span><i aria-hidden="true" /></p>)}</div>
      <p className="hint paper-note">{t('console.orders.paper.minimum')}</p>
    </article>
  )
}

/** Shows the sheet of one enquiry. */
export default function EnquiryPaper() {
  const { id = '', order: orderId = '' } = useParams()
  const me = useMe().data
  const board = useApi(listCaseOrders, { params: { id } })
  useEffect(() => nameTab(t('console.orders.paper.title')), [])
  const order = board.data?.items.find((each) => each.id === orderId && each.fields !== null)
  return (
    <div className="page paper-page"><div className="page-inner">
      <div className="paper-acts"><Link to={`/queue/${id}?view=open`}>{t('console.floorRest.paper.back')}</Link><span className="spring" />{order === undefined ? null : <Button type="primary" onClick={() => print()}>{t('console.orders.paper.print')}</Button>}</div>
      {board.isPending ? <Skeleton rows={6} /> : board.isError ? <ErrorState error={board.error} retry={() => void board.refetch()} /> : order === undefined ? <Empty icon="file" title={t('console.orders.paper.none')} hint={t('console.app.not_found_hint')} /> : <><Watermark words={me?.name ?? ''} /><Sheet order={order} /></>}
    </div></div>
  )
}
