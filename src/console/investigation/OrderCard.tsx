// One question to a unit as a screen: what happened, what is asked, how long, what speaks for the unit; three big answers at the thumb.
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import type { orderCard } from '../../contract/investigation.ts'
import { acceptOrder } from '../../contract/orders.ts'
import { orderAnswers } from '../../domain/complaints/vocabulary.ts'
import { reasonLabel } from '../complaints/tags.tsx'
import { Button } from '../kit/Button.tsx'
import { Countdown, useLevel } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useAct } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { OrderFiles } from './OrderFiles.tsx'
import { OrderKit } from './OrderKit.tsx'
import { OrderLinks } from './OrderLinks.tsx'
import { keepDraft, readDraft, watchDrafts } from './outlet-draft.ts'
import type { AnswerDraft } from './outlet-draft.ts'
import { sendAnswer } from './outlet-outbox.ts'

export type Card = z.output<typeof orderCard>

/** The draft of a card and how it is sent; a lost line keeps it and sends it when the line is back. */
function useAnswer(card: Card, by: string) {
  const [draft, setDraft] = useState(() => readDraft(card.id, by))
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')
  useEffect(() => watchDrafts(() => setDraft(readDraft(card.id, by))), [card.id, by])
  const change = (part: Partial<AnswerDraft>): AnswerDraft => {
    const next = { ...readDraft(card.id, by), ...draft, ...part, waiting: false, refused: '' }
    keepDraft(card.id, next)
    setDraft(next)
    return next
  }
  const send = async (last: Partial<AnswerDraft> = {}): Promise<void> => {
    const whole = change(last)
    if (whole.answer === '' || whole.text.trim() === '') return setFailure(t('console.outlet.text_missing'))
    setFailure('')
    setBusy(true)
    await sendAnswer(card.id, by)
    setDraft(readDraft(card.id, by))
    setBusy(false)
  }
  return { draft, change, send, busy, failure: failure === '' ? draft.refused : failure }
}

type Answering = ReturnType<typeof useAnswer>

function Fields({ card, draft, change, failure }: { card: Card } & Pick<Answering, 'draft' | 'change' | 'failure'>) {
  if (draft.answer === '') return null
  const { answer } = draft
  return (
    <div className="fields order-fields">
      {answer === 'other_unit' ? <div className="field"><label className="field-label" htmlFor={`unit-${card.id}`}>{t('console.outlet.other_unit')}</label><input id={`unit-${card.id}`} className="input" value={draft.otherUnitCode} maxLength={30} onChange={(event) => change({ otherUnitCode: event.target.value })} /></div> : null}
      <div className="field"><label className="field-label" htmlFor={`text-${card.id}`}>{t('console.outlet.text')}</label>
        <div className="chips">{(['1', '2', '3'] as const).map((n) => { const words = t(`console.outlet.template.${answer}_${n}`); return <button key={n} type="button" className="chip" onClick={() => change({ text: draft.text === '' ? words : `${draft.text} ${words}` })}>{words}</button> })}
          <button type="button" className="chip" onClick={() => change({ partial: true, text: draft.text === '' ? t('console.outletPage.need_time_text') : draft.text })}>{t('console.outletPage.need_time')}</button></div>
        <textarea id={`text-${card.id}`} className="input" rows={3} maxLength={2000} value={draft.text} onChange={(event) => change({ text: event.target.value })} /></div>
      <OrderFiles orderId={card.id} />
      {card.kit !== null && card.kit.scans.length + card.kit.lines.length > 0 ? <label className="check"><input type="checkbox" checked={draft.kit} onChange={(event) => change({ kit: event.target.checked })} />{t('console.outletPage.with_kit')}</label> : null}
      <label className="check"><input type="checkbox" checked={draft.partial} onChange={(event) => change({ partial: event.target.checked })} />{t('console.outletPage.partial')}</label>
      {failure === '' ? null : <p className="field-error" role="alert">{failure}</p>}
      {draft.waiting ? <p className="notice is-soon" role="status"><Icon name="hourglass" size={14} /><span>{t('console.outlet.offline')}</span></p> : null}
    </div>
  )
}

/** Where the thumb is: the answers, then the one that sends. */
function Dock({ card, draft, change, busy }: { card: Card } & Pick<Answering, 'draft' | 'change' | 'busy'>) {
  const accept = useAct(acceptOrder, { onDone: () => { toast(t('console.outletPage.accepted')); void forget('/api/orders') } })
  const take = () => accept.mutate({ params: { id: card.id }, body: {} })
  if (card.kind === 'notice') return <div className="dock"><Button type="primary" size="large" block loading={accept.isPending} onClick={take}>{t('console.outletPage.receipt')}</Button>{accept.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(accept.error))}</p> : null}</div>
  return (
    <div className="dock">
      <div className="big-answers" role="radiogroup" aria-label={t('console.outlet.answer')}>
        {orderAnswers.map((answer) => <button key={answer} type="button" role="radio" aria-checked={draft.answer === answer} className={`big-answer is-${answer}`} onClick={() => change({ answer })}><Icon name={answer === 'true' ? 'check' : answer === 'not_true' ? 'close' : 'outlet'} size={20} />{card.kind === 'priority_instruction' ? label('priorityResult', answer) : t(`console.outletPage.answers.${answer}`)}</button>)}
      </div>
      {draft.answer !== '' ? <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t(draft.partial ? 'console.outletPage.send_part' : 'console.outlet.send')}</Button>
        : card.stage === 'issued' ? <button type="button" className="text-button dock-accept" aria-disabled={accept.isPending || undefined} onClick={() => { if (!accept.isPending) take() }}><Icon name="flag" size={14} />{t('console.outletPage.accept')}{card.acceptDueAt === null ? null : <span className="hint">{t('console.outletPage.accept_until')} <Moment at={card.acceptDueAt} /></span>}</button> : null}
      {accept.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(accept.error))}</p> : null}
    </div>
  )
}

function Facts({ card }: { card: Card }) {
  return (
    <p className="hint order-facts">
      {card.reasonCode === null || reasonLabel(card.reasonCode) === card.keyword ? null : <span>{reasonLabel(card.reasonCode)}</span>}
      {card.waybillNo === null ? null : <span className="mono">{card.waybillNo}</span>}<span>{card.customerName} {card.city}</span>{card.staffName === null ? null : <span>{t('console.outletPage.to_person', { name: card.staffName })}</span>}
    </p>
  )
}

/** Who hears of it, as a unit would say it: "the one in charge" alone is nobody it knows. */
const whom = (to: string): string => (to === 'owner' ? t('console.outletPage.silence_owner') : to.startsWith('role:') ? label('role', to.slice(5)) : t(`console.ladder.to.${to}`))

/** What silence costs: the exact moment, the rule, and who hears of it next. */
function Silence({ card }: { card: Card }) {
  const level = useLevel(card.dueAt)
  if (card.kind === 'notice') return null
  const next = card.silence.map((step) => <span key={step.at}>{t('console.outletPage.silence_next')}<Moment at={step.at} /> {t('console.outletPage.silence_told', { to: step.to.map(whom).join(t('console.app.list_comma')) })}</span>)
  return <p className={`silence is-${level}`}><Icon name="alarm" size={14} /><span>{level === 'overdue' ? t('console.outlet.silence_late') : <>{t('console.outlet.silence_before')}<strong><Moment at={card.dueAt} /></strong>{t('console.outlet.silence')}</>}{next}</span></p>
}

/** Draws a card that waits for its answer; `by` is who answers, `mayLink` whether they may send it on as a link. */
export function OrderCard({ card, by, mayLink }: { card: Card; by: string; mayLink: boolean }) {
  const { draft, change, send, busy, failure } = useAnswer(card, by)
  const level = useLevel(card.dueAt)
  const form = useRef<HTMLFormElement>(null)
  const isNotice = card.kind === 'notice'
  const wanted = [...card.wantedTypes.map((type) => label('evidenceType', type)), ...card.wanted]
  const attach = (text: string) => void send({ answer: 'not_true', kit: true, text: draft.text.trim() === '' ? text : draft.text })
  return (
    <article className={`order-card card is-${level}`} data-stage={card.stage}>
      <header><div><h2>{card.keyword}</h2><Facts card={card} /></div>{isNotice ? null : <Countdown dueAt={card.dueAt} what={t('clocks.kind.outlet_reply')} />}</header>
      {card.meantFor === null ? null : <p className="notice is-soon"><Icon name="info" size={14} /><span>{t('console.outletPage.meant_for', { unit: card.meantFor.name })}</span></p>}
      {card.stage === 'returned' && card.missing !== null ? <p className="notice is-soon order-missing"><Icon name="repeat" size={14} /><span><strong>{t('console.outletPage.returned')}</strong>{card.missing}</span></p> : null}
      {card.stage === 'part_answered' ? <p className="notice is-info"><Icon name="info" size={14} /><span>{t('console.outletPage.part_answered')}</span></p> : null}
      {card.summary === '' || card.summary === card.keyword ? null : <p className="quiet">{card.summary}</p>}
      <p className="order-question"><Icon name="question" /> {card.question}</p>
      {card.fields === null ? null : <p className="hint">{[card.fields.itemNumber, label('enquiryReason', card.fields.reason), card.fields.contents, card.fields.destination].filter((each) => each !== undefined && each !== '').join(' · ')}</p>}
      {wanted.length === 0 ? null : <p className="hint">{t('console.outlet.wanted', { what: wanted.join(t('console.app.list_comma')) })}</p>}
      <OrderKit card={card} busy={busy} onAttach={isNotice || card.kit?.verdict !== 'not_liable' ? undefined : attach} />
      <Silence card={card} />
      <footer className="hint"><span>{t('console.outlet.asked', { by: card.askedBy })} · <Moment at={card.askedAt} />{card.acceptedBy === null ? null : <> · {t('console.outletPage.accepted_by', { by: card.acceptedBy })}</>}</span>{mayLink && !isNotice ? <OrderLinks orderId={card.id} /> : null}</footer>
      <form ref={form} className="order-form" onSubmit={(event) => { event.preventDefault(); void send() }}>
        {isNotice ? null : <Fields card={card} draft={draft} change={change} failure={failure} />}
        <Dock card={card} draft={draft} change={change} busy={busy} />
      </form>
    </article>
  )
}

/** Draws an answered question. */
export function AnsweredCard({ card }: { card: Card }) {
  return (
    <article className="order-card is-answered card">
      <header><div><h2>{card.keyword}</h2><p className="hint mono">{card.waybillNo}</p></div>{card.answer === null ? null : <strong>{label('orderAnswer', card.answer)}</strong>}</header>
      <p className="quiet">{card.question}</p><p>{card.answerText}</p>
      {card.attachments.length === 0 ? null : <p className="hint"><Icon name="file" size={14} /> {card.attachments.map((file) => file.name).join(t('console.app.list_comma'))}</p>}
      <footer className="hint"><span>{card.answeredBy}{card.answeredAt === null ? null : <> · <Moment at={card.answeredAt} /></>}{card.stage === 'settled' ? <> · {t('console.outletPage.settled')}</> : null}</span></footer>
    </article>
  )
}
