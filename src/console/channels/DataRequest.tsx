// One request about a person's own data: what it touches, what the law keeps, and the answer with its consequence in words.
import { useState } from 'react'
import { Button } from '../kit/Button.tsx'
import type { z } from 'zod'
import { answerDataRequest, getDataRequest } from '../../contract/data-requests.ts'
import type { dataRequestView } from '../../contract/data-requests.ts'
import { dataResults, whyNotAnswered } from '../../domain/customers/data-requests.ts'
import type { DataResult } from '../../domain/customers/data-requests.ts'
import { serverNow } from '../kit/clock.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Panel } from '../kit/Panel.tsx'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { spokenNo } from '../kit/spoken-no.ts'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { moment } from '../kit/time-words.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { label, t } from '../kit/words.ts'

type View = z.output<typeof dataRequestView>

/** Shows the request `id`. */
export function DataRequest({ id }: { id: string }) {
  const found = useApi(getDataRequest, { params: { id } })
  if (found.isPending) return <Skeleton rows={8} />
  if (found.isError) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  const seen = found.data
  return (
    <>
      <header className="request-title">
        <h2>{label('dataWant', seen.wants)}</h2>
        {seen.state === 'open' ? <Countdown dueAt={seen.dueAt} what={t('console.data_requests.due')} /> : null}
      </header>
      <dl className="facts">
        <dt>{t('console.data_requests.person')}</dt><dd className="num">{[seen.nameMasked, seen.phoneMasked].filter(Boolean).join(' ') || '—'}</dd>
        <dt>{t('console.data_requests.received')}</dt><dd><span className="mono">{spokenNo(seen.complaintNo)}</span> · <Moment at={seen.openedAt} /></dd>
        <dt>{t('console.data_requests.words')}</dt><dd className="said">{seen.words}</dd>
      </dl>
      <Panel title={t('console.data_requests.cases')} count={seen.cases.length}><Cases seen={seen} /></Panel>
      {seen.state === 'open' ? <Answer seen={seen} onDone={() => void found.refetch()} /> : <Answered seen={seen} />}
    </>
  )
}

function Cases({ seen }: { seen: View }) {
  if (seen.cases.length === 0) return <p className="hint">{t('console.data_requests.no_cases')}</p>
  const mayErase = seen.state === 'open' && (seen.wants === 'delete' || seen.wants === 'unclear')
  const fate = (one: View['cases'][number]): string => (one.fate === 'erase' ? t('console.data_requests.fate_erase') : one.because === 'hold' ? t('console.evidence.fate_hold') : one.because === 'running' || one.until === null ? t('console.data_requests.fate_running') : t('console.data_requests.fate_record', { until: moment(Date.parse(one.until), serverNow()) }))
  return (
    <ul className="request-cases">
      {seen.cases.map((one) => <li key={one.complaintNo}><span><span className="mono">{spokenNo(one.complaintNo)}</span> {label('kind', one.kind)} · {label('status', one.status)}</span>{mayErase ? <span className="hint">{fate(one)}</span> : null}</li>)}
    </ul>
  )
}

function Answer({ seen, onDone }: { seen: View; onDone: () => void }) {
  const possible = dataResults.filter((result) => whyNotAnswered(seen.wants, result, '-') === null)
  const [result, setResult] = useState<DataResult>(possible[0] ?? 'refused')
  const [reason, setReason] = useState('')
  const act = useAct(answerDataRequest, { onDone: () => { toast(t('console.data_requests.done')); void forget('/api/data-requests'); onDone() } })
  const needsReason = result === 'refused' || result === 'corrected'
  const erase = seen.cases.filter((one) => one.fate === 'erase').length
  const send = () => act.mutate({ params: { id: seen.id }, body: { version: seen.version, result, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) } })
  return (
    <form className="fields request-answer" onSubmit={(event) => { event.preventDefault(); send() }}>
      <fieldset className="field"><legend className="field-label">{t('console.data_requests.give')}</legend>
        <div className="radio-row">
          {possible.map((one) => <label key={one}><input type="radio" name="result" checked={result === one} onChange={() => setResult(one)} />{t(`console.data_requests.act_${one}`)}</label>)}
        </div></fieldset>
      <p className="notice" id="request-consequence">{t(`console.data_requests.say_${result}`, { erase, keep: seen.cases.length - erase })}</p>
      {needsReason ? <div className="field"><label className="field-label" htmlFor="request-reason">{t(result === 'corrected' ? 'console.data_requests.reason_corrected' : 'console.data_requests.reason')}</label><textarea id="request-reason" className="input" rows={4} maxLength={1000} required value={reason} onChange={(event) => setReason(event.target.value)} /></div> : null}
      {act.isError ? <p className="field-error" role="alert">{sayProblem(problemOf(act.error))}</p> : null}
      <Button type="primary" htmlType="submit" danger={result === 'erased'} loading={act.isPending} aria-describedby="request-consequence">{t(`console.data_requests.send_${result}`)}</Button>
    </form>
  )
}

function Answered({ seen }: { seen: View }) {
  return (
    <section className="request-answer">
      <p><strong>{seen.result === null ? '' : label('dataResult', seen.result)}</strong> {seen.answeredAt === null ? null : <span className="hint">{t('console.data_requests.answered_by', { by: seen.answeredBy ?? '' })} · <Moment at={seen.answeredAt} /></span>}</p>
      {seen.reason === null ? null : <p className="said">{seen.reason}</p>}
      {seen.copyUntil === null ? null : <p className="hint">{t('console.data_requests.copy_until', { until: moment(Date.parse(seen.copyUntil), serverNow()) })} · {t(seen.copyTakenAt === null ? 'console.data_requests.copy_not_taken' : 'console.data_requests.copy_taken')}</p>}
    </section>
  )
}
