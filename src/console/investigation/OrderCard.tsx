// One question to a unit as a card: what happened, what is asked, how long, three big answers, words and a photo.
import { useEffect, useRef, useState } from 'react'
import { Button } from '../kit/Button.tsx'
import type { z } from 'zod'
import { answerOrder } from '../../contract/investigation.ts'
import type { orderCard } from '../../contract/investigation.ts'
import { orderAnswers } from '../../domain/complaints/vocabulary.ts'
import type { OrderAnswer } from '../../domain/complaints/vocabulary.ts'
import { reasonLabel, sayBecause } from '../complaints/tags.tsx'
import { call } from '../kit/api.ts'
import { Countdown, useLevel } from '../kit/Countdown.tsx'
import { FilePicker } from '../kit/FilePicker.tsx'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { dropDraft, keepDraft, readDraft, toAnswer } from './outlet-draft.ts'
import type { AnswerDraft } from './outlet-draft.ts'
import { usePhotos } from './outlet-photos.ts'

export type Card = z.output<typeof orderCard>

function isAnswered(draft: AnswerDraft): draft is AnswerDraft & { answer: OrderAnswer } {
  return draft.answer !== ''
}

/** The draft of a card and how it is sent; a lost line keeps it and sends it when the line is back. */
function useAnswer(card: Card) {
  const [draft, setDraft] = useState(() => readDraft(card.id))
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState('')
  // Sending waits for photos across renders, so it reads the draft as it is then, not as it was drawn.
  const latest = useRef(draft)
  const change = (part: Partial<AnswerDraft>) => {
    latest.current = { ...latest.current, ...part }
    keepDraft(card.id, latest.current)
    setDraft(latest.current)
  }
  const photos = usePhotos()
  const send = async () => {
    if (!isAnswered(draft) || draft.text.trim() === '') return setFailure(t('console.outlet.text_missing'))
    if (!navigator.onLine) { change({ waiting: true }); return setFailure(t('console.outlet.offline')) }
    setBusy(true)
    setFailure('')
    try {
      await photos.settled()
      const whole = latest.current
      await call(answerOrder, { params: { id: card.id }, body: toAnswer(isAnswered(whole) ? whole : draft), idempotencyKey: draft.key })
      dropDraft(card.id)
      toast(t('console.outlet.sent'))
      await forget('/api/orders')
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'client.offline') change({ waiting: true })
      else change({ waiting: false, key: crypto.randomUUID() })
      setFailure(problem.code === 'client.offline' ? t('console.outlet.offline') : sayProblem(problem))
    } finally {
      setBusy(false)
    }
  }
  useEffect(() => {
    if (!draft.waiting) return
    const again = () => void send()
    addEventListener('online', again)
    return () => removeEventListener('online', again)
  })
  return { draft, change, send, busy, failure, photos }
}

/** Draws a card that waits for its answer. */
export function OrderCard({ card, first }: { card: Card; first: boolean }) {
  const { draft, change, send, busy, failure, photos } = useAnswer(card)
  const [asked, setAsked] = useState(false)
  const open = first || asked || draft.answer !== ''
  const level = useLevel(card.dueAt)
  return (
    <article className={`order-card card is-${level}`}>
      <header>
        <div><h2>{card.keyword}</h2><p className="hint order-facts">{card.reasonCode === null || reasonLabel(card.reasonCode) === card.keyword ? null : <span>{reasonLabel(card.reasonCode)}</span>}{card.waybillNo === null ? null : <span className="mono">{card.waybillNo}</span>}<span>{card.customerName} {card.city}</span></p></div>
        <Countdown dueAt={card.dueAt} what={t('clocks.kind.outlet_reply')} />
      </header>
      {card.summary === '' ? null : <p className="quiet">{card.summary}</p>}
      <p className="order-question"><Icon name="question" /> {card.question}</p>
      {card.wanted.length === 0 ? null : <p className="hint">{t('console.outlet.wanted', { what: card.wanted.join(t('console.app.list_comma')) })}</p>}
      {card.likely.length === 0 ? null : <p className="notice"><Icon name="info" size={14} /><span>{t('console.outlet.likely')}{card.likely.map(sayBecause).join(t('console.app.list_comma'))}</span></p>}
      {open ? (
        <form onSubmit={(event) => { event.preventDefault(); void send() }}>
          <div className="big-answers" role="radiogroup" aria-label={t('console.outlet.answer')}>
            {orderAnswers.map((answer) => <button key={answer} type="button" role="radio" aria-checked={draft.answer === answer} className={`big-answer is-${answer}`} onClick={() => change({ answer })}><Icon name={answer === 'true' ? 'check' : answer === 'not_true' ? 'close' : 'outlet'} size={20} />{label('orderAnswer', answer)}</button>)}
          </div>
          {draft.answer === '' ? null : (
            <div className="fields">
              {draft.answer === 'other_unit' ? <div className="field"><label className="field-label" htmlFor={`unit-${card.id}`}>{t('console.outlet.other_unit')}</label><input id={`unit-${card.id}`} className="input" value={draft.otherUnitCode} maxLength={30} onChange={(event) => change({ otherUnitCode: event.target.value })} /></div> : null}
              <div className="field"><label className="field-label" htmlFor={`text-${card.id}`}>{t('console.outlet.text')}</label>
                <div className="chips">{(['1', '2', '3'] as const).map((n) => { const words = t(`console.outlet.template.${draft.answer}_${n}`); return <button key={n} type="button" className="chip" onClick={() => change({ text: draft.text === '' ? words : `${draft.text} ${words}` })}>{words}</button> })}</div>
                <textarea id={`text-${card.id}`} className="input" rows={3} maxLength={2000} value={draft.text} onChange={(event) => change({ text: event.target.value })} /></div>
              <FilePicker id={`photo-${card.id}`} camera words={t('console.outlet.evidence')} files={draft.files} upload={photos.send} most={9} onChange={(files) => change({ files })} />
              {failure === '' ? null : <p className="field-error" role="alert">{failure}</p>}
              <Button type="primary" htmlType="submit" size="large" block loading={busy}>{t('console.outlet.send')}</Button>
            </div>
          )}
        </form>
      ) : <Button size="large" block onClick={() => setAsked(true)}>{t('console.outlet.open')}</Button>}
      <footer className="hint">{t('console.outlet.asked', { by: card.askedBy })} · <Moment at={card.askedAt} /></footer>
      <p className={`silence is-${level}`}><Icon name="alarm" size={14} /><span>{level === 'overdue' ? t('console.outlet.silence_late') : <>{t('console.outlet.silence_before')}<strong><Moment at={card.dueAt} /></strong>{t('console.outlet.silence')}</>}</span></p>
    </article>
  )
}

/** Draws an answered question. */
export function AnsweredCard({ card }: { card: Card }) {
  return (
    <article className="order-card card">
      <header><div><h2>{card.keyword}</h2><p className="hint mono">{card.waybillNo}</p></div>{card.answer === null ? null : <strong>{label('orderAnswer', card.answer)}</strong>}</header>
      <p className="quiet">{card.question}</p><p>{card.answerText}</p>
      <footer className="hint">{card.answeredBy}{card.answeredAt === null ? null : <> · <Moment at={card.answeredAt} /></>}</footer>
    </article>
  )
}
