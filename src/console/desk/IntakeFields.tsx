// The fields of intake in the order a call runs: the words, the person, the parcel, the reason, what is wanted.
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { listReasons } from '../../contract/desk.ts'
import { channels, complainantRoles, contactKinds, demandKinds, itemTypes } from '../../domain/complaints/vocabulary.ts'
import type { DemandKind } from '../../domain/complaints/vocabulary.ts'
import { FilePicker } from '../kit/FilePicker.tsx'
import { Icon } from '../kit/Icon.tsx'
import { useApi } from '../kit/use-api.ts'
import { MomentField } from '../kit/MomentField.tsx'
import { label, t } from '../kit/words.ts'
import { isFileField, preferenceNames } from '../complaints/draft.ts'
import type { Draft } from '../complaints/draft.ts'
import { FindParcel } from '../complaints/FindParcel.tsx'
import { reasonLabel } from '../complaints/tags.tsx'
import { upload } from '../complaints/upload.ts'

type Props = { draft: Draft; change: (part: Partial<Draft>) => void; wrong: readonly string[]; wanted: readonly { field: string; required: boolean; missing: boolean }[]; onNumber: (number: string) => void }

/** Fields of the reason that the page already asks elsewhere, or that only a file can answer. */
const askedElsewhere = new Set(['contact', 'waybill', 'event_time', 'demand', 'place', 'courier_identity'])

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  const id = useId()
  return <section className="intake-part" aria-labelledby={id}><h2 id={id}>{title}{hint === undefined ? null : <span className="hint">{hint}</span>}</h2>{children}</section>
}

function Line({ id, words, value, onChange, error, ...more }: { id: string; words: string; value: string; onChange: (value: string) => void; error?: string | undefined } & Omit<React.InputHTMLAttributes<HTMLInputElement>, 'id' | 'value' | 'onChange'>) {
  return (
    <div className="field"><label className="field-label" htmlFor={id}>{words}</label>
      <input id={id} className="input" autoComplete="off" value={value} aria-invalid={error !== undefined} aria-describedby={error === undefined ? undefined : `${id}-error`} onChange={(event) => onChange(event.target.value)} {...more} />
      {error === undefined ? null : <span id={`${id}-error`} className="field-error">{error}</span>}</div>
  )
}

function Choose({ id, words, value, options, onChange }: { id: string; words: string; value: string; options: readonly (readonly [string, string])[]; onChange: (value: string) => void }) {
  return (
    <div className="field"><label className="field-label" htmlFor={id}>{words}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>{options.map(([code, name]) => <option key={code} value={code}>{name}</option>)}</select></div>
  )
}

function Many({ words, all, on, onChange }: { words: string; all: readonly (readonly [string, string])[]; on: readonly string[]; onChange: (on: string[]) => void }) {
  return (
    <div className="chips" role="group" aria-label={words}>
      {all.map(([code, name]) => <button key={code} type="button" className="chip" aria-pressed={on.includes(code)} onClick={() => onChange(on.includes(code) ? on.filter((each) => each !== code) : [...on, code])}>{name}</button>)}
    </div>
  )
}

function Person({ draft, change, wrong }: Pick<Props, 'draft' | 'change' | 'wrong'>) {
  return (
    <Part title={t('console.intake.person')}>
      <div className="intake-grid">
        <Line id="name" words={t('console.field.name')} value={draft.name} maxLength={60} onChange={(name) => change({ name })} />
        <Line id="phone" words={t('console.field.phone')} value={draft.phone} inputMode="tel" maxLength={30} error={wrong.includes('complainant') ? t('console.intake.unreachable') : undefined} onChange={(phone) => change({ phone })} />
        <Choose id="role" words={t('console.field.complainantRole')} value={draft.role} options={complainantRoles.map((code) => [code, label('complainantRole', code)] as const)} onChange={(role) => change({ role: role as Draft['role'] })} />
      </div>
      <details>
        <summary className="hint">{t('console.intake.more_person')}</summary>
        <div className="intake-grid" style={{ margin: '10px 0' }}>
          <Line id="email" words={t('console.field.email')} value={draft.email} type="email" maxLength={120} onChange={(email) => change({ email })} />
          <Line id="handle" words={t('console.field.handle')} value={draft.handle} maxLength={80} onChange={(handle) => change({ handle })} />
        </div>
        <Many words={t('console.intake.preferences')} all={preferenceNames.map((code) => [code, t(`console.preference.${code}`)] as const)} on={draft.preferences} onChange={(on) => change({ preferences: preferenceNames.filter((each) => on.includes(each)) })} />
        <label className="check" style={{ marginTop: 10 }}><input type="checkbox" checked={draft.anonymous} onChange={(event) => change({ anonymous: event.target.checked })} />{t('console.intake.anonymous')}</label>
      </details>
    </Part>
  )
}

function Items({ draft, change, onNumber }: Pick<Props, 'draft' | 'change' | 'onNumber'>) {
  const [finding, setFinding] = useState(false)
  const set = (at: number, part: Partial<Draft['items'][number]>) => change({ items: draft.items.map((item, i) => (i === at ? { ...item, ...part } : item)) })
  return (
    <Part title={t('console.intake.items')} hint={t('console.intake.items_hint')}>
      {draft.items.map((item, i) => (
        <div key={i} className="item-row">
          <select className="input" aria-label={t('console.intake.item_type')} value={item.type} onChange={(event) => set(i, { type: event.target.value as typeof item.type })}>{itemTypes.map((type) => <option key={type} value={type}>{label('item', type)}</option>)}</select>
          <input className="input mono" aria-label={t('console.intake.item_number', { n: i + 1 })} autoComplete="off" spellCheck={false} maxLength={60} value={item.number} onChange={(event) => set(i, { number: event.target.value })} />
          {draft.items.length > 1 ? <button type="button" className="ghost" aria-label={t('console.form.remove_row', { n: i + 1 })} onClick={() => change({ items: draft.items.filter((_, k) => k !== i) })}><Icon name="close" size={14} /></button> : <span />}
        </div>
      ))}
      <div className="chips">
        <button type="button" className="text-button" onClick={() => setFinding(true)}><Icon name="search" size={14} />{t('console.intake.find')}</button>
        <button type="button" className="text-button" onClick={() => change({ items: [...draft.items, { type: 'waybill', number: '' }] })}><Icon name="add" size={14} />{t('console.intake.add_item')}</button>
      </div>
      {finding ? <FindParcel phone={draft.phone} onUse={onNumber} onClose={() => setFinding(false)} /> : null}
    </Part>
  )
}

function Reason({ draft, change, wanted, wrong }: Pick<Props, 'draft' | 'change' | 'wanted' | 'wrong'>) {
  const reasons = useApi(listReasons, {}, { staleTime: 3_600_000 })
  const asked = wanted.filter((each) => !askedElsewhere.has(each.field) && !isFileField(each.field))
  const files = wanted.filter((each) => isFileField(each.field) && each.missing)
  return (
    <Part title={t('console.intake.reason')}>
      <div className="intake-grid">
        <Choose id="reason" words={t('console.field.reasonCode')} value={draft.reasonCode} options={[['', t('console.intake.reason_by_words')], ...(reasons.data?.items ?? []).map(({ code }) => [code, reasonLabel(code)] as const)]} onChange={(reasonCode) => change({ reasonCode })} />
        <div className="field"><label className="field-label" htmlFor="occurredAt">{t('console.field.occurredAt')}</label><MomentField id="occurredAt" past invalid={wrong.includes('occurredAt')} value={draft.occurredAt} onChange={(occurredAt) => change({ occurredAt })} /></div>
        <Line id="place" words={t('console.field.place')} value={draft.place} maxLength={200} onChange={(place) => change({ place })} />
        <Line id="respondent" words={t('console.field.respondent')} value={draft.respondent} maxLength={60} onChange={(respondent) => change({ respondent })} />
        {asked.map(({ field, required }) => <Line key={field} id={`detail-${field}`} words={`${label('field', field)}${required ? '' : ` ${t('console.form.optional')}`}`} value={draft.details[field] ?? ''} maxLength={500} onChange={(value) => change({ details: { ...draft.details, [field]: value } })} />)}
      </div>
      {files.length === 0 ? null : <p className="hint">{t('console.intake.files_wanted', { what: files.map(({ field }) => label('field', field)).join(t('console.app.list_comma')) })}</p>}
      <FilePicker id="files" files={draft.files} upload={upload} most={9} onChange={(list) => change({ files: list })} />
    </Part>
  )
}

/** Draws all fields. */
export function IntakeFields({ draft, change, wrong, wanted, onNumber }: Props) {
  return (
    <>
      <div className="intake-grid">
        <Choose id="channel" words={t('console.field.channel')} value={draft.channel} options={channels.map((code) => [code, label('channel', code)] as const)} onChange={(channel) => change({ channel: channel as Draft['channel'] })} />
        <Choose id="kind" words={t('console.field.kind')} value={draft.kind} options={contactKinds.map((code) => [code, label('kind', code)] as const)} onChange={(kind) => change({ kind: kind as Draft['kind'] })} />
      </div>
      <Part title={t('console.intake.words')} hint={t('console.intake.words_hint')}>
        <div className="field"><label className="sr" htmlFor="verbatim">{t('console.intake.words')}</label>
          <textarea id="verbatim" className="input verbatim-input" autoFocus maxLength={5000} value={draft.verbatim} placeholder={t('console.intake.words_example')} aria-invalid={wrong.includes('verbatim')} onChange={(event) => change({ verbatim: event.target.value })} />
          {wrong.includes('verbatim') ? <span className="field-error">{t('console.intake.words_missing')}</span> : null}</div>
      </Part>
      <Person draft={draft} change={change} wrong={wrong} />
      <Items draft={draft} change={change} onNumber={onNumber} />
      <Reason draft={draft} change={change} wanted={wanted} wrong={wrong} />
      <Part title={t('console.intake.demand')}>
        <Many words={t('console.intake.demand')} all={demandKinds.map((code) => [code, label('demand', code)] as const)} on={draft.demands} onChange={(on) => change({ demands: on as DemandKind[] })} />
        <div className="intake-grid">
          <Line id="amount" words={t('console.field.demand_amount')} inputMode="decimal" value={draft.amount} error={wrong.includes('amount') ? t('console.field_problem.money') : undefined} onChange={(amount) => change({ amount })} />
          <Line id="demandText" words={t('console.field.demand_text')} value={draft.demandText} maxLength={500} onChange={(demandText) => change({ demandText })} />
        </div>
        <Line id="summary" words={t('console.field.summary_own')} value={draft.summary} maxLength={1000} onChange={(summary) => change({ summary })} />
      </Part>
    </>
  )
}
