// Taking a complaint while the customer talks: words first, everything without a mouse, read back before it is filed.
import { useEffect, useRef, useState } from 'react'
import { Button } from '../kit/Button.tsx'
import { useNavigate } from 'react-router'
import { checkIntake, fileComplaint } from '../../contract/complaints.ts'
import type { Filed } from '../../contract/complaints.ts'
import { countViews, listComplaints } from '../../contract/desk.ts'
import { attendedChannels } from '../../domain/complaints/vocabulary.ts'
import { DraftNotice } from '../kit/DraftNotice.tsx'
import { useDraft } from '../kit/drafts.ts'
import { useKeys } from '../kit/keys.ts'
import { problemOf, sayProblem } from '../kit/problem.ts'
import { toast } from '../kit/toast.tsx'
import { forget, useAct, useApi } from '../kit/use-api.ts'
import { hasWords, t } from '../kit/words.ts'
import { blockers, detailName, emptyDraft, heldFields, toComplaint } from '../complaints/draft.ts'
import type { Draft } from '../complaints/draft.ts'
import { IntakeAside } from '../complaints/IntakeAside.tsx'
import { IntakeFields } from './IntakeFields.tsx'
import { IntakeResult } from '../complaints/IntakeResult.tsx'
import { ReadBack } from '../complaints/ReadBack.tsx'
import '../kit/form.css'
import './intake.css'

const draftKey = 'intake'

/** The value some milliseconds after it last changed. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}

/** What the typed words already tell; asks the server a moment after typing stops and stores nothing. */
function useCheck(draft: Draft) {
  const numbers = draft.items.filter((item) => item.number.trim().length >= 6)
  const details = Object.fromEntries(Object.entries(draft.details).filter(([, value]) => value.trim() !== '').map(([field, value]) => [detailName(field), value]))
  const asked = useSettled(JSON.stringify({
    verbatim: draft.verbatim, channel: draft.channel, ...(draft.reasonCode === '' ? {} : { reasonCode: draft.reasonCode }), ...(draft.phone.trim() === '' ? {} : { phone: draft.phone.trim() }),
    ...(numbers.length === 0 ? {} : { items: numbers.map((item) => ({ ...item, number: item.number.trim() })) }), ...(Object.keys(details).length === 0 ? {} : { details }),
  }), 400)
  const check = useApi(checkIntake, { body: JSON.parse(asked) }, { enabled: draft.verbatim.trim().length >= 4 || numbers.length > 0, keep: true })
  return { check: check.data, numbers: useSettled(numbers.map((item) => item.number.trim()).join('\n'), 400).split('\n').filter((each) => each !== '') }
}

/** Shows the page. */
export default function IntakePage() {
  const { values: draft, setValues: setDraft, restoredAt, discard, drop } = useDraft(draftKey, () => emptyDraft())
  const [step, setStep] = useState<'write' | 'read_back'>('write')
  const [filed, setFiled] = useState<Filed | undefined>(undefined)
  const [wrong, setWrong] = useState<readonly string[]>([])
  const form = useRef<HTMLDivElement>(null)
  const navigate = useNavigate()
  const { check, numbers } = useCheck(draft)
  const file = useAct(fileComplaint, { onDone: (reply) => { drop(); setFiled(reply); void forget(listComplaints.path, countViews.path) } })
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))

  const goOn = () => {
    const missing = blockers(draft)
    setWrong(missing)
    if (missing[0] !== undefined) {
      form.current?.querySelector<HTMLElement>(`#${missing[0] === 'complainant' ? 'phone' : missing[0]}`)?.focus()
      return
    }
    if (step === 'write') setStep('read_back')
    else file.mutate({ body: toComplaint(draft) })
  }
  const again = () => {
    setDraft(() => emptyDraft(draft.channel))
    setStep('write')
    setFiled(undefined)
    file.reset()
  }
  const setNumber = (number: string) => {
    const empty = draft.items.findIndex((item) => item.number.trim() === '')
    change({ items: empty < 0 ? [...draft.items, { type: 'waybill', number }] : draft.items.map((item, i) => (i === empty ? { ...item, number } : item)) })
  }
  useKeys([{ keys: 'Ctrl+Enter', label: t('console.intake.go_on'), run: goOn, inFields: true }, ...(step === 'read_back' && filed === undefined ? [{ keys: 'Escape', label: t('console.keys.back'), run: () => setStep('write') }] : [])])
  if (filed !== undefined) return <div className="page"><IntakeResult filed={filed} onNext={again} /></div>
  const problem = file.isError ? problemOf(file.error) : undefined
  return (
    <div className="intake">
      <div className="intake-form" ref={form}>
        <div className="intake-scroll">
          <div className="intake-inner">
            <h1>{t(step === 'write' ? 'console.intake.title' : 'console.intake.read_back')}</h1>
            {step === 'write' ? <DraftNotice at={restoredAt} onDiscard={discard} /> : null}
            {step === 'write' ? <IntakeFields draft={draft} change={change} wrong={wrong} wanted={check?.wantedFields ?? []} onNumber={setNumber} /> : <ReadBack draft={draft} change={change} attended={attendedChannels.includes(draft.channel)} />}
            {problem === undefined ? null : (
              <div className="field-error" role="alert"><p>{sayProblem(problem)}</p>
                <ul>{(problem.fields ?? []).map((each) => <li key={each.path}>{hasWords(`codes.field.${each.path}`) ? t(`codes.field.${each.path}`) : each.path}: {t(`console.field_problem.${each.code}`, {}, hasWords(`errors.${each.code}`) ? t(`errors.${each.code}`) : t('console.field_problem.invalid'))}</li>)}</ul></div>
            )}
          </div>
        </div>
        <div className="action-bar">
          <div className="action-row">
            <Button type="primary" loading={file.isPending} onClick={goOn}>{t(step === 'write' ? 'console.intake.to_read_back' : draft.onSpot === null ? 'console.intake.file' : 'console.intake.settle')}<kbd className="on-primary">Ctrl ↵</kbd></Button>
            {step === 'read_back' ? <Button onClick={() => setStep('write')}>{t('console.intake.back')}</Button> : <Button type="text" onClick={() => { again(); toast(t('console.intake.cleared')) }}>{t('console.intake.clear')}</Button>}
            <span className="spring" /><span className="hint">{t('console.intake.kept')}</span>
          </div>
        </div>
      </div>
      <aside className="intake-aside" aria-label={t('console.intake.aside')} aria-live="polite">
        <IntakeAside check={check} held={heldFields(draft)} numbers={numbers} reasonCode={draft.reasonCode} onReason={(reasonCode) => change({ reasonCode })} onNumber={setNumber} onChaser={(id) => void navigate(`/queue/${id}`)} />
      </aside>
    </div>
  )
}
