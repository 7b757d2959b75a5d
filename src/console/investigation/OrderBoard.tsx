// All work contact orders of a case side by side: whom, what, where each stands, how long it has, and the next act on each.
import { useState } from 'react'
import { Link } from 'react-router'
import { listCaseOrders, listIssuedOrders } from '../../contract/orders.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { callAny } from '../kit/api.ts'
import { asked } from '../kit/base.ts'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { ErrorState } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import type { Tone } from '../kit/Tag.tsx'
import { toast } from '../kit/toast.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { actsAt, orderActs } from './order-acts.ts'
import type { AskerStep, Detail } from './order-acts.ts'
import { OrderLinks } from './OrderLinks.tsx'
import './orders.css'

const tones: Readonly<Partial<Record<Detail['stage'], Tone>>> = { answered: 'info', disowned: 'soon', returned: 'soon', settled: 'good', issued: 'outline', accepted: 'brand', part_answered: 'brand' }
const comma = () => t('console.app.list_comma')

/** Where an order stands, as a tag. */
export function StageTag({ stage }: { stage: Detail['stage'] }) {
  return <Tag tone={tones[stage] ?? 'plain'}>{label('orderStage', stage)}</Tag>
}

/** What one must know of an order besides its words, each in a line of its own. */
function Remarks({ order }: { order: Detail }) {
  const lines: [boolean, string][] = [
    [order.meantFor !== null, t('console.orders.meant_for', { unit: order.meantFor?.name ?? '' })],
    [order.formerUnit !== null && order.meantFor === null, t('console.orders.from', { unit: order.formerUnit?.name ?? '' })],
    [order.successorUnit !== null, t(order.stage === 'rerouted' ? 'console.orders.rerouted_to' : 'console.orders.went_to', { unit: order.successorUnit?.name ?? '', reason: order.endReason ?? '' })],
    [order.stage === 'cancelled' && order.endReason !== null, t('console.orders.cancelled_because', { reason: order.endReason ?? '' })],
    [order.stage === 'disowned', t('console.orders.names_other', { unit: order.otherUnit?.name ?? '' })],
    [order.missing !== null && order.stage === 'returned', t('console.orders.missing', { what: order.missing ?? '', n: order.returned })],
    [order.extension !== null, t('console.orders.extension_asked', { by: order.extension?.by ?? '', hours: order.extension?.hours ?? 0, reason: order.extension?.reason ?? '' })],
    [order.contactUnverified, t('console.orders.contact_unverified')],
    [order.silentAt !== null, t('console.orders.silent')],
    [order.fields?.numberHolds === false, t('console.orders.number_fails', { number: order.fields?.itemNumber ?? '' })],
  ]
  return lines.filter(([shown]) => shown).map(([, words]) => <p key={words} className="hint order-remark"><Icon name="info" size={14} /><span>{words}</span></p>)
}

function Answers({ order }: { order: Detail }) {
  const said = order.turns.filter((turn) => turn.byUnit && (turn.step === 'answered' || turn.step === 'part_answered'))
  return said.map((turn) => (
    <blockquote key={turn.seq} className="said">
      {turn.step === 'part_answered' ? <Tag tone="outline">{label('orderTurn', 'part_answered')}</Tag> : turn.answer === null ? null : <strong>{label(order.kind === 'priority_instruction' ? 'priorityResult' : 'orderAnswer', turn.answer)}</strong>} {turn.text}
      {order.attachments.some((file) => turn.files.includes(file.id)) ? <span className="files">{order.attachments.filter((file) => turn.files.includes(file.id)).map((file) => <a key={file.id} className="file" href={asked(`/api/attachments/${file.id}`)} target="_blank" rel="noopener"><Icon name="file" size={14} /><span>{file.name}</span></a>)}</span> : null}
      <footer className="hint">{turn.by} · <Moment at={turn.at} /></footer>
    </blockquote>
  ))
}

function History({ order }: { order: Detail }) {
  return (
    <details className="order-history"><summary className="hint">{t('console.orders.history', { n: order.turns.length })}</summary>
      <ol>{order.turns.map((turn) => <li key={turn.seq}><Moment at={turn.at} /> <span>{label('orderTurn', turn.step)}</span> <span className="hint">{turn.by}</span>{turn.text === null || turn.step === 'issued' || turn.byUnit ? null : <span>{turn.step === 'rerouted' ? label('abnormality', turn.text) : turn.text}</span>}{turn.dueAt === null ? null : <span className="hint">{t('console.orders.until')} <Moment at={turn.dueAt} /></span>}</li>)}</ol>
    </details>
  )
}

/** The case and what hangs on it are read again. */
async function reread(): Promise<void> {
  await forget('/api/complaints/:id', '/api/orders', listIssuedOrders.path)
}

function Acts({ order }: { order: Detail }) {
  const [open, setOpen] = useState<AskerStep>()
  const [busy, setBusy] = useState(false)
  const steps = actsAt(order)
  const send = async (step: AskerStep, body: Record<string, unknown>) => {
    const act = orderActs[step]
    await callAny(act.endpoint, { params: { id: order.id }, body: act.finish?.(body) ?? body, idempotencyKey: crypto.randomUUID() })
    toast(t('console.act.done', { what: t(`codes.action.order_${step === 'extension_decision' ? 'extension' : step}`) }))
    setOpen(undefined)
    await reread()
  }
  const begin = (step: AskerStep) => {
    if (orderActs[step].fields().length > 0) return setOpen(step)
    setBusy(true)
    void send(step, {}).catch((error: unknown) => toast(sayProblem(problemOf(error)), 'bad')).finally(() => setBusy(false))
  }
  if (steps.length === 0) return null
  const title = (step: AskerStep) => t(`console.orders.act.${step}`)
  if (open !== undefined) return <ActionForm key={open} fields={orderActs[open].fields()} given={orderActs[open].given?.(order) ?? {}} submit={title(open)} draftKey={`order.${order.id}.${open}`} danger={orderActs[open].danger === true} onCancel={() => setOpen(undefined)} send={(body) => send(open, body)} />
  return (
    <div className="order-acts">
      {steps.map((step, i) => { const may = order.acts[step]; return may === true
        ? <Button key={step} size="small" type={i === 0 && order.state === 'answered' ? 'default' : 'text'} loading={busy && i === 0} onClick={() => begin(step)}>{title(step)}</Button>
        : <span key={step} className="hint" title={may === undefined ? '' : sayProblem(may)}><Icon name="lock" size={12} /> {title(step)}</span> })}
    </div>
  )
}

function Item({ order, isUnit }: { order: Detail; isUnit: boolean }) {
  const isOver = order.state === 'cancelled' || order.stage === 'settled'
  const wanted = [...order.wantedTypes.map((type) => label('evidenceType', type)), ...order.wanted]
  return (
    <li className={isOver ? 'order-item is-over' : 'order-item'} data-order={order.id}>
      <p className="letter-list-head order-head">
        <strong>{order.staffName === null ? order.unit.name : `${order.staffName} · ${order.unit.name}`}</strong>
        {order.kind === 'question' ? null : <Tag tone="outline">{label('orderKind', order.kind)}</Tag>}
        {order.addressee === 'department' || order.addressee === 'partner' ? <span className="hint">{label('unitKind', order.addressee)}</span> : null}
        {order.abnormal === null ? null : <Tag tone="overdue" icon="alarm">{label('abnormality', order.abnormal)}</Tag>}
        <StageTag stage={order.stage} />
        <span className="spring" />
        {order.state !== 'open' ? null : order.stage === 'issued' && order.acceptDueAt !== null ? <span className="order-due"><span className="hint">{t('console.orders.accept_by')}</span><Countdown dueAt={order.acceptDueAt} what={t('console.orders.accept_by')} /></span> : null}
        {order.state === 'open' && order.kind !== 'notice' ? <span className="order-due"><span className="hint">{t('console.orders.reply_by')}</span><Countdown dueAt={order.dueAt} what={t('clocks.kind.outlet_reply')} provisional={order.clock?.provisional} /></span> : null}
      </p>
      <p className="quiet">{order.question}</p>
      {wanted.length === 0 || isOver ? null : <p className="hint">{t('console.outlet.wanted', { what: wanted.join(comma()) })}</p>}
      <Remarks order={order} />
      <Answers order={order} />
      {order.kind === 'partner_enquiry' ? <p><Link to={`/papers/enquiry/${order.complaintId}/${order.id}`}><Icon name="file" size={14} /> {t('console.orders.paper.title')}</Link></p> : null}
      {isUnit ? (order.acts.answer === true ? <p><Link to="/outlet">{t('console.orders.answer_there')}</Link></p> : null) : <Acts order={order} />}
      {order.acts.cancellation === true && order.kind !== 'notice' ? <p><OrderLinks orderId={order.id} /></p> : null}
      <History order={order} />
    </li>
  )
}

/** Draws the board of a case; nothing while nobody was asked. */
export function OrderBoard({ id }: { id: string }) {
  const board = useApi(listCaseOrders, { params: { id } }, { keep: true })
  if (board.isError) return <section className="letter-part"><ErrorState error={board.error} retry={() => void board.refetch()} /></section>
  const items = board.data?.items ?? []
  if (items.length === 0) return null
  // what waits for an act of ours first, then what runs out soonest, then what is over
  const rank = (order: Detail) => (order.stage === 'answered' || order.stage === 'disowned' ? 0 : order.state === 'open' ? 1 : 2)
  const sorted = items.toSorted((a, b) => rank(a) - rank(b) || (rank(a) === 1 ? Date.parse(a.dueAt) - Date.parse(b.dueAt) : 0))
  const open = items.filter((order) => order.state === 'open').length
  const waiting = items.filter((order) => order.stage === 'answered' || order.stage === 'disowned').length
  return (
    <section className="letter-part" data-part="orders">
      <header><h2>{t('console.case.orders')}</h2><span className="hint">{t('console.orders.count', { n: items.length, open, waiting })}</span></header>
      <ul className="letter-list order-board">{sorted.map((order) => <Item key={order.id} order={order} isUnit={board.data?.mayIssue !== true && order.acts.reminder !== undefined && order.acts.reminder !== true && order.acts.reminder.code === 'permission.missing'} />)}</ul>
    </section>
  )
}
