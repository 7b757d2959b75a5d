// What a draft must say besides its values: where each changed value comes from, and the dated legal reason for what is looser than law.
import { useId } from 'react'
import type { LegalExceptionInput, Law } from '../../contract/policy.ts'
import { DayField } from '../kit/DayField.tsx'
import { Icon } from '../kit/Icon.tsx'
import { t } from '../kit/words.ts'
import { lawName, placeWords } from './policy-words.ts'

type Sources = Readonly<Record<string, string>>

/** One field for each changed place without a source, and for those given before. */
export function SourcesEditor({ sources, unsourced, onChange }: { sources: Sources; unsourced: readonly string[]; onChange: (sources: Sources) => void }) {
  const id = useId()
  const places = [...new Set([...Object.keys(sources), ...unsourced])]
  if (places.length === 0) return <p className="hint">{t('console.policy.sources_done')}</p>
  return (
    <div className="fields">{places.map((place, i) => (
      <div key={place} className="field">
        <label className="field-label" htmlFor={`${id}${i}`}>{t('console.policy.source_of')} <span title={place}>{placeWords(place)}</span></label>
        <input id={`${id}${i}`} className="input" maxLength={300} value={sources[place] ?? ''} placeholder={t('console.policy.source_hint')} aria-invalid={unsourced.includes(place)}
          onChange={(event) => onChange(event.target.value === '' ? Object.fromEntries(Object.entries(sources).filter(([key]) => key !== place)) : { ...sources, [place]: event.target.value })} />
      </div>
    ))}</div>
  )
}

function Reason({ value, laws, onChange, onRemove }: { value: LegalExceptionInput; laws: readonly Law[]; onChange: (value: LegalExceptionInput) => void; onRemove: () => void }) {
  const id = useId()
  const codes = laws.some((law) => law.code === value.law) ? laws.map((law) => law.code) : [value.law, ...laws.map((law) => law.code)]
  const day = (name: 'date' | 'until') => (
    <div className="field"><label className="field-label" htmlFor={`${id}${name}`}>{t(`console.policy.reason_${name}`)}{name === 'until' ? <span className="hint"> {t('console.form.optional')}</span> : null}</label>
      <DayField id={`${id}${name}`} value={value[name] ?? ''} onChange={(on) => onChange({ ...value, [name]: name === 'until' && on === '' ? null : on })} /></div>
  )
  return (
    <div className="row-box" role="group" aria-label={`${t('console.policy.legal_reason')} ${placeWords(value.path)}`}>
      <p title={value.path}>{placeWords(value.path)}</p>
      <div className="row-grid">
        <div className="field"><label className="field-label" htmlFor={`${id}law`}>{t('console.policy.reason_law')}</label><select id={`${id}law`} className="input" value={value.law} onChange={(event) => onChange({ ...value, law: event.target.value })}>{codes.map((code) => <option key={code} value={code}>{lawName(code)}</option>)}</select></div>
        {day('date')}{day('until')}
        <div className="field is-wide"><label className="field-label" htmlFor={`${id}text`}>{t('console.policy.reason_text')}</label><textarea id={`${id}text`} className="input" rows={2} maxLength={600} value={value.text} onChange={(event) => onChange({ ...value, text: event.target.value })} /></div>
      </div>
      <button type="button" className="ghost row-remove" aria-label={t('console.policy.remove_reason', { place: placeWords(value.path) })} onClick={onRemove}><Icon name="close" size={14} /></button>
    </div>
  )
}

/** Legal reasons as a list; `missing` are looser places that still lack one. */
export function ReasonsEditor({ exceptions, missing, laws, today, onChange }: { exceptions: readonly LegalExceptionInput[]; missing: readonly { readonly path: string; readonly law: string }[]; laws: readonly Law[]; today: string; onChange: (exceptions: readonly LegalExceptionInput[]) => void }) {
  return (
    <div className="rows">
      {missing.map((m) => (
        <p key={m.path} className="notice is-overdue"><Icon name="alarm" /><span><span title={m.path}>{placeWords(m.path)}</span> {t('console.policy.looser', { law: lawName(m.law) })}</span>
          <button type="button" className="text-button notice-act" onClick={() => onChange([...exceptions, { path: m.path, law: m.law, text: '', date: today, until: null }])}>{t('console.policy.add_reason')}</button></p>
      ))}
      {exceptions.map((each, i) => <Reason key={i} value={each} laws={laws} onChange={(next) => onChange(exceptions.map((one, k) => (k === i ? next : one)))} onRemove={() => onChange(exceptions.filter((_, k) => k !== i))} />)}
      {exceptions.length + missing.length === 0 ? <p className="hint">{t('console.policy.no_reasons')}</p> : null}
    </div>
  )
}
