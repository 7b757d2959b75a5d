// One step as a small form: fields from data, the consequence in words, Ctrl+Enter to send, Esc to leave, no typed word lost.
import { useContext, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import { DraftNotice } from './DraftNotice.tsx'
import { useDraft } from './drafts.ts'
import type { Begun } from './drafts.ts'
import { FormFields } from './FormFields.tsx'
import { Keys } from './KeySheet.tsx'
import { missingOf, startValues, toBody } from './form.ts'
import type { Field, Values } from './form.ts'
import { problemOf, sayProblem } from './problem.ts'
import { Aids } from './TextArea.tsx'
import { hasWords, t } from './words.ts'
import './form.css'

function fieldWords(code: string): string {
  return hasWords(`errors.${code}`) ? t(`errors.${code}`) : t(`console.field_problem.${code}`, {}, t('console.field_problem.invalid'))
}

/** What a form knows of itself when something above its fields must be said: what was typed, on what it was begun; a submit button there sends it. */
export type FormState = Readonly<{ values: Values; begun: Begun | undefined; discard: () => void }>

/**
 * Shows the form and sends it. `send` gets the body without the version, what the form was begun on and the values as typed; it may throw a problem, which is told here with every
 * field it names. `draftKey` keeps typed words until they are sent; `begun` is kept with them. `onNext` adds "send and next"; `renderAbove` draws what stands over the fields, `renderBelow` what stands between them and the button.
 */
export function ActionForm({ fields, given = {}, submit, consequence, draftKey, begun, send, onCancel, onNext, renderAbove, renderBelow, danger = false, two = false }: {
  fields: readonly Field[]; given?: Values; submit: string; consequence?: string; draftKey?: string; begun?: Begun; send: (body: Record<string, unknown>, begun: Begun | undefined, values: Values) => Promise<unknown>; onCancel?: () => void; onNext?: () => void; renderAbove?: (form: FormState) => ReactNode; renderBelow?: (form: FormState) => ReactNode; danger?: boolean; two?: boolean
}) {
  const draft = useDraft<Values>(draftKey, () => startValues(fields, given), begun)
  const { values } = draft
  const { remarksOn } = useContext(Aids)
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  // Where one goes on writing: what must be said and isn't yet.
  const [focusOn] = useState(() => (missingOf(fields, values)[0] ?? fields[0]?.name ?? '').split('.0.')[0])
  const point = () => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())

  const submitNow = async (next = false) => {
    if (busy) return
    const missing = missingOf(fields, values)
    if (missing.length > 0) {
      setErrors(new Map(missing.map((path) => [path, t('console.field_problem.required')])))
      setFailure(t('console.form.missing', { n: missing.length }))
      point()
      return
    }
    const blocked = fields.flatMap((field): [string, string][] => (field.kind === 'area' && field.told === true && remarksOn(String(values[field.name] ?? '')).some(({ blocks }) => blocks) ? [[field.name, '']] : []))
    if (blocked.length > 0) {
      setErrors(new Map(blocked))
      setFailure(t('console.speech.blocked'))
      point()
      return
    }
    setBusy(true)
    setFailure('')
    setErrors(new Map())
    try {
      await send(toBody(fields, values), draft.begun, values)
      draft.drop()
      if (next) onNext?.()
    } catch (error) {
      const problem = problemOf(error)
      setErrors(new Map((problem.fields ?? []).map((field) => [field.path, fieldWords(field.code)])))
      setFailure(sayProblem(problem))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form} noValidate aria-busy={busy} onSubmit={(event) => { event.preventDefault(); void submitNow() }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); void submitNow(event.shiftKey && onNext !== undefined) }
        if (event.key === 'Escape' && onCancel !== undefined) { event.stopPropagation(); onCancel() }
      }}>
      {renderAbove?.({ values, begun: draft.begun, discard: draft.discard })}
      <DraftNotice at={draft.restoredAt} onDiscard={draft.discard} />
      <div className={two ? 'fields is-two' : 'fields'}>
        <FormFields fields={fields} values={values} errors={errors} focusOn={focusOn} onChange={(name, value) => draft.setValues((old) => ({ ...old, [name]: value }))} />
      </div>
      {renderBelow?.({ values, begun: draft.begun, discard: draft.discard })}
      {consequence === undefined ? null : <p className="consequence">{consequence}</p>}
      <div className="form-foot">
        {failure === '' ? null : <p className="field-error form-failure" role="alert">{failure}</p>}
        <Button type="primary" htmlType="submit" loading={busy} danger={danger}>{submit}</Button>
        {onNext === undefined ? null : <Button loading={busy} onClick={() => void submitNow(true)}>{t('console.form.and_next')}</Button>}
        {onCancel === undefined ? null : <Button type="text" onClick={onCancel}>{t('console.form.cancel')}</Button>}
        <span className="hint"><Keys keys="Ctrl+Enter" />{onNext === undefined ? null : <> <Keys keys="Ctrl+Shift+Enter" /></>}</span>
      </div>
    </form>
  )
}
