// One step as a small form: fields from data, the consequence in words, Ctrl+Enter to send, Esc to leave, the draft kept in this tab.
import { useEffect, useRef, useState } from 'react'
import { Button } from 'antd'
import { FormFields } from './FormFields.tsx'
import { Keys } from './KeySheet.tsx'
import { missingOf, startValues, toBody } from './form.ts'
import type { Field, Values } from './form.ts'
import { problemOf, sayProblem } from './problem.ts'
import { hasWords, t } from './words.ts'
import './form.css'

function readDraft(key: string | undefined): Values {
  if (key === undefined) return {}
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '{}') as Values
  } catch {
    return {}
  }
}

function fieldWords(code: string): string {
  return hasWords(`errors.${code}`) ? t(`errors.${code}`) : t(`console.field_problem.${code}`, {}, t('console.field_problem.invalid'))
}

/**
 * Shows the form and sends it. `send` gets the body without the version; it may throw a problem, which is told here with every
 * field it names. `draftKey` keeps typed words in this tab until they are sent.
 */
export function ActionForm({ fields, given = {}, submit, consequence, draftKey, send, onCancel, danger = false, two = false }: {
  fields: readonly Field[]; given?: Values; submit: string; consequence?: string; draftKey?: string; send: (body: Record<string, unknown>) => Promise<unknown>; onCancel?: () => void; danger?: boolean; two?: boolean
}) {
  const [values, setValues] = useState<Values>(() => ({ ...startValues(fields, given), ...readDraft(draftKey) }))
  const [errors, setErrors] = useState<ReadonlyMap<string, string>>(new Map())
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)

  useEffect(() => {
    if (draftKey !== undefined) sessionStorage.setItem(draftKey, JSON.stringify(values))
  }, [draftKey, values])

  const submitNow = async () => {
    const missing = missingOf(fields, values)
    if (missing.length > 0) {
      setErrors(new Map(missing.map((path) => [path, t('console.field_problem.required')])))
      setFailure(t('console.form.missing', { n: missing.length }))
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      return
    }
    setBusy(true)
    setFailure('')
    setErrors(new Map())
    try {
      await send(toBody(fields, values))
      if (draftKey !== undefined) sessionStorage.removeItem(draftKey)
    } catch (error) {
      const problem = problemOf(error)
      setErrors(new Map((problem.fields ?? []).map((field) => [field.path, fieldWords(field.code)])))
      setFailure(sayProblem(problem))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => { event.preventDefault(); void submitNow() }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || event.keyCode === 229) return
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); void submitNow() }
        if (event.key === 'Escape' && onCancel !== undefined) { event.stopPropagation(); onCancel() }
      }}>
      <div className={two ? 'fields is-two' : 'fields'}>
        <FormFields fields={fields} values={values} errors={errors} focusFirst onChange={(name, value) => setValues((old) => ({ ...old, [name]: value }))} />
      </div>
      {consequence === undefined ? null : <p className="consequence">{consequence}</p>}
      <div className="form-foot">
        {failure === '' ? null : <p className="field-error form-failure" role="alert">{failure}</p>}
        <Button type="primary" htmlType="submit" loading={busy} danger={danger}>{submit}</Button>
        {onCancel === undefined ? null : <Button type="text" onClick={onCancel}>{t('console.form.cancel')}</Button>}
        <span className="hint"><Keys keys="Ctrl+Enter" /></span>
      </div>
    </form>
  )
}
