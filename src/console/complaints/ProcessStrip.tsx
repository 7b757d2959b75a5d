// A case by the steps of its process template: where it stands in one line, every step with who, when and its limit on demand.
import { useState } from 'react'
import { changeProcess, getCaseProcess, listProcesses, recordStep } from '../../contract/processes.ts'
import type { CaseProcess } from '../../contract/processes.ts'
import { ActionForm } from '../kit/ActionForm.tsx'
import { call } from '../kit/api.ts'
import { Countdown } from '../kit/Countdown.tsx'
import { Icon } from '../kit/Icon.tsx'
import type { IconName } from '../kit/Icon.tsx'
import { Moment } from '../kit/Moment.tsx'
import { Sheet } from '../kit/Sheet.tsx'
import { ErrorState, Skeleton } from '../kit/states.tsx'
import { Tag } from '../kit/Tag.tsx'
import { forget, useApi } from '../kit/use-api.ts'
import { label, t, useWords } from '../kit/words.ts'
import { actorOf, deviationWords, limitWords, own } from './process-words.ts'
import './process.css'

type Step = CaseProcess['steps'][number]
type Target = Readonly<{ id: string; version: number; kind: string }>
const again = () => forget('/api/complaints/:id')
const icons: Readonly<Record<Step['state'], IconName>> = { done: 'check', current: 'right', ahead: 'clock', skipped: 'flag', not_needed: 'close' }

/** When a step was done, or until when it is owed. */
function When({ step }: { step: Step }) {
  if (step.doneAt !== null) return <span className="hint">{step.doneBy === null || step.doneBy === '' ? null : `${step.doneBy} · `}<Moment at={step.doneAt} />{step.late ? <> <Tag tone="overdue" icon="alarm">{t('console.process.late')}</Tag></> : null}</span>
  if (step.state === 'current' && step.dueAt !== null) return <Countdown dueAt={step.dueAt} what={own(step.words)} />
  // a clock that has not begun says nothing yet; an amount of time does
  if (step.state === 'not_needed' || step.dueAt === null) return step.limit === null || 'clock' in step.limit || step.state === 'not_needed' ? null : <span className="hint">{limitWords(step.limit)}</span>
  return <span className="hint">{t('console.process.until')} <Moment at={step.dueAt} /></span>
}

function StepLine({ step, onRecord }: { step: Step; onRecord: (() => void) | undefined }) {
  return (
    <li className={`process-step is-${step.state}`} aria-current={step.state === 'current' ? 'step' : undefined}>
      <span className="process-mark"><Icon name={icons[step.state]} size={12} /></span>
      <span className="process-name"><strong>{own(step.words)}</strong> <span className="hint">{actorOf(step)}</span></span>
      <span className="process-tags">
        {step.state === 'skipped' ? <Tag tone="outline">{t('console.process.skipped')}</Tag> : step.state === 'not_needed' ? <Tag>{t('console.process.not_needed')}</Tag> : step.required ? null : <Tag>{t('console.process.optional')}</Tag>}
        {step.times > 1 ? <Tag tone="outline" icon="repeat">{t('console.process.times', { n: step.times })}</Tag> : null}
        {step.holds.length > 0 ? <Tag icon="lock">{t('console.process.holds', { action: label('action', step.holds[0] ?? '') })}</Tag> : null}
        {onRecord === undefined ? null : <button type="button" className="text-button" onClick={onRecord}><Icon name="check" size={14} />{t('console.process.record')}</button>}
      </span>
      <span className="process-when"><When step={step} /></span>
    </li>
  )
}

function Change({ target, now, onClose }: { target: Target; now: string; onClose: () => void }) {
  const all = useApi(listProcesses, {})
  return (
    <Sheet title={t('codes.action.process_change')} onClose={onClose}>
      {all.isPending ? <Skeleton rows={3} /> : all.isError ? <ErrorState error={all.error} /> : (
        <ActionForm fields={[{ kind: 'radio', name: 'template', words: t('console.process.template'), required: true, options: all.data.items.filter((each) => each.code !== now).map((each) => ({ value: each.code, words: `${own(each.words)} · ${t('console.process.steps', { n: each.steps.length })}` })) }, { kind: 'area', name: 'reason', words: t('console.field.reason'), required: true, max: 500 }]}
          submit={t('codes.action.process_change')} consequence={t('console.process.change_consequence')} onCancel={onClose}
          send={async (body) => { await call(changeProcess, { params: { id: target.id }, body: { ...body, version: target.version } as never }); onClose(); await again() }} />
      )}
    </Sheet>
  )
}

function Record({ target, step, onClose }: { target: Target; step: Step; onClose: () => void }) {
  return (
    <Sheet title={t('console.process.record_title', { step: own(step.words) })} onClose={onClose}>
      <ActionForm fields={[{ kind: 'area', name: 'note', words: t('console.process.note'), required: true, max: 500 }]} submit={t('console.process.record')} consequence={t('console.process.record_consequence')} onCancel={onClose}
        send={async (body) => { await call(recordStep, { params: { id: target.id }, body: { ...body, step: step.code, version: target.version } as never }); onClose(); await again() }} />
    </Sheet>
  )
}

/** Where it stands: the step on, who acts, until when; then the next. */
function Standing({ process }: { process: CaseProcess }) {
  const at = process.steps.findIndex((step) => step.code === process.current)
  const step = process.steps[at]
  const ahead = process.steps.slice(at + 1).filter((each) => each.state === 'ahead')
  const next = ahead.find((each) => each.required) ?? ahead[0]
  if (process.verdict === 'exempt') return <p className="process-now quiet">{t('console.process.exempt')}</p>
  if (step === undefined) return <p className="process-now"><Icon name="check" size={14} /> {t(process.deviations.length === 0 ? 'console.process.kept' : 'console.process.finished')}</p>
  return (
    <p className="process-now">
      <span><span className="hint">{t('console.process.now')}</span> <strong>{own(step.words)}</strong> <span className="quiet">{actorOf(step)}</span></span>
      {step.dueAt === null ? null : <Countdown dueAt={step.dueAt} what={own(step.words)} />}
      {next === undefined ? null : <span className="process-next"><span className="hint">{t('console.process.next')}</span> {own(next.words)} <span className="hint">{actorOf(next)}</span></span>}
    </p>
  )
}

/** Shows the process of a case; nothing for a lighter contact. `mayChange` and `mayRecord` are the viewer's abilities. */
export function ProcessStrip({ target, mayChange, mayRecord }: { target: Target; mayChange: boolean; mayRecord: boolean }) {
  useWords()
  const follows = target.kind === 'complaint'
  const found = useApi(getCaseProcess, { params: { id: target.id } }, { enabled: follows })
  const [doing, setDoing] = useState<Step | 'change' | undefined>(undefined)
  const process = found.data?.process
  // its place is kept, so that nothing below it jumps once it is there
  if (follows && found.isPending) return <section className="process is-coming" aria-hidden="true" />
  if (process === undefined || process === null) return null
  const done = process.steps.filter((step) => step.state === 'done').length
  return (
    <section className="process" aria-label={t('console.process.title')}>
      <details>
        <summary>
          <span className="process-head"><span className="panel-arrow"><Icon name="right" size={12} /></span><h2>{own(process.words)}</h2><span className="hint num">{t('console.process.done_of', { done, n: process.steps.length })}</span>
            {process.deviations.length === 0 ? null : <Tag tone="info" icon="flag">{t('console.process.left', { n: process.deviations.length })}</Tag>}
          </span>
          <span className="process-track" aria-hidden="true">{process.steps.map((step) => <span key={step.code} className={`is-${step.state}`} title={own(step.words)} />)}</span>
        </summary>
        {process.deviations.length === 0 ? null : <ul className="process-left">{process.deviations.map((each) => <li key={`${each.kind}${each.step}`}><Icon name="flag" size={12} /> {deviationWords({ ...each, words: process.steps.find((step) => step.code === each.step)?.words ?? null })}</li>)}</ul>}
        <ol className="process-steps">{process.steps.map((step) => <StepLine key={step.code} step={step} onRecord={mayRecord && step.byHand && step.state !== 'done' && step.state !== 'not_needed' ? () => setDoing(step) : undefined} />)}</ol>
        <p className="process-foot hint">{t('console.process.version', { n: process.version })}{mayChange ? <button type="button" className="text-button" onClick={() => setDoing('change')}><Icon name="repeat" size={14} />{t('codes.action.process_change')}</button> : null}</p>
      </details>
      <Standing process={process} />
      {doing === 'change' ? <Change target={target} now={process.template} onClose={() => setDoing(undefined)} /> : doing === undefined ? null : <Record target={target} step={doing} onClose={() => setDoing(undefined)} />}
    </section>
  )
}
