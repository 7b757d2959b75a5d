// The inquiry into a leak on the case page, for its people: who may open the case, what must be done by when, how it is investigated, who opened it.
import { useState } from 'react'
import type { ReactNode } from 'react'
import { concludeInquiry, getLeakInquiry, nameMember, recordLeakStep, removeMember } from '../../contract/leak-inquiries.ts'
import type { Endpoint, ReplyOf } from '../../contract/endpoint.ts'
import { leakResults, mayBeUnneeded } from '../../domain/liability/leak-inquiry.ts'
import { findPeople } from '../identity/find.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { Button } from '../kit/Button.tsx'
import { Countdown } from '../kit/Countdown.tsx'
import type { Field, Option } from '../kit/form.ts'
import { Icon } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Tag } from '../kit/Tag.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { t } from '../kit/words.ts'
import './settlement.css'

/** The case as the reader saw it: its steps go out with that version. */
type Seen = { readonly id: string; readonly version: number }
type Inquiry = NonNullable<ReplyOf<typeof getLeakInquiry>['inquiry']>
type Step = Inquiry['steps'][number]

function Act({ endpoint, seen, fields, submit, given, bodyOf, onDone }: { endpoint: Endpoint; seen: Seen; fields: readonly Field[]; submit: string; given?: Record<string, unknown>; bodyOf: (body: Record<string, unknown>, values: Record<string, unknown>) => Record<string, unknown>; onDone: () => void }) {
  const act = useAct(endpoint)
  return (
    <ActionForm fields={fields} submit={submit} onCancel={onDone} {...(given === undefined ? {} : { given })} send={async (body, _begun, values) => {
      await act.mutateAsync({ params: { id: seen.id }, body: { version: seen.version, ...bodyOf(body, values) } } as never)
      await forget('/api/complaints')
      onDone()
    }} />
  )
}

function StepItem({ step, seen }: { step: Step; seen: Seen }) {
  const [open, setOpen] = useState(false)
  const words = t(`console.inquiry.step.${step.kind}`)
  const optional = mayBeUnneeded.includes(step.kind)
  return (
    <li>
      <div className="settle-line-head"><span><Icon name={step.doneAt === null ? 'hourglass' : 'check'} size={14} /> <strong>{words}</strong></span>
        {step.doneAt !== null ? <Tag tone={step.needed === false ? 'plain' : 'good'}>{t(step.needed === false ? 'console.inquiry.not_needed' : 'console.inquiry.done')}</Tag> : step.dueAt === null ? <span className="hint">{t('console.inquiry.after_confirmed')}</span> : <Countdown dueAt={step.dueAt} what={words} />}</div>
      {step.doneAt === null ? <p className="hint">{t(`console.inquiry.hint.${step.kind}`)}</p> : <p>{step.note} <span className="hint">{step.doneBy} · <Moment at={step.doneAt} /></span></p>}
      {step.doneAt !== null || step.refused !== null ? null : open ? (
        <Act endpoint={recordLeakStep} seen={seen} onDone={() => setOpen(false)} submit={t('console.inquiry.record')} given={{ needed: 'yes' }}
          fields={[...(optional ? [{ name: 'needed', kind: 'radio' as const, words: t('console.inquiry.needed'), required: true, options: [{ value: 'yes', words: t('console.inquiry.done') }, { value: 'no', words: t('console.inquiry.not_needed') }] }] : []), { name: 'note', kind: 'area', words: t('console.inquiry.note'), required: true, max: 1000 }]}
          bodyOf={(body) => ({ kind: step.kind, needed: body['needed'] !== 'no', note: body['note'] })} />
      ) : <Button size="small" onClick={() => setOpen(true)}>{t('console.inquiry.record')}</Button>}
    </li>
  )
}

function People({ inquiry, seen }: { inquiry: Inquiry; seen: Seen }) {
  const [doing, setDoing] = useState<string>()
  const done = () => setDoing(undefined)
  const reason: Field = { name: 'reason', kind: 'line', words: t('console.inquiry.reason'), required: true, wide: true }
  return (
    <>
      <h3>{t('console.inquiry.people')}</h3>
      <p className="hint">{t('console.inquiry.people_hint')}</p>
      <ul className="inquiry-people">{inquiry.members.map((m) => (
        <li key={m.id}><span className={m.removedAt === null ? '' : 'is-gone'}>{m.user.name}</span><span className="hint">{m.reason} · {m.namedBy} · <Moment at={m.namedAt} />{m.removedAt === null ? null : <> · {t('console.inquiry.removed', { reason: m.removedReason ?? '' })}</>}</span>
          {inquiry.mayName && m.removedAt === null ? <button type="button" className="text-button" onClick={() => setDoing(m.user.id)}>{t('console.inquiry.remove')}</button> : null}
          {doing === m.user.id && m.removedAt === null ? <Act endpoint={removeMember} seen={seen} onDone={done} submit={t('console.inquiry.remove')} fields={[reason]} bodyOf={(body) => ({ userId: m.user.id, reason: body['reason'] })} /> : null}</li>
      ))}</ul>
      {!inquiry.mayName ? null : doing === 'name' ? <Act endpoint={nameMember} seen={seen} onDone={done} submit={t('console.inquiry.name')} fields={[{ name: 'userId', kind: 'pick', words: t('console.inquiry.person'), required: true, find: findPeople }, reason]} bodyOf={(body, values) => ({ userId: (values['userId'] as Option | undefined)?.value, reason: body['reason'] })} />
        : <Button size="small" onClick={() => setDoing('name')}>{t('console.inquiry.name')}</Button>}
    </>
  )
}

/** Shows the inquiry with the investigation (`children`) as a part of it; to who is not of the inquiry the investigation alone. */
export default function LeakPanel({ seen, children }: { seen: Seen; children: ReactNode }) {
  const [concluding, setConcluding] = useState(false)
  const found = useApi(getLeakInquiry, { params: { id: seen.id } })
  const inquiry = found.data?.inquiry
  if (inquiry === null || inquiry === undefined) return children
  return (
    <section className="letter-part" data-part="leak">
      <header><h2>{t('console.inquiry.title')}</h2><Tag tone={inquiry.result === null ? 'overdue' : inquiry.result === 'confirmed' ? 'soon' : 'good'}>{t(inquiry.result === null ? 'console.inquiry.running' : `console.inquiry.result.${inquiry.result}`)}</Tag><span className="hint"><Moment at={inquiry.openedAt} /></span></header>
      <p className="notice"><Icon name="lock" size={14} />{t('console.inquiry.closed_to')}</p>
      <People inquiry={inquiry} seen={seen} />
      <h3>{t('console.inquiry.steps')}</h3>
      <ul className="inquiry-steps">{inquiry.steps.map((step) => <StepItem key={step.kind} step={step} seen={seen} />)}</ul>
      {children}
      {inquiry.result === null ? (inquiry.resultRefused !== null ? <p className="hint">{t('console.inquiry.result_waits')}</p> : concluding ? (
        <Act endpoint={concludeInquiry} seen={seen} onDone={() => setConcluding(false)} submit={t('console.inquiry.conclude')} fields={[{ name: 'result', kind: 'radio', words: t('console.inquiry.conclude'), required: true, options: leakResults.map((value) => ({ value, words: t(`console.inquiry.result.${value}`) })) }, { name: 'text', kind: 'area', words: t('console.inquiry.result_text'), required: true, max: 2000 }]} bodyOf={(body) => body} />
      ) : <Button onClick={() => setConcluding(true)}>{t('console.inquiry.conclude')}</Button>) : <p>{inquiry.resultText} <span className="hint">{inquiry.concludedBy}</span></p>}
      <details><summary>{t('console.inquiry.accesses', { n: inquiry.accesses.length })}</summary><ul className="inquiry-people">{inquiry.accesses.map((a) => <li key={`${a.by}${a.at}`}>{a.by} <span className="hint"><Moment at={a.at} /></span></li>)}</ul></details>
    </section>
  )
}
