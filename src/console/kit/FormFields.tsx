// Draws the fields of a form as data: labels tied to controls, errors said beside the field they belong to.
import { useId } from 'react'
import { FilePicker } from './FilePicker.tsx'
import { Icon } from './Icon.tsx'
import { MomentField } from './MomentField.tsx'
import { PickField } from './PickField.tsx'
import { TextArea } from './TextArea.tsx'
import { startValues } from './form.ts'
import type { Field, Option, UploadedFile, Values } from './form.ts'
import { t } from './words.ts'

type ControlProps = { field: Field; value: unknown; onChange: (value: unknown) => void; id: string; describedBy: string | undefined; invalid: boolean; autoFocus: boolean; errors: ReadonlyMap<string, string>; path: string }

function Lines({ value, onChange, id }: { value: readonly string[]; onChange: (value: readonly string[]) => void; id: string }) {
  return (
    <textarea id={id} className="input" rows={2} value={value.join('\n')} placeholder={t('console.form.one_per_line')}
      onChange={(event) => onChange(event.target.value === '' ? [] : event.target.value.split('\n'))} onBlur={() => onChange(value.map((each) => each.trim()).filter((each) => each !== ''))} />
  )
}

function Rows({ field, value, onChange, errors, path }: { field: Extract<Field, { kind: 'rows' }>; value: readonly Values[]; onChange: (value: readonly Values[]) => void; errors: ReadonlyMap<string, string>; path: string }) {
  return (
    <div className="rows">
      {value.map((row, i) => (
        <div key={i} className="row-box" role="group" aria-label={`${field.words} ${i + 1}`}>
          <div className="row-grid">
            <FormFields fields={field.of} values={row} errors={errors} prefix={`${path}.${i}.`} onChange={(name, next) => onChange(value.map((each, k) => (k === i ? { ...each, [name]: next } : each)))} />
          </div>
          {value.length > 1 ? <button type="button" className="ghost row-remove" aria-label={t('console.form.remove_row', { n: i + 1 })} onClick={() => onChange(value.filter((_, k) => k !== i))}><Icon name="close" size={14} /></button> : null}
        </div>
      ))}
      {value.length < (field.most ?? 20) ? <button type="button" className="text-button" onClick={() => onChange([...value, startValues(field.of)])}><Icon name="add" size={14} />{field.add}</button> : null}
    </div>
  )
}

function Choices({ options, value, name, onChange, autoFocus }: { options: readonly Option[]; value: unknown; name: string; onChange: (value: string) => void; autoFocus: boolean }) {
  return (
    <div className="radio-row">
      {options.map((option, i) => (
        <label key={option.value}><input type="radio" name={name} value={option.value} checked={value === option.value} autoFocus={autoFocus && i === 0} onChange={() => onChange(option.value)} />{option.words}</label>
      ))}
    </div>
  )
}

function Many({ options, on, onChange }: { options: readonly Option[]; on: readonly string[]; onChange: (on: readonly string[]) => void }) {
  return (
    <div className="chips">
      {options.map((option) => <button key={option.value} type="button" className="chip" aria-pressed={on.includes(option.value)} onClick={() => onChange(on.includes(option.value) ? on.filter((each) => each !== option.value) : [...on, option.value])}>{option.words}</button>)}
    </div>
  )
}

function Control(props: ControlProps) {
  const { field, value, onChange, id, describedBy, invalid, autoFocus } = props
  const common = { id, 'aria-describedby': describedBy, 'aria-invalid': invalid, autoFocus, className: 'input' }
  const typed = typeof value === 'string' ? value : ''
  switch (field.kind) {
    case 'area': return <TextArea {...common} rows={3} maxLength={field.max ?? 2000} placeholder={field.placeholder} told={field.told === true} value={typed} onChange={onChange} />
    case 'line': return <input {...common} maxLength={field.max ?? 200} placeholder={field.placeholder} value={typed} autoComplete="off" onChange={(event) => onChange(event.target.value)} />
    case 'secret': return <input {...common} type="password" maxLength={200} value={typed} autoComplete={field.fresh === true ? 'new-password' : 'current-password'} onChange={(event) => onChange(event.target.value)} />
    case 'moment': return <MomentField id={id} value={typed} past={field.past === true} invalid={invalid} describedBy={describedBy} autoFocus={autoFocus} onChange={onChange} />
    case 'money': return <span className="unit-input"><span aria-hidden="true">¥</span><input {...common} inputMode="decimal" value={typed} autoComplete="off" onChange={(event) => onChange(event.target.value)} /></span>
    case 'number': return <input {...common} type="number" min={field.min} max={field.max} value={typed} onChange={(event) => onChange(event.target.value)} />
    case 'select': return (
      <select {...common} value={typed} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('console.form.choose')}</option>
        {field.options.map((option) => <option key={option.value} value={option.value}>{option.words}</option>)}
      </select>
    )
    case 'radio': return <Choices options={field.options} value={value} name={id} onChange={onChange} autoFocus={autoFocus} />
    case 'many': return <Many options={field.options} on={Array.isArray(value) ? value as string[] : []} onChange={onChange} />
    case 'check': return <label className="check"><input type="checkbox" id={id} autoFocus={autoFocus} checked={value === true} onChange={(event) => onChange(event.target.checked)} />{field.words}</label>
    case 'lines': return <Lines id={id} value={Array.isArray(value) ? value as string[] : []} onChange={onChange} />
    case 'files': return <FilePicker id={id} files={Array.isArray(value) ? value as UploadedFile[] : []} upload={field.upload} most={field.most ?? 9} onChange={onChange} />
    case 'pick': return <PickField id={id} find={field.find} value={value as Option | undefined} onChange={onChange} autoFocus={autoFocus} invalid={invalid} />
    case 'rows': return <Rows field={field} value={Array.isArray(value) ? value as Values[] : []} onChange={onChange} errors={props.errors} path={props.path} />
  }
}

/** Kinds that want the whole width when a form has two columns. */
const wideKinds: ReadonlySet<Field['kind']> = new Set(['area', 'radio', 'many', 'rows', 'files', 'check', 'lines'])

/** Draws fields; `errors` maps body paths to sentences; `focusOn` names the field that takes the focus; `onChange` gets the field's name and new value. */
export function FormFields({ fields, values, errors, prefix = '', focusOn, onChange }: {
  fields: readonly Field[]; values: Values; errors: ReadonlyMap<string, string>; prefix?: string; focusOn?: string | undefined; onChange: (name: string, value: unknown) => void
}) {
  const base = useId()
  return fields.filter((field) => field.when === undefined || field.when(values)).map((field) => {
    const id = `${base}${field.name}`
    const path = `${prefix}${field.name}`
    const error = errors.get(path)
    const group = field.kind === 'radio' || field.kind === 'many' || field.kind === 'rows'
    const describedBy = error !== undefined && error !== '' ? `${id}-error` : field.hint !== undefined ? `${id}-hint` : undefined
    const head = <>{field.words}{field.required === true || field.kind === 'rows' ? null : <span className="hint"> {t('console.form.optional')}</span>}</>
    return (
      <div key={field.name} className={wideKinds.has(field.kind) || field.wide === true ? 'field is-wide' : 'field'} role={group ? 'group' : undefined} aria-label={group ? field.words : undefined}>
        {field.kind === 'check' ? null : group ? <span className="field-label">{head}</span> : <label className="field-label" htmlFor={id}>{head}</label>}
        <Control field={field} value={values[field.name]} onChange={(value) => onChange(field.name, value)} id={id} describedBy={describedBy} invalid={error !== undefined} autoFocus={field.name === focusOn} errors={errors} path={path} />
        {error !== undefined && error !== '' ? <span id={`${id}-error`} className="field-error">{error}</span> : field.hint !== undefined ? <span id={`${id}-hint`} className="hint">{field.hint}</span> : null}
      </div>
    )
  })
}
