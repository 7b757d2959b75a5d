// On the unit's page: one card for many parcels, answered once for all of them, for chosen ones, or line by line from a sheet.
import { useState } from 'react'
import { answerBatch, listBatchOrders, listUnitBatches } from '../../contract/incidents.ts'
import type { UnitBatch } from '../../contract/incidents.ts'
import { orderAnswers } from '../../domain/complaints/vocabulary.ts'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi, usePages } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'
import { readAnswerLines } from './answer-lines.ts'
import './incidents.css'

/** Every batch question open for the unit. */
export function BatchCards() {
  const list = useApi(listUnitBatches, {}, { refetchInterval: 15_000 })
  return list.data?.items.map((batch) => <BatchCard key={batch.id} batch={batch} />)
}

type Way = 'all' | 'some' | 'lines'
type Answer = (typeof orderAnswers)[number]
const icons = { true: 'check', not_true: 'close', other_unit: 'outlet' } as const satisfies Record<Answer, string>

function BatchCard({ batch }: { batch: UnitBatch }) {
  const [way, setWay] = useState<Way>('all')
  const [answer, setAnswer] = useState<Answer>()
  const [text, setText] = useState('')
  const [other, setOther] = useState('')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [sheet, setSheet] = useState('')
  const act = useAct(answerBatch, {
    onDone: ({ run, unknown }) => {
      toast(t('console.incidents.batch_sent', { n: run.total }))
      if (unknown.length > 0) toast(t('console.incidents.batch_unknown', { n: unknown.length, list: unknown.slice(0, 5).join(', ') }), 'bad')
      void forget('/api/order-batches', '/api/orders')
    },
  })
  const lines = way === 'lines' ? readAnswerLines(sheet, (code) => label('orderAnswer', code)) : { lines: [], wrong: [] }
  const common = answer === undefined ? null : { answer, text: text.trim(), ...(answer === 'other_unit' ? { otherUnitCode: other.trim() } : {}) }
  const isReady = way === 'lines' ? lines.lines.length > 0 && lines.wrong.length === 0 : common !== null && common.text !== '' && (way === 'all' || chosen.length > 0) && (answer !== 'other_unit' || other.trim() !== '')
  const send = () => {
    if (!isReady) return
    const body = way === 'lines' ? { for: way, lines: lines.lines } : common === null ? null : way === 'all' ? { for: way, ...common } : { for: way, orderIds: [...chosen], ...common }
    if (body !== null) act.mutate({ params: { id: batch.id }, body }, { onError: (error) => toast(sayProblem(problemOf(error)), 'bad') })
  }
  const count = way === 'all' ? batch.open : way === 'some' ? chosen.length : lines.lines.length
  return (
    <article className="card order-card batch-card" data-batch={batch.id}>
      <header><div><h2>{t('console.incidents.batch_title', { n: batch.open })}</h2><p className="hint">{batch.title} · {batch.askedBy}</p></div>{batch.dueAt === null ? null : <Countdown dueAt={batch.dueAt} what={t('clocks.kind.outlet_reply')} />}</header>
      <p className="order-question"><Icon name="question" size={16} /> {batch.question}</p>
      {batch.wanted.length === 0 ? null : <p className="hint">{t('console.outlet.wanted', { what: batch.wanted.join('、') })}</p>}
      {batch.total === batch.open ? null : <p className="hint num">{t('console.incidents.answered_of', { done: batch.total - batch.open, total: batch.total })}</p>}
      <div className="batch-ways" role="group" aria-label={t('console.incidents.way')}>{(['all', 'some', 'lines'] as const).map((each) => <button key={each} type="button" className="chip" aria-pressed={way === each} onClick={() => setWay(each)}>{t(`console.incidents.way_${each}`, { n: batch.open })}</button>)}</div>
      {way === 'some' ? <Parcels id={batch.id} chosen={chosen} onChoose={setChosen} /> : null}
      {way === 'lines' ? (
        <label className="field"><span className="field-label">{t('console.incidents.paste_answers')}</span><textarea className="input" rows={5} value={sheet} onChange={(event) => setSheet(event.target.value)} placeholder={t('console.incidents.paste_example')} />
          <span className={lines.wrong.length > 0 ? 'field-error' : 'hint'}>{lines.wrong.length > 0 ? t('console.incidents.paste_wrong', { lines: lines.wrong.slice(0, 8).join(', ') }) : t('console.incidents.paste_hint', { n: lines.lines.length })}</span></label>
      ) : (
        <>
          <div className="big-answers" role="radiogroup" aria-label={t('console.incidents.answer')}>{orderAnswers.map((each) => <button key={each} type="button" role="radio" aria-checked={answer === each} className="big-answer" onClick={() => setAnswer(each)}><Icon name={icons[each]} size={20} />{t(`console.outletPage.answers.${each}`)}</button>)}</div>
          {answer === 'other_unit' ? <label className="field"><span className="field-label">{t('console.incidents.other_unit')}</span><input className="input" value={other} maxLength={30} onChange={(event) => setOther(event.target.value)} /></label> : null}
          <label className="field"><span className="field-label">{t('console.incidents.answer_text')}</span><textarea className="input" rows={3} maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} /></label>
        </>
      )}
      <Button type="primary" size="large" block loading={act.isPending} disabled={!isReady} onClick={send}>{t('console.incidents.answer_n', { n: count })}</Button>
    </article>
  )
}

function Parcels({ id, chosen, onChoose }: { id: string; chosen: readonly string[]; onChoose: (ids: readonly string[]) => void }) {
  const list = usePages(listBatchOrders, { params: { id }, query: { state: 'open', limit: 100 } })
  const items = list.items ?? []
  return (
    <div className="batch-parcels">
      {items.map((each) => <label key={each.id} className="check"><input type="checkbox" checked={chosen.includes(each.id)} onChange={(event) => onChoose(event.target.checked ? [...chosen, each.id] : chosen.filter((other) => other !== each.id))} /><span><span className="mono">{each.number ?? each.complaintNo}</span> <span className="hint">{each.keyword}</span></span></label>)}
      {list.hasNextPage ? <Button block loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('console.list.more')}</Button> : null}
    </div>
  )
}
